//! How footnotes name the sources, once all of them are known: see [`crate::model::cite_as`].
//!
//! What describes a source waits until then; its sentences, which are most of it, do not.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::{Checker, Origin, Sink};
use crate::dataset::problem::{At, KeptSpan};
use crate::model::Locator;
use crate::model::cite_as::{Unnamed, distinguish, plain, stem};
use crate::model::fact::{Passage, Source};
use crate::model::key::SourceKey;

/// A source without fault whose name in footnotes may not be known yet.
pub struct Described {
    /// Its key.
    pub key: String,
    /// The source. Its `cite_as` is that of its description, else without a letter. Of one that a line
    /// describes the sentences were handed on before.
    pub source: Source,
    /// Whether its description says how footnotes name it.
    pub is_written: bool,
    /// Where it says so, else where the source is described.
    pub kept: KeptSpan,
    /// The digest of its item, for a rerun.
    pub digest: i64,
    /// What its sentences are, whatever the rest of the file.
    pub sentences: u64,
}

/// About how much memory the name of a source takes beside its key, in bytes.
const NAME_SIZE: usize = 200;

/// Returns a digest of the sentences of an article: the same for the same sentences in any order.
pub fn digest_of(passages: &BTreeMap<Locator, Passage>) -> u64 {
    let fingerprints = passages.values();
    let numbers = fingerprints.map(|passage| {
        let digits = passage.fingerprint.get(..16).unwrap_or_default();
        u64::from_str_radix(digits, 16).unwrap_or_default()
    });
    numbers.fold(passages.len() as u64, u64::wrapping_add)
}

impl Described {
    /// Returns about how much memory it takes, in bytes.
    pub fn size(&self) -> usize {
        let Source {
            title,
            author,
            cite_as,
            publisher,
            url,
            rights,
            sha256,
            ..
        } = &self.source;
        let texts = [title, cite_as, publisher, sha256].map(String::len);
        let others = [author, url, rights].map(|text| text.as_ref().map_or(0, String::len));
        let texts: usize = texts.into_iter().chain(others).sum();
        size_of::<Self>() + texts + 2 * self.key.len() + self.kept.file.len() + NAME_SIZE
    }

    /// Returns it as a source that is to get a name.
    fn unnamed(&self) -> Unnamed {
        let of = &self.source;
        Unnamed {
            key: self.key.clone(),
            stem: stem(of.author.as_deref(), &of.publisher, of.published_on),
            published_on: of.published_on,
        }
    }

    /// Returns what tells one article.
    fn signs(&self) -> impl Iterator<Item = Sign<'_>> {
        let url = self.source.url.as_deref();
        let signs = [
            Some(Sign::File(&self.source.sha256)),
            Some(Sign::Sentences(self.sentences)),
            url.map(Sign::Address),
        ];
        signs.into_iter().flatten()
    }
}

/// What tells one article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sign<'a> {
    /// Its file.
    File(&'a str),
    /// Its sentences.
    Sentences(u64),
    /// Its address on the web.
    Address(&'a str),
}

impl fmt::Display for Sign<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::File(_) => "its file is the same",
            Self::Sentences(_) => "its sentences are the same",
            Self::Address(_) => "its address is the same",
        })
    }
}

const ONE_ARTICLE: &str = "describe an article once, or what rests on it seems to rest on two";

/// How many sentences two versions of an article share at least.
const SHARED_MIN: usize = 2;

