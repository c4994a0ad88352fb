//! An article that its publisher has revised: an edited word, a moved paragraph, a sentence cut and
//! one doubled. The article is the invented one of the example dataset.

mod common;

use common::{Bench, different};

/// Returns a folder with the example dataset as `flood`, and its article revised as `new.txt`.
fn revised() -> Bench {
    let bench = Bench::with_example("flood");
    let text = bench.read("flood/holm-2024/article.txt");
    let paragraphs: Vec<&str> = text.trim().split("\n\n").collect();
    let [title, author, date, first, second, third] = paragraphs[..] else {
        panic!("six blocks: {text}");
    };
    let first = first.replace("After a week of rain", "After ten days of rain");
    let second = second.replace(
        " The two countries plan a joint exercise of their rescue services in the autumn.",
        "",
    );
    let third = format!("{third} It is possible that the treaty will be widened next year.");
    let new = [title, author, date, &second, &first, &third].join("\n\n");
    bench.write("new.txt", &format!("{new}\n"));
    bench
}

const LISTS: &str = "\
renumbered  p2.s1 → p1.s1
renumbered  p2.s2 → p1.s2
moved       p1.s2 → p2.s2
edited      p1.s1 → p2.s1
          -  After a week of rain the river Tavel broke its banks in the first days of March and flooded the town of Sarn.
          +  After ten days of rain the river Tavel broke its banks in the first days of March and flooded the town of Sarn.
gone        p2.s3  The two countries plan a joint exercise of their rescue services in the autumn.
new         p3.s3  It is possible that the treaty will be widened next year.
doubled     p3.s2  It is possible that the treaty will be widened next year.
carried     varnia cites holm-2024#p1.s2, “Prime Minister Ilse Brandt” → p2.s2
carried     brandt cites holm-2024#p1.s2 → p2.s2
carried     orland cites holm-2024#p1.s2 → p2.s2
carried     orland cites holm-2024#p2.s2, names, “Its capital, Lund” → p1.s2
carried     brandt-prime-minister cites p1.s2, title, “Prime Minister” → p2.s2
carried     treaty-of-sarn cites p1.s2 → p2.s2
carried     treaty-of-sarn-article-7 cites p1.s2, “Article 7 of the Treaty of Sarn” → p2.s2
carried     varnia-requests-relief-2024-03 cites p1.s2 → p2.s2
carried     varnia-requests-relief-2024-03 cites p1.s2, date, “on 4 March 2024” → p2.s2
carried     orland-sends-boats-2024-03 cites p2.s1 → p1.s1
carried     orland-sends-boats-2024-03 cites p1.s2, date → p2.s2
carried     orland-silent-on-tents cites p2.s2, “said nothing about the rest” → p1.s2
review      sarn cites p1.s1: p1.s1 of the earlier text was edited; see p2.s1
review      varnia-requests-relief-2024-03 cites p1.s1, places: p1.s1 of the earlier text was edited; see p2.s1
review      rescue-exercise-2024 cites p2.s3: p2.s3 of the earlier text is gone
review      treaty-may-widen cites p3.s2: the words of p3.s2 of the earlier text stand more than once
";

const SUMMARY: &str = "sentences: 2 unchanged, 2 renumbered, 1 moved, 1 edited, 0 split, 0 merged, 1 gone, 1 new; citations: 0 as they stood, 12 carried over, 4 to review in 4 facts\n";

/// What is said of a revision that was made already.
const LOCKED_ALREADY: &str =
    "new.txt is the text that `holm-2024` is locked to already; nothing is written\n";

const REVISE: [&str; 5] = ["revise", "holm-2024", "new.txt", "--dataset", "flood"];

#[test]
fn a_revision_is_shown_as_exact_lists_and_writes_nothing_by_itself() {
    let bench = revised();
    let before = bench.files(".");
    let (out, err) = bench.ok(&[&REVISE[..], &["--old", "flood/holm-2024/article.txt"]].concat());
    assert_eq!(out, LISTS);
    assert_eq!(
        err,
        format!(
            "{SUMMARY}nothing is written; --accept writes the new lock and the changed sheets\n"
        )
    );
    assert_eq!(different(&before, &bench.files(".")), [""; 0]);
    // The store may have the old text too.
    bench.ok(&[
        "build",
        "flood",
        "--article",
        "holm-2024=flood/holm-2024/article.txt",
    ]);
    assert_eq!(bench.ok(&REVISE).0, LISTS);
    // Without it, old wording is told by its place, and neighbours are paired.
    std::fs::remove_dir_all(bench.path(".footnote")).expect("the store is deleted");
    let (out, _) = bench.ok(&REVISE);
    assert!(
        out.contains("gone        p1.s1\n") && out.contains("edited      p2.s3 → p2.s1\n"),
        "{out}"
    );
    let of_citations = |text: &str| -> Vec<String> {
        let lines = text.lines().filter(|line| line.starts_with("carried"));
        lines.map(str::to_owned).collect()
    };
    assert_eq!(
        of_citations(&out),
        of_citations(LISTS),
        "likeness carries nothing over"
    );
}

