//! Numbers that look random and are the same on every machine.

/// A stream of numbers: SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number
/// generators", OOPSLA 2014, <https://doi.org/10.1145/2660193.2660195>).
#[derive(Debug, Clone)]
pub struct Random(u64);

/// What a stream is for: each thing of the corpus has a stream of its own, so that its key is
/// derived without making all things before it.
#[derive(Debug, Clone, Copy)]
pub enum Stream {
    Source,
    Sentences,
    Actor,
    Place,
    Event,
    Position,
    Claim,
    Skips,
}

impl Random {
    /// Starts the stream of one thing.
    pub fn of(seed: u64, stream: Stream, index: usize) -> Self {
        let mut start = Self(seed);
        for part in [stream as u64, index as u64] {
            start.0 = start.next() ^ part;
        }
        start.next();
        start
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number from 0 up to but without 1.
    fn fraction(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Returns a whole number below another, which is not 0.
    pub fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.next()) * end as u128) >> 64) as usize
    }

    /// Returns a whole number from one to another, both included.
    pub fn between(&mut self, first: usize, last: usize) -> usize {
        first + self.below(last - first + 1)
    }

    /// Returns a number below another, small ones far more often: a few actors and places are in
    /// the news all the time.
    pub fn skewed(&mut self, end: usize) -> usize {
        (end as f64 * self.fraction().powi(3)) as usize
    }

    /// Tells whether something of a given probability happens.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.fraction() < probability
    }

    /// Returns one of some values.
    pub fn pick<T: Copy>(&mut self, values: &[T]) -> T {
        values[self.below(values.len())]
    }

    /// Returns lower-case hexadecimal digits.
    pub fn hex(&mut self, digits: usize) -> String {
        let digit = |_| char::from(b"0123456789abcdef"[self.below(16)]);
        (0..digits).map(digit).collect()
    }
}
