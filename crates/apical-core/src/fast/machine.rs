//! The processor's stages over packed memories.

use alloc::vec::Vec;

use super::encode::{encode_inference, encode_training};
use super::events::Events;
use super::packed::{PackedLayer, bits};
use super::packing::{BLOCK_NEURONS, Memory, Packing, Sum, accumulator_place, zeroed};
use super::vector::{Block, Instructions};
use crate::random::RandomState;
use crate::{
    Activity, Config, Counters, HiddenRecord, InFlight, LayerActivity, Network, Order, Outcome, State,
    StepRate,
};

/// Everything the fast back end holds.
#[derive(Debug, Clone)]
pub(super) struct Machine<P: Packing> {
    pub(super) config: Config,
    pub(super) step_rate: StepRate,
    pub(super) counters: Counters,
    layers: Vec<PackedLayer<P>>,
    random: RandomState,
    /// Ring of one slot a layer: images in flight, the newest at `newest`, older ones after it.
    slots: Vec<Slot>,
    newest: usize,
    in_flight: usize,
    scratch: Scratch<P>,
}

/// What the pipeline keeps of an image.
#[derive(Debug, Clone)]
struct Slot {
    label: u8,
    /// Hidden layers passed.
    passed: usize,
    /// Spikes of the input and of each hidden layer.
    events: Vec<Events>,
    /// Window bits of each hidden layer.
    windows: Vec<Vec<u64>>,
}

/// Space that stages use within a call.
#[derive(Debug, Clone)]
struct Scratch<P: Packing> {
    /// Potentials of the layer at work.
    sums: Vec<P::Sum>,
    /// Spike bits of the layer at work.
    words: Vec<u64>,
    /// Signed steps of an update, in the order of the accumulators.
    changes: Vec<Block>,
}

impl Slot {
    fn new(config: &Config) -> Self {
        let hidden = &config.layers[1..config.layers.len() - 1];
        Self {
            label: 0,
            passed: 0,
            events: config.layers[..config.layers.len() - 1]
                .iter()
                .map(|&neurons| Events::new(neurons))
                .collect(),
            windows: hidden.iter().map(|neurons| alloc::vec![0; neurons.div_ceil(64)]).collect(),
        }
    }
}

impl<P: Packing> Machine<P> {
    /// Packs a valid state.
    pub(super) fn new(state: &State) -> Self {
        let config = &state.config;
        let feedback = state.network.feedback.iter().map(|signs| Some((signs, config.classes())));
        let layers: Vec<_> = state
            .network
            .layers
            .iter()
            .zip(feedback.chain(core::iter::once(None)))
            .map(|(layer, signs)| PackedLayer::pack(layer, signs, config.format))
            .collect();
        let groups = config.layers.iter().map(|size| size.div_ceil(BLOCK_NEURONS)).max().unwrap_or(0);
        let scratch = Scratch {
            sums: alloc::vec![P::Sum::default(); groups * BLOCK_NEURONS],
            words: alloc::vec![0; groups],
            changes: zeroed(2 * groups),
        };
        let mut slots: Vec<Slot> = (0..config.layer_count()).map(|_| Slot::new(config)).collect();
        for (slot, image) in slots.iter_mut().zip(&state.in_flight) {
            slot.take_over(image);
        }
        Self {
            config: config.clone(),
            step_rate: StepRate::ZERO,
            counters: Counters::new(config.layer_count()),
            layers,
            random: state.random,
            slots,
            newest: 0,
            in_flight: state.in_flight.len(),
            scratch,
        }
    }

    pub(super) fn state(&self) -> State {
        let layers = self.layers.iter().map(|layer| layer.unpack(self.config.format)).collect();
        let classes = self.config.classes();
        let feedback = self.layers[..self.config.hidden_count()]
            .iter()
            .map(|layer| {
                let sign =
                    |neuron: usize, class: usize| layer.signs(class as u8)[neuron / 64] >> (neuron % 64) & 1;
                let positive =
                    (0..layer.neurons * classes).map(|index| sign(index / classes, index % classes) == 1);
                crate::FeedbackSigns { positive: positive.collect() }
            })
            .collect();
        let in_flight =
            (0..self.in_flight).map(|age| self.slots[self.place(age)].record(&self.config)).collect();
        State {
            config: self.config.clone(),
            network: Network { layers, feedback },
            random: self.random,
            in_flight,
        }
    }

