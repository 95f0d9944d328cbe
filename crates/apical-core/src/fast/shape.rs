//! Where the neurons of a layer lie in a row of its memories.

use super::packing::Packing;

/// Neurons of a group: what one vector of four-bit weights holds.
pub(super) const GROUP: usize = 64;
/// Neurons of half a group: what one vector of bytes holds.
pub(super) const HALF: usize = 32;

/// A row is so many groups of 64 neurons and, where at most 32 neurons are left over, a half group, which has a
/// byte a weight whatever the packing: it takes the same block, and a sum of bytes costs a third of the operations
/// of one of nibbles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    /// Groups of 64 neurons.
    pub(super) groups: usize,
    /// Half groups after them: 0 or 1.
    pub(super) halves: usize,
}

/// Which bits of a byte a weight takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bits {
    /// The lower nibble.
    Lower,
    /// The upper nibble.
    Upper,
    /// All.
    Whole,
}

impl Bits {
    /// By how many bits a weight is shifted up.
    pub(super) fn shift(self) -> u32 {
        if self == Self::Upper { 4 } else { 0 }
    }
}

impl Shape {
    pub(super) fn of(neurons: usize) -> Self {
        match neurons % GROUP {
            1..=HALF => Self { groups: neurons / GROUP, halves: 1 },
            _ => Self { groups: neurons.div_ceil(GROUP), halves: 0 },
        }
    }

    /// Blocks of a row of weights.
    #[inline(always)]
    pub(super) fn weight_blocks<P: Packing>(self) -> usize {
        self.groups * P::BLOCKS + self.halves
    }

    /// Blocks of a row of accumulators, and halves of sums: 32 neurons each.
    #[inline(always)]
    pub(super) fn half_count(self) -> usize {
        2 * self.groups + self.halves
    }

    /// Block of a row, byte and bits of a neuron's weight.
    pub(super) fn weight_location<P: Packing>(self, neuron: usize) -> (usize, usize, Bits) {
        let group = neuron / GROUP;
        if group < self.groups {
            let (block, byte, bits) = P::location(neuron % GROUP);
            (group * P::BLOCKS + block, byte, bits)
        } else {
            (self.groups * P::BLOCKS, byte_of(neuron), Bits::Whole)
        }
    }

    /// Block of a row and byte of a neuron's accumulator. Accumulators lie as the weights do that they carry into;
    /// where those are nibbles, the lower ones' come first.
    pub(super) fn accumulator_location<P: Packing>(self, neuron: usize) -> (usize, usize) {
        let (block, byte, bits) = self.weight_location::<P>(neuron);
        match bits {
            Bits::Lower => (2 * block, byte),
            Bits::Upper => (2 * block + 1, byte),
            Bits::Whole => (2 * self.groups + block - self.groups * P::BLOCKS, byte),
        }
    }
}

/// Lane of a neuron (0 to 31 of a half group), and whether it lies in the second vector of lanes. Two vectors of
/// 16-bit lanes that are packed into one of bytes, within 128-bit quarters as x86 packs, come out in the order of
/// the neurons.
fn lane(neuron: usize) -> (usize, usize) {
    let within = neuron % HALF;
    (within % 8 + 8 * (within / 16), within / 8 % 2)
}

/// Byte of a neuron where each has one: lower bytes of the 16-bit words first.
pub(super) fn byte_of(neuron: usize) -> usize {
    let (lane, second) = lane(neuron);
    2 * lane + second
}

/// Byte and bits of a neuron (0 to 63) in a block of nibbles.
pub(super) fn nibble_of(neuron: usize) -> (usize, Bits) {
    let (lane, second) = lane(neuron);
    (2 * lane + neuron / HALF, if second == 0 { Bits::Lower } else { Bits::Upper })
}

/// Where the sum of a neuron lies among the sums of its layer.
#[inline(always)]
pub(super) fn sum_index(neuron: usize) -> usize {
    let within = neuron % HALF;
    neuron - within + 16 * (within / 8 % 2) + 8 * (within / 16) + within % 8
}

/// Bit `i`: whether the sum of neuron `i` of 32 meets a condition.
#[inline(always)]
pub(super) fn bits_where<T: Copy>(sums: &[T; HALF], condition: impl Fn(T) -> bool) -> u32 {
    let mut word = 0;
    for eight in 0..4 {
        // Sums of eight neurons lie side by side.
        let first = sum_index(8 * eight);
        for within in 0..8 {
            word |= u32::from(condition(sums[first + within])) << (8 * eight + within);
        }
    }
    word
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::super::byte::Byte;
    use super::super::nibble::Nibble;
    use super::*;

    /// No two neurons share a location, and all lie within the row.
    fn locations_are_distinct<P: Packing>(neurons: usize) {
        let shape = Shape::of(neurons);
        let mut weights = vec![0_u8; 32 * shape.weight_blocks::<P>()];
        let mut accumulators = vec![false; 32 * shape.half_count()];
        let mut sums = vec![false; 32 * shape.half_count()];
        for neuron in 0..neurons {
            let (block, byte, bits) = shape.weight_location::<P>(neuron);
            let mask = match bits {
                Bits::Lower => 0x0F,
                Bits::Upper => 0xF0,
                Bits::Whole => 0xFF,
            };
            assert_eq!(weights[32 * block + byte] & mask, 0, "{neuron} of {neurons}");
            weights[32 * block + byte] |= mask;
            let (block, byte) = shape.accumulator_location::<P>(neuron);
            assert!(!core::mem::replace(&mut accumulators[32 * block + byte], true), "{neuron} of {neurons}");
            assert!(!core::mem::replace(&mut sums[sum_index(neuron)], true), "{neuron} of {neurons}");
        }
    }

    #[test]
    fn every_neuron_has_a_location_of_its_own() {
        for neurons in 1..=300 {
            locations_are_distinct::<Nibble>(neurons);
            locations_are_distinct::<Byte>(neurons);
        }
    }

    #[test]
    fn rows_are_as_short_as_can_be() {
        assert_eq!(Shape::of(10), Shape { groups: 0, halves: 1 });
        assert_eq!(Shape::of(32), Shape { groups: 0, halves: 1 });
        assert_eq!(Shape::of(33), Shape { groups: 1, halves: 0 });
        assert_eq!(Shape::of(64), Shape { groups: 1, halves: 0 });
        assert_eq!(Shape::of(200), Shape { groups: 3, halves: 1 });
        assert_eq!(Shape::of(200).weight_blocks::<Nibble>(), 4);
        assert_eq!(Shape::of(200).weight_blocks::<Byte>(), 7);
        assert_eq!(Shape::of(200).half_count(), 7);
    }
}
