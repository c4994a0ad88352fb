//! One fault each, put into a dataset without fault: what is said, and where it points.

use std::borrow::Cow;

use super::*;
use crate::dataset::problem::Problem;
use crate::model::correction::Retraction;
use crate::model::fact::{Cell, Citation, Quote};
use crate::model::key::FactKey;

mod dates;
mod disputes;
mod ledger;

const DATASET: &str = r#"
title = "Relief"
description = "Who helped whom."
version = "1"
license = "CC0-1.0"
maintainers = ["A. Coder"]

[[code]]
vocabulary = "event_roles"
code = "rescuer"
label = "rescuer"
definition = "Who brings people to safety."
"#;

const ARTICLE: &str = r#"
title = "Flood"
author = "Ada Holm"
publisher = "Review"
published_on = "2024-03-12"
language = "en"
sha256 = "0000000000000000000000000000000000000000000000000000000000000000"
"#;

const ACTORS: &str = r#"
[[actor]]
key = "varnia"
name = "Varnia"
kind = "state"
names = [{ name = "Varnian", kind = "adjective" }]
identifiers = [{ scheme = "iso3166_alpha3", identifier = "VAR" }]
certainty = "inferred"
cites = ["holm#p1.s1"]

[[actor]]
key = "brandt"
name = "Ilse Brandt"
kind = "person"
cites = ["holm#p1.s1"]

[[actor]]
key = "river-pact"
name = "River Pact"
kind = "organization"
cites = ["holm#p1.s1"]
"#;

const FACTS: &str = r#"
[[place]]
key = "sarn"
name = "Sarn"
kind = "city"
country = "varnia"
cites = ["p1.s2"]

[[office]]
key = "brandt-office"
holder = "brandt"
title = "Prime Minister"
body = "varnia"
cites = ["p1.s1"]

[[membership]]
key = "varnia-in-pact"
member = "varnia"
organization = "river-pact"
status = "member"
cites = ["p1.s1"]

[[instrument]]
key = "pact-treaty"
name = "River treaty"
kind = "treaty"
cites = ["p1.s1"]

[[event]]
key = "flood-request"
type = "REQUEST"
mode = "assist"
title = "Varnia asks for boats"
status = "occurred"
date = "2024-03-04"
date_text = "on 4 March 2024"
actors = [{ actor = "brandt", role = "initiator" }]
places = [{ place = "sarn", role = "subject" }]
cites = [{ at = "p1.s1", field = "actors", quote = "Ilse Brandt" }]

[[event]]
key = "boats-sent"
type = "AID"
title = "Boats are sent"
status = "occurred"
actors = [{ actor = "varnia", role = "recipient" }]
links = [{ relation = "grants", event = "flood-request" }]
cites = ["p1.s2"]

[[position]]
key = "silence"
actor = "varnia"
subject = "boats-sent"
stance = "silent"
cites = ["p1.s2"]

[[claim]]
key = "hope"
subject = "pact-treaty"
statement = "It may grow."
modality = "possibility"
cites = ["p1.s2"]

[[skip]]
at = "p2.s1"
reason = "general remark"
"#;

const SENTENCES: [(&str, &str); 3] = [
    (
        "p1.s1",
        "The prime minister, Ilse Brandt, asked the “River Pact” for boats on 4 March 2024.",
    ),
    (
        "p1.s2",
        "Forty boats came to the town of Sarn, and forty more went to the hills a day later.",
    ),
    ("p2.s1", "Floods make good neighbours."),
];

/// A dataset as a test looks at it: held whole.
#[derive(Debug, Default)]
struct Dataset {
    facts: BTreeMap<FactKey, Fact<'static>>,
    skips: BTreeMap<(SourceKey, Locator), String>,
    retractions: BTreeMap<FactKey, Retraction>,
    corrections: usize,
}

/// What checking found, and the dataset where nothing is wrong with it.
struct Checked {
    dataset: Option<Dataset>,
    report: Report,
    coverage: Vec<Coverage>,
}

impl Sink for Dataset {
    const WANTS_COVERAGE: bool = true;

    fn fact(&mut self, key: &str, fact: Fact<'_>, _: Origin<'_>) {
        self.facts.insert(FactKey::new(key), owned(fact));
    }

    fn skip(&mut self, source: &SourceKey, at: Locator, reason: &str) {
        self.skips.insert((source.clone(), at), reason.to_owned());
    }
}

