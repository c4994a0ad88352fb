//! Finding a quote in its sentence: letter for letter, and exactly once.
//!
//! A quote must not say something else than its sentence. So it begins and ends at the ends of words,
//! of numbers (`5 million` does not stand in `1.5 million`) and of letters with their marks, whichever
//! of the Unicode normal forms sheet and article are in.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, is_combining_mark};

use super::fold::fold_char;

/// The most words that a quote may have: enough to pin a citation, too few to copy an article.
pub const QUOTE_WORDS_MAX: usize = 8;

/// Returns the words of a text: runs of letters with their marks and digits, so that `Armenia's` and `mid-May` are
/// two each. This is how copying is measured.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    let runs = text.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c));
    runs.filter(|word| word.contains(char::is_alphanumeric))
}

/// Returns every span of a quote in a sentence, as half-open ranges of Unicode code points.
///
/// Typographic quotes equal ASCII ones, any run of white space equals one space, and canonically
/// equivalent letters are the same; everything else counts, case included. A quote is found at the
/// boundaries of words and numbers only, so that `Mali` is not found in `Malian`. Overlapping spans
/// are all returned.
pub fn find_quote(quote: &str, sentence: &str) -> Vec<Range<usize>> {
    let needle = folded(quote);
    let hay = folded(sentence);
    let (needle, hay) = (trimmed(&needle), &hay[..]);
    if needle.is_empty() {
        return Vec::new();
    }
    (0..(hay.len() + 1).saturating_sub(needle.len()))
        .filter(|&start| {
            let end = start + needle.len();
            needle
                .iter()
                .zip(&hay[start..end])
                .all(|(one, other)| one.folded == other.folded)
                && !cuts(hay, start)
                && !cuts(hay, end)
                && !is_sign(hay, start)
        })
        .map(|start| hay[start].at..hay[start + needle.len() - 1].end)
        .collect()
}

/// One character after folding, with the code points of the text that it stands for.
struct Folded {
    folded: char,
    at: usize,
    end: usize,
}

/// Folds a text and decomposes its letters. All parts of a letter stand for all its code points, since
/// marks may change places.
fn folded(text: &str) -> Vec<Folded> {
    let mut all: Vec<Folded> = Vec::with_capacity(text.len());
    let mut letter = String::new();
    let mut characters = text.chars().map(fold_char).enumerate().peekable();
    let mut at = 0;
    while let Some((last, character)) = characters.next() {
        letter.push(character);
        let is_mark = |next: &(usize, char)| canonical_combining_class(next.1) != 0;
        if characters.peek().is_some_and(is_mark) {
            continue;
        }
        let end = last + 1;
        match all.last_mut() {
            Some(last) if letter == " " && last.folded == ' ' => last.end = end,
            _ => all.extend(letter.nfd().map(|folded| Folded { folded, at, end })),
        }
        letter.clear();
        at = end;
    }
    all
}

/// Returns whether a boundary parts what belongs together: a letter and its marks, a word, a number.
fn cuts(hay: &[Folded], at: usize) -> bool {
    if at == 0 || at >= hay.len() {
        return false;
    }
    let (before, after) = (&hay[at - 1], &hay[at]);
    let is_one_letter = before.end > after.at || is_combining_mark(after.folded);
    is_one_letter || cuts_word(hay, at) || cuts_number(hay, at)
}

fn cuts_word(hay: &[Folded], at: usize) -> bool {
    let is_mark = |folded: &&Folded| is_combining_mark(folded.folded);
    let base = hay[..at].iter().rev().find(|folded| !is_mark(folded));
    let (before, after) = (base.map_or(' ', |folded| folded.folded), hay[at].folded);
    let is_note = is_superscript(after) && !before.is_numeric();
    before.is_alphanumeric()
        && after.is_alphanumeric()
        && !is_note
        && !(is_without_spaces(before) && is_without_spaces(after))
}

