//! The first letter of a body, given back to its word.

use std::collections::HashSet;

use unicode_segmentation::UnicodeSegmentation;

use super::blocks::Block;
use super::edits::EditLog;
use super::predicates::is_letter_line;
use super::reading::{EditKind, Span};
use super::source_char::SourceChar;

/// Joins each line that holds one capital letter, or a quotation mark and one, to the block
/// behind it, if that block starts in lower case.
///
/// The letter and the word become one word, unless the raw text has a space between them, or the
/// letter is a word by itself (A, I, O) and the rest is a word that the article uses elsewhere
/// while it never uses the two as one.
pub(super) fn restore(blocks: Vec<Block>, log: &mut EditLog) -> Vec<Block> {
    if !blocks.iter().any(|block| is_letter_line(block.text())) {
        return blocks;
    }
    let words = words(&blocks);
    let mut restored: Vec<Block> = Vec::with_capacity(blocks.len());
    for block in blocks {
        let cap = restored.pop_if(|last| is_letter_line(last.text()) && starts_lower(block.text()));
        restored.push(match cap {
            Some(cap) => join(&cap, &block, &words, log),
            None => block,
        });
    }
    restored
}

fn starts_lower(text: &str) -> bool {
    text.starts_with(|first: char| first.is_lowercase() || "’'".contains(first))
        && text.chars().nth(1).is_some()
}

fn words(blocks: &[Block]) -> HashSet<String> {
    let texts = blocks.iter().map(Block::text);
    texts
        .flat_map(|text| text.unicode_words().skip(1).map(str::to_lowercase))
        .collect()
}

fn join(cap: &Block, block: &Block, words: &HashSet<String>, log: &mut EditLog) -> Block {
    let (Some(last), Some(first)) = (cap.chars.last(), block.chars.first()) else {
        return block.clone();
    };
    let gap = Span {
        start: last.end(),
        end: first.start(),
    };
    let mut chars = cap.chars.clone();
    let own_word = is_own_word(last.character, block, words);
    if own_word {
        chars.push(SourceChar::new(' ', gap.start, gap.end));
    }
    log.record(
        EditKind::DropCap,
        cap.span.until(gap.end),
        (!own_word).then_some(gap),
    );
    chars.extend_from_slice(&block.chars);
    block.with_drop_cap(cap, chars)
}

fn is_own_word(letter: char, block: &Block, words: &HashSet<String>) -> bool {
    let Some(word) = block.text().unicode_words().next().map(str::to_lowercase) else {
        return false;
    };
    let joined: String = letter.to_lowercase().chain(word.chars()).collect();
    matches!(letter, 'A' | 'I' | 'O')
        && (block.indented || words.contains(&word))
        && !words.contains(&joined)
}
