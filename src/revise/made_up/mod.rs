//! Trials of the whole on made-up articles and revisions, the same in every run.
//!
//! Two questions are put: does a citation ever move into a sentence that is not the successor of its
//! own, and how often does the rule of `meaning.rs` err? Its words are not chosen from the lists of the
//! rule alone, so that it can fail; docs/CORRECTIONS.md says how often it does.

mod errors;
mod successors;

use super::fates::Known;
use super::meaning::Judge;
use super::{Alignment, Cite, Passages};
use crate::article::fingerprint;
use crate::dataset::Lock;
use crate::model::Locator;
use crate::model::fact::Passage;

/// A source of numbers that only look random (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let end = u64::try_from(end).unwrap();
        usize::try_from((z ^ (z >> 31)) % end).unwrap()
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

const LEADS: &[&str] = &[
    "After a long debate in the upper house",
    "In a letter that was read out to the crowd",
    "While the river kept rising at the old bridge",
    "Under the terms of a pact signed at Kessin",
    "As the harbour filled with ships from the coast",
    "On the eve of the festival",
    "With the roads still covered in mud",
    "In spite of a warning from the rescue services",
];

const ACTORS: &[&str] = &[
    "Orland",
    "Varnia",
    "the government of Dorn",
    "Prime Minister Ilse Brandt",
    "the Tavel League",
    "General Marek Holm",
    "the council at Lund",
    "the neighbouring republic",
];

const VERBS: &[&str] = &[
    "sent",
    "promised",
    "lent",
    "handed over",
    "delivered",
    "moved",
    "offered",
    "brought",
];

const NUMBERS: &[&str] = &[
    "forty",
    "12",
    "three hundred",
    "1,500",
    "a score of",
    "dozens of",
    "many",
];

const THINGS: &[&str] = &[
    "boats and tents",
    "army engineers",
    "crates of medicine",
    "trained volunteers",
    "patrol ships",
    "radio sets",
    "grain wagons",
    "border guards",
];

const PLACES: &[&str] = &[
    "the town of Sarn",
    "the valley of the Tavel",
    "Lund",
    "the camp near Kessin",
    "the northern border",
    "the port of Almen",
    "the villages downstream",
    "the capital",
];

const TIMES: &[&str] = &[
    "on 4 March 2024",
    "in the autumn",
    "a week later",
    "in early May",
    "on Tuesday",
    "last year",
    "within days",
    "at dawn",
];

const TAILS: &[&str] = &[
    "which the local paper described at great length",
    "a move that pleased the merchants of the old quarter",
    "and the band of the fire brigade played through the evening",
    "while children waved flags along the muddy road",
    "a scene that the crowd remembered for the rest of its days",
    "although the programme of the evening was kept short",
    "and the organisers thanked the volunteers for their labour",
    "a gesture that the market women greeted with songs",
];

/// A sentence in its parts.
#[derive(Clone)]
struct Made {
    lead: String,
    actor: String,
    verb: String,
    number: String,
    things: String,
    place: String,
    time: String,
    tail: String,
}

impl Made {
    fn new(dice: &mut Dice) -> Self {
        let mut of = |list: &[&str]| dice.of(list).to_owned();
        Self {
            lead: of(LEADS),
            actor: of(ACTORS),
            verb: of(VERBS),
            number: of(NUMBERS),
            things: of(THINGS),
            place: of(PLACES),
            time: of(TIMES),
            tail: of(TAILS),
        }
    }

    fn text(&self) -> String {
        let Self {
            lead,
            actor,
            verb,
            number,
            things,
            place,
            time,
            tail,
        } = self;
        format!("{lead}, {actor} {verb} {number} {things} to {place} {time}, {tail}.")
    }
}

fn passage(text: &str) -> Passage {
    Passage {
        fingerprint: fingerprint(text),
        characters: 0,
        words: 0,
        text: Some(text.to_owned()),
    }
}

/// Makes a text of sentences, four to a paragraph.
fn passages<'a>(sentences: impl Iterator<Item = &'a str>) -> Passages {
    let place = |at: usize| Locator {
        paragraph: u32::try_from(at / 4 + 1).unwrap(),
        sentence: u32::try_from(at % 4 + 1).unwrap(),
    };
    let all = sentences.enumerate();
    all.map(|(at, text)| (place(at), passage(text))).collect()
}

/// Applies `visit` to what becomes of citations with these quotes.
fn outcomes(
    old: &Passages,
    new: &Passages,
    cites: &[(Option<String>, Locator)],
) -> Vec<Result<Locator, String>> {
    let (alignment, judge, lock) = (
        Alignment::of(old, new),
        Judge::new("en", old, new),
        Lock::default(),
    );
    let known = Known {
        old,
        new,
        alignment: &alignment,
        judge: &judge,
        lock: &lock,
    };
    let each = cites.iter().map(|(quote, at)| {
        let cite = Cite {
            fact: "fact".to_owned(),
            field: None,
            at: at.to_string(),
            quote: quote.clone(),
        };
        known.outcomes(&[(&cite, *at)], None).remove(0)
    });
    each.collect()
}
