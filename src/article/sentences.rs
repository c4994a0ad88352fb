//! From a paragraph to its sentences.
//!
//! `sentencex` proposes, [`super::sentence_end`] disposes: where a rule of ours knows better, it
//! joins or splits. Every change of a rule must raise the number in
//! [`SEGMENTER`](super::SEGMENTER), for it may move locators.

use std::collections::HashSet;
use std::ops::Range;

use super::sentence_end;

/// Cuts an English paragraph into sentences; returns the characters of each, in order, without
/// the white space between them.
pub(super) fn split(text: &str) -> Vec<Range<usize>> {
    let starts = starts(text);
    let mut sentences = Vec::with_capacity(starts.len());
    let mut starts = starts.into_iter().peekable();
    let (mut characters, mut bytes) = (0, 0);
    while let Some(start) = starts.next() {
        let end = starts.peek().copied().unwrap_or(text.len());
        let sentence = text.get(start..end).unwrap_or_default().trim_end();
        characters += text.get(bytes..start).unwrap_or_default().chars().count();
        let length = sentence.chars().count();
        if length > 0 {
            sentences.push(characters..characters + length);
        }
        characters += length;
        bytes = start + sentence.len();
    }
    sentences
}

/// Returns the byte offsets at which sentences start.
fn starts(text: &str) -> Vec<usize> {
    let proposed = proposals(text);
    let mut starts = vec![text.len() - text.trim_start().len()];
    for (at, _) in text.char_indices().skip(1) {
        let last = starts.last().copied().unwrap_or_default();
        let (Some(left), Some(right)) = (text.get(last..at), text.get(at..)) else {
            continue;
        };
        let proposed = proposed.contains(&at);
        let spaced = left.ends_with(char::is_whitespace);
        let starts_word = spaced && !right.starts_with(char::is_whitespace);
        if at <= last || !(proposed || starts_word) {
            continue;
        }
        let is_end = if spaced {
            sentence_end::ends_sentence(left.trim_end(), right).unwrap_or(proposed)
        } else {
            // Within a run of characters only scripts without spaces end a sentence.
            proposed && left.ends_with(['。', '！', '？', '」', '』'])
        };
        if is_end {
            starts.push(at);
        }
    }
    starts
}

/// The longest text, in bytes, that `sentencex` is given at once: on unclosed quotation marks its
/// time grows with the square. No honest paragraph is as long.
const LONGEST_PIECE: usize = 1 << 15;

/// Returns the offsets at which `sentencex` starts a sentence, each moved behind white space.
fn proposals(text: &str) -> HashSet<usize> {
    let mut proposals = HashSet::new();
    let mut start = 0;
    while start < text.len() {
        let piece = piece(text, start);
        let boundaries = sentencex::get_sentence_boundaries("en", piece).into_iter();
        let ends = boundaries.filter(|boundary| !boundary.is_paragraph_break);
        // The end of a piece is our own doing, and the end of the text needs no proposal.
        let ends = ends
            .map(|boundary| boundary.end_byte)
            .filter(|end| *end < piece.len());
        proposals.extend(ends.filter_map(|end| {
            let rest = piece.get(end..)?;
            Some(start + piece.len() - rest.trim_start().len())
        }));
        start += piece.len().max(1);
    }
    proposals
}

