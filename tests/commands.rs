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
