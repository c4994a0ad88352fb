//! The words of a wording, each as what it says about a date.

use super::words::{Others, Words};

/// A word, number or mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// A number and how many digits it has.
    Number(u32, usize),
    /// An ordinal: `4th`, `third`.
    Ordinal(u32),
    /// A decade, by its first year: `1990s`.
    Decade(i32),
    /// A date in digits, year first: `2022-03-04`, `2022-03`.
    Iso(i32, u32, Option<u32>),
    /// A date in digits, year last, in either order of day and month: `4/3/2022`.
    Digits(u32, u32, i32),
    /// Two years written as one: `2021/22`, `2014-18`.
    Years(i32, i32),
    /// A month, from 1.
    Month(u32),
    /// A word that is a month only beside a number, since it has no capital: `may`.
    MaybeMonth(u32),
    /// A day of the week, Monday is 0.
    Weekday(u32),
    /// A season as in EDTF: 21 is spring.
    Season(u32),
    /// A unit of time, and whether it is in the plural.
    Unit(Unit, bool),
    /// A part of a unit.
    Part(Part),
    /// A day of the year that has a name.
    Feast(u32, u32),
    /// A word that the grammar knows.
    Key(Key),
    /// A hyphen or dash.
    Dash,
    /// A comma or semicolon.
    Comma,
    /// A slash.
    Slash,
    /// A word that changes nothing.
    Filler,
    /// A word that dates nothing.
    Noise,
}

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// Less than a day: it is left out.
    Hour,
    /// A day.
    Day,
    /// Saturday and Sunday.
    Weekend,
    /// Seven days.
    Week,
    /// Two weeks.
    Fortnight,
    /// A calendar month.
    Month,
    /// Three months.
    Quarter,
    /// One of four seasons.
    Season,
    /// A calendar year.
    Year,
    /// Ten years.
    Decade,
    /// A hundred years.
    Century,
}

/// A third of a unit: see the table in [`super`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The first third.
    Early,
    /// The middle.
    Mid,
    /// The last third.
    Late,
}

/// A word that the grammar knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the word that it stands for")]
pub enum Key {
    Since,
    Until,
    By,
    Before,
    After,
    Following,
    From,
    Onward,
    To,
    Between,
    And,
    Or,
    Of,
    The,
    Last,
    Past,
    Next,
    This,
    That,
    Ago,
    Later,
    Earlier,
    Around,
    Shortly,
    Today,
    Yesterday,
    Tomorrow,
    Recent,
    Now,
    Fiscal,
    Half,
    Turn,
    DayPart,
    Clock,
    For,
    /// The second word of “first time since”, which dates something else.
    First,
    /// How many is not said: “a few”.
    Count,
    /// What is counted: a number before it is no year.
    NoYear,
    /// What has a number: a number behind it is no date.
    Numbered,
    /// The letter before the number of a quarter: `Q1`.
    Q,
    /// The letter before the number of a half-year: `H1`.
    H,
    /// A word that makes the wording one that is not read.
    Unread,
}

impl Key {
    /// Returns whether the word says nothing about time by itself.
    pub fn is_plain(self) -> bool {
        use Key::{And, By, Count, For, From, NoYear, Numbered, Of, Or, That, The, This, To};
        matches!(
            self,
            And | By | Count | For | From | NoYear | Numbered | Of | Or | That | The | This | To
        )
    }
}

/// English phrases, each with the word that means the same.
const PHRASES: [(&str, &str); 13] = [
    ("all through", "throughout"),
    ("to date", "to now"),
    ("to the present", "to now"),
    ("year-end", "the end of"),
    ("no later than", "by"),
    ("not later than", "by"),
    ("on or before", "by"),
    ("no earlier than", "since"),
    ("not earlier than", "since"),
    ("on or after", "since"),
    ("ahead of", "before"),
    ("in the run-up to", "shortly before"),
    ("in the wake of", "shortly after"),
];

/// Days of the year that have names, in English.
const FEASTS: [(&str, (u32, u32)); 8] = [
    ("new year's day", (1, 1)),
    ("new year's eve", (12, 31)),
    ("christmas eve", (12, 24)),
    ("christmas day", (12, 25)),
    ("boxing day", (12, 26)),
    ("may day", (5, 1)),
    ("valentine's day", (2, 14)),
    ("all saints' day", (11, 1)),
];

