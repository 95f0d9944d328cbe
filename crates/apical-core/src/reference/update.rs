//! Feedback and the change of the synapses.

use alloc::vec;
use alloc::vec::Vec;

use crate::{FeedbackSigns, Format, InFlight, Layer, Network};

/// Delta of every neuron for an image whose forward winner was not its label.
#[must_use]
pub fn deltas(network: &Network, image: &InFlight, winner: u8) -> Vec<Vec<i8>> {
    let classes = network.layers.last().map_or(0, |output| output.neurons);
    let hidden = network.feedback.iter().zip(&image.hidden);
    let mut deltas: Vec<Vec<i8>> = hidden
        .map(|(signs, record)| feedback_deltas(signs, &record.window, classes, image.label, winner))
        .collect();
    deltas.push(output_deltas(classes, image.label, winner));
    deltas
}

/// Delta of every neuron of a hidden layer: `(sign for label - sign for winner) / 2` inside the window, else 0.
#[must_use]
pub fn feedback_deltas(
    signs: &FeedbackSigns,
    window: &[bool],
    classes: usize,
    label: u8,
    winner: u8,
) -> Vec<i8> {
    let sign = |neuron: usize, class: u8| {
        if signs.positive[neuron * classes + usize::from(class)] { 1 } else { -1 }
    };
    let delta = |neuron: usize| (sign(neuron, label) - sign(neuron, winner)) / 2;
    window.iter().enumerate().map(|(neuron, &open)| if open { delta(neuron) } else { 0 }).collect()
}

/// Delta of every output neuron: +1 for the label, -1 for the winner, else 0.
#[must_use]
pub fn output_deltas(classes: usize, label: u8, winner: u8) -> Vec<i8> {
    let mut deltas = vec![0; classes];
    if label != winner {
        deltas[usize::from(label)] = 1;
        deltas[usize::from(winner)] = -1;
    }
    deltas
}

/// Adds `step * delta` to every synapse from a spiking input, and to the biases, whose input always spikes.
pub fn update_layer(layer: &mut Layer, input: &[bool], deltas: &[i8], step: u8, format: Format) {
    let neurons = layer.neurons;
    let weight_limits = (format.weight_minimum(), format.weight_maximum());
    for (source, _) in input.iter().enumerate().filter(|&(_, &spike)| spike) {
        for (neuron, &delta) in deltas.iter().enumerate().filter(|&(_, &delta)| delta != 0) {
            let synapse = source * neurons + neuron;
            let amount = i32::from(step) * i32::from(delta);
            let (weight, accumulator) = (&mut layer.weights[synapse], &mut layer.accumulators[synapse]);
            add_with_carry(weight, accumulator, amount, weight_limits, format);
        }
    }
    for (neuron, &delta) in deltas.iter().enumerate().filter(|&(_, &delta)| delta != 0) {
        let amount = i32::from(step) * i32::from(delta);
        let (weight, accumulator) = (&mut layer.bias_weights[neuron], &mut layer.bias_accumulators[neuron]);
        add_with_carry(weight, accumulator, amount, (-128, 127), format);
    }
}

/// Adds `amount` to an accumulator. If it leaves its range it wraps and carries one into the weight; if the
/// weight is already at its limit, the weight stays and the accumulator stops at its own limit.
pub fn add_with_carry(
    weight: &mut i8,
    accumulator: &mut i8,
    amount: i32,
    (weight_minimum, weight_maximum): (i32, i32),
    format: Format,
) {
    let (minimum, maximum) = (format.accumulator_minimum(), format.accumulator_maximum());
    let modulus = 1 << format.accumulator_bits();
    let sum = i32::from(*accumulator) + amount;
    let (new_weight, new_accumulator) = if sum > maximum {
        if i32::from(*weight) == weight_maximum {
            (weight_maximum, maximum)
        } else {
            (i32::from(*weight) + 1, sum - modulus)
        }
    } else if sum < minimum {
        if i32::from(*weight) == weight_minimum {
            (weight_minimum, minimum)
        } else {
            (i32::from(*weight) - 1, sum + modulus)
        }
    } else {
        (i32::from(*weight), sum)
    };
    *weight = new_weight as i8;
    *accumulator = new_accumulator as i8;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn add(weight: i8, accumulator: i8, amount: i32) -> (i8, i8) {
        let (mut weight, mut accumulator) = (weight, accumulator);
        add_with_carry(&mut weight, &mut accumulator, amount, (-8, 7), Format::W4G8);
        (weight, accumulator)
    }

    #[test]
    fn the_latent_value_is_conserved_by_a_carry() {
        assert_eq!(add(3, 120, 6), (3, 126));
        assert_eq!(add(3, 127, 1), (4, -128));
        assert_eq!(add(3, 120, 127), (4, -9));
        assert_eq!(add(-3, -128, -1), (-4, 127));
    }

    #[test]
    fn at_the_limit_the_weight_stays_and_the_accumulator_saturates() {
        assert_eq!(add(7, 127, 1), (7, 127));
        assert_eq!(add(7, 120, 100), (7, 127));
        assert_eq!(add(-8, -120, -100), (-8, -128));
        assert_eq!(add(7, 127, -1), (7, 126));
    }

    #[test]
    fn signs_that_agree_give_no_delta() {
        // Neurons: + -, - +, + +, - - for classes 0 and 1.
        let signs = FeedbackSigns { positive: vec![true, false, false, true, true, true, false, false] };
        assert_eq!(feedback_deltas(&signs, &[true; 4], 2, 0, 1), [1, -1, 0, 0]);
        assert_eq!(feedback_deltas(&signs, &[false, true, true, true], 2, 1, 0), [0, 1, 0, 0]);
    }
}
