//! The ledger: what its entries do to facts, and what is said of those that cannot be applied.

use super::*;

const HEADER: &str = "id,made_on,made_by,fact,field,old_value,new_value,reason,source\n";

/// Writes a ledger of entries given as `fact|field|old|new`, one a day.
fn ledger(entries: &[&str]) -> String {
    let line = |(at, entry): (usize, &&str)| {
        let parts: Vec<&str> = entry.split('|').collect();
        let [fact, field, old, new] = parts[..] else {
            panic!("four parts: {entry}");
        };
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let cells = [fact, field, old, new].map(quoted).join(",");
        format!("c{at},2025-01-{:02},A. Analyst,{cells},better,\n", at + 1)
    };
    let lines: String = entries.iter().enumerate().map(line).collect();
    format!("{HEADER}{lines}")
}

fn facts_of(checked: Checked) -> BTreeMap<FactKey, Fact<'static>> {
    let problems: Vec<_> = checked.report.problems.iter().map(|p| &p.message).collect();
    assert!(problems.is_empty(), "{problems:?}");
    checked.dataset.expect("no problem").facts
}

fn corrected(entries: &[&str]) -> BTreeMap<FactKey, Fact<'static>> {
    facts_of(check_files("", "", false, &ledger(entries), Ledger::All).0)
}

/// Returns what a field of a fact holds.
fn cell<'f>(facts: &'f BTreeMap<FactKey, Fact<'_>>, key: &str, field: &str) -> &'f Cell<'f> {
    facts[&FactKey::new(key)].get(field)
}

/// Returns the texts of the elements of a list of a fact.
fn rows<'f>(
    facts: &'f BTreeMap<FactKey, Fact<'_>>,
    key: &str,
    list: &str,
) -> Vec<Vec<Option<&'f str>>> {
    let elements = cell(facts, key, list).elements().iter();
    let texts = elements.map(|cells| cells.iter().map(Cell::text).collect());
    texts.collect()
}

fn reported(text: &str) -> Vec<String> {
    problems(check_files("", "", false, text, Ledger::All))
}

#[test]
fn a_ledger_with_cr_lf_says_what_it_says_with_lf() {
    let text = ledger(&["hope|note||first\nsecond", "hope|note|first\nsecond|third"]);
    let dos = text.replace('\n', "\r\n");
    let facts = facts_of(check_files("", "", false, &dos, Ledger::First(1)).0);
    assert_eq!(cell(&facts, "hope", "note").text(), Some("first\nsecond"));
    let facts = facts_of(check_files("", "", false, &dos, Ledger::All).0);
    assert_eq!(cell(&facts, "hope", "note").text(), Some("third"));
}

#[test]
fn entries_change_columns_rows_and_cells_in_order() {
    let facts = corrected(&[
        "flood-request|date|2024-03-04|2024-03",
        "flood-request|date_text|on 4 March 2024|",
        "flood-request|date|2024-03|2024-03-05",
        "flood-request|certainty|stated|hedged",
        "flood-request|event_actors[brandt,initiator].role|initiator|represented",
        "flood-request|event_actors[brandt,represented].detail||in person",
        "flood-request|event_actors[varnia,initiator]||1",
        "flood-request|event_places[sarn,subject]|1|",
        "boats-sent|event_links[grants,flood-request].relation|grants|partly_grants",
        "flood-request|citations[actors,holm,1,1].quote|Ilse Brandt|",
        "flood-request|citations[*,holm,1,2]||1",
        "flood-request|citations[*,holm,1,2].sentence|2|1",
    ]);
    let request = |field| cell(&facts, "flood-request", field);
    let Cell::Date(date) = request("date") else {
        panic!("a date");
    };
    assert_eq!(
        (date.text.as_str(), request("date_text")),
        ("2024-03-05", &Cell::Empty)
    );
    assert_eq!(request("certainty").text(), Some("hedged"));
    assert_eq!(
        rows(&facts, "flood-request", "actors"),
        [
            [Some("brandt"), Some("represented"), Some("in person")],
            [Some("varnia"), Some("initiator"), None]
        ]
    );
    assert!(request("places").elements().is_empty());
    assert_eq!(
        rows(&facts, "boats-sent", "links"),
        [[Some("partly_grants"), Some("flood-request")]]
    );
    let cites: Vec<_> = facts[&FactKey::new("flood-request")]
        .citations
        .iter()
        .map(|c| (c.field.as_deref(), c.locator.to_string(), c.quote.is_some()))
        .collect();
    assert_eq!(
        cites,
        [
            (Some("actors"), "p1.s1".to_owned(), false),
            (None, "p1.s1".to_owned(), false)
        ]
    );
}

