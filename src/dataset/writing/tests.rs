use std::sync::atomic::{AtomicUsize, Ordering};

use super::change::put_in_place;
use super::*;

/// The sheets of a dataset, as they are before.
const SHEETS: [(&str, &str); 3] = [
    ("dataset.toml", "title = \"Relief\"\n"),
    ("holm/article.toml", "title = \"Flood\"\n"),
    ("holm/facts.toml", "# none yet\n"),
];

struct Bench(tempfile::TempDir);

impl Bench {
    fn new() -> Self {
        let bench = Self(tempfile::tempdir().unwrap());
        fs::create_dir_all(bench.root().join("holm")).unwrap();
        for (file, text) in SHEETS {
            fs::write(bench.root().join(file), text).unwrap();
        }
        bench
    }

    fn root(&self) -> PathBuf {
        self.0.path().join("relief")
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.root().join(file)).unwrap()
    }

    fn folder(&self) -> Folder {
        Folder::read(&self.root()).unwrap()
    }

    fn writer(&self) -> (Writer, Option<Finished>) {
        Writer::open(&self.root(), "footnote revise").unwrap()
    }

    /// Every file below the folder, hidden ones too, with its text.
    fn files(&self) -> BTreeMap<String, String> {
        fn collect(folder: &Path, prefix: &str, files: &mut BTreeMap<String, String>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let name = format!("{prefix}{}", path.file_name().unwrap().to_str().unwrap());
                if path.is_dir() {
                    collect(&path, &format!("{name}/"), files);
                } else {
                    files.insert(name, fs::read_to_string(&path).unwrap());
                }
            }
        }
        let mut files = BTreeMap::new();
        collect(&self.root(), "", &mut files);
        files
    }

    /// Makes a change as far as its journal.
    fn staged(&self) -> Vec<Change> {
        let folder = self.folder();
        let texts = new_texts().into_iter();
        let mut changes: Vec<Change> = texts
            .map(|(file, text)| Change::stage(&self.root(), &file, &text).unwrap())
            .collect();
        for change in &mut changes {
            let known = folder.names().any(|name| name == change.file);
            let read = known.then(|| folder.text_digest(&change.file));
            change.compare(read).unwrap();
        }
        let journal = Journal::of("footnote revise", &changes);
        journal.write(&self.root(), &changes).unwrap();
        changes
    }

    /// Leaves what a run leaves that is killed after its journal is there and some of its files are in
    /// place.
    fn interrupt(&self, written: usize) {
        let (_writer, _) = self.writer();
        self.staged();
        for (file, text) in new_texts().iter().take(written) {
            fs::write(self.root().join(file), text).unwrap();
        }
        // What was staged stays, as it does when the process is killed.
        fs::write(self.root().join("holm/.footnote.new-abc"), "# dead\n").unwrap();
    }
}

fn new_texts() -> BTreeMap<String, String> {
    let texts = [
        ("holm/article.toml", "title = \"Great flood\"\n"),
        ("holm/facts.toml", "# still none\n"),
        ("holm/passages.lock", "format = 1\n"),
    ];
    let own = |(file, text): (&str, &str)| (file.to_owned(), text.to_owned());
    texts.into_iter().map(own).collect()
}

fn old() -> BTreeMap<String, String> {
    let own = |(file, text): (&str, &str)| (file.to_owned(), text.to_owned());
    SHEETS.into_iter().map(own).collect()
}

fn changed() -> BTreeMap<String, String> {
    let mut files = old();
    files.extend(new_texts());
    files
}

#[test]
fn all_files_are_written_and_nothing_is_left_beside_them() {
    let bench = Bench::new();
    let (writer, finished) = bench.writer();
    assert_eq!(finished, None);
    writer.commit(&bench.folder(), &new_texts()).unwrap();
    drop(writer);
    let mut files = bench.files();
    if cfg!(not(unix)) {
        files.remove(LOCK_FILE);
    }
    assert_eq!(files, changed());
}