/// Returns the next piece of a text: all of it, or as much as fits and ends with a space.
fn piece(text: &str, start: usize) -> &str {
    let rest = text.get(start..).unwrap_or_default();
    let longest = rest
        .get(..rest.floor_char_boundary(LONGEST_PIECE))
        .unwrap_or(rest);
    match longest.rfind(' ') {
        Some(space) if longest.len() < rest.len() => rest.get(..=space).unwrap_or(longest),
        _ => longest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each case is a paragraph with `|` between its sentences.
    const CASES: &[&str] = &[
        "They said no. |Four of them left.",
        "She ate a fig. |Ole Brandt left.",
        "“Why now?” |The minister did not say.",
        "He called it ‘a farce.’ |Others laughed.",
        "Did he say “never”? |He did.",
        "The lake (the largest in Varnia) rose. |(It fell in May.) |It rose again.",
        "In 2031. |Not before.",
        "The U.K.’s envoy left. |The U.N.’s stayed.",
        "He lives in the U.K. |“It is cold,” he says.",
        "Mr. J. R. R. Holm of Dams Inc. spoke. |He was brief.",
        "It fell by 3.5%. |Then by 4.",
        "It is the so-called Orlu-3 dam. |3.5 million people live there.",
        "The treaty [signed in Orlu] is void. |[It was never ratified.] |So be it.",
        "Wells run dry! |“Not ours!” she said.",
        "They met—briefly. |—They never met again.",
        "He left . . . |She stayed.",
        "They voted with the U.K. |Belarus abstained.",
        "On the eve of the vote they disagreed… |They met again in Orlu.",
        "They disagreed... |They met again.",
        "He moved to the U.S. |The move was quick.",
        "The U.S. Congress voted. |It lost.",
        "A U.S. Army unit came. |It left.",
        "Troops of the U.N. Security Council states left. |Others stayed.",
        "She told Gen. Orban to wait. |He did.",
        "Order No. 4 was signed. |No. 5 was not.",
        "Did they sign? |No. |Four of them left.",
        "They met in St. Varn on Friday. |Nobody spoke.",
        "The embassy is on Canal St. |It is small.",
        "Dr. Ilse Varga and Mr. Holm spoke. |Mrs. Brandt did not.",
        "The vote began at 9 a.m. |It ended at noon.",
        "The vote began at 9 a.m. GMT and ended at 5 p.m. on Friday.",
        "The vote began at 9 a.m. Monday in Orlu.",
        "J. R. Smith wrote the draft. |A. Holm read it.",
        "The draft by J.R. Smith failed.",
        "Growth was 3.5 percent. |Prices rose by 0.4 points.",
        "It cost $1.5 million. |Nobody paid.",
        "“We will not sign.” |He left the room.",
        "“We will not sign,” he said. |“We never will.”",
        "“Will it hold?” she asked. |Nobody knew.",
        "“Will it hold?” Minister Oru asked. |Nobody knew.",
        "“Never!” Ada Holm said. |She meant it.",
        "He said “no.” |She said “yes.”",
        "She called it a “so-called fix.” |Others agreed.",
        "The pact (signed in 2021. It was never ratified.) is dead. |So is its author.",
        "The pact is dead (see Art. 5). |Its author is not.",
        "(He did not reply.) |She did.",
        "The pact, e.g. its Art. 4, is vague. |It was meant to be, i.e. by its authors.",
        "Orlu vs. Varn is an old feud. |It is over.",
        "The firm, Dams Inc., failed. |Its owner fled.",
        "He works for Dams Inc. |He likes it.",
        "They came on Jan. 6 and left on Feb. 2. |Few noticed.",
        "They came in Sept. 2022. |They left in Oct. |They never came back.",
        "He holds a Ph.D. in law. |It shows.",
        "Sen. Ole Brandt, Jr. voted. |Rep. Oru did not.",
        "Wait… what? |Nothing.",
        "He wanted… nothing. |Nothing at all.",
        "“It is over…” |He wept.",
        "Is it over? |Is it not? |Who knows!",
        "What a day! |Nobody slept.",
        "It was World War I. |The next was worse.",
        "They chose plan B. |It failed.",
        "The U.S. and the U.K. signed. |The E.U. did not.",
        "Was it the U.S.? |It was.",
        "In Washington, D.C. |They waited.",
        "Lt. Col. Varga and Capt. Holm met Prof. Oru. |They agreed.",
        "Mt. Orlu is high. |Ft. Varn is not.",
        "Oru’s and Varn’ envoys met. |They talked.",
        "He asked for bread, salt, etc. |He got none.",
        "The ruling (No. 12) stands. |The other does not.",
        "Talks resume at 10.30 a.m. tomorrow. |Nobody will come.",
        "The bill passed 51-49. |2022 was a bad year.",
        "“We go. We stay.” |He shrugged.",
        "‘We go,’ he said. |‘We stay,’ she said.",
        "\"We go,\" he said. |\"We stay.\" |They left.",
        "The site orlu.example is down. |It was hacked.",
        "He came, saw . . . and left. |She stayed.",
        "Gov. Oru met Sgt. Holm, Adm. Brandt and Rev. Varga. |All left.",
        "They live in the U.S. Virgin Islands. |Life is good.",
    ];

    fn cut(text: &str) -> String {
        let characters: Vec<char> = text.chars().collect();
        let sentences = split(text);
        let sentences = sentences
            .into_iter()
            .map(|range| characters[range].iter().collect());
        sentences.collect::<Vec<String>>().join(" |")
    }

    #[test]
    fn hard_cases_are_cut_where_a_reader_would() {
        let wrong: Vec<String> = CASES
            .iter()
            .filter(|want| cut(&want.replace('|', "")) != **want)
            .map(|want| format!("want {want}\n got {}", cut(&want.replace('|', ""))))
            .collect();
        assert!(
            wrong.is_empty(),
            "{} wrong:\n{}",
            wrong.len(),
            wrong.join("\n")
        );
    }

    #[test]
    fn a_very_long_paragraph_is_cut_like_a_short_one() {
        let text = "The lake, he said, rose in the U.K. by 3.5 metres. ".repeat(2000);
        assert_eq!(split(&text).len(), 2000);
    }

    #[test]
    fn nothing_is_lost_between_sentences() {
        assert!(split("").is_empty());
        assert!(split("  ").is_empty());
        assert_eq!(cut(" one. "), "one.");
        assert_eq!(cut("他来了。她走了。"), "他来了。 |她走了。");
    }
}
