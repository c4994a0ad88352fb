//! Dates in a dataset: each of one event, and what is said of it.

use super::*;

const EVENT: &str = "date = \"DATE\"\ndate_text = \"WORDING\"\ndate_basis = \"BASIS\"";

/// Makes a dataset with one sentence and one event, given the lines of its date.
fn dataset(date: &str, sentence: &str, article: &str) -> (Folder, ArticleAtHand) {
    let facts = format!(
        "[[actor]]\nkey = \"varnia\"\nname = \"Varnia\"\nkind = \"state\"\ncites = [\"holm#p1.s1\"]\n\
         [[event]]\nkey = \"vote\"\ntype = \"CONSULT\"\ntitle = \"A vote\"\nstatus = \"occurred\"\n{date}\n\
         actors = [{{ actor = \"varnia\", role = \"initiator\" }}]\ncites = [\"holm#p1.s1\"]\n"
    );
    let at: Locator = "p1.s1".parse().unwrap();
    let passage = Passage {
        fingerprint: format!("{:016x}", sentence.len()),
        characters: sentence.chars().count() as u32,
        words: 9,
        text: Some(sentence.to_owned()),
    };
    // Any run of words may be quoted.
    let words: Vec<&str> = sentence.split(' ').collect();
    let mut quotes = BTreeMap::new();
    for start in 0..words.len() {
        for end in start + 1..=words.len() {
            let quote = words[start..end].join(" ");
            let at_word = words[..start]
                .iter()
                .map(|word| word.chars().count() as u32 + 1)
                .sum();
            let length = quote.chars().count() as u32;
            quotes
                .entry((at, quote.clone()))
                .or_insert_with(|| once(at_word..at_word + length));
        }
    }
    let lock = Lock {
        segmenter: "by hand".into(),
        passages: BTreeMap::from([(at, passage.clone())]),
        quotes,
        spans: BTreeMap::new(),
    };
    let files = [
        ("dataset.toml", DATASET),
        ("facts.toml", facts.as_str()),
        ("holm/article.toml", article),
        ("holm/passages.lock", &lock.to_toml()),
    ];
    let at_hand = ArticleAtHand {
        passages: lock.passages,
        ..self::article()
    };
    (Folder::of("relief", &files), at_hand)
}

/// Returns what is said, `error` or `warning` first.
fn said(date: &str, sentence: &str, is_at_hand: bool, ledger: Ledger) -> Vec<String> {
    said_of(dataset(date, sentence, ARTICLE), is_at_hand, ledger)
}

fn said_of(
    (folder, article): (Folder, ArticleAtHand),
    is_at_hand: bool,
    ledger: Ledger,
) -> Vec<String> {
    let articles = is_at_hand
        .then(|| ("holm".to_owned(), article))
        .into_iter()
        .collect();
    let report = check_with_ledger(&folder, &articles, ledger).report;
    let said = |problem: &Problem| {
        let severity = match problem.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        format!(
            "{severity}: {} [{}]",
            problem.message,
            problem.hints.join("; ")
        )
    };
    report.problems.iter().map(said).collect()
}

fn of(wording: &str, date: &str, basis: &str) -> Vec<String> {
    let event = EVENT
        .replace("DATE", date)
        .replace("WORDING", wording)
        .replace("BASIS", basis);
    said(&event, wording, false, Ledger::All)
}

const ELSEWHERE: &str = "a date from elsewhere has no `date_text`, and a `date_basis` that says so";

#[test]
fn a_date_that_its_wording_does_not_give_is_refused_on_three_bases() {
    for (wording, date, basis, expected) in [
        (
            "4 March 2024",
            "2021-07-04",
            "stated",
            "is not the date of|2024-03-04",
        ),
        (
            "in the autumn",
            "2023-10",
            "year_from_context",
            "is more exact than|2023-23",
        ),
        ("2022", "2022-01", "stated", "is more exact than|2022"),
        (
            "both in March 2022",
            "2022-03-05",
            "stated",
            "is more exact than|2022-03",
        ),
        (
            "mid-January 2022",
            "2022-01-11/2022-01-20",
            "stated",
            "is exact, unlike|2022-01-11~/2022-01-20~",
        ),
        (
            "last month",
            "2024-02-04",
            "relative_to_publication",
            "is more exact than|2024-02",
        ),
        (
            "last year",
            "2022",
            "relative_to_publication",
            "is not the date of|2023",
        ),
    ] {
        let (fault, gives) = expected.split_once('|').unwrap();
        let expected = format!(
            "error: `{date}` {fault} its wording `{wording}` [the wording gives `{gives}`; {ELSEWHERE}]"
        );
        assert_eq!(of(wording, date, basis), [expected], "{wording}");
    }
    let without_time = of("in the north", "2022-03-05", "stated");
    assert_eq!(without_time.len(), 1, "{without_time:?}");
    assert!(
        without_time[0].starts_with("error: `2022-03-05` is more exact than its wording"),
        "{without_time:?}"
    );
}

