//! Rewriting the citations of a sheet in place: comments, order and layout of the TOML stay.

use toml_edit::{Array, DocumentMut, InlineTable, Item, Key, Table, Value};

use crate::dataset::FACT_KINDS;

/// A citation as a sheet writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cite {
    /// The fact.
    pub fact: String,
    /// The field that it backs.
    pub field: Option<String>,
    /// The locator as written, perhaps with its source.
    pub at: String,
    /// The words.
    pub quote: Option<String>,
}

/// What to do with a citation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// Leave it.
    Keep,
    /// Write this locator.
    Move(String),
    /// Say where it stood, and that its fact needs a review for this reason.
    Review(String),
}

/// What to do with a skipped sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SkipFate {
    /// Leave it.
    Keep,
    /// Write this locator.
    Move(String),
    /// Take it out.
    Drop,
}

/// The text is no TOML, or writes facts in a way that is not rewritten.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct RewriteError(String);

/// Rewrites the citations and skips of a sheet.
pub fn rewrite_sheet(
    text: &str,
    mut cite: impl FnMut(&Cite) -> Fate,
    mut skip: impl FnMut(&str) -> SkipFate,
) -> Result<String, RewriteError> {
    let mut document: DocumentMut = text
        .parse()
        .map_err(|error: toml_edit::TomlError| RewriteError(error.message().to_owned()))?;
    for kind in FACT_KINDS {
        match document.get_mut(kind) {
            None => {}
            Some(Item::ArrayOfTables(facts)) => {
                facts
                    .iter_mut()
                    .for_each(|fact| rewrite_fact(fact, &mut cite));
            }
            Some(_) => {
                let message = format!("facts are written as {kind} = […], expected [[{kind}]]");
                return Err(RewriteError(message));
            }
        }
    }
    if let Some(Item::ArrayOfTables(skips)) = document.get_mut("skip") {
        let mut at = 0;
        skips.retain(|table| {
            let fate = table.get("at").and_then(Item::as_str).map(&mut skip);
            at += 1;
            fate != Some(SkipFate::Drop)
        });
        for table in skips.iter_mut() {
            let fate = table.get("at").and_then(Item::as_str).map(&mut skip);
            if let (Some(SkipFate::Move(to)), Some(value)) =
                (fate, table.get_mut("at").and_then(Item::as_value_mut))
            {
                set_text(value, &to);
            }
        }
    }
    Ok(document.to_string())
}

/// Replaces the text of a top-level key, comments and layout kept.
pub fn set_key(text: &str, key: &str, value: &str) -> Result<String, RewriteError> {
    let mut document: DocumentMut = text
        .parse()
        .map_err(|error: toml_edit::TomlError| RewriteError(error.message().to_owned()))?;
    match document.get_mut(key).and_then(Item::as_value_mut) {
        Some(old) => set_text(old, value),
        None => drop(document.insert(key, toml_edit::value(value))),
    }
    Ok(document.to_string())
}

fn set_text(value: &mut Value, text: &str) {
    let decor = value.decor().clone();
    *value = Value::from(text);
    *value.decor_mut() = decor;
}

fn rewrite_fact(fact: &mut Table, decide: &mut impl FnMut(&Cite) -> Fate) {
    let key = fact
        .get("key")
        .and_then(Item::as_str)
        .unwrap_or_default()
        .to_owned();
    let mut reasons: Vec<String> = Vec::new();
    let cites = fact.get_mut("cites").and_then(Item::as_array_mut);
    if let Some(cites) = cites {
        rewrite_cites(&key, cites, decide, &mut reasons);
    }
    if reasons.is_empty() {
        return;
    }
    reasons.dedup();
    let reasons = reasons.join("; ");
    match fact.get_mut("needs_review").and_then(Item::as_value_mut) {
        Some(old) => {
            let before = old.as_str().unwrap_or_default().to_owned();
            set_text(old, &format!("{before}; {reasons}"));
        }
        None => drop(fact.insert("needs_review", toml_edit::value(reasons))),
    }
}

