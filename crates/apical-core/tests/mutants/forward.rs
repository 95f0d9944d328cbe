//! Section 9: potentials, spikes, windows, the winner.

use super::fault::Fault;
use super::front_end;
use super::machine::{Machine, Memories};

impl Machine {
    pub(super) fn potentials(&self, layer: usize, spikes: &[bool]) -> Vec<i32> {
        let Memories { weights, bias_weights, .. } = &self.layers[layer];
        let bits = if self.sizes()[0] > 4000 && layer == 0 { 14 } else { 12 } + self.w();
        let neurons = bias_weights.len();
        let sum = |i: usize| {
            let bias = if self.has(Fault::NoBias) { 0 } else { bias_weights[i] };
            let u: i32 = bias
                + spikes.iter().zip(weights).filter(|(spike, _)| **spike).map(|(_, row)| row[i]).sum::<i32>();
            match self.fault {
                // One bit too few.
                Some(Fault::PotentialWraps) => (u << (33 - bits)) >> (33 - bits),
                Some(Fault::PotentialSaturates) => u.clamp(-(1 << (bits - 2)), (1 << (bits - 2)) - 1),
                Some(Fault::PotentialOf16Bits) => i32::from(u as i16),
                _ => u,
            }
        };
        (0..neurons).map(sum).collect()
    }

    pub(super) fn spike(&self, u: i32) -> bool {
        if self.has(Fault::SpikeAtZero) { u >= 0 } else { u > 0 }
    }

    pub(super) fn window(&self, layer: usize, u: i32) -> bool {
        let window = &self.config.window;
        let mut theta = i32::from(match self.fault {
            Some(Fault::WindowOfLayer1) => window[0],
            Some(Fault::WindowOfTheNextLayer) => window[(layer + 1) % window.len()],
            _ => window[layer],
        });
        match self.fault {
            Some(Fault::WindowOf10Bits) => theta &= 0x3FF,
            Some(Fault::WindowOf15Bits) => theta &= 0x7FFF,
            _ => {}
        }
        match self.fault {
            Some(Fault::WindowClosed) => u.abs() <= theta,
            Some(Fault::WindowOfOneSide) => u < theta,
            _ => u.abs() < theta,
        }
    }

    pub(super) fn first_of_highest(&self, potentials: &[i32], last: bool) -> usize {
        let highest = potentials.iter().max().unwrap();
        let mut at = potentials.iter().enumerate().filter(|(_, u)| *u == highest).map(|(i, _)| i);
        if last { at.next_back().unwrap() } else { at.next().unwrap() }
    }

    /// Spikes and potentials of all layers, and the winner.
    pub(super) fn infer(&mut self, raw: &[u8]) -> (Vec<Vec<bool>>, Vec<Vec<i32>>, usize) {
        if self.has(Fault::LanesStepInInference) {
            self.step_lanes();
        }
        let pixels = front_end::pixels(&self.config.front_end, raw, self.fault);
        let mut spikes: Vec<Vec<bool>> = vec![pixels.iter().map(|&pixel| self.threshold(pixel)).collect()];
        let mut potentials = Vec::new();
        for layer in 0..self.layers.len() {
            let u = self.potentials(layer, &spikes[layer]);
            spikes.push(u.iter().map(|&u| self.spike(u)).collect());
            potentials.push(u);
        }
        let winner =
            self.first_of_highest(potentials.last().unwrap(), self.has(Fault::LastOfEqualWinsInInference));
        let output = spikes.last_mut().unwrap();
        *output = (0..output.len()).map(|i| i == winner).collect();
        (spikes, potentials, winner)
    }
}