/// The tokens of a wording; `None` where a word keeps it from being read.
pub fn tokens(text: &str, words: &Words) -> Option<Vec<Token>> {
    let text = text
        .replace(['’', '‘', '`'], "'")
        .replace(['“', '”', '"', '«', '»'], " ");
    let mut reader = Reader {
        words,
        tokens: Vec::new(),
        is_read: true,
    };
    let mut rest = text.trim();
    while !rest.is_empty() {
        if let Some((length, (month, day))) = feast(rest).filter(|_| words.language == "en") {
            reader.tokens.push(Token::Feast(month, day));
            rest = rest[length..].trim_start();
            continue;
        }
        if let Some((length, same)) = phrase(rest).filter(|_| words.language == "en") {
            same.split(' ').for_each(|word| reader.chunk(word));
            rest = rest[length..].trim_start();
            continue;
        }
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        reader.chunk(&rest[..end]);
        rest = rest[end..].trim_start();
    }
    settle(&mut reader.tokens);
    reader.is_read.then_some(reader.tokens)
}

/// Finds a phrase at the start of a text.
fn phrase(text: &str) -> Option<(usize, &'static str)> {
    PHRASES.iter().find_map(|(phrase, same)| {
        let start = text.get(..phrase.len())?;
        let rest = &text[phrase.len()..];
        let is_whole = rest.is_empty() || rest.starts_with(char::is_whitespace);
        (is_whole && start.eq_ignore_ascii_case(phrase)).then_some((phrase.len(), *same))
    })
}

/// Finds the name of a day at the start of a text.
fn feast(text: &str) -> Option<(usize, (u32, u32))> {
    FEASTS.iter().find_map(|(name, day)| {
        let start = text.get(..name.len())?;
        let is_whole = !text[name.len()..].starts_with(char::is_alphanumeric);
        (is_whole && start.eq_ignore_ascii_case(name)).then_some((name.len(), *day))
    })
}

/// Decides about the words that are months only beside a number.
fn settle(tokens: &mut [Token]) {
    for at in 0..tokens.len() {
        let Token::MaybeMonth(month) = tokens[at] else {
            continue;
        };
        let is_number =
            |token: Option<&Token>| matches!(token, Some(Token::Number(..) | Token::Ordinal(_)));
        let before = at.checked_sub(1).and_then(|at| tokens.get(at));
        tokens[at] = if is_number(before) || is_number(tokens.get(at + 1)) {
            Token::Month(month)
        } else {
            Token::Noise
        };
    }
}

struct Reader<'w> {
    words: &'w Words,
    tokens: Vec<Token>,
    is_read: bool,
}