#[test]
#[allow(clippy::too_many_lines, reason = "a list of cases")]
fn an_accepted_revision_builds_and_marks_what_a_coder_must_look_at() {
    let bench = revised();
    bench.ok(&[
        "build",
        "flood",
        "--article",
        "holm-2024=flood/holm-2024/article.txt",
    ]);
    let sheet = bench.read("flood/holm-2024/facts.toml");
    let (_, err) = bench.ok(&[&REVISE[..], &["--accept"]].concat());
    assert_eq!(
        err,
        format!(
            "{SUMMARY}wrote flood/actors.toml\nwrote flood/holm-2024/article.toml\nwrote flood/holm-2024/facts.toml\nwrote flood/holm-2024/passages.lock\n"
        )
    );
    // Comments and layout stay: only locators and reviews differ.
    let rewritten = bench.read("flood/holm-2024/facts.toml");
    let without_reviews: Vec<&str> = rewritten
        .lines()
        .filter(|line| !line.starts_with("needs_review"))
        .collect();
    assert_eq!(without_reviews.len(), sheet.lines().count());
    for (old, new) in sheet.lines().zip(without_reviews) {
        assert!(old == new || old.contains("\"p"), "{old}\n{new}");
    }
    let (out, err) = bench.ok(&["check", "flood", "--article", "holm-2024=new.txt"]);
    assert!(
        out.starts_with("holm-2024: 7 sentences, 3 coded, 1 skipped, 3 untouched; citations verified word for word\n")
            && out.contains("review rescue-exercise-2024: p2.s3 of the earlier text is gone\n"),
        "{out}"
    );
    assert!(!err.contains("warning"), "{err}");
    bench.ok(&["build", "flood"]);
    let reviews = bench.read("exports/csv/pending_reviews.csv");
    assert_eq!(reviews.lines().count(), 5, "{reviews}");
    let (log, _) = bench.ok(&["log", "sarn"]);
    assert!(
        log.contains("remove  citations sarn * holm-2024 1 1  (article)\n"),
        "{log}"
    );
    // Once more there is nothing to revise.
    let (_, err) = bench.ok(&REVISE);
    assert_eq!(err, LOCKED_ALREADY);
    // The mark goes once the coder has cited what says so now, and not before.
    bench.edit(
        "flood/holm-2024/facts.toml",
        "needs_review = \"p1.s1 of the earlier text was edited; see p2.s1\"\n\n[[instrument]]",
        "\n[[instrument]]",
    );
    let error = bench.fails(&["check", "flood"]);
    assert!(
        error.contains("error: the words cited at p1.s1 of an earlier text were not found again\n")
            && error.contains(
                "= hint: cite the sentence that says so now with `at`, or keep `needs_review`\n"
            ),
        "{error}"
    );
    bench.edit(
        "flood/holm-2024/facts.toml",
        "cites = [{ was_at = \"p1.s1\" }]",
        "cites = [\"p2.s1\"]",
    );
    bench.ok(&["build", "flood"]);
    assert_eq!(
        bench
            .read("exports/csv/pending_reviews.csv")
            .lines()
            .count(),
        4
    );
}

#[test]
fn a_coder_s_own_edits_are_not_those_of_the_article() {
    let bench = revised();
    bench.ok(&["build", "flood"]);
    let old = ["--old", "flood/holm-2024/article.txt", "--accept"];
    bench.ok(&[&REVISE[..], &old].concat());
    let facts = "flood/holm-2024/facts.toml";
    // In the same run a title, a citation of a sentence that has moved, and a review of the coder's.
    bench.edit(facts, "Orland sends forty boats", "Orland sends boats");
    bench.edit(
        facts,
        "cites = [\"p1.s1\", { at = \"p2.s2\", field = \"date\" }]",
        "cites = [\"p1.s1\", \"p1.s2\", { at = \"p2.s2\", field = \"date\" }]",
    );
    bench.edit(
        facts,
        "kind = \"treaty\"\n",
        "kind = \"treaty\"\nneeds_review = \"ask a lawyer\"\n",
    );
    bench.ok(&["build", "flood"]);
    for (fact, lines) in [
        (
            "orland-sends-boats-2024-03",
            &[
                "title from `Orland sends forty boats` to `Orland sends boats`  (sheet)",
                "add     citations orland-sends-boats-2024-03 * holm-2024 1 1  (article)",
                "add     citations orland-sends-boats-2024-03 * holm-2024 1 2  (sheet)",
                "add     citations orland-sends-boats-2024-03 date holm-2024 2 2  (article)",
                "remove  citations orland-sends-boats-2024-03 * holm-2024 2 1  (article)",
            ][..],
        ),
        (
            "treaty-of-sarn",
            &[
                "add     pending_reviews treaty-of-sarn  (sheet)",
                "remove  citations treaty-of-sarn * holm-2024 1 2  (article)",
            ],
        ),
        (
            "rescue-exercise-2024",
            &[
                "add     pending_reviews rescue-exercise-2024  (article)",
                "remove  citations rescue-exercise-2024 * holm-2024 2 3  (article)",
            ],
        ),
    ] {
        let (log, _) = bench.ok(&["log", fact]);
        for line in lines {
            assert!(log.contains(line), "{line}\n{log}");
        }
    }
}

