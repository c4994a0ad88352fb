//! Files of lines, read in pieces: plain, gzip or Zstandard, never whole.

use std::io::{self, BufReader, Read};

use sha2::{Digest, Sha256};

use super::folder::Folder;
use crate::digest::{hex, sha256_hex_of};

/// How a file of lines is packed, by the end of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// `.jsonl`
    Plain,
    /// `.jsonl.gz`
    Gzip,
    /// `.jsonl.zst`
    Zstandard,
}

impl Packing {
    /// Returns how a file is packed; `None` where it is none of lines.
    pub fn of(name: &str) -> Option<Self> {
        let ends = [
            (".jsonl", Self::Plain),
            (".jsonl.gz", Self::Gzip),
            (".jsonl.zst", Self::Zstandard),
        ];
        let found = ends.into_iter().find(|(end, _)| name.ends_with(end));
        found.map(|(_, packing)| packing)
    }
}

/// How many bytes are read before they are handed on.
const CHUNK: usize = 256 * 1024;

/// The longest line, in bytes: a longer one is no line of facts, and would fill the memory.
const LINE_MAX: usize = 64 * 1024 * 1024;

/// Some whole lines of a file.
#[derive(Debug)]
pub struct Chunk {
    /// The lines, each with its end, but for the last one of a file.
    pub bytes: Vec<u8>,
    /// The number of the first one, from 1.
    pub first_line: usize,
}

/// A file of lines that is being read.
pub struct LineReader {
    reader: Unpacked,
    /// What was read of the line that is not whole yet.
    rest: Vec<u8>,
    line: usize,
    is_done: bool,
}

enum Unpacked {
    Plain(Hashed),
    Gzip(Box<flate2::read::MultiGzDecoder<Hashed>>),
    Zstandard(Box<zstd::Decoder<'static, BufReader<Hashed>>>),
}

/// The bytes of a file on their way, with their digest.
struct Hashed {
    reader: Box<dyn Read + Send>,
    digest: Sha256,
}

impl Read for Hashed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.reader.read(buffer)?;
        self.digest.update(&buffer[..length]);
        Ok(length)
    }
}

impl Read for Unpacked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(reader) => reader.read(buffer),
            Self::Gzip(reader) => reader.read(buffer),
            Self::Zstandard(reader) => reader.read(buffer),
        }
    }
}

impl LineReader {
    /// Opens a file of a dataset; `None` where it is none of lines.
    ///
    /// # Errors
    /// It cannot be opened.
    pub fn open(folder: &Folder, file: &str) -> io::Result<Option<Self>> {
        let Some(packing) = Packing::of(file) else {
            return Ok(None);
        };
        let hashed = Hashed {
            reader: folder.open(file)?,
            digest: Sha256::new(),
        };
        let reader = match packing {
            Packing::Plain => Unpacked::Plain(hashed),
            Packing::Gzip => Unpacked::Gzip(Box::new(flate2::read::MultiGzDecoder::new(hashed))),
            Packing::Zstandard => Unpacked::Zstandard(Box::new(zstd::Decoder::new(hashed)?)),
        };
        Ok(Some(Self {
            reader,
            rest: Vec::new(),
            line: 1,
            is_done: false,
        }))
    }

    /// Returns the next lines; `None` at the end.
    ///
    /// # Errors
    /// The file cannot be read or unpacked, or has a line of more than 64 MiB.
    pub fn next(&mut self) -> io::Result<Option<Chunk>> {
        let mut bytes = std::mem::take(&mut self.rest);
        while !self.is_done {
            let start = bytes.len();
            let length = (&mut self.reader)
                .take(CHUNK as u64)
                .read_to_end(&mut bytes)?;
            self.is_done = length < CHUNK;
            let end = bytes[start..].iter().rposition(|byte| *byte == b'\n');
            if let Some(end) = end.filter(|_| !self.is_done) {
                self.rest = bytes.split_off(start + end + 1);
                break;
            }
            if !self.is_done && bytes.len() > LINE_MAX {
                let message = format!("line {} is longer than 64 MiB", self.line);
                return Err(io::Error::new(io::ErrorKind::InvalidData, message));
            }
        }
        if bytes.is_empty() {
            return Ok(None);
        }
        let first_line = self.line;
        self.line += bytes.iter().filter(|byte| **byte == b'\n').count();
        Ok(Some(Chunk { bytes, first_line }))
    }

    /// Reads what is left and returns the SHA-256 of the file as it lies on the disk, as 64
    /// hexadecimal digits.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn digest(self) -> io::Result<String> {
        let mut hashed = match self.reader {
            Unpacked::Plain(hashed) => hashed,
            Unpacked::Gzip(reader) => reader.into_inner(),
            Unpacked::Zstandard(reader) => {
                let mut buffered = reader.finish();
                io::copy(&mut buffered, &mut io::sink())?;
                buffered.into_inner()
            }
        };
        io::copy(&mut hashed, &mut io::sink())?;
        Ok(hex(&hashed.digest.finalize()))
    }
}

/// Returns the SHA-256 of a file as it lies on the disk, as 64 hexadecimal digits.
///
/// # Errors
/// It cannot be read.
pub fn digest(folder: &Folder, file: &str) -> io::Result<String> {
    sha256_hex_of(folder.open(file)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_comes_in_whole_lines_and_with_its_digest() {
        let lines: Vec<String> = (0..40_000).map(|n| format!("line {n} of many")).collect();
        let text = lines.join("\n");
        let folder = Folder::of("d", &[("a.jsonl", text.as_str())]);
        let mut reader = LineReader::open(&folder, "a.jsonl").unwrap().unwrap();
        let (mut read, mut next_line) = (String::new(), 1);
        while let Some(chunk) = reader.next().unwrap() {
            let chunk_text = String::from_utf8(chunk.bytes).unwrap();
            assert_eq!(chunk.first_line, next_line);
            next_line += chunk_text.matches('\n').count();
            read.push_str(&chunk_text);
            assert!(chunk_text.ends_with('\n') || read.len() == text.len());
        }
        assert!(read == text);
        let expected = crate::digest::sha256_hex(text.as_bytes());
        assert_eq!(reader.digest().unwrap(), expected);
        assert_eq!(digest(&folder, "a.jsonl").unwrap(), expected);
    }
}
