//! What commands say of what they found and did.

pub mod cell;
pub mod changes;
pub mod coverage;
pub mod history;
pub mod revision;
pub mod tally;
