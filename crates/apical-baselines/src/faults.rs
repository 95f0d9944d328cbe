//! Faulty weight bits.
//!
//! A fault is a bit of a stored weight. Integer weights are stored as they are, in two's complement. Weights in floating
//! point are taken to be stored as a machine would that has no floating point: in 16 bits of fixed point. A bit of an exponent
//! would make any weight as large as a number can be. The point is where the largest weight of a layer just fits when the
//! fault comes: a flipped sign changes a weight by the smallest power of two that none of its layer exceeds.

use serde::{Deserialize, Serialize};

use crate::dense::Dense;
use crate::random::{Purpose, Random};
use crate::{BaselineError, LearningRule, StoredWeights};

/// Bits before the point, sign left out: weights of 32,768 and more saturate, and none is finer than `2^-30`.
const WHOLE_BITS: std::ops::RangeInclusive<i32> = -15..=15;

/// A weight in fixed point of 16 bits; beyond the range its end.
#[must_use]
pub fn fixed(weight: f32, fraction: i32) -> u16 {
    let scaled = (weight * 2.0_f32.powi(fraction)).round();
    // The cast saturates, and makes 0 of what is no number.
    scaled as i16 as u16
}

/// The weight of a word.
#[must_use]
pub fn from_fixed(word: u16, fraction: i32) -> f32 {
    f32::from(word as i16) * 2.0_f32.powi(-fraction)
}

/// Bits behind the point of the words of each layer, so that its largest weight `w` just fits: 15 less the least `e` with
/// `|w| <= 2^e`.
fn fractions(layers: &[Dense]) -> Vec<i32> {
    let fraction = |layer: &Dense| {
        let largest = layer.weights.iter().fold(0.0_f32, |most, weight| most.max(weight.abs()));
        let fits = |whole: &i32| largest <= 2.0_f32.powi(*whole);
        15 - WHOLE_BITS.clone().find(fits).unwrap_or(*WHOLE_BITS.end())
    };
    layers.iter().map(fraction).collect()
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
    indices: Vec<usize>,
    fractions: Vec<i32>,
    /// The bit, and the value that it is stuck at.
    bits: Vec<(u32, bool)>,
}

impl Faults {
    /// Faults of a share `rate` (0 to 1) of all weight bits of a rule, in words in which its weights of now fit.
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
        let indices = chosen.iter().map(|bit| bit / word).collect();
        let bits = chosen.iter().map(|bit| ((bit % word) as u32, random.bits() & 1 == 1)).collect();
        Self { kind, indices, fractions: rule.fractions(), bits }
    }

    /// Number of faulty bits.
    #[must_use]
    pub fn len(&self) -> usize {
        self.indices.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.indices.is_empty()
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
        rule.change_words(&self.indices, &self.fractions, &mut |number, word| {
            let (bit, value) = self.bits[number];
            match self.kind {
                FaultKind::Flip => word ^ (1 << bit),
                FaultKind::Stuck if value => word | (1 << bit),
                FaultKind::Stuck => word & !(1 << bit),
            }
        })
    }
}

/// Checks that all indices are weights.
pub(crate) fn check_indices(indices: &[usize], weights: usize) -> Result<(), BaselineError> {
    match indices.iter().find(|&&index| index >= weights) {
        Some(index) => Err(BaselineError::Range {
            field: "weight",
            found: index.to_string(),
            range: "below the number of weights",
        }),
        None => Ok(()),
    }
}

/// Rules whose weights are dense layers in floating point, which are stored in 16 bits of fixed point.
pub trait FloatingPoint {
    /// The layers.
    fn layers_of_weights(&self) -> &[Dense];
    /// The layers, to be changed.
    fn layers_of_weights_mut(&mut self) -> &mut [Dense];
}

impl<R: FloatingPoint> StoredWeights for R {
    fn word_bits(&self) -> u32 {
        16
    }

    fn fractions(&self) -> Vec<i32> {
        fractions(self.layers_of_weights())
    }

    fn weight_count(&self) -> usize {
        self.layers_of_weights().iter().map(|layer| layer.weights.len()).sum()
    }

    fn change_words(
        &mut self,
        indices: &[usize],
        fractions: &[i32],
        change: &mut dyn FnMut(usize, u16) -> u16,
    ) -> Result<(), BaselineError> {
        change_words(self.layers_of_weights_mut(), indices, fractions, change)
    }
}

