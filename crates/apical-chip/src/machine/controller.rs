//! The controller: slots of the layer pipeline, hand-over, target phase, update.
//!
//! A slot takes every image in the pipeline through one layer. It is as long as its slowest layer, and one cycle for
//! the hand-over. If the image that leaves the output layer asks for an update, the next slot waits for it.

mod show;

use apical_core::random::RandomState;
use apical_core::{Config, Counters, Network, Outcome, State};

use super::counters::{MachineCounters, SharedCounters};
use super::encoder::{Encoder, Encoding};
use super::front_end::{FrontEndUnit, Taken};
use super::layer::ForwardUnit;
use super::memory::LayerMemory;
use super::queue::EventQueue;
use super::record::{self, Record};
use super::registers::Registers;
use super::search::WinnerSearch;
use super::target;
use super::trace::ControllerState;
use super::update::UpdateUnit;
use crate::organisation::{Dataflow, Feedback, Organisation, Ports};
use show::Audience;

/// All blocks of a processor, and the state of its clock.
pub(super) struct ProcessorBlocks {
    pub(super) config: Config,
    pub(super) organisation: Organisation,
    pub(super) registers: Registers,
    pub(super) rule_counters: Counters,
    pub(super) shared: SharedCounters,
    pub(super) audience: Audience,
    memory: Vec<LayerMemory>,
    forward: Vec<ForwardUnit>,
    update: Vec<UpdateUnit>,
    front_end: Option<FrontEndUnit>,
    encoder: Encoder,
    queue: EventQueue,
    search: WinnerSearch,
    random: RandomState,
    /// Ring with an entry for each layer: images in the pipeline, the newest at `newest`, older ones after it.
    records: Vec<Record>,
    newest: usize,
    in_flight: usize,
    /// Margin and byte of the learning-rate step that the control generator drew for the image that leaves.
    drawn: (u8, u8),
}

/// An image that left the output layer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Left {
    pub(super) winner: u8,
    /// For an image that was learned.
    pub(super) outcome: Option<Outcome>,
}

impl ProcessorBlocks {
    /// Builds the blocks around a valid state that the organisation holds.
    pub(super) fn new(organisation: Organisation, state: &State) -> Self {
        let config = &state.config;
        let signs = state.network.feedback.iter().map(Some).chain(std::iter::once(None));
        let memory: Vec<LayerMemory> = state
            .network
            .layers
            .iter()
            .zip(signs)
            .map(|(layer, signs)| LayerMemory::new(layer, signs, config.classes(), config.format))
            .collect();
        let blocks = organisation.layers.iter().zip(&memory);
        let forward =
            blocks.map(|(layer, memory)| ForwardUnit::new(layer, organisation.dataflow, memory)).collect();
        let update = organisation.layers.iter().map(|layer| UpdateUnit::new(&organisation, layer)).collect();
        let mut records: Vec<Record> = (0..config.layer_count()).map(|_| Record::new(config)).collect();
        for (record, image) in records.iter_mut().zip(&state.in_flight) {
            record.take_over(image);
        }
        Self {
            registers: Registers::new(config),
            rule_counters: Counters::new(config.layer_count()),
            shared: SharedCounters::default(),
            audience: Audience::default(),
            memory,
            forward,
            update,
            front_end: organisation
                .front_end
                .as_ref()
                .map(|units| FrontEndUnit::new(units, &config.front_end)),
            encoder: Encoder::new(organisation.pixels_per_cycle as usize),
            queue: EventQueue::new(organisation.queue_words as usize),
            search: WinnerSearch::new(organisation.search_neurons_per_cycle as usize),
            random: state.random,
            records,
            newest: 0,
            in_flight: state.in_flight.len(),
            drawn: (0, 0),
            config: config.clone(),
            organisation,
        }
    }

    pub(super) fn state(&self) -> State {
        let classes = self.config.classes();
        let hidden = &self.memory[..self.config.hidden_count()];
        State {
            config: self.config.clone(),
            network: Network {
                layers: self.memory.iter().map(LayerMemory::layer).collect(),
                feedback: hidden.iter().map(|memory| memory.feedback(classes)).collect(),
            },
            random: self.random,
            in_flight: (0..self.in_flight)
                .filter_map(|age| self.records[self.index(age)].in_flight(&self.config))
                .collect(),
        }
    }