    pub(super) fn in_flight(&self) -> usize {
        self.in_flight
    }

    #[inline(always)]
    fn place(&self, age: usize) -> usize {
        (self.newest + age) % self.slots.len()
    }

    /// The winner for an image. Leaves the output potentials in the scratch space.
    #[inline(always)]
    pub(super) fn infer<I: Instructions>(&mut self, pixels: &[u8]) -> u8 {
        self.infer_watched::<I>(pixels, |_, _, _| {})
    }

    /// As [`infer`](Self::infer); `watch` sees input, potentials and layer index at each layer.
    #[inline(always)]
    fn infer_watched<I: Instructions>(
        &mut self,
        pixels: &[u8],
        mut watch: impl FnMut(&Events, &[P::Sum], usize),
    ) -> u8 {
        self.counters.inferred += 1;
        let Self { layers, slots, newest, scratch, .. } = self;
        // Nothing is in flight, so any slot is free.
        let events = &mut slots[*newest].events;
        encode_inference::<I>(pixels, &mut scratch.words);
        let input_words = pixels.len().div_ceil(64);
        events[0].set::<I>(&scratch.words[..input_words]);
        let (output, hidden) = layers.split_last().expect("a network has at least two layers");
        for (index, layer) in hidden.iter().enumerate() {
            let (before, after) = events.split_at_mut(index + 1);
            let sums = potentials::<P, I>(layer, &before[index], &mut scratch.sums);
            watch(&before[index], sums, index);
            spikes::<P, I>(layer, sums, &mut scratch.words);
            after[0].set::<I>(&scratch.words[..layer.groups]);
        }
        let last = hidden.len();
        let sums = potentials::<P, I>(output, &events[last], &mut scratch.sums);
        watch(&events[last], sums, last);
        winner::<P>(&sums[..output.neurons], None).0
    }

    /// Classifies an image and keeps what every neuron did.
    #[inline(always)]
    pub(super) fn activity<I: Instructions>(&mut self, pixels: &[u8]) -> Activity {
        let config = self.config.clone();
        let mut input = Vec::new();
        let mut layers: Vec<LayerActivity> = Vec::new();
        let winner = self.infer_watched::<I>(pixels, |before, sums, index| {
            let before_spikes = before.to_bools(config.layers[index]);
            match layers.last_mut() {
                Some(previous) => previous.spikes = before_spikes,
                None => input = before_spikes,
            }
            let potentials = sums[..config.layers[index + 1]].iter().map(|&sum| sum.into()).collect();
            layers.push(LayerActivity { potentials, spikes: Vec::new() });
        });
        if let Some(output) = layers.last_mut() {
            output.spikes = (0..config.classes()).map(|neuron| neuron == usize::from(winner)).collect();
        }
        Activity { input, layers, winner }
    }

    /// Puts an image into the pipeline and moves all on by a layer (in sequential order: through all layers).
    #[inline(always)]
    pub(super) fn learn<I: Instructions>(&mut self, pixels: &[u8], label: u8) -> Option<Outcome> {
        self.newest = (self.newest + self.slots.len() - 1) % self.slots.len();
        self.in_flight += 1;
        let slot = &mut self.slots[self.newest];
        slot.label = label;
        slot.passed = 0;
        encode_training::<I>(pixels, self.config.drop_shift, &mut self.random, &mut self.scratch.words);
        slot.events[0].set::<I>(&self.scratch.words[..pixels.len().div_ceil(64)]);
        match self.config.order {
            Order::Pipelined => self.step::<I>(),
            Order::Sequential => self.drain_one::<I>(),
        }
    }

    #[inline(always)]
    pub(super) fn drain_one<I: Instructions>(&mut self) -> Option<Outcome> {
        while self.in_flight != 0 {
            let outcome = self.step::<I>();
            if outcome.is_some() {
                return outcome;
            }
        }
        None
    }

