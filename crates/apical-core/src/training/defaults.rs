//! What a training has where nothing was chosen.

use super::LearningRate;
use crate::front_end::{Code, FrontEnd, Request};

/// From 10.0 down to 0.3.
const FROM_10: LearningRate = LearningRate::new(10 * 256, 77).expect("at most 127");

/// What `apical train` chooses, which goes into the model as numbers. Held-out images decided: `docs/defaults.md`. The processor's
/// registers, and [`Config::new`](crate::Config::new), start with the values of the specification instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Defaults {
    /// Learning rate.
    pub learning_rate: LearningRate,
    /// Bits of the margin, 0 to 8.
    pub margin_bits: u8,
    /// Shift of dropped spikes, 1 to 8.
    pub drop_shift: u8,
    /// Initial latent values lie within so much of 0, in 1/256 of a weight step.
    pub initial_range: u16,
}

impl Defaults {
    /// Behind a threshold, and behind levels of which the highest is set: no more than one spike a value.
    pub const THRESHOLD: Self =
        Self { learning_rate: FROM_10, margin_bits: 6, drop_shift: 2, initial_range: 250 };
    /// Behind a thermometer: the specification's.
    pub const THERMOMETER: Self =
        Self { learning_rate: LearningRate::DEFAULT, margin_bits: 5, drop_shift: 3, initial_range: 500 };
    /// Behind a retina, with levels beside it or without. Neighbouring filters tell much the same, so more of their spikes can be
    /// missed, and more must be, lest the network learn the training images by heart.
    pub const RETINA: Self = Self { drop_shift: 2, ..Self::THERMOMETER };

    /// Behind a front end.
    #[must_use]
    pub fn of(front_end: &FrontEnd) -> Self {
        Self::of_parts(front_end.levels.as_ref().map(|levels| levels.code), front_end.retina.is_some())
    }

    /// Behind what is asked for; none is a threshold. What the kind of data decides counts as a thermometer, whose learning rate a retina
    /// has too.
    #[must_use]
    pub fn of_request(request: Option<&Request>) -> Self {
        match request {
            None => Self::THRESHOLD,
            Some(Request::Auto) => Self::THERMOMETER,
            Some(Request::Parts { levels, retina, .. }) => {
                Self::of_parts(levels.map(|levels| levels.code), retina.is_some())
            }
            Some(Request::Fixed(front_end)) => Self::of(front_end),
        }
    }

    const fn of_parts(code: Option<Code>, retina: bool) -> Self {
        match (code, retina) {
            (_, true) => Self::RETINA,
            (Some(Code::Thermometer), false) => Self::THERMOMETER,
            (Some(Code::Highest) | None, false) => Self::THRESHOLD,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_has_the_defaults_of_what_it_becomes() {
        for (text, expected) in [
            ("threshold", Defaults::THRESHOLD),
            ("inverted+threshold", Defaults::THRESHOLD),
            ("levels:3", Defaults::THRESHOLD),
            ("levels(2;3,4)", Defaults::THRESHOLD),
            ("thermometer:3", Defaults::THERMOMETER),
            ("thermometer(2;3,4)", Defaults::THERMOMETER),
            ("retina", Defaults::RETINA),
            ("retina+levels:3", Defaults::RETINA),
            ("auto", Defaults::THERMOMETER),
        ] {
            let request: Request = text.parse().unwrap();
            assert_eq!(Defaults::of_request(Some(&request)), expected, "{text}");
            if let Request::Fixed(front_end) = &request {
                assert_eq!(Defaults::of(front_end), expected, "{text}");
            }
        }
        assert_eq!(Defaults::of_request(None), Defaults::of(&FrontEnd::THRESHOLD));
        // Before the data are seen, `auto` may still become either.
        assert_eq!(Defaults::RETINA.learning_rate, Defaults::THERMOMETER.learning_rate);
    }
}
