//! Which synapses are not as before.

use apical_core::{Layer, State};

use crate::protocol::{LayerChange, NeuronChange};

/// By layer. Biases are not synapses.
pub(crate) fn between(before: &State, after: &State) -> Vec<LayerChange> {
    let bits = before.config.format.accumulator_bits();
    let layers = before.network.layers.iter().zip(&after.network.layers);
    layers.map(|(before, after)| of_layer(before, after, bits)).collect()
}

fn of_layer(before: &Layer, after: &Layer, accumulator_bits: u32) -> LayerChange {
    let mut change = LayerChange::default();
    let unchanged = |neuron| NeuronChange { neuron, up: 0, down: 0, weights: 0 };
    let mut neurons: Vec<NeuronChange> = (0..before.neurons).map(unchanged).collect();
    for input in 0..before.inputs {
        let row = input * before.neurons..(input + 1) * before.neurons;
        if before.accumulators[row.clone()] == after.accumulators[row.clone()]
            && before.weights[row.clone()] == after.weights[row.clone()]
        {
            continue;
        }
        change.inputs.push(input);
        for (index, neuron) in row.zip(&mut neurons) {
            // What a synapse holds in all, in units of the accumulator.
            let latent = |layer: &Layer| {
                (i32::from(layer.weights[index]) << accumulator_bits) + i32::from(layer.accumulators[index])
            };
            let (was, is) = (latent(before), latent(after));
            neuron.up += usize::from(is > was);
            neuron.down += usize::from(is < was);
            neuron.weights += usize::from(before.weights[index] != after.weights[index]);
            change.accumulators += usize::from(before.accumulators[index] != after.accumulators[index]);
        }
    }
    change.weights = neurons.iter().map(|neuron| neuron.weights).sum();
    change.neurons = neurons.into_iter().filter(|neuron| neuron.up + neuron.down > 0).collect();
    change
}

#[cfg(test)]
mod tests {
    use super::*;
    use apical_core::Config;

    #[test]
    fn changes_are_found_and_their_direction() {
        let before = Config::new(vec![4, 3, 2]).unwrap().initial_state(1);
        assert!(between(&before, &before).iter().all(|layer| *layer == LayerChange::default()));
        let mut after = before.clone();
        let layer = &mut after.network.layers[0];
        // Input 2 to neuron 1: a carry, 256 * 1 - 200 more. Input 3 to neuron 0: one less.
        layer.weights[7] = 1;
        layer.accumulators[7] = -100;
        layer.accumulators[9] = 4;
        let mut before = before;
        let layer = &mut before.network.layers[0];
        layer.weights[7] = 0;
        layer.accumulators[7] = 100;
        layer.accumulators[9] = 5;
        after.network.layers[0].weights[9] = layer.weights[9];
        let change = &between(&before, &after)[0];
        assert_eq!((change.weights, change.accumulators), (1, 2));
        assert_eq!(change.inputs, [2, 3]);
        let expected = [
            NeuronChange { neuron: 0, up: 0, down: 1, weights: 0 },
            NeuronChange { neuron: 1, up: 1, down: 0, weights: 1 },
        ];
        assert_eq!(change.neurons, expected);
    }
}
