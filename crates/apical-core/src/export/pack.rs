//! Elements of a few bits in wide words, as hexadecimal digits and in bytes.

use alloc::string::String;
use alloc::vec::Vec;

/// A word as hexadecimal digits, most significant first: element `e` is at bits `bits * e` upwards. An element is
/// the lowest `bits` bits of a byte, so two's complement needs no care.
pub(super) fn word(elements: impl Iterator<Item = u8>, bits: u32) -> String {
    let mask = (1 << bits) - 1;
    let mut digits = Vec::new();
    let (mut waiting, mut filled) = (0_u32, 0);
    for element in elements {
        waiting |= (u32::from(element) & mask) << filled;
        filled += bits;
        while filled >= 4 {
            digits.push(digit(waiting & 15));
            waiting >>= 4;
            filled -= 4;
        }
    }
    if filled > 0 {
        digits.push(digit(waiting));
    }
    digits.iter().rev().collect()
}

/// The elements of a word written by [`word`]; `None` if the text is no hexadecimal number of exactly this size.
pub(super) fn elements(text: &str, count: usize, bits: u32) -> Option<Vec<u8>> {
    if text.len() != (count * bits as usize).div_ceil(4) {
        return None;
    }
    let mask = (1 << bits) - 1;
    let mut elements = Vec::with_capacity(count);
    let (mut waiting, mut filled) = (0_u32, 0);
    for digit in text.bytes().rev() {
        waiting |= char::from(digit).to_digit(16)? << filled;
        filled += 4;
        while filled >= bits && elements.len() < count {
            elements.push((waiting & mask) as u8);
            waiting >>= bits;
            filled -= bits;
        }
    }
    // Bits above the last element are no part of the word.
    (waiting == 0).then_some(elements)
}

/// An element of `bits` bits as the number that it is in two's complement.
pub(super) fn signed(element: u8, bits: u32) -> i8 {
    let unused = 8 - bits;
    ((element << unused) as i8) >> unused
}

/// The opposite of [`signed`].
pub(super) fn unsigned(value: i8, bits: u32) -> u8 {
    value as u8 & (u8::MAX >> (8 - bits))
}

/// Rows of 4-bit elements, two a byte, the even one in the lower half; each row starts a byte.
pub(super) fn nibbles(values: &[i8], row: usize) -> Vec<u8> {
    let pair = |pair: &[i8]| {
        let low = pair[0] as u8 & 15;
        pair.get(1).map_or(low, |&high| low | (high as u8) << 4)
    };
    values.chunks(row).flat_map(|row| row.chunks(2).map(pair)).collect()
}

fn digit(value: u32) -> char {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    char::from(DIGITS[(value & 15) as usize])
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[test]
    fn the_first_element_is_the_least_significant() {
        assert_eq!(word([1, 2, 3].into_iter(), 4), "321");
        assert_eq!(word([0xF8, 7].into_iter(), 4), "78");
        // 3 elements of 5 bits: 1 | 2 << 5 | 31 << 10.
        assert_eq!(word([1, 2, 0xFF].into_iter(), 5), "7c41");
        assert_eq!(word([1, 0, 1].into_iter(), 1), "5");
    }

    #[test]
    fn words_read_back_at_every_width() {
        for bits in 1..=8 {
            for count in 1..20_u32 {
                let values: Vec<u8> =
                    (0..count).map(|element| (element * 167) as u8 & ((1_u32 << bits) - 1) as u8).collect();
                let text = word(values.iter().copied(), bits);
                assert_eq!(elements(&text, count as usize, bits), Some(values));
            }
        }
    }

    #[test]
    fn words_of_another_size_are_refused() {
        assert_eq!(elements("321", 3, 4), Some(vec![1, 2, 3]));
        for wrong in ["32", "0321", "3x1", "+21", " 21", "é1"] {
            assert_eq!(elements(wrong, 3, 4), None, "{wrong}");
        }
        assert_eq!(elements("7c41", 3, 5), Some(vec![1, 2, 31]));
        assert_eq!(elements("fc41", 3, 5), None, "a bit above the word");
    }

    #[test]
    fn two_s_complement_at_every_width() {
        assert_eq!((signed(0xF, 4), signed(7, 4), signed(8, 4)), (-1, 7, -8));
        assert_eq!((signed(3, 2), signed(0x80, 8)), (-1, -128));
        assert_eq!((unsigned(-1, 3), unsigned(2, 3), unsigned(-128, 8)), (7, 2, 0x80));
    }

    #[test]
    fn every_row_of_nibbles_starts_a_byte() {
        assert_eq!(nibbles(&[1, -1, 2, 3, 4, -8], 3), [0xF1, 0x02, 0x43, 0x08]);
    }
}
