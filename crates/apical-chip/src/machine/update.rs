//! The on-line weight-update module of a layer.
//!
//! | state | cycle |
//! |---|---|
//! | `Read` | reads the accumulator words of the next step that belong to changing neurons |
//! | `CarryRead` | reads the weight words of the lowest input in which an accumulator overflowed |
//! | `CarryWrite` | writes those weights that change; after the last such input also the accumulators |
//! | `Write` | writes the accumulators, if none overflowed |
//!
//! Hardware has the words, and the sums, in the cycle after `Read`, and decides then whether it is `Write` or
//! `CarryRead`; the model adds in `Read`, so that it knows the state beforehand.
//!
//! A step is an input that spiked (accumulators in order of inputs) or a word of inputs of which at least one spiked
//! (accumulators in order of neurons). A dense machine steps through all words, spiking or not. Where a word holds
//! weight and accumulator both, a step is `Read`, `Write`; with two ports the write of a step and the read of the next
//! share a cycle.

use super::counters::LayerCounters;
use super::memory::{Carry, LayerMemory};
use super::target::Delta;
use super::trace::UpdateState;
use crate::organisation::{
    Dataflow, DenseUpdateReads, Feedback, LayerOrganisation, MemoryOrder, Organisation, Ports,
};

/// The update module of one layer.
#[derive(Debug, Clone)]
pub(super) struct UpdateUnit {
    state: UpdateState,
    /// What the last cycle of an update did, for traces.
    pub(super) done: UpdateState,
    /// Steps of the current update: inputs, or words of inputs.
    steps: Vec<u16>,
    next: usize,
    pub(super) deltas: Vec<Delta>,
    amount: i32,
    /// Inputs of the current step with a carry, the next one last: weight words to read, weight words to write.
    carries: Vec<(u64, u64)>,
    organisation: UpdateOrganisation,
    /// Memories that a step enables, to read and to write.
    reads_a_step: u64,
    writes_a_step: u64,
}

/// What the module needs to know of the memories.
#[derive(Debug, Clone, Copy)]
struct UpdateOrganisation {
    /// Whether accumulators have memories of their own.
    separate: bool,
    order: MemoryOrder,
    /// Synapses of a word of the memory that holds the accumulators.
    synapses: usize,
    /// Synapses of a weight word.
    weight_synapses: usize,
    overlap: bool,
    dense: bool,
    dense_reads_all: bool,
    multiplies: bool,
}

impl UpdateUnit {
    pub(super) fn new(machine: &Organisation, layer: &LayerOrganisation) -> Self {
        let shape = layer.accumulators.unwrap_or(layer.weights);
        Self {
            state: UpdateState::Idle,
            done: UpdateState::Idle,
            steps: Vec::new(),
            next: 0,
            deltas: Vec::new(),
            amount: 0,
            carries: Vec::new(),
            organisation: UpdateOrganisation {
                separate: layer.accumulators.is_some(),
                order: shape.order,
                synapses: shape.synapses as usize,
                weight_synapses: layer.weights.synapses as usize,
                overlap: shape.ports == Ports::Two,
                dense: machine.dataflow == Dataflow::Dense,
                dense_reads_all: machine.dense_update_reads == DenseUpdateReads::All,
                multiplies: machine.feedback == Feedback::Backpropagation,
            },
            reads_a_step: 0,
            writes_a_step: 0,
        }
    }

    pub(super) fn is_idle(&self) -> bool {
        self.state == UpdateState::Idle
    }

    /// Begins the update for an image: `deltas` are set, `spikes` are those of the layer before.
    pub(super) fn start(
        &mut self,
        spikes: &[u64],
        step: u8,
        memory: &mut LayerMemory,
        counters: &mut LayerCounters,
    ) {
        self.amount = step.into();
        self.done = UpdateState::Idle;
        // Biases are registers: they change at the end of the broadcast, without a cycle of their own.
        for &Delta { neuron, sign } in &self.deltas {
            memory.add_to_bias(neuron.into(), self.amount * i32::from(sign));
        }
        counters.synapses_updated += self.deltas.len() as u64;
        if self.organisation.multiplies {
            // Error times rate, once a neuron: inputs are one bit.
            counters.multiplications += self.deltas.len() as u64;
        }
        self.steps.clear();
        self.next = 0;
        if self.deltas.is_empty() {
            return;
        }
        let organisation = self.organisation;
        match organisation.order {
            MemoryOrder::Input => {
                self.steps.extend(ones(spikes));
                self.writes_a_step = touched(&self.deltas, organisation.synapses);
                self.reads_a_step = self.writes_a_step;
            }
            MemoryOrder::Neuron => {
                let words = memory.inputs.div_ceil(organisation.synapses);
                let has_spike = |word: usize| {
                    let first = word * organisation.synapses;
                    let last = (first + organisation.synapses).min(memory.inputs);
                    (first..last).any(|input| spikes[input / 64] >> (input % 64) & 1 == 1)
                };
                let wanted = (0..words).filter(|&word| organisation.dense || has_spike(word));
                self.steps.extend(wanted.map(|word| word as u16));
                self.writes_a_step = self.deltas.len() as u64;
                self.reads_a_step = if organisation.dense && organisation.dense_reads_all {
                    memory.neurons as u64
                } else {
                    self.writes_a_step
                };
            }
        }
        if !self.steps.is_empty() {
            self.state = UpdateState::Read;
        }
    }

