//! Datasets with a footnote on every row.
pub mod article;
pub mod cli;
pub mod dataset;
pub mod export;
pub mod model;
pub mod store;
