//! Initial weights and feedback signs.

use crate::random::{SplitMix64, Stream};
use crate::{Config, Format, Network};

impl Network {
    /// The untrained network of a seed.
    ///
    /// Latent values are drawn layer by layer, input by input, neuron by neuron; biases start at 0.
    /// Signs are drawn layer by layer, group of neurons by group, class by class, one bit each, 64 from an
    /// output, least significant first, starting a new output with each layer.
    #[must_use]
    pub fn initial(config: &Config, seed: u64) -> Self {
        let mut network = Self::zeros(config);
        draw_weights(&mut network, config, Stream::Weights.generator(seed));
        draw_signs(&mut network, config, Stream::FeedbackSigns.generator(seed));
        network
    }
}

fn draw_weights(network: &mut Network, config: &Config, mut generator: SplitMix64) {
    let range = i32::from(config.initial_range);
    for layer in &mut network.layers {
        for (weight, accumulator) in layer.weights.iter_mut().zip(&mut layer.accumulators) {
            let latent = generator.below(2 * range as u32 + 1) as i32 - range;
            (*weight, *accumulator) = split_latent(latent, config.format);
        }
    }
}

/// Splits a latent value (1/256 of a weight step) into weight and accumulator, rounding down to the
/// accumulator's unit; beyond the weight's range both parts stay at their limits.
fn split_latent(latent: i32, format: Format) -> (i8, i8) {
    let in_units = latent >> (8 - format.accumulator_bits());
    let weight = (in_units - format.accumulator_minimum()) >> format.accumulator_bits();
    if weight > format.weight_maximum() {
        (format.weight_maximum() as i8, format.accumulator_maximum() as i8)
    } else if weight < format.weight_minimum() {
        (format.weight_minimum() as i8, format.accumulator_minimum() as i8)
    } else {
        (weight as i8, (in_units - (weight << format.accumulator_bits())) as i8)
    }
}

fn draw_signs(network: &mut Network, config: &Config, mut generator: SplitMix64) {
    let classes = config.classes();
    let group = usize::from(config.feedback_sharing);
    for signs in &mut network.feedback {
        let mut bits = 0;
        let mut left = 0;
        let neurons = signs.positive.len() / classes;
        for first in (0..neurons).step_by(group) {
            for class in 0..classes {
                if left == 0 {
                    bits = generator.next_u64();
                    left = 64;
                }
                for neuron in first..neurons.min(first + group) {
                    signs.positive[neuron * classes + class] = bits & 1 == 1;
                }
                bits >>= 1;
                left -= 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[test]
    fn a_latent_value_is_256_weights_plus_accumulator() {
        for latent in -500..=500 {
            let (weight, accumulator) = split_latent(latent, Format::W4G8);
            assert_eq!(256 * i32::from(weight) + i32::from(accumulator), latent);
        }
    }

    #[test]
    fn narrow_weights_start_at_their_limits_rather_than_wrap() {
        let format = Format::new(2, 8).unwrap();
        assert_eq!(split_latent(500, format), (1, 127));
        assert_eq!(split_latent(-500, format), (-2, 12));
        assert_eq!(split_latent(-1000, format), (-2, -128));
        assert_eq!(split_latent(500, Format::new(4, 4).unwrap()), (2, -1)); // 31 units of 1/16
    }

    #[test]
    fn signs_are_shared_within_a_group_and_balanced() {
        let mut config = Config::new(vec![4, 199, 10]).unwrap();
        config.feedback_sharing = 4;
        let network = Network::initial(&config, 3);
        let positive = &network.feedback[0].positive;
        for neuron in 0..199 {
            let leader = neuron / 4 * 4;
            assert_eq!(positive[neuron * 10..][..10], positive[leader * 10..][..10]);
        }
        let ones = positive.iter().filter(|&&sign| sign).count();
        assert!((800..1200).contains(&ones), "{ones} of 1990 signs are positive");
    }

    #[test]
    fn streams_are_independent_of_each_other() {
        let narrow = Config::new(vec![4, 8, 3]).unwrap();
        let mut shared = narrow.clone();
        shared.initial_range = 100;
        let (a, b) = (Network::initial(&narrow, 7), Network::initial(&shared, 7));
        assert_eq!(a.feedback, b.feedback);
        assert_ne!(a.layers, b.layers);
    }
}
