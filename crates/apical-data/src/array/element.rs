//! Elements of arrays: numbers as they are stored.

/// What an element of an array is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Element {
    /// Truth values, of one byte.
    Bool,
    /// Integers without a sign, of 1, 2, 4 or 8 bytes.
    Unsigned(usize),
    /// Integers with a sign, of 1, 2, 4 or 8 bytes.
    Signed(usize),
    /// Floating-point numbers, of 2, 4 or 8 bytes.
    Float(usize),
    /// Texts of at most so many characters of 4 bytes.
    Unicode(usize),
    /// Texts of at most so many bytes.
    Bytes(usize),
}

impl Element {
    /// Bytes of an element.
    #[must_use]
    pub fn size(self) -> usize {
        match self {
            Self::Bool => 1,
            Self::Unsigned(size) | Self::Signed(size) | Self::Float(size) | Self::Bytes(size) => size,
            Self::Unicode(characters) => characters.saturating_mul(4),
        }
    }

    pub(crate) fn is_text(self) -> bool {
        matches!(self, Self::Unicode(_) | Self::Bytes(_))
    }

    pub(crate) fn is_integer(self) -> bool {
        matches!(self, Self::Bool | Self::Unsigned(_) | Self::Signed(_))
    }

    /// The number that an element of this kind stores; texts are no numbers.
    ///
    /// Integers of 64 bits above 2^53 are the nearest number that there is.
    #[inline]
    pub(crate) fn number(self, bytes: &[u8], big_endian: bool) -> f64 {
        let size = self.size();
        if self.is_text() || size > 8 || bytes.len() < size {
            return f64::NAN;
        }
        let mut word = [0; 8];
        // To the least significant end of a little-endian number.
        if big_endian {
            word.iter_mut().zip(bytes[..size].iter().rev()).for_each(|(to, from)| *to = *from);
        } else {
            word[..size].copy_from_slice(&bytes[..size]);
        }
        let word = u64::from_le_bytes(word);
        match self {
            Self::Bool => f64::from(u8::from(word != 0)),
            Self::Unsigned(_) => word as f64,
            Self::Signed(1) => f64::from(word as i8),
            Self::Signed(2) => f64::from(word as i16),
            Self::Signed(4) => f64::from(word as i32),
            Self::Signed(_) => word as i64 as f64,
            Self::Float(2) => half(word as u16),
            Self::Float(4) => f64::from(f32::from_bits(word as u32)),
            _ => f64::from_bits(word),
        }
    }
}

/// A floating-point number of 16 bits.
fn half(bits: u16) -> f64 {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 31), f64::from(bits & 1023));
    sign * match exponent {
        0 => fraction * 2_f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1.0 + fraction / 1024.0) * 2_f64.powi(exponent - 15),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_each_kind() {
        let both = |element: Element, little: &[u8], number: f64| {
            let big: Vec<u8> = little.iter().rev().copied().collect();
            assert_eq!(element.number(little, false), number, "{element:?}");
            assert_eq!(element.number(&big, true), number, "{element:?}");
        };
        both(Element::Bool, &[1], 1.0);
        both(Element::Unsigned(1), &[255], 255.0);
        both(Element::Signed(1), &[255], -1.0);
        both(Element::Unsigned(2), &[1, 2], 513.0);
        both(Element::Signed(2), &(-300_i16).to_le_bytes(), -300.0);
        both(Element::Unsigned(4), &u32::MAX.to_le_bytes(), f64::from(u32::MAX));
        both(Element::Signed(4), &i32::MIN.to_le_bytes(), f64::from(i32::MIN));
        both(Element::Unsigned(8), &(1_u64 << 40).to_le_bytes(), (1_u64 << 40) as f64);
        both(Element::Signed(8), &(-5_i64).to_le_bytes(), -5.0);
        both(Element::Float(4), &1.5_f32.to_le_bytes(), 1.5);
        both(Element::Float(8), &(-0.1_f64).to_le_bytes(), -0.1);
        for (bits, number) in [
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x7bff, 65504.0),
            (0x0001, 2_f64.powi(-24)),
            (0x7c00, f64::INFINITY),
            (0x3555, 0.333_251_953_125),
        ] {
            both(Element::Float(2), &u16::to_le_bytes(bits), number);
        }
        assert!(half(0x7c01).is_nan());
        assert!(Element::Float(8).number(&[0; 7], false).is_nan());
    }
}
