//! Rewriting the citations of a sheet in place: comments, order and layout of the TOML stay.
//!
//! Coders keep notes in their sheets, so only the values that change are touched. toml_edit keeps
//! comments as decoration of the key or value that they stand beside; where an element goes or a value
//! is replaced, its decoration is handed on by hand.

use std::collections::{BTreeMap, VecDeque};

use toml_edit::{Array, DocumentMut, InlineTable, Item, Key, RawString, TableLike, Value};

use crate::model::form::KINDS;

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

/// The text is not TOML, or writes facts in a way that is not rewritten.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct RewriteError(String);

/// Rewrites the citations and skips of a sheet; where none changes, the text stays as it is. What to do
/// with the citations of a fact is decided together, one fate for each.
pub fn rewrite_sheet(
    text: &str,
    mut cites: impl FnMut(&[Cite]) -> Vec<Fate>,
    mut skip: impl FnMut(&str) -> SkipFate,
) -> Result<String, RewriteError> {
    let mut document = parse(text)?;
    let mut is_changed = false;
    for kind in KINDS.iter().map(|kind| kind.name) {
        if let Some(facts) = document.get_mut(kind) {
            let is_inline = facts.is_value();
            for fact in tables(kind, facts)? {
                is_changed |= rewrite_fact(fact, is_inline, &mut cites)?;
            }
        }
    }
    if let Some(skips) = document.get_mut("skip") {
        is_changed |= rewrite_skips(skips, &mut skip)?;
    }
    Ok(if is_changed {
        with_line_ends_of(text, &document.to_string())
    } else {
        text.to_owned()
    })
}

/// Replaces the text of a top-level key, comments and layout kept.
pub fn set_key(text: &str, key: &str, value: &str) -> Result<String, RewriteError> {
    let mut document = parse(text)?;
    match document.get_mut(key).and_then(Item::as_value_mut) {
        Some(old) if old.as_str() == Some(value) => return Ok(text.to_owned()),
        Some(old) => set_text(old, value),
        None => drop(document.insert(key, toml_edit::value(value))),
    }
    Ok(with_line_ends_of(text, &document.to_string()))
}

fn parse(text: &str) -> Result<DocumentMut, RewriteError> {
    text.parse()
        .map_err(|error: toml_edit::TomlError| RewriteError(error.message().to_owned()))
}

/// Gives a rewritten text the byte order mark and the line ends of the original, which toml_edit
/// drops. A line that is new ends as the one before it.
///
/// Lines are matched by their words, as lines may have come or gone: each takes the end of the next
/// line of the same words in the original.
fn with_line_ends_of(original: &str, rewritten: &str) -> String {
    let mut ends: BTreeMap<&str, VecDeque<&str>> = BTreeMap::new();
    let mut end = "\n";
    let lines = original.trim_start_matches(BOM).split_inclusive('\n');
    for line in lines.rev().filter(|line| line.ends_with('\n')) {
        let words = line.trim_end_matches(['\r', '\n']);
        end = &line[words.len()..];
        ends.entry(words).or_default().push_front(end);
    }
    let mut text = String::new();
    if original.starts_with(BOM) {
        text.push(BOM);
    }
    for line in rewritten.trim_start_matches(BOM).split_inclusive('\n') {
        let words = line.trim_end_matches('\n');
        end = ends
            .get_mut(words)
            .and_then(VecDeque::pop_front)
            .unwrap_or(end);
        text.push_str(words);
        text.push_str(if line.ends_with('\n') { end } else { "" });
    }
    text
}

/// The byte order mark, which some editors put before a text.
const BOM: char = '\u{feff}';

