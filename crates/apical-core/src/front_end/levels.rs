//! Levels: each raw value as so many bits.

use alloc::vec::Vec;

use super::FrontEndError;
use crate::limits::MAXIMUM_INPUTS;

/// Most levels of a raw value.
pub(super) const MAXIMUM_LEVELS: usize = 64;

/// Which levels that are reached spike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Code {
    /// The highest alone.
    Highest,
    /// All.
    Thermometer,
}

/// Levels of each raw value. Level `k` of value `v` is reached if `v >= threshold`; its bit is `levels * input + k`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Levels {
    /// Raw values, 1 to 16,384.
    pub inputs: usize,
    /// Levels of each, 1 to 64.
    pub levels: usize,
    /// Which of those reached spike.
    pub code: Code,
    /// Thresholds 0 to 255, not falling: `levels` for all inputs, or `levels` for each, input by input.
    pub thresholds: Vec<u8>,
}

impl Levels {
    /// Number of bits.
    #[must_use]
    pub const fn bits(&self) -> usize {
        self.inputs.saturating_mul(self.levels)
    }

    /// Thresholds of an input.
    #[must_use]
    pub fn of_input(&self, input: usize) -> &[u8] {
        let first = if self.is_shared() { 0 } else { input * self.levels };
        &self.thresholds[first..first + self.levels]
    }

    /// Whether all inputs have the same thresholds.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.thresholds.len() == self.levels
    }

    pub(super) fn validate(&self) -> Result<(), FrontEndError> {
        let range = |field, found: usize, maximum: usize| {
            if (1..=maximum).contains(&found) {
                Ok(())
            } else {
                Err(FrontEndError::Range { field, found: found as i64, minimum: 1, maximum: maximum as i64 })
            }
        };
        range("inputs", self.inputs, MAXIMUM_INPUTS)?;
        range("levels", self.levels, MAXIMUM_LEVELS)?;
        if !self.is_shared() && self.thresholds.len() != self.bits() {
            let found = self.thresholds.len();
            return Err(FrontEndError::Thresholds { found, inputs: self.inputs, levels: self.levels });
        }
        for (input, thresholds) in self.thresholds.chunks(self.levels).enumerate() {
            if let Some(pair) = thresholds.windows(2).find(|pair| pair[0] > pair[1]) {
                return Err(FrontEndError::Order { input, before: pair[0], after: pair[1] });
            }
        }
        Ok(())
    }

    /// Bits of all values: the definition.
    pub(super) fn encode(&self, seen: &[u8]) -> Vec<bool> {
        let mut bits = Vec::with_capacity(self.bits());
        for (input, &value) in seen.iter().enumerate() {
            let reached: Vec<bool> =
                self.of_input(input).iter().map(|&threshold| value >= threshold).collect();
            let highest = reached.iter().rposition(|&reached| reached);
            bits.extend(reached.iter().enumerate().map(|(level, &reached)| match self.code {
                Code::Thermometer => reached,
                Code::Highest => Some(level) == highest,
            }));
        }
        bits
    }
}