    pub(super) fn counters(&self) -> MachineCounters {
        MachineCounters {
            shared: self.shared,
            layers: self.forward.iter().map(|forward| forward.counters).collect(),
        }
    }

    /// The front end becomes what its registers say.
    pub(super) fn load_front_end(&mut self) {
        if let Some(units) = &self.organisation.front_end {
            self.config.front_end = self.registers.apply(&self.config.front_end);
            self.front_end = Some(FrontEndUnit::new(units, &self.config.front_end));
        }
    }

    /// Adds counts of before the blocks were built anew.
    pub(super) fn continue_counting(&mut self, before: &MachineCounters) {
        self.shared += &before.shared;
        for (forward, before) in self.forward.iter_mut().zip(&before.layers) {
            forward.counters += before;
        }
    }

    pub(super) fn cycles(&self) -> u64 {
        self.shared.cycles()
    }

    pub(super) fn in_flight(&self) -> usize {
        self.in_flight
    }

    /// Potentials that a layer had when it last handed over.
    pub(super) fn potentials(&self, layer: usize) -> &[i32] {
        self.forward[layer].lanes.potentials(&self.memory[layer])
    }

    /// Spikes of the newest image before a layer.
    pub(super) fn newest_spikes(&self, layer: usize) -> Vec<bool> {
        record::bools_of(&self.records[self.newest].spikes[layer], self.config.layers[layer])
    }

    fn index(&self, age: usize) -> usize {
        (self.newest + age) % self.records.len()
    }

    /// Puts an image into the first layer of the pipeline. A slot must follow.
    pub(super) fn enter(&mut self, label: Option<u8>) {
        self.newest = (self.newest + self.records.len() - 1) % self.records.len();
        self.in_flight += 1;
        self.records[self.newest].begin(label);
        let encoding = match label {
            Some(_) => Encoding::Random { shift: self.registers.drop_shift },
            None => Encoding::Threshold,
        };
        self.encoder.start(self.config.inputs(), encoding);
    }

    /// One slot. `pixels`: raw values of the image that entered just before, if one did.
    pub(super) fn slot(&mut self, pixels: &[u8]) -> Option<Left> {
        if let Some(front_end) = self.front_end.as_mut().filter(|_| !pixels.is_empty()) {
            front_end.start(pixels, &mut self.shared);
        }
        self.start_layers();
        self.announce_slot();
        self.forward_phase(pixels);
        let winner = self.hand_over();
        self.shared.slots += 1;
        winner.map(|winner| self.leave(winner))
    }

    /// Each layer gets the image that has passed those before it, if there is one.
    fn start_layers(&mut self) {
        for unit in &mut self.forward {
            unit.rest();
        }
        for age in 0..self.in_flight {
            let index = self.index(age);
            let record = &self.records[index];
            let layer = record.passed;
            self.forward[layer].start((layer > 0).then(|| record.spikes[layer].as_slice()));
        }
        if self.forward.last().is_some_and(|unit| unit.active) {
            self.search.start(self.config.classes());
        } else {
            self.search.start(0);
        }
    }

    fn forward_phase(&mut self, pixels: &[u8]) {
        let dense = self.organisation.dataflow == Dataflow::Dense;
        while !self.encoder.is_done()
            || self.front_end.as_ref().is_some_and(|front_end| !front_end.is_done())
            || !self.search.is_ready()
            || self.forward.iter().any(|unit| !unit.is_idle())
        {
            self.shared.forward_cycles += 1;
            self.queue.begin_cycle();
            let output_done = self.forward.last().is_some_and(ForwardUnit::is_idle);
            let (first, others) = self.forward.split_at_mut(1);
            for (unit, memory) in others.iter_mut().zip(&self.memory[1..]) {
                unit.cycle(memory.neurons);
            }
            let encoder_done = self.encoder.is_done();
            // Bits that were there when the cycle began.
            let available = match &mut self.front_end {
                Some(front_end) => {
                    let available = front_end.available() >= self.encoder.end();
                    front_end.cycle(&mut self.shared);
                    available
                }
                None => true,
            };
            if dense {
                if encoder_done {
                    first[0].cycle(self.memory[0].neurons);
                } else if available {
                    let (at, spikes) = self.encode(pixels);
                    self.forward[0].dense(at, spikes, self.memory[0].neurons);
                } else {
                    self.shared.front_end_waits += 1;
                    first[0].starve();
                }
            } else {
                first[0].cycle_from_queue(&mut self.queue, encoder_done);
                if !encoder_done {
                    if !self.queue.is_ready() {
                        self.shared.encoder_stalls += 1;
                    } else if available {
                        self.encode(pixels);
                    } else {
                        self.shared.front_end_waits += 1;
                    }
                }
            }
            if output_done && !self.search.is_ready() {
                self.search.cycle();
            }
            self.observe(ControllerState::Forward);
        }
    }