/// Returns the tables of a list, written as `[[name]]` or inline.
fn tables<'a>(name: &str, list: &'a mut Item) -> Result<Vec<&'a mut dyn TableLike>, RewriteError> {
    let fault = || RewriteError(format!("`{name}` is not a list of tables"));
    match list {
        Item::ArrayOfTables(tables) => Ok(tables
            .iter_mut()
            .map(|table| table as &mut dyn TableLike)
            .collect()),
        Item::Value(Value::Array(values)) => values
            .iter_mut()
            .map(|value| match value {
                Value::InlineTable(table) => Ok(table as &mut dyn TableLike),
                _ => Err(fault()),
            })
            .collect(),
        _ => Err(fault()),
    }
}

fn set_text(value: &mut Value, text: &str) {
    let decor = value.decor().clone();
    *value = Value::from(text);
    *value.decor_mut() = decor;
}

/// Rewrites the skips of a sheet; returns whether any changed.
fn rewrite_skips(
    skips: &mut Item,
    decide: &mut impl FnMut(&str) -> SkipFate,
) -> Result<bool, RewriteError> {
    let mut fates = Vec::new();
    for skip in tables("skip", skips)? {
        let at = skip.get_mut("at").and_then(Item::as_value_mut);
        let Some((at, old)) = at.and_then(|at| Some((at.as_str()?.to_owned(), at))) else {
            return Err(RewriteError("a skip has no locator `at`".to_owned()));
        };
        let fate = decide(&at);
        if let SkipFate::Move(to) = &fate {
            set_text(old, to);
        }
        fates.push(fate);
    }
    let mut each = fates.iter();
    let mut is_kept = || each.next() != Some(&SkipFate::Drop);
    match skips {
        Item::ArrayOfTables(skips) => skips.retain(|_| is_kept()),
        Item::Value(Value::Array(skips)) => {
            let dropped: Vec<usize> = (0..skips.len()).filter(|_| !is_kept()).collect();
            for at in dropped.into_iter().rev() {
                take_out(skips, at);
            }
        }
        _ => {}
    }
    Ok(fates.iter().any(|fate| *fate != SkipFate::Keep))
}

/// Takes an element out of a list with its own comments.
///
/// To toml_edit, what stands between two elements is the prefix of the second. The end of that first
/// line is a comment on the element before and must stay:
///
/// ```text
/// a, # of a      ┐ the prefix of b: its first line stays
/// # of b         ┘                  and its rest goes with b
/// b, # of b      ┐ the prefix of c: its first line goes with b
/// # of c         ┘                  and its rest stays
/// c,
/// ```
fn take_out(list: &mut Array, at: usize) {
    let removed = list.remove(at);
    let before = removed.decor().prefix().and_then(RawString::as_str);
    let before = before.unwrap_or_default();
    let line = before.split_once('\n').map(|(line, _)| line);
    if let Some(next) = list.get_mut(at) {
        let after = next.decor().prefix().and_then(RawString::as_str);
        let prefix = match after.and_then(|after| after.split_once('\n')) {
            Some((_, rest)) => format!("{}\n{rest}", line.unwrap_or_default()),
            None => before.to_owned(),
        };
        next.decor_mut().set_prefix(prefix);
    } else if let Some(line) = line {
        let after = list.trailing().as_str().unwrap_or_default();
        let rest = after.split_once('\n').map_or("", |(_, rest)| rest);
        list.set_trailing(format!("{line}\n{rest}"));
    }
}

/// Rewrites the citations of a fact; returns whether any changed.
fn rewrite_fact(
    fact: &mut dyn TableLike,
    is_inline: bool,
    decide: &mut impl FnMut(&[Cite]) -> Vec<Fate>,
) -> Result<bool, RewriteError> {
    let key = fact.get("key").and_then(Item::as_str);
    let key = key.unwrap_or_default().to_owned();
    let Some(list) = fact.get_mut("cites") else {
        return Ok(false);
    };
    let mut cites = Vec::new();
    rewrite_cites(&key, list, &mut |cite| {
        cites.push(cite.clone());
        Fate::Keep
    })?;
    let fates = decide(&cites);
    let mut each = fates.iter().cloned();
    let is_changed = rewrite_cites(&key, list, &mut |_| each.next().unwrap_or(Fate::Keep))?;
    let mut reasons: Vec<&str> = Vec::new();
    for fate in &fates {
        if let Fate::Review(reason) = fate
            && !reasons.contains(&reason.as_str())
        {
            reasons.push(reason);
        }
    }
    if !reasons.is_empty() {
        ask_for_review(fact, is_inline, &reasons.join("; "));
    }
    Ok(is_changed)
}

