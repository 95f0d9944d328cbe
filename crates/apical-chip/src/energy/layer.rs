//! Costs of a layer.

use super::block::Block;
use super::cause::Cause;
use super::cost::Gathered;
use super::counter::{layer, shared};
use super::prices::{MemoryPrices, Prices, WORD};
use super::sourced::Sourced;
use crate::organisation::{Dataflow, LayerOrganisation, Organisation};
use crate::structure;
use crate::technology::TechnologyError;
use crate::units::Joules;

/// A layer whose costs are gathered.
pub(super) struct Layer<'a> {
    prices: &'a Prices<'a>,
    organisation: &'a Organisation,
    /// From 0.
    index: usize,
    own: &'a LayerOrganisation,
    weights: MemoryPrices,
    accumulators: Option<MemoryPrices>,
}

impl<'a> Layer<'a> {
    /// # Errors
    /// If the technology has no figures for one of its memories.
    pub(super) fn new(
        prices: &'a Prices<'a>,
        organisation: &'a Organisation,
        index: usize,
    ) -> Result<Self, TechnologyError> {
        let own = &organisation.layers[index];
        let weights = prices.memory(own.weight_array(), own.weight_memories_of_lanes())?;
        let accumulators = own.accumulator_array().map(|array| prices.memory(array, 1)).transpose()?;
        Ok(Self { prices, organisation, index, own, weights, accumulators })
    }

    pub(super) fn gather(&self, costs: &mut Gathered<'_>) {
        self.memories(costs);
        self.wires(costs);
        self.ports_and_events(costs);
        self.lanes(costs);
        self.update(costs);
    }

    fn memories(&self, costs: &mut Gathered<'_>) {
        let MemoryPrices { read, write, .. } = self.weights;
        costs.memory(Block::Weights, Cause::Forward, [(layer!(forward_reads), "a read of the memory", read)]);
        costs.memory(
            Block::Weights,
            Cause::Update,
            [
                (layer!(update_weight_reads), "a read of the memory", read),
                (layer!(backward_reads), "a read of the memory", read),
                (layer!(update_weight_writes), "a write of the memory", write),
            ],
        );
        if let Some(MemoryPrices { read, write, .. }) = self.accumulators {
            costs.memory(
                Block::Accumulators,
                Cause::Update,
                [
                    (layer!(accumulator_reads), "a read of the memory", read),
                    (layer!(accumulator_writes), "a write of the memory", write),
                ],
            );
        }
    }

    fn wires(&self, costs: &mut Gathered<'_>) {
        let weights = self.weights.wires;
        costs.logic(Block::Wires, Cause::Forward, [(layer!(forward_reads), WORD, weights)]);
        costs.logic(
            Block::Wires,
            Cause::Update,
            [
                (layer!(update_weight_reads), WORD, weights),
                (layer!(update_weight_writes), WORD, weights),
                (layer!(backward_reads), WORD, weights),
            ],
        );
        if let Some(accumulators) = &self.accumulators {
            costs.logic(
                Block::Wires,
                Cause::Update,
                [
                    (layer!(accumulator_reads), WORD, accumulators.wires),
                    (layer!(accumulator_writes), WORD, accumulators.wires),
                ],
            );
        }
    }

    fn ports_and_events(&self, costs: &mut Gathered<'_>) {
        const ADDRESS: &str = "a gate for each address bit that changes";
        const READ: &str = "a gate for each address bit that changes; the three inputs behind each bit of the word that changes";
        const FROM_BANK: &str = "a gate for each address bit that changes, and for each bit of a row bank's word that changes; the \
            three inputs behind each bit of the word that changes";
        let picked = structure::picked_bits(self.organisation, self.index);
        costs.logic(
            Block::Events,
            Cause::Forward,
            [(
                layer!(events),
                "two gates a level of the tree that picks the event",
                self.prices.finder(picked),
            )],
        );
        let MemoryPrices { address, word, .. } = self.weights;
        let bank = match self.organisation.dataflow {
            Dataflow::Event => self.prices.gated_word(self.own.weights.bits),
            Dataflow::Dense => Sourced::default(),
        };
        costs.logic(Block::Ports, Cause::Forward, [(layer!(forward_reads), READ, address + word)]);
        costs.logic(
            Block::Ports,
            Cause::Update,
            [
                (layer!(update_weight_reads), FROM_BANK, address + bank + word),
                (layer!(update_weight_writes), ADDRESS, address),
                (layer!(backward_reads), READ, address + word),
            ],
        );
        if let Some(MemoryPrices { address, word, .. }) = self.accumulators {
            costs.logic(
                Block::Ports,
                Cause::Update,
                [
                    (layer!(accumulator_reads), READ, address + word),
                    (layer!(accumulator_writes), ADDRESS, address),
                ],
            );
        }
        // The head of the queue, or the spike register of the layer before: loaded once an image, and clocked in each
        // cycle in which spikes are picked.
        let spikes = self.prices.register_clock * picked as f64;
        let loaded = if self.index == 0 { Sourced::default() } else { spikes };
        costs.logic(
            Block::Events,
            Cause::Clock,
            [
                (layer!(busy_cycles), "clock of the flip-flops that spikes are picked from", spikes),
                (shared!(images), "clock of the spike register of the layer before", loaded),
            ],
        );
    }

