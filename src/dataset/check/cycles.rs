//! Cycles: nothing is part of itself, however many steps it takes.

use std::collections::BTreeMap;

use super::Checker;
use crate::dataset::node::Field;
use crate::dataset::raw::RawSheet;
use crate::dataset::span::Span;

/// What a fact belongs to, and where the file says so.
type Wholes<'s> = BTreeMap<&'s str, (&'s str, &'s str, &'s Span)>;

impl Checker<'_> {
    /// Reports each cycle of `parent` and `part_of` once, at the fact whose key sorts first.
    pub fn find_cycles(&mut self, sheets: &[(&str, RawSheet)]) {
        let mut wholes: [Wholes<'_>; 3] = Default::default();
        for (file, sheet) in sheets {
            let actors = sheet
                .actor
                .elements()
                .map(|(_, actor)| (&actor.key, &actor.parent));
            wholes[0].extend(actors.filter_map(|fields| part_and_whole(file, fields)));
            let events = sheet
                .event
                .elements()
                .map(|(_, event)| (&event.key, &event.part_of));
            wholes[1].extend(events.filter_map(|fields| part_and_whole(file, fields)));
            let instruments = sheet
                .instrument
                .elements()
                .map(|(_, part)| (&part.key, &part.part_of));
            wholes[2].extend(instruments.filter_map(|fields| part_and_whole(file, fields)));
        }
        for wholes in &wholes {
            for (key, (_, file, span)) in wholes {
                if let Some(cycle) =
                    cycle_from(key, wholes).filter(|cycle| cycle.iter().min() == Some(key))
                {
                    let way = cycle.iter().chain([key]).map(|key| format!("`{key}`"));
                    let way = way.collect::<Vec<_>>().join(" in ");
                    self.problems.error(
                        file,
                        (*span).clone(),
                        format!("`{key}` is part of itself: {way}"),
                    );
                }
            }
        }
    }
}

fn part_and_whole<'s>(
    file: &'s str,
    (key, whole): (&'s Field<String>, &'s Field<String>),
) -> Option<(&'s str, (&'s str, &'s str, &'s Span))> {
    let ((_, key), (span, whole)) = (key.given()?, whole.given()?);
    Some((key, (whole, file, span)))
}

/// Returns the facts from a key up to where it comes round to itself.
fn cycle_from<'s>(key: &'s str, wholes: &Wholes<'s>) -> Option<Vec<&'s str>> {
    let mut way = vec![key];
    while let Some((whole, _, _)) = wholes.get(way.last()?) {
        if *whole == key {
            return Some(way);
        }
        if way.contains(whole) {
            return None;
        }
        way.push(whole);
    }
    None
}
