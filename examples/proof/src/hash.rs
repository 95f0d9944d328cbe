//! One number for a whole state.

use apical_core::State;

/// The 64-bit FNV-1a hash (RFC 9923): small enough for any machine, and one flipped bit changes it.
#[derive(Debug, Clone)]
pub struct Fnv1a64(u64);

impl Fnv1a64 {
    /// The hash of no bytes.
    #[must_use]
    pub const fn new() -> Self {
        Self(0xCBF2_9CE4_8422_2325)
    }

    /// Takes in one byte.
    pub const fn byte(&mut self, byte: u8) {
        self.0 = (self.0 ^ byte as u64).wrapping_mul(0x0000_0100_0000_01B3);
    }

    /// Takes in bytes in order.
    pub fn bytes(&mut self, bytes: impl IntoIterator<Item = u8>) {
        for byte in bytes {
            self.byte(byte);
        }
    }

    /// The hash of the bytes so far.
    #[must_use]
    pub const fn value(&self) -> u64 {
        self.0
    }
}

impl Default for Fnv1a64 {
    fn default() -> Self {
        Self::new()
    }
}

/// Hashes everything of a state that learning can change, each value as one byte unless said otherwise:
/// layer by layer W, G, bias weights, bias accumulators; the feedback signs (0 or 1); the 16 lanes and the control
/// generator (four bytes each, least significant first); then each image in flight, newest first: its label, its
/// input spikes, and the spikes and window bits of each layer it has passed.
#[must_use]
pub fn state_hash(state: &State) -> u64 {
    let mut hash = Fnv1a64::new();
    for layer in &state.network.layers {
        for values in [&layer.weights, &layer.accumulators, &layer.bias_weights, &layer.bias_accumulators] {
            hash.bytes(values.iter().map(|&value| value as u8));
        }
    }
    for signs in &state.network.feedback {
        hash.bytes(signs.positive.iter().map(|&sign| u8::from(sign)));
    }
    for word in state.random.lanes.iter().chain([&state.random.control]) {
        hash.bytes(word.to_le_bytes());
    }
    for image in &state.in_flight {
        hash.byte(image.label);
        hash.bytes(image.input.iter().map(|&spike| u8::from(spike)));
        for record in &image.hidden {
            hash.bytes(record.spikes.iter().map(|&spike| u8::from(spike)));
            hash.bytes(record.window.iter().map(|&open| u8::from(open)));
        }
    }
    hash.value()
}

#[cfg(test)]
mod tests {
    use super::*;
    use apical_core::Config;

    #[test]
    fn the_published_test_vectors_hold() {
        for (text, expected) in
            [("", 0xCBF2_9CE4_8422_2325), ("a", 0xAF63_DC4C_8601_EC8C), ("foobar", 0x8594_4171_F739_67E8_u64)]
        {
            let mut hash = Fnv1a64::new();
            hash.bytes(text.bytes());
            assert_eq!(hash.value(), expected, "{text:?}");
        }
    }

    #[test]
    fn any_part_of_a_state_changes_the_hash() {
        let state = Config::new(alloc::vec![5, 4, 3]).unwrap().initial_state(1);
        let before = state_hash(&state);
        type Change = fn(&mut State);
        let changes: [Change; 7] = [
            |state| state.network.layers[1].weights[11] ^= 1,
            |state| state.network.layers[0].accumulators[0] ^= 1,
            |state| state.network.layers[0].bias_weights[3] ^= 1,
            |state| state.network.layers[1].bias_accumulators[2] ^= 1,
            |state| state.network.feedback[0].positive[7] ^= true,
            |state| state.random.lanes[15] ^= 1 << 31,
            |state| state.random.control ^= 1,
        ];
        for (index, change) in changes.into_iter().enumerate() {
            let mut changed = state.clone();
            change(&mut changed);
            assert_ne!(state_hash(&changed), before, "change {index}");
        }
    }
}
