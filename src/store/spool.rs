//! Rows on their way into a store: taken in any order, handed on in that of tables and keys.
//!
//! Rows are bytes that sort as their tables and keys do. What outgrows its share of the memory is
//! sorted and put aside in a file without a name; in the end all is merged.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use super::rows::{RowSink, TableRow};
use super::value::{CellRef, Value};

/// A row as bytes: the number of its table, its key as it sorts, then its other columns.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a>(&'a [u8]);

const NULL: u8 = 0;
const INTEGER: u8 = 1;
/// A text of the key, which ends with a zero byte so that it sorts as itself.
const KEY_TEXT: u8 = 2;
/// Any other text, after its length.
const TEXT: u8 = 3;

/// The columns of a record, in order.
pub struct Cells<'a>(&'a [u8]);

impl<'a> Record<'a> {
    /// Returns the number of the table among those that a run fills.
    pub fn table(self) -> usize {
        usize::from(self.0[0])
    }

    /// Lists the columns.
    pub fn cells(self) -> Cells<'a> {
        Cells(&self.0[1..])
    }

    /// Returns the columns as values.
    pub fn values(self) -> Vec<Value> {
        self.cells().map(CellRef::to_value).collect()
    }
}

impl<'a> Iterator for Cells<'a> {
    type Item = CellRef<'a>;

    fn next(&mut self) -> Option<CellRef<'a>> {
        let (tag, rest) = self.0.split_first()?;
        let (cell, rest) = match *tag {
            INTEGER => {
                let (bytes, rest) = rest.split_first_chunk().expect(WHOLE);
                let sorted = u64::from_be_bytes(*bytes);
                (CellRef::Integer((sorted ^ SIGN) as i64), rest)
            }
            KEY_TEXT => {
                let end = rest.iter().position(|byte| *byte == 0).expect(WHOLE);
                (text(&rest[..end]), &rest[end + 1..])
            }
            TEXT => {
                let (length, rest) = rest.split_first_chunk().expect(WHOLE);
                let (bytes, rest) = rest.split_at(u32::from_le_bytes(*length) as usize);
                (text(bytes), rest)
            }
            _ => (CellRef::Null, rest),
        };
        self.0 = rest;
        Some(cell)
    }
}

/// Whoever writes a record writes all of it.
const WHOLE: &str = "a record is whole";

/// What makes signed numbers sort as unsigned ones.
const SIGN: u64 = 1 << 63;

fn text(bytes: &[u8]) -> CellRef<'_> {
    CellRef::Text(std::str::from_utf8(bytes).expect("a text was written"))
}

/// Takes rows; what is more than it may hold lies in files.
#[derive(Debug)]
pub struct Spool {
    records: Records,
    runs: Vec<File>,
    /// How many bytes are held before they are put aside.
    limit: usize,
    /// Where files are put.
    folder: PathBuf,
    failed: Option<io::Error>,
    /// How many rows there are, by the number of their table.
    counts: Vec<u64>,
}

/// Records that are held, one after the other.
#[derive(Debug, Default)]
struct Records {
    bytes: Vec<u8>,
    index: Vec<RecordRef>,
}

/// Where a record lies, and how it begins.
#[derive(Debug, Clone, Copy)]
struct RecordRef {
    head: u128,
    start: u32,
    length: u32,
}

impl RecordRef {
    fn of(self, bytes: &[u8]) -> &[u8] {
        let start = self.start as usize;
        &bytes[start..start + self.length as usize]
    }
}

impl Records {
    fn get(&self, entry: RecordRef) -> &[u8] {
        entry.of(&self.bytes)
    }

    fn sort(&mut self) {
        let bytes = &self.bytes;
        let order = |a: &RecordRef, b: &RecordRef| a.of(bytes).cmp(b.of(bytes));
        self.index
            .sort_unstable_by(|a, b| a.head.cmp(&b.head).then_with(|| order(a, b)));
    }

    fn size(&self) -> usize {
        self.bytes.len() + self.index.len() * size_of::<RecordRef>()
    }
}

impl Spool {
    /// Makes a spool that holds so many bytes, and puts what is more into files in a folder.
    pub fn new(folder: &Path, limit: usize) -> Self {
        Self {
            records: Records::default(),
            runs: Vec::new(),
            limit: limit.min(HELD_MAX),
            folder: folder.to_owned(),
            failed: None,
            counts: Vec::new(),
        }
    }

    /// Sorts what is held and puts it aside. A failure is kept until somebody asks; nothing that comes
    /// after it is of use.
    fn put_aside(&mut self) {
        if self.failed.is_none() {
            self.records.sort();
            match self.write() {
                Ok(run) => self.runs.push(run),
                Err(error) => self.failed = Some(error),
            }
        }
        self.records.bytes.clear();
        self.records.index.clear();
    }

    /// Writes what is held to a file without a name.
    fn write(&self) -> io::Result<File> {
        std::fs::create_dir_all(&self.folder)?;
        let mut writer = BufWriter::with_capacity(1 << 20, tempfile::tempfile_in(&self.folder)?);
        for entry in &self.records.index {
            writer.write_all(&entry.length.to_le_bytes())?;
            writer.write_all(self.records.get(*entry))?;
        }
        writer.into_inner().map_err(io::IntoInnerError::into_error)
    }
}

