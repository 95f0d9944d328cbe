//! Backpropagation against finite differences, on random networks.

use apical_baselines::dense::{Network, Pass};
use apical_baselines::random::{Purpose, Random};
use apical_baselines::{Activation, Loss};
use ndarray::Array2;
use proptest::prelude::*;

/// A network, inputs and labels.
fn case(sizes: &[usize], activation: Activation, loss: Loss, seed: u64) -> (Network, Array2<f32>, Vec<u8>) {
    let mut random = Random::new(seed, Purpose::Weights);
    let mut network = Network::new(sizes, activation, loss, 1.0, &mut random);
    for layer in &mut network.layers {
        layer.biases = random.spread_vector(layer.biases.len(), 0.0, 0.3);
    }
    let inputs = random.spread(5, sizes[0], 0.5, 0.5);
    let classes = sizes[sizes.len() - 1] as u32;
    let labels = (0..5).map(|_| random.below(classes) as u8).collect();
    (network, inputs, labels)
}

fn gradients(network: &Network, pass: &Pass, labels: &[u8]) -> Vec<Array2<f32>> {
    let errors = network.backward(pass, &pass.output_error(labels));
    pass.activities.iter().zip(&errors).map(|(below, errors)| below.t().dot(errors)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_gradient_is_the_slope_of_the_loss(
        sizes in prop::collection::vec(2_usize..8, 2..5),
        tanh in any::<bool>(),
        sigmoid in any::<bool>(),
        seed in any::<u64>(),
    ) {
        let activation = if tanh { Activation::Tanh } else { Activation::Relu };
        let loss = if sigmoid { Loss::Sigmoid } else { Loss::Softmax };
        let (mut network, inputs, labels) = case(&sizes, activation, loss, seed);
        let pass = network.forward(inputs.clone());
        let expected = gradients(&network, &pass, &labels);
        let step = 2e-3_f32;
        for layer in 0..network.layers.len() {
            let columns = network.layers[layer].weights.ncols();
            for index in [[0, 0], [sizes[layer] - 1, columns - 1]] {
                let mut at = |by: f32| {
                    network.layers[layer].weights[index] += by;
                    let pass = network.forward(inputs.clone());
                    network.layers[layer].weights[index] -= by;
                    // A ReLU that turns on or off within the step has no slope there.
                    let kinks = pass.potentials[..pass.potentials.len() - 1].iter().flatten().map(|u| *u > 0.0);
                    (network.loss(&pass, &labels), kinks.collect::<Vec<bool>>())
                };
                let ((above, on), (below, off)) = (at(step), at(-step));
                if tanh || on == off {
                    let slope = (above - below) / f64::from(2.0 * step);
                    let gradient = f64::from(expected[layer][index]);
                    prop_assert!((slope - gradient).abs() < 3e-3 + 0.02 * gradient.abs(), "layer {layer}: {slope} {gradient}");
                }
            }
        }
    }

    /// Through binary activations the gradient is that of a network whose activations are replaced by a line of slope 1
    /// within the window, flat outside, through the activity at hand.
    #[test]
    fn the_straight_through_gradient_is_that_of_its_surrogate(seed in any::<u64>()) {
        let sizes = [6, 7, 4];
        let (network, inputs, labels) = case(&sizes, Activation::Binary, Loss::Softmax, seed);
        let pass = network.forward(inputs.clone());
        let expected = gradients(&network, &pass, &labels);
        let surrogate = |moved: &Network| {
            let now = inputs.dot(&moved.layers[0].weights) + &moved.layers[0].biases;
            let mut hidden = pass.activities[1].clone();
            ndarray::Zip::from(&mut hidden).and(&now).and(&pass.potentials[0]).for_each(|activity, &now, &then| {
                if then.abs() < 1.0 {
                    *activity += now - then;
                }
            });
            let potentials = hidden.dot(&moved.layers[1].weights) + &moved.layers[1].biases;
            let pass = Pass { potentials: vec![potentials], activities: Vec::new() };
            moved.loss(&pass, &labels)
        };
        let step = 2e-3_f32;
        for (layer, index) in [(0, [0, 0]), (0, [5, 6]), (0, [3, 2]), (1, [0, 0]), (1, [6, 3])] {
            let at = |by: f32| {
                let mut moved = network.clone();
                moved.layers[layer].weights[index] += by;
                surrogate(&moved)
            };
            let slope = (at(step) - at(-step)) / f64::from(2.0 * step);
            let gradient = f64::from(expected[layer][index]);
            prop_assert!((slope - gradient).abs() < 3e-3 + 0.02 * gradient.abs(), "layer {layer}: {slope} {gradient}");
        }
    }
}
