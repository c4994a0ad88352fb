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

const SUMMARY: &str = "sentences: 2 unchanged, 2 renumbered, 1 moved, 1 edited, 1 gone, 1 new; citations: 0 as they stood, 12 carried over, 4 to review in 4 facts\n";

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
