//! Faults planted on purpose: what the program must say of each, and where.

use crate::record::{Record, Value};

/// A kind of fault in an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    UnknownActor,
    BadDate,
    Misquote,
    MissingTitle,
    UnknownType,
    DuplicateKey,
    NoSentence,
    UnknownField,
    NoCites,
    BadKey,
    UnknownSource,
    BrokenLine,
}

use Fault::{
    BadDate, BadKey, BrokenLine, DuplicateKey, Misquote, MissingTitle, NoCites, NoSentence,
    UnknownActor, UnknownField, UnknownSource, UnknownType,
};

/// All kinds; the last is one of JSON Lines alone: in TOML it would spoil its whole file.
const KINDS: [Fault; 12] = [
    UnknownActor,
    BadDate,
    Misquote,
    MissingTitle,
    UnknownType,
    DuplicateKey,
    NoSentence,
    UnknownField,
    NoCites,
    BadKey,
    UnknownSource,
    BrokenLine,
];

/// Faults spread evenly over the events of a corpus, all kinds in turn.
#[derive(Debug, Clone, Copy)]
pub struct Faults {
    count: usize,
    events: usize,
    kinds: &'static [Fault],
}

impl Faults {
    /// Spreads faults over a corpus.
    ///
    /// # Panics
    /// There are more than one for three events, so that a key cannot be lost beside a lost one.
    pub fn new(count: usize, events: usize, has_lines: bool) -> Self {
        assert!(count * 3 <= events, "at most one fault for three events");
        let kinds = if has_lines {
            &KINDS[..]
        } else {
            &KINDS[..KINDS.len() - 1]
        };
        Self {
            count,
            events,
            kinds,
        }
    }

    /// Returns what is wrong with the event of a number.
    pub fn at(self, event: usize) -> Option<Fault> {
        if self.count == 0 || event >= self.events {
            return None;
        }
        // Fault number f is in the middle of the f-th part of the events.
        let number = event * self.count / self.events;
        let middle = (2 * number + 1) * self.events / (2 * self.count);
        (middle == event).then(|| self.kinds[number % self.kinds.len()])
    }
}

impl Fault {
    /// Tells whether others can no longer refer to the event by its key.
    pub fn loses_key(self) -> bool {
        matches!(self, DuplicateKey | BadKey | BrokenLine)
    }

    /// Returns the fault's name.
    pub fn name(self) -> &'static str {
        match self {
            UnknownActor => "unknown actor",
            BadDate => "bad date",
            Misquote => "misquote",
            MissingTitle => "missing title",
            UnknownType => "unknown type",
            DuplicateKey => "duplicate key",
            NoSentence => "no such sentence",
            UnknownField => "unknown field",
            NoCites => "no citation",
            BadKey => "bad key",
            UnknownSource => "unknown source",
            BrokenLine => "broken line",
        }
    }

    /// Returns words of the message that reports it; empty where each format has its own.
    pub fn says(self) -> &'static str {
        match self {
            UnknownActor => "unknown actor `nobody-knows-who`",
            BadDate => "`13` is neither a month",
            Misquote => "the quote `words that nobody said` is not verified",
            MissingTitle => "lacks `title`",
            UnknownType => "unknown type `RAID`",
            DuplicateKey => "is used twice",
            NoSentence => "has no sentence p99.s9",
            NoCites => "cites no sentence",
            BadKey => "the key `Not A Key` is not",
            UnknownSource => "unknown source `nowhere-to-be-found`",
            UnknownField => "titel",
            BrokenLine => "",
        }
    }

    /// Makes an event faulty; a broken line is broken when it is written. A duplicate key is that
    /// of the event before.
    pub fn apply(self, event: &mut Record, before: Option<&str>) {
        let cite = |record: Record| vec![Value::from(record)];
        let source = first_locator(event);
        let source = source.split('#').next().unwrap_or_default();
        match self {
            UnknownActor => {
                let actor = Record::default()
                    .with("actor", "nobody-knows-who")
                    .with("role", "initiator");
                event.set("actors", vec![actor]);
                event.set("cites", vec![Value::from(first_locator(event))]);
            }
            BadDate => {
                event.remove("date_text");
                event.remove("date_basis");
                event.set("date", "2022-13");
            }
            Misquote => {
                let locator = first_locator(event);
                let record = Record::default().with("at", locator);
                event.remove("date_text");
                event.set(
                    "cites",
                    cite(record.with("quote", "words that nobody said")),
                );
            }
            MissingTitle => {
                event.set("cites", vec![Value::from(first_locator(event))]);
                event.remove("date_text");
                event.remove("title");
            }
            UnknownType => {
                event.remove("mode");
                event.remove("date_text");
                event.set("cites", vec![Value::from(first_locator(event))]);
                event.set("type", "RAID");
            }
            DuplicateKey => event.set("key", before.expect("a fault is not at the first event")),
            NoSentence => {
                event.remove("date_text");
                event.set("cites", vec![Value::from(format!("{source}#p99.s9"))]);
            }
            UnknownField => event.set("titel", "a slip"),
            NoCites => {
                event.remove("date_text");
                event.remove("cites");
            }
            BadKey => event.set("key", "Not A Key"),
            UnknownSource => {
                event.remove("date_text");
                event.set("cites", vec![Value::from("nowhere-to-be-found#p1.s1")]);
            }
            BrokenLine => {}
        }
    }
}

/// Returns the locator that an event cites first.
fn first_locator(event: &Record) -> String {
    let Some(Value::List(cites)) = event.get("cites") else {
        panic!("an event of the corpus cites a sentence");
    };
    match &cites[0] {
        Value::Text(at) => at.clone(),
        Value::Record(cite) => cite.text("at").to_owned(),
        other => panic!("a citation is a text or a record, not {other:?}"),
    }
}
