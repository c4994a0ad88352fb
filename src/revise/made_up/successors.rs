//! Does a citation ever move into a sentence that is not the successor of its own?

use std::collections::BTreeSet;

use super::{ACTORS, Dice, Made, NUMBERS, outcomes, passages};
use crate::model::Locator;
use crate::model::quote::find_quote;

/// A sentence of a new text, with the old sentences that became it.
#[derive(Clone)]
struct Sentence {
    text: String,
    of: BTreeSet<usize>,
}

/// Revises a text at random: sentences are deleted, edited, split, merged, doubled, moved and added.
fn revised(made: &[Made], dice: &mut Dice) -> Vec<Sentence> {
    let sentence = |(at, made): (usize, &Made)| Sentence {
        text: made.text(),
        of: BTreeSet::from([at]),
    };
    let mut all: Vec<Sentence> = made.iter().enumerate().map(sentence).collect();
    for _ in 0..=dice.below(8) {
        let at = dice.below(all.len());
        let elsewhere = dice.below(all.len());
        match dice.below(9) {
            0 if all.len() > 1 => drop(all.remove(at)),
            1 | 2 => all[at].text = edited(&all[at].text, dice),
            3 => split(&mut all, at),
            4 if at + 1 < all.len() => merge(&mut all, at),
            5 => all.insert(elsewhere, all[at].clone()),
            6 => {
                let one = all[at].clone();
                let text = edited(&one.text, dice);
                all.insert(elsewhere, Sentence { text, ..one });
            }
            7 => {
                let moved = all.remove(at);
                all.insert(elsewhere.min(all.len()), moved);
            }
            _ => add(&mut all, at, made, dice),
        }
    }
    all
}

/// Splits a sentence at its last comma.
fn split(all: &mut Vec<Sentence>, at: usize) {
    let one = all[at].clone();
    let Some((head, tail)) = one.text.rsplit_once(", ") else {
        return;
    };
    let (first, rest) = tail.split_at(1);
    all[at].text = format!("{head}.");
    let text = format!("{}{rest}", first.to_uppercase());
    all.insert(at + 1, Sentence { text, of: one.of });
}

/// Merges a sentence with the next one.
fn merge(all: &mut Vec<Sentence>, at: usize) {
    let next = all.remove(at + 1);
    let head = all[at].text.trim_end_matches('.').to_owned();
    let (first, rest) = next.text.split_at(1);
    all[at].text = format!("{head}, and {}{rest}", first.to_lowercase());
    all[at].of.extend(next.of);
}

/// Adds a sentence that is the successor of none, in the place of another or beside it, and perhaps
/// much like one.
fn add(all: &mut Vec<Sentence>, at: usize, made: &[Made], dice: &mut Dice) {
    let mut new = if dice.below(2) == 0 {
        Made::new(dice)
    } else {
        made[dice.below(made.len())].clone()
    };
    new.number = dice.of(NUMBERS).to_owned();
    new.actor = dice.of(ACTORS).to_owned();
    let text = new.text();
    if all.iter().any(|other| other.text == text) || made.iter().any(|old| old.text() == text) {
        return;
    }
    let of = BTreeSet::new();
    if dice.below(2) == 0 {
        all[at] = Sentence { text, of };
    } else {
        all.insert(at, Sentence { text, of });
    }
}

/// Edits some words of a sentence: out, in, or for others.
fn edited(text: &str, dice: &mut Dice) -> String {
    let mut words: Vec<&str> = text.split(' ').collect();
    for _ in 0..=dice.below(4) {
        let at = dice.below(words.len());
        match dice.below(3) {
            0 if words.len() > 3 => drop(words.remove(at)),
            1 => words.insert(
                at,
                dice.of(&["large", "quietly", "not", "seven", "Holm", "old"]),
            ),
            _ => words[at] = dice.of(&["stone", "slowly", "never", "nine", "Varnia", "green"]),
        }
    }
    words.join(" ")
}

#[test]
fn no_citation_moves_into_a_sentence_that_is_not_the_successor_of_its_own() {
    let mut dice = Dice(1);
    let (mut tried, mut followed, mut elsewhere) = (0, 0, 0);
    while tried < 6_000 {
        let made: Vec<Made> = (0..24).map(|_| Made::new(&mut dice)).collect();
        let texts: Vec<String> = made.iter().map(Made::text).collect();
        let old = passages(texts.iter().map(String::as_str));
        let revised = revised(&made, &mut dice);
        let new = passages(revised.iter().map(|sentence| sentence.text.as_str()));
        let cites: Vec<(usize, (Option<String>, Locator))> = (0..24)
            .map(|_| {
                let at = dice.below(texts.len());
                let words: Vec<&str> = texts[at].trim_end_matches('.').split(' ').collect();
                let start = dice.below(words.len());
                let length = (1 + dice.below(8)).min(words.len() - start);
                let quote = words[start..start + length].join(" ");
                let quote = quote.trim_matches(',').to_owned();
                let is_once = find_quote(&quote, &texts[at]).len() == 1;
                let quote = Some(quote).filter(|_| is_once && dice.below(5) > 0);
                (at, (quote, *old.keys().nth(at).unwrap()))
            })
            .collect();
        let (own, asked): (Vec<usize>, Vec<_>) = cites.into_iter().unzip();
        for ((of, outcome), (quote, at)) in own.iter().zip(outcomes(&old, &new, &asked)).zip(&asked)
        {
            tried += 1;
            let Ok(to) = outcome else { continue };
            let place = new.keys().position(|at| *at == to).unwrap();
            let is_same = revised[place].text == texts[*of];
            assert!(
                revised[place].of.contains(of) || is_same,
                "{at} {quote:?} of `{}` moved to `{}`",
                texts[*of],
                revised[place].text
            );
            followed += usize::from(!is_same);
            elsewhere += usize::from(to != *at);
        }
    }
    assert!(elsewhere > 1_000, "{elsewhere} of {tried} moved");
    assert!(followed > 30, "{followed} of {tried} followed an edit");
}
