//! Links, pipes and names as they happen to be in the folders of people.
#![cfg(unix)]

mod common;

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::Command;

use common::{Bench, different};

/// Returns the example dataset with its facts behind links, and what it builds without them.
fn linked() -> (Bench, std::collections::BTreeMap<String, Vec<u8>>) {
    let bench = Bench::with_example("flood");
    bench.ok(&["build", "flood", "--out", "plain"]);
    let plain = bench.files("plain");
    fs::create_dir(bench.path("shared")).unwrap();
    (bench, plain)
}

#[test]
fn folders_and_files_behind_links_are_read_as_those_in_place() {
    let (bench, plain) = linked();
    fs::rename(
        bench.path("flood/actors.toml"),
        bench.path("shared/actors.toml"),
    )
    .unwrap();
    symlink("../shared", bench.path("flood/people")).unwrap();
    fs::rename(bench.path("flood/holm-2024"), bench.path("holm")).unwrap();
    symlink(bench.path("holm"), bench.path("flood/holm-2024")).unwrap();
    bench.ok(&["build", "flood", "--store", "linked.sqlite"]);
    assert_eq!(different(&plain, &bench.files("exports")), [""; 0]);
    // A change behind a link is seen.
    bench.edit("shared/actors.toml", "\"Ilse Brandt\"", "\"I. Brandt\"");
    let (_, words) = bench.ok(&["ingest", "flood", "--store", "linked.sqlite"]);
    assert!(words.contains("1 fact changed"), "{words}");
}

#[test]
fn links_in_a_circle_and_links_to_nothing_are_named() {
    for (link, to) in [
        ("again", "."),
        ("sub/up", ".."),
        ("out", ".."),
        ("self", "self"),
    ] {
        let bench = Bench::with_example("flood");
        fs::create_dir(bench.path("flood/sub")).unwrap();
        symlink(to, bench.path("flood").join(link)).unwrap();
        let error = bench.fails(&["check", "flood"]);
        assert!(error.contains(&format!("{link}`")), "{link}: {error}");
    }
    for link in ["x.toml", "x.jsonl", "shared", "corrections.csv"] {
        let bench = Bench::with_example("flood");
        symlink("../gone", bench.path("flood").join(link)).unwrap();
        let error = bench.fails(&["check", "flood"]);
        assert_eq!(
            error,
            format!(
                "error: cannot read `flood/{link}`\n  because: No such file or directory (os error 2)\n  \
                hint: it is a link to `../gone`, where nothing is; mend or remove it\n"
            )
        );
    }
    let bench = Bench::with_example("flood");
    symlink("../gone", bench.path("flood/article.pdf")).unwrap();
    bench.ok(&["check", "flood"]);
}

#[test]
fn what_is_no_file_stops_a_command_and_does_not_hang_it() {
    for name in ["x.toml", "x.jsonl", "holm-2024/passages.lock"] {
        let bench = Bench::with_example("flood");
        let path = bench.path("flood").join(name);
        let _ = fs::remove_file(&path);
        assert!(
            Command::new("mkfifo")
                .arg(&path)
                .status()
                .unwrap()
                .success()
        );
        let error = bench.fails(&["check", "flood"]);
        assert!(
            error.contains(&format!("`flood/{name}` is not a file")),
            "{error}"
        );
    }
    let bench = Bench::with_example("flood");
    symlink("/dev/zero", bench.path("flood/x.toml")).unwrap();
    assert!(
        bench
            .fails(&["build", "flood"])
            .contains("`flood/x.toml` is not a file")
    );
    symlink("/dev/zero", bench.path("x.jsonl")).unwrap();
    fs::remove_file(bench.path("flood/x.toml")).unwrap();
    let error = bench.fails(&["check", "flood", "--facts", "x.jsonl"]);
    assert!(error.contains("neither a file nor a pipe"), "{error}");
}

#[test]
fn two_names_that_are_not_utf_8_do_not_become_one() {
    let bench = Bench::with_example("flood");
    for (byte, key) in [(b'\xe4', "one"), (b'\xe5', "two")] {
        let name = [b"m", &[byte][..], b".toml"].concat();
        let sheet = format!("[[place]]\nkey = \"{key}\"\nname = \"{key}\"\nkind = \"city\"\n");
        let path = bench.path("flood").join(OsStr::from_bytes(&name));
        if fs::write(path, sheet).is_err() {
            return; // A file system that has no such names.
        }
    }
    let error = bench.fails(&["build", "flood"]);
    assert!(error.contains("is not UTF-8"), "{error}");
    // What a dataset does not read may be called as it likes.
    let bench = Bench::with_example("flood");
    fs::write(
        bench.path("flood").join(OsStr::from_bytes(b"m\xe4.txt")),
        "",
    )
    .unwrap();
    bench.ok(&["check", "flood"]);
}

#[test]
fn modes_are_kept_and_the_umask_is_followed() {
    let bench = Bench::with_example("flood");
    let mode = |name: &str| bench.path(name).metadata().unwrap().permissions().mode() & 0o777;
    let build = |umask: &str| {
        let script = format!("umask {umask} && exec \"$0\" build flood");
        let mut shell = Command::new("sh");
        shell.args(["-c", &script, env!("CARGO_BIN_EXE_footnote")]);
        assert!(
            shell
                .current_dir(bench.path("."))
                .status()
                .unwrap()
                .success()
        );
    };
    build("027");
    for name in [
        "exports/csv/events.csv",
        "exports/flood.sqlite",
        "exports/CODEBOOK.md",
    ] {
        assert_eq!(mode(name), 0o640, "{name}");
        fs::set_permissions(bench.path(name), fs::Permissions::from_mode(0o604)).unwrap();
    }
    bench.edit(
        "flood/holm-2024/facts.toml",
        "Orland sends forty boats",
        "Orland sends boats",
    );
    build("022");
    assert!(
        bench
            .read("exports/csv/events.csv")
            .contains("Orland sends boats")
    );
    assert_eq!(mode("exports/csv/events.csv"), 0o604);
    assert_eq!(mode("exports/flood.sqlite"), 0o604);
    assert_eq!(mode("exports/csv/datapackage.json"), 0o640);
}

#[test]
fn habits_of_the_shell_are_met_with_words_that_help() {
    let bench = Bench::with_example("flood");
    let error = bench.fails(&["check", "flood", "--article", "holm-2024=~/article.txt"]);
    assert!(error.contains("write \"$HOME\" instead"), "{error}");
    let quiet = bench.ok(&["check", "flood", "-q"]);
    assert_eq!(quiet, (String::new(), String::new()));
}
