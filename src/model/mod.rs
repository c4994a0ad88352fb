//! The model: keys, locators, dates, vocabulary and facts.
//!
//! The model does no input or output and knows no other module of the crate.

pub mod cite_as;
pub mod correction;
pub mod date;
pub mod fact;
pub mod fold;
pub mod form;
pub mod key;
pub mod known;
pub mod locator;
pub mod path;
pub mod quote;
pub mod vocabulary;
pub mod wording;

pub use locator::Locator;