#[test]
fn a_revision_that_cannot_be_made_says_why_and_writes_nothing() {
    let bench = revised();
    bench.ok(&["revise", "holm-2024", "new.txt"]);
    bench.ok(&["init", "drought"]);
    let error = bench.fails(&["revise", "holm-2024", "new.txt"]);
    assert!(
        error.starts_with("error: there are several datasets: `drought`, `flood`\n  hint: name its folder with --dataset;"),
        "{error}"
    );
    let before = bench.files(".");
    for (args, expected) in [
        (
            &["revise", "holm-2042", "new.txt", "--dataset", "flood"],
            "error: the dataset has no source `holm-2042`\n  hint: did you mean `holm-2024`?\n",
        ),
        (
            &["revise", "holm-2024", "gone.txt", "--dataset", "flood"],
            "error: cannot read `gone.txt`\n",
        ),
        (
            &["revise", "holm-2024", "new.txt", "--dataset", "floods"],
            "error: cannot read `floods`\n",
        ),
    ] {
        let error = bench.fails(args);
        assert!(error.starts_with(expected), "{error}");
    }
    assert_eq!(different(&before, &bench.files(".")), [""; 0]);
}

const LEDGER: &str = "id,made_on,made_by,fact,field,old_value,new_value,reason,source\n";

const LOCK: [&str; 4] = [
    "lock",
    "flood",
    "--article",
    "holm-2024=flood/holm-2024/article.txt",
];

/// Returns a folder with the example dataset as `flood`, and its article with a new sentence behind
/// the first as `new.txt`.
fn with_new_sentence() -> Bench {
    let bench = Bench::with_example("flood");
    let text = bench.read("flood/holm-2024/article.txt");
    let end = "the town of Sarn.";
    assert_eq!(text.matches(end).count(), 1);
    let new = text.replace(end, &format!("{end} Nobody had seen the like of it."));
    bench.write("new.txt", &new);
    bench
}

#[test]
fn citations_and_skips_are_carried_over_in_whatever_form_they_are_written() {
    let bench = with_new_sentence();
    let sheet = "flood/holm-2024/facts.toml";
    bench.edit(
        sheet,
        "kind = \"treaty\"\ncites = [\"p1.s2\"]\n",
        "kind = \"treaty\"\n\n[[instrument.cites]]\nat = \"p1.s2\" # here\nquote = \"Treaty of Sarn\"\n",
    );
    let text = bench.read(sheet);
    let from = text.find("[[skip]]").expect("the example skips a sentence");
    assert_eq!(text[from..].matches("[[").count(), 1);
    let inline = "skip = [{ at = \"p1.s2\", reason = \"general remark\" }]\n\n";
    bench.write(sheet, &format!("{inline}{}", &text[..from]));
    let error = bench.fails(&["check", "flood"]);
    assert!(
        error.contains("p1.s2 is skipped, yet a fact cites it"),
        "{error}"
    );
    // The skip is of a sentence that nobody cites, in a place that changes.
    bench.write(
        "new.txt",
        &bench
            .read("new.txt")
            .replace("Floods make", "All agree. Floods make"),
    );
    bench.edit(
        sheet,
        "{ at = \"p1.s2\", reason",
        "{ at = \"p3.s1\", reason",
    );
    bench.ok(&LOCK);
    bench.ok(&[&REVISE[..], &["--accept"]].concat());
    let rewritten = bench.read(sheet);
    for expected in [
        "skip = [{ at = \"p3.s2\", reason = \"general remark\" }]\n",
        "[[instrument.cites]]\nat = \"p1.s3\" # here\nquote = \"Treaty of Sarn\"\n",
    ] {
        assert!(rewritten.contains(expected), "{rewritten}");
    }
    bench.ok(&["check", "flood", "--article", "holm-2024=new.txt"]);
}

