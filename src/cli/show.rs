//! `footnote show`

use clap::Args;

use super::Exit;
use super::error::CliError;
use super::input::{DatasetArgs, StoreArgs, no_such_fact};
use super::output::Output;
use crate::dataset::Ledger;
use crate::ingest::State;
use crate::store::{CitedPassage, FactView, RelatedRow, Store};

/// Show a fact: its values, its links both ways, its footnotes
///
/// Reads the dataset as it stands in its files, or the store where --store names one. Where the
/// article is at hand, the cited sentences are shown with the quoted words marked.
#[derive(Debug, Args)]
#[command(after_help = "Example: footnote show csto --article culp-2023=article.txt")]
pub struct Show {
    /// The key of the fact
    key: String,

    #[command(flatten)]
    dataset: DatasetArgs,

    #[command(flatten)]
    store: StoreArgs,
}

impl Show {
    /// Runs the command.
    pub fn run(&self, output: &mut Output) -> Result<Exit, CliError> {
        let state: State = match &self.store.store {
            Some(_) if self.dataset.is_given() => {
                let hint = "leave out --store, or DATASET and --article";
                let message = "the fact is shown from the store or from the dataset's files";
                return Err(CliError::with_hint(message, hint));
            }
            Some(path) => Store::open_unchanged(path)?.into(),
            None => match self.dataset.state(&self.store, Ledger::All, output)? {
                Some(state) => state,
                None => return Ok(Exit::Failed),
            },
        };
        let Some(mut fact) = state.fact(&self.key)? else {
            return Err(no_such_fact(&state, &self.key));
        };
        // The dataset's own store may have kept the text of an article that is not at hand now.
        if self.store.store.is_none() && self.dataset.articles.is_empty() {
            let citations = fact.citations.iter_mut();
            citations.for_each(|citation| citation.text = None);
        }
        output.data(describe(&self.key, &fact))?;
        Ok(Exit::Done)
    }
}

fn describe(key: &str, fact: &FactView) -> String {
    let mut text = format!("{} {key}\n", fact.kind);
    for (column, value) in &fact.values {
        text.push_str(&format!("  {column:<18} {}\n", value.to_plain_text()));
    }
    for row in &fact.rows {
        text.push_str(&format!("  {:<18} {}\n", row.table, cells(row)));
    }
    if !fact.references.is_empty() {
        text.push_str("\nreferred to by\n");
        for row in &fact.references {
            text.push_str(&format!("  {}.{}  {}\n", row.table, row.by, cells(row)));
        }
    }
    text.push_str("\nfootnotes\n");
    for citation in &fact.citations {
        text.push_str(&footnote(citation));
    }
    text
}

/// Writes a row's cells: the first few as they are, since keys and codes speak for themselves.
fn cells(row: &RelatedRow) -> String {
    let dates = |column: &str| column.starts_with("date_");
    let cells = row.values.iter().filter(|(column, _)| !dates(column));
    cells
        .map(|(column, value)| format!("{column}={}", value.to_plain_text()))
        .collect::<Vec<_>>()
        .join("  ")
}

/// Writes a citation, with its sentence where the text is at hand.
pub fn footnote(citation: &CitedPassage) -> String {
    let field = if citation.field == "*" {
        "the whole fact"
    } else {
        &citation.field
    };
    let mut text = format!("  {}  {} {field}", citation.footnote, citation.stance);
    if let Some(value) = &citation.reported_value {
        text.push_str(&format!(", reports `{value}`"));
    }
    if let Some(quote) = &citation.quote {
        text.push_str(&format!(": “{quote}”"));
    }
    text.push('\n');
    if let Some(sentence) = &citation.text {
        text.push_str(&format!("      {}\n", marked(sentence, citation)));
    }
    text
}

/// Returns a sentence with the quoted words between `>>` and `<<`.
fn marked(sentence: &str, citation: &CitedPassage) -> String {
    let Some(span) = &citation.span else {
        return sentence.to_owned();
    };
    let part = |from: u32, to: u32| {
        let characters = sentence.chars().skip(from as usize);
        characters.take((to - from) as usize).collect::<String>()
    };
    format!(
        "{}>>{}<<{}",
        part(0, span.start),
        part(span.start, span.end),
        part(span.end, u32::MAX)
    )
}