#[test]
fn a_change_that_was_interrupted_anywhere_is_finished_by_the_next_writer() {
    for written in 0..=new_texts().len() {
        let bench = Bench::new();
        bench.interrupt(written);
        let refused = Folder::read(&bench.root()).unwrap_err().to_string();
        assert_eq!(
            refused,
            format!(
                "`footnote revise` was interrupted, and `{}` is half written",
                bench.root().display()
            )
        );
        let (writer, finished) = bench.writer();
        let names: Vec<String> = new_texts().into_keys().skip(written).collect();
        let written = names.iter().map(|name| bench.root().join(name)).collect();
        let command = "footnote revise".to_owned();
        assert_eq!(finished, Some(Finished { command, written }));
        drop(writer);
        assert_eq!(bench.files(), changed());
        assert_eq!(bench.writer().1, None, "it is finished once");
    }
}

#[test]
fn a_file_that_was_changed_after_an_interruption_is_left_to_its_editor() {
    let bench = Bench::new();
    bench.interrupt(1);
    fs::write(bench.root().join("holm/facts.toml"), "# mine\n").unwrap();
    let before = bench.files();
    let error = Writer::open(&bench.root(), "footnote lock").unwrap_err();
    assert!(
        matches!(&error, WriteError::Stuck { path, .. } if path.ends_with("holm/facts.toml")),
        "{error}"
    );
    assert!(
        error.hint().unwrap().contains(".footnote.journal"),
        "the way out is named"
    );
    let mut after = bench.files();
    after.insert("holm/.footnote.new-abc".into(), "# dead\n".into());
    assert_eq!(after, before);
    // Put back as it was, it is finished.
    fs::write(bench.root().join("holm/facts.toml"), SHEETS[2].1).unwrap();
    bench.writer();
    assert_eq!(bench.files(), changed());
}

#[test]
fn where_one_file_cannot_be_put_in_place_all_are_put_back() {
    let number = new_texts().len();
    for fails_at in 0..number {
        for is_renamed in [false, true] {
            let bench = Bench::new();
            let (writer, _) = bench.writer();
            let changes = bench.staged();
            let calls = AtomicUsize::new(0);
            let mut put = |file: tempfile::TempPath, target: &Path| {
                let call = calls.fetch_add(1, Ordering::Relaxed);
                if call != fails_at || is_renamed {
                    put_in_place(file, target)?;
                }
                let failed = io::Error::from(io::ErrorKind::StorageFull);
                if call == fails_at {
                    Err(failed)
                } else {
                    Ok(())
                }
            };
            let error = change::apply(&bench.root(), changes, &mut put).unwrap_err();
            assert!(matches!(error, WriteError::Write { .. }), "{error}");
            drop(writer);
            assert_eq!(bench.files(), old(), "the rename {fails_at} failed");
        }
    }
}

#[test]
fn what_can_no_longer_be_put_back_is_left_to_the_next_writer() {
    let bench = Bench::new();
    let (writer, _) = bench.writer();
    let changes = bench.staged();
    let calls = AtomicUsize::new(0);
    let mut put =
        |file: tempfile::TempPath, target: &Path| match calls.fetch_add(1, Ordering::Relaxed) {
            0 => put_in_place(file, target),
            _ => Err(io::ErrorKind::StorageFull.into()),
        };
    let error = change::apply(&bench.root(), changes, &mut put).unwrap_err();
    assert!(matches!(error, WriteError::Half { .. }), "{error}");
    assert!(
        error.hint().unwrap().starts_with("`footnote lock "),
        "{:?}",
        error.hint()
    );
    drop(writer);
    assert!(Folder::read(&bench.root()).is_err());
    bench.writer();
    assert_eq!(bench.files(), changed());
}