fn rewrite_cites(
    fact: &str,
    cites: &mut Array,
    decide: &mut impl FnMut(&Cite) -> Fate,
    reasons: &mut Vec<String>,
) {
    for value in cites.iter_mut() {
        let part = |name: &str| -> Option<String> {
            let table = value.as_inline_table()?;
            Some(table.get(name)?.as_str()?.to_owned())
        };
        let Some(at) = value.as_str().map(str::to_owned).or_else(|| part("at")) else {
            continue;
        };
        let cite = Cite {
            fact: fact.to_owned(),
            field: part("field"),
            quote: part("quote"),
            at,
        };
        match decide(&cite) {
            Fate::Keep => {}
            Fate::Move(to) => match value.as_inline_table_mut().and_then(|t| t.get_mut("at")) {
                Some(at) => set_text(at, &to),
                None => set_text(value, &to),
            },
            Fate::Review(reason) => {
                let decor = value.decor().clone();
                *value = Value::InlineTable(with_was_at(value, &cite.at));
                *value.decor_mut() = decor;
                reasons.push(reason);
            }
        }
    }
}

/// Returns a citation that says where it stood, all else as it was.
fn with_was_at(value: &Value, at: &str) -> InlineTable {
    let mut table = InlineTable::new();
    let Some(old) = value.as_inline_table() else {
        table.insert("was_at", Value::from(at));
        return table;
    };
    for (name, value) in old {
        let key = Key::new(if name == "at" { "was_at" } else { name });
        let key = match old.key(name) {
            Some(old) => key.with_leaf_decor(old.leaf_decor().clone()),
            None => key,
        };
        table.insert_formatted(&key, value.clone());
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHEET: &str = r#"# A sheet.

[[event]] # the first
key = "one"   # its key
cites = [
    "p1.s1", # whole
    { at = "p1.s2", field = "date",  quote = "in May" }, # the date
    { at = "other#p1.s2" },
]
note = "n"

# What was skipped.
[[skip]]
at = "p2.s1" # a remark
reason = "remark"

[[skip]]
at = "p2.s2"
reason = "gone"
"#;

    #[test]
    fn only_what_moves_is_rewritten_and_the_layout_stays() {
        let cite = |cite: &Cite| match cite.at.as_str() {
            "p1.s1" => Fate::Move("p1.s3".into()),
            "p1.s2" => Fate::Review("p1.s2 was edited".into()),
            _ => Fate::Keep,
        };
        let skip = |at: &str| match at {
            "p2.s1" => SkipFate::Move("p3.s1".into()),
            "p2.s2" => SkipFate::Drop,
            _ => SkipFate::Keep,
        };
        let rewritten = rewrite_sheet(SHEET, cite, skip).unwrap();
        let expected = SHEET
            .replace("\"p1.s1\"", "\"p1.s3\"")
            .replace("{ at = \"p1.s2\", field", "{ was_at = \"p1.s2\", field")
            .replace(
                "note = \"n\"\n",
                "note = \"n\"\nneeds_review = \"p1.s2 was edited\"\n",
            )
            .replace("\"p2.s1\"", "\"p3.s1\"")
            .replace("\n[[skip]]\nat = \"p2.s2\"\nreason = \"gone\"\n", "");
        assert_eq!(rewritten, expected);
        let kept = rewrite_sheet(SHEET, |_| Fate::Keep, |_| SkipFate::Keep).unwrap();
        assert_eq!(kept, SHEET);
    }

    #[test]
    fn a_bare_locator_becomes_a_table_that_says_where_it_stood() {
        let rewritten = rewrite_sheet(
            "[[actor]]\nkey = \"a\"\ncites = [\"p1.s1\"]\nneeds_review = \"x\"\n",
            |_| Fate::Review("p1.s1 is gone".into()),
            |_| SkipFate::Keep,
        );
        assert_eq!(
            rewritten.unwrap(),
            "[[actor]]\nkey = \"a\"\ncites = [{ was_at = \"p1.s1\" }]\nneeds_review = \"x; p1.s1 is gone\"\n"
        );
    }

    #[test]
    fn facts_written_inline_are_refused() {
        let error = rewrite_sheet(
            "actor = [{ key = \"a\" }]\n",
            |_| Fate::Keep,
            |_| SkipFate::Keep,
        );
        assert_eq!(
            error.unwrap_err().to_string(),
            "facts are written as actor = […], expected [[actor]]"
        );
    }

    #[test]
    fn a_key_is_set_where_it_stands() {
        assert_eq!(
            set_key("a = 1\nsha256 = \"x\" # of the file\n", "sha256", "y").unwrap(),
            "a = 1\nsha256 = \"y\" # of the file\n"
        );
    }
}
