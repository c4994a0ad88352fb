//! How a footnote names a source: `Holm 2024`, `Kim and Foster 2010`, `Kim et al. 2010`,
//! `Associated Press 2024a`, `Holm n.d.`
//!
//! Two sources never share such a name, or a footnote would name two sentences. A name that is written
//! in the description of a source never changes; the others are made of author and year, and where
//! that is not enough they get letters, by day of publication, then key.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use unicode_normalization::UnicodeNormalization as _;

/// A source whose description does not say how footnotes name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unnamed {
    /// Its key.
    pub key: String,
    /// Its name without a letter: see [`stem`].
    pub stem: String,
    /// The day of publication, if it is known.
    pub published_on: Option<NaiveDate>,
}

/// Returns the name of a source but for its letter: of whom it is, the year. Where there is no author
/// the publisher stands for it, and `n.d.` for a year that is not known.
pub fn stem(author: Option<&str>, publisher: &str, published_on: Option<NaiveDate>) -> String {
    let name = author.map_or_else(|| without_article(publisher.trim()), short_name);
    let year = published_on.map_or_else(|| NO_DATE.to_owned(), |day| day.year().to_string());
    format!("{name} {year}")
}

const NO_DATE: &str = "n.d.";

/// Returns the names of sources that have none, so that all differ from each other and from those that
/// are written.
pub fn distinguish(
    written: &BTreeSet<String>,
    mut unnamed: Vec<Unnamed>,
) -> BTreeMap<String, String> {
    // Sources without a day come last.
    unnamed.sort_by_cached_key(|of| {
        let day = (of.published_on.is_none(), of.published_on);
        (plain(&of.stem), day, of.key.clone())
    });
    let taken: BTreeSet<String> = written.iter().map(|name| plain(name)).collect();
    let mut names = BTreeMap::new();
    for group in unnamed.chunk_by(|one, other| plain(&one.stem) == plain(&other.stem)) {
        let stem = &group[0].stem;
        let is_free = |name: &str| !taken.contains(&plain(name));
        let lettered = |number| with_letter(stem, number);
        // What is written as `Holm 2024` is the first of that year, and whoever follows is `b`.
        let first = usize::from(!is_free(stem));
        let is_alone = group.len() == 1 && !has_like(&taken, &plain(stem));
        let mut free = (first..).map(lettered).filter(|name| is_free(name));
        for source in group {
            let name = if is_alone {
                Some(stem.clone())
            } else {
                free.next()
            };
            names.extend(name.map(|name| (source.key.clone(), name)));
        }
    }
    names
}

/// Returns whether a name is among others, with a letter or without.
fn has_like(names: &BTreeSet<String>, stem: &str) -> bool {
    let mut like = names.range(stem.to_owned()..);
    let rests = like.by_ref().map_while(|name| name.strip_prefix(stem));
    let is_letter = |c: char| c.is_ascii_lowercase() || c == '-';
    rests.into_iter().any(|rest| rest.chars().all(is_letter))
}

/// Returns a name for comparison: in one Unicode normal form, whatever the case.
pub fn plain(name: &str) -> String {
    name.nfc().collect::<String>().to_lowercase()
}

/// Returns a name with the letter of this number, from 0: `a` to `z`, then `aa`.
fn with_letter(stem: &str, number: usize) -> String {
    let (mut letters, mut rest) = (String::new(), number + 1);
    while rest > 0 {
        rest -= 1;
        letters.insert(0, char::from(b'a' + (rest % 26) as u8));
        rest /= 26;
    }
    let hyphen = if stem.ends_with(NO_DATE) { "-" } else { "" };
    format!("{stem}{hyphen}{letters}")
}

/// Returns what a footnote calls an author: the family name, the names of two, the first of several.
pub fn short_name(author: &str) -> String {
    let author = without_by(author.trim());
    let (people, has_others) = names_of(author);
    match people.as_slice() {
        [] => author.to_owned(),
        [one] if has_others => format!("{one} et al."),
        [one] => one.clone(),
        [one, other] if !has_others => format!("{one} and {other}"),
        [first, ..] => format!("{first} et al."),
    }
}

