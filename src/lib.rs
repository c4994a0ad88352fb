//! Datasets with a footnote on every row: an article and a hand-checked fact sheet about it in,
//! relational SQLite and CSV out.
//!
//! The way of the data, one room after the other:
//!
//! ```text
//! article ─► article::read ─► passages ─┐
//! files ─► dataset::stream ─────────────┴► facts ─► ingest::run ─► rows ─► store::Store ─► export::export
//! ```
//!
//! - [`article`]: the bytes of a scrape to numbered sentences ([`article::read`]).
//! - [`dataset`]: the files of a dataset to facts without fault, or to every problem with its
//!   span ([`dataset::stream()`], and [`dataset::check()`] for the problems alone).
//! - [`model`]: keys, locators, dates, quotes, facts; what all others talk about.
//! - [`store`]: the working database with its history ([`store::Store`]).
//! - [`ingest`]: one run, from files to store ([`ingest::run`]).
//! - [`export`]: what analysts get ([`export::export`]).
//! - [`cli`]: the commands ([`cli::run`]).
//!
//! `ARCHITECTURE.md` has the invariants.

#![warn(missing_docs)]

pub mod article;
pub mod cli;
pub mod dataset;
mod digest;
pub mod export;
mod files;
pub mod ingest;
mod json_schema;
pub mod model;
mod parallel;
#[cfg(test)]
mod reruns;
mod revise;
mod roundtrip;
pub mod store;
mod tabular;
