//! What stands around the sentences of an article: its headline, its author, its days.

use chrono::NaiveDate;

use crate::model::fact::Source;
use crate::model::fold::fold;

/// The parts of an article that are no sentences, as one text of it has them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Front {
    /// The headline.
    pub headline: Option<String>,
    /// The author, as written.
    pub author: Option<String>,
    /// The day of publication.
    pub published_on: Option<NaiveDate>,
    /// The lines with other days, such as the day of an update.
    pub datelines: Vec<String>,
    /// The short paragraph before the body.
    pub standfirst: Option<String>,
}

/// A part that is another one in the new text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrontChange {
    /// What it is called.
    pub what: &'static str,
    /// The field of `article.toml` that says it, if one does.
    pub field: Option<&'static str>,
    /// As it was, if it was there.
    pub old: Option<String>,
    /// As it is, if it is there.
    pub new: Option<String>,
}

/// Lists what changed. Without the earlier text only what the dataset itself says of the article can
/// have changed.
pub fn changes(source: &Source, old: Option<&Front>, new: &Front) -> Vec<FrontChange> {
    let day = |front: &Front| front.published_on.map(|day| day.to_string());
    let published_on = source.published_on.map(|day| day.to_string());
    let recorded = [
        (
            "headline",
            "title",
            source.title.as_str(),
            new.headline.clone(),
            old.map(|old| old.headline.clone()),
        ),
        (
            "author",
            "author",
            source.author.as_deref().unwrap_or_default(),
            new.author.clone(),
            old.map(|old| old.author.clone()),
        ),
        (
            "day of publication",
            "published_on",
            published_on.as_deref().unwrap_or_default(),
            day(new),
            old.map(day),
        ),
    ];
    let mut changes = Vec::new();
    for (what, field, recorded, new, old) in recorded {
        let is_same = |one: &str, other: &str| fold(one) == fold(other);
        let is_known = match (&new, &old) {
            // What a coder wrote otherwise than the article is not a change of the article.
            (Some(new), old) => {
                let old = old.as_ref().and_then(Option::as_deref);
                is_same(recorded, new) || old.is_some_and(|old| is_same(old, new))
            }
            (None, Some(Some(_))) => false,
            (None, _) => true,
        };
        if !is_known {
            let (old, field) = (Some(recorded.to_owned()), Some(field));
            changes.push(FrontChange {
                what,
                field,
                old,
                new,
            });
        }
    }
    if let Some(old) = old {
        changes.extend(lines_changed("dateline", &old.datelines, &new.datelines));
        let standfirst = |front: &Front| front.standfirst.clone().into_iter().collect::<Vec<_>>();
        changes.extend(lines_changed(
            "standfirst",
            &standfirst(old),
            &standfirst(new),
        ));
    }
    changes
}

/// Pairs the lines that one list lacks with those that the other lacks.
fn lines_changed(what: &'static str, old: &[String], new: &[String]) -> Vec<FrontChange> {
    let lacking = |list: &[String], other: &[String]| -> Vec<String> {
        let is_in = |line: &&String| other.iter().any(|other| fold(other) == fold(line));
        list.iter().filter(|line| !is_in(line)).cloned().collect()
    };
    let (gone, come) = (lacking(old, new), lacking(new, old));
    let change = |at: usize| FrontChange {
        what,
        field: None,
        old: gone.get(at).cloned(),
        new: come.get(at).cloned(),
    };
    (0..gone.len().max(come.len())).map(change).collect()
}
