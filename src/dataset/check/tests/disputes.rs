//! Sentences that dispute a fact: what they are said to report, and what supports the fact then.

use super::*;

/// The citation of the example that others are put after.
const ANCHOR: &str = "{ at = \"p1.s1\", field = \"actors\", quote = \"Ilse Brandt\" }";

/// Returns the problems of the dataset with one more citation of the request, of a given field.
fn with_report(field: &str, reported: &str) -> Vec<String> {
    let cite = format!(
        "{ANCHOR}, {{ at = \"p1.s2\", field = \"{field}\", stance = \"disputes\", reported_value = \"{reported}\" }}"
    );
    problems(check_with(ANCHOR, &cite, true))
}

#[test]
fn a_reported_value_is_one_that_its_field_could_have() {
    for (field, reported) in [
        ("date", "2024-03-05"),
        ("date", "2024-03"),
        ("date", "../2024-03-04"),
        ("date", "2024-03-04~"),
        ("date_text", "the day before"),
        ("title", "Varnia asks for tents"),
        ("status", "planned"),
        ("type", "AID"),
        ("mode", "yield"),
        // A list has no one value.
        ("actors", "varnia"),
        ("places", "the hills"),
    ] {
        assert_eq!(with_report(field, reported), [""; 0], "{field}: {reported}");
    }
}

#[test]
fn a_reported_value_of_another_sort_is_an_error() {
    let date_hint = "write it as `date` is written: 2022-01-06, 2022-09, 2022, ../2022-01-15";
    for (field, reported, fault, hint) in [
        (
            "date",
            "5 March",
            "`5 March` is not an EDTF date",
            date_hint,
        ),
        (
            "date",
            "2024-02-30",
            "`2024-02-30` is not a day of the calendar",
            date_hint,
        ),
        (
            "status",
            "plannd",
            "unknown status `plannd`",
            "did you mean `planned`?",
        ),
        (
            "mode",
            "visit",
            "unknown mode `visit`",
            "expected one of `assist`, `change`, `yield`, `meet`",
        ),
    ] {
        assert_eq!(
            with_report(field, reported),
            [format!(
                "\"{reported}\": `reported_value` is no value of `{field}`: {fault} [{hint}]"
            )]
        );
    }
}

#[test]
fn a_reported_key_names_a_fact_of_the_right_kind() {
    let office = "body = \"varnia\"\ncites = [\"p1.s1\"]";
    let with = |field: &str, reported: &str| {
        let cites = format!(
            "body = \"varnia\"\ncites = [\"p1.s1\", {{ at = \"p1.s2\", field = \"{field}\", stance = \"disputes\", reported_value = \"{reported}\" }}]"
        );
        problems(check_with(office, &cites, true))
    };
    assert_eq!(with("body", "river-pact"), [""; 0]);
    for (reported, fault) in [
        ("Elsa Brandt", "unknown actor `Elsa Brandt`"),
        ("sarn", "`sarn` is of the kind place, expected actor"),
    ] {
        let hint = "name the actor by its key; say in a `note` what has none";
        assert_eq!(
            with("holder", reported),
            [format!(
                "\"{reported}\": `reported_value` is no value of `holder`: {fault} [{hint}]"
            )]
        );
    }
}

#[test]
fn a_reported_key_that_was_retracted_is_told_as_such_and_a_merged_one_is_known() {
    let office = "body = \"varnia\"\ncites = [\"p1.s1\"]";
    let cites = "body = \"varnia\"\ncites = [\"p1.s1\", { at = \"p1.s2\", field = \"title\", stance = \"disputes\" }, { at = \"p1.s2\", field = \"body\", stance = \"disputes\", reported_value = \"gone\" }]\n[[actor]]\nkey = \"gone\"\nname = \"Gone\"\nkind = \"state\"\ncites = [\"p1.s1\"]";
    let entry = |field: &str, value: &str| {
        let header = "id,made_on,made_by,fact,field,old_value,new_value,reason,source";
        let ledger =
            format!("{header}\nc1,2025-01-01,A. Analyst,gone,{field},,{value},never was,\n");
        problems(check_files(office, cites, true, &ledger, Ledger::All))
    };
    assert_eq!(entry("superseded_by", "river-pact"), [""; 0]);
    let found = entry("retracted", "1");
    assert_eq!(found.len(), 1, "{found:?}");
    let expected =
        "\"gone\": `reported_value` is no value of `body`: `gone` was retracted by `c1` ";
    assert!(found[0].starts_with(expected), "{found:?}");
}

#[test]
fn a_sentence_that_reports_what_the_fact_has_disputes_nothing() {
    for (field, reported) in [
        ("date", "2024-03-04"),
        ("date", "2024-03-04/2024-03-04"),
        ("title", "Varnia asks for boats"),
        ("status", "occurred"),
    ] {
        let cite = format!(
            "{ANCHOR}, {{ at = \"p1.s2\", field = \"{field}\", stance = \"disputes\", reported_value = \"{reported}\" }}"
        );
        let (checked, folder) = check_with(ANCHOR, &cite, true);
        assert!(checked.dataset.is_some(), "it is a warning");
        assert_eq!(
            problems((checked, folder)),
            [format!(
                "\"{reported}\": `reported_value` is what the fact has, yet the sentence disputes `{field}` [report what the sentence says instead, or leave `stance` out]"
            )]
        );
    }
}

const SILENCE: &str = "stance = \"silent\"\ncites = [\"p1.s2\"]";

#[test]
fn what_no_sentence_supports_is_an_error_unless_it_is_to_be_reviewed() {
    let only_disputed = "stance = \"silent\"\ncites = [{ at = \"p1.s2\", stance = \"disputes\" }]";
    let expected = "[[position]]: position `silence` cites only sentences that dispute it [cite a sentence that supports it, or say in `needs_review` what to look for]";
    assert_eq!(
        problems(check_with(SILENCE, only_disputed, true)),
        [expected]
    );
    let of_a_field = only_disputed.replace(
        "stance = \"disputes\"",
        "field = \"stance\", stance = \"disputes\"",
    );
    assert_eq!(problems(check_with(SILENCE, &of_a_field, true)), [expected]);
    for fine in [
        format!("needs_review = \"nobody says so\"\n{only_disputed}"),
        only_disputed.replace(
            "cites = [",
            "cites = [{ at = \"p1.s1\", field = \"stance\" }, ",
        ),
    ] {
        assert_eq!(
            problems(check_with(SILENCE, &fine, true)),
            [""; 0],
            "{fine}"
        );
    }
    // A citation that cannot be read may be the one that supports it.
    let broken = only_disputed.replace("cites = [", "cites = [\"p1.s9\", ");
    let found = problems(check_with(SILENCE, &broken, true));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("no sentence p1.s9"), "{found:?}");
}

#[test]
fn an_earlier_state_is_warned_of_what_only_newer_rules_refuse() {
    let only_disputed = "stance = \"silent\"\ncites = [{ at = \"p1.s2\", stance = \"disputes\", field = \"stance\", reported_value = \"refuses\" }]";
    let (checked, folder) = check_files(SILENCE, only_disputed, true, "", Ledger::First(0));
    assert!(checked.dataset.is_some());
    let found = problems((checked, folder));
    assert_eq!(found.len(), 2, "{found:?}");
}