#[test]
fn corrections_that_would_no_longer_fit_are_all_listed_below_the_preview() {
    let bench = with_new_sentence();
    bench.write(
        "flood/corrections.csv",
        &format!(
            "{LEDGER}c1,2024-05-01,A,sarn,\"citations[*,holm-2024,1,1].sentence\",1,2,x,\n\
             c2,2024-05-01,A,sarn,name,Sarn,Sarn on the Tavel,x,\n\
             c3,2024-05-02,A,brandt,\"citations[*,holm-2024,1,2].quote\",,Ilse Brandt asked,x,\n\
             c4,2024-05-02,A,rescue-exercise-2024,\"citations[*,holm-2024,2,3].quote\",,joint exercise,x,\n"
        ),
    );
    bench.ok(&LOCK);
    let before = bench.files(".");
    for accept in [&[][..], &["--accept"]] {
        let output = bench.run(&[&REVISE[..], accept].concat());
        assert_eq!(output.status.code(), Some(1));
        let out = String::from_utf8_lossy(&output.stdout);
        let err = String::from_utf8_lossy(&output.stderr);
        assert!(
            out.contains("renumbered  p1.s2 → p1.s3\n")
                && out.contains("carried     brandt cites holm-2024#p1.s2 → p1.s3\n"),
            "{out}"
        );
        for expected in [
            "sentences: 6 unchanged, 1 renumbered, ",
            "flood/corrections.csv:2:",
            "error: the correction `c1` of `sarn` changes `citations[*,holm-2024,1,1].sentence`, and its sentence has moved or changed\n",
            "flood/corrections.csv:4:",
            "error: the correction `c3` of `brandt` changes `citations[*,holm-2024,1,2].quote`, and its sentence has moved or changed\n",
            "hint: make the change in the sheet, and take the correction out of the ledger\n",
            "2 errors, 0 warnings\n",
        ] {
            assert!(err.contains(expected), "{expected}\n{err}");
        }
        assert!(
            err.ends_with("nothing is written: these corrections would no longer fit\n"),
            "{err}"
        );
    }
    assert_eq!(different(&before, &bench.files(".")), [""; 0]);
    // What the ledger says of sentences that stay may stay too.
    bench.write(
        "flood/corrections.csv",
        &format!("{LEDGER}c4,2024-05-02,A,rescue-exercise-2024,\"citations[*,holm-2024,2,3].quote\",,joint exercise,x,\n"),
    );
    bench.ok(&LOCK);
    bench.ok(&[&REVISE[..], &["--accept"]].concat());
    bench.ok(&["check", "flood", "--article", "holm-2024=new.txt"]);
}

#[test]
fn line_ends_stay_and_sheets_in_which_nothing_changes_are_left_alone() {
    let bench = with_new_sentence();
    let sheets = [
        "flood/actors.toml",
        "flood/holm-2024/facts.toml",
        "flood/holm-2024/article.toml",
    ];
    for sheet in sheets {
        bench.write(sheet, &bench.read(sheet).replace('\n', "\r\n"));
    }
    bench.write(
        "flood/places.toml",
        "# The river.\r\n[[place]]\r\nkey = \"tavel\"\r\nname = \"Tavel\"\r\nkind = \"region\"\r\ncites = [\"holm-2024#p1.s1\"]\r\n",
    );
    let kept = bench.read("flood/places.toml");
    bench.ok(&LOCK);
    let (_, err) = bench.ok(&[&REVISE[..], &["--accept"]].concat());
    assert!(
        err.ends_with("\nwrote flood/actors.toml\nwrote flood/holm-2024/article.toml\nwrote flood/holm-2024/facts.toml\nwrote flood/holm-2024/passages.lock\n"),
        "{err}"
    );
    assert_eq!(bench.read("flood/places.toml"), kept);
    for sheet in sheets {
        let text = bench.read(sheet);
        assert_eq!(
            text.matches('\n').count(),
            text.matches("\r\n").count(),
            "{sheet}"
        );
    }
    // Once more there is nothing to write.
    let before = bench.files(".");
    let (_, err) = bench.ok(&[&REVISE[..], &["--accept"]].concat());
    assert_eq!(err, LOCKED_ALREADY);
    assert_eq!(different(&before, &bench.files(".")), [""; 0]);
}

