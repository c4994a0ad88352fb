//! What of the articles is coded.

use crate::cli::output::counted;
use crate::dataset::Coverage;

/// How many articles are described one by one; more are described together.
const ARTICLES_SHOWN: usize = 20;

/// Writes what of each article is coded; of many articles all together, unless `is_verbose`.
pub fn describe(articles: &[Coverage], is_verbose: bool) -> String {
    if articles.len() > ARTICLES_SHOWN && !is_verbose {
        describe_all(articles)
    } else {
        articles.iter().map(describe_one).collect()
    }
}

/// Writes what of many articles is coded, all together.
fn describe_all(coverage: &[Coverage]) -> String {
    let sum = |of: fn(&Coverage) -> usize| coverage.iter().map(of).sum::<usize>();
    let (coded, skipped) = (sum(|of| of.coded.len()), sum(|of| of.skipped.len()));
    let untouched = sum(|of| of.untouched.len());
    format!(
        "{}: {}, {coded} coded, {skipped} skipped, {untouched} untouched; --verbose lists each\n",
        counted(coverage.len(), "source"),
        counted(coded + skipped + untouched, "sentence"),
    )
}

/// Writes what of one article is coded.
fn describe_one(coverage: &Coverage) -> String {
    let (source, coded) = (&coverage.source, coverage.coded.len());
    let (skipped, untouched) = (coverage.skipped.len(), coverage.untouched.len());
    let total = coded + skipped + untouched;
    let verified = if total == 0 {
        "it has neither a lock nor its text at hand".to_owned()
    } else if coverage.verified {
        "citations verified word for word".to_owned()
    } else if coverage.is_at_hand {
        "citations not verified: see the errors".to_owned()
    } else {
        format!("citations as locked; --article {source}=FILE verifies them word for word")
    };
    let mut text = format!(
        "{source}: {}, {coded} coded, {skipped} skipped, {untouched} untouched; {verified}\n",
        counted(total, "sentence"),
    );
    for (locator, reason) in &coverage.skipped {
        text.push_str(&format!("  {locator} skipped: {reason}\n"));
    }
    for locator in &coverage.untouched {
        text.push_str(&format!("  {locator} untouched\n"));
    }
    text
}