#[test]
fn a_row_comes_and_goes_with_the_column_that_it_must_have() {
    let facts = corrected(&[
        "varnia|actor_names[Varn].kind||acronym",
        "varnia|actor_identifiers[iso3166_alpha3].identifier|VAR|VRN",
        "varnia|actor_names[Varnian].kind|adjective|",
    ]);
    assert_eq!(
        rows(&facts, "varnia", "names"),
        [[Some("Varn"), Some("acronym")]]
    );
    let identifiers = rows(&facts, "varnia", "identifiers");
    assert_eq!(identifiers, [[Some("iso3166_alpha3"), Some("VRN")]]);
}

#[test]
fn only_the_entries_made_by_a_day_are_applied() {
    let text = ledger(&[
        "boats-sent|title|Boats are sent|Boats",
        "boats-sent|title|Boats|Forty boats",
    ]);
    let title = |day: &str| {
        let (checked, _) = check_files("", "", false, &text, Ledger::Until(day.parse().unwrap()));
        let count = checked.dataset.as_ref().unwrap().corrections;
        let title = cell(&facts_of(checked), "boats-sent", "title")
            .text()
            .unwrap()
            .to_owned();
        (title, count)
    };
    assert_eq!(title("2024-12-31"), ("Boats are sent".to_owned(), 0));
    assert_eq!(title("2025-01-01"), ("Boats".to_owned(), 1));
    assert_eq!(title("2025-01-02"), ("Forty boats".to_owned(), 2));
}

#[test]
fn a_change_and_its_reverse_leave_nothing_behind() {
    let plain = format!("{:?}", corrected(&[]));
    for entries in [
        &[
            "boats-sent|title|Boats are sent|Boats",
            "boats-sent|title|Boats|Boats are sent",
        ][..],
        &["hope|retracted||1", "hope|retracted|1|"],
        &["brandt-office|note||Unsure", "brandt-office|note|Unsure|"],
        &["silence|date||2024", "silence|date|2024|"],
    ] {
        assert_eq!(format!("{:?}", corrected(entries)), plain, "{entries:?}");
    }
}

#[test]
fn a_stale_entry_says_what_came_between() {
    let stale = reported(&ledger(&["flood-request|date|2024-03-09|2024-03"]));
    assert_eq!(
        stale,
        [
            "\"2024-03-09\": `c0` is stale: it expects `2024-03-09` in `date` of `flood-request`, found `2024-03-04` [the sheet says so at relief/holm/facts.toml:35:8]"
        ]
    );
    let stale = reported(&ledger(&[
        "flood-request|date|2024-03-04|2024-03",
        "flood-request|date|2024-03-04|2024",
        "flood-request|date|2024|2025",
    ]));
    assert_eq!(
        stale,
        [
            "\"2024-03\": `2024-03` ends after publication (2024-03-12), yet the event occurred [what occurred had done so by then: `2024-03/2024-03-12`]",
            "\"2024-03\": `2024-03` is wider than its wording `on 4 March 2024` [the wording gives `2024-03-04`; a date from elsewhere has no `date_text`, and a `date_basis` that says so]",
            "\"2024-03-04\": `c1` is stale: it expects `2024-03-04` in `date` of `flood-request`, found `2024-03` [`c0` (2025-01-01, A. Analyst) changed it from `2024-03-04` to `2024-03`]"
        ]
    );
}

