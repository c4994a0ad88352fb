//! What is wrong with a dataset, for programs.

use crate::dataset::{Folder, Report, Severity};

/// Writes each problem as an object on a line of its own; then, for kinds of which there are more,
/// how many.
pub fn as_json(report: &Report, folder: &Folder) -> String {
    let severity = |severity| match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let problems = report.problems.iter().map(|problem| {
        let (line, column) = problem.line_and_column(folder);
        serde_json::json!({
            "severity": severity(problem.severity),
            "file": problem.file,
            "line": line,
            "column": column,
            "message": problem.message,
            "hints": problem.hints,
        })
    });
    let more = report.more.iter().map(|more| {
        serde_json::json!({
            "severity": severity(more.severity),
            "message": more.message,
            "more": more.number,
        })
    });
    problems
        .chain(more)
        .map(|object| format!("{object}\n"))
        .collect()
}
