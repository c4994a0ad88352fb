//! How two spellings of the same words are made comparable.
//!
//! Articles are typeset: quotation marks are curly in one copy and straight in the next.
//! Whoever compares text folds both sides first, and keeps the unfolded text for people.

/// Returns the plain form of one character: typographic quotation marks become `'` and `"`, any
/// white space becomes a space, everything else (dashes included) stays.
///
/// One character in, one character out, so that offsets in code points survive the folding.
pub fn fold_char(character: char) -> char {
    match character {
        '‘' | '’' | '‚' | '‛' | '‹' | '›' | '\u{2bc}' => '\'',
        '“' | '”' | '„' | '‟' | '«' | '»' => '"',
        other if other.is_whitespace() => ' ',
        other => other,
    }
}

/// Returns the text with every character folded by [`fold_char`], each run of white space as one
/// space, and none at either end.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for character in text.chars().map(fold_char) {
        if character != ' ' || !(folded.is_empty() || folded.ends_with(' ')) {
            folded.push(character);
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_fold_to_ascii_and_dashes_stay() {
        assert_eq!(
            fold("“It’s ‘over’” – she—said"),
            "\"It's 'over'\" – she—said"
        );
    }

    #[test]
    fn white_space_runs_fold_to_one_space() {
        assert_eq!(fold(" \u{a0}one\t\n two\u{2009}three  "), "one two three");
        assert_eq!(fold(" \n"), "");
    }
}