#[test]
fn a_date_that_its_wording_gives_passes_without_a_word() {
    for (wording, date, basis) in [
        ("4 March 2024", "2024-03-04", "stated"),
        ("in the autumn", "2023-23", "year_from_context"),
        (
            "mid-January",
            "2024-01-11~/2024-01-20~",
            "year_from_context",
        ),
        ("on Tuesday", "2024-03-05", "relative_to_publication"),
        ("yesterday", "2024-03-11", "relative_to_publication"),
        ("this year", "2024/2024-03-12", "relative_to_publication"),
        ("a day after", "2022-01-05", "relative_to_fact"),
    ] {
        assert_eq!(of(wording, date, basis), [""; 0], "{wording}");
    }
}

#[test]
fn a_wider_date_and_one_that_counts_from_another_fact_are_warnings() {
    let wider = of("January 2022", "2022", "stated");
    assert_eq!(
        wider,
        [format!(
            "warning: `2022` is wider than its wording `January 2022` [the wording gives `2022-01`; {ELSEWHERE}]"
        )]
    );
    let from_fact = of("shortly before", "2022-01-05", "relative_to_fact");
    assert_eq!(from_fact.len(), 1, "{from_fact:?}");
    assert!(
        from_fact[0].starts_with("warning: `2022-01-05` is more exact than its wording"),
        "{from_fact:?}"
    );
}

#[test]
fn a_fact_whose_date_counts_from_another_is_stated_and_may_cite_one_sentence() {
    let event = "date = \"2024-03-05\"\ndate_basis = \"relative_to_fact\"\ncertainty = \"stated\"";
    assert_eq!(said(event, "A day after.", false, Ledger::All), [""; 0]);
}

#[test]
fn a_basis_that_is_not_that_of_the_wording_is_told() {
    for (wording, date, basis, expected) in [
        (
            "in January",
            "2022-01",
            "stated",
            "does not give the year|year_from_context",
        ),
        (
            "yesterday",
            "2024-03-11",
            "stated",
            "counts from the day of publication|relative_to_publication",
        ),
        (
            "that year",
            "2022",
            "stated",
            "counts from another fact|relative_to_fact",
        ),
        (
            "4 March 2024",
            "2024-03-04",
            "relative_to_publication",
            "gives the whole date|stated",
        ),
    ] {
        let (what, basis_of_wording) = expected.split_once('|').unwrap();
        let expected = format!(
            "warning: the wording `{wording}` {what} [write date_basis = \"{basis_of_wording}\"]"
        );
        assert_eq!(of(wording, date, basis), [expected], "{wording}");
    }
    let event = "date = \"2024-02\"\ndate_basis = \"relative_to_publication\"";
    assert_eq!(
        said(event, "Last month.", false, Ledger::All),
        [
            "error: a date that follows from publication has no `date_text` [quote the words that count from publication, such as `last month`]"
        ]
    );
}

#[test]
fn a_wording_that_is_not_understood_is_told_once_per_file() {
    let unread = of("every March", "2024-03-04", "stated");
    assert_eq!(
        unread,
        [
            "warning: the wording `every March` is not understood, and its date not checked [see that the date is no more exact than its wording]"
        ]
    );
    let event = EVENT
        .replace("DATE", "2022-01-06")
        .replace("WORDING", "6 stycznia")
        .replace("BASIS", "stated");
    let polish = ARTICLE.replace("\"en\"", "\"pl\"");
    let unread = said_of(dataset(&event, "6 stycznia", &polish), false, Ledger::All);
    assert_eq!(unread.len(), 1, "{unread:?}");
    assert!(
        unread[0].contains("English, German, French, Spanish and Russian"),
        "{unread:?}"
    );
    let german = ARTICLE.replace("\"en\"", "\"de-AT\"");
    let event = event.replace("6 stycznia", "7. Jänner 2022");
    let read = said_of(
        dataset(&event, "7. Jänner 2022", &german),
        false,
        Ledger::All,
    );
    assert_eq!(read.len(), 1, "{read:?}");
    assert!(
        read[0].starts_with("error: `2022-01-06` is not the date of its wording"),
        "{read:?}"
    );
}

#[test]
fn earlier_states_of_a_ledger_only_warn_of_new_rules() {
    let event = EVENT
        .replace("DATE", "2022-01")
        .replace("WORDING", "2022")
        .replace("BASIS", "stated");
    for (ledger, severity) in [
        (Ledger::All, "error"),
        (Ledger::First(0), "warning"),
        (Ledger::Until(NaiveDate::MAX), "warning"),
    ] {
        let said = said(&event, "2022", false, ledger);
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].starts_with(severity), "{said:?}");
    }
}

