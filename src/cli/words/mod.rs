//! What commands say of what they found and did.

pub mod changes;