    /// The encoder takes a group of pixels or bits; returns its first index and spikes.
    #[inline(always)]
    fn encode(&mut self, pixels: &[u8]) -> (usize, u64) {
        let taken = self.front_end.as_ref().map_or(Taken::Pixels(pixels), FrontEndUnit::taken);
        let (word, count, stepped) = match taken {
            Taken::Pixels(pixels) => self.encoder.take(pixels, &mut self.random),
            Taken::Bits(bits) => self.encoder.take_bits(bits, &mut self.random),
        };
        let record = &mut self.records[self.newest];
        let first = usize::from(word.first);
        record.spikes[0][first / 64] |= word.spikes << (first % 64);
        let shared = &mut self.shared;
        shared.encoder_cycles += 1;
        shared.pixels += count as u64;
        shared.input_spikes += u64::from(word.spikes.count_ones());
        if record.label.is_some() {
            shared.random_comparisons += count as u64;
            shared.random_steps += u64::from(stepped);
            shared.record_bits += count as u64;
        }
        if self.organisation.dataflow == Dataflow::Event && word.spikes != 0 {
            self.queue.push(word);
        }
        (first, word.spikes)
    }

    /// All layers at once: spikes and window bits pass into the records of their images. The winner, if an image has
    /// passed the output layer.
    fn hand_over(&mut self) -> Option<(u8, bool)> {
        self.shared.handoff_cycles += 1;
        let (pushes, pops) = self.queue.take_traffic();
        self.shared.queue_pushes += pushes;
        self.shared.queue_pops += pops;
        let output = self.config.hidden_count();
        let mut winner = None;
        for age in 0..self.in_flight {
            let index = self.index(age);
            let layer = self.records[index].passed;
            let unit = &mut self.forward[layer];
            let memory = &self.memory[layer];
            unit.finish(memory);
            unit.lanes.settle(memory);
            let record = &mut self.records[index];
            record.passed += 1;
            if layer == output {
                winner = Some(index);
                unit.counters.spikes += 1;
                continue;
            }
            let spikes = &mut record.spikes[layer + 1];
            unit.lanes.spikes(memory, spikes);
            unit.counters.spikes += record::count(spikes);
            self.shared.record_bits += memory.neurons as u64;
            if record.label.is_some() {
                unit.lanes.window(memory, self.registers.window[layer], &mut record.windows[layer]);
                unit.counters.window_comparisons += memory.neurons as u64;
                self.shared.record_bits += memory.neurons as u64;
            }
        }
        self.observe(ControllerState::Handoff);
        winner.map(|index| {
            let label = self.records[index].label;
            // With and without the margin.
            let searches = if label.is_some() { 2 } else { 1 };
            self.shared.search_comparisons += searches * self.config.classes() as u64;
            let lowered = label.map(|label| {
                // What the generator steps to at the end of this cycle; the search has had it since the slot began. The
                // byte of the step rate is kept for later.
                let (margin, byte) = self.random.step_control(self.registers.margin_bits);
                self.shared.control_steps += 1;
                self.drawn = (margin, byte);
                (label, margin)
            });
            WinnerSearch::winner(self.forward[output].lanes.potentials(&self.memory[output]), lowered)
        })
    }