#[test]
fn what_occurred_after_publication_is_told() {
    let of = |date: &str, status: &str| {
        let event = format!("date = \"{date}\"\ndate_basis = \"outside_source\"");
        let (folder, article) = dataset(&event, "A vote.", ARTICLE);
        let facts = folder
            .text("facts.toml")
            .unwrap()
            .replace("occurred", status);
        let lock = folder.text("holm/passages.lock").unwrap().to_owned();
        let files = [
            ("dataset.toml", DATASET),
            ("facts.toml", facts.as_str()),
            ("holm/article.toml", ARTICLE),
            ("holm/passages.lock", lock.as_str()),
        ];
        said_of((Folder::of("relief", &files), article), false, Ledger::All)
    };
    for date in ["2025-03-05", "2204-03"] {
        assert_eq!(
            of(date, "occurred"),
            [format!(
                "warning: `{date}` lies after publication (2024-03-12), yet the event occurred [correct the date, or write status = \"planned\"]"
            )]
        );
        assert_eq!(of(date, "planned"), [""; 0]);
    }
    assert_eq!(
        of("2024", "occurred"),
        [
            "warning: `2024` ends after publication (2024-03-12), yet the event occurred [what occurred had done so by then: `2024/2024-03-12`]"
        ]
    );
    assert_eq!(of("2024/2024-03-12", "occurred"), [""; 0]);
    assert_eq!(of("2014/..", "occurred"), [""; 0]);
    assert_eq!(
        of("0024-03-05", "occurred"),
        ["warning: `0024-03-05` is a date of the year 24 [a year has four digits: 2024, not 0024]"]
    );
    let late = ARTICLE.replace("2024-03-12", "2204-03-12");
    let event = "date = \"2024-03-05\"\ndate_basis = \"outside_source\"";
    assert_eq!(
        said_of(dataset(event, "A vote.", &late), false, Ledger::All),
        ["warning: published_on is 2204-03-12, expected a year from 1600 to 2100 []"]
    );
}

#[test]
fn a_year_that_no_cited_sentence_has_is_told_with_the_article_at_hand() {
    let of = |date: &str, sentence: &str, wording: &str| {
        let event = EVENT
            .replace("DATE", date)
            .replace("WORDING", wording)
            .replace("BASIS", "year_from_context");
        [true, false].map(|is_at_hand| {
            let all = said(&event, sentence, is_at_hand, Ledger::All);
            all.into_iter()
                .filter(|said| said.contains("the year "))
                .collect::<Vec<_>>()
        })
    };
    let [at_hand, locked] = of("2019-03", "It was in March there", "in March");
    assert_eq!(
        at_hand,
        [
            "warning: the year 2019 of `2019-03` stands in none of the cited sentences [cite the sentence that gives it with field = \"date\", or write date_basis = \"outside_source\"]"
        ]
    );
    assert_eq!(locked, [""; 0]);
    for (date, sentence, wording) in [
        (
            "2019-03",
            "After the vote of 2019 it was in March there",
            "in March",
        ),
        ("2023-03", "It was in March there", "in March"),
        (
            "2016-03",
            "It was so from 2014 to 2018 and in March there",
            "in March",
        ),
        (
            "1995-03",
            "It was so all through the 1990s in March there",
            "in March",
        ),
    ] {
        assert_eq!(of(date, sentence, wording), [[""; 0]; 2], "{sentence}");
    }
}

/// Returns what is said of the dataset of all tests with a text replaced.
fn said_with(replaced: &str, by: &str) -> Vec<String> {
    problems(check_with(replaced, by, false))
}

#[test]
fn an_answer_that_ends_before_what_it_answers_begins_is_told() {
    let date = |date: &str| {
        let event = "title = \"Boats are sent\"";
        said_with(
            event,
            &format!("{event}\ndate = \"{date}\"\ndate_basis = \"outside_source\""),
        )
    };
    assert_eq!(
        date("2024-03-03"),
        [
            "\"flood-request\": `boats-sent` ends before `flood-request` begins, which it follows [an answer comes after what it answers: correct a date, or the relation]"
        ]
    );
    for fits in [
        "2024-03-04",
        "2024-02/2024-03-04",
        "2024-02/..",
        "2024-03-05",
    ] {
        assert_eq!(date(fits), [""; 0], "{fits}");
    }
}

#[test]
fn a_part_lies_in_its_whole() {
    let part = |dates: &str| {
        let event = "links = [{ relation = \"grants\", event = \"flood-request\" }]";
        said_with(event, &format!("part_of = \"flood-request\"\n{dates}"))
    };
    let date = |date: &str| {
        part(&format!(
            "date = \"{date}\"\ndate_basis = \"outside_source\""
        ))
    };
    assert_eq!(
        date("2024-03-04/2024-03-05"),
        [
            "\"flood-request\": `boats-sent` is part of `flood-request`, whose date is narrower [a whole lasts at least from its first part to its last]"
        ]
    );
    assert_eq!(date("2024-03-04"), [""; 0]);
    assert_eq!(part(""), [""; 0]);
    let undated = said_with(
        "date = \"2024-03-04\"\ndate_text = \"on 4 March 2024\"\n",
        "part_of = \"boats-sent\"\ndate = \"2024-03-04\"\ndate_text = \"on 4 March 2024\"\n",
    );
    assert_eq!(
        undated,
        [
            "\"boats-sent\": `flood-request` is dated and part of `boats-sent`, which is not [a whole is dated when a part of it is: at least from the first part to the last]"
        ]
    );
}