#[test]
fn a_file_that_an_editor_saved_meanwhile_is_not_written_over() {
    let bench = Bench::new();
    for file in ["holm/facts.toml", "holm/passages.lock"] {
        let folder = bench.folder();
        for name in folder.names() {
            folder.text(name);
        }
        let (writer, _) = bench.writer();
        fs::write(bench.root().join(file), "# saved meanwhile\n").unwrap();
        let before = bench.files();
        let error = writer.commit(&folder, &new_texts()).unwrap_err();
        assert!(
            matches!(&error, WriteError::Changed { path } if path.ends_with(file)),
            "{error}"
        );
        assert_eq!(bench.files(), before);
        // What is read afterwards can be written over.
        writer.commit(&bench.folder(), &old()).unwrap();
        fs::remove_file(bench.root().join("holm/passages.lock")).unwrap_or_default();
    }
}

#[test]
fn of_two_writers_the_second_one_waits_and_is_told_who_holds_the_lock() {
    let bench = Bench::new();
    let (writer, _) = bench.writer();
    let patience = Duration::from_millis(60);
    let error = lock(&bench.root(), "footnote correct", patience).unwrap_err();
    let process = std::process::id();
    assert_eq!(
        error.to_string(),
        format!(
            "`footnote revise`, process {process}, is writing `{}`",
            bench.root().display()
        )
    );
    for note in [
        "",
        "4711",
        "4711 \u{1b}[2J",
        "x footnote correct",
        "-1 footnote lock",
    ] {
        fs::write(bench.root().join(LOCK_FILE), note).unwrap();
        assert_eq!(
            holder(&bench.root().join(LOCK_FILE)),
            "another footnote",
            "{note}"
        );
    }
    let waiting = thread::spawn({
        let root = bench.root();
        move || Writer::open(&root, "footnote correct").map(|_| ())
    });
    thread::sleep(patience);
    writer.commit(&bench.folder(), &new_texts()).unwrap();
    drop(writer);
    waiting.join().unwrap().unwrap();
}

#[test]
fn who_reads_waits_for_a_change_that_is_being_made() {
    let bench = Bench::new();
    let (writer, _) = bench.writer();
    let changes = bench.staged();
    thread::scope(|scope| {
        let reading = scope.spawn(|| bench.folder().names().count());
        thread::sleep(PAUSE * 3);
        assert!(
            !reading.is_finished(),
            "the journal is there, and its writer lives"
        );
        change::apply(&bench.root(), changes, &mut put_in_place).unwrap();
        assert_eq!(reading.join().unwrap(), changed().len());
    });
    drop(writer);
}

#[test]
fn many_writers_lose_nothing() {
    let bench = Bench::new();
    let file = "holm/facts.toml";
    let add = |number: usize| {
        for round in 0..5 {
            let (writer, _) = bench.writer();
            let folder = bench.folder();
            let text = format!("{}# {number} {round}\n", folder.text(file).unwrap());
            writer
                .commit(&folder, &BTreeMap::from([(file.to_owned(), text)]))
                .unwrap();
        }
    };
    thread::scope(|scope| {
        for number in 0..4 {
            scope.spawn(move || add(number));
        }
    });
    assert_eq!(bench.read(file).lines().count(), 1 + 4 * 5);
}

