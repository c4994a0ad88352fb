//! The sentences of one source, and the citations of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::corpus::Corpus;
use crate::random::{Random, Stream};
use crate::record::{Record, Value};
use crate::text::words;
use crate::words::FILL;

/// How many sentences a source has.
const SENTENCES: usize = 50;

/// How many sentences at a source's start are cited by facts that all sources share.
pub const SHARED_SENTENCES: usize = 5;

/// The fields that two words can be a value of.
const OF_WORDS: [&str; 8] = [
    "title",
    "statement",
    "rationale",
    "name",
    "actors",
    "places",
    "instruments",
    "links",
];

/// One sentence of a source.
pub struct Sentence {
    /// Its locator, with its source: `source#p1.s1`.
    pub at: String,
    pub characters: usize,
    pub fingerprint: String,
}

/// The quotes of one source: sentence and folded words, with the position of the first character.
pub type Quotes = BTreeMap<(usize, String), usize>;

/// One source while its facts are made.
pub struct Page {
    pub sentences: Vec<Sentence>,
    pub quotes: Quotes,
    pub cited: BTreeSet<usize>,
}

/// Which citations a fact wishes for.
pub struct Wish<'a> {
    /// The fields that may be cited, where the fact has them.
    pub fields: &'a [&'static str],
    pub count: usize,
    /// The wording of the date, to be quoted.
    pub wording: Option<&'a str>,
}

impl Corpus {
    /// Returns the sentences of a source.
    pub(crate) fn sentences(&self, source: usize) -> Vec<Sentence> {
        let key = self.source_key(source);
        let mut random = self.random(Stream::Sentences, source);
        let (mut paragraph, mut sentence) = (1, 0);
        let mut all = Vec::with_capacity(SENTENCES);
        for _ in 0..SENTENCES {
            sentence += 1;
            if sentence > 1 && random.chance(0.3) {
                (paragraph, sentence) = (paragraph + 1, 1);
            }
            all.push(Sentence {
                at: format!("{key}#p{paragraph}.s{sentence}"),
                characters: random.between(60, 239),
                fingerprint: random.hex(16),
            });
        }
        all
    }
}

impl Page {
    /// Cites sentences for a fact: the whole of it, or fields that it has. The wording of its date
    /// stands in the first.
    pub fn cites(&mut self, random: &mut Random, record: &Record, wish: &Wish<'_>) -> Vec<Value> {
        let wording = wish.wording;
        let given = wish.fields.iter().copied();
        let given: Vec<_> = given.filter(|field| record.get(field).is_some()).collect();
        let mut seen = BTreeSet::new();
        let mut all = Vec::new();
        while all.len() < wish.count {
            let number = random.below(self.sentences.len());
            let is_dated = wording.is_some() && all.is_empty();
            let field = if is_dated {
                Some("date")
            } else {
                random.chance(0.6).then(|| random.pick(&given))
            };
            if !seen.insert((number, field)) {
                continue;
            }
            self.cited.insert(number);
            if let Some(wording) = wording.filter(|_| is_dated) {
                self.quote(random, number, wording);
            }
            let quote = random.chance(0.4).then(|| self.some_quote(random, number));
            // A fact rests on a sentence that supports it: the first one.
            let is_disputed = !all.is_empty() && random.chance(0.03);
            all.push(self.cite(random, (number, field), quote, is_disputed));
        }
        all
    }

    fn cite(
        &self,
        random: &mut Random,
        (number, field): (usize, Option<&'static str>),
        quote: Option<String>,
        is_disputed: bool,
    ) -> Value {
        let at = self.sentences[number].at.as_str();
        if field.is_none() && quote.is_none() && !is_disputed {
            return Value::from(at);
        }
        // Two words are no value of a field that holds a date, a code or a key.
        let takes_words = field.is_none_or(|field| OF_WORDS.contains(&field));
        let is_reported = is_disputed && takes_words && random.chance(0.5);
        let reported = is_reported.then(|| words(random, 2));
        let cite = Record::default()
            .with("at", at)
            .with_some("field", field)
            .with_some("quote", quote)
            .with_some("stance", is_disputed.then_some("disputes"))
            .with_some("reported_value", reported);
        Value::from(cite)
    }

    /// Makes up a quote of two to five words that a sentence has room for.
    fn some_quote(&mut self, random: &mut Random, number: usize) -> String {
        let mut quote = String::new();
        for _ in 0..random.between(2, 5) {
            let word = random.pick(&FILL);
            let longer = if quote.is_empty() {
                word.to_owned()
            } else {
                format!("{quote} {word}")
            };
            let runs = longer.split(|c: char| !c.is_alphanumeric());
            if runs.filter(|run| !run.is_empty()).count() > 8 || longer.chars().count() > 50 {
                break;
            }
            quote = longer;
        }
        self.quote(random, number, &quote);
        quote
    }

    /// Lists a quote at a position in its sentence, once.
    fn quote(&mut self, random: &mut Random, number: usize, quote: &str) {
        let folded = quote.replace('’', "'");
        let room = self.sentences[number].characters - folded.chars().count();
        let start = random.below(room + 1);
        self.quotes.entry((number, folded)).or_insert(start);
    }
}