/// Returns the short name of each author, and whether there are others without a name.
fn names_of(author: &str) -> (Vec<String>, bool) {
    let (author, has_others) = without_others(author);
    if is_corporate(author) && !author.contains(';') && !lists_people(author) {
        return (vec![without_article(author)], has_others);
    }
    let mut names = Vec::new();
    for part in author.split(';').flat_map(split_at_and) {
        names.extend(names_of_part(part));
    }
    (names, has_others)
}

/// Takes names out of a part without `and`: `Ada Holm`, `Holm, Ada`, `Ada Holm, Ben Foster`,
/// `Kim, J., Foster, A.`
fn names_of_part(part: &str) -> Vec<String> {
    let segments = part.split(',').map(str::trim);
    let segments: Vec<&str> = segments
        .filter(|segment| !segment.is_empty() && !is_suffix(segment))
        .collect();
    let (mut names, mut at) = (Vec::new(), 0);
    while at < segments.len() {
        let (segment, next) = (segments[at], segments.get(at + 1));
        at += 1;
        if is_corporate(segment) {
            names.push(without_article(segment));
        } else if next.is_some_and(|given| is_inverted(segment, given)) {
            at += 1;
            names.push(cased(segment));
        } else {
            names.push(family_name(segment));
        }
    }
    names
}

/// Returns whether two segments are a family name and what goes before it: the family name is one
/// word, or the given name is one or initials.
fn is_inverted(family: &str, given: &str) -> bool {
    let words = |text: &str| {
        text.split_whitespace()
            .filter(|word| !is_particle(word))
            .count()
    };
    let are_initials = given.split_whitespace().all(|word| {
        word.ends_with('.') || word.chars().count() <= 2 && word == word.to_uppercase()
    });
    !is_corporate(given) && (words(family) == 1 || words(given) == 1 || are_initials)
}

/// Splits at `and`, `&` and the like, as words of their own.
fn split_at_and(part: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut at) = (0, 0);
    for word in part.split(' ') {
        if ["and", "&", "und", "et", "y", "e", "и", "with"].contains(&word.trim_end_matches(',')) {
            parts.push(part[start..at].trim());
            start = at + word.len();
        }
        at += word.len() + 1;
    }
    parts.push(part[start.min(part.len())..].trim());
    parts.retain(|part| !part.is_empty());
    parts
}

/// Returns the family name of a full name: the word in capitals, else the last one, with the particles
/// before it.
fn family_name(name: &str) -> String {
    let words: Vec<&str> = name
        .split_whitespace()
        .filter(|word| !is_suffix(word))
        .collect();
    let is_capitals = |word: &&&str| {
        word.chars().filter(|c| c.is_uppercase()).count() > 1
            && is_upper(word)
            && !word.contains('.')
    };
    let capitals: Vec<&&str> = words.iter().filter(is_capitals).collect();
    if !capitals.is_empty() && capitals.len() < words.len() {
        let capitals = capitals.into_iter().copied();
        return cased(&capitals.collect::<Vec<_>>().join(" "));
    }
    let mut from = words.len().saturating_sub(1);
    while from > 1 && is_particle(words[from - 1]) || from == 1 && is_lower_particle(words[0]) {
        from -= 1;
    }
    cased(&words[from..].join(" "))
}

/// Writes a name in capitals as a name: `KIM` is `Kim`.
fn cased(name: &str) -> String {
    if !is_upper(name) || name.chars().filter(|c| c.is_alphabetic()).count() < 2 {
        return name.to_owned();
    }
    let mut is_first = true;
    let letters = name.chars().flat_map(|c| {
        let cased: Vec<char> = if is_first {
            vec![c]
        } else {
            c.to_lowercase().collect()
        };
        is_first = !c.is_alphabetic();
        cased
    });
    letters.collect()
}

fn is_upper(name: &str) -> bool {
    name.chars().any(char::is_uppercase) && !name.chars().any(char::is_lowercase)
}

