//! Bits of a word that belong together.

/// A field of a register or of a word behind the load port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Name, in capitals.
    pub name: &'static str,
    /// Highest bit, at most 31.
    pub high: u8,
    /// Lowest bit.
    pub low: u8,
    /// What it holds.
    pub meaning: &'static str,
}

impl Field {
    pub(super) const fn bit(name: &'static str, bit: u8, meaning: &'static str) -> Self {
        Self { name, high: bit, low: bit, meaning }
    }

    pub(super) const fn bits(name: &'static str, high: u8, low: u8, meaning: &'static str) -> Self {
        Self { name, high, low, meaning }
    }

    /// How many bits it has.
    #[must_use]
    pub const fn width(&self) -> u32 {
        (self.high - self.low) as u32 + 1
    }

    /// Its bits, where they are.
    #[must_use]
    pub const fn mask(&self) -> u32 {
        (u32::MAX >> (32 - self.width())) << self.low
    }

    /// A value where the field has it; bits beyond the field are cut off.
    #[must_use]
    pub const fn put(&self, value: u32) -> u32 {
        value << self.low & self.mask()
    }

    /// The field's value in a word.
    #[must_use]
    pub const fn get(&self, word: u32) -> u32 {
        (word & self.mask()) >> self.low
    }
}

#[cfg(test)]
mod tests {
    use super::Field;

    #[test]
    fn what_is_put_is_got_and_nothing_else_changes() {
        for field in [
            Field::bit("LOWEST", 0, ""),
            Field::bit("HIGHEST", 31, ""),
            Field::bits("MIDDLE", 11, 9, ""),
            Field::bits("WHOLE", 31, 0, ""),
        ] {
            for value in [0, 1, 5, u32::MAX] {
                let word = field.put(value);
                assert_eq!(word & !field.mask(), 0, "{field:?}");
                assert_eq!(field.get(word | !field.mask()), value & (field.mask() >> field.low), "{field:?}");
            }
        }
        assert_eq!(Field::bits("MIDDLE", 11, 9, "").mask(), 0xE00);
    }
}
