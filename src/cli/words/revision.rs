//! What a revised article makes of the citations.

use std::collections::BTreeSet;

use crate::cli::output::counted;
use crate::model::Locator;
use crate::revise::{Cite, Front, FrontChange, Passages, Review, Revision, Succession};

/// Writes what becomes of each sentence, citation and skip that does not stay as it is.
pub fn describe(revision: &Revision) -> String {
    let Revision { old, new, .. } = revision;
    let mut text = String::new();
    for change in &revision.front {
        text.push_str(&describe_change(change));
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
    for Succession {
        old: from, new: to, ..
    } in &alignment.edited
    {
        let fate = match (from.len(), to.len()) {
            (1, 1) => "edited",
            (1, _) => "split",
            _ => "merged",
        };
        text.push_str(&format!("{fate:<12}{} → {}\n", listed(from), listed(to)));
        for (mark, of, all) in [("-", old, from), ("+", new, to)] {
            for words in all
                .iter()
                .map(|at| wording(of, at))
                .filter(|words| !words.is_empty())
            {
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
    for Review { cite, reason, .. } in &revision.reviews {
        text.push_str(&format!("review      {}: {reason}\n", describe_cite(cite)));
    }
    for at in &revision.dropped_skips {
        let what = "was skipped and is no longer the same";
        text.push_str(&format!("untouched   {at} {what}\n"));
    }
    text
}

fn listed(all: &[Locator]) -> String {
    let all: Vec<String> = all.iter().map(ToString::to_string).collect();
    all.join(", ")
}

/// Writes what changed around the sentences.
fn describe_change(change: &FrontChange) -> String {
    let what = change.what;
    match (&change.old, &change.new) {
        (Some(old), Some(new)) => {
            format!("edited      {what}\n          -  {old}\n          +  {new}\n")
        }
        (Some(old), None) => format!("gone        {what}  {old}\n"),
        (None, new) => format!(
            "new         {what}  {}\n",
            new.as_deref().unwrap_or_default()
        ),
    }
}

/// Says what a coder has to know besides: a line each.
pub fn notes(revision: &Revision, front: &Front, description: &str) -> String {
    let mut lines = String::new();
    for change in &revision.front {
        let what = change.what;
        let is = if change.new.is_some() {
            "another one"
        } else {
            "gone"
        };
        match change.field {
            Some(field) => lines.push_str(&format!(
                "the {what} is {is}; `{field}` in {description} stays until you change it\n"
            )),
            None => lines.push_str(&format!("the {what} has changed\n")),
        }
    }
    let alignment = &revision.alignment;
    if alignment.unchanged.len() + alignment.renumbered.len() + alignment.moved.len() == 0 {
        lines.push_str("the new text has none of the earlier sentences: is it the same article?\n");
    }
    if revision.is_old_known {
        return lines;
    }
    for dateline in &front.datelines {
        lines.push_str(&format!(
            "the new text has the dateline `{dateline}`; with --old FILE it is compared with the earlier text\n"
        ));
    }
    let doubled = &revision.alignment.doubled;
    let lost = revision
        .reviews
        .iter()
        .filter(|review| !doubled.contains(&review.was_at));
    let lost = lost.count();
    if lost > 0 {
        lines.push_str(&format!(
            "the earlier text is not at hand, so that {} of sentences that changed went to review; --old FILE, the text that was locked, lets those follow whose meaning stands\n",
            counted(lost, "citation")
        ));
    }
    lines
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
    let edited = alignment.count_edited();
    let reviews = revision.reviews.iter();
    let facts: BTreeSet<&str> = reviews.map(|review| review.cite.fact.as_str()).collect();
    format!(
        "sentences: {} unchanged, {} renumbered, {} moved, {} edited, {} split, {} merged, {} gone, {} new; citations: {} as they stood, {} carried over, {} to review in {}",
        alignment.unchanged.len(),
        alignment.renumbered.len(),
        alignment.moved.len(),
        edited.alone,
        edited.split,
        edited.merged,
        alignment.gone.len(),
        alignment.new.len(),
        revision.kept,
        revision.carried.len(),
        revision.reviews.len(),
        counted(facts.len(), "fact")
    )
}
