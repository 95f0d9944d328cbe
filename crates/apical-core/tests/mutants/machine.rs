//! The rule once more, written from the specification's text alone and without a line of the library's own code for it, with
//! faults that can be switched on.

use apical_core::{Config, Order};

use super::fault::Fault;
use super::front_end;

pub(super) type Matrix = Vec<Vec<i32>>;

/// Memories of a layer: rows by input.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Memories {
    pub(super) weights: Matrix,
    pub(super) accumulators: Matrix,
    pub(super) bias_weights: Vec<i32>,
    pub(super) bias_accumulators: Vec<i32>,
}

/// An image in flight: spikes of the layers passed (the input first), and what the hidden ones noted.
#[derive(Debug, Clone, Default)]
pub(super) struct Image {
    pub(super) label: usize,
    pub(super) spikes: Vec<Vec<bool>>,
    pub(super) windows: Vec<Vec<bool>>,
    pub(super) potentials: Vec<Vec<i32>>,
    rate: u32,
}

/// What left the output layer.
#[derive(Debug, Clone)]
pub(super) struct Left {
    pub(super) image: Image,
    pub(super) margin: u32,
    pub(super) winner: usize,
    pub(super) correct: bool,
    pub(super) step: i32,
    pub(super) deltas: Vec<Vec<i32>>,
}

#[derive(Debug, Clone)]
pub(super) struct Machine {
    pub(super) config: Config,
    pub(super) fault: Option<Fault>,
    pub(super) layers: Vec<Memories>,
    /// By hidden layer, neuron, class.
    pub(super) signs: Vec<Vec<Vec<i32>>>,
    pub(super) lanes: [u32; 16],
    pub(super) control: u32,
    pub(super) rate: u32,
    /// Newest first.
    pub(super) in_flight: Vec<Image>,
    left_over: Vec<u8>,
}

impl Machine {
    pub(super) fn new(config: Config, fault: Option<Fault>) -> Self {
        let (lanes, control) = ([0; 16], 0);
        let (layers, signs) = (Vec::new(), Vec::new());
        Self {
            config,
            fault,
            layers,
            signs,
            lanes,
            control,
            rate: 0,
            in_flight: Vec::new(),
            left_over: Vec::new(),
        }
    }

    fn has(&self, fault: Fault) -> bool {
        self.fault == Some(fault)
    }

    fn w(&self) -> u32 {
        self.config.format.weight_bits()
    }

    fn g(&self) -> u32 {
        self.config.format.accumulator_bits()
    }

    fn sizes(&self) -> &[usize] {
        &self.config.layers
    }

    // Section 6.

    fn xorshift(&self, mut y: u32) -> u32 {
        y ^= y << 13;
        y ^= if self.has(Fault::XorshiftArithmetic) { (y as i32 >> 17) as u32 } else { y >> 17 };
        y ^ (y << if self.has(Fault::XorshiftOf13And17And7) { 7 } else { 5 })
    }

    fn step_lanes(&mut self) -> Vec<u8> {
        let before = self.lanes;
        self.lanes = before.map(|lane| self.xorshift(lane));
        let mut words = if self.has(Fault::BytesOfTheStateBefore) { before } else { self.lanes };
        if self.has(Fault::LanesInReverse) {
            words.reverse();
        }
        if self.has(Fault::FifteenLanes) {
            words[15] = words[14];
        }
        let big = self.has(Fault::BytesMostSignificantFirst);
        words.iter().flat_map(|word| if big { word.to_be_bytes() } else { word.to_le_bytes() }).collect()
    }

    fn step_control(&mut self) -> (u32, u32) {
        self.control = self.xorshift(self.control);
        let mut bits = u32::from(self.config.margin_bits);
        if self.has(Fault::MarginOneBitShort) {
            bits = bits.saturating_sub(1);
        }
        if self.has(Fault::MarginOfSevenBitsAtMost) {
            bits = bits.min(7);
        }
        if self.has(Fault::MarginOfZeroBitsIsOne) {
            bits = bits.max(1);
        }
        let from = if self.has(Fault::MarginFromBit8) { self.control >> 8 } else { self.control };
        let byte = match self.fault {
            Some(Fault::ByteFromBit0) => self.control,
            Some(Fault::ByteFromBit16) => self.control >> 16,
            _ => self.control >> 8,
        };
        (from & ((1 << bits) - 1), byte & 255)
    }

