//! Lines and sentences that name the author.

use std::ops::Range;

/// Finds the name in a line such as "By Ada Holm, Staff Writer"; returns its range in characters.
pub(super) fn byline(text: &str) -> Option<Range<usize>> {
    const STARTS: [&str; 9] = [
        "written by ",
        "words by ",
        "text by ",
        "story by ",
        "reported by ",
        "author: ",
        "authors: ",
        "by: ",
        "by ",
    ];
    if text.chars().take(161).count() > 160 {
        return None;
    }
    let start = STARTS.iter().map(|start| start.len()).find(|length| {
        let head = text.get(..*length).map(str::to_ascii_lowercase);
        head.is_some_and(|head| STARTS.contains(&head.as_str()))
    })?;
    let rest = text.get(start..)?;
    let length = name_length(rest)?;
    let tail = rest.get(length..)?.trim_start();
    let closed = tail.is_empty()
        || tail.starts_with([',', '|', '·', '•', '–', '—', '-', '(', '/'])
        || tail.starts_with("in ")
        || tail == ".";
    // In lower case it may be the end of a sentence that is wrapped by hand.
    let closed = closed && (tail.is_empty() || text.starts_with(char::is_uppercase));
    let sentence = tail.len() > 1 && tail.ends_with('.') && text.len() > 80;
    (closed && !sentence).then(|| characters(text, start, start + length))
}

/// Finds the name at the end of a standfirst such as "…, writes Ada Holm."; returns its range in
/// characters.
pub(super) fn writer(text: &str) -> Option<Range<usize>> {
    const VERBS: [&str; 9] = [
        " writes ",
        " write ",
        " argues ",
        " argue ",
        " reports ",
        " report ",
        " explains ",
        " asks ",
        " by ",
    ];
    let ends = VERBS
        .iter()
        .filter_map(|verb| Some(text.rfind(verb)? + verb.len()));
    let start = ends.max()?;
    let rest = text.get(start..)?;
    let length = name_length(rest)?;
    let tail = rest.get(length..)?;
    let is_name = rest.get(..length)?.contains(' ');
    let closed = matches!(tail, "" | "." | "!" | "?" | "…" | ".”" | ".\"");
    (is_name && closed).then(|| characters(text, start, start + length))
}

/// Returns whether a paragraph is about a person of that name: "Ada Holm is a …".
pub(super) fn is_about(text: &str, name: &str) -> bool {
    const VERBS: [&str; 9] = [
        " is a ",
        " is an ",
        " is the ",
        " was a ",
        " was the ",
        " covers ",
        " writes ",
        " teaches ",
        " works ",
    ];
    let rest = text.strip_prefix(name).filter(|_| !name.is_empty());
    rest.is_some_and(|rest| VERBS.iter().any(|verb| rest.starts_with(verb)))
}

/// Returns the length in bytes of the name, or the names, that a text starts with.
fn name_length(text: &str) -> Option<usize> {
    let (mut at, mut length, mut proper) = (0, 0, 0);
    for word in text.split_inclusive(' ') {
        let start = at;
        at += word.len();
        let bare = word.trim_end();
        let core = bare.trim_end_matches([',', '.', '!', '?', '…', '”', '"', '|', '(', '/']);
        if is_name_part(core) || has_article(core) {
            proper += 1;
        } else if proper == 0 || !is_particle(core) {
            break;
        }
        let initial = core.chars().count() == 1 && bare.starts_with(core) && bare.ends_with('.');
        length = start + if initial { bare.len() } else { core.len() };
        // A comma ends the name, but not a list of names that an "and" is still to end.
        let rest = text.get(at..).unwrap_or_default();
        let is_list = bare.len() == core.len() + 1
            && bare.ends_with(',')
            && [" and ", " & "].iter().any(|and| rest.contains(and));
        if core.len() < bare.len() && !initial && !is_list {
            break;
        }
    }
    let name = text.get(..length)?;
    let kept = name.trim_end_matches(" and").trim_end_matches(" &").len();
    (1..=8).contains(&proper).then_some(kept)
}

fn is_name_part(word: &str) -> bool {
    let mut characters = word.chars();
    characters.next().is_some_and(char::is_uppercase)
        && characters.all(|c| c.is_alphabetic() || "-’'.".contains(c))
        && !matches!(
            word,
            "The" | "A" | "An" | "In" | "On" | "At" | "For" | "Our" | "All"
        )
}

/// Returns whether a word is a name with its article, such as al-Zahar.
fn has_article(word: &str) -> bool {
    let parts = word.split_once('-');
    parts.is_some_and(|(article, name)| is_particle(article) && is_name_part(name))
}

fn is_particle(word: &str) -> bool {
    matches!(
        word,
        "and"
            | "&"
            | "de"
            | "del"
            | "della"
            | "der"
            | "den"
            | "di"
            | "da"
            | "dos"
            | "du"
            | "la"
            | "le"
            | "van"
            | "von"
            | "zu"
            | "bin"
            | "ibn"
            | "al"
            | "el"
            | "ter"
            | "y"
    )
}

fn characters(text: &str, start: usize, end: usize) -> Range<usize> {
    let count = |end| text.get(..end).unwrap_or_default().chars().count();
    count(start)..count(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(text: &str, range: Option<Range<usize>>) -> Option<String> {
        range.map(|range| text.chars().skip(range.start).take(range.len()).collect())
    }

    #[test]
    fn a_byline_gives_the_name_alone() {
        for (line, name) in [
            ("By Ada Holm", "Ada Holm"),
            ("BY ADA HOLM", "ADA HOLM"),
            ("By Ada Holm, Staff Writer", "Ada Holm"),
            ("Written by J. R. de Vries", "J. R. de Vries"),
            (
                "By Ada Holm and Ole Brandt in Orlu",
                "Ada Holm and Ole Brandt",
            ),
            ("Author: Zoë O’Neill | 3 May 2031", "Zoë O’Neill"),
            ("By Ada Holm, Bo Li and Cy Wu", "Ada Holm, Bo Li and Cy Wu"),
            ("By Mahmoud al-Zahar", "Mahmoud al-Zahar"),
            ("By Ada Holm.", "Ada Holm"),
            ("by Ada Holm", "Ada Holm"),
        ] {
            assert_eq!(part(line, byline(line)).as_deref(), Some(name), "{line}");
        }
    }

    #[test]
    fn a_sentence_is_no_byline() {
        for line in [
            "By the river",
            "By then it was over.",
            "By March the talks had failed.",
            "By",
            "By ",
            "By Orlu standards the vote was quick.",
            "Bystanders Left",
            "by Ada Holm, who lives in Orlu",
        ] {
            assert_eq!(byline(line), None, "{line}");
        }
    }

    #[test]
    fn a_standfirst_names_its_writer_at_the_end() {
        let text = "The dam is full but nobody is glad, writes Ada Holm.";
        assert_eq!(part(text, writer(text)).as_deref(), Some("Ada Holm"));
        assert_eq!(writer("The mayor writes Ada Holm a letter."), None);
        assert_eq!(writer("It was built by engineers."), None);
    }

    #[test]
    fn an_author_note_starts_with_the_name() {
        assert!(is_about(
            "Ada Holm is a fellow at the Orlu Institute.",
            "Ada Holm"
        ));
        assert!(!is_about("Ada Holmes is a fellow.", "Ada Holm"));
    }
}