    /// One step of the pipeline; see the reference.
    #[inline(always)]
    fn step<I: Instructions>(&mut self) -> Option<Outcome> {
        let hidden_count = self.config.hidden_count();
        let mut leaving = None;
        for age in 0..self.in_flight {
            let place = self.place(age);
            let slot = &mut self.slots[place];
            let index = slot.passed;
            if index == hidden_count {
                leaving = Some(place);
                continue;
            }
            let layer = &self.layers[index];
            let (before, after) = slot.events.split_at_mut(index + 1);
            let sums = potentials::<P, I>(layer, &before[index], &mut self.scratch.sums);
            spikes::<P, I>(layer, sums, &mut self.scratch.words);
            after[0].set::<I>(&self.scratch.words[..layer.groups]);
            window::<P, I>(layer, sums, self.config.window[index], &mut slot.windows[index]);
            slot.passed += 1;
        }
        leaving.map(|place| {
            self.in_flight -= 1;
            self.complete::<I>(place)
        })
    }

    /// The output stage: forward winner, target phase, feedback, update.
    #[inline(always)]
    fn complete<I: Instructions>(&mut self, place: usize) -> Outcome {
        let slot = &self.slots[place];
        let hidden_count = self.config.hidden_count();
        let output = &self.layers[hidden_count];
        let sums = potentials::<P, I>(output, &slot.events[hidden_count], &mut self.scratch.sums);
        let (margin, byte) = self.random.step_control(self.config.margin_bits);
        let label = slot.label;
        let (winner, correct) = winner::<P>(&sums[..output.neurons], Some((label, margin)));
        let step = if winner == label { 0 } else { self.step_rate.step(byte) };

        self.counters.learned += 1;
        self.counters.errors += u64::from(!correct);
        for (count, events) in self.counters.spikes.iter_mut().zip(&slot.events) {
            *count += events.addresses().len() as u64;
        }
        self.counters.spikes[hidden_count + 1] += 1;
        if winner != label {
            if step == 0 {
                self.counters.zero_steps += 1;
            } else {
                self.counters.updates += 1;
                self.update::<I>(place, winner, step);
            }
        }
        Outcome { label, winner, correct, margin, step }
    }

    /// Changes the synapses of all layers.
    #[inline(always)]
    fn update<I: Instructions>(&mut self, place: usize, winner: u8, step: u8) {
        let Self { config, layers, slots, scratch, .. } = self;
        let Slot { label, events, windows, .. } = &slots[place];
        let format = config.format;
        for (index, layer) in layers.iter_mut().enumerate() {
            let changes = &mut scratch.changes[..2 * layer.groups];
            changes.fill([0; 32]);
            for group in 0..layer.groups {
                let (up, down) = match windows.get(index) {
                    Some(window) => {
                        let (target, forward) = (layer.signs(*label)[group], layer.signs(winner)[group]);
                        (window[group] & target & !forward, window[group] & !target & forward)
                    }
                    None => (one_bit(*label, group), one_bit(winner, group)),
                };
                prepare(layer, changes, group, up, i32::from(step), format);
                prepare(layer, changes, group, down, -i32::from(step), format);
            }
            let memory = Memory {
                weights: &mut layer.weights,
                accumulators: &mut layer.accumulators,
                groups: layer.groups,
                weight_limit: ((1_u32 << format.weight_bits()) - 1) as u8,
                accumulator_mask: 0xFF << (8 - format.accumulator_bits()),
            };
            P::update::<I>(memory, events[index].addresses(), changes);
        }
    }
}

/// Bit of neuron `neuron` in word `group`.
#[inline(always)]
fn one_bit(neuron: u8, group: usize) -> u64 {
    if usize::from(neuron) / 64 == group { 1 << (neuron % 64) } else { 0 }
}

