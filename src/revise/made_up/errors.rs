//! How often does the rule of `meaning.rs` err: an edit that turns the meaning and asks nobody, or one
//! that does not and asks?

use super::{ACTORS, Dice, LEADS, Made, NUMBERS, PLACES, THINGS, outcomes, passages};
use crate::model::quote::find_quote;

/// The quoted words of a sentence, and the sentence before and after an edit.
struct Trial {
    sort: &'static str,
    quote: String,
    before: String,
    after: String,
}

/// Edits that turn the meaning, by what changes.
const TURNED: [&str; 4] = ["negation", "number", "name", "modal word"];

/// Edits that leave it.
const KEPT: [&str; 3] = ["typography", "spelling", "far clause"];

const NEGATED: &[&str] = &[
    "never @",
    "had not yet @",
    "did not hand over",
    "refused to hand over",
    "neither lent nor @",
    "withheld",
    "turned down a plan to hand over",
    "stopped short of handing over",
    "said no to handing over",
    "took back what had been",
];

const DOUBTED: &[&str] = &[
    "may have @",
    "reportedly @",
    "will have @",
    "is thought to have @",
    "must have @",
    "could have @",
    "is said to have @",
    "was bound to have @",
    "all but @",
    "was about to hand over",
];

const OTHER_NUMBERS: &[&str] = &[
    "fifty",
    "13",
    "two hundred",
    "2,500",
    "hardly any",
    "a handful of",
    "up to forty",
    "scores of",
    "1.5 million",
];

const OTHER_ACTORS: &[&str] = &[
    "Ada Kerr",
    "al-Dorn",
    "the Kessin Guard",
    "Kerr",
    "the army of Almen",
    "the old fox",
];

/// Makes an edit that turns the meaning and leaves the quoted words: beside them, or in the clause
/// that says whose words they are.
fn turned(dice: &mut Dice) -> Trial {
    if dice.below(2) == 0 {
        return turned_afar(dice);
    }
    let mut made = Made::new(dice);
    let quote = if dice.below(2) == 0 {
        made.things.clone()
    } else {
        made.place.clone()
    };
    let before = made.text();
    let sort = dice.of(&TURNED);
    match sort {
        "negation" => made.verb = dice.of(NEGATED).replace('@', &made.verb),
        "number" => made.number = dice.of(OTHER_NUMBERS).to_owned(),
        "name" => made.actor = dice.of(OTHER_ACTORS).to_owned(),
        _ => made.verb = dice.of(DOUBTED).replace('@', &made.verb),
    }
    let after = made.text();
    Trial {
        sort,
        quote,
        before,
        after,
    }
}

/// Verbs that say whose words follow; half of them, and of those below, are in no list of the rule.
const SPOKEN: &[&str] = &[
    "wrote",
    "announced",
    "found",
    "said",
    "told a guest",
    "printed",
    "broadcast",
    "celebrated",
    "mourned",
    "dwelt on it",
];

const DENIED: &[&str] = &[
    "denied",
    "did not say",
    "ruled out",
    "never wrote",
    "would not hear",
    "poured scorn on it",
    "scotched",
    "gave the lie to it",
    "quashed",
    "debunked",
];

const GUESSED: &[&str] = &[
    "hinted",
    "feared",
    "alleged",
    "claimed",
    "guessed",
    "mused",
    "bet",
    "swore",
    "dreamt",
    "toyed with it",
];

/// Makes an edit of the clause on which that with the quoted words hangs.
fn turned_afar(dice: &mut Dice) -> Trial {
    let lead = dice.of(LEADS).to_owned();
    let [number, things, place] = [dice.of(NUMBERS), dice.of(THINGS), dice.of(PLACES)];
    let text = |actor: &str, verb: &str, pages: &str| {
        format!(
            "{lead}, {actor} {verb} in an interview that filled {pages} pages, {number} {things} had reached {place}."
        )
    };
    let verb = dice.of(SPOKEN);
    let actor = dice.of(ACTORS);
    let sort = dice.of(&TURNED);
    let (mut other_verb, mut other_actor, mut pages) = (verb, actor, "two");
    match sort {
        "negation" => other_verb = dice.of(DENIED),
        "number" => pages = dice.of(&["three", "12", "several", "an odd number of"]),
        "name" => other_actor = dice.of(OTHER_ACTORS),
        _ => other_verb = dice.of(GUESSED),
    }
    Trial {
        sort,
        quote: format!("{things} had reached"),
        before: text(actor, verb, "two"),
        after: text(other_actor, other_verb, pages),
    }
}

