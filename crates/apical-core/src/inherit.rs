//! A network that begins with what another one knows.

use crate::{Config, ConfigError, State};

impl State {
    /// The untrained state of a seed with the memories of `known` in it: every weight, accumulator and bias, and the feedback signs of
    /// its classes. What the new network has beyond it (output neurons of new classes, and their feedback signs) stays as the
    /// seed made it, and the random generators are the seed's. Images that `known` has in flight play no part.
    ///
    /// # Errors
    /// [`ConfigError::Inherited`] if `config` differs from that of `known` in anything but more classes.
    pub fn inheriting(config: &Config, seed: u64, known: &Self) -> Result<Self, ConfigError> {
        let (classes, before) = (config.classes(), known.config.classes());
        let mut same = known.config.clone();
        if let Some(last) = same.layers.last_mut() {
            *last = classes;
        }
        if same != *config || classes < before {
            return Err(ConfigError::Inherited { classes, before });
        }
        let mut state = config.initial_state(seed);
        for (layer, known) in state.network.layers.iter_mut().zip(&known.network.layers) {
            let (neurons, before) = (layer.neurons, known.neurons);
            let memories =
                [(&mut layer.weights, &known.weights), (&mut layer.accumulators, &known.accumulators)];
            for (memory, known) in memories {
                let rows = memory.chunks_exact_mut(neurons).zip(known.chunks_exact(before));
                rows.for_each(|(row, known)| row[..before].copy_from_slice(known));
            }
            layer.bias_weights[..before].copy_from_slice(&known.bias_weights);
            layer.bias_accumulators[..before].copy_from_slice(&known.bias_accumulators);
        }
        for (signs, known) in state.network.feedback.iter_mut().zip(&known.network.feedback) {
            let neurons = signs.positive.chunks_exact_mut(classes).zip(known.positive.chunks_exact(before));
            neurons.for_each(|(signs, known)| signs[..before].copy_from_slice(known));
        }
        Ok(state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_kept_and_the_rest_is_the_seeds() {
        let before = Config::new(alloc::vec![5, 4, 3, 2]).unwrap();
        let mut known = before.initial_state(1);
        known.network.layers[2].bias_weights = alloc::vec![7, -7];
        let config = Config { layers: alloc::vec![5, 4, 3, 4], ..before.clone() };
        let (seed, grown) = (config.initial_state(9), State::inheriting(&config, 9, &known).unwrap());
        assert_eq!(grown.validate(), Ok(()));
        assert_eq!(grown.network.layers[..2], known.network.layers[..2]);
        assert_eq!(grown.random, seed.random);
        let (output, old, new) =
            (&grown.network.layers[2], &known.network.layers[2], &seed.network.layers[2]);
        assert_eq!(output.bias_weights, [7, -7, 0, 0]);
        for input in 0..3 {
            assert_eq!(output.weights[4 * input..][..2], old.weights[2 * input..][..2]);
            assert_eq!(output.accumulators[4 * input..][..2], old.accumulators[2 * input..][..2]);
            assert_eq!(output.weights[4 * input + 2..][..2], new.weights[4 * input + 2..][..2]);
        }
        for (layer, neurons) in [(0, 4), (1, 3)] {
            let of = |state: &State, neuron: usize, class: usize, classes: usize| {
                state.network.feedback[layer].positive[neuron * classes + class]
            };
            for neuron in 0..neurons {
                assert!((0..2).all(|class| of(&grown, neuron, class, 4) == of(&known, neuron, class, 2)));
                assert!((2..4).all(|class| of(&grown, neuron, class, 4) == of(&seed, neuron, class, 4)));
            }
        }
        assert_eq!(State::inheriting(&before, 9, &known).unwrap().network, known.network);
    }

    #[test]
    fn another_network_is_refused() {
        let known = Config::new(alloc::vec![5, 4, 3]).unwrap().initial_state(1);
        for layers in [[5, 4, 2], [6, 4, 3], [5, 5, 3]] {
            let config = Config { layers: layers.to_vec(), ..known.config.clone() };
            assert!(State::inheriting(&config, 1, &known).is_err(), "{layers:?}");
        }
        let config = Config { margin_bits: 1, ..known.config.clone() };
        assert!(State::inheriting(&config, 1, &known).is_err());
    }
}