/// Writes the change of the neurons in `word` into `changes`, and adds it to their biases.
#[inline(always)]
fn prepare<P: Packing>(
    layer: &mut PackedLayer<P>,
    changes: &mut [Block],
    group: usize,
    word: u64,
    amount: i32,
    format: crate::Format,
) {
    let mut bits = word;
    while bits != 0 {
        let within = bits.trailing_zeros() as usize;
        bits &= bits - 1;
        let (block, byte) = accumulator_place::<P>(within);
        changes[2 * group + block][byte] = (amount as u8) << (8 - format.accumulator_bits());
        let neuron = group * BLOCK_NEURONS + within;
        let old: i32 = layer.bias[neuron].into();
        let mut weight = old as i8;
        let accumulator = &mut layer.bias_accumulators[neuron];
        crate::reference::add_with_carry(&mut weight, accumulator, amount, (-128, 127), format);
        layer.bias[neuron] = P::Sum::from_i32(weight.into());
    }
}

/// Potentials of a layer for the spikes of the one before.
#[inline(always)]
fn potentials<'a, P: Packing, I: Instructions>(
    layer: &PackedLayer<P>,
    events: &Events,
    sums: &'a mut [P::Sum],
) -> &'a [P::Sum] {
    let sums = &mut sums[..layer.groups * BLOCK_NEURONS];
    let addresses = events.addresses();
    P::accumulate::<I>(&layer.weights, layer.groups, addresses, sums);
    P::Sum::offset(sums, &layer.bias, -(addresses.len() as i32 * layer.stored_zero));
    sums
}

/// Spike bits of a hidden layer.
#[inline(always)]
fn spikes<P: Packing, I: Instructions>(layer: &PackedLayer<P>, sums: &[P::Sum], words: &mut [u64]) {
    for ((sums, word), valid) in sums.as_chunks::<64>().0.iter().zip(words).zip(&layer.valid) {
        *word = P::Sum::spikes::<I>(sums) & valid;
    }
}

/// Window bits of a hidden layer.
#[inline(always)]
fn window<P: Packing, I: Instructions>(
    layer: &PackedLayer<P>,
    sums: &[P::Sum],
    theta: u16,
    words: &mut [u64],
) {
    for ((sums, word), valid) in sums.as_chunks::<64>().0.iter().zip(words).zip(&layer.valid) {
        *word = P::Sum::window::<I>(sums, theta) & valid;
    }
}

/// The winner, and whether `label` would have won without its `margin` (true without a label).
#[inline(always)]
fn winner<P: Packing>(sums: &[P::Sum], lowered: Option<(u8, u8)>) -> (u8, bool) {
    let (label, margin) = lowered.map_or((usize::MAX, 0), |(label, margin)| (usize::from(label), margin));
    let mut best = i32::MIN;
    let mut winner = 0;
    for (neuron, &sum) in sums.iter().enumerate() {
        let potential = sum.into() - if neuron == label { i32::from(margin) } else { 0 };
        if potential > best {
            best = potential;
            winner = neuron;
        }
    }
    let correct = winner == label || label == usize::MAX || {
        // The winner is the best of the others, so only these two are to be compared again.
        let own: i32 = sums[label].into();
        own > best || (own == best && label < winner)
    };
    (winner as u8, correct)
}

impl Slot {
    fn take_over(&mut self, image: &InFlight) {
        self.label = image.label;
        self.passed = image.hidden.len();
        self.events[0].set_from_bools(&image.input);
        for (index, record) in image.hidden.iter().enumerate() {
            self.events[index + 1].set_from_bools(&record.spikes);
            let groups = self.windows[index].len();
            self.windows[index] = bits(record.window.iter().copied(), groups);
        }
    }

    fn record(&self, config: &Config) -> InFlight {
        let hidden = (0..self.passed).map(|index| {
            let neurons = config.layers[index + 1];
            let bit = |neuron: usize| self.windows[index][neuron / 64] >> (neuron % 64) & 1 == 1;
            HiddenRecord {
                spikes: self.events[index + 1].to_bools(neurons),
                window: (0..neurons).map(bit).collect(),
            }
        });
        InFlight {
            label: self.label,
            input: self.events[0].to_bools(config.inputs()),
            hidden: hidden.collect(),
        }
    }
}

/// Asks the CPU to bring an image into its cache; does nothing else. Images in random order come from main
/// memory, which takes as long as learning from one does.
#[inline]
pub fn prefetch(pixels: &[u8]) {
    #[cfg(target_arch = "x86_64")]
    super::x86::prefetch(pixels);
    #[cfg(not(target_arch = "x86_64"))]
    let _ = pixels;
}
