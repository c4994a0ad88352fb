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
    assert!(err.starts_with("sentences: 7 unchanged, 0 renumbered, 0 moved, 0 edited, 0 gone, 0 new; citations: 12 as they stood, "), "{err}");
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
    let header = "id,made_on,made_by,fact,field,old_value,new_value,reason,source\n";
    bench.write("flood/corrections.csv", &format!("{header}c0001,2024-05-01,A,brandt,\"citations[*,holm-2024,1,2].quote\",,Ilse Brandt asked,why,\n"));
    bench.ok(&[
        "lock",
        "flood",
        "--article",
        "holm-2024=flood/holm-2024/article.txt",
    ]);
    let before = bench.files(".");
    for (args, expected) in [
        (
            &REVISE[..],
            "error: the correction `c0001` names the citation `citations[*,holm-2024,1,2].quote`, whose sentence has moved or changed\n  hint: make the correction in the sheet, and take its entry out of the ledger\n",
        ),
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
