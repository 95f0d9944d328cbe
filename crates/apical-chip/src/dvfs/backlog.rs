//! Images that wait, as the governor has to know them.

use std::collections::VecDeque;

use super::ladder::{Ladder, Rung};
use crate::units::Seconds;

/// Images that have arrived and not entered the pipeline.
///
/// At a rung, with one image entering with every slot, the image at `index` of the trace leaves `index - next + layers`
/// slots from now, if `next` is the one that enters now. Which image has the least time left is therefore decided by
/// `arrival - index x slot` alone, whatever the time is. Each rung keeps the least of these, and those that are the least
/// when it has gone, in order. So images cost the same however many of them wait.
#[derive(Debug)]
pub(super) struct Backlog {
    /// Indices and their values, both rising; a queue for each rung.
    least: Vec<VecDeque<(usize, f64)>>,
    next: usize,
    arrived: usize,
}

impl Backlog {
    pub(super) fn new(ladder: &Ladder) -> Self {
        Self { least: vec![VecDeque::new(); ladder.rungs().len()], next: 0, arrived: 0 }
    }

    /// The next image of the trace arrives.
    pub(super) fn arrive(&mut self, ladder: &Ladder, arrival: Seconds) {
        for (queue, rung) in self.least.iter_mut().zip(ladder.rungs()) {
            let value = arrival.value() - self.arrived as f64 * rung.slot.value();
            while queue.pop_back_if(|(_, before)| *before >= value).is_some() {}
            queue.push_back((self.arrived, value));
        }
        self.arrived += 1;
    }

    /// The image that waits longest enters the pipeline.
    pub(super) fn enter(&mut self) {
        for queue in &mut self.least {
            let _ = queue.pop_front_if(|(index, _)| *index == self.next);
        }
        self.next += 1;
    }

    /// How many wait.
    pub(super) fn len(&self) -> usize {
        self.arrived - self.next
    }

    /// By how much the image with the least time left leaves before it is due, in seconds, if the next one enters now and
    /// everything is done at the rung with that number. `due_in`: the deadline less the time that it is now. Infinite if
    /// none waits.
    pub(super) fn slack(&self, number: usize, rung: &Rung, layers: usize, due_in: Seconds) -> f64 {
        let queue = self.least.get(number).and_then(VecDeque::front);
        queue.map_or(f64::INFINITY, |(_, value)| {
            value + (self.next as f64 - layers as f64) * rung.slot.value() + due_in.value()
        })
    }
}
