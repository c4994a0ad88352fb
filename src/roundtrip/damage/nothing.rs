//! Cells that hold no value: what tools write for nothing, and the errors of spreadsheets.

/// What tools write where there is nothing: R, pandas, SQL, SAS, and people. Codes are in lower case,
/// so that a code `none` stays one.
const NOTHING: &[&str] = &[
    "NA", "N/A", "n/a", "n.a.", "#N/A", "#NV", "<NA>", "NULL", "null", "Null", "(null)", "\\N",
    "NaN", "nan", "NaT", "None", "-", "--", "–", "—", ".",
];

/// Tells whether a text stands for nothing: white space, or a sign of some tool for it.
pub fn is_nothing(text: &str) -> bool {
    let text = text.trim();
    text.is_empty() || NOTHING.contains(&text)
}

/// Tells whether a text is an error that a spreadsheet shows instead of a value, in any language:
/// `#REF!`, `#¿NOMBRE?`, `#ДЕЛ/0!`, `#N/A`, `Err:509`.
pub fn is_error(text: &str) -> bool {
    const OTHERS: &[&str] = &["#N/A", "#N/D", "#NV", "#Н/Д", "#GETTING_DATA"];
    let text = text.trim();
    let name = text
        .strip_prefix('#')
        .and_then(|name| name.strip_suffix(['!', '?']));
    let is_part = |c: char| c.is_uppercase() || "/0_¡¿".contains(c);
    let number = text.strip_prefix("Err:");
    OTHERS.contains(&text)
        || name.is_some_and(|name| name.chars().count() > 2 && name.chars().all(is_part))
        || number
            .is_some_and(|number| number.len() == 3 && number.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_nothing_is_told_from_values() {
        for text in [
            "", " ", "\u{a0}", "NA", " N/A ", "NULL", "NaN", "#N/A", "-", "—", "<NA>",
        ] {
            assert!(is_nothing(text), "{text:?}");
        }
        for text in ["none", "0", "na", "Nan", "NATO", "--help", "#REF!"] {
            assert!(!is_nothing(text), "{text:?}");
        }
    }

    #[test]
    fn errors_are_known_in_the_languages_of_spreadsheets() {
        for text in [
            "#REF!",
            "#NAME?",
            "#VALUE!",
            "#N/A",
            "#DIV/0!",
            "#NUM!",
            "#NULL!",
            "#SPILL!",
            "#NV",
            "#BEZUG!",
            "#WERT!",
            "#ZAHL!",
            "#NOM?",
            "#VALEUR!",
            "#¡REF!",
            "#¿NOMBRE?",
            "#ДЕЛ/0!",
            "#Н/Д",
            "Err:509",
            "Err:502",
            "#GETTING_DATA",
        ] {
            assert!(is_error(text), "{text}");
        }
        for text in [
            "#1", "#metoo", "#NATO", "# REF!", "Err:", "Err:50", "REF!", "#!", "#A?",
        ] {
            assert!(!is_error(text), "{text}");
        }
    }
}
