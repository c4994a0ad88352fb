//! Whether a fact's name stands in the sentences that it cites.
//!
//! A locator that is mistyped by a digit names another sentence of the same article, which exists: no
//! rule is broken. But an actor or place that no cited sentence names is worth a look.

use super::cite::Citations;
use super::scope::Scope;
use crate::dataset::table::Table;
use crate::model::cite_as::plain;
use crate::model::fact::{Cell, Citation};
use crate::model::form::Kind;
use crate::model::quote::{find_quote, words};

/// The kinds whose facts are named in the sentences that they rest on. What others are called is put
/// in the coder's words.
const NAMED: [&str; 2] = ["actor", "place"];

impl Scope<'_, '_> {
    /// Warns of an actor or place of which no name stands in a sentence that it cites, with the texts of
    /// all these sentences at hand. One that is inferred is named by nobody.
    pub fn check_name(
        &mut self,
        kind: &Kind,
        table: &Table<'_>,
        cells: &[Cell<'_>],
        citations: &Citations<'_>,
    ) {
        let is_inferred =
            cell_of(kind, cells, "certainty").and_then(Cell::text) == Some("inferred");
        if !NAMED.contains(&kind.name) || !citations.are_all_read || is_inferred {
            return;
        }
        let context = self.context;
        let text = |cite: &Citation<'_>| {
            let source = context.sources.get(&*cite.source)?;
            source.text(cite.locator).map(plain)
        };
        let texts: Option<Vec<String>> = citations.read.iter().map(text).collect();
        // Without one of the texts the name may stand in that one.
        let Some(texts) = texts else { return };
        let names = names_of(kind, cells);
        let Some(own) = names.first() else { return };
        let stands = |name: &&str| {
            let name = plain(name);
            texts.iter().any(|text| !find_quote(&name, text).is_empty())
        };
        if names.iter().any(stands) || is_paraphrased(own, &texts) {
            return;
        }
        let span = table.get("name").map_or(self.span, |node| node.span);
        let message = format!(
            "no sentence that {} cites has its name `{own}`",
            self.subject
        );
        let hint = match kind.field("names") {
            Some(_) => {
                "is a locator mistyped? what the article calls it goes into `names`; what it does not name is `inferred`"
            }
            None => {
                "is a locator mistyped? cite a sentence that names it, or say that it is `inferred`"
            }
        };
        let problem = self.problems.warning(self.at, span, message);
        problem.hint(hint);
    }
}

/// Returns whether a name of several words, such as `Troops of Varnia`, is a coder's own for what the
/// sentences say in others: half of its longer words stand there, in whatever form.
fn is_paraphrased(name: &str, texts: &[String]) -> bool {
    let name = plain(name);
    let long = words(&name).filter(|word| is_long(word) && !NAMELESS.contains(word));
    let long: Vec<&str> = long.collect();
    let found = long.iter().filter(|word| {
        let mut others = texts.iter().flat_map(|text| words(text));
        others.any(|other| are_akin(word, other))
    });
    long.len() > 1 && 2 * found.count() >= long.len()
}

/// Returns whether a word is more than an article, a preposition or a conjunction.
fn is_long(word: &str) -> bool {
    word.chars().count() >= LETTERS_MIN
}

/// Words by which a coder says that the article gives no name.
const NAMELESS: [&str; 4] = ["unnamed", "unknown", "unidentified", "anonymous"];

/// How many letters two forms of a word share at least.
const LETTERS_MIN: usize = 4;

/// Returns whether two words may be forms of one: they begin alike for half of the longer one.
fn are_akin(one: &str, other: &str) -> bool {
    let shared = one.chars().zip(other.chars());
    let shared = shared.take_while(|(a, b)| a == b).count();
    let longer = one.chars().count().max(other.chars().count());
    shared >= LETTERS_MIN && 2 * shared >= longer
}

fn cell_of<'f, 'n>(kind: &Kind, cells: &'f [Cell<'n>], name: &str) -> Option<&'f Cell<'n>> {
    let at = kind.all_fields().position(|field| field.name == name)?;
    cells.get(at)
}

/// Lists the names of a fact: its own, those in its list of names, and of a person the last part alone.
fn names_of<'f>(kind: &Kind, cells: &'f [Cell<'_>]) -> Vec<&'f str> {
    let cell = |name| cell_of(kind, cells, name);
    let own = cell("name").and_then(Cell::text);
    let is_person = cell("kind").and_then(Cell::text) == Some("person");
    let last = own.filter(|_| is_person).and_then(|name| {
        let parts = name.rsplit(' ');
        parts.into_iter().next()
    });
    let list = cell("names").map_or(&[][..], Cell::elements);
    let listed = list.iter().filter_map(|name| name.first()?.text());
    own.into_iter().chain(last).chain(listed).collect()
}
