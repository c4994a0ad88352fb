//! `footnote why`

use clap::Args;

use super::Exit;
use super::error::CliError;
use super::input::{StoreArgs, no_such_fact, parse_path};
use super::output::Output;
use super::words::cell::{describe, steps};
use super::words::history::beginning;
use crate::dataset::did_you_mean;
use crate::model::path::{FieldPath, RETRACTED, SUPERSEDED_BY};
use crate::store::{AbsentFact, FactView, Store, Value};

/// Answer why a cell holds what it holds: the value, its words in the article, each change
///
/// FIELD is a column of the fact, such as `date`, or of a row of it, such as
/// `event_actors[russia,host].role`.
#[derive(Debug, Args)]
#[command(after_help = "Example: footnote why armenia-requests-aid-2022-09 date")]
pub struct Why {
    /// The key of the fact
    key: String,

    /// What of the fact
    #[arg(value_parser = parse_path)]
    field: FieldPath,

    #[command(flatten)]
    store: StoreArgs,
}

impl Why {
    /// Runs the command.
    pub fn run(&self, output: &mut Output) -> Result<Exit, CliError> {
        let store = self.store.open_existing(None)?;
        let story = store.cell_story(&self.key, &self.field)?;
        let now = self.now(&store)?;
        match (store.fact(&self.key)?, store.cell(&self.key, &self.field)?) {
            (Some(fact), Some(cell)) => {
                output.data(describe(&self.key, &fact, &cell))?;
            }
            (_, None) if !story.is_empty() => {
                let now = format!("{} {}: {now}\n\nhow it came about\n", self.key, self.field);
                output.data(format!("{now}{}", steps(&story)))?;
            }
            (Some(_), None) if self.is_seldom_set() => {
                let never = "and was never set";
                output.data(format!("{} {}: {now}, {never}\n", self.key, self.field))?;
            }
            (Some(fact), _) => return Err(self.no_such_field(&store, &fact)),
            (None, _) => return Err(no_such_fact(&store, &self.key)),
        }
        output.say(beginning(&store.runs()?));
        Ok(Exit::Done)
    }

    /// Returns whether the field is one that every fact has and few have filled.
    fn is_seldom_set(&self) -> bool {
        let seldom = [RETRACTED, SUPERSEDED_BY, "needs_review"];
        matches!(&self.field, FieldPath::Column(column) if seldom.contains(&column.as_str()))
    }

    /// Returns the present state of a field that is not a cell: a row, or whether the fact is retracted.
    fn now(&self, store: &Store) -> Result<String, CliError> {
        Ok(match &self.field {
            FieldPath::Row(row) if store.has_row(&self.key, row)? => "there".to_owned(),
            FieldPath::Column(column) if column == "needs_review" => Value::Null.to_string(),
            FieldPath::Column(column) if [RETRACTED, SUPERSEDED_BY].contains(&column.as_str()) => {
                match store.absent_fact(&self.key)? {
                    AbsentFact::Unknown { .. } => Value::Null.to_string(),
                    AbsentFact::Retracted { on, .. } if column == RETRACTED => {
                        format!("yes, on {on}")
                    }
                    AbsentFact::Retracted { by, .. } => Value::from(by).to_string(),
                }
            }
            _ => "gone".to_owned(),
        })
    }

    fn no_such_field(&self, store: &Store, fact: &FactView) -> CliError {
        let field = self.field.to_string();
        let rows = fact.rows.iter().flat_map(|row| {
            let columns = row.values.iter().map(|(column, _)| column.clone());
            columns.map(|column| format!("{}[…].{column}", row.table))
        });
        let columns = store.columns_of(&fact.kind).into_iter();
        let known: Vec<String> = columns.chain(rows).collect();
        let hint = did_you_mean(&field, known.iter().map(String::as_str));
        CliError::message(format!("`{}` has no `{field}`", self.key), hint)
    }
}