/// The most that one spool holds, in bytes: offsets into it are 32 bits.
const HELD_MAX: usize = 1 << 31;

impl RowSink for Spool {
    fn row(&mut self, row: TableRow<'_, '_>) {
        let bytes = &mut self.records.bytes;
        let start = bytes.len();
        bytes.push(row.table);
        for (at, cell) in row.cells.iter().enumerate() {
            match cell {
                CellRef::Null => bytes.push(NULL),
                CellRef::Integer(number) => {
                    bytes.push(INTEGER);
                    bytes.extend(((*number as u64) ^ SIGN).to_be_bytes());
                }
                CellRef::Text(text) if at < row.key => {
                    bytes.push(KEY_TEXT);
                    // No text holds this byte: control characters are refused.
                    bytes.extend(text.bytes());
                    bytes.push(0);
                }
                CellRef::Text(text) => {
                    bytes.push(TEXT);
                    let length = u32::try_from(text.len()).expect("a text is below 4 GB");
                    bytes.extend(length.to_le_bytes());
                    bytes.extend(text.bytes());
                }
            }
        }
        let record = &bytes[start..];
        let mut head = [0; 16];
        let length = record.len().min(16);
        head[..length].copy_from_slice(&record[..length]);
        self.records.index.push(RecordRef {
            head: u128::from_be_bytes(head),
            start: u32::try_from(start).expect("less than 4 GB are held"),
            length: u32::try_from(record.len()).expect("a row is below 4 GB"),
        });
        let table = usize::from(row.table);
        if self.counts.len() <= table {
            self.counts.resize(table + 1, 0);
        }
        self.counts[table] += 1;
        if self.records.size() >= self.limit {
            self.put_aside();
        }
    }
}

/// All rows of a run, sorted by table and key.
pub struct Sorted {
    source: Source,
    counts: Vec<u64>,
}

/// Where sorted rows come from.
enum Source {
    /// They are merged as they are asked for.
    Merge(Merge),
    /// They are merged on another core while whoever asks writes them.
    Blocks(Blocks),
}

/// Runs that are being merged.
struct Merge {
    runs: Vec<Run>,
    heap: BinaryHeap<Next>,
}

/// Merged records as they come from another thread, each after its length.
struct Blocks {
    receiver: Receiver<io::Result<Vec<u8>>>,
    block: Vec<u8>,
    /// The record that comes next; empty at the end.
    next: Range<usize>,
}

/// How many bytes of records go from thread to thread at a time.
const BLOCK: usize = 1 << 18;

/// How many blocks may wait.
const BLOCKS_WAITING: usize = 8;

/// Records in order, held or in a file.
enum Run {
    Held { records: Records, next: usize },
    File(BufReader<File>),
}

/// The next record of a run, before the number of the run; a heap hands out the least first.
type Next = Reverse<(Vec<u8>, usize)>;

impl Run {
    /// Reads the next record into a buffer; tells whether there is one.
    fn read(&mut self, buffer: &mut Vec<u8>) -> io::Result<bool> {
        buffer.clear();
        match self {
            Self::Held { records, next } => {
                let Some(entry) = records.index.get(*next) else {
                    return Ok(false);
                };
                *next += 1;
                buffer.extend_from_slice(records.get(*entry));
            }
            Self::File(reader) => {
                let mut length = [0; 4];
                match reader.read_exact(&mut length) {
                    Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(false),
                    read => read?,
                }
                buffer.resize(u32::from_le_bytes(length) as usize, 0);
                reader.read_exact(buffer)?;
            }
        }
        Ok(true)
    }
}

impl Sorted {
    /// Sorts what several spools have taken.
    ///
    /// # Errors
    /// What was put aside cannot be written or read.
    pub fn of(mut spools: Vec<Spool>) -> io::Result<Self> {
        thread::scope(|scope| {
            for spool in &mut spools {
                scope.spawn(|| spool.records.sort());
            }
        });
        let mut counts = Vec::new();
        let mut runs = Vec::new();
        for spool in spools {
            if let Some(error) = spool.failed {
                return Err(error);
            }
            if counts.len() < spool.counts.len() {
                counts.resize(spool.counts.len(), 0);
            }
            for (sum, count) in counts.iter_mut().zip(&spool.counts) {
                *sum += count;
            }
            for mut run in spool.runs {
                run.rewind()?;
                runs.push(Run::File(BufReader::with_capacity(1 << 18, run)));
            }
            runs.push(Run::Held {
                records: spool.records,
                next: 0,
            });
        }
        let is_large = runs.iter().any(|run| matches!(run, Run::File(_)));
        let merge = Merge::of(runs)?;
        let source = if is_large {
            Source::Blocks(Blocks::of(merge)?)
        } else {
            Source::Merge(merge)
        };
        Ok(Self { source, counts })
    }