#[test]
fn a_mistake_in_a_corrected_value_points_at_the_ledger() {
    let text = ledger(&[
        "flood-request|status|occurred|ocurred",
        "flood-request|date|2024-03-04|2024-02-30",
        "boats-sent|event_actors[varnia,recipient].actor|varnia|varna",
    ]);
    let (checked, _) = check_files("", "", false, &text, Ledger::All);
    let found: Vec<_> = checked
        .report
        .problems
        .iter()
        .map(|p| (p.file.as_str(), &text[p.span.clone()], p.message.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            ("corrections.csv", "\"ocurred\"", "unknown status `ocurred`"),
            (
                "corrections.csv",
                "\"2024-02-30\"",
                "`2024-02-30` is not a day of the calendar"
            ),
            ("corrections.csv", "\"varna\"", "unknown actor `varna`"),
        ]
    );
}

#[test]
#[allow(clippy::too_many_lines, reason = "a list of cases")]
fn an_entry_that_cannot_be_is_one_clear_message() {
    for (entry, expected) in [
        (
            "flod-request|date|a|b",
            "\"flod-request\": no sheet has a fact `flod-request` [did you mean `flood-request`?]",
        ),
        (
            "flood-request|dat|a|b",
            "\"dat\": event facts have no column `dat` to correct [did you mean `date`?]",
        ),
        (
            "flood-request|key|a|b",
            "\"key\": event facts have no column `key` to correct [a key is for ever]",
        ),
        (
            "flood-request|date_latest|a|b",
            "\"date_latest\": event facts have no column `date_latest` to correct [it is derived: correct `date`]",
        ),
        (
            "flood-request|actors|a|b",
            "\"actors\": event facts have no column `actors` to correct [correct its rows: `event_actors[actor,role]`]",
        ),
        (
            "flood-request|title|Varnia asks for boats|",
            "\"\": `title` cannot be empty []",
        ),
        (
            "flood-request|Title|a|b",
            "\"Title\": `Title` is not a field: expected a column such as `date`, or a row's such as `event_actors[russia,host].role` []",
        ),
        (
            "flood-request|event_actors[brandt].role|a|b",
            "\"event_actors[brandt].role\": `event_actors[brandt]` is not a row, expected `event_actors[actor,role]` []",
        ),
        (
            "flood-request|event_actors[brandt,host].detail||b",
            "\"event_actors[brandt,host].detail\": `flood-request` has no row `event_actors[brandt,host]` [did you mean `event_actors[brandt,initiator]`?]",
        ),
        (
            "flood-request|event_actors[brandt,initiator].rol|a|b",
            "\"event_actors[brandt,initiator].rol\": `event_actors` has no column `rol` to correct [did you mean `role`?]",
        ),
        (
            "flood-request|citations[actors,holm,1,1].quote_end|a|b",
            "\"citations[actors,holm,1,1].quote_end\": `citations` has no column `quote_end` to correct [it is derived: correct `quote`]",
        ),
        (
            "flood-request|event_actors[brandt,initiator].role|initiator|",
            "\"\": `role` cannot be empty [take the row out: correct `event_actors[brandt,initiator]` from `1` to nothing]",
        ),
        (
            "flood-request|event_actors[varnia,host]||yes",
            "\"yes\": found `yes`, expected `1` for a row or nothing []",
        ),
        (
            "varnia|actor_names[Varn]||1",
            "\"actor_names[Varn]\": a row of `actor_names` needs its `kind` [correct `actor_names[Varn].kind` from nothing]",
        ),
        (
            "varnia|event_actors[varnia,host]||1",
            "\"event_actors[varnia,host]\": actor facts have no rows in `event_actors` [expected one of `actor_names`, `actor_identifiers`, `citations`]",
        ),
        (
            "hope|retracted||yes",
            "\"yes\": found `yes`, expected `1` to retract or nothing []",
        ),
        (
            "hope|superseded_by||silence",
            "\"silence\": `silence` is of kind position, expected claim []",
        ),
        (
            "hope|superseded_by||hopes",
            "\"hopes\": no sheet has a fact `hopes` [did you mean `hope`?]",
        ),
        (
            "hope|superseded_by||hope",
            "\"hope\": `hope` would supersede itself []",
        ),
    ] {
        let reported = reported(&ledger(&[entry]));
        // Cells are quoted here; the place of a cell includes its quotes.
        assert_eq!(reported, [expected], "{entry}");
    }
}