impl Reader<'_> {
    /// Reads what stands between two spaces.
    fn chunk(&mut self, chunk: &str) {
        let marks = |c: char| "()[]?!:…".contains(c);
        let trimmed = chunk.trim_matches(marks);
        let bare = trimmed.trim_end_matches(['.', ',', ';']);
        let lower = bare.to_lowercase();
        if ["c", "ca"].contains(&lower.as_str()) && trimmed.ends_with('.') {
            self.tokens.push(Token::Key(Key::Around));
        } else if let Some(token) = digits_date(&bare.replace(['–', '—', '‑'], "-")) {
            self.tokens.push(token);
        } else if is_clock(&lower) {
            self.tokens.push(Token::Key(Key::Clock));
        } else if let Some(token) = self.word(bare) {
            self.tokens.push(token);
        } else {
            self.runs(bare);
        }
        if trimmed.ends_with([',', ';']) {
            self.tokens.push(Token::Comma);
        }
    }

    /// Reads runs of letters and of digits, and the marks between them.
    fn runs(&mut self, chunk: &str) {
        let mut rest = chunk;
        while let Some(first) = rest.chars().next() {
            let is_part: fn(char) -> bool = if first.is_ascii_digit() {
                |c| c.is_alphanumeric() || c == '\'' || c == 'º' || c == 'ª'
            } else if first.is_alphabetic() {
                |c| c.is_alphabetic() || c == '\''
            } else {
                |_| false
            };
            let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
            if end == 0 {
                self.mark(first);
                rest = &rest[first.len_utf8()..];
                continue;
            }
            let run = &rest[..end];
            rest = &rest[end..];
            if first.is_ascii_digit() {
                let is_more = rest.starts_with(['.', ','])
                    && rest[1..].starts_with(|c: char| c.is_ascii_digit());
                rest = if is_more {
                    self.decimal(rest)
                } else {
                    self.number(run, rest)
                };
            } else if let Some(key) = prefix(run).filter(|_| rest.starts_with(['-', '–'])) {
                self.tokens.push(Token::Key(key));
            } else {
                self.word_or_noise(run);
            }
        }
    }

    /// Leaves out a number with a comma or point in it.
    fn decimal<'r>(&mut self, rest: &'r str) -> &'r str {
        self.tokens.push(Token::Noise);
        rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ',')
    }

    fn mark(&mut self, mark: char) {
        match mark {
            '-' | '–' | '—' | '‑' | '−' | '‒' => self.tokens.push(Token::Dash),
            '/' => self.tokens.push(Token::Slash),
            ',' | ';' => self.tokens.push(Token::Comma),
            '$' | '€' | '£' | '%' => self.tokens.push(Token::Key(Key::NoYear)),
            '~' => self.tokens.push(Token::Key(Key::Around)),
            _ => {}
        }
    }

    /// Reads digits with what is written to them; returns the rest.
    fn number<'r>(&mut self, run: &str, rest: &'r str) -> &'r str {
        let end = run.find(|c: char| !c.is_ascii_digit()).unwrap_or(run.len());
        let (digits, suffix) = run.split_at(end);
        let Ok(number) = digits.parse::<u32>() else {
            self.tokens.push(Token::Noise);
            return rest;
        };
        let suffix = suffix.trim_start_matches('\'').to_lowercase();
        let token = match suffix.as_str() {
            "" => Token::Number(number, digits.len()),
            "st" | "nd" | "rd" | "th" | "er" | "e" | "º" | "ª" | "o" => Token::Ordinal(number),
            "s" => match (digits.len(), number % 10) {
                (4, 0) => Token::Decade(number as i32),
                (2, 0) => Token::Decade(century_of(number)),
                (4, _) => Token::Number(number, 4),
                _ => Token::Noise,
            },
            "am" | "pm" | "h" | "hrs" | "gmt" => Token::Key(Key::Clock),
            _ => Token::Noise,
        };
        self.tokens.push(token);
        // Russian writes the ending of an ordinal behind a hyphen: «4-го».
        match rest.strip_prefix('-') {
            Some(after) if ["го", "е", "й"].contains(&after) => "",
            _ => rest,
        }
    }

    fn word_or_noise(&mut self, run: &str) {
        if let Some(token) = self.word(run) {
            self.tokens.push(token);
            return;
        }
        let whole = run.strip_suffix("'s").or_else(|| run.strip_suffix('\''));
        if let Some(token) = whole.and_then(|whole| self.word(whole)) {
            self.tokens.push(token);
            return;
        }
        if let Some((before, after)) = run.split_once('\'').filter(|(before, _)| before.len() <= 2)
            && let Some(token) = self.word(after)
        {
            let before = self.word(before);
            self.tokens.extend(before);
            self.tokens.push(token);
            return;
        }
        let is_noun = run.starts_with(char::is_uppercase);
        self.is_read &= match self.words.others {
            Others::Noise => true,
            Others::NounsAreNoise => is_noun,
            Others::Unread => false,
        };
        self.tokens.push(Token::Noise);
    }

    /// Looks a word up.
    fn word(&mut self, word: &str) -> Option<Token> {
        let lower = word.to_lowercase();
        let has = |names: &&[&str]| names.contains(&lower.as_str());
        let at = |lists: &[&[&str]]| lists.iter().position(has).map(|at| at as u32);
        let words = self.words;
        // Without a capital these are other words, too.
        let needs_capital = words.language == "en"
            && ["may", "march", "mar", "sun", "sat", "wed", "mon"].contains(&lower.as_str());
        let has_capital = word.starts_with(char::is_uppercase);
        if let Some(month) = at(&words.months) {
            return Some(if needs_capital && !has_capital {
                Token::MaybeMonth(month + 1)
            } else {
                Token::Month(month + 1)
            });
        }
        if let Some(day) = at(&words.weekdays) {
            return Some(if needs_capital && !has_capital {
                Token::Noise
            } else {
                Token::Weekday(day)
            });
        }
        if let Some(season) = at(&words.seasons) {
            return Some(Token::Season(season + 21));
        }
        if let Some((key, _)) = words.keys.iter().find(|(_, names)| has(names)) {
            self.is_read &= *key != Key::Unread;
            return Some(Token::Key(*key));
        }
        let find =
            |list: &[(u32, &[&str])]| list.iter().find(|(_, names)| has(names)).map(|(n, _)| *n);
        let unit = words.units.iter().find(|(_, names)| has(names));
        let part = words.parts.iter().find(|(_, names)| has(names));
        let unit = unit.map(|(unit, _)| Token::Unit(*unit, lower.ends_with('s')));
        unit.or_else(|| part.map(|(part, _)| Token::Part(*part)))
            .or_else(|| find(words.ordinals).map(Token::Ordinal))
            .or_else(|| find(words.numbers).map(|number| Token::Number(number, 0)))
            .or_else(|| {
                words
                    .fillers
                    .contains(&lower.as_str())
                    .then_some(Token::Filler)
            })
    }
}

