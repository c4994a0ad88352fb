//! Copying: whether a text of a dataset repeats too many words of an article in a row.
//!
//! **The article's text** stays out of every dataset: with the article at hand, a text that repeats nine
//! of its words in a row is an error, wherever its sentences end. Title, standfirst and captions are
//! part of it; only the description of the source may repeat them.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization as _;

use super::Articles;
use crate::dataset::problem::{At, Problems};
use crate::dataset::span::Span;
use crate::model::quote::{QUOTE_WORDS_MAX, words};

/// How many words in a row of an article no text of a dataset may repeat.
const COPIED_WORDS: usize = QUOTE_WORDS_MAX + 1;

/// Returns all runs of [`COPIED_WORDS`] words in the articles at hand, lower case.
pub fn runs_of_words(articles: &Articles) -> BTreeSet<String> {
    let body = articles.values().map(|article| {
        let passages = article.passages.values();
        let texts: Vec<&str> = passages.filter_map(|one| one.text.as_deref()).collect();
        texts.join(" ")
    });
    let beside = articles.values().flat_map(|article| article.beside.clone());
    body.chain(beside).flat_map(|text| runs(&text)).collect()
}

/// Returns the first run of words that a text has in common with the articles.
pub fn copied_run(text: &str, copied: &BTreeSet<String>) -> Option<String> {
    if copied.is_empty() {
        return None;
    }
    runs(text).into_iter().find(|run| copied.contains(run))
}

/// Reports a text that repeats a run of words.
pub fn report_copy(name: &str, run: &str, at: At<'_>, span: Span, problems: &mut Problems) {
    let message = format!("`{name}` repeats nine or more words of the article: `{run} …`");
    let hint = "say it in your own words; a quote of up to eight words can go into `cites`";
    problems.error(at, span, message).hint(hint);
}

fn runs(text: &str) -> Vec<String> {
    let text: String = text.nfc().collect();
    let words: Vec<String> = words(&text).map(str::to_lowercase).collect();
    words
        .windows(COPIED_WORDS)
        .map(|run| run.join(" "))
        .collect()
}