impl Checker<'_> {
    /// Gives each source its name in footnotes and hands it on. Returns the names by key.
    pub fn name_sources<S: Sink>(&mut self, mut sink: Option<&mut S>) -> BTreeMap<String, String> {
        let mut all = std::mem::take(&mut self.described);
        all.sort_by(|one, other| {
            let places = (&one.kept.file, one.kept.line, &one.key);
            places.cmp(&(&other.kept.file, other.kept.line, &other.key))
        });
        self.warn_of_one_article(&all);
        self.warn_of_shared_sentences(&all);
        let written = all.iter().filter(|one| one.is_written);
        let written = written.map(|one| one.source.cite_as.clone()).collect();
        self.report_shared_names(&all, &written);
        let unnamed = all.iter().filter(|one| !one.is_written);
        let unnamed = unnamed.map(Described::unnamed);
        let mut names = distinguish(&written, unnamed.collect());
        for mut one in all {
            let name = names
                .entry(one.key.clone())
                .or_insert_with(|| one.source.cite_as.clone());
            one.source.cite_as.clone_from(name);
            if let Some(sink) = &mut sink {
                let origin = Origin::new((&one.kept).into(), one.digest);
                sink.source(&SourceKey::new(&one.key), one.source, origin);
            }
        }
        names
    }

    /// Reports names that two sources are given.
    fn report_shared_names(&mut self, all: &[Described], written: &BTreeSet<String>) {
        let mut named: BTreeMap<String, &str> = BTreeMap::new();
        for one in all.iter().filter(|one| one.is_written) {
            let name = &one.source.cite_as;
            let first = *named.entry(plain(name)).or_insert(&one.key);
            if first != one.key {
                let message = format!("`{name}` is how footnotes name `{first}` already");
                let free = distinguish(written, vec![one.unnamed()]);
                let free = free.get(&one.key).map_or("", String::as_str);
                let hint = format!("a footnote names one source: `{free}` is free");
                let at = At::from(&one.kept);
                let problem = self.problems.error(at, one.kept.span, message);
                problem.hint(hint);
            }
        }
    }

    /// Warns of one article that is described as two sources.
    fn warn_of_one_article(&mut self, all: &[Described]) {
        let mut known: BTreeMap<Sign<'_>, &str> = BTreeMap::new();
        for one in all {
            let mut same = None;
            for sign in one.signs() {
                let first = *known.entry(sign).or_insert(&one.key);
                same = same.or((first != one.key).then_some((sign, first)));
            }
            if let Some((sign, first)) = same {
                let key = &one.key;
                let message = format!("`{key}` may be the article that is `{first}`: {sign}");
                let at = At::from(&one.kept);
                self.problems
                    .warning(at, one.kept.span, message)
                    .hint(ONE_ARTICLE);
            }
        }
    }

    /// Warns of two sources of which one has half of the other's sentences: two copies or versions of
    /// one article. Asked of sources that have a folder, whose sentences are held.
    fn warn_of_shared_sentences(&mut self, all: &[Described]) {
        let mut holders: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (number, one) in all.iter().enumerate() {
            let passages = one.source.passages.values();
            let own: BTreeSet<&str> = passages.map(|of| of.fingerprint.as_str()).collect();
            let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
            for fingerprint in &own {
                let others = holders.entry(fingerprint).or_default();
                others
                    .iter()
                    .for_each(|other| *shared.entry(*other).or_default() += 1);
                others.push(number);
            }
            let is_copy = |(other, shared): (&usize, &usize)| {
                let other = &all[*other];
                let shorter = own.len().min(other.source.extent.sentences);
                let is_told = other.sentences == one.sentences;
                2 * shared >= shorter && *shared >= SHARED_MIN && !is_told && other.key != one.key
            };
            if let Some((other, shared)) = shared.iter().find(|(a, b)| is_copy((*a, *b))) {
                let (key, other) = (&one.key, &all[*other].key);
                let message = format!(
                    "`{key}` may be the article that is `{other}`: they have {shared} sentences in common"
                );
                let at = At::from(&one.kept);
                self.problems
                    .warning(at, one.kept.span, message)
                    .hint(ONE_ARTICLE);
            }
        }
    }

    /// Returns the sources that are new in a rerun, as far as others can depend on them.
    pub fn new_sources(&self) -> NewSources {
        let mut new = NewSources::default();
        for one in &self.described {
            new.names.extend(forms_of(&one.source.cite_as));
            new.files.insert(one.source.sha256.clone());
            new.urls.extend(one.source.url.clone());
        }
        new
    }
}

/// Sources that are new in a rerun.
#[derive(Default)]
pub struct NewSources {
    names: BTreeSet<String>,
    files: BTreeSet<String>,
    urls: BTreeSet<String>,
}

impl NewSources {
    /// Returns whether there is none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Returns whether a known source may be the same article as one of them, or its name in footnotes
    /// the same but for the letter.
    pub fn are_like(&self, cite_as: &str, sha256: &str, url: Option<&str>) -> bool {
        forms_of(cite_as)
            .iter()
            .any(|name| self.names.contains(name))
            || self.files.contains(sha256)
            || url.is_some_and(|url| self.urls.contains(url))
    }
}

/// Returns a name with and without its letter, for comparison.
fn forms_of(name: &str) -> [String; 2] {
    let whole = plain(name);
    let letters = |c: char| c.is_ascii_lowercase() || c == '-';
    let stem = whole.trim_end_matches(letters).to_owned();
    [whole, stem]
}
