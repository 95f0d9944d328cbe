//! Shows cycles to an observer. What a block did in a cycle is told by the counters that moved, so that a trace cannot
//! say anything else than they do.

use super::ProcessorBlocks;
use crate::machine::counters::{LayerCounters, SharedCounters};
use crate::machine::trace::{
    ControllerState, CycleView, EncoderState, FrontEndState, FrontEndView, LayerState, LayerView, Observer,
    UpdateState,
};

/// The observer, and what the machine looked like to it one cycle ago.
#[derive(Default)]
pub(in crate::machine) struct Audience {
    pub(in crate::machine) observer: Option<Box<dyn Observer + Send>>,
    shared: SharedCounters,
    layers: Vec<LayerCounters>,
    search_left: usize,
    views: Vec<LayerView>,
}

impl ProcessorBlocks {
    /// A slot begins, the layers have their images.
    #[inline(always)]
    pub(super) fn announce_slot(&mut self) {
        if self.audience.observer.is_some() {
            self.begin_showing();
        }
    }

    /// Shows the cycle that ends to the observer.
    #[inline(always)]
    pub(super) fn observe(&mut self, state: ControllerState) {
        if self.audience.observer.is_some() {
            self.show(state);
        }
    }

    #[cold]
    fn begin_showing(&mut self) {
        self.audience.views = vec![LayerView::default(); self.forward.len()];
        let newest = self.shared.images + self.in_flight as u64;
        for age in 0..self.in_flight {
            let layer = self.records[self.index(age)].passed;
            self.audience.views[layer].image = Some(newest - 1 - age as u64);
        }
        self.remember();
    }

    fn remember(&mut self) {
        let audience = &mut self.audience;
        audience.shared = self.shared;
        audience.layers.clear();
        audience.layers.extend(self.forward.iter().map(|unit| unit.counters));
        audience.search_left = self.search.left();
    }

    #[cold]
    fn show(&mut self, state: ControllerState) {
        let learning = !matches!(state, ControllerState::Forward | ControllerState::Handoff);
        let updating = state == ControllerState::Update;
        let audience = &mut self.audience;
        let blocks = self.forward.iter().zip(&self.update).zip(&audience.layers);
        for (view, ((unit, update), before)) in audience.views.iter_mut().zip(blocks) {
            let image = view.image.filter(|_| !learning);
            let now = &unit.counters;
            let state = match state {
                ControllerState::Forward => {
                    if now.busy_cycles > before.busy_cycles {
                        LayerState::Busy
                    } else if now.starved_cycles > before.starved_cycles {
                        LayerState::Starved
                    } else if now.waiting_cycles == before.waiting_cycles {
                        LayerState::Closing
                    } else if image.is_some() {
                        LayerState::Waiting
                    } else {
                        LayerState::Idle
                    }
                }
                _ => LayerState::Idle,
            };
            *view = LayerView {
                image,
                state,
                events: (now.events - before.events) as u32,
                conflict: now.conflict_cycles > before.conflict_cycles,
                update: if updating { update.done } else { UpdateState::Idle },
            };
        }
        let (now, before) = (&self.shared, &audience.shared);
        let encoder = if now.encoder_cycles > before.encoder_cycles {
            EncoderState::Encode
        } else if now.encoder_stalls > before.encoder_stalls {
            EncoderState::Stalled
        } else if now.front_end_waits > before.front_end_waits {
            EncoderState::Waiting
        } else {
            EncoderState::Idle
        };
        let front_end = self.front_end.as_ref().filter(|front_end| front_end.makes_bits());
        let front_end = front_end.map_or_else(FrontEndView::default, |front_end| FrontEndView {
            state: front_end_state(now, before),
            values_taken: front_end.values_taken(),
            available: front_end.available(),
        });
        let last_group =
            state == ControllerState::Handoff && self.forward.last().is_some_and(|unit| unit.active);
        let searching = last_group || audience.search_left != self.search.left();
        let cycle = self.cycles() - 1;
        // The image has left by now, and is the last that was counted.
        let learned = learning.then(|| self.shared.images.saturating_sub(1));
        if let Some(observer) = &mut self.audience.observer {
            observer.cycle(&CycleView {
                cycle,
                state,
                front_end,
                encoder,
                pixels_taken: self.encoder.position(),
                queue_words: self.queue.len(),
                searching,
                slot: self.shared.slots - u64::from(learning),
                learned,
                layers: &self.audience.views,
            });
        }
        self.remember();
    }
}

fn front_end_state(now: &SharedCounters, before: &SharedCounters) -> FrontEndState {
    let takes = now.values > before.values || now.band_steps > before.band_steps;
    match (takes, now.positions > before.positions) {
        (false, false) => FrontEndState::Idle,
        (true, false) => FrontEndState::Take,
        (false, true) => FrontEndState::Filter,
        (true, true) => FrontEndState::Both,
    }
}
