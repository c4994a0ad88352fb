//! Datasets with a footnote on every row.
pub mod article;
pub mod dataset;
pub mod model;
pub mod store;