/// Particles that belong to the family name, in lower case or with a capital.
fn is_particle(word: &str) -> bool {
    let lower = word.to_lowercase();
    let capital = [
        "van", "von", "de", "del", "della", "di", "du", "der", "den", "ter", "ten", "la", "le",
        "el",
    ];
    is_lower_particle(word) || capital.contains(&lower.as_str()) && !is_upper(word)
}

fn is_lower_particle(word: &str) -> bool {
    const PARTICLES: [&str; 26] = [
        "van", "von", "de", "del", "della", "dello", "di", "da", "das", "dos", "do", "du", "der",
        "den", "des", "ter", "ten", "te", "la", "le", "el", "al", "bin", "ibn", "zu", "af",
    ];
    PARTICLES.contains(&word)
}

fn is_suffix(word: &str) -> bool {
    const SUFFIXES: [&str; 12] = [
        "jr", "jr.", "sr", "sr.", "ii", "iii", "iv", "phd", "ph.d.", "md", "m.d.", "esq.",
    ];
    SUFFIXES.contains(&word.to_lowercase().as_str())
}

/// Takes `By` from the beginning.
fn without_by(author: &str) -> &str {
    author
        .strip_prefix("By ")
        .or_else(|| author.strip_prefix("by "))
        .map_or(author, str::trim)
}

/// Takes `et al.` and `and others` from the end; returns whether there was any.
fn without_others(author: &str) -> (&str, bool) {
    let ends = [
        " et al.",
        " et al",
        " and others",
        " & others",
        " u. a.",
        " и др.",
    ];
    let found = ends.iter().find_map(|end| author.strip_suffix(end));
    match found {
        Some(rest) => (rest.trim_end_matches([',', ' ']), true),
        None => (author, false),
    }
}

/// Takes the article from the beginning of the name of a body: `The Associated Press`.
fn without_article(name: &str) -> String {
    let rest = name
        .strip_prefix("The ")
        .or_else(|| name.strip_prefix("the "));
    rest.unwrap_or(name).trim().to_owned()
}

/// Returns whether a name is that of a body, not of a person: it is one word, has a word that only
/// bodies have, or a digit.
fn is_corporate(name: &str) -> bool {
    let words: Vec<String> = name
        .split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let parts: Vec<&str> = name.split_whitespace().collect();
    let is_agency = match parts.as_slice() {
        [word] => is_acronym(word, 2) || AGENCIES.contains(&word.to_lowercase().as_str()),
        // Of several words in capitals one may be a family name: it has a vowel.
        several => several.iter().any(|word| {
            let has_vowel = word.contains(['A', 'E', 'I', 'O', 'U', 'Y']);
            is_acronym(word, 3) && !has_vowel || ACRONYMS.contains(word)
        }),
    };
    is_agency
        || name.starts_with("The ")
        || name.chars().any(|c| c.is_ascii_digit())
        || words.iter().any(|word| OF_BODIES.contains(&word.as_str()))
}

/// Returns whether a word is of at least so many letters or digits, all capitals.
fn is_acronym(word: &str, length: usize) -> bool {
    word.chars().count() >= length && is_upper(word) && word.chars().all(char::is_alphanumeric)
}

/// Returns whether a text that names a body names people beside it: it is more than one name joined by
/// `and` or commas, and not of the form `Ministry of Trade and Industry`.
fn lists_people(author: &str) -> bool {
    let parts: Vec<&str> = split_at_and(author)
        .into_iter()
        .flat_map(|part| part.split(','))
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    let is_compound = |part: &str| part.contains(" of ") || part.contains(" for ");
    let is_whole = |part: &str| is_corporate(part) || part.split_whitespace().count() > 1;
    parts.len() > 1
        && parts.iter().all(|part| is_whole(part))
        && !parts.iter().any(|part| is_compound(part))
}

/// Bodies that could be family names in capitals.
const ACRONYMS: &[&str] = &[
    "ABC", "AFP", "ANSA", "AP", "EFE", "EU", "IMF", "NATO", "OSCE", "RIA", "TASS", "UN", "UNHCR",
    "UNICEF", "UPI", "USAID", "WHO",
];

