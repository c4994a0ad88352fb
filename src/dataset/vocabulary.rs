//! The codes that the program brings along, from `vocabulary.toml`.

use crate::model::vocabulary::Vocabulary;

/// Returns the shipped vocabulary.
pub fn shipped() -> Vocabulary {
    let tables = toml::from_str(include_str!("vocabulary.toml"));
    Vocabulary::new(tables.expect("the shipped vocabulary is checked by a test"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::vocabulary::CLOSED;
    use crate::model::vocabulary::Code;

    #[test]
    fn the_shipped_vocabulary_is_whole() {
        let vocabulary = shipped();
        assert!(CLOSED.iter().all(|name| !vocabulary.codes(name).is_empty()));
        for (table, codes) in vocabulary.tables() {
            for (index, code) in codes.iter().enumerate() {
                let same =
                    |other: &Code| other.code == code.code && other.event_type == code.event_type;
                assert!(
                    !codes[..index].iter().any(same),
                    "{table}: {} twice",
                    code.code
                );
                assert!(code.definition.ends_with('.'), "{table}: {}", code.code);
                assert_eq!(table == "event_modes", code.event_type.is_some(), "{table}");
            }
        }
        for mode in vocabulary.codes("event_modes") {
            let event_type = mode.event_type.as_deref().unwrap_or_default();
            assert!(vocabulary.has("event_types", event_type), "{}", mode.code);
        }
    }

    #[test]
    fn every_date_precision_is_in_the_vocabulary() {
        use crate::model::date::Precision::{Day, Interval, Month, Season, Week, Year};
        let vocabulary = shipped();
        let codes = [Day, Week, Month, Season, Year, Interval].map(|precision| precision.code());
        let known: Vec<_> = vocabulary
            .codes("date_precisions")
            .iter()
            .map(|code| code.code.as_str())
            .collect();
        assert_eq!(known, codes);
    }
}
