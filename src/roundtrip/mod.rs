//! Taking an edited spreadsheet back: from the cells of a file to corrections of the ledger.
//!
//! It is a merge of three: what was exported, which each row names by its version; what the file
//! says; and what the dataset says now. Only what somebody has changed in the file, and nobody
//! since in the dataset, becomes a correction.

mod additions;
mod bases;
mod damage;
mod merge;
mod recognise;
mod report;

pub use additions::additions_toml;
pub use bases::States;
pub use merge::take_back;
pub use report::{Change, Report};