#[test]
fn another_headline_is_shown() {
    let bench = with_new_sentence();
    let (out, _) = bench.ok(&REVISE);
    assert!(!out.contains("headline"), "{out}");
    let text = bench.read("new.txt");
    bench.write(
        "new.txt",
        &text.replace("After the Flood\n", "After the Great Flood\n"),
    );
    let (out, err) = bench.ok(&REVISE);
    assert!(
        out.starts_with(
            "edited      headline\n          -  Varnia Asks Its Neighbour for Help After the Flood\n          +  Varnia Asks Its Neighbour for Help After the Great Flood\n"
        ),
        "{out}"
    );
    assert!(
        err.contains("the headline is another one; `title` in flood/holm-2024/article.toml stays until you change it\n"),
        "{err}"
    );
    // A title of one's own is no change of the article.
    bench.edit(
        "flood/holm-2024/article.toml",
        "title = \"Varnia Asks",
        "title = \"How Varnia Asks",
    );
    bench.write("old.txt", &text);
    bench.write("new.txt", &text);
    let (out, _) = bench.ok(&[&REVISE[..], &["--old", "old.txt"]].concat());
    assert!(!out.contains("headline"), "{out}");
}

/// Returns a folder with a dataset `flood` whose one article has these paragraphs, as `old.txt`, and
/// whose facts are these, locked.
fn coded(paragraphs: &[&str], facts: &str) -> Bench {
    let bench = Bench::with_example("flood");
    std::fs::remove_file(bench.path("flood/actors.toml")).expect("the actors go");
    bench.write("old.txt", &article(paragraphs));
    bench.write("flood/holm-2024/facts.toml", facts);
    std::fs::remove_file(bench.path("flood/holm-2024/passages.lock")).expect("the lock goes");
    bench.ok(&["lock", "flood", "--article", "holm-2024=old.txt"]);
    bench
}

/// Writes an article with the front of the example.
fn article(paragraphs: &[&str]) -> String {
    format!(
        "Varnia Asks Its Neighbour for Help After the Flood\n\nBy Ada Holm\n\nMarch 12, 2024\n\n{}\n",
        paragraphs.join("\n\n")
    )
}

/// Writes a fact that cites some sentences.
fn place(key: &str, cites: &str) -> String {
    format!("[[place]]\nkey = \"{key}\"\nname = \"{key}\"\nkind = \"city\"\ncites = [{cites}]\n\n")
}

const WITH_OLD: [&str; 7] = [
    "revise",
    "holm-2024",
    "new.txt",
    "--dataset",
    "flood",
    "--old",
    "old.txt",
];

/// Accepts the revision of an article; returns what was shown, and the sheet.
fn accepted(bench: &Bench, paragraphs: &[&str]) -> (String, String) {
    bench.write("new.txt", &article(paragraphs));
    let (out, _) = bench.ok(&[&WITH_OLD[..], &["--accept"]].concat());
    let (checked, err) = bench.ok(&["check", "flood", "--article", "holm-2024=new.txt"]);
    assert!(
        checked.contains("citations verified word for word"),
        "{checked}{err}"
    );
    (out, bench.read("flood/holm-2024/facts.toml"))
}

const RISE: &str = "The river rose by night, and the people of Sarn fled to the hills.";
const BOATS: &str = "Orland sent forty boats in the morning, which the people greeted with songs.";
const MARKET: &str = "The market of Orland stayed open through the week.";
const CLOSE: &str = "Nothing more was heard of the matter in the capital.";