/// Returns whether a boundary lies beside a mark between two digits: `1.5`, `12,000`, `10:30`, `3/4`, or
/// beside a space that parts thousands or a whole number from its fraction.
fn cuts_number(hay: &[Folded], at: usize) -> bool {
    let is_digit = |at: usize| hay.get(at).is_some_and(|c| c.folded.is_numeric());
    let parts = |mark: usize| {
        mark > 0
            && is_digit(mark - 1)
            && is_digit(mark + 1)
            && match hay[mark].folded {
                '.' | ',' | '\'' | ':' | '/' | '·' | '\u{2044}' | '٫' | '٬' => true,
                ' ' => is_within_number(hay, mark),
                _ => false,
            }
    };
    parts(at) || parts(at - 1)
}

/// Returns whether a space between two digits is one of thousands (`12 000`), or before a fraction.
fn is_within_number(hay: &[Folded], space: usize) -> bool {
    let digits = |part: &mut dyn Iterator<Item = &Folded>| {
        let digits = part.take_while(|c| c.folded.is_numeric());
        digits.count()
    };
    let before = digits(&mut hay[..space].iter().rev());
    let after = digits(&mut hay[space + 1..].iter());
    let next = hay.get(space + 1 + after).map(|c| c.folded);
    let is_fraction =
        matches!(next, Some('/' | '\u{2044}')) || "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞".contains(hay[space + 1].folded);
    is_fraction || before <= 3 && after == 3
}

/// Returns whether a number that starts here has a sign or a point of its own before it.
fn is_sign(hay: &[Folded], start: usize) -> bool {
    let is_start = |at: usize| at == 0 || [' ', '('].contains(&hay[at - 1].folded);
    start > 0
        && hay[start].folded.is_numeric()
        && ['-', '−', '–', '+', '±', '.'].contains(&hay[start - 1].folded)
        && is_start(start - 1)
}