/// Marks a fact for a review, after what it is marked for already.
fn ask_for_review(fact: &mut dyn TableLike, is_inline: bool, reasons: &str) {
    if let Some(old) = fact.get_mut("needs_review").and_then(Item::as_value_mut) {
        let before = old.as_str().unwrap_or_default().to_owned();
        set_text(old, &format!("{before}; {reasons}"));
        return;
    }
    let mut value = Value::from(reasons);
    // In an inline table, the space before the closing brace is the suffix of the last value.
    let last = fact.iter().last().map(|(name, _)| name.to_owned());
    let last = last.and_then(|name| fact.get_mut(&name)?.as_value_mut());
    if let Some(last) = last.filter(|_| is_inline) {
        let decor = last.decor_mut();
        let space = decor.suffix().cloned().unwrap_or_default();
        decor.set_suffix("");
        value = value.decorated(" ", space);
    }
    fact.insert("needs_review", Item::Value(value));
}

/// Rewrites a list of citations, inline or each a table; returns whether any changed.
fn rewrite_cites(
    fact: &str,
    cites: &mut Item,
    decide: &mut impl FnMut(&Cite) -> Fate,
) -> Result<bool, RewriteError> {
    let fault = || {
        RewriteError(format!(
            "the citations of `{fact}` are not a list of citations"
        ))
    };
    let mut is_changed = false;
    match cites {
        Item::ArrayOfTables(cites) => {
            for cite in cites.iter_mut() {
                is_changed |= rewrite_cite(fact, cite, decide)?;
            }
        }
        Item::Value(Value::Array(cites)) => {
            for value in cites.iter_mut() {
                is_changed |= match value {
                    Value::InlineTable(cite) => rewrite_cite(fact, cite, decide)?,
                    Value::String(_) => rewrite_locator(fact, value, decide),
                    _ => return Err(fault()),
                };
            }
        }
        _ => return Err(fault()),
    }
    Ok(is_changed)
}

/// Rewrites a citation that is a table; returns whether it changed.
fn rewrite_cite(
    fact: &str,
    table: &mut dyn TableLike,
    decide: &mut impl FnMut(&Cite) -> Fate,
) -> Result<bool, RewriteError> {
    let part = |name: &str| Some(table.get(name)?.as_str()?.to_owned());
    let Some(at) = part("at") else {
        // An earlier revision lost its words, and it still says where they stood.
        return if table.contains_key("was_at") {
            Ok(false)
        } else {
            let message = format!("a citation of `{fact}` has no locator `at`");
            Err(RewriteError(message))
        };
    };
    let cite = Cite {
        fact: fact.to_owned(),
        field: part("field"),
        quote: part("quote"),
        at,
    };
    match decide(&cite) {
        Fate::Keep => return Ok(false),
        Fate::Move(to) => {
            if let Some(at) = table.get_mut("at").and_then(Item::as_value_mut) {
                set_text(at, &to);
            }
        }
        Fate::Review(_) => rename_key(table, "at", "was_at"),
    }
    Ok(true)
}

/// Rewrites a citation that is a bare locator; returns whether it changed.
fn rewrite_locator(fact: &str, value: &mut Value, decide: &mut impl FnMut(&Cite) -> Fate) -> bool {
    let cite = Cite {
        fact: fact.to_owned(),
        field: None,
        at: value.as_str().unwrap_or_default().to_owned(),
        quote: None,
    };
    match decide(&cite) {
        Fate::Keep => return false,
        Fate::Move(to) => set_text(value, &to),
        Fate::Review(_) => {
            let mut table = InlineTable::new();
            table.insert("was_at", Value::from(cite.at));
            *table.decor_mut() = value.decor().clone();
            *value = Value::InlineTable(table);
        }
    }
    true
}