    /// One cycle.
    pub(super) fn cycle(&mut self, spikes: &[u64], memory: &mut LayerMemory, counters: &mut LayerCounters) {
        self.done = self.state;
        if self.state == UpdateState::Idle {
            return;
        }
        counters.update_busy_cycles += 1;
        match self.state {
            UpdateState::Idle => {}
            UpdateState::Read => {
                self.read(spikes, memory, counters);
                self.state =
                    if self.carries.is_empty() { UpdateState::Write } else { UpdateState::CarryRead };
                if self.state == UpdateState::Write
                    && self.organisation.overlap
                    && self.next < self.steps.len()
                {
                    // Written while the next step is read.
                    self.write(counters);
                    self.state = UpdateState::Read;
                }
            }
            UpdateState::CarryRead => {
                counters.update_weight_reads += self.carries.last().map_or(0, |carry| carry.0);
                self.state = UpdateState::CarryWrite;
            }
            UpdateState::CarryWrite => {
                counters.update_weight_writes += self.carries.pop().map_or(0, |carry| carry.1);
                if self.carries.is_empty() {
                    self.write(counters);
                    self.advance();
                } else {
                    self.state = UpdateState::CarryRead;
                }
            }
            UpdateState::Write => {
                self.write(counters);
                self.advance();
            }
        }
    }

    fn advance(&mut self) {
        self.state = if self.next < self.steps.len() { UpdateState::Read } else { UpdateState::Idle };
    }

    fn write(&self, counters: &mut LayerCounters) {
        if self.organisation.separate {
            counters.accumulator_writes += self.writes_a_step;
        } else {
            counters.update_weight_writes += self.writes_a_step;
        }
    }

    /// Reads the next step's words and adds to the accumulators of its spiking inputs.
    fn read(&mut self, spikes: &[u64], memory: &mut LayerMemory, counters: &mut LayerCounters) {
        let organisation = self.organisation;
        let step = usize::from(self.steps[self.next]);
        self.next += 1;
        if organisation.separate {
            counters.accumulator_reads += self.reads_a_step;
        } else {
            counters.update_weight_reads += self.reads_a_step;
        }
        match organisation.order {
            MemoryOrder::Input => self.add_input(step, memory, counters),
            MemoryOrder::Neuron => {
                let first = step * organisation.synapses;
                // Backwards, since carries are taken from the end: the lowest input's first.
                for input in (first..(first + organisation.synapses).min(memory.inputs)).rev() {
                    if spikes[input / 64] >> (input % 64) & 1 == 1 {
                        self.add_input(input, memory, counters);
                    }
                }
            }
        }
    }

    /// Adds to the synapses of one input, and notes which weight words overflow into.
    fn add_input(&mut self, input: usize, memory: &mut LayerMemory, counters: &mut LayerCounters) {
        let organisation = self.organisation;
        counters.synapses_updated += self.deltas.len() as u64;
        let (mut reads, mut writes) = (0, 0);
        let (mut read_word, mut written_word) = (usize::MAX, usize::MAX);
        for &Delta { neuron, sign } in &self.deltas {
            let carry = memory.add(input, neuron.into(), self.amount * i32::from(sign));
            if carry == Carry::None {
                continue;
            }
            counters.carries += 1;
            // Deltas come in the order of neurons, so that words do too.
            let word = usize::from(neuron) / organisation.weight_synapses;
            reads += u64::from(word != read_word);
            read_word = word;
            if carry == Carry::IntoWeight {
                writes += u64::from(word != written_word);
                written_word = word;
            }
        }
        if organisation.separate && reads > 0 {
            self.carries.push((reads, writes));
        }
    }
}

/// Addresses of the bits that are set.
fn ones(bits: &[u64]) -> impl Iterator<Item = u16> + '_ {
    bits.iter().enumerate().flat_map(|(index, &word)| {
        let mut left = word;
        std::iter::from_fn(move || {
            (left != 0).then(|| {
                let bit = left.trailing_zeros();
                left &= left - 1;
                (index * 64) as u16 + bit as u16
            })
        })
    })
}

/// Words of `synapses` neighbouring neurons that hold at least one changing one.
fn touched(deltas: &[Delta], synapses: usize) -> u64 {
    let mut words: Vec<usize> = deltas.iter().map(|delta| usize::from(delta.neuron) / synapses).collect();
    words.dedup();
    words.len() as u64
}
