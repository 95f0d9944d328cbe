//! Channels within words.

use super::BmpError;

/// Where a channel is in a word.
#[derive(Clone, Copy)]
struct Mask {
    shift: u32,
    /// At most 8; more are cut off.
    bits: u32,
}

impl Mask {
    /// `None`: it has holes, or more bits than a word of `word_bits`.
    fn new(mask: u32, word_bits: u32) -> Option<Self> {
        if mask == 0 {
            return Some(Self { shift: 0, bits: 0 });
        }
        let shift = mask.trailing_zeros();
        let bits = (mask >> shift).trailing_ones();
        if bits != mask.count_ones() || shift + bits > word_bits {
            return None;
        }
        let cut = bits.saturating_sub(8);
        Some(Self { shift: shift + cut, bits: bits - cut })
    }

    /// The nearest of 255 levels. The mask must have bits.
    fn read(self, word: u32) -> u8 {
        let greatest = (1 << self.bits) - 1;
        let value = word >> self.shift & greatest;
        // In range: `value` is at most `greatest`.
        ((2 * 255 * value + greatest) / (2 * greatest)) as u8
    }
}

/// Red, green, blue, and opacity if there is one.
pub(super) struct Masks {
    colours: [Mask; 3],
    alpha: Option<Mask>,
}

impl Masks {
    /// What 16 bits mean without masks.
    pub(super) const FIVE_BITS: Self = Self {
        colours: [Mask { shift: 10, bits: 5 }, Mask { shift: 5, bits: 5 }, Mask { shift: 0, bits: 5 }],
        alpha: None,
    };
    /// What 32 bits mean without masks. The high byte means nothing.
    pub(super) const EIGHT_BITS: Self = Self {
        colours: [Mask { shift: 16, bits: 8 }, Mask { shift: 8, bits: 8 }, Mask { shift: 0, bits: 8 }],
        alpha: None,
    };

    /// Each of the colours must have bits.
    pub(super) fn new(masks: [u32; 4], word_bits: u16) -> Result<Self, BmpError> {
        let [red, green, blue, alpha] = masks;
        let unusable = BmpError::Masks(red, green, blue, alpha);
        let parsed = masks.map(|mask| Mask::new(mask, u32::from(word_bits)));
        let [Some(red), Some(green), Some(blue), Some(alpha)] = parsed else { return Err(unusable) };
        let colours = [red, green, blue];
        if colours.iter().any(|mask| mask.bits == 0) {
            return Err(unusable);
        }
        Ok(Self { colours, alpha: (alpha.bits > 0).then_some(alpha) })
    }

    pub(super) fn has_alpha(&self) -> bool {
        self.alpha.is_some()
    }

    /// Channels of a word, in as many bytes.
    pub(super) fn read(&self, word: u32, pixel: &mut [u8]) {
        for (sample, mask) in pixel.iter_mut().zip(self.colours.iter().chain(&self.alpha)) {
            *sample = mask.read(word);
        }
    }
}
