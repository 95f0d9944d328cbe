//! Learning: the pipeline, the output stage and what goes back from it.

use super::PackedMachine;
use super::slot::Slot;
use super::stages::{potentials, spikes, window, winner};
use crate::fast::encode::{encode_bits, encode_training};
use crate::fast::front_end::Input;
use crate::fast::packed::PackedLayer;
use crate::fast::packing::{Packing, Sum};
use crate::fast::shape::{GROUP, sum_index};
use crate::fast::update::Memory;
use crate::fast::vector::{BLOCK_BYTES, Block, Instructions};
use crate::{Format, Order, Outcome};

impl<P: Packing> PackedMachine<P> {
    /// With an image and its label: puts it into the pipeline and moves all on by a layer (in sequential order: through
    /// all layers). Without: moves all on until an image leaves.
    #[inline(always)]
    pub(in crate::fast) fn advance<I: Instructions>(
        &mut self,
        image: Option<(Input<'_>, u8)>,
    ) -> Option<Outcome> {
        if let Some((input, label)) = image {
            self.take_in::<I>(input, label);
        }
        let one = image.is_some() && self.config.order == Order::Pipelined;
        while self.in_flight != 0 {
            let outcome = self.step::<I>();
            if one || outcome.is_some() {
                return outcome;
            }
        }
        None
    }

    /// Puts an image into the pipeline.
    #[inline(always)]
    fn take_in<I: Instructions>(&mut self, input: Input<'_>, label: u8) {
        self.newest = (self.newest + self.slots.len() - 1) % self.slots.len();
        self.in_flight += 1;
        let slot = &mut self.slots[self.newest];
        slot.label = label;
        slot.passed = 0;
        let words = &mut self.scratch.words[..self.config.layers[0].div_ceil(64)];
        let drop_shift = self.config.drop_shift;
        match input {
            Input::Pixels(pixels) => encode_training::<I>(pixels, drop_shift, &mut self.random, words),
            Input::Bits(bits) => encode_bits::<I>(bits, drop_shift, &mut self.random, words),
        }
        slot.events[0].set::<I>(words);
    }

    /// One step of the pipeline; see the reference.
    #[inline(always)]
    fn step<I: Instructions>(&mut self) -> Option<Outcome> {
        let hidden_count = self.config.hidden_count();
        let mut leaving = None;
        for age in 0..self.in_flight {
            let slot_index = self.slot_index(age);
            let slot = &mut self.slots[slot_index];
            let index = slot.passed;
            if index == hidden_count {
                leaving = Some(slot_index);
                continue;
            }
            let layer = &self.layers[index];
            let (before, after) = slot.events.split_at_mut(index + 1);
            let sums = potentials::<P, I>(layer, &before[index], &mut self.scratch.sums);
            spikes::<P, I>(layer, sums, &mut self.scratch.words);
            after[0].set::<I>(&self.scratch.words[..layer.valid.len()]);
            window::<P, I>(layer, sums, self.config.window[index], &mut slot.windows[index]);
            slot.passed += 1;
        }
        leaving.map(|slot_index| {
            self.in_flight -= 1;
            self.complete::<I>(slot_index)
        })
    }

    /// The output stage: forward winner, target phase, feedback, update.
    #[inline(always)]
    fn complete<I: Instructions>(&mut self, slot_index: usize) -> Outcome {
        let slot = &self.slots[slot_index];
        let hidden_count = self.config.hidden_count();
        let output = &self.layers[hidden_count];
        let sums = potentials::<P, I>(output, &slot.events[hidden_count], &mut self.scratch.sums);
        let (margin, byte) = self.random.step_control(self.config.margin_bits);
        let label = slot.label;
        let (winner, correct) = winner::<P>(sums, output.neurons, Some((label, margin)));
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
                self.update::<I>(slot_index, winner, step);
            }
        }
        Outcome { label, winner, correct, margin, step }
    }

    /// Changes the synapses of all layers.
    #[inline(always)]
    fn update<I: Instructions>(&mut self, slot_index: usize, winner: u8, step: u8) {
        let Self { config, layers, slots, scratch, .. } = self;
        let Slot { label, events, windows, .. } = &slots[slot_index];
        let format = config.format;
        for (index, layer) in layers.iter_mut().enumerate() {
            let changes = &mut scratch.changes[..layer.shape.half_count()];
            changes.fill(Block::ZERO);
            for group in 0..layer.valid.len() {
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
                shape: layer.shape,
                weight_limit: ((1_u32 << format.weight_bits()) - 1) as u8,
                accumulator_mask: 0xFF << (8 - format.accumulator_bits()),
            };
            I::update::<P>(memory, events[index].addresses(), changes);
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
    format: Format,
) {
    let mut bits = word;
    while bits != 0 {
        let neuron = group * GROUP + bits.trailing_zeros() as usize;
        bits &= bits - 1;
        let byte = usize::from(layer.accumulator_bytes[neuron]);
        changes[byte / BLOCK_BYTES].0[byte % BLOCK_BYTES] = (amount as u8) << (8 - format.accumulator_bits());
        let bias = &mut layer.bias[sum_index(neuron)];
        let old: i32 = (*bias).into();
        let mut weight = old as i8;
        let accumulator = &mut layer.bias_accumulators[neuron];
        crate::reference::add_with_carry(&mut weight, accumulator, amount, (-128, 127), format);
        *bias = P::Sum::from_i32(weight.into());
    }
}
