//! When so much would go that it is rather a fault of the input: a sheet that was moved, a program that
//! wrote half of its stream.
//!
//! Whether that is asked at all is up to whoever starts the run. What a run does never depends on it,
//! so that a rerun ends as a run from nothing does.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::error::Fault;
use super::plan::Plan;

/// How many facts a run may take away that the ledger does not retract.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Removals {
    /// Any number.
    #[default]
    Any,
    /// Half of those that are stored, or `FEW`.
    Few,
}

/// So many facts may go however few there are.
const FEW: usize = 20;

impl Removals {
    /// Refuses a plan that takes more away than may go; `gone` are the files that are no longer read.
    pub fn check(
        self,
        connection: &Connection,
        plan: &Plan,
        gone: impl FnOnce() -> rusqlite::Result<BTreeSet<String>>,
    ) -> Result<(), Fault> {
        let going = plan.summary().facts_removed;
        if self == Self::Any || going <= FEW {
            return Ok(());
        }
        let count = "SELECT count(*) FROM facts";
        let stored: i64 = connection.query_row(count, (), |row| row.get(0))?;
        let stored = usize::try_from(stored).unwrap_or(usize::MAX);
        if going <= stored / 2 {
            return Ok(());
        }
        let files = gone()?.into_iter().collect();
        Err(Fault::Removals {
            going,
            stored,
            files,
        })
    }
}

/// Lists the files that the store was ingested from and that are not among these.
pub fn files_gone(
    connection: &Connection,
    now: &BTreeMap<String, i64>,
) -> rusqlite::Result<BTreeSet<String>> {
    let mut select = connection.prepare("SELECT name FROM files")?;
    let names = select.query_map((), |row| row.get(0))?;
    let is_gone = |name: &rusqlite::Result<String>| {
        name.as_ref().map_or(true, |name| !now.contains_key(name))
    };
    names.filter(is_gone).collect()
}
