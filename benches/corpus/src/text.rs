//! Made-up wording.

use crate::random::Random;
use crate::words::{FILL, LANDS, TOWNS};

/// Returns so many different numbers.
pub fn distinct(wish: usize, mut draw: impl FnMut() -> usize) -> Vec<usize> {
    let mut all = Vec::new();
    while all.len() < wish {
        let number = draw();
        if !all.contains(&number) {
            all.push(number);
        }
    }
    all
}

/// Returns some words with single spaces.
pub fn words(random: &mut Random, count: usize) -> String {
    let all: Vec<_> = (0..count).map(|_| random.pick(&FILL)).collect();
    all.join(" ")
}

/// Returns a line of 60 to 120 characters; commas, quotes and other scripts now and then.
pub fn title(random: &mut Random, mut text: String) -> String {
    match random.below(20) {
        0..5 => text = format!("{text}, {},", words(random, 2)),
        5 => text = format!("{text} says \"{}\"", words(random, 3)),
        6 => text = format!("{text} says “{}”", words(random, 3)),
        7..9 => {
            text = format!(
                "{text} ({}, {})",
                random.pick(&LANDS).1,
                random.pick(&TOWNS).1
            )
        }
        _ => {}
    }
    let wish = random.between(60, 110);
    while text.chars().count() < wish {
        text = format!("{text} {}", random.pick(&FILL));
    }
    text
}

/// Returns a slug as a name: `crisis-review` is Crisis Review.
pub fn title_case(slug: &str) -> String {
    let words = slug.split('-').map(|word| {
        let (first, rest) = word.split_at(1);
        format!("{}{rest}", first.to_uppercase())
    });
    words.collect::<Vec<_>>().join(" ")
}
