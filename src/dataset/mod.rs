//! A dataset's files: read, parsed and checked, with every problem located.
//!
//! [`Folder`] holds the files; [`check()`] turns them into a [`Dataset`](crate::model::fact::Dataset)
//! without fault, or into the list of all that is wrong. Nothing here writes.

mod changed;
mod check;
mod folder;
mod ledger;
mod lock;
mod node;
mod problem;
mod raw;
mod span;
mod vocabulary;

pub use changed::changed_files;
pub use check::{
    ArticleAtHand, Articles, Checked, Coverage, Ledger, check, check_part, check_with_ledger, locks,
};
pub use folder::{Folder, FolderError, LEDGER, is_sheet};
pub use ledger::{
    ChildTable, append as append_to_ledger, child_default, child_required, derived_from,
    next_id as next_correction_id,
};
pub use lock::{Lock, first_article_toml};
pub use problem::{Problem, Severity, did_you_mean, render};
pub use raw::FACT_KINDS;