#[test]
fn a_broken_ledger_is_told_line_by_line() {
    for (lines, expected) in [
        (
            "id,fact\n",
            "found the columns `id,fact`, expected `id,made_on,made_by,fact,field,old_value,new_value,reason,source`",
        ),
        (
            "c0,2025-01-01,A,hope,note,,x\n",
            "found 7 cells, expected 9",
        ),
        (
            "c0,1 May,A,hope,note,,x,why,\n",
            "`1 May` is not a day such as 2023-02-27",
        ),
        (
            "c0,2025-01-01,,hope,note,,x,why,\n",
            "this correction has no `made_by`",
        ),
        (
            "c0,2025-01-01,A,hope,note,,x,,\n",
            "this correction has no `reason`",
        ),
        (
            "c0,2025-01-01,A,hope,note,x,x,why,\n",
            "`old_value` and `new_value` are the same: nothing is corrected",
        ),
        (
            "c0,2025-01-01,A,hope,note,,x,why,\nc0,2025-01-01,A,hope,note,x,y,why,\n",
            "the id `c0` is used twice",
        ),
        (
            "c0,2025-01-02,A,hope,note,,x,why,\nc1,2025-01-01,A,hope,note,x,y,why,\n",
            "2025-01-01 comes before 2025-01-02, the day of `c0` above",
        ),
    ] {
        let text = if lines.starts_with("id") {
            lines.to_owned()
        } else {
            format!("{HEADER}{lines}")
        };
        let (checked, _) = check_files("", "", false, &text, Ledger::All);
        let found: Vec<_> = checked
            .report
            .problems
            .iter()
            .map(|p| p.message.as_str())
            .collect();
        assert_eq!(found, [expected], "{lines}");
    }
}

#[test]
fn two_ledgers_that_git_merged_are_told_apart_and_the_hints_mend_them() {
    let base = "c1,2025-01-01,A,hope,note,,x,why,\n";
    let ours = "c2,2025-01-04,A,hope,note,x,y,why,\nc3,2025-01-05,A,hope,note,y,z,why,\n";
    let theirs = "c2,2025-01-03,B,sarn,name,Sarn,Sarnburg,why,\nc3,2025-01-05,B,sarn,name,Sarnburg,Sarn Town,why,\n";
    let conflict = format!(
        "{HEADER}{base}<<<<<<< HEAD\n{ours}||||||| 5c0e1f2\n=======\n{theirs}>>>>>>> of, B\n"
    );
    let merged = format!("{HEADER}{base}{ours}{theirs}");
    let of_git = "\"<<<<<<< HEAD\": git could not merge two ledgers here [keep the entries of both sides, and take out the lines that begin with <<<<<<<, |||||||, ======= and >>>>>>>]";
    let of_merge = [
        "\"c2\": the id `c2` is used twice [if two ledgers were merged, give the entry of one side another id: `c0004` is free]",
        "\"2025-01-03\": 2025-01-03 comes before 2025-01-05, the day of `c3` above [the ledger is in the order in which corrections were made: append; if two ledgers were merged, move this line up, above `c2`]",
        "\"c3\": the id `c3` is used twice [if two ledgers were merged, give the entry of one side another id: `c0005` is free]",
    ];
    let found = reported(&conflict);
    let quoted = |problem: &String| problem.split_once(": ").map(|(_, rest)| rest.to_owned());
    let rest =
        |problems: &[String]| -> Vec<String> { problems.iter().filter_map(quoted).collect() };
    let of_merge: Vec<String> = of_merge.map(str::to_owned).to_vec();
    assert_eq!(rest(&found[..1]), rest(&[of_git.to_owned()]));
    assert_eq!(rest(&found[1..]), rest(&of_merge), "all is told at once");
    assert_eq!(rest(&reported(&merged)), rest(&of_merge));
    let [their_first, their_second] = theirs.lines().collect::<Vec<_>>()[..] else {
        panic!("two lines");
    };
    let mended = format!(
        "{HEADER}{base}{}\n{ours}{}\n",
        their_first.replace("c2", "c0004"),
        their_second.replace("c3", "c0005")
    );
    assert_eq!(reported(&mended), [""; 0]);
}

