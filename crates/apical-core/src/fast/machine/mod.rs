//! The processor's stages over packed memories.

mod infer;
mod learn;
mod slot;
mod stages;

use alloc::vec::Vec;

use super::blocks::Blocks;
use super::packed::PackedLayer;
use super::packing::Packing;
use super::shape::GROUP;
use crate::random::RandomState;
use crate::{Config, Counters, FeedbackSigns, Network, State, StepRate};
pub(super) use infer::LayerObserver;
use slot::Slot;

/// Everything the fast back end holds.
#[derive(Debug, Clone)]
pub(super) struct PackedMachine<P: Packing> {
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

/// Space that stages use within a call.
#[derive(Debug, Clone)]
struct Scratch<P: Packing> {
    /// Potentials of the layer at work.
    sums: Vec<P::Sum>,
    /// Spike bits of the layer at work.
    words: Vec<u64>,
    /// Signed steps of an update, in the order of the accumulators.
    changes: Blocks,
}

impl<P: Packing> PackedMachine<P> {
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
        let groups = config.layers.iter().map(|size| size.div_ceil(GROUP)).max().unwrap_or(0);
        let scratch = Scratch {
            sums: alloc::vec![P::Sum::default(); groups * GROUP],
            words: alloc::vec![0; groups],
            changes: Blocks::zeroed(2 * groups),
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
                FeedbackSigns { positive: positive.collect() }
            })
            .collect();
        let in_flight =
            (0..self.in_flight).map(|age| self.slots[self.slot_index(age)].record(&self.config)).collect();
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
    fn slot_index(&self, age: usize) -> usize {
        (self.newest + age) % self.slots.len()
    }
}
