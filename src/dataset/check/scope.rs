//! Reading the fields of one table, each by its content; each fault is reported with its span.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use chrono::NaiveDate;

use super::context::Context;
use super::copied::{copied_run, report_copy};
use crate::dataset::folder::source_of;
use crate::dataset::node::{Node, Value};
use crate::dataset::problem::{At, Problem, Problems, did_you_mean};
use crate::dataset::span::Span;
use crate::dataset::table::Table;
use crate::model::Locator;
use crate::model::date::{DateError, Edtf};
use crate::model::fact::Cell;
use crate::model::form::{Content, Field, Presence, Reference, form};
use crate::model::key::key_fault;

/// One table of one file while its fields are read.
pub struct Scope<'c, 'a> {
    pub context: &'c Context<'a>,
    pub problems: &'c mut Problems,
    /// The file, and the line where it is one of lines.
    pub at: At<'c>,
    /// The span of the table's header.
    pub span: Span,
    /// How messages name the table.
    pub subject: Subject<'c>,
    /// The key of the fact that is being read.
    pub own_key: Option<&'c str>,
    /// Whether it may repeat the article: the description of a source has its title.
    pub may_repeat: bool,
    /// Whether anything in it is wrong.
    pub failed: bool,
}

/// How messages name a table.
#[derive(Debug, Clone, Copy)]
pub enum Subject<'c> {
    /// A fact or source, with its key.
    Keyed(&'static str, &'c str),
    /// An element of a list, or a fact without a key.
    This(&'static str),
    /// The only one of its kind.
    The(&'static str),
}

impl fmt::Display for Subject<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keyed(kind, key) => write!(f, "{kind} `{key}`"),
            Self::This(name) => write!(f, "this {name}"),
            Self::The(name) => f.write_str(name),
        }
    }
}

impl<'c, 'a> Scope<'c, 'a> {
    /// Makes the scope of a table that is to be read.
    pub fn new(
        context: &'c Context<'a>,
        at: At<'c>,
        span: Span,
        subject: Subject<'c>,
        problems: &'c mut Problems,
    ) -> Self {
        Self {
            context,
            problems,
            at,
            span,
            subject,
            own_key: None,
            may_repeat: false,
            failed: false,
        }
    }

    /// Reports an error.
    pub fn error(&mut self, span: Span, message: impl Into<String>) -> &mut Problem {
        self.failed = true;
        self.problems.error(self.at, span, message)
    }

    /// Reports what breaks a rule that earlier states of a dataset did not know: in them it is a warning.
    pub fn rule(&mut self, span: Span, message: impl Into<String>) -> &mut Problem {
        if self.context.is_past {
            return self.problems.warning(self.at, span, message);
        }
        self.error(span, message)
    }

    /// Reports a value of another type than the one that is expected.
    fn mismatch(&mut self, node: &Node<'_>, expected: &str) {
        self.failed = true;
        node.report_mismatch(expected, self.at, self.problems);
    }

    /// Reports a required field that is not given.
    pub fn missing(&mut self, name: &str) -> Option<&mut Problem> {
        self.failed = true;
        if self.context.is_broken(self.at) {
            return None;
        }
        let message = format!("{} lacks `{name}`", self.subject);
        Some(self.error(self.span, message))
    }