fn owned(fact: Fact<'_>) -> Fact<'static> {
    fn text(text: Cow<'_, str>) -> Cow<'static, str> {
        Cow::Owned(text.into_owned())
    }
    fn cells(all: Vec<Cell<'_>>) -> Vec<Cell<'static>> {
        let cell = |cell| match cell {
            Cell::Empty => Cell::Empty,
            Cell::Text(value) => Cell::Text(text(value)),
            Cell::Number(number) => Cell::Number(number),
            Cell::Date(date) => Cell::Date(date),
            Cell::List(elements) => Cell::List(elements.into_iter().map(cells).collect()),
        };
        all.into_iter().map(cell).collect()
    }
    let citation = |cite: Citation<'_>| Citation {
        field: cite.field.map(text),
        source: text(cite.source),
        locator: cite.locator,
        quote: cite.quote.map(|quote| Quote {
            text: text(quote.text),
            span: quote.span,
        }),
        stance: text(cite.stance),
        reported_value: cite.reported_value.map(text),
    };
    Fact {
        kind: fact.kind,
        cells: cells(fact.cells),
        citations: fact.citations.into_iter().map(citation).collect(),
    }
}

/// Checks a dataset in memory with part of its ledger.
fn check_with_ledger(folder: &Folder, articles: &Articles, ledger: Ledger) -> Checked {
    let sinks = (0..3).map(|_| Dataset::default()).collect();
    let streamed = stream(folder, articles, ledger, usize::MAX, sinks);
    let mut all = Dataset::default();
    for part in streamed.sinks {
        all.facts.extend(part.facts);
        all.skips.extend(part.skips);
    }
    Checked {
        dataset: streamed.head.map(|head| Dataset {
            retractions: head.retractions,
            corrections: head.corrections.len(),
            ..all
        }),
        report: streamed.report,
        coverage: streamed.coverage,
    }
}

fn check(folder: &Folder, articles: &Articles) -> Checked {
    check_with_ledger(folder, articles, Ledger::All)
}

fn passages() -> BTreeMap<Locator, Passage> {
    let passage = |(at, text): (&str, &str)| {
        let passage = Passage {
            fingerprint: format!("{:016x}", text.len()),
            characters: text.chars().count() as u32,
            words: 9,
            text: Some(text.to_owned()),
        };
        (at.parse().unwrap(), passage)
    };
    SENTENCES.into_iter().map(passage).collect()
}

fn article() -> ArticleAtHand {
    ArticleAtHand {
        file: "holm.txt".into(),
        sha256: "0".repeat(64),
        segmenter: "by hand".into(),
        passages: passages(),
        beside: vec!["Flood: a town of the plain asks all its neighbours for boats".into()],
    }
}

fn once(span: std::ops::Range<u32>) -> crate::dataset::lock::Place {
    crate::dataset::lock::Place { span, times: 1 }
}

fn lock() -> String {
    let span = (
        Locator {
            paragraph: 1,
            sentence: 1,
        },
        "Ilse Brandt".to_owned(),
    );
    let date = (span.0, "on 4 March 2024".to_owned());
    Lock {
        segmenter: "by hand".into(),
        passages: passages(),
        quotes: BTreeMap::from([(span, once(20..31)), (date, once(66..81))]),
        spans: BTreeMap::new(),
    }
    .to_toml()
}

/// Checks the dataset with one text replaced by another.
fn check_with(replaced: &str, by: &str, at_hand: bool) -> (Checked, Folder) {
    check_files(replaced, by, at_hand, "", Ledger::All)
}

/// Checks the dataset with one text replaced by another and part of a ledger.
fn check_files(
    replaced: &str,
    by: &str,
    at_hand: bool,
    ledger: &str,
    part: Ledger,
) -> (Checked, Folder) {
    let lock = lock();
    let files = [
        ("actors.toml", ACTORS),
        ("corrections.csv", ledger),
        ("dataset.toml", DATASET),
        ("holm/article.toml", ARTICLE),
        ("holm/facts.toml", FACTS),
        ("holm/passages.lock", lock.as_str()),
    ];
    let hits: usize = files
        .iter()
        .map(|(_, text)| text.matches(replaced).count())
        .sum();
    assert!(
        replaced.is_empty() || hits == 1,
        "`{replaced}` stands {hits} times"
    );
    let changed = files.map(|(name, text)| {
        let text = if replaced.is_empty() {
            text.to_owned()
        } else {
            text.replace(replaced, by)
        };
        (name, text)
    });
    let folder = Folder::of(
        "relief",
        &changed
            .each_ref()
            .map(|(name, text)| (*name, text.as_str())),
    );
    let articles = at_hand
        .then(|| ("holm".to_owned(), article()))
        .into_iter()
        .collect();
    (check_with_ledger(&folder, &articles, part), folder)
}

/// Writes each problem as `the text it points at: message [hints]`.
fn problems((checked, folder): (Checked, Folder)) -> Vec<String> {
    assert_eq!(
        checked.dataset.is_none(),
        checked
            .report
            .problems
            .iter()
            .any(|p| p.severity == Severity::Error)
    );
    let shown = |problem: Problem| {
        let text = folder.text(&problem.file).unwrap();
        let at = text[problem.span.clone()]
            .lines()
            .next()
            .unwrap_or_default();
        format!("{at}: {} [{}]", problem.message, problem.hints.join("; "))
    };
    checked.report.problems.into_iter().map(shown).collect()
}

#[test]
fn a_dataset_without_fault_has_no_problems_and_full_coverage() {
    for at_hand in [true, false] {
        let (checked, _) = check_with("", "", at_hand);
        assert_eq!(checked.report.problems, []);
        let dataset = checked.dataset.unwrap();
        assert_eq!((dataset.facts.len(), dataset.skips.len()), (11, 1));
        let [coverage] = checked.coverage.as_slice() else {
            panic!("one article");
        };
        assert_eq!(
            (
                coverage.coded.len(),
                coverage.skipped.len(),
                coverage.untouched.len()
            ),
            (2, 1, 0)
        );
        assert_eq!(coverage.verified, at_hand);
        let request = &dataset.facts[&FactKey::new("flood-request")];
        let quote = request.citations[0].quote.as_ref().unwrap();
        assert_eq!(quote.span, 20..31, "the same with and without the article");
    }
}

/// Each fault: a text of the dataset, what replaces it, and the one problem that this makes.
#[rustfmt::skip]
const FAULTS: &[(&str, &str, &str)] = &[
    // keys
    ("key = \"silence\"", "key = \"Silence\"", "\"Silence\": the key `Silence` is not lower-case letters and digits joined by single hyphens [a key looks like `armenia-requests-aid-2022-09`]"),
    ("key = \"silence\"", "key = \"hope\"", "\"hope\": the key `hope` is used twice [the other position stands at relief/holm/facts.toml:51:7]"),
    ("key = \"hope\"\n", "", "[[claim]]: this claim has no `key` []"),
    ("key = \"hope\"", "kee = \"hope\"\nkey = \"hope\"", "kee: unknown key `kee` [did you mean `key`?]"),
    ("[[skip]]", "[[skipp]]\nat = 1\n[[skip]]", "skipp: unknown key `skipp` [did you mean `skip`?]"),
    // fields
    ("title = \"Boats are sent\"\n", "", "[[event]]: event `boats-sent` lacks `title` []"),
    ("title = \"Boats are sent\"", "title = \"Boats\\nare sent\"", "\"Boats\\nare sent\": `title` holds '\\n', expected a line of text []"),
    ("statement = \"It may grow.\"", "statement = \"It may\\u0000 grow.\"", "\"It may\\u0000 grow.\": `statement` holds '\\0', expected a line of text []"),
    ("code = \"rescuer\"", "code = \"a rescuer\"", "\"a rescuer\": the code `a rescuer` is not letters, digits, hyphens, underscores []"),
    ("[\"A. Coder\"]", "[\"A; B\"]", "\"A; B\": a name of `maintainers` holds a semicolon []"),
    ("title = \"Boats are sent\"", "title = 3", "3: found integer `3`, expected a string []"),
    ("title = \"Boats are sent\"", "title = \" \"", "\" \": `title` is empty, expected a text [it cannot be left out either: say what it is]"),
    ("holder = \"brandt\"", "holder = \"\"", "\"\": `holder` is empty, expected a text [write the key of an actor]"),
    ("stance = \"silent\"", "stance = \"\"", "\"\": `stance` is empty, expected a text [expected one of `supports`, `opposes`, `declines`, `silent`, `calls_for`, `disappointed`, `accepts`]"),
    ("title = \"Boats are sent\"", "title = \"Boats \"", "\"Boats \": `title` starts or ends with white space []"),
    ("statement = \"It may grow.\"", "statement = \"Forty more went to the hills a day later.\"", "\"Forty more went to the hills a day later.\": `statement` repeats nine or more words of the article: `forty more went to the hills a day later …` [say it in your own words; a quote of up to eight words can go into `cites`]"),
    ("statement = \"It may grow.\"", "statement = \"The hills a day later: floods make good neighbours!\"", "\"The hills a day later: floods make good neighbours!\": `statement` repeats nine or more words of the article: `the hills a day later floods make good neighbours …` [say it in your own words; a quote of up to eight words can go into `cites`]"),
    ("title = \"Boats are sent\"", "title = \"A town of the plain asks all its neighbours\"", "\"A town of the plain asks all its neighbours\": `title` repeats nine or more words of the article: `a town of the plain asks all its neighbours …` [say it in your own words; a quote of up to eight words can go into `cites`]"),
    // codes
    ("type = \"AID\"", "type = \"AIDE\"", "\"AIDE\": unknown type `AIDE` [did you mean `AID`?]"),
    ("mode = \"assist\"", "mode = \"demo\"", "\"demo\": unknown mode `demo` of REQUEST [expected one of `assist`, `change`, `yield`, `meet`]"),
    ("type = \"AID\"", "type = \"AID\"\nmode = \"assist\"", "\"assist\": unknown mode `assist` of AID [AID has no modes]"),
    ("stance = \"silent\"", "stance = \"silence\"", "\"silence\": unknown stance `silence` [did you mean `silent`?]"),
    ("role = \"recipient\"", "role = \"recipent\"", "\"recipent\": unknown role `recipent` [did you mean `recipient`?]"),
    ("modality = \"possibility\"", "modality = \"possible\"", "\"possible\": unknown modality `possible` [did you mean `possibility`?]"),
    // references
    ("actor = \"varnia\"\nsubject", "actor = \"varni\"\nsubject", "\"varni\": unknown actor `varni` [did you mean `varnia`?]"),
    ("place = \"sarn\"", "place = \"varnia\"", "\"varnia\": `varnia` is an actor, expected a place []"),
    ("subject = \"boats-sent\"", "subject = \"boat-sent\"", "\"boat-sent\": unknown fact `boat-sent` [did you mean `boats-sent`?]"),
    ("event = \"flood-request\"", "event = \"boats-sent\"", "\"boats-sent\": an event is not linked to itself []"),
    ("actors = [{ actor = \"varnia\", role = \"recipient\" }]", "actors = [{ actor = \"varnia\", role = \"recipient\" }, { actor = \"varnia\", role = \"recipient\" }]", "{ actor = \"varnia\", role = \"recipient\" }: `varnia`, `recipient` is listed twice (actor and role) []"),
    // rules of kinds
    ("member = \"varnia\"", "member = \"brandt\"", "\"brandt\": `brandt` is of kind person: a person holds an office; members are states and organizations []"),
    ("organization = \"river-pact\"", "organization = \"varnia\"", "\"varnia\": `varnia` is of kind state: only an organization or body has members []"),
    ("holder = \"brandt\"", "holder = \"varnia\"", "\"varnia\": `varnia` is of kind state: an office is held by a person []"),
    ("country = \"varnia\"", "country = \"river-pact\"", "\"river-pact\": `river-pact` is of kind organization: a place lies in a state []"),
    ("identifier = \"VAR\"", "identifier = \"Var\"", "\"Var\": `Var` is not three capital letters, as iso3166_alpha3 has it []"),
    // cycles
    ("key = \"pact-treaty\"", "key = \"pact-treaty\"\npart_of = \"pact-treaty\"", "\"pact-treaty\": `pact-treaty` is part of itself: `pact-treaty` in `pact-treaty` []"),
    ("[[actor]]\nkey = \"brandt\"\n", "[[actor]]\nkey = \"x\"\nname = \"Brandt\"\nkind = \"group\"\nparent = \"y\"\ncites = [\"holm#p1.s1\"]\n[[actor]]\nkey = \"y\"\nname = \"Pact\"\nkind = \"group\"\nparent = \"x\"\ncites = [\"holm#p1.s1\"]\n[[actor]]\nkey = \"brandt\"\n", "\"y\": `x` is part of itself: `x` in `y` in `x` []"),
    // dates
    ("date = \"2024-03-04\"", "date = 2024-03-04", "2024-03-04: found a date, expected a string [put the date in quotes]"),
    ("date = \"2024-03-04\"", "date = \"4 March 2024\"", "\"4 March 2024\": `4 March 2024` is not an EDTF date [EDTF: 2022-01-06 (day), 2022-09 (month), 2022-23 (autumn), 2022 (year), 2022-02/2022-03 (from, to), ../2022-01-15 (until), ~ about, ? unsure]"),
    ("date = \"2024-03-04\"", "date = \"2024-03/2024-02\"", "\"2024-03/2024-02\": the interval ends (2024-02) before it starts (2024-03) []"),
    ("date = \"2024-03-04\"\n", "", "\"on 4 March 2024\": `date_text` without `date` []"),
    ("date_text = \"on 4 March 2024\"", "date_text = \"on 4 June 2024\"", "\"on 4 June 2024\": the wording `on 4 June 2024` stands in none of the sentences that the fact cites [cite the sentence that gives the date, with field = \"date\"]"),
    ("date = \"2024-03-04\"", "date = \"2024-03-05\"", "\"2024-03-05\": `2024-03-05` is not the date of its wording `on 4 March 2024` [the wording gives `2024-03-04`; a date from elsewhere has no `date_text`, and a `date_basis` that says so]"),
    ("date_text = \"on 4 March 2024\"", "date_text = \"on 4 March 2024\"\ndate_basis = \"outside_source\"", "\"on 4 March 2024\": a date from outside the source has no wording in it []"),
    // citations
    ("stance = \"silent\"\ncites = [\"p1.s2\"]", "stance = \"silent\"", "[[position]]: position `silence` cites no sentence [every fact rests on at least one: cites = [\"p1.s1\"]]"),
    ("stance = \"silent\"\ncites = [\"p1.s2\"]", "stance = \"silent\"\ncites = [\"p1.s3\"]", "\"p1.s3\": `holm` has no sentence p1.s3 [paragraph 1 has 2 sentences]"),
    ("stance = \"silent\"\ncites = [\"p1.s2\"]", "stance = \"silent\"\ncites = [\"p7.s1\"]", "\"p7.s1\": `holm` has no sentence p7.s1 [`holm` has 2 paragraphs]"),
    ("stance = \"silent\"\ncites = [\"p1.s2\"]", "stance = \"silent\"\ncites = [\"1.2\"]", "\"1.2\": `1.2` is not a locator: expected a locator such as `p6.s3` (paragraph 6, sentence 3) []"),
    ("stance = \"silent\"\ncites = [\"p1.s2\"]", "stance = \"silent\"\ncites = [\"holn#p1.s2\"]", "\"holn#p1.s2\": unknown source `holn` [did you mean `holm`?]"),
    ("stance = \"silent\"\ncites = [\"p1.s2\"]", "stance = \"silent\"\ncites = [\"p1.s2\", \"p1.s2\"]", "\"p1.s2\": p1.s2 is cited twice for the whole fact []"),
    ("kind = \"organization\"\ncites = [\"holm#p1.s1\"]", "kind = \"organization\"\ncites = [\"p1.s1\"]", "\"p1.s1\": `p1.s1` does not say of which source, and this file belongs to none [write `holm#p1.s1`]"),
    ("field = \"actors\"", "field = \"actor\"", "\"actor\": event `flood-request` has no field `actor` to cite for [did you mean `actors`?]"),
    ("field = \"actors\", quote = \"Ilse Brandt\"", "field = \"actors\", quote = \"Ilse Brand\"", "\"Ilse Brand\": the quote `Ilse Brand` does not stand in p1.s1 [p1.s1 has `Ilse Brandt,`]"),
    ("field = \"actors\", quote = \"Ilse Brandt\"", "field = \"actors\", quote = \"town of Sarn\"", "\"town of Sarn\": the quote `town of Sarn` does not stand in p1.s1 [it stands in p1.s2]"),
    ("field = \"actors\", quote = \"Ilse Brandt\"", "field = \"actors\", quote = \"March 2024. Forty boats\"", "\"March 2024. Forty boats\": the quote `March 2024. Forty boats` does not stand in p1.s1 [the words run over the end of p1.s1 into p1.s2: cite both, each with its own part of the words]"),
    ("field = \"actors\", quote = \"Ilse Brandt\"", "field = \"actors\", quote = \"a day later. Floods\"", "\"a day later. Floods\": the quote `a day later. Floods` does not stand in p1.s1 [the words run over the end of p1.s2 into p2.s1: cite both, each with its own part of the words]"),
    ("date_text = \"on 4 March 2024\"", "date_text = \"on 4 March 2024. Forty boats\"", "\"on 4 March 2024. Forty boats\": the wording `on 4 March 2024. Forty boats` stands in none of the sentences that the fact cites [the words run over the end of p1.s1 into p1.s2: give the part that stands in one sentence]"),
    ("{ at = \"p1.s1\", field = \"actors\", quote = \"Ilse Brandt\" }", "\"p1.s1\", { at = \"p1.s2\", quote = \"Forty\" }, { at = \"p1.s2\", field = \"actors\", quote = \"to the\" }", "\"to the\": the quote `to the` stands more than once in p1.s2 [quote a word more on either side]"),
    ("field = \"actors\", quote = \"Ilse Brandt\"", "field = \"actors\", quote = \"the prime minister Ilse Brandt asked the River Pact\"", "\"the prime minister Ilse Brandt asked the River Pact\": the quote has 9 words, expected 1 to 8 []"),
    ("field = \"actors\", quote = \"Ilse Brandt\"", "field = \"actors\", reported_value = \"Elsa Brandt\"", "\"Elsa Brandt\": `reported_value` belongs to a citation with stance = \"disputes\" []"),
    // skips
    ("at = \"p2.s1\"\n", "at = \"p1.s1\"\n", "[[skip]]: p1.s1 is skipped, yet a fact cites it []"),
    ("reason = \"general remark\"", "reason = \"general remark\"\n[[skip]]\nat = \"p2.s1\"\nreason = \"again\"", "[[skip]]: p2.s1 is skipped twice []"),
    // dataset and article
    ("version = \"1\"\n", "", ": dataset lacks `version` []"),
    ("maintainers = [\"A. Coder\"]\n", "", ": dataset lacks `maintainers` []"),
    ("vocabulary = \"event_roles\"", "vocabulary = \"event_statuses\"", "[[code]]: `event_statuses` is not a vocabulary that a dataset can extend [did you mean `event_types`?]"),
    ("code = \"rescuer\"", "code = \"host\"", "[[code]]: `host` is in `event_roles` already []"),
    ("publisher = \"Review\"\n", "", ": article lacks `publisher` [it says who answers for the text, and stands for an author where there is none]"),
    ("author = \"Ada Holm\"", "author = \"\"", "\"\": `author` is empty [leave the field out where there is nothing to say]"),
    ("author = \"Ada Holm\"", "author = 3", "3: found integer `3`, expected a string []"),
    ("published_on = \"2024-03-12\"", "published_on = \"2024-03\"", "\"2024-03\": `2024-03` is not a day such as 2023-02-27 []"),
    // the lock
    ("format = 2", "format = 9", "9: found format 9, this program reads formats 1 to 2 []"),
];

#[test]
fn each_fault_is_one_problem_that_points_at_its_place() {
    let mut wrong = Vec::new();
    for (replaced, by, expected) in FAULTS {
        let found = problems(check_with(replaced, by, true));
        // A quote that is new to the lock is a warning besides.
        let found: Vec<_> = found
            .iter()
            .filter(|problem| !problem.contains("verified but not locked"))
            .collect();
        if found != [*expected] {
            wrong.push(format!(
                "{replaced} -> {by}\n  found {found:#?}\n  expected {expected:?}\n"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Faults that come in twos: a text of the dataset, what replaces it, and how each problem begins.
#[rustfmt::skip]
const PAIRS: &[(&str, &str, [&str; 2])] = &[
    ("stance = \"silent\"\ncites = [\"p1.s2\"]", "stance = \"silent\"\ncites = [1]", ["[[position]]: position `silence` cites no sentence", "1: found integer `1`, expected a string or table"]),
    ("stance = \"silent\"\ncites = [\"p1.s2\"]", "stance = \"silent\"\ncites = [[]]", ["[[position]]: position `silence` cites no sentence", "[]: found a list, expected a string or table"]),
    ("{ at = \"p1.s1\", field = \"actors\", quote = \"Ilse Brandt\" }", "{ at = \"p1.s9\", quote = 3 }", ["\"p1.s9\": `holm` has no sentence p1.s9", "3: found integer `3`, expected a string"]),
    ("{ at = \"p1.s1\", field = \"actors\", quote = \"Ilse Brandt\" }", "{ at = 1, quote = \"…\" }", ["1: found integer `1`, expected a string", "\"…\": the quote has 0 words, expected 1 to 8"]),
    ("[\"A. Coder\"]", "[1]", [": dataset lacks `maintainers`", "1: found integer `1`, expected a string"]),
    ("version = \"1\"\nlicense = \"CC0-1.0\"\nmaintainers = [\"A. Coder\"]", "version = 1\nlicense = \"CC0-1.0\"\nmaintainers = []", [": dataset lacks `maintainers`", "1: found integer `1`, expected a string"]),
    ("date = \"2024-03-04\"\ndate_text = \"on 4 March 2024\"", "date_text = 1", ["1: `date_text` without `date`", "1: found integer `1`, expected a string"]),
    ("date = \"2024-03-04\"\ndate_text = \"on 4 March 2024\"", "date_basis = 1", ["1: `date_basis` without `date`", "1: found integer `1`, expected a string"]),
    ("date = \"2024-03-04\"\ndate_text = \"on 4 March 2024\"", "date_basis = \"statd\"", ["\"statd\": `date_basis` without `date`", "\"statd\": unknown date_basis `statd`"]),
];

#[test]
fn a_second_fault_shows_beside_the_first() {
    let mut wrong = Vec::new();
    for (replaced, by, expected) in PAIRS {
        let found = problems(check_with(replaced, by, true));
        let is_expected = |(found, expected): (&String, &&str)| found.starts_with(*expected);
        if found.len() != 2 || !found.iter().zip(expected).all(is_expected) {
            wrong.push(format!("{by}\n  found {found:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_list_of_another_type_is_not_said_to_be_missing_too() {
    let found = problems(check_with("[\"A. Coder\"]", "\"A. Coder\"", true));
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn a_fact_without_citation_is_told_of_whatever_else_is_wrong_with_it() {
    let found = problems(check_with(
        "modality = \"possibility\"\ncites = [\"p1.s2\"]",
        "modality = \"possibilty\"",
        true,
    ));
    assert_eq!(found.len(), 2, "{found:#?}");
}

#[test]
fn without_the_article_the_wording_of_a_date_must_be_in_the_lock() {
    let found = problems(check_with(
        "date_text = \"on 4 March 2024\"",
        "date_text = \"4 May 2024\"",
        false,
    ));
    assert_eq!(
        found,
        [
            "\"4 May 2024\": the wording `4 May 2024` is not verified in the sentences that the fact cites [run `footnote lock DATASET --article holm=FILE` with the article at hand]"
        ]
    );
}

#[test]
fn without_the_article_a_quote_must_be_in_the_lock() {
    let found = problems(check_with(
        "quote = \"Ilse Brandt\" }]",
        "quote = \"prime minister\" }]",
        false,
    ));
    assert_eq!(
        found,
        [
            "\"prime minister\": the quote `prime minister` is not verified in p1.s1 [run `footnote lock DATASET --article holm=FILE` with the article at hand]"
        ]
    );
    let found = problems(check_with(
        "quote = \"Ilse Brandt\" }]",
        "quote = \"prime minister\" }]",
        true,
    ));
    assert_eq!(
        found,
        [
            ": 1 quote is verified but not locked: without the article at hand the dataset does not build [run `footnote lock` with the same --article]"
        ]
    );
}

#[test]
fn words_that_stand_twice_are_no_quote_with_and_without_the_article() {
    let twice = |lock: &str, at_hand: bool| {
        let facts = FACTS
            .replace("\"on 4 March 2024\"", "\"a day later\"")
            .replace("cites = [{ at = \"p1.s1\", field = \"actors\", quote = \"Ilse Brandt\" }]", "cites = [\"p1.s2\"]")
            .replace("statement = \"It may grow.\"\nmodality = \"possibility\"\ncites = [\"p1.s2\"]", "statement = \"It may grow.\"\nmodality = \"possibility\"\ncites = [{ at = \"p1.s2\", quote = \"a day later\" }]")
            .replace("date = \"2024-03-04\"", "date = \"2024-03-04\"\ndate_basis = \"relative_to_fact\"");
        let files = [
            ("actors.toml", ACTORS),
            ("dataset.toml", DATASET),
            ("holm/article.toml", ARTICLE),
            ("holm/facts.toml", facts.as_str()),
            ("holm/passages.lock", lock),
        ];
        let folder = Folder::of("relief", &files);
        let mut article = article();
        let sentence = article.passages.get_mut(&"p1.s2".parse().unwrap()).unwrap();
        let text = sentence
            .text
            .as_ref()
            .unwrap()
            .replace("Forty", "a day later forty");
        sentence.text = Some(text);
        let articles: Articles = at_hand
            .then(|| ("holm".to_owned(), article))
            .into_iter()
            .collect();
        let locks = super::check(&folder, &articles).locks;
        (problems((check(&folder, &articles), folder)), locks)
    };
    let ambiguous = "\"a day later\": the quote `a day later` stands more than once in p1.s2 [quote a word more on either side]";
    let (found, locks) = twice(&lock(), true);
    let found: Vec<_> = found
        .iter()
        .filter(|found| !found.starts_with(": "))
        .collect();
    assert_eq!(found, [ambiguous]);
    // The wording of the date is locked, and says that it stands there twice.
    let fresh = locks["holm"].to_toml();
    assert!(
        fresh.contains("quote = \"a day later\", start = 0, end = 11, times = 2 }"),
        "{fresh}"
    );
    assert_eq!(twice(&fresh, false).0, [ambiguous]);
    // A lock of format 1 does not say how often.
    let old = fresh
        .replace("format = 2", "format = 1")
        .replace(", times = 2", "");
    assert_eq!(twice(&old, false).0, [""; 0]);
}

#[test]
fn a_quote_in_another_normal_form_is_found_with_and_without_the_article() {
    let (composed, decomposed) = ("Varni\u{e1}", "Varnia\u{301}");
    for (sheet, sentence) in [(composed, decomposed), (decomposed, composed)] {
        let facts = FACTS.replace(
            "quote = \"Ilse Brandt\"",
            &format!("quote = \"{sheet} asked\""),
        );
        let mut article = article();
        let passage = article.passages.get_mut(&"p1.s1".parse().unwrap()).unwrap();
        passage.text = Some(format!(
            "On 4 March 2024 {sentence} asked, on 4 March 2024."
        ));
        let facts = facts.replace("on 4 March 2024", "4 March 2024");
        let articles = Articles::from([("holm".to_owned(), article)]);
        let with = |lock: &str, articles: &Articles| {
            let files = [
                ("actors.toml", ACTORS),
                ("dataset.toml", DATASET),
                ("holm/article.toml", ARTICLE),
                ("holm/facts.toml", facts.as_str()),
                ("holm/passages.lock", lock),
            ];
            let folder = Folder::of("relief", &files);
            let locks = super::check(&folder, articles).locks;
            (problems((check(&folder, articles), folder)), locks)
        };
        let (found, locks) = with(&lock(), &articles);
        let mut errors = found.iter().filter(|found| found.contains("the quote"));
        assert_eq!(errors.next(), None);
        assert_eq!(with(&locks["holm"].to_toml(), &Articles::new()).0, [""; 0]);
    }
}

#[test]
fn an_article_that_is_not_the_locked_one_is_located_by_sentence() {
    let mut article = article();
    let changed: Locator = "p1.s2".parse().unwrap();
    let passage = article.passages.get_mut(&changed).unwrap();
    passage.text = Some("Forty rafts came to the town of Sarn.".into());
    passage.fingerprint = "fedcba9876543210".into();
    article.sha256 = "1".repeat(64);
    let lock = lock();
    let folder = Folder::of(
        "relief",
        &[
            ("actors.toml", ACTORS),
            ("dataset.toml", DATASET),
            ("holm/article.toml", ARTICLE),
            ("holm/facts.toml", FACTS),
            ("holm/passages.lock", lock.as_str()),
        ],
    );
    let checked = check(&folder, &Articles::from([("holm".to_owned(), article)]));
    let found = problems((checked, folder));
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].contains("`holm.txt` is not the file that was described: its sha256 is 1111"));
    assert!(
        found[1].starts_with("{ at = \"p1.s2\"") && found[1].ends_with("p1.s2 of `holm` does not stand in `holm.txt` as it was locked [p1.s2 there begins `Forty rafts came to the town of Sarn. …`]"),
        "{}",
        found[1]
    );
}

#[test]
fn an_actor_or_place_that_no_cited_sentence_names_is_a_warning() {
    const FLOODS: &str = "holm#p2.s1\"]";
    let with = |replaced: &str, by: &str| {
        let found = problems(check_with(replaced, by, true));
        let named = found
            .into_iter()
            .filter(|found| found.contains("has its name"));
        named.collect::<Vec<_>>()
    };
    let sarn = "kind = \"city\"\ncountry = \"varnia\"\ncites = [\"p1.s2\"]";
    assert_eq!(
        with(sarn, &sarn.replace("p1.s2", "p1.s1")),
        [
            "\"Sarn\": no sentence that place `sarn` cites has its name `Sarn` [is a locator mistyped? cite a sentence that names it, or say that it is `inferred`]"
        ]
    );
    let inferred = "kind = \"city\"\ncertainty = \"inferred\"\ncites = [\"p1.s1\"]";
    assert_eq!(with(sarn, inferred), [""; 0]);
    assert_eq!(with(sarn, &sarn.replace("[\"", "[\"p1.s1\", \"")), [""; 0]);
    let pact = "name = \"River Pact\"\nkind = \"organization\"";
    for (name, named) in [
        ("Pact of the River", true),
        ("RIVER PACT", true),
        ("River's treaties", true),
        ("League", false),
        ("League of Plains", false),
        ("Unnamed boats of the league", true),
        ("Unnamed members of the league", false),
    ] {
        let by = pact.replace("River Pact", name);
        assert_eq!(with(pact, &by).is_empty(), named, "{name}");
    }
    let listed = "name = \"League\"\nnames = [{ name = \"River Pact\", kind = \"long\" }]\nkind = \"organization\"";
    assert_eq!(with(pact, listed), [""; 0]);
    let brandt = "kind = \"person\"\ncites = [\"holm#p1.s1\"]";
    assert_eq!(
        with("\"Ilse Brandt\"\nkind", "\"Elsa Brandt\"\nkind"),
        [""; 0]
    );
    assert_eq!(
        with(brandt, &brandt.replace("holm#p1.s1\"]", FLOODS)).len(),
        1
    );
    // Without the text nothing is said.
    let found = problems(check_with(sarn, &sarn.replace("p1.s2", "p1.s1"), false));
    assert_eq!(found, [""; 0]);
}

/// Checks a dataset of sources given as `key|author|day|more`, all parts but the key may be empty.
/// Returns how footnotes name each, and the problems.
fn named_sources(sources: &[&str]) -> (Vec<String>, Vec<String>) {
    #[derive(Default)]
    struct Names(Vec<String>);
    impl Sink for Names {
        fn source(&mut self, key: &SourceKey, source: crate::model::fact::Source, _: Origin<'_>) {
            self.0.push(format!("{key}: {}", source.cite_as));
        }
    }
    let lock = lock();
    let mut files = vec![("dataset.toml".to_owned(), DATASET.to_owned())];
    for (number, source) in sources.iter().enumerate() {
        let parts: Vec<&str> = source.split('|').collect();
        let [key, author, day, more] = parts[..] else {
            panic!("four parts: {source}");
        };
        let field = |name: &str, value: &str| match value {
            "" => String::new(),
            value => format!("{name} = \"{value}\"\n"),
        };
        let text = format!(
            "title = \"Flood\"\npublisher = \"The Review\"\nlanguage = \"en\"\nsha256 = \"{number:064}\"\n{}{}{more}",
            field("author", author),
            field("published_on", day),
        );
        let lock = lock.replace("words = 9", &format!("words = {}", number + 9));
        // The last digit of each fingerprint makes another article of it.
        let lock = lock
            .replace("\", characters", &format!("{number}\", characters"))
            .replace("fingerprint = \"0", "fingerprint = \"");
        files.push((format!("{key}/article.toml"), text));
        files.push((format!("{key}/passages.lock"), lock));
    }
    let files: Vec<_> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let folder = Folder::of("relief", &files);
    let streamed = stream(
        &folder,
        &Articles::new(),
        Ledger::All,
        usize::MAX,
        vec![Names::default()],
    );
    let shown = streamed
        .report
        .problems
        .iter()
        .map(|p| format!("{}: {}", p.file, p.message));
    let shown = shown.collect();
    let names = streamed.sinks.into_iter().flat_map(|names| names.0);
    (names.collect(), shown)
}

#[test]
fn no_two_sources_have_one_name_in_footnotes() {
    let (names, found) = named_sources(&[
        "early|Ada Holm|2024-01-05|",
        "late|Holm, Ada|2024-09-05|",
        "other|Associated Press|2024-01-05|",
        "two|Min-jun Kim and Ada Foster|2010-01-05|",
        "wire||2024-01-05|",
        "undated|Ada Holm||",
        "unknown|||",
    ]);
    assert_eq!(found, [""; 0]);
    assert_eq!(
        names,
        [
            "early: Holm 2024a",
            "late: Holm 2024b",
            "other: Associated Press 2024",
            "two: Kim and Foster 2010",
            "undated: Holm n.d.",
            "unknown: Review n.d.",
            "wire: Review 2024",
        ]
    );
    let (names, found) = named_sources(&[
        "early|Ada Holm|2024-01-05|",
        "late|Ada Holm|2024-09-05|cite_as = \"Holm 2024\"\n",
    ]);
    assert_eq!(found, [""; 0]);
    assert_eq!(names, ["early: Holm 2024b", "late: Holm 2024"]);
    let (_, found) = named_sources(&[
        "early|Ada Holm|2024-01-05|cite_as = \"Holm 2024\"\n",
        "late|Ada Holm|2024-09-05|cite_as = \"Holm 2024\"\n",
    ]);
    assert_eq!(
        found,
        ["late/article.toml: `Holm 2024` is how footnotes name `early` already"]
    );
}

#[test]
fn one_article_described_as_two_sources_is_a_warning() {
    let (_, found) = named_sources(&[
        "one|Ada Holm|2024-01-05|url = \"https://example.org/flood\"\n",
        "two|Bo Linde|2024-01-06|url = \"https://example.org/flood\"\n",
        "three|Bo Linde|2024-01-06|url = \"https://example.org/other\"\n",
    ]);
    assert_eq!(
        found,
        ["two/article.toml: `two` may be the article that is `one`: its address is the same"]
    );
    let (lock, mut files) = (lock(), vec![("dataset.toml", DATASET)]);
    let other = ARTICLE.replace("sha256 = \"0", "sha256 = \"1");
    files.extend([
        ("one/article.toml", ARTICLE),
        ("one/passages.lock", lock.as_str()),
        ("two/article.toml", other.as_str()),
        ("two/passages.lock", lock.as_str()),
    ]);
    let folder = Folder::of("relief", &files);
    let found = problems((check(&folder, &Articles::new()), folder));
    assert_eq!(
        found,
        [
            ": `two` may be the article that is `one`: its sentences are the same [describe an article once, or what rests on it seems to rest on two]"
        ]
    );
    let (first, other) = (format!("{:016x}", SENTENCES[2].1.len()), "f".repeat(16));
    let changed = lock.replace(&first, &other);
    assert_ne!(changed, lock);
    files.pop();
    files.push(("two/passages.lock", changed.as_str()));
    let folder = Folder::of("relief", &files);
    let found = problems((check(&folder, &Articles::new()), folder));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0]
            .contains("`two` may be the article that is `one`: they have 2 sentences in common"),
        "{found:?}"
    );
}

#[test]
fn the_description_of_a_source_may_repeat_its_title() {
    let title = "title = \"Flood: a town of the plain asks all its neighbours for boats\"";
    assert_eq!(
        problems(check_with("title = \"Flood\"", title, true)),
        [""; 0]
    );
}

#[test]
fn the_ledger_repeats_no_article_either() {
    let ledger = "id,made_on,made_by,fact,field,old_value,new_value,reason,source\nc1,2025-01-01,A,hope,statement,It may grow.,It grows.,it says: forty more went to the hills a day later,\n";
    let found = problems(check_files("", "", true, ledger, Ledger::All));
    assert!(
        found.len() == 1 && found[0].contains("`reason` repeats nine or more words"),
        "{found:?}"
    );
}

#[test]
fn an_article_for_no_source_is_an_error() {
    let folder = Folder::of("relief", &[("dataset.toml", DATASET)]);
    let checked = check(&folder, &Articles::from([("holm".to_owned(), article())]));
    assert_eq!(
        checked.report.problems[0].message,
        "an article is given for the source `holm`, which the dataset does not have"
    );
}

#[test]
fn all_faults_of_all_files_come_in_one_run_by_file_and_place() {
    let lock = lock();
    let actors = ACTORS
        .replace("kind = \"state\"", "kind = \"stat\"")
        .replace("kind = \"person\"", "kind = \"persona\"");
    let facts = FACTS
        .replace("type = \"AID\"", "type = \"X\"")
        .replace("subject = \"boats-sent\"", "subject = \"boots\"");
    let folder = Folder::of(
        "relief",
        &[
            ("actors.toml", &actors),
            ("broken.toml", "[[actor]]\nkey = \n"),
            ("dataset.toml", DATASET),
            ("holm/article.toml", ARTICLE),
            ("holm/facts.toml", &facts),
            ("holm/passages.lock", lock.as_str()),
        ],
    );
    let checked = check(&folder, &Articles::new());
    assert!(checked.dataset.is_none());
    let found: Vec<_> = checked
        .report
        .problems
        .iter()
        .map(|p| (p.file.as_str(), p.message.as_str()))
        .collect();
    assert_eq!(found[0], ("actors.toml", "unknown kind `stat`"));
    assert_eq!(found[1], ("actors.toml", "unknown kind `persona`"));
    assert!(found[2].1.starts_with("this is not TOML: "), "{found:?}");
    assert_eq!(
        found[found.len() - 2],
        ("holm/facts.toml", "unknown type `X`")
    );
    assert_eq!(
        found[found.len() - 1],
        ("holm/facts.toml", "unknown fact `boots`")
    );
}

#[test]
fn a_fact_is_never_left_out_in_silence() {
    let with = |lock: &str| {
        let files = [
            ("actors.toml", ACTORS),
            ("dataset.toml", DATASET),
            ("holm/article.toml", ARTICLE),
            ("holm/passages.lock", lock),
        ];
        let folder = Folder::of("relief", &files);
        problems((check(&folder, &Articles::new()), folder))
    };
    let no_sentences =
        ": this lock lists no sentences [run `footnote lock` with the article at hand]";
    assert_eq!(
        with("format = 1\n"),
        [": this lock has no `segmenter` []", no_sentences]
    );
    assert_eq!(with("format = 1\nsegmenter = \"x\"\n"), [no_sentences]);
    let double = "format = 1\nsegmenter = \"x\"\npassages = [{ at = \"p1.s1\", fingerprint = \"a\", characters = 4, words = 1 }, { at = \"p1.s1\", fingerprint = \"b\", characters = 4, words = 1 }]\nquotes = [{ at = \"p1.s1\", quote = \"x\", start = 1, end = 9 }]\n";
    let found = with(double);
    assert!(
        found.len() == 2
            && found[0].ends_with(": p1.s1 is listed twice []")
            && found[1].ends_with(": p1.s1 has no characters 1..9 []"),
        "{found:#?}"
    );
}

#[test]
fn what_stands_where_nothing_uses_it_is_reported() {
    let files = [
        ("article.toml", ARTICLE),
        ("dataset.toml", DATASET),
        ("lost/passages.lock", "format = 1\n"),
        ("news-article.toml", "[[actr]]\n"),
    ];
    let folder = Folder::of("relief", &files);
    assert_eq!(
        problems((check(&folder, &Articles::new()), folder)),
        [
            ": `article.toml` belongs in the folder of its source []",
            ": `lost` has a lock, yet no article.toml []",
            "actr: unknown key `actr` [did you mean `actor`?]",
        ]
    );
}

#[test]
fn a_line_that_is_no_toml_is_one_message() {
    for (file, text) in [
        ("actors.toml", ACTORS),
        ("dataset.toml", DATASET),
        ("holm/article.toml", ARTICLE),
    ] {
        let stray = text.replacen('\n', "\nstray words\n", 1);
        let found = problems(check_with(text, &stray, false));
        assert_eq!(found.len(), 1, "{file}: {found:#?}");
        assert!(found[0].contains("this is not TOML"), "{file}: {found:#?}");
    }
}

#[test]
fn a_mode_may_stand_above_the_type_that_it_belongs_to() {
    let codes = "license = \"CC0-1.0\"\n\n[[code]]\nvocabulary = \"event_modes\"\nevent_type = \"RESCUE\"\ncode = \"boat\"\nlabel = \"b\"\ndefinition = \"By boat.\"\n\n[[code]]\nvocabulary = \"event_types\"\ncode = \"RESCUE\"\nlabel = \"r\"\ndefinition = \"Bring to safety.\"\n";
    let dataset = DATASET.replace("license = \"CC0-1.0\"\n", "").replacen(
        "[[code]]",
        &format!("{codes}\n[[code]]"),
        1,
    );
    assert_eq!(problems(check_with(DATASET, &dataset, true)), [""; 0]);
    let dataset = dataset.replace("event_type = \"RESCUE\"", "event_type = \"RESCU\"");
    let found = problems(check_with(DATASET, &dataset, true));
    assert!(
        found.len() == 1 && found[0].contains("unknown event type `RESCU`, did you mean `RESCUE`?"),
        "{found:#?}"
    );
}

#[test]
fn what_the_memory_does_not_hold_is_the_one_problem() {
    let (_, folder) = check_with("", "", false);
    let sinks = vec![Dataset::default()];
    let streamed = stream(&folder, &Articles::new(), Ledger::All, 1000, sinks);
    assert!(streamed.head.is_none());
    let messages = streamed.report.problems.iter().map(|p| p.message.as_str());
    assert_eq!(
        messages.collect::<Vec<_>>(),
        ["the keys and quotes of this dataset take more than 0 MB"]
    );
    let sinks = vec![Dataset::default()];
    let streamed = stream(&folder, &Articles::new(), Ledger::All, 1 << 20, sinks);
    assert!(streamed.head.is_some());
}
