//! A source: an article with its lock and all that is coded from it.

use std::collections::BTreeSet;

use crate::corpus::{Corpus, EVENTS_PER_SOURCE, Line, line};
use crate::page::{Page, Quotes, SHARED_SENTENCES};
use crate::random::Stream;
use crate::record::Record;
use crate::text::{title, title_case};
use crate::words::{FAMILY, GIVEN, OUTLETS, TOWNS};

/// An article with all that was coded from it.
pub struct Coded {
    /// Its key.
    pub key: String,
    /// The line of the source itself.
    pub source: Line,
    /// Its facts and its sentences without fact.
    pub facts: Vec<Line>,
}

impl Corpus {
    /// Returns the key of the source in the middle.
    pub fn source_in_the_middle(&self) -> String {
        self.source_key(self.sources() / 2)
    }

    /// Makes a source with all that is coded from it.
    pub fn source(&self, index: usize) -> Coded {
        let first = index * EVENTS_PER_SOURCE;
        let key = self.source_key(index);
        let mut page = Page {
            sentences: self.sentences(index),
            quotes: Quotes::new(),
            cited: BTreeSet::new(),
        };
        let mut facts = Vec::new();
        for event in first..first + EVENTS_PER_SOURCE {
            facts.push(self.event(event, &mut page));
            if event % 5 == 4 {
                facts.push(self.position(event, &mut page));
            }
        }
        facts.push(self.claim(index, &mut page));
        facts.extend(self.skips(index, &page));
        Coded {
            source: self.source_line(index, &key, &page),
            key,
            facts,
        }
    }

    fn source_line(&self, index: usize, key: &str, page: &Page) -> Line {
        let locator = |at: &str| at.split_once('#').expect("source and locator").1.to_owned();
        let passages = page.sentences.iter().map(|sentence| {
            Record::default()
                .with("at", locator(&sentence.at))
                .with("fingerprint", sentence.fingerprint.as_str())
                .with("characters", sentence.characters)
                .with("words", sentence.characters / 6)
        });
        let quotes = page.quotes.iter().map(|((sentence, quote), start)| {
            Record::default()
                .with("at", locator(&page.sentences[*sentence].at))
                .with("quote", quote.as_str())
                .with("start", *start)
                .with("end", start + quote.chars().count())
        });
        let mut random = self.random(Stream::Source, index);
        let (family, outlet) = (random.pick(&FAMILY), random.pick(&OUTLETS));
        let given = random.pick(&GIVEN);
        let (year, month, day) = (
            // After all that it tells of: see `dates.rs`.
            random.between(2030, 2034),
            random.between(1, 12),
            random.between(1, 28),
        );
        let start = format!(
            "{} on {}",
            title_case(family.0),
            title_case(random.pick(&TOWNS).0)
        );
        let record = Record::default()
            .with("key", key)
            .with("title", title(&mut random, start))
            .with("author", format!("{} {}", given.1, family.1))
            // Written, so that a source that is added changes the name of no other.
            .with("cite_as", format!("{} {year} ({index})", family.1))
            .with("publisher", title_case(outlet))
            .with("published_on", format!("{year}-{month:02}-{day:02}"))
            .with("language", "en")
            .with("url", format!("https://{outlet}.example/{year}/{key}"))
            .with("rights", format!("© {year} {}", title_case(outlet)))
            .with("sha256", random.hex(64))
            .with("segmenter", "made up 1")
            .with("passages", passages.collect::<Vec<_>>())
            .with("quotes", quotes.collect::<Vec<_>>());
        line("source", record)
    }

    /// Returns sentences that were read and hold no fact; some others nobody has read.
    fn skips(&self, source: usize, page: &Page) -> Vec<Line> {
        let mut random = self.random(Stream::Skips, source);
        let mut all = Vec::new();
        for (at, sentence) in page.sentences.iter().enumerate().skip(SHARED_SENTENCES) {
            if !page.cited.contains(&at) && random.chance(0.2) {
                let reason = random.pick(&["transition", "general remark", "repeats, no “news”"]);
                let record = Record::default()
                    .with("at", sentence.at.as_str())
                    .with("reason", reason);
                all.push(line("skip", record));
            }
        }
        all
    }
}