/// Returns what a word means before a hyphen: “post-2014”.
fn prefix(word: &str) -> Option<Key> {
    match word.to_lowercase().as_str() {
        "pre" => Some(Key::Before),
        "post" => Some(Key::After),
        _ => None,
    }
}

/// Returns whether a word is a time of day: `10:30`, `10.30am`, `a.m`.
fn is_clock(word: &str) -> bool {
    let digits = word.trim_end_matches(|c: char| c.is_alphabetic() || c == '.');
    let is_time = |(hour, minute): (&str, &str)| {
        let is_number = |text: &str, length| {
            (1..=length).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
        };
        is_number(hour, 2) && minute.split(':').all(|part| is_number(part, 2))
    };
    let is_dotted = digits.len() < word.len() && digits.split_once('.').is_some_and(is_time);
    digits.split_once(':').is_some_and(is_time) || is_dotted || ["a.m", "p.m"].contains(&word)
}

/// Returns the century that a year of two digits is of: it is one between 1930 and 2029.
fn century_of(year: u32) -> i32 {
    let year = year as i32;
    if year < 30 { 2000 + year } else { 1900 + year }
}

/// Reads a date that is written in digits.
fn digits_date(text: &str) -> Option<Token> {
    let mark = ['-', '.', '/']
        .into_iter()
        .find(|mark| text.contains(*mark))?;
    let fields: Vec<&str> = text.split(mark).collect();
    let is_digits = |field: &&str| !field.is_empty() && field.bytes().all(|b| b.is_ascii_digit());
    if !fields.iter().all(is_digits) {
        return None;
    }
    let numbers: Vec<u32> = fields
        .iter()
        .map(|field| field.parse().ok())
        .collect::<Option<_>>()?;
    let lengths: Vec<usize> = fields.iter().map(|field| field.len()).collect();
    match (&numbers[..], &lengths[..]) {
        ([year, month, day], [4, 1..=2, 1..=2]) => {
            Some(Token::Iso(*year as i32, *month, Some(*day)))
        }
        ([first, second, year], [1..=2, 1..=2, 4]) => {
            Some(Token::Digits(*first, *second, *year as i32))
        }
        ([first, second, year], [1..=2, 1..=2, 2]) => {
            Some(Token::Digits(*first, *second, century_of(*year)))
        }
        ([year, other], [4, 2]) if mark != '.' => {
            let next = *year / 100 * 100 + *other;
            // What can be a month is one; a pair such as 2010-12 may be either, and counts as both.
            if *other > 12 || mark == '/' && next == *year + 1 {
                (next > *year).then_some(Token::Years(*year as i32, next as i32))
            } else {
                Some(Token::Iso(*year as i32, *other, None))
            }
        }
        ([month, year], [1..=2, 4]) if mark != '-' => Some(Token::Iso(*year as i32, *month, None)),
        _ => None,
    }
}