/// Changes the stored words of weights in floating point, as [`StoredWeights::change_words`] asks.
fn change_words(
    layers: &mut [Dense],
    indices: &[usize],
    fractions: &[i32],
    change: &mut dyn FnMut(usize, u16) -> u16,
) -> Result<(), BaselineError> {
    if fractions.len() != layers.len() {
        let found = fractions.len().to_string();
        return Err(BaselineError::Range { field: "fractions", found, range: "one for each layer" });
    }
    let all = layers.iter().map(|layer| layer.weights.len()).sum();
    check_indices(indices, all)?;
    for (number, &index) in indices.iter().enumerate() {
        let mut rest = index;
        for (layer, &fraction) in layers.iter_mut().zip(fractions) {
            if rest < layer.weights.len() {
                let columns = layer.weights.ncols();
                let weight = &mut layer.weights[[rest / columns, rest % columns]];
                let word = fixed(*weight, fraction);
                let changed = change(number, word);
                // A word that stays leaves the weight as fine as it was.
                if changed != word {
                    *weight = from_fixed(changed, fraction);
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
    use ndarray::{Array2, array};

    use super::*;
    use crate::RuleName;

    #[test]
    fn fixed_point_goes_both_ways_and_saturates() {
        for weight in [0.0, 1.0, -1.0, 7.5, -8.0, 0.000_244_140_63] {
            assert_eq!(from_fixed(fixed(weight, 12), 12), weight);
        }
        assert_eq!(from_fixed(fixed(100.0, 12), 12), 32767.0 / 4096.0);
        assert_eq!(from_fixed(fixed(0.25, 17), 17), 32767.0 / 131_072.0, "the end of the range below 1/4");
        assert_eq!(from_fixed(fixed(-0.25, 17), 17), -0.25);
        assert_eq!(fixed(f32::NAN, 12), 0);
    }

    fn layer(weights: &[f32]) -> Dense {
        Dense {
            weights: Array2::from_shape_vec((weights.len(), 1), weights.to_vec()).unwrap(),
            biases: array![0.0],
        }
    }

    #[test]
    fn the_largest_weight_of_a_layer_just_fits() {
        let layers =
            [&[0.2, -0.1][..], &[-0.26, 0.1], &[1.0, 0.0], &[-6.0, 3.0], &[0.0], &[1e30], &[f32::NAN]];
        // Largest 1/4, 1/2, 1, 8; then the ends of what the point can do.
        assert_eq!(fractions(&layers.map(layer)), [17, 16, 15, 12, 30, 0, 30]);
    }

    #[test]
    fn a_flipped_sign_moves_a_weight_by_the_range_of_its_layer_and_the_point_stays() {
        let mut layers = [layer(&[0.2, 0.1]), layer(&[3.0, -1.0])];
        let fractions = fractions(&layers);
        let mut flip = |_, word| word ^ 0x8000;
        change_words(&mut layers, &[0, 2], &fractions, &mut flip).unwrap();
        let near = |a: f32, b: f32| assert!((a - b).abs() < 2e-4, "{a} {b}");
        near(layers[0].weights[[0, 0]], 0.2 - 0.25);
        near(layers[1].weights[[0, 0]], 3.0 - 4.0);
        assert_eq!(layers[0].weights[[1, 0]], 0.1, "what is not struck stays as fine as it was");
        // The largest weights are others now; the point is not.
        change_words(&mut layers, &[0, 2], &fractions, &mut flip).unwrap();
        near(layers[0].weights[[0, 0]], 0.2);
        near(layers[1].weights[[0, 0]], 3.0);
        assert!(change_words(&mut layers, &[0], &fractions[1..], &mut flip).is_err());
    }

    fn words(rule: &mut dyn LearningRule, fractions: &[i32]) -> Vec<u16> {
        let mut words = Vec::new();
        let indices: Vec<usize> = (0..rule.weight_count()).collect();
        rule.change_words(&indices, fractions, &mut |_, word| {
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
            let fractions = rule.fractions();
            let before = words(&mut *rule, &fractions);
            let flips = Faults::new(FaultKind::Flip, 0.1, 1, &*rule);
            let bits = f64::from(rule.word_bits()) * before.len() as f64;
            assert_eq!(flips.len(), (0.1 * bits).round() as usize, "{name}");
            flips.strike(&mut *rule).unwrap();
            let after = words(&mut *rule, &fractions);
            let changed: u32 = before.iter().zip(&after).map(|(a, b)| (a ^ b).count_ones()).sum();
            assert_eq!(changed as usize, flips.len(), "{name}: each bit is another one");
            flips.strike(&mut *rule).unwrap();
            assert_eq!(words(&mut *rule, &fractions), before, "{name}");
            let stuck = Faults::new(FaultKind::Stuck, 0.5, 2, &*rule);
            stuck.strike(&mut *rule).unwrap();
            let held = words(&mut *rule, &fractions);
            stuck.strike(&mut *rule).unwrap();
            assert_eq!(words(&mut *rule, &fractions), held, "{name}");
            assert!(rule.change_words(&[before.len()], &fractions, &mut |_, word| word).is_err());
        }
    }
}
