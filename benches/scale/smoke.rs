//! What the tests ask of the benchmark: that its corpus keeps the program's rules, and that its
//! faults are those that the program finds. Small, for it runs with every test of all targets.

use std::path::Path;

use corpus::{Corpus, Faults, Layout};

use super::{figures, format, program};

/// Checks a small corpus without fault, and one with a fault of each kind.
pub fn run() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let sound = folder.path().join("sound");
    let corpus = |faults| Corpus {
        events: 120,
        seed: 1,
        faults,
    };
    corpus::write(&corpus(Faults::new(0, 120, false)), Layout::Toml, &sound);
    let said = check(&sound, 0);
    assert!(!said.contains("warning"), "{said}");

    let faulty = folder.path().join("faulty");
    let faults = Faults::new(22, 120, false);
    let planted = corpus::write(&corpus(faults), Layout::Toml, &faulty);
    let said = check(&faulty, 1);
    for planted in &planted {
        let (file, words) = (&planted.file, planted.fault.says());
        assert!(
            said.contains(words) && said.contains(file),
            "{file}: {words}\n{said}"
        );
    }
    let errors = said
        .lines()
        .filter(|line| line.starts_with("error"))
        .count();
    assert_eq!(errors, planted.len(), "{said}");
    if program::reads_jsonl() {
        let faulty = folder.path().join("faulty-lines");
        let planted = corpus::write(&corpus(Faults::new(36, 120, true)), Layout::Shards, &faulty);
        let planted: Vec<String> = planted.iter().map(ToString::to_string).collect();
        let said = check(&faulty, 1);
        let found = program::faults_found(&said, &planted.join("\n"));
        assert!(found.is_right(), "{found}\n{said}");
    }
    assert_eq!(format::thousands(1_234_567), "1,234,567");
    assert_eq!(format::seconds(0.01234), "12.3 ms");
    assert_eq!(figures::median(&[3.0, 1.0, 2.0, 10.0]), 2.5);
    if let Some(differing) = program::differing_exports(60) {
        assert_eq!(
            differing, [""; 0],
            "exports of one dataset written down in three ways"
        );
    }
    println!("scale: a small corpus is without fault, and planted faults are found");
}

/// Checks a dataset with the program, which must end with a code, and returns what it says.
fn check(folder: &Path, code: i32) -> String {
    let (found, said) = program::check(folder);
    assert_eq!(found, Some(code), "{said}");
    said
}