#[test]
fn a_citation_never_moves_into_another_sentence_that_has_its_words() {
    let cite = r#"{ at = "p1.s2", quote = "Orland" }"#;
    let old = [&*format!("{RISE} {BOATS} {MARKET}"), CLOSE];
    // Its sentence is gone, and the next one, which has the word too, takes its very place.
    let bench = coded(&old, &place("orland", cite));
    let (out, sheet) = accepted(&bench, &[&format!("{RISE} {MARKET}"), CLOSE]);
    assert!(
        out.contains(
            "review      orland cites p1.s2, “Orland”: p1.s2 of the earlier text is gone\n"
        ),
        "{out}"
    );
    assert!(
        sheet.contains(r#"{ was_at = "p1.s2", quote = "Orland" }"#),
        "{sheet}"
    );
    bench.ok(&["build", "flood"]);
    let reviews = bench.read("exports/csv/pending_reviews.csv");
    assert!(
        reviews.contains("\norland,p1.s2 of the earlier text is gone,"),
        "{reviews}"
    );
    // A sentence that is new, or was skipped, does not get it either.
    let skipped = place("orland", cite) + "[[skip]]\nat = \"p1.s3\"\nreason = \"remark\"\n";
    let bench = coded(&old, &skipped);
    let (_, sheet) = accepted(
        &bench,
        &[
            &format!("{RISE} In Lund they say that Orland is rich. {MARKET}"),
            CLOSE,
        ],
    );
    assert!(
        sheet.contains(r#"was_at = "p1.s2""#) && sheet.contains("at = \"p1.s3\"\nreason"),
        "{sheet}"
    );
}

#[test]
fn where_a_sentence_stands_twice_in_either_text_a_person_is_asked() {
    let bare = place("sarn", r#""p1.s1""#);
    let twice = format!("{RISE} {BOATS} {RISE}");
    for (old, new) in [
        (format!("{RISE} {BOATS}"), format!("{RISE} {BOATS} {RISE}")),
        (twice.clone(), format!("{BOATS} {RISE}")),
        (twice.clone(), format!("{BOATS} {RISE} {RISE}")),
    ] {
        let bench = coded(&[&old, CLOSE], &bare);
        let (out, sheet) = accepted(&bench, &[&new, CLOSE]);
        assert!(
            out.contains("the words of p1.s1 of the earlier text stand more than once\n"),
            "{out}"
        );
        assert!(sheet.contains(r#"was_at = "p1.s1""#), "{sheet}");
    }
    // Where nothing changed, there is nothing to ask.
    let bench = coded(&[&twice, CLOSE], &bare);
    let (out, sheet) = accepted(&bench, &[&twice, CLOSE]);
    assert_eq!((out.as_str(), sheet), ("", bare));
}

#[test]
fn a_citation_follows_its_sentence_through_edits_splits_and_merges() {
    let facts = [
        place("edited", r#"{ at = "p1.s1", quote = "fled to the hills" }"#),
        place("split", r#"{ at = "p1.s2", quote = "forty boats" }"#),
        place("split-whole", r#""p1.s2""#),
        place("merged", r#"{ at = "p2.s1", quote = "stayed open" }"#),
        place("merged-whole", r#""p2.s2""#),
    ];
    let old = [&*format!("{RISE} {BOATS}"), &*format!("{MARKET} {CLOSE}")];
    let bench = coded(&old, &facts.concat());
    let (out, sheet) = accepted(
        &bench,
        &[
            "The river rose by night – and the people of Sarn fled to the hills. Orland sent forty boats in the morning. This the people greeted with songs.",
            "The market of Orland stayed open through the week, and nothing more was heard of the matter in the capital.",
        ],
    );
    for expected in [
        "edited      p1.s1 → p1.s1\n",
        "split       p1.s2 → p1.s2, p1.s3\n",
        "merged      p2.s1, p2.s2 → p2.s1\n",
        "carried     edited cites p1.s1, “fled to the hills” → p1.s1\n",
        "carried     merged cites p2.s1, “stayed open” → p2.s1\n",
        "carried     merged-whole cites p2.s2 → p2.s1\n",
        "carried     split cites p1.s2, “forty boats” → p1.s2\n",
        "review      split-whole cites p1.s2: p1.s2 of the earlier text was split; see p1.s2, p1.s3\n",
    ] {
        assert!(out.contains(expected), "{expected}\n{out}");
    }
    assert_eq!(sheet.matches("was_at").count(), 1, "{sheet}");
}

#[test]
fn an_edit_that_can_turn_the_meaning_asks_although_the_quote_stands() {
    let facts = place("hills", r#"{ at = "p1.s1", quote = "fled to the hills" }"#)
        + &place("boats", r#"{ at = "p1.s2", quote = "forty boats" }"#);
    let bench = coded(&[&format!("{RISE} {BOATS}"), CLOSE], &facts);
    let new = "The river rose by night, and the people of Lund fled to the hills. Orland sent forty boats in the morning, a sight that pleased the painters.";
    let (out, sheet) = accepted(&bench, &[new, CLOSE]);
    for expected in [
        "review      hills cites p1.s1, “fled to the hills”: p1.s1 of the earlier text was edited, and a name changed; see p1.s1\n",
        "carried     boats cites p1.s2, “forty boats” → p1.s2\n",
    ] {
        assert!(out.contains(expected), "{expected}\n{out}");
    }
    assert!(sheet.contains("needs_review = \"p1.s1 of the earlier text was edited, and a name changed; see p1.s1\"\n"), "{sheet}");
}

#[test]
fn without_the_old_text_every_edited_sentence_goes_to_review() {
    let facts = place("hills", r#"{ at = "p1.s1", quote = "fled to the hills" }"#)
        + &place("market", r#"{ at = "p1.s2", quote = "stayed open" }"#);
    let bench = coded(&[&format!("{RISE} {MARKET}"), CLOSE], &facts);
    let dashed = RISE.replace(", and", " – and");
    bench.write("new.txt", &article(&[&format!("{dashed} {MARKET}"), CLOSE]));
    let (out, err) = bench.ok(&REVISE);
    assert!(
        out.contains("review      hills cites p1.s1, “fled to the hills”: p1.s1 of the earlier text was edited; see p1.s1\n")
            && !out.contains("review      market"),
        "{out}"
    );
    assert!(
        err.contains("the earlier text is not at hand, so that 1 citation of sentences that changed went to review; --old FILE, the text that was locked, lets those follow whose meaning stands\n"),
        "{err}"
    );
    let (out, err) = bench.ok(&WITH_OLD);
    assert!(
        out.contains("carried     hills cites p1.s1") && !err.contains("--old"),
        "{out}{err}"
    );
    // Another text than the locked one is refused.
    bench.write("old.txt", &article(&[MARKET, CLOSE]));
    let before = bench.files(".");
    let error = bench.fails(&[&WITH_OLD[..], &["--accept"]].concat());
    assert_eq!(
        error,
        "error: `old.txt` is not the text that was locked as `holm-2024`: it lacks 1 of 3 sentences\n  hint: name the text that `footnote lock` read; without --old, what was edited goes to review\n"
    );
    assert_eq!(different(&before, &bench.files(".")), [""; 0]);
}

#[test]
fn what_no_longer_fits_a_fact_marks_it_and_the_rest_is_written() {
    let event = "[[event]]\nkey = \"flight\"\ntype = \"RETREAT\"\ntitle = \"The people of Sarn flee\"\nstatus = \"occurred\"\ndate = \"2024-03\"\ndate_text = \"in the first days of spring\"\ndate_basis = \"year_from_context\"\ncites = [{ at = \"p1.s1\", quote = \"fled to the hills\" }]\n\n";
    let facts = [
        event.to_owned(),
        place(
            "both",
            r#"{ at = "p1.s2", quote = "forty boats" }, { at = "p1.s3", quote = "stayed open" }"#,
        ),
        place("close", r#""p2.s1""#),
    ];
    let rise = "The people of Sarn fled to the hills with their cattle, as the river was rising in the first days of spring.";
    let bench = coded(
        &[&format!("{rise} {BOATS} {MARKET}"), CLOSE],
        &facts.concat(),
    );
    let new = format!(
        "The people of Sarn fled to the hills with their cattle, as the river was rising. {}, and the market of Orland stayed open through the week.",
        BOATS.trim_end_matches('.')
    );
    let (_, sheet) = accepted(
        &bench,
        &[
            &new,
            "It snowed in the hills for a week without end.",
            CLOSE,
        ],
    );
    for expected in [
        r#"cites = [{ was_at = "p1.s1", quote = "fled to the hills" }]"#,
        r#"cites = [{ at = "p1.s2", quote = "forty boats" }, { was_at = "p1.s3", quote = "stayed open" }]"#,
        "needs_review = \"p1.s3 of the earlier text was merged with p1.s2, and p1.s2 is cited for the whole fact already; see p1.s2\"\n",
        r#"cites = ["p3.s1"]"#,
    ] {
        assert!(sheet.contains(expected), "{expected}\n{sheet}");
    }
    bench.ok(&["build", "flood"]);
    let reviews = bench.read("exports/csv/pending_reviews.csv");
    assert_eq!(reviews.lines().count(), 3, "{reviews}");
}

#[test]
fn a_wording_of_a_date_that_is_gone_is_named() {
    let event = |cites: &str| {
        format!(
            "[[event]]\nkey = \"boats\"\ntype = \"AID\"\ntitle = \"Boats\"\nstatus = \"occurred\"\ndate = \"2024-03\"\ndate_text = \"in the morning\"\ndate_basis = \"year_from_context\"\ncites = [{cites}]\n"
        )
    };
    let old =
        "Orland sent forty boats up the river, it was told in the streets of Lund in the morning.";
    let new = "Orland sent forty boats up the river, it was told in the streets of Lund.";
    let cite = r#"{ at = "p1.s1", quote = "forty boats" }"#;
    let bench = coded(&[old, CLOSE], &event(cite));
    let (out, _) = accepted(&bench, &[new, CLOSE]);
    let gone =
        "p1.s1 of the earlier text gave the date as `in the morning`, which is gone; see p1.s1";
    assert!(
        out.contains(&format!(
            "review      boats cites p1.s1, “forty boats”: {gone}\n"
        )),
        "{out}"
    );
    // Where another sentence that the fact cites gives it, too, all is well.
    let both = format!("{cite}, {{ at = \"p1.s2\", field = \"date\" }}");
    let bench = coded(&[&format!("{old} {BOATS}"), CLOSE], &event(&both));
    let (out, sheet) = accepted(&bench, &[&format!("{new} {BOATS}"), CLOSE]);
    assert!(
        !out.contains("review") && sheet.contains(&both),
        "{out}{sheet}"
    );
    // So it is where that is a sentence of another article.
    let other = format!("{cite}, {{ at = \"kerr-2024#p1.s1\", field = \"date\" }}");
    let bench = coded(&[old, CLOSE], &event(cite));
    std::fs::create_dir(bench.path("flood/kerr-2024")).expect("a folder is made");
    let description = bench
        .read("flood/holm-2024/article.toml")
        .replace("Ada Holm", "Bo Kerr")
        .replace("Holm 2024", "Kerr 2024");
    bench.write("flood/kerr-2024/article.toml", &description);
    bench.write("kerr.txt", &article(&[BOATS, MARKET]));
    bench.write("flood/holm-2024/facts.toml", &event(&other));
    bench.ok(&[
        "lock",
        "flood",
        "--article",
        "holm-2024=old.txt",
        "--article",
        "kerr-2024=kerr.txt",
    ]);
    let (out, sheet) = accepted(&bench, &[new, CLOSE]);
    assert!(
        !out.contains("review") && sheet.contains(&other),
        "{out}{sheet}"
    );
    // The wording may be the ledger's.
    let bench = coded(
        &[&format!("{old} {BOATS}"), CLOSE],
        &event(cite).replace("date_text = \"in the morning\"\n", ""),
    );
    bench.write(
        "flood/corrections.csv",
        &format!("{LEDGER}c1,2024-05-01,A,boats,date_text,,in the morning,x,\n"),
    );
    bench.ok(&["lock", "flood", "--article", "holm-2024=old.txt"]);
    let (out, _) = accepted(&bench, &[&format!("{new} {BOATS}"), CLOSE]);
    assert!(out.contains(gone), "{out}");
}

#[test]
fn a_correction_of_what_a_fact_is_marked_for_is_an_obstacle_where_it_is_marked_anew() {
    let bench = coded(
        &[&format!("{RISE} {BOATS}"), CLOSE],
        &place("boats", r#""p1.s2""#),
    );
    bench.write(
        "flood/corrections.csv",
        &format!("{LEDGER}c1,2024-05-01,A,boats,needs_review,,are there pictures?,x,\n"),
    );
    bench.write("new.txt", &article(&[RISE, CLOSE]));
    let error = bench.fails(&[&WITH_OLD[..], &["--accept"]].concat());
    assert!(
        error.contains("error: the correction `c1` of `boats` changes `needs_review`, and the revision marks the fact for a review\n")
            && error.ends_with("nothing is written: these corrections would no longer fit\n"),
        "{error}"
    );
    bench.write("new.txt", &article(&[CLOSE, &format!("{RISE} {BOATS}")]));
    bench.ok(&[&WITH_OLD[..], &["--accept"]].concat());
}

#[test]
fn what_changed_around_the_sentences_is_told() {
    let bench = coded(
        &[&format!("{RISE} {BOATS}"), CLOSE],
        &place("boats", r#""p1.s2""#),
    );
    let old = bench.read("old.txt");
    let with_update = |day: &str| {
        let dated = format!("March 14, 2024\n\nUpdated {day}");
        old.replace("March 12, 2024", &dated)
            .replace("Ada Holm", "Ada Holm and Bo Kerr")
    };
    bench.write("new.txt", &with_update("March 15, 2024"));
    let around = "edited      author\n          -  Ada Holm\n          +  Ada Holm and Bo Kerr\n\
        edited      day of publication\n          -  2024-03-12\n          +  2024-03-14\n";
    let (out, err) = bench.ok(&WITH_OLD);
    assert_eq!(
        out,
        format!("{around}new         dateline  Updated March 15, 2024\n")
    );
    for field in [
        "the author is another one; `author`",
        "the day of publication is another one; `published_on`",
    ] {
        let expected =
            format!("{field} in flood/holm-2024/article.toml stays until you change it\n");
        assert!(err.contains(&expected), "{expected}\n{err}");
    }
    let (out, err) = bench.ok(&REVISE);
    assert_eq!(out, around);
    assert!(err.contains("the new text has the dateline `Updated March 15, 2024`; with --old FILE it is compared with the earlier text\n"), "{err}");
    bench.write("old.txt", &with_update("March 14, 2024"));
    let (out, _) = bench.ok(&WITH_OLD);
    assert_eq!(
        out,
        "edited      dateline\n          -  Updated March 14, 2024\n          +  Updated March 15, 2024\n"
    );
    // Another article altogether is asked about.
    bench.write(
        "new.txt",
        &article(&["Snow fell on the passes and stayed until the spring."]),
    );
    let (_, err) = bench.ok(&REVISE);
    assert!(
        err.contains("the new text has none of the earlier sentences: is it the same article?\n"),
        "{err}"
    );
}