    fn lanes(&self, costs: &mut Gathered<'_>) {
        let (prices, format) = (self.prices, self.organisation.format);
        let bits = self.organisation.potential_bits(self.index);
        // The weights of a cycle meet in a tree, whose sum is added to the potential. An input without a weight is held
        // at 0, so that it changes when a weight comes and when it goes: with some events a cycle nearly all adders work.
        let adders = f64::from(self.own.inputs_per_cycle - 1);
        let tree = prices.addition(format.weight_bits() + structure::TREE_BITS) * adders;
        let sum = (prices.addition(bits) + tree) * prices.lane_adders;
        // Magnitude and comparison of the window are not stopped, and follow the bits of the potential that change.
        let hidden = self.index + 1 < self.organisation.layers.len();
        let window = if hidden { prices.gate * 2.0 } else { Sourced::default() };
        let kept = (prices.register_data + window) * prices.register_changes * f64::from(bits);
        let arrival = prices.broadcast(self.own.neurons * format.weight_bits()) * 2.0;
        costs.logic(
            Block::Lanes,
            Cause::Forward,
            [
                (
                    layer!(potential_additions),
                    "an addition of the potential's width, and one of the weight's width and 2 bits in each adder of the \
                     lane's tree, at the share that changes in a lane",
                    sum,
                ),
                (
                    layer!(potential_clocks),
                    "data of the potential's flip-flops, of which a share changes, and in hidden layers two gates of the \
                     window's comparison for each that changes",
                    kept,
                ),
                (
                    layer!(events),
                    "the event's way to the weight bits of all neurons' lanes through buffers, twice",
                    arrival,
                ),
            ],
        );
        let clock = prices.register_clock * f64::from(bits);
        costs.logic(
            Block::Lanes,
            Cause::Clock,
            [(layer!(potential_clocks), "clock of the potential's flip-flops", clock)],
        );
        costs.logic(Block::Feedback, Cause::Update, [(layer!(signs_read), "a gate", prices.gate)]);
    }

    fn update(&self, costs: &mut Gathered<'_>) {
        let (prices, format) = (self.prices, self.organisation.format);
        // All adders of a word work when it is read, whichever of its inputs spike.
        let (words, shape) = match self.own.accumulators {
            Some(shape) => (layer!(accumulator_reads), shape),
            None => (layer!(update_weight_reads), self.own.weights),
        };
        let word = prices.addition(format.accumulator_bits()) * f64::from(shape.synapses);
        let steps = structure::update_steps(self.organisation, self.index);
        costs.logic(
            Block::Update,
            Cause::Update,
            [
                (words, "an addition of the accumulator's width for each synapse of the word", word),
                (layer!(carries), "an addition of the weight's width", prices.addition(format.weight_bits())),
                (layer!(multiplications), "a multiplication of 16 by 16 bits", prices.multiplication()),
                (
                    layer!(update_busy_cycles),
                    "two gates a level of the tree that finds the next step",
                    prices.finder(steps),
                ),
            ],
        );
        // A served input clocks a bit of every neuron; at most every word that is read is of another input.
        let kept: Sourced<Joules> = match self.own.accumulators {
            Some(_) => prices.register_clock * f64::from(self.own.neurons),
            None => Sourced::default(),
        };
        costs.logic(
            Block::Update,
            Cause::Clock,
            [(
                layer!(update_weight_reads),
                "clock of what is kept of a served input, a flip-flop a neuron",
                kept,
            )],
        );
    }
}
