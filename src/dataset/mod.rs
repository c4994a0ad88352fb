//! A dataset's files: read, parsed and checked, with every problem located.
//!
//! [`Folder`] lists the files; [`stream()`] hands on their facts one by one and reports all that is
//! wrong, [`check()`] only reports; [`rerun()`] goes through what changed since an earlier run.
//! Nothing here writes but [`Writer`], for who holds the lock of a dataset.

mod check;
mod description;
mod folder;
mod forms;
mod items;
mod json;
mod keys;
mod ledger;
mod lines;
mod lock;
mod node;
mod problem;
mod rerun;
mod sheet;
mod span;
mod table;
mod unread;
mod vocabulary;
mod writing;

pub use check::{
    ArticleAtHand, Articles, Coverage, FileRead, Ledger, Origin, Sink, Streamed, check, locks,
    stream, stream_partial, vocabulary_of,
};
pub use description::{Description, with_cite_as};
pub use folder::{Folder, FolderError, LEDGER, is_of_lines, is_sheet};
pub(crate) use forms::{CITE, SKIP, SOURCE};
pub use ledger::{append as append_to_ledger, next_id as next_correction_id};
pub use lock::{Lock, quote_key};
pub use problem::{
    MESSAGE_MAX, Problem, Report, Severity, did_you_mean, render, short as shortened,
};
pub use rerun::{Changes, Part, Reason, Trust, file_of_line_source, is_unchanged, rerun};
pub use unread::report_alone as unread_files;
pub use vocabulary::shipped as shipped_vocabulary;
pub use writing::{Finished, WriteError, Writer, finish_hint};