/// Renames a key of a table; the order of the keys and their layout stay.
fn rename_key(table: &mut dyn TableLike, from: &str, to: &str) {
    let entries: Vec<(Key, Item)> = table
        .iter()
        .filter_map(|(name, item)| Some((table.key(name)?.clone(), item.clone())))
        .collect();
    for (old, item) in entries {
        table.remove(old.get());
        let name = if old.get() == from { to } else { old.get() };
        table.insert(name, item);
        if let Some(mut key) = table.key_mut(name) {
            *key.leaf_decor_mut() = old.leaf_decor().clone();
        }
    }
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

    /// Decides on each citation by itself.
    fn each(mut fate: impl FnMut(&Cite) -> Fate) -> impl FnMut(&[Cite]) -> Vec<Fate> {
        move |cites| cites.iter().map(&mut fate).collect()
    }

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
        let rewritten = rewrite_sheet(SHEET, each(cite), skip).unwrap();
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
        let kept = rewrite_sheet(SHEET, each(|_| Fate::Keep), |_| SkipFate::Keep).unwrap();
        assert_eq!(kept, SHEET);
    }

    #[test]
    fn a_bare_locator_becomes_a_table_that_says_where_it_stood() {
        let rewritten = rewrite_sheet(
            "[[actor]]\nkey = \"a\"\ncites = [\"p1.s1\"]\nneeds_review = \"x\"\n",
            each(|_| Fate::Review("p1.s1 is gone".into())),
            |_| SkipFate::Keep,
        );
        assert_eq!(
            rewritten.unwrap(),
            "[[actor]]\nkey = \"a\"\ncites = [{ was_at = \"p1.s1\" }]\nneeds_review = \"x; p1.s1 is gone\"\n"
        );
    }

    /// Moves p1.s1 to p1.s3, loses p1.s2 and the skip p2.s2.
    fn revised(text: &str) -> Result<String, RewriteError> {
        let cite = |cite: &Cite| match cite.at.as_str() {
            "p1.s1" => Fate::Move("p1.s3".into()),
            "p1.s2" => Fate::Review("gone".into()),
            _ => Fate::Keep,
        };
        let skip = |at: &str| match at {
            "p2.s1" => SkipFate::Move("p3.s1".into()),
            "p2.s2" => SkipFate::Drop,
            _ => SkipFate::Keep,
        };
        rewrite_sheet(text, each(cite), skip)
    }

    #[test]
    fn citations_and_skips_are_rewritten_in_whatever_form_they_are() {
        for (sheet, expected) in [
            (
                "[[claim]]\nkey = \"a\"\n\n  # one\n  [[claim.cites]]\n  at = \"p1.s1\" # x\n\n  [[claim.cites]]\n  field = \"date\"\n  at = \"p1.s2\" # y\n  quote = \"q\"\n",
                "[[claim]]\nkey = \"a\"\nneeds_review = \"gone\"\n\n  # one\n  [[claim.cites]]\n  at = \"p1.s3\" # x\n\n  [[claim.cites]]\n  field = \"date\"\n  was_at = \"p1.s2\" # y\n  quote = \"q\"\n",
            ),
            (
                "actor = [\n    { key = \"a\", cites = [\"p1.s1\"] }, # a\n    { key = \"b\", cites = [{ at = \"p1.s2\" }] },\n]\n",
                "actor = [\n    { key = \"a\", cites = [\"p1.s3\"] }, # a\n    { key = \"b\", cites = [{ was_at = \"p1.s2\" }], needs_review = \"gone\" },\n]\n",
            ),
            (
                "skip = [\n    { at = \"p2.s1\", reason = \"r\" },\n    { at = \"p2.s2\", reason = \"r\" },\n    { at = \"p2.s3\", reason = \"r\" },\n]\n",
                "skip = [\n    { at = \"p3.s1\", reason = \"r\" },\n    { at = \"p2.s3\", reason = \"r\" },\n]\n",
            ),
        ] {
            assert_eq!(revised(sheet).unwrap(), expected);
        }
    }

    #[test]
    fn a_skip_that_is_taken_out_of_a_list_takes_only_its_own_comments() {
        let (a, b, c) = (
            r#"{ at = "p2.s3" }"#,
            r#"{ at = "p2.s2" }"#,
            r#"{ at = "p2.s4" }"#,
        );
        for (sheet, expected) in [
            (format!("[{a}, {b}, {c}]"), format!("[{a}, {c}]")),
            (format!("[{b}, {c}]"), format!("[{c}]")),
            (format!("[{a}, {b}]"), format!("[{a}]")),
            (format!("[\n  {b},\n]"), "[\n]".to_owned()),
            (
                format!("[\n  {a}, # a\n  # of b\n  {b}, # b\n  # of c\n  {c}, # c\n]"),
                format!("[\n  {a}, # a\n  # of c\n  {c}, # c\n]"),
            ),
            (
                format!("[\n  {a}, # a\n  {b}, # b\n]"),
                format!("[\n  {a}, # a\n]"),
            ),
        ] {
            let rewritten = revised(&format!("skip = {sheet}\n"));
            assert_eq!(rewritten.unwrap(), format!("skip = {expected}\n"));
        }
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for (sheet, expected) in [
            ("[actor]\nkey = \"a\"\n", "`actor` is not a list of tables"),
            ("actor = [1]\n", "`actor` is not a list of tables"),
            ("skip = [\"p1.s1\"]\n", "`skip` is not a list of tables"),
            ("[[skip]]\nreason = \"r\"\n", "a skip has no locator `at`"),
            (
                "[[actor]]\nkey = \"a\"\ncites.at = \"p1.s1\"\n",
                "the citations of `a` are not a list of citations",
            ),
            (
                "[[actor]]\nkey = \"a\"\ncites = [1]\n",
                "the citations of `a` are not a list of citations",
            ),
            (
                "[[actor]]\nkey = \"a\"\ncites = [{ quote = \"q\" }]\n",
                "a citation of `a` has no locator `at`",
            ),
        ] {
            assert_eq!(revised(sheet).unwrap_err().to_string(), expected);
        }
        let lost = "[[actor]]\nkey = \"a\"\ncites = [{ was_at = \"p1.s2\" }]\n";
        assert_eq!(revised(lost).unwrap(), lost);
    }

    #[test]
    fn line_ends_and_byte_order_mark_stay() {
        for sheet in [
            SHEET.replace('\n', "\r\n"),
            format!("\u{feff}{}", SHEET.replace('\n', "\r\n")),
            format!("\u{feff}{SHEET}"),
            SHEET.replace("note = \"n\"\n", "note = \"n\"\r\n"),
        ] {
            let kept = rewrite_sheet(&sheet, each(|_| Fate::Keep), |_| SkipFate::Keep);
            assert_eq!(kept.unwrap(), sheet);
            let rewritten = rewrite_sheet(
                &sheet,
                each(|cite| match cite.at.as_str() {
                    "p1.s2" => Fate::Move("p1.s4".into()),
                    _ => Fate::Keep,
                }),
                |_| SkipFate::Keep,
            );
            let expected = sheet.replace("at = \"p1.s2\"", "at = \"p1.s4\"");
            assert_eq!(rewritten.unwrap(), expected);
        }
        let added = revised("[[actor]]\r\ncites = [\"p1.s2\"]\r\n").unwrap();
        assert!(
            added.ends_with("\r\nneeds_review = \"gone\"\r\n"),
            "{added:?}"
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