/// Makes an edit that leaves the meaning: of typography, of spelling, or of a clause far from the
/// quoted words.
fn kept(dice: &mut Dice) -> Trial {
    let mut made = Made::new(dice);
    let quote = made.things.clone();
    let sort = dice.of(&KEPT);
    let (before, after) = match sort {
        "typography" => {
            let before = made.text();
            let (from, to) = TYPOGRAPHY[dice.below(TYPOGRAPHY.len())];
            let after = match before.rsplit_once(from) {
                Some((head, tail)) => format!("{head}{to}{tail}"),
                None => before.clone(),
            };
            (before, after)
        }
        "spelling" => {
            let (from, to) = SPELLING[dice.below(SPELLING.len())];
            // Half of them beside the quoted words.
            if dice.below(2) == 0 {
                made.tail = format!("as was told of the {from} long ago");
            } else {
                made.place = format!("the {from} near Lund");
            }
            let before = made.text();
            let after = before.replace(from, to);
            (before, after)
        }
        _ => {
            let before = made.text();
            // A lead with a name in it is not without: taking it out is an edit of another sort.
            if dice.below(3) == 0 && !made.lead.contains("Kessin") {
                made.lead = dice.of(OTHER_LEADS).to_owned();
            } else {
                made.tail = dice.of(OTHER_TAILS).to_owned();
            }
            (before, made.text())
        }
    };
    Trial {
        sort,
        quote,
        before,
        after,
    }
}

const TYPOGRAPHY: &[(&str, &str)] = &[
    (", ", " – "),
    (".", "…"),
    (",", ""),
    (", a ", "—a "),
    ("forty", "40"),
    ("three hundred", "300"),
    ("1,500", "1500"),
    ("villages downstream", "villages down-stream"),
];

const SPELLING: &[(&str, &str)] = &[
    ("harbour", "harbor"),
    ("programme", "program"),
    ("organisers", "organizers"),
    ("labour", "labor"),
    ("neighbour", "neighbor"),
    ("recieved", "received"),
    ("goverment", "government"),
    ("seperate", "separate"),
    ("occured", "occurred"),
    ("brigde", "bridge"),
    ("fereral", "federal"),
    ("vilage", "village"),
    ("accomodation", "accommodation"),
    ("bakrey", "bakery"),
];

const OTHER_LEADS: &[&str] = &[
    "After a debate that went on past dusk",
    "With music in the streets",
    "At the end of a warm week",
    "To the sound of drums",
    "In an open square",
];

const OTHER_TAILS: &[&str] = &[
    "and people in the square danced before midnight",
    "which was seen from the hill",
    "as the bells of the old church rang",
    "and the crowd cheered",
    "a sight that pleased the painters",
    "while the smell of bread came from the bakery",
    "which made for a merry evening",
    "as the paper put it",
    "a week after the fair",
];

/// Counts the trials of each sort, and in how many a person was asked.
fn asked(make: fn(&mut Dice) -> Trial, sorts: &[&str]) -> Vec<(usize, usize)> {
    let mut dice = Dice(2);
    let mut counts = vec![(0, 0); sorts.len()];
    let mut tried = 0;
    while tried < 1_000 {
        let trial = make(&mut dice);
        let stands = |text: &str| find_quote(&trial.quote, text).len() == 1;
        if trial.before == trial.after || !stands(&trial.before) || !stands(&trial.after) {
            continue;
        }
        tried += 1;
        // What stands around it is not like it.
        let text = |sentence: &str| {
            let all = [
                "The day began in fog.",
                sentence,
                "Nothing more was heard of it.",
            ];
            passages(all.into_iter())
        };
        let (old, new) = (text(&trial.before), text(&trial.after));
        let at = *old.keys().nth(1).unwrap();
        let outcome = outcomes(&old, &new, &[(Some(trial.quote.clone()), at)]).remove(0);
        if std::env::var_os("SHOW_ERRORS").is_some()
            && outcome.is_err() == KEPT.contains(&trial.sort)
        {
            println!(
                "{}: {} {outcome:?}\n  {}\n  {}\n",
                trial.sort, trial.quote, trial.before, trial.after
            );
        }
        let count = &mut counts[sorts.iter().position(|sort| *sort == trial.sort).unwrap()];
        *count = (count.0 + 1, count.1 + usize::from(outcome.is_err()));
    }
    counts
}

#[test]
fn the_errors_of_the_rule_are_those_that_are_documented() {
    let (turned, kept) = (asked(turned, &TURNED), asked(kept, &KEPT));
    let listed =
        |sorts: &[&str], counts: Vec<(usize, usize)>, is_error: fn((usize, usize)) -> usize| {
            let each = sorts.iter().zip(&counts);
            let each: Vec<String> = each
                .map(|(sort, count)| format!("{sort} {}", is_error(*count)))
                .collect();
            let errors: usize = counts.into_iter().map(is_error).sum();
            format!("{errors} ({})", each.join(", "))
        };
    let missed = listed(&TURNED, turned, |(tried, asked)| tried - asked);
    let alarms = listed(&KEPT, kept, |(_, asked)| asked);
    let documented = format!(
        "Of 1,000 made-up edits that turn the meaning, {missed} asked nobody; of 1,000 that do not, {alarms} asked"
    );
    let docs = include_str!("../../../docs/CORRECTIONS.md");
    assert!(
        docs.contains(&documented),
        "docs/CORRECTIONS.md lacks: {documented}"
    );
}
