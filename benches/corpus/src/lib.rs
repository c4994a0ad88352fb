//! Made-up datasets of any size: the same numbers give the same facts, and every fact keeps the
//! program's rules.
//!
//! Per event there are 3 participants, 1.2 places, 2 citations, 0.2 links and 0.2 positions; a
//! source of 50 sentences for 20 events, an actor for 50, a place for 100. Nothing is remembered:
//! whatever refers to another thing derives its key from its number, so that a corpus of any size is
//! written in the memory of one source.
//!
//! ```text
//! words, random ─► dates, text ─► keys ─► page ─► shared, events ─► source ─► write
//! ```

mod corpus;
mod dates;
mod events;
mod faults;
mod keys;
mod page;
mod random;
mod record;
mod shared;
mod source;
mod text;
mod words;
mod write;

pub use corpus::Corpus;
pub use faults::Faults;
pub use write::{EVENTS_PER_SHARD, Layout, add_shard, shard_name, write};