/// News agencies of one word.
const AGENCIES: &[&str] = &[
    "reuters",
    "xinhua",
    "bloomberg",
    "interfax",
    "tass",
    "itar-tass",
    "afp",
    "ansa",
    "efe",
    "dpa",
    "kyodo",
    "yonhap",
    "wikipedia",
    "ukrinform",
];

/// Words that only the names of bodies have.
const OF_BODIES: &[&str] = &[
    "press",
    "news",
    "newsroom",
    "agency",
    "agencies",
    "ministry",
    "department",
    "office",
    "council",
    "committee",
    "commission",
    "union",
    "nations",
    "association",
    "institute",
    "university",
    "group",
    "watch",
    "international",
    "foundation",
    "organization",
    "organisation",
    "party",
    "government",
    "bank",
    "board",
    "staff",
    "service",
    "services",
    "times",
    "post",
    "journal",
    "review",
    "magazine",
    "media",
    "radio",
    "television",
    "tv",
    "bureau",
    "center",
    "centre",
    "society",
    "federation",
    "republic",
    "editors",
    "editorial",
    "correspondent",
    "correspondents",
    "desk",
    "contributors",
    "company",
    "inc",
    "ltd",
    "llc",
    "gmbh",
    "corporation",
    "network",
    "team",
    "report",
    "embassy",
    "parliament",
    "senate",
    "assembly",
    "court",
    "army",
    "forces",
    "agence",
    "agencia",
    "agenzia",
    "agentur",
    "ministerium",
    "ministère",
    "ministerio",
    "redaktion",
    "rédaction",
    "redacción",
    "zeitung",
    "presse",
    "wire",
    "encyclopaedia",
    "encyclopedia",
    "secretariat",
    "authority",
    "of",
    "project",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_author_has_a_short_name() {
        for (author, short) in [
            ("Ada Holm", "Holm"),
            ("Holm, Ada", "Holm"),
            ("By Ada Holm", "Holm"),
            ("Associated Press", "Associated Press"),
            ("The Associated Press", "Associated Press"),
            ("Reuters", "Reuters"),
            ("AFP", "AFP"),
            ("BBC News", "BBC News"),
            ("BBC Monitoring", "BBC Monitoring"),
            ("AFP Moscow", "AFP Moscow"),
            ("KIM Bo", "Kim"),
            ("Human Rights Watch", "Human Rights Watch"),
            (
                "United Nations Security Council",
                "United Nations Security Council",
            ),
            (
                "Ministry of Trade and Industry",
                "Ministry of Trade and Industry",
            ),
            ("Wikipedia contributors", "Wikipedia contributors"),
            ("Min-jun Kim and Ada Foster", "Kim and Foster"),
            ("Kim, Min-jun and Foster, Ada", "Kim and Foster"),
            ("Kim, Min-jun, and Ada Foster", "Kim and Foster"),
            ("Kim, M. & Foster, A.", "Kim and Foster"),
            ("Kim, M., Foster, A., & Lee, B.", "Kim et al."),
            ("Min-jun Kim, Ada Foster and Bo Lee", "Kim et al."),
            ("Min-jun Kim, Ada Foster, and Bo Lee", "Kim et al."),
            ("Kim, Min-jun; Foster, Ada", "Kim and Foster"),
            ("Min-jun Kim; Ada Foster; Bo Lee", "Kim et al."),
            ("Min-jun Kim et al.", "Kim et al."),
            ("Min-jun Kim and others", "Kim et al."),
            ("KIM Min-jun", "Kim"),
            ("Min-jun KIM", "Kim"),
            ("ADA HOLM", "Holm"),
            ("KIM Min-jun and FOSTER Ada", "Kim and Foster"),
            ("Ludwig van Bergen", "van Bergen"),
            ("van Bergen, Ludwig", "van Bergen"),
            ("Marie Le Roc", "Le Roc"),
            ("de Roc, Marie", "de Roc"),
            ("García Márquez, Gabriel", "García Márquez"),
            ("Martin Holm Jr.", "Holm"),
            ("Holm, Martin, Jr.", "Holm"),
            ("Ada Holm, PhD", "Holm"),
            ("J. R. Holm", "Holm"),
            (
                "Ada Holm and the Associated Press",
                "Holm and Associated Press",
            ),
            ("Ada Holm, Reuters", "Holm and Reuters"),
            ("Ada Holm und Ben Foster", "Holm and Foster"),
            ("张伟", "张伟"),
            ("Plato", "Plato"),
        ] {
            assert_eq!(short_name(author), short, "{author}");
        }
    }

    #[test]
    fn a_name_says_of_whom_and_of_which_year() {
        let day = NaiveDate::from_ymd_opt(2024, 3, 12);
        assert_eq!(stem(Some("Ada Holm"), "Review", day), "Holm 2024");
        assert_eq!(stem(None, "The Example Review", day), "Example Review 2024");
        assert_eq!(stem(Some("Ada Holm"), "Review", None), "Holm n.d.");
        assert_eq!(stem(None, "Review", None), "Review n.d.");
    }

    fn unnamed(sources: &[(&str, &str, u32)]) -> Vec<Unnamed> {
        let one = |(key, stem, day): &(&str, &str, u32)| Unnamed {
            key: (*key).to_owned(),
            stem: (*stem).to_owned(),
            published_on: NaiveDate::from_ymd_opt(2024, 3, *day),
        };
        sources.iter().map(one).collect()
    }

    #[test]
    fn sources_with_one_name_get_letters_by_day_then_key() {
        let named = |written: &[&str], sources: &[(&str, &str, u32)]| {
            let written = written.iter().map(|name| (*name).to_owned()).collect();
            let names = distinguish(&written, unnamed(sources));
            let names = names
                .into_iter()
                .map(|(key, name)| format!("{key}: {name}"));
            names.collect::<Vec<_>>()
        };
        let (a, b, c) = (
            ("a", "Holm 2024", 9),
            ("b", "Holm 2024", 2),
            ("c", "Holm 2024", 2),
        );
        assert_eq!(named(&[], &[a]), ["a: Holm 2024"]);
        assert_eq!(
            named(&[], &[a, b, c]),
            ["a: Holm 2024c", "b: Holm 2024a", "c: Holm 2024b"]
        );
        assert_eq!(named(&["Holm 2024"], &[a]), ["a: Holm 2024b"]);
        assert_eq!(named(&["Holm 2024a"], &[a]), ["a: Holm 2024b"]);
        assert_eq!(
            named(&["Holm 2024b"], &[a, b]),
            ["a: Holm 2024c", "b: Holm 2024a"]
        );
        assert_eq!(named(&["Holm 2024b"], &[a]), ["a: Holm 2024a"]);
        assert_eq!(named(&["Holm 20245"], &[a]), ["a: Holm 2024"]);
        assert_eq!(named(&["Holm 2023"], &[a]), ["a: Holm 2024"]);
        assert_eq!(named(&["HOLM 2024"], &[a]), ["a: Holm 2024b"]);
        // Without a day they come last; a letter after `n.d.` has a hyphen.
        assert_eq!(
            named(&[], &[("x", "Holm n.d.", 0), ("w", "Holm n.d.", 0)]),
            ["w: Holm n.d.-a", "x: Holm n.d.-b"]
        );
        let many: Vec<_> = (0..28).map(|_| a).collect();
        let many = many
            .iter()
            .enumerate()
            .map(|(at, (_, stem, day))| (format!("k{at:02}"), *stem, *day));
        let many: Vec<_> = many.collect();
        let many: Vec<_> = many
            .iter()
            .map(|(key, stem, day)| (key.as_str(), *stem, *day))
            .collect();
        assert_eq!(
            named(&[], &many)[25..],
            ["k25: Holm 2024z", "k26: Holm 2024aa", "k27: Holm 2024ab"]
        );
    }
}
