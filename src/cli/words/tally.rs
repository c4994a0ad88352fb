//! How many facts of each kind there are, and which of them need a review.

use std::collections::BTreeMap;

use crate::cli::output::counted;
use crate::dataset::{Origin, Sink};
use crate::model::Locator;
use crate::model::fact::{Fact, Source};
use crate::model::key::SourceKey;

/// What one worker counts.
#[derive(Debug, Default)]
pub struct Tally {
    kinds: BTreeMap<&'static str, usize>,
    reviews: BTreeMap<String, String>,
}

impl Sink for Tally {
    const WANTS_COVERAGE: bool = true;

    fn source(&mut self, _: &SourceKey, _: Source, _: Origin<'_>) {}

    fn fact(&mut self, key: &str, fact: Fact<'_>, _: Origin<'_>) {
        *self.kinds.entry(fact.kind.name).or_default() += 1;
        if let Some(review) = fact.get("needs_review").text() {
            self.reviews.insert(key.to_owned(), review.to_owned());
        }
    }

    fn skip(&mut self, _: &SourceKey, _: Locator, _: &str) {}
}

impl Tally {
    /// Adds up what all workers counted.
    pub fn sum(tallies: Vec<Self>) -> Self {
        let mut sum = Self::default();
        for tally in tallies {
            sum.reviews.extend(tally.reviews);
            for (kind, number) in tally.kinds {
                *sum.kinds.entry(kind).or_default() += number;
            }
        }
        sum
    }

    /// Writes which facts need a review, and why.
    pub fn describe_reviews(&self) -> String {
        let reviews = self.reviews.iter();
        reviews
            .map(|(key, review)| format!("review {key}: {review}\n"))
            .collect()
    }

    /// Writes how many facts of each kind there are.
    pub fn summary(&self) -> String {
        let facts = counted(self.kinds.values().sum(), "fact");
        let kind = |(kind, number): (&&str, &usize)| format!("{number} {kind}");
        let kinds: Vec<_> = self.kinds.iter().map(kind).collect();
        format!("{facts} without fault: {}", kinds.join(", "))
    }
}