#[test]
fn references_to_a_retracted_fact_must_be_handled() {
    let unhandled = reported(&ledger(&["flood-request|retracted||1"]));
    assert_eq!(
        unhandled,
        [
            "\"flood-request\": `flood-request` was retracted by `c0`, yet this link refers to it [correct this reference too, or say in `superseded_by` what stands for it]"
        ]
    );
    let facts = corrected(&[
        "boats-sent|event_links[grants,flood-request]|1|",
        "flood-request|retracted||1",
    ]);
    assert!(!facts.contains_key(&FactKey::new("flood-request")));
    let again = reported(&ledger(&["hope|retracted||1", "hope|note||x"]));
    assert_eq!(
        again,
        [
            "\"hope\": `hope` is retracted by `c0`; only its retraction can be corrected [restore it with an entry of the field `retracted` or `superseded_by`]"
        ]
    );
}

#[test]
fn references_to_a_merged_fact_follow_it_and_come_back() {
    let merge = "brandt|superseded_by||river-pact";
    let reported = reported(&ledger(&[merge]));
    assert_eq!(
        reported,
        ["\"brandt\": `river-pact` is of kind organization: an office is held by a person []"],
        "what follows is checked like anything else"
    );
    let text = ledger(&[
        "brandt-office|retracted||1",
        merge,
        "flood-request|event_actors[river-pact,initiator].role|initiator|represented",
    ]);
    let (checked, _) = check_files("", "", false, &text, Ledger::All);
    let dataset = checked.dataset.expect("no problem");
    assert_eq!(
        rows(&dataset.facts, "flood-request", "actors")[0][0],
        Some("river-pact")
    );
    let retraction = &dataset.retractions[&FactKey::new("brandt")];
    assert_eq!(retraction.superseded_by, Some(FactKey::new("river-pact")));
    assert_eq!(
        (retraction.kind, retraction.retracted_on.to_string()),
        ("actor", "2025-01-02".to_owned())
    );
    let back = corrected(&[
        "brandt-office|retracted||1",
        merge,
        "brandt|superseded_by|river-pact|",
        "brandt-office|retracted|1|",
    ]);
    assert_eq!(format!("{back:?}"), format!("{:?}", corrected(&[])));
}

#[test]
fn a_date_comes_and_goes_with_its_basis() {
    // What the rows say: nothing before a date is there, and its default once it is.
    let dated = |basis: &str| {
        let entries = [
            "boats-sent|date||2024-03-05",
            &format!("boats-sent|date_basis|{basis}|outside_source"),
        ];
        let facts = corrected(&entries);
        cell(&facts, "boats-sent", "date_basis")
            .text()
            .map(str::to_owned)
    };
    let is_dated =
        |facts: &BTreeMap<FactKey, Fact<'_>>, key| !matches!(cell(facts, key, "date"), Cell::Empty);
    let facts = corrected(&[]);
    assert!(is_dated(&facts, "flood-request") && !is_dated(&facts, "boats-sent"));
    assert_eq!(dated("").as_deref(), Some("outside_source"));
    assert_eq!(dated("stated").as_deref(), Some("outside_source"));
    let facts = corrected(&[
        "flood-request|date|2024-03-04|",
        "flood-request|date_text|on 4 March 2024|",
        "flood-request|date_basis|stated|",
    ]);
    assert!(!is_dated(&facts, "flood-request"));
    assert_eq!(cell(&facts, "flood-request", "date_basis"), &Cell::Empty);
    // Who expects another basis is still told.
    let problems = reported(&ledger(&[
        "flood-request|date|2024-03-04|",
        "flood-request|date_text|on 4 March 2024|",
        "flood-request|date_basis|outside_source|",
    ]));
    assert!(
        problems
            .iter()
            .any(|problem| problem.contains("is stale: it expects `outside_source`")),
        "{problems:?}"
    );
}
