//! What the program talks about: keys, locators, dates, vocabulary and facts.
//!
//! The model does no input or output and knows no other module of the crate.

pub mod locator;

pub use locator::Locator;
