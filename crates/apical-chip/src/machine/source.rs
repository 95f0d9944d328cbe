//! Where a layer's event addresses come from.

use super::queue::EventQueue;

/// Address bits that belong to each row bank: bank `b` of `n` holds the inputs whose address is `b` modulo `n`.
#[derive(Debug, Clone)]
pub(super) struct Banks {
    masks: Vec<u64>,
}

impl Banks {
    /// `count` is a power of two up to 16, so that the pattern repeats within a word.
    pub(super) fn new(count: usize) -> Self {
        let mask =
            |bank: usize| (0..64).filter(|bit| bit % count == bank).fold(0, |mask, bit| mask | 1 << bit);
        Self { masks: (0..count).map(mask).collect() }
    }
}

/// What a cycle of a source brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Picked {
    /// Events issued, at most one a bank.
    pub(super) events: u32,
    /// Whether an event had to wait because its bank was taken.
    pub(super) conflict: bool,
}

/// A picker for each bank over the spike register of the layer before: each cycle the lowest address of its bank that
/// has not been issued.
#[derive(Debug, Clone)]
pub(super) struct SpikeRegister {
    words: Vec<u64>,
    /// First word in which a bank may have spikes left.
    cursors: Vec<usize>,
}

impl SpikeRegister {
    pub(super) fn new(inputs: usize, banks: usize) -> Self {
        Self { words: vec![0; inputs.div_ceil(64)], cursors: vec![0; banks] }
    }

    pub(super) fn load(&mut self, spikes: &[u64]) {
        self.words.copy_from_slice(spikes);
        self.cursors.fill(0);
    }

    /// Spikes of `count` (a power of two up to 16) inputs from `first`, a multiple of it.
    #[inline(always)]
    pub(super) fn slice(&self, first: usize, count: usize) -> u64 {
        self.words[first / 64] >> (first % 64) & ((1 << count) - 1)
    }

    #[inline(always)]
    pub(super) fn pick(&mut self, banks: &Banks, mut take: impl FnMut(usize)) -> Picked {
        let mut events = 0;
        let mut left = false;
        for (mask, cursor) in banks.masks.iter().zip(&mut self.cursors) {
            while let Some(word) = self.words.get_mut(*cursor) {
                let own = *word & mask;
                if own == 0 {
                    *cursor += 1;
                    continue;
                }
                let lowest = own & own.wrapping_neg();
                take(*cursor * 64 + lowest.trailing_zeros() as usize);
                *word ^= lowest;
                events += 1;
                left |= own != lowest;
                break;
            }
        }
        // An idle bank beside events that wait for another one.
        Picked { events, conflict: left && (events as usize) < banks.masks.len() }
    }
}

/// As [`SpikeRegister::pick`], from the word at the head of the event queue.
#[inline(always)]
pub(super) fn pick_from_queue(queue: &mut EventQueue, banks: &Banks, mut take: impl FnMut(usize)) -> Picked {
    let mut events = 0;
    let mut left = false;
    if let Some(head) = queue.head() {
        for mask in &banks.masks {
            let own = head.spikes & mask;
            if own != 0 {
                let lowest = own & own.wrapping_neg();
                take(usize::from(head.first) + lowest.trailing_zeros() as usize);
                head.spikes ^= lowest;
                events += 1;
            }
        }
        left = head.spikes != 0;
        queue.pop_if_spent();
    }
    Picked { events, conflict: left && (events as usize) < banks.masks.len() }
}

#[cfg(test)]
mod tests {
    use super::super::queue::SpikeWord;
    use super::*;

    fn drained(mut cycle: impl FnMut(&mut Vec<usize>) -> Picked) -> (Vec<usize>, u32) {
        let (mut addresses, mut cycles) = (Vec::new(), 0);
        while cycle(&mut addresses).events > 0 {
            cycles += 1;
        }
        (addresses, cycles)
    }

    #[test]
    fn a_bank_gives_one_event_a_cycle() {
        let mut register = SpikeRegister::new(130, 2);
        register.load(&[0b1011, 0, 0b10]); // addresses 0, 1, 3, 129
        let banks = Banks::new(2);
        let (addresses, cycles) = drained(|out| register.pick(&banks, |address| out.push(address)));
        assert_eq!((addresses, cycles), (vec![0, 1, 3, 129], 3));
    }

    #[test]
    fn the_queue_gives_the_same_events_word_by_word() {
        let mut queue = EventQueue::new(4);
        queue.push(SpikeWord { first: 16, spikes: 0b111 });
        queue.push(SpikeWord { first: 48, spikes: 1 << 15 });
        let banks = Banks::new(2);
        let (addresses, cycles) =
            drained(|out| pick_from_queue(&mut queue, &banks, |address| out.push(address)));
        assert_eq!((addresses, cycles), (vec![16, 17, 18, 63], 3));
    }
}
