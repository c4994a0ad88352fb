//! What a revised article makes of the citations.

use std::collections::BTreeSet;

use crate::cli::output::counted;
use crate::model::Locator;
use crate::revise::{Cite, Passages, Revision};

/// Writes what becomes of each sentence, citation and skip that does not stay as it is.
pub fn describe(revision: &Revision) -> String {
    let Revision { old, new, .. } = revision;
    let mut text = String::new();
    if let Some(headline) = &revision.new_headline {
        let title = &revision.title;
        text.push_str(&format!(
            "edited      headline\n          -  {title}\n          +  {headline}\n"
        ));
    }
    let wording = |of: &Passages, at: &Locator| {
        let words = of.get(at).and_then(|passage| passage.text.as_ref());
        words.map_or(String::new(), |words| format!("  {words}"))
    };
    let alignment = &revision.alignment;
    for (from, to) in &alignment.renumbered {
        text.push_str(&format!("renumbered  {from} → {to}\n"));
    }
    for (from, to) in &alignment.moved {
        text.push_str(&format!("moved       {from} → {to}\n"));
    }
    for (from, to) in &alignment.edited {
        text.push_str(&format!("edited      {from} → {to}\n"));
        for (mark, of, at) in [("-", old, from), ("+", new, to)] {
            let words = wording(of, at);
            if !words.is_empty() {
                text.push_str(&format!("          {mark}{words}\n"));
            }
        }
    }
    for at in &alignment.gone {
        text.push_str(&format!("gone        {at}{}\n", wording(old, at)));
    }
    for at in &alignment.new {
        text.push_str(&format!("new         {at}{}\n", wording(new, at)));
    }
    for at in &alignment.doubled {
        text.push_str(&format!("doubled     {at}{}\n", wording(old, at)));
    }
    for (cite, at) in &revision.carried {
        text.push_str(&format!("carried     {} → {at}\n", describe_cite(cite)));
    }
    for (cite, reason) in &revision.reviews {
        text.push_str(&format!("review      {}: {reason}\n", describe_cite(cite)));
    }
    for at in &revision.dropped_skips {
        let what = "was skipped and is no longer the same";
        text.push_str(&format!("untouched   {at} {what}\n"));
    }
    text
}

fn describe_cite(cite: &Cite) -> String {
    let field = cite.field.as_ref().map(|field| format!(", {field}"));
    let quote = cite.quote.as_ref().map(|quote| format!(", “{quote}”"));
    let (field, quote) = (field.unwrap_or_default(), quote.unwrap_or_default());
    format!("{} cites {}{field}{quote}", cite.fact, cite.at)
}

/// Writes in numbers what becomes of sentences and citations.
pub fn summary(revision: &Revision) -> String {
    let alignment = &revision.alignment;
    let reviews = revision.reviews.iter();
    let facts: BTreeSet<&str> = reviews.map(|(cite, _)| cite.fact.as_str()).collect();
    format!(
        "sentences: {} unchanged, {} renumbered, {} moved, {} edited, {} gone, {} new; citations: {} as they stood, {} carried over, {} to review in {}",
        alignment.unchanged.len(),
        alignment.renumbered.len(),
        alignment.moved.len(),
        alignment.edited.len(),
        alignment.gone.len(),
        alignment.new.len(),
        revision.kept,
        revision.carried.len(),
        revision.reviews.len(),
        counted(facts.len(), "fact")
    )
}
