//! Embeds the migrations, the shipped dataset and the template of a new one, so that the binary
//! alone can build a dataset in an empty folder.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets the folder"));
    // NOTES.md is for whoever writes the next one.
    let migrations = |name: &str| name != "NOTES.md";
    embed(&out, &root, "migrations", migrations, check_migrations);
    embed(&out, &root, "datasets/csto", |_| true, |_| ());
    embed(&out, &root, "templates/dataset", |_| true, |_| ());
}

/// Writes a list of `(name, text)` of the files below a folder that are wanted, sorted by name.
fn embed(out: &Path, root: &Path, folder: &str, is_wanted: fn(&str) -> bool, check: fn(&[String])) {
    println!("cargo::rerun-if-changed={folder}");
    let base = root.join(folder);
    let mut names = Vec::new();
    list(&base, "", &mut names);
    names.retain(|name| is_wanted(name));
    names.sort();
    check(&names);
    let mut code = String::from("&[\n");
    for name in &names {
        let path = base.join(name);
        writeln!(code, "    ({name:?}, include_str!({path:?})),").expect("a string grows");
    }
    code.push_str("]\n");
    let list = out.join(format!("{}.rs", folder.replace('/', "_")));
    fs::write(&list, code).unwrap_or_else(|error| panic!("{}: {error}", list.display()));
}

fn list(folder: &Path, prefix: &str, names: &mut Vec<String>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    for entry in entries {
        let entry = entry.unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let name = entry
            .file_name()
            .into_string()
            .expect("names here are UTF-8");
        if name.starts_with('.') && !name.starts_with(".git") {
            continue;
        }
        let path = entry.path();
        if path.is_dir() {
            list(&path, &format!("{prefix}{name}/"), names);
        } else {
            names.push(format!("{prefix}{name}"));
        }
    }
}

/// Stops the build unless the migrations are numbered 0001, 0002 and so on without gap or double.
fn check_migrations(names: &[String]) {
    for (index, name) in names.iter().enumerate() {
        let number = format!("{:04}_", index + 1);
        assert!(
            name.starts_with(&number) && name.ends_with(".sql"),
            "migrations/{name}: expected {number}<what_it_does>.sql"
        );
    }
}
