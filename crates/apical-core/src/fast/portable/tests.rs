//! Each operation beside its definition.

use super::*;
use crate::fast::vector::{UpdateVector, Vector};
use crate::random::SplitMix64;

fn random_block(random: &mut SplitMix64) -> Block {
    // Extreme bytes come up often.
    Block(core::array::from_fn(|_| match random.below(4) {
        0 => [0, 1, 0x7F, 0x80, 0xFF][random.below(5) as usize],
        _ => random.below(256) as u8,
    }))
}

#[test]
fn bytes_add_subtract_and_compare_as_signed_bytes_do() {
    let mut random = SplitMix64::new(5);
    for _ in 0..2_000 {
        let (x, y) = (random_block(&mut random), random_block(&mut random));
        let (a, b) = (Bytes::load_block(&x), Bytes::load_block(&y));
        let check = |result: Bytes, f: &dyn Fn(i8, i8) -> i8| {
            let mut out = Block::ZERO;
            result.store_block(&mut out);
            for index in 0..32 {
                assert_eq!(out.0[index] as i8, f(x.0[index] as i8, y.0[index] as i8));
            }
        };
        check(a.add_bytes(b), &i8::wrapping_add);
        check(a.subtract_bytes(b), &i8::wrapping_sub);
        check(a.add_saturating(b), &i8::saturating_add);
        check(a.equal(b), &|a, b| -i8::from(a == b));
        check(a.greater(b), &|a, b| -i8::from(a > b));
        let (sum, overflow) = a.add_checked(b);
        check(sum, &i8::wrapping_add);
        let expected = x.0.iter().zip(&y.0).any(|(&a, &b)| (a as i8).checked_add(b as i8).is_none());
        assert_eq!(overflow, expected);
    }
}

#[test]
fn lanes_add_and_subtract_as_words_of_16_bits_do() {
    let mut random = SplitMix64::new(6);
    for _ in 0..2_000 {
        let (x, y) = (random_block(&mut random), random_block(&mut random));
        let (a, b) = (Lanes::load(&[x]), Lanes::load(&[y]));
        let (p, q) = (a.lanes(0), b.lanes(0));
        for lane in 0..16 {
            assert_eq!(p[lane], u16::from_le_bytes([x.0[2 * lane], x.0[2 * lane + 1]]));
            assert_eq!(a.add16(b).lanes(0)[lane], p[lane].wrapping_add(q[lane]));
            assert_eq!(a.subtract16(b).lanes(0)[lane], p[lane].wrapping_sub(q[lane]));
            assert_eq!(a.shift_left16::<4>().lanes(0)[lane], p[lane] << 4);
            assert_eq!(a.shift_right16::<8>().lanes(0)[lane], p[lane] >> 8);
        }
    }
}

#[test]
fn pixels_become_the_spikes_of_the_specification() {
    let mut random = SplitMix64::new(7);
    for _ in 0..500 {
        let pixels: [u8; 64] = core::array::from_fn(|_| random.below(256) as u8);
        let bytes: [u8; 64] = core::array::from_fn(|_| random.below(256) as u8);
        let drop_shift = random.below(9) as u8;
        let (bright, exceeds) = (Portable::bright(&pixels), Portable::exceeds(&pixels, drop_shift, &bytes));
        for i in 0..64 {
            assert_eq!(bright >> i & 1 == 1, pixels[i] >= 128);
            let pixel = u32::from(pixels[i]);
            assert_eq!(exceeds >> i & 1 == 1, pixel - (pixel >> drop_shift) > u32::from(bytes[i]));
        }
    }
}
