//! Putting the reading together: blocks by their roles, the body in sentences.

use unicode_segmentation::UnicodeSegmentation;

use super::blocks::Block;
use super::edits::EditLog;
use super::reading::{Dated, EditKind, Encoding, Furniture, Paragraph, Piece, Reading, Sentence};
use super::roles::{Role, Roles};
use super::source_char::{SourceChar, span, text};
use super::{fingerprint, sentences};
use crate::model::Locator;

/// Puts the reading together from blocks and their roles.
pub(super) fn assemble(
    encoding: Encoding,
    blocks: &[Block],
    roles: &Roles,
    mut log: EditLog,
) -> Reading {
    let mut reading = Reading {
        encoding,
        title: None,
        author: None,
        published_on: None,
        standfirst: None,
        furniture: Vec::new(),
        paragraphs: Vec::new(),
        edits: Vec::new(),
    };
    for (block, role) in blocks.iter().zip(&roles.roles) {
        let piece = || piece(&block.chars, &log);
        match role {
            Role::Body => {}
            Role::Title => reading.title = piece(),
            Role::Standfirst => reading.standfirst = piece(),
            Role::PublishedOn(date) => {
                reading.published_on = piece().map(|piece| Dated { date: *date, piece });
            }
            Role::Furniture(kind) => {
                let furniture = piece().map(|piece| Furniture { kind: *kind, piece });
                reading.furniture.extend(furniture);
            }
            Role::Repeated => log.changed(EditKind::RepeatedBlock, block.span),
        }
    }
    if let Some((block, range)) = &roles.author {
        let name = blocks
            .get(*block)
            .and_then(|block| block.chars.get(range.clone()));
        reading.author = name.and_then(|chars| piece(chars, &log));
    }
    let body = roles.body.iter().filter_map(|block| blocks.get(*block));
    reading.paragraphs = (1..)
        .zip(body)
        .map(|(n, block)| paragraph(n, block))
        .collect();
    reading.edits = log.finish();
    reading
}

fn piece(chars: &[SourceChar], log: &EditLog) -> Option<Piece> {
    let raw = span(chars)?;
    Some(Piece {
        text: text(chars),
        line: log.line_of(raw.start),
        raw,
    })
}

fn paragraph(number: u32, block: &Block) -> Paragraph {
    let sentences = (1..).zip(sentences::split(block.text()));
    let sentences = sentences.filter_map(|(sentence, range)| {
        let chars = block.chars.get(range)?;
        let locator = Locator {
            paragraph: number,
            sentence,
        };
        sentence_of(locator, chars)
    });
    Paragraph {
        sentences: sentences.collect(),
    }
}

fn sentence_of(locator: Locator, chars: &[SourceChar]) -> Option<Sentence> {
    let text = text(chars);
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Some(Sentence {
        locator,
        fingerprint: fingerprint(&text),
        characters: count(chars.len()),
        words: count(text.unicode_words().count()),
        raw: span(chars)?,
        text,
    })
}