    /// Reads what the fields of a table hold, but for dates, which are left empty.
    pub fn cells<'n>(
        &mut self,
        fields: impl Iterator<Item = &'static Field> + Clone,
        nodes: &[Option<&'n Node<'n>>],
    ) -> Vec<Cell<'n>> {
        let is_given = |name: &str| {
            let mut given = fields.clone().zip(nodes);
            given.any(|(field, node)| field.name == name && node.is_some())
        };
        let mut cells = Vec::with_capacity(nodes.len());
        for (field, node) in fields.clone().zip(nodes) {
            let cell = match (field.presence, node) {
                (Presence::DefaultWith(other, _) | Presence::OptionalWith(other), Some(node))
                    if !is_given(other) =>
                {
                    let message = format!("`{}` without `{other}`", field.name);
                    self.error(node.span, message);
                    // What else is wrong with it shows now, not once the other field is there.
                    self.cell(field, Some(node));
                    Cell::Empty
                }
                (Presence::DefaultWith(other, value), None) if is_given(other) => {
                    Cell::Text(value.into())
                }
                _ => self.cell(field, *node),
            };
            cells.push(cell);
        }
        cells
    }

    fn cell<'n>(&mut self, field: &'static Field, node: Option<&'n Node<'n>>) -> Cell<'n> {
        let text = match field.content {
            Content::List(_) => return self.list(field, node),
            Content::Date => return Cell::Empty,
            Content::Number => return self.number(field, node).map_or(Cell::Empty, Cell::Number),
            Content::Key(reference) => self.reference(field, node, reference),
            Content::Code(table) => self.code(field, node, table),
            _ => self.text(field, node),
        };
        text.map_or(Cell::Empty, |text| Cell::Text(Cow::Borrowed(text)))
    }

    /// Reads the elements of a list, each with a table of its own.
    fn list<'n>(&mut self, field: &'static Field, node: Option<&'n Node<'n>>) -> Cell<'n> {
        let (Some(list), Some(node)) = (field.list(), node) else {
            return Cell::Empty;
        };
        let Value::List(elements) = &node.value else {
            self.mismatch(node, "a list");
            return Cell::Empty;
        };
        let outer = (self.subject, self.span);
        let mut read = Vec::with_capacity(elements.len());
        for element in elements {
            (self.subject, self.span) = (Subject::This(list.element), element.span);
            let table = Table::read(element, form([list.fields]), self.at, self.problems);
            if matches!(element.value, Value::Table(_)) {
                read.push(self.cells(list.fields.iter(), &table.nodes()[..list.fields.len()]));
            } else {
                self.failed = true;
            }
        }
        (self.subject, self.span) = outer;
        self.refuse_doubles(list.key().map(|field| field.name).collect(), elements);
        Cell::List(read)
    }

    /// Reports elements of a list that are the same in the given fields.
    fn refuse_doubles(&mut self, names: Vec<&str>, elements: &[Node<'_>]) {
        if elements.len() < 2 {
            return;
        }
        let mut seen = BTreeSet::new();
        for element in elements {
            let key = names.iter().map(|name| element.text_of(name));
            if let Some(key) = key.collect::<Option<Vec<_>>>()
                && !seen.insert(key.clone())
            {
                let (key, names) = (key.join("`, `"), names.join(" and "));
                self.error(element.span, format!("`{key}` is listed twice ({names})"));
            }
        }
    }

    /// Returns the text of a field.
    pub fn text<'n>(&mut self, field: &Field, node: Option<&'n Node<'n>>) -> Option<&'n str> {
        let is_required = field.presence == Presence::Required;
        let Some(node) = node else {
            if is_required {
                self.missing(field.name);
            }
            return field.default();
        };
        let Some(text) = node.as_text() else {
            self.mismatch(node, "a string");
            return None;
        };
        let (name, span) = (field.name, node.span);
        let is_long = matches!(field.content, Content::Text);
        if text.trim().is_empty() && is_required {
            let hint = self.what_is_required(field);
            self.error(span, format!("`{name}` is empty, expected a text"))
                .hint(hint);
        } else if text.trim().is_empty() {
            self.error(span, format!("`{name}` is empty"))
                .hint("leave the field out where there is nothing to say");
        } else if text.trim() != text {
            self.error(span, format!("`{name}` starts or ends with white space"));
        } else if let Some(odd) = odd_character(text, is_long) {
            let message = format!("`{name}` holds {odd:?}, expected a line of text");
            self.error(span, message);
        } else if let Some(run) =
            copied_run(text, &self.context.copied).filter(|_| !self.may_repeat)
        {
            self.failed = true;
            report_copy(name, &run, self.at, span, self.problems);
        } else {
            return Some(text);
        }
        None
    }

    /// Says what a required field holds.
    fn what_is_required(&self, field: &Field) -> String {
        match field.content {
            Content::Key(reference) => {
                let kind = reference.kind.unwrap_or("fact");
                format!("write the key of {} {kind}", article(kind))
            }
            Content::Code(table) => {
                let codes = self.context.vocabulary.codes(table).iter();
                let known = codes.map(|code| code.code.as_str());
                did_you_mean("", known).unwrap_or_else(|| format!("write a code of `{table}`"))
            }
            _ => "it cannot be left out either: say what it is".to_owned(),
        }
    }

    /// Returns the text of a field of a table.
    pub fn text_of<'n>(&mut self, table: &Table<'n>, name: &str) -> Option<&'n str> {
        let (field, node) = table.field(name);
        self.text(field, node)
    }

    /// Returns the text of a field of a table, owned.
    pub fn owned(&mut self, table: &Table<'_>, name: &str) -> Option<String> {
        self.text_of(table, name).map(str::to_owned)
    }

    fn number(&mut self, field: &Field, node: Option<&Node<'_>>) -> Option<i64> {
        let Some(node) = node else {
            if field.presence == Presence::Required {
                self.missing(field.name);
            }
            return None;
        };
        match node.value {
            Value::Integer(number) if number >= 0 => return Some(number),
            Value::Integer(number) => {
                let message = format!("`{}` is {number}, expected 0 or more", field.name);
                self.error(node.span, message);
            }
            _ => self.mismatch(node, "a whole number"),
        }
        None
    }

    /// Returns the code of a field, or its default where it is not given.
    pub fn code<'n>(
        &mut self,
        field: &Field,
        node: Option<&'n Node<'n>>,
        table: &str,
    ) -> Option<&'n str> {
        let code = self.text(field, node)?;
        let (Some(node), false) = (node, self.context.vocabulary.has(table, code)) else {
            return Some(code);
        };
        let known = self.context.vocabulary.codes(table).iter();
        let hint = did_you_mean(code, known.map(|known| known.code.as_str()));
        let message = format!("unknown {} `{code}`", field.name);
        self.error(node.span, message).hints.extend(hint);
        None
    }

    /// Returns the key of a field that names a fact.
    fn reference<'n>(
        &mut self,
        field: &Field,
        node: Option<&'n Node<'n>>,
        reference: Reference,
    ) -> Option<&'n str> {
        let key = self.text(field, node)?;
        let span = node?.span;
        let Reference {
            kind,
            rule,
            not_self,
        } = reference;
        match self.context.keys.get(key).map(|known| known.kind()) {
            Some(found) if kind.is_none_or(|kind| kind == found) => {}
            Some(found) => {
                let expected = kind.unwrap_or("fact");
                let (a, an) = (article(found), article(expected));
                let message = format!("`{key}` is {a} {found}, expected {an} {expected}");
                self.error(span, message);
                return None;
            }
            None => return self.unknown_fact(key, kind, span).then_some(key),
        }
        if let Some(why) = not_self.filter(|_| self.own_key == Some(key)) {
            self.error(span, why);
            return None;
        }
        if let (Some(rule), Some(kind)) = (rule, self.actor_kind(key))
            && rule.kinds.contains(&kind) != rule.is_one_of
        {
            let kind = kind.replace('_', " ");
            self.error(span, format!("`{key}` is of kind {kind}: {}", rule.words));
            return None;
        }
        Some(key)
    }

    /// Reports a key that names no fact; returns whether the fact may be elsewhere.
    fn unknown_fact(&mut self, key: &str, kind: Option<&'static str>, span: Span) -> bool {
        if let Some(id) = self.context.applied.retracted.retracted_by(key) {
            let subject = &self.subject;
            let message = format!("`{key}` was retracted by `{id}`, yet {subject} refers to it");
            let hint = "correct this reference too, or say in `superseded_by` what stands for it";
            self.error(span, message).hint(hint);
        } else if self.context.may_be_unreadable(key) {
            self.failed = true;
        } else if self.context.is_partial && key_fault(key).is_none() {
            return true;
        } else {
            let wanted = kind.unwrap_or("fact");
            let problem = self.error(span, format!("unknown {wanted} `{key}`"));
            problem.unknown = Some((key.to_owned(), kind));
        }
        false
    }

    /// Returns the kind of the actor that a key names.
    fn actor_kind(&self, key: &str) -> Option<&'c str> {
        let context = self.context;
        let at = context.keys.get(key)?.actor_kind?;
        let kinds = context.vocabulary.codes("actor_kinds");
        kinds.get(usize::from(at)).map(|kind| kind.code.as_str())
    }

    /// Returns the names of a list, each a line without the semicolon that separates them in tables.
    pub fn names(&mut self, table: &Table<'_>, name: &str) -> Vec<String> {
        let (field, node) = table.field(name);
        let mut names = Vec::new();
        let elements = table.elements(name, self.at, self.problems);
        for node in elements {
            match self.text(field, Some(node)) {
                Some(text) if text.contains(';') => {
                    let message = format!("a name of `{name}` holds a semicolon");
                    self.error(node.span, message);
                }
                text => names.extend(text.map(str::to_owned)),
            }
        }
        let is_list = node.is_none_or(|node| matches!(node.value, Value::List(_)));
        if is_list && elements.iter().all(|node| node.as_text().is_none()) {
            self.missing(name);
        }
        names
    }

    /// Returns the name of a new code: letters, digits, hyphens and underscores.
    pub fn code_name(&mut self, table: &Table<'_>) -> Option<String> {
        let code = self.owned(table, "code")?;
        let is_part = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
        if !code.chars().all(is_part) {
            let message = format!("the code `{code}` is not letters, digits, hyphens, underscores");
            self.error(table.get("code")?.span, message);
            return None;
        }
        Some(code)
    }

    /// Returns a date of EDTF.
    pub fn edtf(&mut self, field: &Field, node: Option<&Node<'_>>) -> Option<Edtf> {
        let expression = self.text(field, node)?;
        let fault = match Edtf::parse(expression) {
            Ok(date) => return Some(date),
            Err(fault) => fault,
        };
        let hint = match fault {
            DateError::Form { .. } => Some(
                "EDTF: 2022-01-06 (day), 2022-09 (month), 2022-23 (autumn), 2022 (year), 2022-02/2022-03 (from, to), ../2022-01-15 (until), ~ about, ? unsure",
            ),
            DateError::Unbounded => Some("leave the date out where the source gives none"),
            _ => None,
        };
        let problem = self.error(node?.span, fault.to_string());
        problem.hints.extend(hint.map(str::to_owned));
        None
    }

    /// Returns a day in ISO form.
    pub fn day(&mut self, table: &Table<'_>, name: &str) -> Option<NaiveDate> {
        let text = self.text_of(table, name)?;
        let day = Edtf::parse_day(text);
        if let (None, Some(node)) = (day, table.get(name)) {
            let message = format!("`{text}` is not a day such as 2023-02-27");
            self.error(node.span, message);
        }
        day
    }

    /// Resolves a locator, with or without the key of its source before a `#`.
    pub fn locate<'n>(&mut self, span: Span, text: &'n str) -> Option<(Cow<'n, str>, Locator)> {
        let (source, locator) = match (text.split_once('#'), self.source_of_file()) {
            (Some((source, locator)), _) => (Cow::Borrowed(source), locator),
            (None, Some(source)) => (Cow::Owned(source.to_owned()), text),
            (None, None) => {
                let message =
                    format!("`{text}` does not say of which source, and this file belongs to none");
                let example = self.context.sources.keys().next().cloned();
                let hint = example.map(|source| format!("write `{source}#{text}`"));
                self.error(span, message).hints.extend(hint);
                return None;
            }
        };
        let parsed = locator.parse::<Locator>();
        let Some(known) = self.context.sources.get(&*source) else {
            if let (true, None, Ok(at)) = (self.context.is_partial, key_fault(&source), &parsed) {
                return Some((source, *at));
            }
            let hint = did_you_mean(&source, self.context.sources.keys().map(String::as_str));
            let message = format!("unknown source `{source}`");
            self.error(span, message).hints.extend(hint);
            return None;
        };
        match parsed {
            Err(fault) => {
                self.error(span, format!("`{locator}` is not a locator: {fault}"));
                None
            }
            Ok(locator) if known.has(locator) => Some((source, locator)),
            // A lock without sentences is reported, and every locator would only repeat that.
            Ok(_) if known.sentences().is_empty() => {
                self.failed = true;
                None
            }
            Ok(locator) => {
                let hint = nearest_sentence(&source, known.sentences(), locator);
                let message = format!("`{source}` has no sentence {locator}");
                self.error(span, message).hint(hint);
                None
            }
        }
    }

    fn source_of_file(&self) -> Option<&'c str> {
        let context = self.context;
        source_of(self.at.file, |key| context.sources.contains_key(key))
    }
}

