//! The winner search over the output potentials.

use super::lanes;

/// Compares so many output neurons a cycle; the last group in the hand-over cycle.
#[derive(Debug, Clone)]
pub(super) struct WinnerSearch {
    neurons_per_cycle: usize,
    left: usize,
}

impl WinnerSearch {
    pub(super) fn new(neurons_per_cycle: usize) -> Self {
        Self { neurons_per_cycle, left: 0 }
    }

    /// Begins a search over so many potentials.
    pub(super) fn start(&mut self, neurons: usize) {
        self.left = neurons.div_ceil(self.neurons_per_cycle);
    }

    /// Whether only the group of the hand-over cycle is left.
    pub(super) fn is_ready(&self) -> bool {
        self.left <= 1
    }

    /// Groups left, that of the hand-over cycle included.
    pub(super) fn left(&self) -> usize {
        self.left
    }

    /// A cycle before the hand-over.
    pub(super) fn cycle(&mut self) {
        self.left -= 1;
    }

    /// The result: the winner, and whether the label would have won without its margin.
    pub(super) fn winner(potentials: &[i32], lowered: Option<(u8, u8)>) -> (u8, bool) {
        lanes::winner(potentials, lowered)
    }
}
