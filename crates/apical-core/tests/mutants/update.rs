//! Sections 10 and 11: feedback and update.

use super::fault::Fault;
use super::machine::{Image, Machine};

impl Machine {
    pub(super) fn deltas(&self, image: &Image, winner: usize, step: i32) -> Vec<Vec<i32>> {
        let (last, label) = (self.layers.len() - 1, image.label);
        let mut deltas = Vec::new();
        for layer in 0..=last {
            let neurons = self.layers[layer].bias_weights.len();
            let hidden = |i: usize| {
                let signs = &self.signs[if self.has(Fault::SameSignsForAllLayers) { 0 } else { layer }];
                let signs = &signs[i % signs.len()];
                let open = image.windows[layer][i] || self.has(Fault::NoWindow);
                let spikes = image.spikes[layer + 1][i] || !self.has(Fault::OnlySpikingNeuronsLearn);
                let delta = match self.fault {
                    Some(Fault::DeltaInverted) => (signs[winner] - signs[label]) / 2,
                    Some(Fault::DeltaOfLabelAlone) => signs[label],
                    Some(Fault::DeltaOfWinnerAlone) => -signs[winner],
                    Some(Fault::DeltaNotHalved) => signs[label] - signs[winner],
                    _ => (signs[label] - signs[winner]) / 2,
                };
                if open && spikes { delta } else { 0 }
            };
            let output = |i: usize| {
                let up = i32::from(i == label && !self.has(Fault::WinnerAloneUnlearns));
                up - i32::from(i == winner && !self.has(Fault::LabelAloneLearns))
            };
            let of = |i: usize| match step {
                0 => 0,
                _ if layer < last => hidden(i),
                _ => output(i),
            };
            deltas.push((0..neurons).map(of).collect());
        }
        deltas
    }

    pub(super) fn update(&mut self, image: &Image, deltas: &[Vec<i32>], step: i32) {
        if step == 0 {
            return;
        }
        let last = self.layers.len() - 1;
        let weights = (-(1 << (self.w() - 1)), (1 << (self.w() - 1)) - 1);
        let biases = if self.has(Fault::BiasesOfWeightWidth) { weights } else { (-128, 127) };
        for (layer, deltas) in deltas.iter().enumerate() {
            if (self.has(Fault::OutputLayerAlone) && layer < last)
                || (self.has(Fault::FirstLayerAlone) && layer > 0)
            {
                continue;
            }
            let newest = self.in_flight.first().filter(|_| layer == 0 && self.has(Fault::InputOfTheNewest));
            let spikes = &newest.unwrap_or(image).spikes[layer];
            let mut memories = std::mem::take(&mut self.layers[layer]);
            for (i, &delta) in deltas.iter().enumerate().filter(|(_, delta)| **delta != 0) {
                for (j, &spike) in spikes.iter().enumerate() {
                    let learns = match self.fault {
                        Some(Fault::SilentInputsLearn) => !spike,
                        Some(Fault::AllInputsLearn) => true,
                        _ => spike,
                    };
                    if learns {
                        let (weight, accumulator) =
                            (&mut memories.weights[j][i], &mut memories.accumulators[j][i]);
                        self.add(weight, accumulator, step * delta, weights, false);
                    }
                }
                if !self.has(Fault::BiasesFixed) {
                    let (weight, accumulator) =
                        (&mut memories.bias_weights[i], &mut memories.bias_accumulators[i]);
                    self.add(weight, accumulator, step * delta, biases, true);
                }
            }
            self.layers[layer] = memories;
        }
    }

    pub(super) fn add(
        &self,
        weight: &mut i32,
        accumulator: &mut i32,
        amount: i32,
        (least, most): (i32, i32),
        bias: bool,
    ) {
        let half = 1 << (self.g() - 1);
        let (minimum, maximum) = (if self.has(Fault::GSymmetric) { 1 - half } else { -half }, half - 1);
        let least = if self.has(Fault::WeightSymmetric) { least + 1 } else { least };
        let t = *accumulator + amount;
        let above = if self.has(Fault::CarryAtTheLimit) { t >= maximum } else { t > maximum };
        let no_carry = bias && self.has(Fault::BiasesWithoutCarry);
        if above {
            if *weight < most || self.has(Fault::WeightWraps) {
                *weight = if *weight == most {
                    least
                } else {
                    *weight + i32::from(!no_carry && !self.has(Fault::NoCarryUp))
                };
                *accumulator = t - 2 * half;
            } else {
                *accumulator = match self.fault {
                    Some(Fault::GStopsAtZero) => 0,
                    Some(Fault::GWrapsAtMaximum) => t - 2 * half,
                    _ => maximum,
                };
            }
        } else if t < minimum {
            if *weight > least || self.has(Fault::WeightWraps) {
                *weight = if *weight <= least {
                    most
                } else {
                    *weight - i32::from(!no_carry && !self.has(Fault::NoCarryDown))
                };
                *accumulator = t + 2 * half;
            } else {
                *accumulator = match self.fault {
                    Some(Fault::GStopsAtZero) => 0,
                    Some(Fault::GWrapsAtMinimum) => t + 2 * half,
                    _ => minimum,
                };
            }
        } else {
            *accumulator = t;
        }
    }
}
