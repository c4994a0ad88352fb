//! All that a benchmark found.

use peers::Tools;

use super::figures::Figures;
use super::small::Small;

/// All that a benchmark found.
pub struct Findings<'a> {
    pub machine: String,
    /// By size, the smallest first.
    pub figures: Vec<Figures>,
    pub small: Vec<Small>,
    pub tools: &'a Tools,
    /// Files of exports that differ between the ways of writing a dataset down; `None` where it was
    /// not asked or cannot be.
    pub differing: Option<Vec<String>>,
}
