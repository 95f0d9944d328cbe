//! The event queue between the spike encoder and layer 1.

use std::collections::VecDeque;
use std::mem;

/// Spikes of neighbouring pixels: bit `i` is pixel `first + i`. Words without spikes are not queued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SpikeWord {
    pub(super) first: u16,
    pub(super) spikes: u64,
}

/// A first-in-first-out memory with registered flags: what is pushed in a cycle can be taken out in the next, and room
/// made in a cycle can be used in the next.
#[derive(Debug, Clone)]
pub(super) struct EventQueue {
    words: VecDeque<SpikeWord>,
    capacity: usize,
    /// Whether there was room when the cycle began.
    ready: bool,
    pushes: u64,
    pops: u64,
}

impl EventQueue {
    pub(super) fn new(capacity: usize) -> Self {
        Self { words: VecDeque::with_capacity(capacity), capacity, ready: true, pushes: 0, pops: 0 }
    }

    /// A clock edge: flags show what the last cycle left.
    pub(super) fn begin_cycle(&mut self) {
        self.ready = self.words.len() < self.capacity;
    }

    pub(super) fn is_ready(&self) -> bool {
        self.ready
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// Must be [ready](Self::is_ready).
    pub(super) fn push(&mut self, word: SpikeWord) {
        debug_assert!(self.ready && word.spikes != 0);
        self.words.push_back(word);
        self.pushes += 1;
    }

    /// The oldest word, to take spikes out of.
    pub(super) fn head(&mut self) -> Option<&mut SpikeWord> {
        self.words.front_mut()
    }

    /// Drops the oldest word once it has no spikes left.
    pub(super) fn pop_if_spent(&mut self) {
        if self.words.front().is_some_and(|word| word.spikes == 0) {
            self.words.pop_front();
            self.pops += 1;
        }
    }

    /// Pushes and pops since this was last asked.
    pub(super) fn take_traffic(&mut self) -> (u64, u64) {
        (mem::take(&mut self.pushes), mem::take(&mut self.pops))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_made_in_a_cycle_is_seen_in_the_next() {
        let mut queue = EventQueue::new(1);
        queue.begin_cycle();
        queue.push(SpikeWord { first: 16, spikes: 1 });
        queue.begin_cycle();
        assert!(!queue.is_ready());
        queue.head().unwrap().spikes = 0;
        queue.pop_if_spent();
        assert!(!queue.is_ready(), "the flag is a register");
        queue.begin_cycle();
        assert!(queue.is_ready() && queue.is_empty());
        assert_eq!(queue.take_traffic(), (1, 1));
        assert_eq!(queue.take_traffic(), (0, 0));
    }
}
