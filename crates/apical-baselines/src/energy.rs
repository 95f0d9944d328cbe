//! Energies of operations, in the technology and with the constants that the processor's energies come from.
//!
//! What is counted is what learning needs under every rule: memory accesses to weights, arithmetic, and the wires of
//! feedback. Clock, control, neuron registers and leakage are left out, for all rules alike, since they belong to a machine
//! and not to a rule; so a figure here is less than the energy of an image on the machines of `apical simulate`.
//!
//! - Weights lie in memories of 64-bit words, 2,048 words or fewer; a bit of a weight costs its share of an access.
//!   The three estimates are those of [`apical_chip::energy`]: memories from CACTI, from library macros, and calibrated.
//! - Additions and multiplications: [`Arithmetic`]. Floating point is charged as integers of the same width, which is too little: it favours the others.
//! - A bit of feedback travels over 1 mm of wire, and changes every second time.

use apical_chip::energy::{Calibration, Estimate};
use apical_chip::technology::{Arithmetic, Technology};
use apical_chip::units::{Joules, Volts};

use crate::{BaselineError, Operations, Widths};

/// Bits of a memory word.
const WORD: u32 = 64;
/// Most words of a memory.
const WORDS: u64 = 2048;
const LEAST_WORDS: u64 = 64;
/// Millimetres that a bit of feedback travels, and the share of the times that it changes.
const FEEDBACK_MILLIMETRES: f64 = 1.0;
const FEEDBACK_CHANGES: f64 = 0.5;

/// What a bit and an operation cost.
#[derive(Debug, Clone, PartialEq)]
pub struct Prices {
    read_bit: Estimate,
    write_bit: Estimate,
    arithmetic: Arithmetic,
    feedback_bit: Joules,
}

/// Energy of some operations by kind.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Energy {
    /// Reads and writes of weights.
    pub memory: Estimate,
    /// Additions and multiplications.
    pub arithmetic: Joules,
    /// Wires of feedback.
    pub feedback: Joules,
}

impl Energy {
    /// All of it.
    #[must_use]
    pub fn total(&self) -> Estimate {
        self.memory + Estimate::exact(self.arithmetic + self.feedback)
    }
}

impl Prices {
    /// Prices for a network of `weights` weights of `bits` bits at a supply.
    ///
    /// # Errors
    /// If the supply is outside the technology's range, or its memories have no calibration.
    pub fn new(
        technology: &Technology,
        supply: Volts,
        weights: usize,
        bits: u32,
    ) -> Result<Self, BaselineError> {
        technology.check_supply(supply)?;
        let calibration = Calibration::of(technology)?.factor;
        let words = (weights as u64 * u64::from(bits)).div_ceil(u64::from(WORD)).clamp(LEAST_WORDS, WORDS);
        let memory = technology.memory(words as u32, WORD, false, supply)?;
        let estimate = |index: usize| {
            let share = 1.0 / f64::from(WORD);
            let low = memory.low[index] * share;
            Estimate { low, high: memory.high[index] * share, calibrated: low * calibration }
        };
        Ok(Self {
            read_bit: estimate(0),
            write_bit: estimate(1),
            arithmetic: technology.arithmetic(supply),
            feedback_bit: technology.wire_energy(supply) * (FEEDBACK_MILLIMETRES * FEEDBACK_CHANGES),
        })
    }

    /// What operations take.
    #[must_use]
    pub fn energy(&self, operations: &Operations) -> Energy {
        let sum = |widths: &Widths, cost: &dyn Fn(u32) -> Joules| {
            widths.0.iter().fold(Joules::new(0.0), |sum, (&bits, &count)| sum + cost(bits) * count as f64)
        };
        let arithmetic = sum(&operations.additions, &|bits| self.arithmetic.addition(bits))
            + sum(&operations.multiplications, &|bits| self.arithmetic.multiplication(bits));
        Energy {
            memory: self.read_bit * operations.weight_reads.bits() as f64
                + self.write_bit * operations.weight_writes.bits() as f64,
            arithmetic,
            feedback: self.feedback_bit * operations.feedback_bits as f64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prices(supply: f64) -> Prices {
        let technology = Technology::find("65nm").unwrap();
        Prices::new(&technology, Volts::new(supply), 198_800, 4).unwrap()
    }

    #[test]
    fn arithmetic_costs_what_horowitz_says_brought_to_this_node() {
        let arithmetic = prices(0.8).arithmetic;
        let addition = |bits| arithmetic.addition(bits).value();
        let multiplication = |bits| arithmetic.multiplication(bits).value();
        // The factor of Stillmaker and Baas between 45 nm at 0.9 V and 65 nm at 0.8 V, as apical-chip has it.
        assert!((addition(16) / 0.05e-12 - 1.018).abs() < 0.001);
        assert!((addition(4) - addition(8) / 2.0).abs() < 1e-20);
        assert!((multiplication(8) / 0.2e-12 - 1.018).abs() < 0.001);
        assert!((multiplication(32) / 3.1e-12 - 1.018).abs() < 0.001);
        let (sixteen, mean) = (multiplication(16), (0.2_f64 * 3.1).sqrt() * 1.018e-12);
        assert!((sixteen - mean).abs() < 1e-15, "{sixteen}");
    }

    #[test]
    fn parts_sum_to_the_whole_and_go_with_the_square_of_the_supply() {
        let mut operations = Operations { images: 1, feedback_bits: 100, ..Operations::default() };
        operations.weight_reads.add(4, 1000);
        operations.weight_writes.add(8, 100);
        operations.additions.add(16, 1000);
        let energy = prices(0.8).energy(&operations);
        let total = energy.total();
        assert!((total.low - energy.memory.low - energy.arithmetic - energy.feedback).value().abs() < 1e-18);
        assert!(total.low < total.calibrated && total.calibrated < total.high, "{total:?}");
        // 1,000 additions of 16 bits; 100 bits over a millimetre, half of them changes.
        assert!((energy.arithmetic.picojoules() - 50.9).abs() < 0.1);
        assert!((energy.feedback.picojoules() - 100.0 * 0.1 * 0.64 * 0.5).abs() < 1e-6);
        let twice = prices(1.1).energy(&operations).total().low / total.low;
        assert!((twice - (1.1_f64 / 0.8).powi(2)).abs() < 1e-9, "{twice}");
        assert!(Prices::new(&Technology::find("65nm").unwrap(), Volts::new(0.5), 10, 4).is_err());
    }
}
