//! The commands as a user types them: each case is a story in `tests/cases`, run with the real
//! program in a folder of its own, output and exit status compared line by line.
//!
//! `TRYCMD=overwrite cargo test --test commands` rewrites the expected output; read the diff.

#[test]
fn commands_print_what_the_cases_say() {
    trycmd::TestCases::new()
        .env("NO_COLOR", "1")
        .env("COLUMNS", "100")
        .case("tests/cases/*.md");
}

/// Writes the file that an analyst sends back in the README: one row, its date corrected.
fn write_corrected_events(folder: &std::path::Path) {
    let work = tempfile::tempdir().expect("a temporary folder");
    for args in [&["init", "flood-2024"][..], &["build", "flood-2024"]] {
        let status = std::process::Command::new(env!("CARGO_BIN_EXE_footnote"))
            .args([args, &["--quiet"]].concat())
            .current_dir(work.path())
            .status();
        assert!(status.expect("the program starts").success());
    }
    let exported = std::fs::read_to_string(work.path().join("exports/csv/events.csv"));
    let exported = exported.expect("the export is read");
    let mut lines = exported.lines();
    let header = lines.next().expect("a header");
    let request = lines.find(|line| line.starts_with("varnia-requests-relief-2024-03,"));
    let corrected = request
        .expect("the request")
        .replacen(",2024-03-04,", ",2024-03-05,", 1);
    std::fs::write(
        folder.join("events.csv"),
        format!("{header}\r\n{corrected}\r\n"),
    )
    .expect("the file is written");
}

#[test]
fn the_commands_of_the_readme_print_what_it_says() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let readme = folder.path().join("README.md");
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md"));
    std::fs::write(&readme, text.expect("the README is read")).expect("the README is copied");
    // A case with these two folders runs in a copy of the first.
    for name in ["README.in", "README.out"] {
        std::fs::create_dir(folder.path().join(name)).expect("a folder is made");
    }
    write_corrected_events(&folder.path().join("README.in"));
    trycmd::TestCases::new().env("NO_COLOR", "1").case(&readme);
}

#[cfg(unix)]
#[test]
fn the_exit_status_of_check_does_not_hang_on_who_reads_it() {
    use std::process::{Command, Stdio};

    let folder = tempfile::tempdir().expect("a temporary folder");
    let footnote = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_footnote"));
        command.current_dir(folder.path()).stderr(Stdio::null());
        command
    };
    assert!(
        footnote()
            .args(["init", "flood"])
            .status()
            .expect("it starts")
            .success()
    );
    for (kind, code) in [("person", 0), ("persona", 1)] {
        let path = folder.path().join("flood/actors.toml");
        let text = std::fs::read_to_string(&path).expect("the sheet is read");
        std::fs::write(&path, text.replace("\"person\"", &format!("\"{kind}\"")))
            .expect("it is written");
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let status = footnote().args(["check", "flood"]).stdout(writer).status();
        assert_eq!(status.expect("it starts").code(), Some(code), "{kind}");
    }
}
