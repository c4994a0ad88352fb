//! An article as far as its facts need it: its sentences, its quotes, and which of them are cited.
//!
//! Workers check facts at the same time and note here what they cite and quote. Whether a sentence is
//! cited is a bit, set without a lock, since that happens for every citation of every fact:
//!
//! ```text
//! sentences   p1.s1  p1.s2  p2.s1  …      sorted, so that the index of a sentence is found
//! cited         1      0      1    …      64 in a word; a bit is only ever set, in any order
//! ```
//!
//! Quotes are noted only with the article at hand, for the lock; a mutex is enough for them.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use chrono::NaiveDate;

use crate::dataset::keys::Location;
use crate::dataset::lock::{Lock, Place};
use crate::model::Locator;
use crate::model::fact::Passage;

/// An article as far as its facts need it.
pub struct CheckedSource {
    /// Its sentences, sorted.
    sentences: Vec<Locator>,
    /// The sentences with their text, where the article is at hand.
    texts: BTreeMap<Locator, Passage>,
    /// The quotes of the lock; `None` where there is no lock.
    pub locked_quotes: Option<Quotes>,
    /// Whether the sentences are the article's own, with their text.
    pub is_at_hand: bool,
    /// The name and version of the segmenter.
    pub segmenter: String,
    /// The day of publication; `None` where it is not known.
    pub published_on: Option<NaiveDate>,
    /// Its language, as a BCP 47 tag; `None` where it is not known.
    pub language: Option<String>,
    /// The file that holds its lock.
    pub lock_file: String,
    /// The quotes that hold, where the article is at hand.
    quotes: Mutex<Quotes>,
    /// For each sentence whether a fact cites it, 64 in a word.
    cited: Vec<AtomicU64>,
    /// The location of its key, where a line describes it.
    pub location: Option<Location>,
}

/// About how much memory a quote takes beside its words, in bytes.
const QUOTE_SIZE: usize = 80;

/// Places of quotes in their sentences, by sentence and folded words.
pub type Quotes = BTreeMap<(Locator, String), Place>;

impl CheckedSource {
    /// Makes a source of its sentences, which have their text where the article is at hand.
    pub fn new(
        passages: &BTreeMap<Locator, Passage>,
        is_at_hand: bool,
        segmenter: String,
        locked_quotes: Option<Quotes>,
        lock_file: &str,
    ) -> Self {
        let words = passages.len().div_ceil(64);
        Self {
            sentences: passages.keys().copied().collect(),
            texts: if is_at_hand {
                passages.clone()
            } else {
                BTreeMap::new()
            },
            locked_quotes,
            is_at_hand,
            segmenter,
            published_on: None,
            language: None,
            lock_file: lock_file.to_owned(),
            quotes: Mutex::default(),
            cited: (0..words).map(|_| AtomicU64::new(0)).collect(),
            location: None,
        }
    }

    /// Returns about how much memory it takes, in bytes.
    pub fn size(&self) -> usize {
        let quotes = self.locked_quotes.iter().flatten();
        let quoted: usize = quotes.map(|((_, words), _)| words.len() + QUOTE_SIZE).sum();
        self.sentences.len() * size_of::<Locator>() + quoted + size_of::<Self>() + 512
    }

    /// Returns the sentences in order.
    pub fn sentences(&self) -> &[Locator] {
        &self.sentences
    }

    /// Returns the sentences with their text; empty where the article is not at hand.
    pub fn texts(&self) -> &BTreeMap<Locator, Passage> {
        &self.texts
    }

    /// Returns whether it has a sentence.
    pub fn has(&self, at: Locator) -> bool {
        self.sentences.binary_search(&at).is_ok()
    }

    /// Returns the text of a sentence, where the article is at hand.
    pub fn text(&self, at: Locator) -> Option<&str> {
        self.texts.get(&at)?.text.as_deref()
    }

    /// Notes that a fact cites a sentence.
    pub fn note_cited(&self, at: Locator) {
        if let Ok(index) = self.sentences.binary_search(&at) {
            self.cited[index / 64].fetch_or(1 << (index % 64), Ordering::Relaxed);
        }
    }

    /// Returns whether a fact cites a sentence.
    pub fn is_cited(&self, at: Locator) -> bool {
        self.sentences.binary_search(&at).is_ok_and(|index| {
            self.cited[index / 64].load(Ordering::Relaxed) & (1 << (index % 64)) != 0
        })
    }

    /// Returns the place of a quote in its sentence, as the lock has it.
    pub fn locked_quote(&self, key: &(Locator, String)) -> Option<Place> {
        self.locked_quotes.as_ref()?.get(key).cloned()
    }

    /// Notes a quote that holds, to be locked.
    pub fn note_quote(&self, key: (Locator, String), place: Place) {
        if self.is_at_hand {
            let mut quotes = self.quotes.lock().unwrap_or_else(PoisonError::into_inner);
            quotes.insert(key, place);
        }
    }

    /// Returns the quotes that hold, where the article is at hand.
    pub fn quotes(&self) -> Quotes {
        let quotes = self.quotes.lock().unwrap_or_else(PoisonError::into_inner);
        quotes.clone()
    }

    /// Returns the lock that the article should have, where it is at hand.
    pub fn fresh_lock(&self) -> Lock {
        Lock {
            segmenter: self.segmenter.clone(),
            passages: self.texts.clone(),
            quotes: self.quotes(),
            spans: BTreeMap::new(),
        }
    }
}
