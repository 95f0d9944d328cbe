//! Faulty weight bits.
//!
//! A fault is a bit of a stored weight. Integer weights are stored as they are, in two's complement. Weights in floating
//! point are taken to be stored as a machine would that has no floating point: in 16 bits of fixed point, 12 of them
//! behind the point, -8 to 8; a bit of an exponent would make any weight as large as a number can be.

use serde::{Deserialize, Serialize};

use crate::dense::Dense;
use crate::random::{Purpose, Random};
use crate::{BaselineError, LearningRule};

/// Bits behind the point.
const FRACTION: i32 = 12;

/// A weight in fixed point; beyond the range its end.
#[must_use]
pub fn fixed(weight: f32) -> u16 {
    let scaled = (weight * (1 << FRACTION) as f32).round();
    // The cast saturates, and makes 0 of what is no number.
    scaled as i16 as u16
}

/// The weight of a word.
#[must_use]
pub fn from_fixed(word: u16) -> f32 {
    f32::from(word as i16) / (1 << FRACTION) as f32
}

/// What a fault does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaultKind {
    /// The bit holds 0 or 1, by chance, whatever is written. It is held again after each [`HOLD`] images.
    Stuck,
    /// The bit is turned over once; what is written afterwards holds.
    Flip,
}

/// Images between two times that stuck bits are held.
pub const HOLD: u64 = 256;

/// Some faulty bits.
#[derive(Debug, Clone)]
pub struct Faults {
    kind: FaultKind,
    places: Vec<usize>,
    /// The bit, and the value that it is stuck at.
    bits: Vec<(u32, bool)>,
}

impl Faults {
    /// Faults of a share `rate` (0 to 1) of all weight bits of a rule.
    ///
    /// # Panics
    /// If the rule stores more than 16 bits a weight.
    #[must_use]
    pub fn new(kind: FaultKind, rate: f64, seed: u64, rule: &dyn LearningRule) -> Self {
        let word = rule.word_bits() as usize;
        assert!(word <= 16, "words of {word} bits");
        let all = rule.weight_count() * word;
        let mut random = Random::new(seed, Purpose::Faults);
        let count = (rate.clamp(0.0, 1.0) * all as f64).round() as usize;
        let chosen = random.sample(count, all);
        let places = chosen.iter().map(|bit| bit / word).collect();
        let bits = chosen.iter().map(|bit| ((bit % word) as u32, random.bits() & 1 == 1)).collect();
        Self { kind, places, bits }
    }

    /// Number of faulty bits.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// What they do.
    #[must_use]
    pub fn kind(&self) -> FaultKind {
        self.kind
    }

    /// Flips the bits, or holds them.
    ///
    /// # Errors
    /// If the rule has another number of weights.
    pub fn strike(&self, rule: &mut dyn LearningRule) -> Result<(), BaselineError> {
        rule.change_words(&self.places, &mut |number, word| {
            let (bit, value) = self.bits[number];
            match self.kind {
                FaultKind::Flip => word ^ (1 << bit),
                FaultKind::Stuck if value => word | (1 << bit),
                FaultKind::Stuck => word & !(1 << bit),
            }
        })
    }
}

/// Checks that all places are weights.
pub(crate) fn check_places(places: &[usize], weights: usize) -> Result<(), BaselineError> {
    match places.iter().find(|&&place| place >= weights) {
        Some(place) => Err(BaselineError::Range {
            field: "weight",
            found: place.to_string(),
            range: "below the number of weights",
        }),
        None => Ok(()),
    }
}

/// Changes the stored words of weights in floating point, as [`LearningRule::change_words`] asks.
pub(crate) fn change_words(
    layers: &mut [Dense],
    places: &[usize],
    change: &mut dyn FnMut(usize, u16) -> u16,
) -> Result<(), BaselineError> {
    let all = layers.iter().map(|layer| layer.weights.len()).sum();
    check_places(places, all)?;
    for (number, &place) in places.iter().enumerate() {
        let mut rest = place;
        for layer in layers.iter_mut() {
            if rest < layer.weights.len() {
                let columns = layer.weights.ncols();
                let weight = &mut layer.weights[[rest / columns, rest % columns]];
                let word = fixed(*weight);
                let changed = change(number, word);
                // A word that stays leaves the weight as fine as it was.
                if changed != word {
                    *weight = from_fixed(changed);
                }
                break;
            }
            rest -= layer.weights.len();
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RuleName;

    #[test]
    fn fixed_point_goes_both_ways_and_saturates() {
        for weight in [0.0, 1.0, -1.0, 7.5, -8.0, 0.000_244_140_63] {
            assert_eq!(from_fixed(fixed(weight)), weight);
        }
        assert_eq!(from_fixed(fixed(100.0)), 32767.0 / 4096.0);
        assert_eq!(from_fixed(fixed(f32::NAN)), 0.0);
    }

    fn words(rule: &mut dyn LearningRule) -> Vec<u16> {
        let mut words = Vec::new();
        let places: Vec<usize> = (0..rule.weight_count()).collect();
        rule.change_words(&places, &mut |_, word| {
            words.push(word);
            word
        })
        .unwrap();
        words
    }

    #[test]
    fn a_flip_comes_undone_and_a_stuck_bit_stays() {
        for name in [RuleName::Bp, RuleName::DsfW4G8, RuleName::DsfW8G8, RuleName::SdRate] {
            let mut rule = name.make(&[9, 8, 3], 5, &name.settings()).unwrap();
            let before = words(&mut *rule);
            let flips = Faults::new(FaultKind::Flip, 0.1, 1, &*rule);
            let bits = f64::from(rule.word_bits()) * before.len() as f64;
            assert_eq!(flips.len(), (0.1 * bits).round() as usize, "{name}");
            flips.strike(&mut *rule).unwrap();
            let after = words(&mut *rule);
            let changed: u32 = before.iter().zip(&after).map(|(a, b)| (a ^ b).count_ones()).sum();
            assert_eq!(changed as usize, flips.len(), "{name}: each bit is another one");
            flips.strike(&mut *rule).unwrap();
            assert_eq!(words(&mut *rule), before, "{name}");
            let stuck = Faults::new(FaultKind::Stuck, 0.5, 2, &*rule);
            stuck.strike(&mut *rule).unwrap();
            let held = words(&mut *rule);
            stuck.strike(&mut *rule).unwrap();
            assert_eq!(words(&mut *rule), held, "{name}");
            assert!(rule.change_words(&[before.len()], &mut |_, word| word).is_err());
        }
    }
}
