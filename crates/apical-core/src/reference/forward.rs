//! Potentials, spikes and the winner.

use alloc::vec::Vec;

use crate::Layer;

/// Potential of every neuron: its bias weight plus the weights of the spiking inputs.
#[must_use]
pub fn potentials(layer: &Layer, input: &[bool]) -> Vec<i32> {
    let mut potentials: Vec<i32> = layer.bias_weights.iter().map(|&bias| i32::from(bias)).collect();
    for (row, _) in layer.weights.chunks_exact(layer.neurons).zip(input).filter(|&(_, &spike)| spike) {
        for (potential, &weight) in potentials.iter_mut().zip(row) {
            *potential += i32::from(weight);
        }
    }
    potentials
}

/// Spikes of a hidden layer: potential above 0.
#[must_use]
pub fn spikes(potentials: &[i32]) -> Vec<bool> {
    potentials.iter().map(|&potential| potential > 0).collect()
}

/// Window bits of a hidden layer: |potential| below theta.
#[must_use]
pub fn window(potentials: &[i32], theta: u16) -> Vec<bool> {
    potentials.iter().map(|&potential| potential.unsigned_abs() < u32::from(theta)).collect()
}

/// The output neuron of highest potential; of several the one of lowest index.
#[must_use]
pub fn winner(potentials: &[i32]) -> u8 {
    let mut winner = 0;
    for (neuron, &potential) in potentials.iter().enumerate() {
        if potential > potentials[winner] {
            winner = neuron;
        }
    }
    winner as u8
}

/// The winner of a training image: the label's potential counts `margin` less.
#[must_use]
pub fn lowered_winner(potentials: &[i32], label: u8, margin: u8) -> u8 {
    let mut lowered = potentials.to_vec();
    lowered[usize::from(label)] -= i32::from(margin);
    winner(&lowered)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[test]
    fn the_first_of_equal_potentials_wins() {
        assert_eq!(winner(&[-3, 5, 5, 1]), 1);
        assert_eq!(winner(&[-3, -3]), 0);
    }

    #[test]
    fn the_margin_costs_the_label_a_narrow_win() {
        assert_eq!(lowered_winner(&[10, 7], 0, 2), 0);
        assert_eq!(lowered_winner(&[10, 7], 0, 3), 0);
        assert_eq!(lowered_winner(&[10, 7], 0, 4), 1);
        assert_eq!(lowered_winner(&[7, 10], 1, 3), 0);
    }

    #[test]
    fn zero_is_no_spike_and_the_window_is_open_on_both_sides() {
        assert_eq!(spikes(&[-1, 0, 1]), [false, false, true]);
        assert_eq!(window(&[-16, -15, 15, 16], 16), [false, true, true, false]);
    }

    #[test]
    fn a_potential_is_bias_plus_weights_of_spiking_inputs() {
        let mut layer = Layer::zeros(3, 2);
        layer.weights = vec![1, -2, 3, -4, 5, -6];
        layer.bias_weights = vec![100, -128];
        assert_eq!(potentials(&layer, &[true, false, true]), [106, -136]);
    }
}