    // Section 8.

    fn encode(&mut self, pixels: &[u8]) -> Vec<bool> {
        let mut bytes =
            if self.has(Fault::LeftoverBytesUsed) { std::mem::take(&mut self.left_over) } else { Vec::new() };
        let mut spikes = Vec::new();
        let mut shift = u32::from(self.config.drop_shift);
        match self.fault {
            Some(Fault::NoDrop) => shift = 8,
            Some(Fault::DropShiftOneMore) => shift += 1,
            Some(Fault::DropShiftOfThreeBits) => shift &= 7,
            Some(Fault::DropOfTwoAtLeast) => shift = shift.max(2),
            _ => {}
        }
        for (j, &pixel) in pixels.iter().enumerate() {
            if bytes.is_empty() {
                let stays = self.has(Fault::LanesStayWithinAnImage) && j > 0;
                let lanes = self.lanes;
                bytes = self.step_lanes();
                if stays {
                    self.lanes = lanes;
                }
            }
            let byte = u32::from(bytes.remove(0));
            let value = u32::from(pixel) - (u32::from(pixel) >> shift);
            spikes.push(match self.fault {
                Some(Fault::SpikeIfEqual) => value >= byte,
                Some(Fault::SignedComparison) => (value as u8 as i8) > byte as u8 as i8,
                _ => value > byte,
            });
        }
        self.left_over = bytes;
        spikes
    }

    fn threshold(&self, pixel: u8) -> bool {
        let value = if self.has(Fault::DropInInference) {
            pixel - (pixel >> self.config.drop_shift.min(7))
        } else {
            pixel
        };
        match self.fault {
            Some(Fault::ThresholdOf127) => value >= 127,
            Some(Fault::ThresholdOf129) => value >= 129,
            Some(Fault::ThresholdStrict) => value > 128,
            _ => value >= 128,
        }
    }

    // Section 9.

