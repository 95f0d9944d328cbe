//! Widths of the two parts of a synapse.

use core::fmt;
use core::str::FromStr;

/// Widths of a synapse's weight W and gradient accumulator G, written `w4g8`.
///
/// | quantity | bits | range |
/// |---|---|---|
/// | weight W | 2 to 8, two's complement | `-2^(w-1) ..= 2^(w-1) - 1` |
/// | accumulator G | 4 to 8, two's complement | `-2^(g-1) ..= 2^(g-1) - 1`, in units of `2^-g` of a W step |
/// | bias weight | 8 | `-128 ..= 127` in every format |
/// | bias accumulator | as G | as G |
/// | potential | `12 + w`, two's complement | cannot overflow with 4,000 inputs |
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Format {
    weight_bits: u8,
    accumulator_bits: u8,
}

/// A format outside the specification, or text that is no format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FormatError {
    /// Weight width out of range.
    #[error("format: weight width {0} is out of range: 2 to 8 bits")]
    WeightBits(u32),
    /// Accumulator width out of range.
    #[error("format: accumulator width {0} is out of range: 4 to 8 bits")]
    AccumulatorBits(u32),
    /// Not of the form `w4g8`.
    #[error("format: expected wNgM, such as w4g8 (N 2 to 8, M 4 to 8)")]
    Syntax,
}

impl Format {
    /// The default: 4-bit weights, 8-bit accumulators.
    pub const W4G8: Self = Self { weight_bits: 4, accumulator_bits: 8 };
    /// 14 bits a synapse, the closest to the word of the 2020 silicon.
    pub const W6G8: Self = Self { weight_bits: 6, accumulator_bits: 8 };

    /// A format of the given widths.
    ///
    /// # Errors
    /// If `weight_bits` is not 2 to 8 or `accumulator_bits` is not 4 to 8.
    pub const fn new(weight_bits: u32, accumulator_bits: u32) -> Result<Self, FormatError> {
        if weight_bits < 2 || weight_bits > 8 {
            return Err(FormatError::WeightBits(weight_bits));
        }
        if accumulator_bits < 4 || accumulator_bits > 8 {
            return Err(FormatError::AccumulatorBits(accumulator_bits));
        }
        Ok(Self { weight_bits: weight_bits as u8, accumulator_bits: accumulator_bits as u8 })
    }

    /// Width of a weight, 2 to 8 bits.
    #[must_use]
    pub const fn weight_bits(self) -> u32 {
        self.weight_bits as u32
    }

    /// Width of a gradient accumulator, 4 to 8 bits.
    #[must_use]
    pub const fn accumulator_bits(self) -> u32 {
        self.accumulator_bits as u32
    }

    /// Width of a potential: `12 + weight bits`.
    #[must_use]
    pub const fn potential_bits(self) -> u32 {
        12 + self.weight_bits as u32
    }

    /// Width of a potential of a layer with so many inputs: three bits more where they are more than
    /// [`MAXIMUM_NEURONS`](crate::MAXIMUM_NEURONS), as only those of layer 1 can be. 16,384 times the least weight fill two of them,
    /// and the bias takes the third.
    #[must_use]
    pub const fn potential_bits_of(self, inputs: usize) -> u32 {
        self.potential_bits() + if inputs > crate::MAXIMUM_NEURONS { 3 } else { 0 }
    }

    /// Least weight, `-2^(w-1)`.
    #[must_use]
    pub const fn weight_minimum(self) -> i32 {
        -(1 << (self.weight_bits - 1))
    }

    /// Greatest weight, `2^(w-1) - 1`.
    #[must_use]
    pub const fn weight_maximum(self) -> i32 {
        (1 << (self.weight_bits - 1)) - 1
    }

    /// Least accumulator, `-2^(g-1)`.
    #[must_use]
    pub const fn accumulator_minimum(self) -> i32 {
        -(1 << (self.accumulator_bits - 1))
    }

    /// Greatest accumulator, `2^(g-1) - 1`.
    #[must_use]
    pub const fn accumulator_maximum(self) -> i32 {
        (1 << (self.accumulator_bits - 1)) - 1
    }
}

impl Default for Format {
    fn default() -> Self {
        Self::W4G8
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "w{}g{}", self.weight_bits, self.accumulator_bits)
    }
}

impl FromStr for Format {
    type Err = FormatError;

    fn from_str(text: &str) -> Result<Self, FormatError> {
        let (weight, accumulator) =
            text.strip_prefix('w').and_then(|rest| rest.split_once('g')).ok_or(FormatError::Syntax)?;
        let number = |digits: &str| {
            let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            if plain {
                digits.parse::<u32>().map_err(|_| FormatError::Syntax)
            } else {
                Err(FormatError::Syntax)
            }
        };
        Self::new(number(weight)?, number(accumulator)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn a_potential_of_any_number_of_inputs_fits_its_width() {
        for weight_bits in 2..=8 {
            let format = Format::new(weight_bits, 8).unwrap();
            for inputs in [1, 4000, 4001, 16_384] {
                let least = inputs as i32 * format.weight_minimum() - 128;
                let greatest = inputs as i32 * format.weight_maximum() + 127;
                let limit = 1 << (format.potential_bits_of(inputs) - 1);
                assert!(-limit <= least && greatest < limit, "{format} {inputs}");
            }
        }
    }

    #[test]
    fn every_format_reads_back_as_written() {
        for weight in 2..=8 {
            for accumulator in 4..=8 {
                let format = Format::new(weight, accumulator).unwrap();
                assert_eq!(format.to_string().parse(), Ok(format));
            }
        }
    }

    #[test]
    fn text_that_is_no_format_is_refused() {
        for text in ["", "w4", "g8", "w4g", "wg", "4g8", "w+4g8", "w4g8 ", "w99999999999g8"] {
            assert_eq!(text.parse::<Format>(), Err(FormatError::Syntax), "{text:?}");
        }
        assert_eq!("w1g8".parse::<Format>(), Err(FormatError::WeightBits(1)));
        assert_eq!("w4g9".parse::<Format>(), Err(FormatError::AccumulatorBits(9)));
    }

    #[test]
    fn ranges_of_the_default_are_those_of_the_specification() {
        let format = Format::default();
        assert_eq!((format.weight_minimum(), format.weight_maximum()), (-8, 7));
        assert_eq!((format.accumulator_minimum(), format.accumulator_maximum()), (-128, 127));
        assert_eq!(format.potential_bits(), 16);
    }
}
