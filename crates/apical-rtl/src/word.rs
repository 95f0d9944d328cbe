//! Words of any width, as they go through the load port.

use apical_chip::machine::map::PART_BITS;

const PART: usize = PART_BITS as usize;

/// A word of any width in parts of 32 bits, lowest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Word {
    pub(crate) parts: Vec<u32>,
}

impl Word {
    pub(crate) fn zero(bits: usize) -> Self {
        Self { parts: vec![0; bits.div_ceil(PART)] }
    }

    pub(crate) fn of_bits(bits: &[bool]) -> Self {
        let part = |bits: &[bool]| bits.iter().rev().fold(0, |part, &bit| part << 1 | u32::from(bit));
        Self { parts: bits.chunks(PART).map(part).collect() }
    }

    /// The first so many bits.
    pub(crate) fn bits(&self, count: usize) -> Vec<bool> {
        (0..count).map(|at| self.parts[at / PART] >> (at % PART) & 1 == 1).collect()
    }

    /// Puts a number of up to 16 bits into a word of zeros.
    pub(crate) fn put(&mut self, at: usize, width: usize, value: i32) {
        let value = (value as u32 & ((1 << width) - 1)) as u64;
        let shifted = value << (at % PART);
        self.parts[at / PART] |= shifted as u32;
        if let Some(next) = self.parts.get_mut(at / PART + 1) {
            *next |= (shifted >> 32) as u32;
        }
    }

    /// A two's complement number of up to 16 bits.
    pub(crate) fn get(&self, at: usize, width: usize) -> i32 {
        let next = self.parts.get(at / PART + 1).copied().unwrap_or(0);
        let both = u64::from(next) << 32 | u64::from(self.parts[at / PART]);
        let value = (both >> (at % PART)) as u32;
        (value << (32 - width)) as i32 >> (32 - width)
    }
}