#[test]
fn a_journal_of_somebody_else_writes_nothing() {
    let entry = |file: &str, text: &str, digest: &str| {
        format!(
            "{{\"format\": 1, \"command\": \"x\", \"files\": [{{\"file\": \"{file}\", \"old\": null, \"new\": \"{digest}\", \"text\": \"{text}\"}}]}}"
        )
    };
    let digest = crate::digest::sha256_hex(b"x");
    let journals = [
        String::new(),
        "{}".to_owned(),
        entry("a.toml", "x", &digest).replace("\"format\": 1", "\"format\": 2"),
        entry("a.toml", "x", &digest).replace("\"x\", \"files\"", r#""\u001b[2J", "files""#),
        entry("a.toml", "y", &digest),
        entry("../a.toml", "x", &digest),
        entry("/tmp/a.toml", "x", &digest),
        entry(".git/a.toml", "x", &digest),
        entry("holm/.hidden.toml", "x", &digest),
        entry("run.sh", "x", &digest),
    ];
    for journal in journals {
        let bench = Bench::new();
        fs::write(journal::path(&bench.root()), &journal).unwrap();
        let before = bench.files();
        let error = Writer::open(&bench.root(), "footnote lock").unwrap_err();
        assert!(
            matches!(error, WriteError::Foreign { .. }),
            "{journal}: {error}"
        );
        assert_eq!(bench.files(), before);
        assert!(Folder::read(&bench.root()).is_err());
    }
}

#[test]
fn a_path_is_named_as_the_dataset_names_it() {
    let bench = Bench::new();
    let (writer, _) = bench.writer();
    let root = bench.root();
    for (path, name) in [
        ("actors.toml", Some("actors.toml")),
        ("holm/facts.toml", Some("holm/facts.toml")),
        ("holm/../holm/new.toml", Some("holm/new.toml")),
        ("new/sub/facts.toml", Some("new/sub/facts.toml")),
        ("holm/notes.txt", None),
        (".git/facts.toml", None),
        ("../elsewhere.toml", None),
        ("", None),
    ] {
        assert_eq!(writer.name_of(&root.join(path)).as_deref(), name, "{path}");
    }
}

#[test]
fn a_read_only_file_stops_the_change_beforehand() {
    let bench = Bench::new();
    let path = bench.root().join("holm/facts.toml");
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    let error = bench
        .writer()
        .0
        .commit(&bench.folder(), &new_texts())
        .unwrap_err();
    assert!(
        matches!(&error, WriteError::ReadOnly { path } if path.ends_with("holm/facts.toml")),
        "{error}"
    );
    assert_eq!(bench.files(), old());
}

#[cfg(unix)]
#[test]
fn modes_are_kept_and_the_journal_is_for_nobody_else() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::new();
    let mode = |file: &str| {
        let metadata = fs::metadata(bench.root().join(file)).unwrap();
        metadata.permissions().mode() & 0o777
    };
    let private = fs::Permissions::from_mode(0o640);
    fs::set_permissions(bench.root().join("holm/facts.toml"), private).unwrap();
    bench.interrupt(0);
    assert_eq!(mode(".footnote.journal") & 0o137, 0);
    bench.writer();
    assert_eq!(mode("holm/facts.toml"), 0o640);
    assert_eq!(mode("holm/article.toml"), mode("dataset.toml"));
}

#[cfg(unix)]
#[test]
fn a_link_is_written_through_where_it_stays_inside() {
    use std::os::unix::fs::symlink;
    let bench = Bench::new();
    let (file, inside, outside) = (
        "holm/facts.toml",
        bench.root().join("kept.txt"),
        bench.0.path().join("elsewhere.toml"),
    );
    for target in [&inside, &outside] {
        fs::write(target, "# real\n").unwrap();
        fs::remove_file(bench.root().join(file)).unwrap();
        symlink(target, bench.root().join(file)).unwrap();
        let result = bench.writer().0.commit(&bench.folder(), &new_texts());
        assert!(
            bench
                .root()
                .join(file)
                .symlink_metadata()
                .unwrap()
                .is_symlink()
        );
        if target == &inside {
            result.unwrap();
            assert_eq!(fs::read_to_string(target).unwrap(), new_texts()[file]);
        } else {
            assert!(
                matches!(result, Err(WriteError::Outside { .. })),
                "{result:?}"
            );
            assert_eq!(fs::read_to_string(target).unwrap(), "# real\n");
        }
    }
    fs::remove_file(bench.root().join(file)).unwrap();
    let away = bench.0.path().join("away");
    fs::create_dir(&away).unwrap();
    symlink(&away, bench.root().join("away")).unwrap();
    let files = BTreeMap::from([("away/new.toml".to_owned(), String::new())]);
    let result = bench.writer().0.commit(&bench.folder(), &files);
    assert!(
        matches!(result, Err(WriteError::Outside { .. })),
        "{result:?}"
    );
    symlink(&outside, bench.root().join(LOCK_FILE)).unwrap();
    let error = Writer::open(&bench.root(), "footnote lock").unwrap_err();
    assert!(matches!(error, WriteError::Foreign { .. }), "{error}");
    assert_eq!(
        fs::read_to_string(&outside).unwrap(),
        "# real\n",
        "no note is written into it"
    );
}
