//! Running the real program in a folder of its own.

#![allow(dead_code)]

pub mod spreadsheets;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The folder of the repository.
pub const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// A temporary folder to run the program in.
pub struct Bench(tempfile::TempDir);

impl Bench {
    /// Makes an empty folder.
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    /// Makes a folder that holds the example dataset as `NAME`.
    pub fn with_example(name: &str) -> Self {
        let bench = Self::new();
        bench.ok(&["init", name]);
        bench
    }

    /// Returns a path in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Runs the program.
    pub fn run(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_footnote"))
            .args(args)
            .current_dir(self.0.path())
            .env("NO_COLOR", "1")
            .output()
            .expect("the program starts")
    }

    /// Runs the program, which must succeed; returns what it wrote to standard output and error.
    pub fn ok(&self, args: &[&str]) -> (String, String) {
        let output = self.run(args);
        let (out, err) = texts(&output);
        assert!(output.status.success(), "{args:?}\n{out}{err}");
        (out, err)
    }

    /// Runs the program, which must fail with status 1; returns what it wrote to standard error.
    pub fn fails(&self, args: &[&str]) -> String {
        let output = self.run(args);
        let (out, err) = texts(&output);
        assert_eq!(output.status.code(), Some(1), "{args:?}\n{out}{err}");
        err
    }

    /// Reads a file.
    pub fn read(&self, name: &str) -> String {
        let path = self.path(name);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Writes a file.
    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("the file is written");
    }

    /// Replaces the one occurrence of a text in a file.
    pub fn edit(&self, name: &str, from: &str, to: &str) {
        let text = self.read(name);
        assert_eq!(text.matches(from).count(), 1, "`{from}` in {name}");
        fs::write(self.path(name), text.replace(from, to)).expect("the file is written");
    }

    /// Returns every file below a folder, by name, with its bytes.
    pub fn files(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        files(&self.path(folder))
    }
}

/// Returns every file below a folder, by name, with its bytes.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn collect(folder: &Path, prefix: &str, all: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).expect("the folder is read") {
            let path = entry.expect("the folder is read").path();
            let name = path.file_name().expect("an entry has a name");
            let name = format!("{prefix}{}", name.to_string_lossy());
            if path.is_dir() {
                collect(&path, &format!("{name}/"), all);
            } else {
                all.insert(name, fs::read(&path).expect("the file is read"));
            }
        }
    }
    let mut all = BTreeMap::new();
    collect(folder, "", &mut all);
    all
}

/// Lists the names of files that differ between two trees.
pub fn different(
    one: &BTreeMap<String, Vec<u8>>,
    other: &BTreeMap<String, Vec<u8>>,
) -> Vec<String> {
    let names: std::collections::BTreeSet<_> = one.keys().chain(other.keys()).collect();
    let differ = names
        .into_iter()
        .filter(|name| one.get(*name) != other.get(*name));
    differ.cloned().collect()
}

fn texts(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("output is UTF-8");
    (text(&output.stdout), text(&output.stderr))
}

/// The real article, which is not part of the repository: beside it, or where `FOOTNOTE_ARTICLE`
/// says. Without it a test that needs it is skipped, and says so; with `FOOTNOTE_REQUIRE_ARTICLE`
/// set it fails.
pub fn real_article(test: &str) -> Option<PathBuf> {
    use std::io::Write as _;
    let beside = Path::new(ROOT).join("../shared/article/culp-2023.txt");
    let path = std::env::var_os("FOOTNOTE_ARTICLE").map_or(beside, PathBuf::from);
    if path.is_file() {
        return Some(path);
    }
    let required = std::env::var_os("FOOTNOTE_REQUIRE_ARTICLE").is_some();
    assert!(!required, "the article is not at {}", path.display());
    // Written past the test harness, which would swallow it: a skipped test is to be seen.
    let words = format!("SKIPPED {test}: needs the real article; set FOOTNOTE_ARTICLE=FILE\n");
    std::io::stderr()
        .write_all(words.as_bytes())
        .expect("standard error is written");
    None
}
