//! The forward phase of a layer.

use super::counters::LayerCounters;
use super::lanes::Lanes;
use super::memory::{ForwardAccesses, LayerMemory};
use super::queue::EventQueue;
use super::source::{Banks, Picked, SpikeRegister, pick_from_queue};
use crate::organisation::{Dataflow, LayerOrganisation};

/// State of a layer's forward phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ForwardState {
    /// No image, or done with it.
    Idle,
    /// Takes in events.
    Run,
}

/// A layer: its address source, lanes and counters. Memories are passed in.
#[derive(Debug, Clone)]
pub(super) struct ForwardUnit {
    state: ForwardState,
    dataflow: Dataflow,
    banks: Banks,
    register: SpikeRegister,
    /// Dense: the next word.
    counter: usize,
    /// Dense: words of an image.
    words: usize,
    inputs_per_cycle: usize,
    accesses: ForwardAccesses,
    pub(super) lanes: Lanes,
    pub(super) counters: LayerCounters,
    /// Whether this slot has an image for the layer.
    pub(super) active: bool,
}

impl ForwardUnit {
    pub(super) fn new(organisation: &LayerOrganisation, dataflow: Dataflow, memory: &LayerMemory) -> Self {
        let per_cycle = organisation.inputs_per_cycle as usize;
        Self {
            state: ForwardState::Idle,
            dataflow,
            banks: Banks::new(per_cycle),
            register: SpikeRegister::new(memory.inputs, per_cycle),
            counter: 0,
            words: memory.inputs.div_ceil(per_cycle),
            inputs_per_cycle: per_cycle,
            accesses: ForwardAccesses::new(organisation, memory.neurons),
            lanes: Lanes::new(memory),
            counters: LayerCounters::default(),
            active: false,
        }
    }

    pub(super) fn is_idle(&self) -> bool {
        self.state == ForwardState::Idle
    }

    /// Begins an image. `spikes`: of the layer before; `None` for layer 1, whose spikes come as they are encoded.
    pub(super) fn start(&mut self, spikes: Option<&[u64]>) {
        self.state = ForwardState::Run;
        self.active = true;
        self.counter = 0;
        self.lanes.begin();
        if let Some(spikes) = spikes {
            self.register.load(spikes);
        }
    }

    /// Stays out of this slot.
    pub(super) fn rest(&mut self) {
        self.state = ForwardState::Idle;
        self.active = false;
    }

    /// One cycle of layer 1 of an event-driven machine.
    #[inline(always)]
    pub(super) fn cycle_from_queue(&mut self, queue: &mut EventQueue, encoder_done: bool) {
        if self.is_idle() {
            self.counters.waiting_cycles += 1;
            return;
        }
        let closed = encoder_done && queue.is_empty();
        let lanes = &mut self.lanes;
        let picked = pick_from_queue(queue, &self.banks, |address| lanes.take(address));
        self.count(picked, closed);
    }

    /// One cycle of any other layer.
    #[inline(always)]
    pub(super) fn cycle(&mut self, neurons: usize) {
        if self.is_idle() {
            self.counters.waiting_cycles += 1;
            return;
        }
        match self.dataflow {
            Dataflow::Event => {
                let lanes = &mut self.lanes;
                let picked = self.register.pick(&self.banks, |address| lanes.take(address));
                self.count(picked, true);
            }
            Dataflow::Dense => {
                let first = self.counter * self.inputs_per_cycle;
                let word = self.register.slice(first, self.inputs_per_cycle);
                self.dense(first, word, neurons);
            }
        }
    }

    /// One cycle of a dense machine's layer 1 without bits to take in.
    pub(super) fn starve(&mut self) {
        self.counters.starved_cycles += 1;
    }

    /// One cycle of a dense machine: a word of every neuron's memory, whatever spikes.
    #[inline(always)]
    pub(super) fn dense(&mut self, first: usize, mut spikes: u64, neurons: usize) {
        self.counters.events += u64::from(spikes.count_ones());
        self.counters.potential_additions += if spikes == 0 { 0 } else { neurons as u64 };
        while spikes != 0 {
            self.lanes.take(first + spikes.trailing_zeros() as usize);
            spikes &= spikes - 1;
        }
        self.counters.busy_cycles += 1;
        self.counters.forward_reads += self.accesses.per_cycle;
        self.counters.potential_clocks += neurons as u64;
        self.counter += 1;
        if self.counter == self.words {
            self.state = ForwardState::Idle;
        }
    }

    #[inline(always)]
    fn count(&mut self, picked: Picked, closed: bool) {
        let counters = &mut self.counters;
        if picked.events > 0 {
            counters.busy_cycles += 1;
            counters.potential_clocks += self.accesses.per_cycle;
            counters.potential_additions += self.accesses.per_cycle;
            counters.events += u64::from(picked.events);
            counters.conflict_cycles += u64::from(picked.conflict);
        } else if closed {
            // The cycle in which what was read last is added.
            self.state = ForwardState::Idle;
        } else {
            counters.starved_cycles += 1;
        }
    }

    /// After the last cycle of an image: what follows from its number of events.
    pub(super) fn finish(&mut self, memory: &LayerMemory) {
        // Loading the biases clocks every register once more.
        self.counters.potential_clocks += memory.neurons as u64;
        let events = self.lanes.events() as u64;
        // In a dense machine a silent input adds 0, which changes nothing in an adder.
        self.counters.additions += events * memory.neurons as u64;
        if self.dataflow == Dataflow::Event {
            self.counters.forward_reads += events * self.accesses.per_event;
        }
    }
}
