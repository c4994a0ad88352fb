//! Putting files in place: written beside the target, renamed only where they differ from it.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use super::{ExportError, Outcome};
use crate::files::beside;

/// Lets a function fill a file beside the target and puts it in place if it differs.
pub fn place(
    target: &Path,
    outcome: &mut Outcome,
    fill: impl FnOnce(&Path) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    let failed = |source| ExportError::Write {
        path: target.into(),
        source,
    };
    let beside = beside(target).map_err(failed)?;
    fill(beside.path())?;
    if is_same(beside.path(), target).map_err(failed)? {
        outcome.unchanged += 1;
        return Ok(());
    }
    // Not synced: an export that a crash cut short is written again by the next run.
    beside
        .persist(target)
        .map_err(|error| failed(error.error))?;
    outcome.written.push(target.into());
    Ok(())
}

/// Puts bytes in place if they differ from the target's.
pub fn place_bytes(target: &Path, outcome: &mut Outcome, bytes: &[u8]) -> Result<(), ExportError> {
    if fs::read(target).is_ok_and(|old| old == bytes) {
        outcome.unchanged += 1;
        return Ok(());
    }
    place(target, outcome, |path| {
        let write = |source| ExportError::Write {
            path: target.into(),
            source,
        };
        fs::write(path, bytes).map_err(write)
    })
}

fn is_same(one: &Path, other: &Path) -> io::Result<bool> {
    let Ok(other) = File::open(other) else {
        return Ok(false);
    };
    let one = File::open(one)?;
    if one.metadata()?.len() != other.metadata()?.len() {
        return Ok(false);
    }
    let [mut one, mut other] = [one, other].map(BufReader::new);
    loop {
        let (some, more) = (one.fill_buf()?, other.fill_buf()?);
        let length = some.len().min(more.len());
        if some[..length] != more[..length] {
            return Ok(false);
        }
        if length == 0 {
            return Ok(some.is_empty() && more.is_empty());
        }
        one.consume(length);
        other.consume(length);
    }
}
