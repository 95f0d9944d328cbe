//! Inference.

use alloc::vec::Vec;

use super::PackedMachine;
use super::stages::{potentials, spikes, winner};
use crate::fast::encode::encode_inference;
use crate::fast::events::Events;
use crate::fast::front_end::Input;
use crate::fast::packing::Packing;
use crate::fast::shape::sum_index;
use crate::fast::vector::Instructions;
use crate::{Activity, Judgement, LayerActivity};

/// Sees the spikes before a layer, the layer's potentials, and its index.
pub(in crate::fast) type LayerObserver<'a, P> = dyn FnMut(&Events, &[<P as Packing>::Sum], usize) + 'a;

impl<P: Packing> PackedMachine<P> {
    /// The winner for an image. `observer` sees the spikes before, the potentials and the index of each layer.
    #[inline(always)]
    pub(in crate::fast) fn infer<I: Instructions>(
        &mut self,
        input: Input<'_>,
        mut observer: Option<&mut LayerObserver<'_, P>>,
    ) -> u8 {
        self.counters.inferred += 1;
        let Self { layers, slots, newest, scratch, .. } = self;
        // Nothing is in flight, so any slot is free.
        let events = &mut slots[*newest].events;
        let input_words = layers[0].inputs.div_ceil(64);
        match input {
            Input::Pixels(pixels) => encode_inference::<I>(pixels, &mut scratch.words),
            Input::Bits(bits) => scratch.words[..input_words].copy_from_slice(bits),
        }
        events[0].set::<I>(&scratch.words[..input_words]);
        let (output, hidden) = layers.split_last().expect("a network has at least two layers");
        for (index, layer) in hidden.iter().enumerate() {
            let (before, after) = events.split_at_mut(index + 1);
            let sums = potentials::<P, I>(layer, &before[index], &mut scratch.sums);
            if let Some(observer) = &mut observer {
                observer(&before[index], sums, index);
            }
            spikes::<P, I>(layer, sums, &mut scratch.words);
            after[0].set::<I>(&scratch.words[..layer.valid.len()]);
        }
        let last = hidden.len();
        let sums = potentials::<P, I>(output, &events[last], &mut scratch.sums);
        if let Some(observer) = observer {
            observer(&events[last], sums, last);
        }
        winner::<P>(sums, output.neurons, None).0
    }

    /// The winner of the image that was inferred last, and its margin.
    pub(in crate::fast) fn judgement(&self, winner: u8) -> Judgement {
        // The output layer was the last to use the space.
        let potentials = (0..self.config.classes()).map(|neuron| self.scratch.sums[sum_index(neuron)].into());
        Judgement::new(winner, potentials)
    }

    /// Classifies an image by `infer`, and keeps what every neuron did.
    pub(in crate::fast) fn activity(
        &mut self,
        infer: impl FnOnce(&mut Self, &mut LayerObserver<'_, P>) -> u8,
    ) -> Activity {
        let config = self.config.clone();
        let mut input = Vec::new();
        let mut layers: Vec<LayerActivity> = Vec::new();
        let winner = infer(self, &mut |before, sums, index| {
            let before_spikes = before.to_bools(config.layers[index]);
            match layers.last_mut() {
                Some(previous) => previous.spikes = before_spikes,
                None => input = before_spikes,
            }
            let potentials =
                (0..config.layers[index + 1]).map(|neuron| sums[sum_index(neuron)].into()).collect();
            layers.push(LayerActivity { potentials, spikes: Vec::new() });
        });
        if let Some(output) = layers.last_mut() {
            output.spikes = (0..config.classes()).map(|neuron| neuron == usize::from(winner)).collect();
        }
        Activity { input, layers, winner }
    }
}
