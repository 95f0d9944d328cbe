//! Section 7, and the seeds of section 6.

use super::fault::Fault;
use super::machine::{Machine, Memories};

pub(super) fn at(a: u64, k: u64) -> u64 {
    let mut z = a.wrapping_add(0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(k.wrapping_add(1)));
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Machine {
    pub(super) fn seed_generators(&mut self, seed: u64) {
        let stream = at(seed, if self.has(Fault::GeneratorStreamOfShifts) { 4 } else { 3 });
        let draw = |k: u64| {
            let word = at(stream, k);
            if self.has(Fault::LanesFromLowerHalf) { word as u32 } else { (word >> 32) as u32 }
        };
        let or = |word: u32, kept: Fault| if word == 0 && !self.has(kept) { 0x9E37_79B9 } else { word };
        let lanes = std::array::from_fn(|k| or(draw(k as u64), Fault::ZeroLaneKept));
        let control =
            or(draw(if self.has(Fault::ControlSeedOfLane15) { 15 } else { 16 }), Fault::ZeroControlKept);
        (self.lanes, self.control) = (lanes, control);
    }

    pub(super) fn seed_signs(&mut self, seed: u64) {
        let stream = at(seed, 1);
        let (mut output, mut bit) = (0, 0);
        let classes = *self.sizes().last().unwrap();
        let hidden: Vec<usize> = self.sizes()[1..self.sizes().len() - 1].to_vec();
        let group = match self.fault {
            Some(Fault::SignsNotShared) => 1,
            Some(Fault::SignsSharedInOneGroupMore) => usize::from(self.config.feedback_sharing) + 1,
            _ => usize::from(self.config.feedback_sharing),
        };
        let fault = self.fault;
        self.signs.clear();
        for neurons in hidden {
            let mut next = || {
                let position = if fault == Some(Fault::SignsMostSignificantFirst) { 63 - bit } else { bit };
                let sign = at(stream, output) >> position & 1 == 1;
                bit += 1;
                if bit == 64 {
                    (output, bit) = (output + 1, 0);
                }
                let inverted = fault == Some(Fault::SignsInverted);
                if sign != inverted { 1 } else { -1 }
            };
            let mut signs = vec![vec![0; classes]; neurons];
            let groups: Vec<usize> = (0..neurons).step_by(group).collect();
            let mut pairs: Vec<(usize, usize)> =
                groups.iter().flat_map(|&first| (0..classes).map(move |class| (first, class))).collect();
            if fault == Some(Fault::SignsClassByClassFirst) {
                pairs.sort_by_key(|&(first, class)| (class, first));
            }
            for (first, class) in pairs {
                let sign = next();
                for neuron in &mut signs[first..neurons.min(first + group)] {
                    neuron[class] = sign;
                }
            }
            self.signs.push(signs);
            if bit != 0 && fault != Some(Fault::SignsGoOnOverLayers) {
                (output, bit) = (output + 1, 0);
            }
        }
    }

    pub(super) fn seed_memories(&mut self, seed: u64) {
        let stream = at(seed, if self.has(Fault::WeightsOfTheSignStream) { 1 } else { 0 });
        let mut k = 0;
        let (w, g) = (self.w(), self.g());
        let range = i64::from(self.config.initial_range);
        let bound = (2 * range + i64::from(!self.has(Fault::RangeWithoutItsEnd))).max(1) as u64;
        let mut layers = Vec::new();
        for sizes in self.sizes().windows(2) {
            let (inputs, neurons) = (sizes[0], sizes[1]);
            let zeros = || vec![vec![0; neurons]; inputs];
            let mut memories = Memories {
                weights: zeros(),
                accumulators: zeros(),
                bias_weights: vec![0; neurons],
                bias_accumulators: vec![0; neurons],
            };
            if self.has(Fault::WeightsStartAnewInEachLayer) {
                k = 0;
            }
            for number in 0..inputs * neurons {
                let (j, i) = if self.has(Fault::WeightsNeuronByNeuron) {
                    (number % inputs, number / inputs)
                } else {
                    (number / neurons, number % neurons)
                };
                let z = at(stream, k);
                k += 1;
                let below = if self.has(Fault::BelowByRemainder) {
                    (z >> 32) % bound
                } else {
                    ((z >> 32) * bound) >> 32
                };
                let latent = below as i64 - range;
                let v = if self.has(Fault::LatentRoundedToZero) {
                    latent / (1 << (8 - g))
                } else {
                    latent >> (8 - g)
                };
                let half = if self.has(Fault::WeightWithoutHalf) { 0 } else { 1_i64 << (g - 1) };
                let (mut weight, limit) = ((v + half) >> g, 1_i64 << (w - 1));
                let mut accumulator = v - (weight << g);
                if (weight >= limit || weight < -limit) && !self.has(Fault::ClippedByWrapping) {
                    let up = weight >= limit;
                    weight = if up { limit - 1 } else { -limit };
                    accumulator = if up { (1 << (g - 1)) - 1 } else { -(1 << (g - 1)) };
                    if self.has(Fault::ClippedToZero) {
                        accumulator = 0;
                    }
                }
                memories.weights[j][i] = weight as i32;
                memories.accumulators[j][i] = accumulator as i32;
            }
            layers.push(memories);
        }
        self.layers = layers;
    }
}
