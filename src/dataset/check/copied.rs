//! Copying: whether a text of a dataset repeats too many words of an article in a row.
//!
//! **The article's text** stays out of every dataset: with the article at hand, a text that repeats nine
//! of its words in a row is an error.

use std::collections::BTreeSet;

use super::Articles;
use crate::model::quote::{QUOTE_WORDS_MAX, words};

/// How many words in a row of an article no text of a dataset may repeat.
const COPIED_WORDS: usize = QUOTE_WORDS_MAX + 1;

/// Returns all runs of [`COPIED_WORDS`] words in the articles at hand, lower case.
pub fn runs_of_words(articles: &Articles) -> BTreeSet<String> {
    let passages = articles
        .values()
        .flat_map(|article| article.passages.values());
    let texts = passages.filter_map(|passage| passage.text.as_deref());
    texts.flat_map(runs).collect()
}

/// Returns the first run of words that a text has in common with the articles.
pub fn copied_run(text: &str, copied: &BTreeSet<String>) -> Option<String> {
    if copied.is_empty() {
        return None;
    }
    runs(text).into_iter().find(|run| copied.contains(run))
}

fn runs(text: &str) -> Vec<String> {
    let words: Vec<String> = words(text).map(str::to_lowercase).collect();
    words
        .windows(COPIED_WORDS)
        .map(|run| run.join(" "))
        .collect()
}
