//! What is published of the silicon that this project re-creates, each figure once.
//!
//! Nothing else is published: whatever a report shows beside these figures is modelled or measured.
//!
//! ```
//! use apical_chip::published::INFERENCE_ENERGY;
//!
//! assert_eq!(INFERENCE_ENERGY.to_string(), "236.5 nJ");
//! assert!((INFERENCE_ENERGY.value.nanojoules() - INFERENCE_ENERGY.number).abs() < 1e-9);
//! ```

use std::fmt;

use crate::units::{Hertz, Joules, SquareMillimetres, Volts, Watts};

/// Where all figures are from.
pub const SOURCE: &str = "J. Park, J. Lee, D. Jeon, IEEE JSSC 55(1), 2020";

/// A published figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Published<Q> {
    /// The value in SI units; a share from 0 to 1 where the unit is `%`.
    pub value: Q,
    /// The number as it was published, in `unit`.
    pub number: f64,
    /// The unit that it was published in.
    pub unit: &'static str,
    /// What it is of.
    pub conditions: &'static str,
}

impl<Q> Published<Q> {
    const fn new(value: Q, number: f64, unit: &'static str, conditions: &'static str) -> Self {
        Self { value, number, unit, conditions }
    }
}

/// The number with its unit, such as `236.5 nJ`.
impl<Q> fmt::Display for Published<Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.number, self.unit)
    }
}

const POINT: &str = "at 0.8 V and 20 MHz";

/// Supply of all figures below.
pub const SUPPLY: Published<Volts> = Published::new(Volts::new(0.8), 0.8, "V", "supply of the other figures");
/// Clock of all figures below.
pub const CLOCK: Published<Hertz> =
    Published::new(Hertz::new(20e6), 20.0, "MHz", "clock of the other figures");
/// Power of inference.
pub const POWER: Published<Watts> = Published::new(Watts::new(23.6e-3), 23.6, "mW", POINT);
/// Area.
pub const AREA: Published<SquareMillimetres> =
    Published::new(SquareMillimetres::new(10.08), 10.08, "mm²", "die or core not stated");
/// Energy of an inference.
pub const INFERENCE_ENERGY: Published<Joules> =
    Published::new(Joules::new(236.5e-9), 236.5, "nJ", "an inference, at 0.8 V and 20 MHz");
/// Energy of a training image.
pub const TRAINING_ENERGY: Published<Joules> = Published::new(
    Joules::new(254.2e-9),
    254.2,
    "nJ",
    "a training image; follows from the energy of an inference and the overhead",
);
/// Energy of a training image over that of an inference, less one.
pub const TRAINING_OVERHEAD: Published<f64> =
    Published::new(0.075, 7.5, "%", "energy of a training image over that of an inference");
/// Inferences a second.
pub const INFERENCE_RATE: Published<f64> =
    Published::new(99.8e3, 99.8, "k images/s", "follows from power and energy of an inference");
/// Training images a second.
pub const TRAINING_RATE: Published<f64> =
    Published::new(94.3e3, 94.3, "k images/s", "follows from the pixels a second, 784 an image");
/// Pixels a second in training.
pub const TRAINING_PIXELS: Published<f64> = Published::new(73.9e6, 73.9, "Mpixel/s", "training throughput");
/// Clock cycles of an inference.
pub const INFERENCE_CYCLES: Published<f64> =
    Published::new(200.0, 200.0, "cycles", "an inference, about; follows from clock, power and energy");
/// Clock cycles of a training image.
pub const TRAINING_CYCLES: Published<f64> =
    Published::new(212.0, 212.0, "cycles", "a training image, about; follows from clock and throughput");
/// Accuracy on the test images of MNIST.
pub const ACCURACY: Published<f64> =
    Published::new(0.9783, 97.83, "%", "test images of MNIST, trained on chip");
/// Memory-access energy that mixed precision saves.
pub const MEMORY_SAVING: Published<f64> =
    Published::new(0.62, 62.0, "%", "less memory-access energy by mixed precision");
/// Area efficiency over a processor for backpropagation.
pub const AREA_EFFICIENCY_GAIN: Published<f64> =
    Published::new(1.4, 1.4, "x", "area efficiency over a processor for backpropagation");

/// A figure of any quantity as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is.
    pub name: &'static str,
    /// The number with its unit.
    pub value: String,
    /// What it is of.
    pub conditions: &'static str,
}

/// All figures, for tables.
#[must_use]
pub fn lines() -> Vec<Line> {
    fn line<Q>(name: &'static str, figure: Published<Q>) -> Line {
        Line { name, value: figure.to_string(), conditions: figure.conditions }
    }
    vec![
        line("supply", SUPPLY),
        line("clock", CLOCK),
        line("power", POWER),
        line("area", AREA),
        line("inference energy", INFERENCE_ENERGY),
        line("training energy", TRAINING_ENERGY),
        line("training overhead", TRAINING_OVERHEAD),
        line("inferences", INFERENCE_RATE),
        line("training images", TRAINING_RATE),
        line("training throughput", TRAINING_PIXELS),
        line("cycles of an inference", INFERENCE_CYCLES),
        line("cycles of a training image", TRAINING_CYCLES),
        line("accuracy", ACCURACY),
        line("memory saving", MEMORY_SAVING),
        line("area efficiency", AREA_EFFICIENCY_GAIN),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pixels of an image.
    const PIXELS: f64 = 784.0;

    #[track_caller]
    fn near(found: f64, published: f64) {
        // As many digits as were published.
        assert!((found / published - 1.0).abs() < 2.5e-3, "{found}, published {published}");
    }

    #[test]
    fn what_follows_from_other_figures_agrees_with_them() {
        near(POWER.value.value() / INFERENCE_ENERGY.value.value(), INFERENCE_RATE.value);
        near(TRAINING_PIXELS.value / PIXELS, TRAINING_RATE.value);
        near(TRAINING_ENERGY.value / INFERENCE_ENERGY.value, 1.0 + TRAINING_OVERHEAD.value);
        near(CLOCK.value.value() / INFERENCE_RATE.value, INFERENCE_CYCLES.value);
        near(CLOCK.value.value() / TRAINING_RATE.value, TRAINING_CYCLES.value);
    }

    #[test]
    fn values_are_the_numbers_in_their_units() {
        let unit = |unit: &str| match unit {
            "nJ" => 1e-9,
            "mW" => 1e-3,
            "MHz" | "Mpixel/s" => 1e6,
            "k images/s" => 1e3,
            "%" => 1e-2,
            "V" | "mm²" | "cycles" | "x" => 1.0,
            other => panic!("{other}: a unit without a factor"),
        };
        #[track_caller]
        fn same(value: f64, number: f64, factor: f64) {
            assert!((value / (number * factor) - 1.0).abs() < 1e-12, "{value}, {number}");
        }
        macro_rules! check {
            (quantities: $($quantity:ident),*; numbers: $($number:ident),*) => {
                $(same($quantity.value.value(), $quantity.number, unit($quantity.unit));)*
                $(same($number.value, $number.number, unit($number.unit));)*
            };
        }
        check!(
            quantities: SUPPLY, CLOCK, POWER, AREA, INFERENCE_ENERGY, TRAINING_ENERGY;
            numbers: TRAINING_OVERHEAD, INFERENCE_RATE, TRAINING_RATE, TRAINING_PIXELS, INFERENCE_CYCLES, TRAINING_CYCLES,
                ACCURACY, MEMORY_SAVING, AREA_EFFICIENCY_GAIN
        );
    }
}