/// Says how many sentences the paragraph of a locator has, or how many paragraphs there are.
fn nearest_sentence(source: &str, sentences: &[Locator], locator: Locator) -> String {
    let paragraph = locator.paragraph;
    let in_paragraph = sentences.iter().filter(|at| at.paragraph == paragraph);
    let s = |number| if number == 1 { "" } else { "s" };
    match (in_paragraph.count(), sentences.last()) {
        (0, last) => {
            let paragraphs = last.map_or(0, |at| at.paragraph);
            let s = s(paragraphs as usize);
            format!("`{source}` has {paragraphs} paragraph{s}")
        }
        (number, _) => {
            let s = s(number);
            format!("paragraph {paragraph} has {number} sentence{s}")
        }
    }
}

/// Returns the first character that a text cannot have: a control character, but for tabs and line
/// breaks where it may have several lines.
fn odd_character(text: &str, is_long: bool) -> Option<char> {
    // C1 control characters begin with this byte in UTF-8.
    let may_be_odd = |byte: u8| byte < b' ' || byte == 0x7f || byte == 0xc2;
    if !text.bytes().any(may_be_odd) {
        return None;
    }
    let is_odd = |c: &char| c.is_control() && !(is_long && ['\n', '\t'].contains(c));
    text.chars().find(is_odd)
}

/// Returns the indefinite article of a kind's name.
fn article(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    }
}