/// Returns whether a digit marks a note behind a word.
fn is_superscript(character: char) -> bool {
    matches!(character, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹')
}

/// Returns whether a letter is one of a script that parts no words: Han, kana, Thai, Lao, Khmer,
/// Myanmar.
fn is_without_spaces(character: char) -> bool {
    matches!(
        character,
        '\u{e00}'..='\u{eff}'
            | '\u{1000}'..='\u{109f}'
            | '\u{1780}'..='\u{17ff}'
            | '\u{3005}'..='\u{3007}'
            | '\u{3040}'..='\u{30ff}'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{3ffff}'
    )
}

fn trimmed(text: &[Folded]) -> &[Folded] {
    let text = match text {
        [first, rest @ ..] if first.folded == ' ' => rest,
        text => text,
    };
    match text {
        [rest @ .., last] if last.folded == ' ' => rest,
        text => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_stands_letter_for_letter_with_quotes_and_spaces_folded() {
        let sentence = "Minsk’s  “multi-vector” line, é and Minsk.";
        let found = |quote| {
            let found = find_quote(quote, sentence).into_iter();
            found
                .map(|at| sentence.chars().skip(at.start).take(at.len()).collect())
                .collect::<Vec<String>>()
        };
        assert_eq!(
            found("Minsk's \"multi-vector\""),
            ["Minsk’s  “multi-vector”"]
        );
        assert_eq!(found(" multi-vector "), ["multi-vector"]);
        assert_eq!(found("minsk"), [""; 0]);
        assert_eq!(found("Minsk"), ["Minsk", "Minsk"]);
        assert_eq!(found("é and"), ["é and"]);
        assert_eq!(found("multi"), ["multi"]);
        assert_eq!(found("ulti"), [""; 0]);
        assert_eq!(found(""), [""; 0]);
        assert_eq!(
            found("longer than the whole sentence that it is looked for in"),
            [""; 0]
        );
    }

    #[test]
    fn offsets_count_code_points() {
        let found = find_quote("pact", "“Ñandú” signs a pact");
        assert_eq!(found.first(), Some(&(16..20)));
    }

    #[test]
    fn a_word_is_one_in_every_normal_form() {
        for text in ["les cafés, fermés", "les cafe\u{301}s, ferme\u{301}s"] {
            assert_eq!(words(text).count(), 3, "{text}");
        }
        assert_eq!(words("Armenia's mid-May \u{301} …").count(), 4);
    }

    #[test]
    fn a_quote_ends_where_a_number_ends() {
        for (quote, sentence, stands) in [
            ("5 million", "It cost 1.5 million crowns.", false),
            ("5 million", "It cost 5 million crowns.", true),
            ("1", "It cost 1.5 million crowns.", false),
            ("500 men", "They sent 12,500 men.", false),
            ("500 men", "They sent 12 500 men.", false),
            ("500 men", "They sent 12\u{202f}500 men.", false),
            ("500 men", "They sent 12’500 men.", false),
            ("12", "They sent 12 500 men.", false),
            ("500 men", "In 2022 500 men came.", true),
            ("500 men", "In 2022, 500 men came.", true),
            ("4 of them", "About 3/4 of them left.", false),
            ("1/2 mile", "It is 1 1/2 mile long.", false),
            ("½ mile", "It is 1½ mile long.", false),
            ("½ mile", "It is 1 ½ mile long.", false),
            ("30", "They met at 10:30 there.", false),
            ("Article 4", "They invoked Article 4.2 twice.", false),
            ("Article 4", "They invoked Article 4.", true),
            ("Article 4", "They invoked Article 4, twice.", true),
            ("5 degrees", "It was -5 degrees.", false),
            ("5 degrees", "It was −5 degrees.", false),
            ("5 percent", "It grew by .5 percent.", false),
            ("15 ships", "They sent 10–15 ships.", true),
            ("2010", "It is of mid-2010.", true),
            ("٥ ملايين", "بلغت ١٫٥ ملايين", false),
        ] {
            let found = find_quote(quote, sentence);
            assert_eq!(!found.is_empty(), stands, "`{quote}` in `{sentence}`");
        }
    }

    #[test]
    fn a_letter_and_its_marks_are_one_in_every_normal_form() {
        let (composed, decomposed) = ("Le café de Nîmes", "Le cafe\u{301} de Ni\u{302}mes");
        for (quote, sentence, span) in [
            ("café", composed, Some(3..7)),
            ("cafe\u{301}", composed, Some(3..7)),
            ("café", decomposed, Some(3..8)),
            ("cafe\u{301}", decomposed, Some(3..8)),
            ("de Nîmes", decomposed, Some(9..18)),
            ("cafe", decomposed, None),
            ("cafe", composed, None),
            ("\u{301} de", decomposed, None),
            // Two marks in another order are the same letter.
            ("a\u{323}\u{302}", "x a\u{302}\u{323} y", Some(2..5)),
            ("ậ", "x a\u{302}\u{323} y", Some(2..5)),
            // A mark that no letter is composed with.
            ("x", "x\u{304} = 3", None),
            ("cafe\u{301}", "les cafés", None),
            // Syllables of Hangul are whole.
            ("가", "각 나라", None),
            ("각", "\u{1100}\u{1161}\u{11a8} 나라", Some(0..3)),
        ] {
            let found = find_quote(quote, sentence);
            assert_eq!(found.into_iter().next(), span, "`{quote}` in `{sentence}`");
        }
    }

    #[test]
    fn a_word_ends_before_the_mark_of_a_note_and_in_scripts_without_spaces_anywhere() {
        for (quote, sentence, span) in [
            ("the town", "They left the town¹ at once.", Some(10..18)),
            ("10", "It covers 10² units.", None),
            ("洪水", "春天的洪水之后", Some(3..5)),
            ("น้ำ", "มีน้ำท่วม", Some(2..5)),
        ] {
            let found = find_quote(quote, sentence);
            assert_eq!(found.into_iter().next(), span, "`{quote}` in `{sentence}`");
        }
    }
}
