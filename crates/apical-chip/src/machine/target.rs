//! Target phase: the two output spikes are broadcast, and every layer forms its deltas.

use super::memory::LayerMemory;

/// A neuron that is to change: +1 or -1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Delta {
    pub(super) neuron: u16,
    pub(super) sign: i8,
}

/// Deltas of a hidden layer: inside the window, where the signs for label and winner differ.
pub(super) fn hidden_deltas(
    memory: &LayerMemory,
    window: &[u64],
    label: u8,
    winner: u8,
    deltas: &mut Vec<Delta>,
) {
    deltas.clear();
    let (for_label, for_winner) = (&memory.signs[usize::from(label)], &memory.signs[usize::from(winner)]);
    for (index, ((&label, &winner), &window)) in for_label.iter().zip(for_winner).zip(window).enumerate() {
        let mut changing = (label ^ winner) & window;
        while changing != 0 {
            let bit = changing.trailing_zeros();
            let sign = if label >> bit & 1 == 1 { 1 } else { -1 };
            deltas.push(Delta { neuron: (index * 64) as u16 + bit as u16, sign });
            changing &= changing - 1;
        }
    }
}

/// Deltas of the output layer: the label's neuron up, the winner's down.
pub(super) fn output_deltas(label: u8, winner: u8, deltas: &mut Vec<Delta>) {
    deltas.clear();
    deltas.push(Delta { neuron: label.into(), sign: 1 });
    deltas.push(Delta { neuron: winner.into(), sign: -1 });
    deltas.sort_unstable_by_key(|delta| delta.neuron);
}