    fn potentials(&self, layer: usize, spikes: &[bool]) -> Vec<i32> {
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

    fn spike(&self, u: i32) -> bool {
        if self.has(Fault::SpikeAtZero) { u >= 0 } else { u > 0 }
    }

    fn window(&self, layer: usize, u: i32) -> bool {
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

    fn first_of_highest(&self, potentials: &[i32], last: bool) -> usize {
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

    // Section 12.

    pub(super) fn learn(&mut self, raw: &[u8], label: usize) -> Option<Left> {
        let pixels = front_end::pixels(&self.config.front_end, raw, self.fault);
        let spikes = self.encode(&pixels);
        if self.has(Fault::ControlStepsAtEntry) {
            self.step_control();
        }
        self.in_flight.insert(0, Image { label, spikes: vec![spikes], rate: self.rate, ..Image::default() });
        let sequential = match self.fault {
            Some(Fault::PipelinedAlways) => false,
            Some(Fault::SequentialAlways) => true,
            _ => self.config.order == Order::Sequential,
        };
        if sequential { self.until_one_leaves() } else { self.pipeline_step(false) }
    }

    pub(super) fn drain(&mut self) -> Option<Left> {
        if self.has(Fault::LanesStepInDrains) {
            self.step_lanes();
        }
        if self.has(Fault::DrainsTakeOneStep) {
            return self.pipeline_step(true);
        }
        self.until_one_leaves()
    }

    fn until_one_leaves(&mut self) -> Option<Left> {
        while !self.in_flight.is_empty() {
            if let Some(left) = self.pipeline_step(true) {
                return Some(left);
            }
        }
        None
    }

    fn pipeline_step(&mut self, draining: bool) -> Option<Left> {
        let hidden = self.layers.len() - 1;
        let leaves = self.in_flight.last().is_some_and(|image| image.windows.len() == hidden);
        let mut leaving = if leaves { self.in_flight.pop() } else { None };
        let early = self.has(Fault::UpdateBeforeTheOthersPass);
        let mut left = if early { leaving.take().map(|image| self.complete(image)) } else { None };
        let mut images = std::mem::take(&mut self.in_flight);
        let oldest = images.len().wrapping_sub(1);
        for (index, image) in images.iter_mut().enumerate() {
            if draining && self.has(Fault::OnlyTheOldestMovesInDrains) && (index != oldest || leaves) {
                continue;
            }
            let layer = image.windows.len();
            let u = self.potentials(layer, &image.spikes[layer]);
            image.spikes.push(u.iter().map(|&u| self.spike(u)).collect());
            image.windows.push(u.iter().map(|&u| self.window(layer, u)).collect());
            image.potentials.push(u);
        }
        self.in_flight = images;
        if let Some(image) = leaving {
            left = Some(self.complete(image));
        }
        left
    }

    /// The output layer's part for an image: winner, feedback (section 10), update (section 11).
    fn complete(&mut self, mut image: Image) -> Left {
        let last = self.layers.len() - 1;
        if self.has(Fault::RecordsRecomputed) {
            for layer in 0..last {
                let u = self.potentials(layer, &image.spikes[layer]);
                image.spikes[layer + 1] = u.iter().map(|&u| self.spike(u)).collect();
                image.windows[layer] = u.iter().map(|&u| self.window(layer, u)).collect();
            }
        }
        let u = self.potentials(last, &image.spikes[last]);
        image.potentials.push(u.clone());
        let label = image.label;
        let control = self.control;
        let (margin, byte) = self.step_control();
        let ties = self.has(Fault::LastOfEqualWins);
        let plain = self.first_of_highest(&u, ties);
        let mut lowered = u;
        let margin_of = |i: usize| match self.fault {
            Some(Fault::NoMargin) => false,
            Some(Fault::MarginForAll) => true,
            Some(Fault::MarginOnlyForLabel0) => i == 0 && label == 0,
            Some(Fault::MarginOnTheWinner) => i == plain,
            Some(Fault::SignedLabels) => i == label && label < 128,
            _ => i == label,
        };
        for (i, u) in lowered.iter_mut().enumerate() {
            if margin_of(i) {
                *u -= margin as i32;
            }
        }
        let winner = self.first_of_highest(&lowered, ties);
        let correct = if self.has(Fault::CorrectWithMargin) { winner } else { plain } == label;
        let rate = if self.has(Fault::RateOfTheEntry) { image.rate } else { self.rate };
        let mut step = match self.fault {
            Some(Fault::StepWithoutByte) => rate >> 8,
            Some(Fault::StepRoundedToNearest) => (rate + 128) >> 8,
            Some(Fault::StepRoundedUp) => (rate + 255) >> 8,
            Some(Fault::StepAtLeast1) => ((rate + byte) >> 8).max(1),
            Some(Fault::StepOfNarrowFormats) => (rate + (byte >> (8 - self.g()))) >> 8,
            _ => (rate + byte) >> 8,
        } as i32;
        let wrong = if self.has(Fault::UpdateOnlyIfWrong) { plain != label } else { winner != label };
        if !wrong {
            step = 0;
        }
        if (self.has(Fault::ControlStepsOnlyInErrors) && !wrong)
            || (self.has(Fault::ControlStepsOnlyInUpdates) && step == 0)
        {
            self.control = control;
        }
        let deltas = self.deltas(&image, winner, step);
        self.update(&image, &deltas, step);
        let spikes = image.potentials[last].len();
        image.spikes.push((0..spikes).map(|i| i == winner).collect());
        Left { image, margin, winner, correct, step, deltas }
    }

    fn deltas(&self, image: &Image, winner: usize, step: i32) -> Vec<Vec<i32>> {
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

    fn update(&mut self, image: &Image, deltas: &[Vec<i32>], step: i32) {
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

    fn add(
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

// Section 7, and the seeds of section 6.

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
