//! The files of facts, shared among threads: each sheet as a whole, each file of lines in pieces.

use std::collections::BTreeMap;
use std::io;

use crate::dataset::folder::{Folder, is_of_lines};
use crate::dataset::lines::Chunk;
use crate::parallel;

/// A piece of work for one worker.
pub enum Piece {
    /// A fact sheet.
    Sheet,
    /// Some lines.
    Lines(Chunk),
    /// A file that cannot be read to its end, with the message of the system.
    Unreadable(String),
}

/// Files of less than this in total are read by one worker: to start others takes longer than the
/// work.
const SMALL: u64 = 256 * 1024;

/// Shares the pieces of files among workers. Returns the workers, and the SHA-256 of each file of lines
/// that was read to its end.
///
/// A worker gets a piece with its file, and the number of the file among `files`. Pieces come to the
/// workers in any order; what they find must not depend on it.
pub fn share_pieces<'f, W: Send>(
    folder: &Folder,
    files: &[&'f str],
    workers: Vec<W>,
    work: impl Fn(&mut W, u32, &str, Piece) + Sync,
) -> (Vec<W>, BTreeMap<String, String>) {
    let stamps = files.iter().filter_map(|file| folder.stamp(file));
    let is_small = stamps.map(|stamp| stamp.size).sum::<u64>() < SMALL;
    let mut working = workers;
    let number = working.len().min(if is_small { 1 } else { usize::MAX });
    let idle = working.split_off(number);
    let mut digests = BTreeMap::new();
    let produce = |send: &mut dyn FnMut((u32, &'f str, Piece)) -> bool| {
        for (number, &file) in (0..).zip(files) {
            digests.extend(read(folder, file, &mut |piece| send((number, file, piece))));
        }
    };
    let mut done = parallel::share(working, produce, |worker, (number, file, piece)| {
        work(worker, number, file, piece);
    });
    done.extend(idle);
    (done, digests)
}

/// Reads a file piece by piece until no worker is left; returns its name and digest where it is one of
/// lines.
fn read(
    folder: &Folder,
    file: &str,
    take: &mut impl FnMut(Piece) -> bool,
) -> Option<(String, String)> {
    if !is_of_lines(file) {
        take(Piece::Sheet);
        return None;
    }
    let mut read_lines = || -> io::Result<Option<String>> {
        let Some(mut reader) = folder.lines(file)? else {
            return Ok(None);
        };
        while let Some(chunk) = reader.next()? {
            if !take(Piece::Lines(chunk)) {
                return Ok(None);
            }
        }
        reader.digest().map(Some)
    };
    match read_lines() {
        Ok(digest) => digest.map(|digest| (file.to_owned(), digest)),
        Err(error) => {
            take(Piece::Unreadable(error.to_string()));
            None
        }
    }
}
