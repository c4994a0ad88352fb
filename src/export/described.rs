//! What is known of the files in the folder of an export: the digests that its data package has, and
//! those that an export left which was not finished.
//!
//! While files are put in place there is no data package, and a file beside the others,
//! `.unfinished-export.json`, has the digests of what was there and of what comes. It stays where an
//! export is killed, and marks a folder whose files are of two states until the next export is done.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::datapackage::{self, Described, is_as_written};
use super::files::{Draft, take_away};
use super::format::Measure;
use super::{ExportError, Part};
use crate::digest::sha256_hex_of;

/// Where the digests are while files are put in place.
pub const UNFINISHED: &str = ".unfinished-export.json";

/// The digests of files, by path in the folder; several where an export was not finished.
pub struct Digests {
    /// Of which dataset, and of which part, the export is; `None` where there is none.
    pub of: Option<(String, Part)>,
    files: BTreeMap<String, BTreeSet<String>>,
}

/// What a file is found to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is as it was written.
    Written,
    /// It was written, and is something else by now.
    Edited,
    /// Nothing says that it was written.
    Unknown,
}

/// The content of the file of digests.
#[derive(Serialize, Deserialize)]
struct Unfinished {
    dataset: String,
    part: Part,
    files: BTreeMap<String, BTreeSet<String>>,
}

impl Digests {
    /// Reads what is known of a folder.
    pub fn of(out: &Path) -> Self {
        let unfinished = fs::read(out.join(UNFINISHED)).unwrap_or_default();
        let unfinished: Option<Unfinished> = serde_json::from_slice(&unfinished).ok();
        let package = fs::read(out.join(datapackage::PATH)).unwrap_or_default();
        let package = Described::of(&package);
        let mut digests = Self {
            of: None,
            files: BTreeMap::new(),
        };
        if let Some(unfinished) = unfinished {
            digests.of = Some((unfinished.dataset, unfinished.part));
            digests.files = unfinished.files;
        }
        if let Some(package) = package {
            digests.of = Some((package.name, package.part));
            for (path, sha256) in package.files {
                digests.files.entry(path).or_default().insert(sha256);
            }
        }
        digests
    }

    /// Says whether a file that is there is one that was written.
    pub fn judge(&self, name: &str, path: &Path) -> Verdict {
        if name == datapackage::PATH {
            return match fs::read(path).map(|bytes| is_as_written(&bytes)) {
                Ok(Some(true)) => Verdict::Written,
                Ok(Some(false)) => Verdict::Edited,
                Ok(None) | Err(_) => Verdict::Unknown,
            };
        }
        let Some(known) = self.files.get(name) else {
            return Verdict::Unknown;
        };
        let is_known =
            |digest: io::Result<String>| digest.is_ok_and(|digest| known.contains(&digest));
        let is_text = !name.ends_with(".sqlite") && !name.ends_with(".parquet");
        let is_written = is_known(File::open(path).and_then(sha256_hex_of))
            || is_text && is_known(File::open(path).map(UnixLines::new).and_then(sha256_hex_of));
        if is_written {
            Verdict::Written
        } else {
            Verdict::Edited
        }
    }

    /// Notes in the folder, before the first file changes, what is there and what comes.
    pub fn begin(
        &self,
        out: &Path,
        (dataset, part): (&str, &Part),
        new: &BTreeMap<String, Measure>,
    ) -> Result<(), ExportError> {
        let mut files = self.files.clone();
        for (path, measure) in new {
            let digests = files.entry(path.clone()).or_default();
            digests.insert(measure.sha256.clone());
        }
        let content = Unfinished {
            dataset: dataset.to_owned(),
            part: part.clone(),
            files,
        };
        let draft = Draft::new(out.join(UNFINISHED))?;
        serde_json::to_writer(draft.file()?, &content).map_err(|e| draft.error(e.into()))?;
        draft.finish()?.persist()?;
        Ok(())
    }

    /// Takes the note away when all files are in place.
    pub fn end(out: &Path) -> Result<(), ExportError> {
        take_away(&out.join(UNFINISHED))
    }
}

/// A reader of text whose lines end as on Unix, whatever git made of them.
pub struct UnixLines<R> {
    inner: BufReader<R>,
    /// Whether a carriage return was read that may be half of a line end.
    has_return: bool,
}

impl<R: Read> UnixLines<R> {
    /// Makes one of a reader.
    pub fn new(inner: R) -> Self {
        Self {
            inner: BufReader::with_capacity(1 << 16, inner),
            has_return: false,
        }
    }
}

impl<R: Read> Read for UnixLines<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let mut length = 0;
        while length < out.len() {
            let Some(&byte) = self.inner.fill_buf()?.first() else {
                if std::mem::take(&mut self.has_return) {
                    out[length] = b'\r';
                    length += 1;
                }
                break;
            };
            if std::mem::take(&mut self.has_return) && byte != b'\n' {
                out[length] = b'\r';
                length += 1;
                continue;
            }
            self.inner.consume(1);
            if byte == b'\r' {
                self.has_return = true;
            } else {
                out[length] = byte;
                length += 1;
            }
        }
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_of_two_characters_are_one_and_all_else_stays() {
        for (given, expected) in [
            ("a\r\nb\r\n", "a\nb\n"),
            ("a\nb\n", "a\nb\n"),
            ("a\rb\r\r\n\r", "a\rb\r\n\r"),
            ("", ""),
        ] {
            for size in [1, 2, 64] {
                let mut reader = UnixLines::new(given.as_bytes());
                let mut all = Vec::new();
                let mut buffer = vec![0; size];
                loop {
                    let length = reader.read(&mut buffer).unwrap();
                    if length == 0 {
                        break;
                    }
                    all.extend(&buffer[..length]);
                }
                assert_eq!(String::from_utf8(all).unwrap(), expected, "{given:?}");
            }
        }
    }

    #[test]
    fn what_an_unfinished_export_left_is_known_in_both_states() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path();
        let measure = |text: &str| Measure {
            bytes: text.len() as u64,
            sha256: crate::digest::sha256_hex(text.as_bytes()),
        };
        let judge = |text: &str| {
            fs::write(out.join("CODEBOOK.md"), text).unwrap();
            Digests::of(out).judge("CODEBOOK.md", &out.join("CODEBOOK.md"))
        };
        assert_eq!(judge("one\n"), Verdict::Unknown);
        for text in ["one\n", "two\n"] {
            let new = BTreeMap::from([("CODEBOOK.md".to_owned(), measure(text))]);
            let of = ("flood", &Part::default());
            Digests::of(out).begin(out, of, &new).unwrap();
        }
        for text in ["one\n", "two\n", "two\r\n"] {
            assert_eq!(judge(text), Verdict::Written, "{text:?}");
        }
        assert_eq!(judge("three\n"), Verdict::Edited);
        assert_eq!(
            Digests::of(out).of,
            Some(("flood".to_owned(), Part::default()))
        );
        Digests::end(out).unwrap();
        assert_eq!(judge("two\n"), Verdict::Unknown);
    }
}