    /// Returns how many rows there are.
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Returns how many rows a table has, by its number.
    pub fn count(&self, table: usize) -> u64 {
        self.counts.get(table).copied().unwrap_or(0)
    }

    /// Returns the record that comes next; `None` at the end.
    pub fn peek(&self) -> Option<Record<'_>> {
        match &self.source {
            Source::Merge(merge) => merge.peek().map(Record),
            Source::Blocks(blocks) => blocks.peek().map(Record),
        }
    }

    /// Goes on to the record after that.
    ///
    /// # Errors
    /// What was put aside cannot be read.
    pub fn advance(&mut self) -> io::Result<()> {
        match &mut self.source {
            Source::Merge(merge) => merge.advance(),
            Source::Blocks(blocks) => blocks.advance(),
        }
    }
}

impl Merge {
    fn of(runs: Vec<Run>) -> io::Result<Self> {
        let mut merge = Self {
            runs,
            heap: BinaryHeap::new(),
        };
        for number in 0..merge.runs.len() {
            let mut bytes = Vec::new();
            if merge.runs[number].read(&mut bytes)? {
                merge.heap.push(Reverse((bytes, number)));
            }
        }
        Ok(merge)
    }

    fn peek(&self) -> Option<&[u8]> {
        self.heap.peek().map(|Reverse((bytes, _))| bytes.as_slice())
    }

    fn advance(&mut self) -> io::Result<()> {
        if let Some(mut next) = self.heap.peek_mut() {
            let Reverse((bytes, run)) = &mut *next;
            if !self.runs[*run].read(bytes)? {
                PeekMut::pop(next);
            }
        }
        Ok(())
    }

    /// Returns some of the records that come next, each after its length; none at the end.
    fn block(&mut self) -> io::Result<Vec<u8>> {
        let mut block = Vec::with_capacity(BLOCK + BLOCK / 8);
        while let Some(record) = self.peek().filter(|_| block.len() < BLOCK) {
            let length = u32::try_from(record.len()).expect("a row is below 4 GB");
            block.extend(length.to_le_bytes());
            block.extend_from_slice(record);
            self.advance()?;
        }
        Ok(block)
    }
}

impl Blocks {
    /// Lets another thread merge; it ends with the last record, or when nobody asks any more.
    fn of(mut merge: Merge) -> io::Result<Self> {
        let (sender, receiver) = sync_channel(BLOCKS_WAITING);
        thread::spawn(move || {
            loop {
                let block = merge.block();
                let is_last = block.as_ref().is_ok_and(Vec::is_empty);
                if sender.send(block).is_err() || is_last {
                    return;
                }
            }
        });
        let mut blocks = Self {
            receiver,
            block: Vec::new(),
            next: 0..0,
        };
        blocks.advance()?;
        Ok(blocks)
    }

    fn peek(&self) -> Option<&[u8]> {
        Some(&self.block[self.next.clone()]).filter(|record| !record.is_empty())
    }

    fn advance(&mut self) -> io::Result<()> {
        let mut end = self.next.end;
        if end == self.block.len() {
            let gone = || io::Error::other("the rows are no longer merged");
            self.block = self.receiver.recv().map_err(|_| gone())??;
            end = 0;
        }
        self.next = match self.block[end..].first_chunk() {
            Some(length) => end + 4..end + 4 + u32::from_le_bytes(*length) as usize,
            None => end..end,
        };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn rows_come_out_in_the_order_of_tables_and_keys_however_many_were_put_aside(
            facts in proptest::collection::btree_map("[a-z]{1,4}(-[a-z]{1,3})?", any::<Option<String>>(), 0..60),
            numbers in proptest::collection::btree_set(any::<i64>(), 0..20),
            limit in 64_usize..4096,
        ) {
            let folder = tempfile::tempdir().unwrap();
            let mut spools = [0, 1].map(|_| Spool::new(folder.path(), limit));
            for (at, number) in numbers.iter().rev().enumerate() {
                let cells = ["p".into(), (*number).into(), number.wrapping_mul(3).into(), "x".into()];
                spools[at % 2].row(TableRow { table: 5, key: 3, cells: &cells });
            }
            for (at, (key, note)) in facts.iter().rev().enumerate() {
                let note = note.as_deref().into();
                let cells = [key.as_str().into(), "event".into(), "stated".into(), CellRef::Null, note];
                spools[at % 2].row(TableRow { table: 3, key: 1, cells: &cells });
            }
            let mut sorted = Sorted::of(spools.into()).unwrap();
            let mut found = Vec::new();
            while let Some(record) = sorted.peek() {
                found.push(record.values());
                sorted.advance().unwrap();
            }
            let facts = facts.into_iter().map(|(key, note)| {
                vec![key.into(), "event".into(), "stated".into(), Value::Null, note.into()]
            });
            let skips = numbers.into_iter().map(|number| {
                let other = number.wrapping_mul(3);
                vec!["p".into(), number.into(), other.into(), Value::from("x")]
            });
            prop_assert_eq!(found, facts.chain(skips).collect::<Vec<_>>());
        }
    }
}