    /// The oldest image leaves, and is learned from.
    fn leave(&mut self, (winner, correct): (u8, bool)) -> Left {
        let index = self.index(self.in_flight - 1);
        self.in_flight -= 1;
        self.shared.images += 1;
        let Some(label) = self.records[index].label else {
            return Left { winner, outcome: None };
        };
        let (margin, byte) = self.drawn;
        let disagrees = winner != label;
        let step = if disagrees { self.registers.step_rate.step(byte) } else { 0 };
        let outcome = Outcome { label, winner, correct, margin, step };
        self.count(&outcome, index);
        if step == 0 {
            self.shared.skipped_updates += 1;
        } else {
            self.broadcast(index, label, winner);
            if self.organisation.feedback == Feedback::Backpropagation {
                self.backward(index);
            }
            self.update_phase(index, step);
        }
        Left { winner, outcome: Some(outcome) }
    }

    fn broadcast(&mut self, index: usize, label: u8, winner: u8) {
        self.shared.broadcast_cycles += 1;
        self.shared.feedback_spikes += 2;
        self.shared.updates += 1;
        let output = self.config.hidden_count();
        let record = &self.records[index];
        for (layer, (unit, memory)) in self.update.iter_mut().zip(&self.memory).enumerate() {
            if layer == output {
                target::output_deltas(label, winner, &mut unit.deltas);
            } else {
                let window = &record.windows[layer];
                target::hidden_deltas(memory, window, label, winner, &mut unit.deltas);
                self.forward[layer].counters.signs_read += 2 * memory.neurons as u64;
            }
        }
        self.observe(ControllerState::Broadcast);
    }

    /// The backward pass of a machine for backpropagation: from the last layer to the second, through an array of
    /// multipliers. With a second port the weights of one neuron with an error are read a cycle, across inputs
    /// (transposed); with one port, the weights of one input across neurons, whose products are summed. In the output
    /// layer all neurons have an error, in a hidden one those inside the window.
    fn backward(&mut self, index: usize) {
        for layer in (1..self.memory.len()).rev() {
            let memory = &self.memory[layer];
            let (inputs, neurons) = (memory.inputs as u64, memory.neurons as u64);
            let wrong =
                self.records[index].windows.get(layer).map_or(neurons, |window| record::count(window));
            let weights = self.organisation.layers[layer].weights;
            let words = |synapses: u64| synapses.div_ceil(weights.synapses.into());
            let (cycles, reads) = match weights.ports {
                Ports::Two => (wrong, wrong * words(inputs)),
                Ports::One => (inputs, inputs * words(neurons)),
            };
            let counters = &mut self.forward[layer].counters;
            counters.backward_reads += reads;
            counters.multiplications += wrong * inputs;
            for _ in 0..cycles {
                self.shared.backward_cycles += 1;
                self.observe(ControllerState::Backward);
            }
        }
    }

    fn update_phase(&mut self, index: usize, step: u8) {
        let Self { update, memory, forward, records, .. } = self;
        let record = &records[index];
        for (layer, unit) in update.iter_mut().enumerate() {
            unit.start(&record.spikes[layer], step, &mut memory[layer], &mut forward[layer].counters);
        }
        while self.update.iter().any(|unit| !unit.is_idle()) {
            self.shared.update_cycles += 1;
            let Self { update, memory, forward, records, .. } = self;
            let record = &records[index];
            for (layer, unit) in update.iter_mut().enumerate() {
                unit.cycle(&record.spikes[layer], &mut memory[layer], &mut forward[layer].counters);
            }
            self.observe(ControllerState::Update);
        }
    }

    /// Events of the rule.
    fn count(&mut self, outcome: &Outcome, index: usize) {
        let counters = &mut self.rule_counters;
        counters.learned += 1;
        counters.errors += u64::from(!outcome.correct);
        counters.updates += u64::from(outcome.step != 0);
        counters.zero_steps += u64::from(outcome.disagrees() && outcome.step == 0);
        let layers = self.config.layer_count();
        for (count, spikes) in counters.spikes.iter_mut().zip(&self.records[index].spikes) {
            *count += record::count(spikes);
        }
        counters.spikes[layers] += 1;
    }
}
