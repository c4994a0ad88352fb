//! The files of facts on their way through the cores: each sheet as a whole, each file of lines in
//! pieces.

use std::collections::BTreeMap;
use std::io;

use crate::dataset::folder::{Folder, is_of_lines};
use crate::dataset::lines::{Chunk, LineReader};
use crate::parallel;

/// What one core works on at a time.
pub enum Unit {
    /// A fact sheet.
    Sheet,
    /// Some lines.
    Lines(Chunk),
    /// A file that cannot be read to its end; what the system said.
    Unreadable(String),
}

/// Files that are all of less than this are read by one worker: for few facts, to start others
/// takes longer than the work.
const SMALL: u64 = 256 * 1024;

/// Lets workers work through files, each on its own. Returns the workers, and the SHA-256 of each
/// file of lines that was read to its end.
///
/// A worker takes the next piece, its file and the number of that among `files`. The order in which
/// pieces come to the workers is not told; what they find must not depend on it.
pub fn work_through<'f, W: Send>(
    folder: &Folder,
    files: &[&'f str],
    workers: Vec<W>,
    work: impl Fn(&mut W, u32, &str, Unit) + Sync,
) -> (Vec<W>, BTreeMap<String, String>) {
    let sizes = files
        .iter()
        .map(|file| folder.stamp(file).map(|stamp| stamp.size));
    let is_small = sizes.map(|size| size.unwrap_or(0)).sum::<u64>() < SMALL;
    let mut working = workers;
    let idle = working.split_off(if is_small {
        1.min(working.len())
    } else {
        working.len()
    });
    let mut digests = BTreeMap::new();
    let produce = |send: &mut dyn FnMut((u32, &'f str, Unit)) -> bool| {
        for (number, &file) in (0..).zip(files) {
            digests.extend(read(folder, file, &mut |unit| send((number, file, unit))));
        }
    };
    let mut done = parallel::share(working, produce, |worker, (number, file, unit)| {
        work(worker, number, file, unit);
    });
    done.extend(idle);
    (done, digests)
}

/// Reads a file piece by piece until nobody takes any more; returns its name and digest where it is
/// one of lines.
fn read(
    folder: &Folder,
    file: &str,
    take: &mut impl FnMut(Unit) -> bool,
) -> Option<(String, String)> {
    if !is_of_lines(file) {
        take(Unit::Sheet);
        return None;
    }
    let mut read_lines = || -> io::Result<Option<String>> {
        let Some(mut reader) = LineReader::open(folder, file)? else {
            return Ok(None);
        };
        while let Some(chunk) = reader.next()? {
            if !take(Unit::Lines(chunk)) {
                return Ok(None);
            }
        }
        reader.digest().map(Some)
    };
    match read_lines() {
        Ok(digest) => digest.map(|digest| (file.to_owned(), digest)),
        Err(error) => {
            take(Unit::Unreadable(error.to_string()));
            None
        }
    }
}

/// Lists the lines of a piece that are not blank, each with its number; bytes that are no UTF-8 are
/// told by the offset of the first one in the line.
pub fn lines(chunk: &Chunk) -> impl Iterator<Item = (usize, Result<&str, (String, usize)>)> {
    let lines = (chunk.first_line..).zip(chunk.bytes.split(|byte| *byte == b'\n'));
    lines.filter_map(|(number, bytes)| {
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        // Some programs begin a file with a byte order mark.
        let bytes = match (number, bytes) {
            (1, [0xef, 0xbb, 0xbf, rest @ ..]) => rest,
            (_, bytes) => bytes,
        };
        match std::str::from_utf8(bytes) {
            Ok(line) if line.trim().is_empty() => None,
            Ok(line) => Some((number, Ok(line))),
            Err(error) => {
                let text = String::from_utf8_lossy(bytes).into_owned();
                Some((number, Err((text, error.valid_up_to()))))
            }
        }
    })
}
