//! Files of lines, read in pieces: plain, gzip or Zstandard, never whole.

use std::io::{self, BufReader, Read};

use crate::digest::Measured;

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
    /// Returns how a file is packed; `None` where it does not hold lines.
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

/// How many bytes are read at a time; a chunk is as many, rounded to whole lines.
const CHUNK: usize = 256 * 1024;

/// The longest line, in bytes. A longer one is not a line of facts, and would exceed the memory.
const LINE_MAX: usize = 64 * 1024 * 1024;

/// A run of whole lines of a file.
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
    /// The start of the line that is not complete yet.
    rest: Vec<u8>,
    line: usize,
    is_done: bool,
}

enum Unpacked {
    Plain(Hashed),
    Gzip(Box<flate2::read::MultiGzDecoder<Hashed>>),
    Zstandard(Box<zstd::Decoder<'static, BufReader<Hashed>>>),
}

/// The bytes of a file as it lies on the disk, digested on the way.
type Hashed = Measured<Box<dyn Read + Send>>;

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
    /// Reads a file that is packed so.
    ///
    /// # Errors
    /// The decoder cannot be made.
    pub fn new(packing: Packing, reader: Box<dyn Read + Send>) -> io::Result<Self> {
        let hashed = Hashed::new(reader);
        let reader = match packing {
            Packing::Plain => Unpacked::Plain(hashed),
            Packing::Gzip => Unpacked::Gzip(Box::new(flate2::read::MultiGzDecoder::new(hashed))),
            Packing::Zstandard => Unpacked::Zstandard(Box::new(zstd::Decoder::new(hashed)?)),
        };
        Ok(Self {
            reader,
            rest: Vec::new(),
            line: 1,
            is_done: false,
        })
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
        Ok(hashed.finish().1)
    }
}

impl Chunk {
    /// Lists the lines that are not blank, each with its number; of one that is not UTF-8, what can
    /// be read and the offset of the first byte that cannot.
    pub fn lines(&self) -> impl Iterator<Item = (usize, Result<&str, (String, usize)>)> {
        let lines = (self.first_line..).zip(self.bytes.split(|byte| *byte == b'\n'));
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_comes_in_whole_lines_and_with_its_digest() {
        let lines: Vec<String> = (0..40_000).map(|n| format!("line {n} of many")).collect();
        let text = lines.join("\n");
        let bytes = Box::new(io::Cursor::new(text.clone().into_bytes()));
        let mut reader = LineReader::new(Packing::Plain, bytes).unwrap();
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
    }
}
