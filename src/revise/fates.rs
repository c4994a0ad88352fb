//! What becomes of the citations of a fact: carried over, or to be reviewed for a stated reason.

use std::collections::BTreeSet;

use super::alike::Succession;
use super::meaning::{Edit, Effect, Judge};
use super::{Alignment, Cite, Passages};
use crate::dataset::{Lock, quote_key};
use crate::model::Locator;
use crate::model::quote::find_quote;

/// What is known when citations are decided on.
pub struct Known<'a> {
    /// The sentences as they were.
    pub old: &'a Passages,
    /// The sentences as they are.
    pub new: &'a Passages,
    /// What became of them.
    pub alignment: &'a Alignment,
    /// What tells harmless edits from others.
    pub judge: &'a Judge,
    /// The lock of the earlier text.
    pub lock: &'a Lock,
}

/// The wording of a fact's date.
pub struct Wording<'a> {
    /// The words.
    pub text: &'a str,
    /// Whether they stand in a sentence of another article, too, that the fact cites.
    pub is_elsewhere: bool,
}

/// Where a citation goes, or why its fact needs a review.
pub type Outcome = Result<Locator, String>;

impl Known<'_> {
    /// Decides on the citations of one fact that are of this article, each with its old locator.
    pub fn outcomes(
        &self,
        cites: &[(&Cite, Locator)],
        wording: Option<Wording<'_>>,
    ) -> Vec<Outcome> {
        let each = cites.iter();
        let mut outcomes: Vec<Outcome> = each
            .map(|(cite, old)| self.outcome(cite.quote.as_deref(), *old))
            .collect();
        self.refuse_collisions(cites, &mut outcomes);
        if let Some(wording) = wording.filter(|wording| !wording.is_elsewhere) {
            self.keep_wording(cites, wording.text, &mut outcomes);
        }
        outcomes
    }

    /// Decides on one citation by its words.
    fn outcome(&self, quote: Option<&str>, old: Locator) -> Outcome {
        let alignment = self.alignment;
        if alignment.doubled.contains(&old) {
            return Err(format!(
                "the words of {old} of the earlier text stand more than once"
            ));
        }
        if let Some(same) = alignment.carried(old) {
            return Ok(same);
        }
        let Some(successor) = alignment.successor(old) else {
            return Err(format!("{old} of the earlier text is gone"));
        };
        let review = |detail: &str| Err(told(successor, old, detail));
        if !successor.is_sure {
            return review("");
        }
        let found: Vec<usize> = match quote {
            None => (0..successor.new.len()).collect(),
            Some(quote) => {
                let each = successor.new.iter().enumerate();
                each.flat_map(|(index, at)| {
                    let spans = find_quote(quote, text(self.new, *at));
                    spans.into_iter().map(move |_| index)
                })
                .collect()
            }
        };
        let [target] = found[..] else {
            return review(match (quote, &found[..]) {
                (None, _) => "",
                (_, []) => ", and the quoted words are gone",
                _ => ", and the quoted words stand more than once",
            });
        };
        match self.effect(successor, old, target, quote) {
            Effect::None => Ok(successor.new[target]),
            // What is cited as a whole is to be read as a whole.
            _ if quote.is_none() => review(""),
            Effect::Turned(sort) => review(&format!(", and {} changed", sort.label())),
            Effect::Near => review(" beside the quoted words"),
        }
    }

    fn effect(
        &self,
        edit: &Succession,
        old: Locator,
        target: usize,
        quote: Option<&str>,
    ) -> Effect {
        let before: Vec<&str> = edit.old.iter().map(|at| text(self.old, *at)).collect();
        let now: Vec<&str> = edit.new.iter().map(|at| text(self.new, *at)).collect();
        let place = edit
            .old
            .iter()
            .position(|at| *at == old)
            .unwrap_or_default();
        let edit = Edit {
            old: (&before, place),
            new: (&now, target),
        };
        self.judge.effect(edit, quote)
    }

    /// Refuses what would cite one sentence twice for one field. What stays where it is comes first.
    fn refuse_collisions(&self, cites: &[(&Cite, Locator)], outcomes: &mut [Outcome]) {
        let mut taken: BTreeSet<(Option<&str>, Locator)> = BTreeSet::new();
        for stays in [true, false] {
            for ((cite, old), outcome) in cites.iter().zip(&mut *outcomes) {
                let Ok(at) = *outcome else { continue };
                if (at == *old) == stays && !taken.insert((cite.field.as_deref(), at)) {
                    let field = cite.field.as_deref().unwrap_or("the whole fact");
                    let detail = format!(", and {at} is cited for {field} already");
                    *outcome = Err(match self.alignment.successor(*old) {
                        Some(successor) => told(successor, *old, &detail),
                        None => format!("{old} of the earlier text is now {at}{detail}"),
                    });
                }
            }
        }
    }

    /// Sends the citations to review that held the wording of the date, where none holds it any more.
    fn keep_wording(&self, cites: &[(&Cite, Locator)], wording: &str, outcomes: &mut [Outcome]) {
        let key = quote_key(wording);
        let stands = |of: &Passages, at: Locator| !find_quote(wording, text(of, at)).is_empty();
        let held = |old: Locator| {
            self.lock.quotes.contains_key(&(old, key.clone())) || stands(self.old, old)
        };
        let holders: Vec<usize> = (0..cites.len()).filter(|at| held(cites[*at].1)).collect();
        let holds_still = |at: &usize| outcomes[*at].as_ref().is_ok_and(|to| stands(self.new, *to));
        if holders.iter().any(holds_still) {
            return;
        }
        for at in holders {
            let old = cites[at].1;
            if let Ok(to) = outcomes[at] {
                outcomes[at] = Err(format!(
                    "{old} of the earlier text gave the date as `{wording}`, which is gone; see {to}"
                ));
            }
        }
    }
}

fn text(of: &Passages, at: Locator) -> &str {
    let passage = of.get(&at);
    passage
        .and_then(|passage| passage.text.as_deref())
        .unwrap_or_default()
}

/// Says what became of a sentence, and where to look.
fn told(successor: &Succession, old: Locator, detail: &str) -> String {
    let listed = |all: &[Locator]| -> String {
        all.iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(", ")
    };
    let others: Vec<Locator> = successor
        .old
        .iter()
        .copied()
        .filter(|at| *at != old)
        .collect();
    let what = if !others.is_empty() {
        format!("merged with {}", listed(&others))
    } else if successor.new.len() > 1 {
        "split".to_owned()
    } else {
        "edited".to_owned()
    };
    let see = listed(&successor.new);
    format!("{old} of the earlier text was {what}{detail}; see {see}")
}
