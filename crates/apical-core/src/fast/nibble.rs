//! Weights of 2 to 4 bits, two a byte.
//!
//! A block of 64 neurons is 16 words of 16 bits; word `i` holds neurons `i`, `i + 16`, `i + 32`, `i + 48` from
//! its lowest nibble up. Call those nibbles a, b, c, d, and sum, byte by byte and modulo 256,
//!
//! - `plain`: the words as they are, bytes `a + 16 b` and `c + 16 d`;
//! - `moved`: the words shifted down by a nibble, bytes `b + 16 c` and `d`.
//!
//! Of up to 17 rows each nibble's sum is below 256, so the upper byte of `moved` is the sum of d itself. With it,
//! `plain` gives c; with that, `moved` gives b; with that, `plain` gives a. So a row costs three operations for
//! 64 neurons and nothing is ever unpacked.

// Plain index loops over arrays are what compilers turn into vectors most reliably.
#![allow(clippy::needless_range_loop)]

use super::packing::Packing;
use super::rows::{Part, Rows, Whole};
use super::vector::{Block, Instructions, UpdateVector, Vector};

/// Two weights a byte.
#[derive(Debug, Clone)]
pub(super) struct Nibble;

/// Rows whose nibbles (at most 15 each) sum to less than 256.
const ROWS_PER_SUM: usize = 17;

impl Packing for Nibble {
    type Sum = i16;
    const BLOCKS: usize = 1;

    fn place(neuron: usize) -> (usize, usize, u32) {
        let (nibble, word) = (neuron / 16, neuron % 16);
        (0, 2 * word + nibble / 2, 4 * (nibble as u32 % 2))
    }

    #[inline(always)]
    fn accumulate<I: Instructions>(memory: &[Block], groups: usize, events: &[u16], sums: &mut [i16]) {
        // Four groups (256 neurons) are as many as the sums of 16 vector registers hold. The commonest layers
        // are done in one pass.
        match groups {
            1 => accumulate_groups::<I::Single, _, 1, 1>(Whole::new(memory), events, sums),
            2 => accumulate_two::<I, _>(Whole::new(memory), events, sums),
            4 => accumulate_four::<I, _>(Whole::new(memory), events, sums),
            _ => {
                let part = |first| Part { memory, width: groups, first };
                let mut first = 0;
                while groups - first >= 4 {
                    accumulate_four::<I, _>(part(first), events, &mut sums[64 * first..]);
                    first += 4;
                }
                if groups - first >= 2 {
                    accumulate_two::<I, _>(part(first), events, &mut sums[64 * first..]);
                    first += 2;
                }
                if groups > first {
                    accumulate_groups::<I::Single, _, 1, 1>(part(first), events, &mut sums[64 * first..]);
                }
            }
        }
    }

    #[inline(always)]
    fn home(place: usize) -> (usize, usize) {
        (place / 2, place % 2)
    }

    #[inline(always)]
    fn extract<V: UpdateVector>(packed: V, half: usize) -> V {
        if half == 0 { packed.both(V::splat8(0x0F)) } else { packed.upper_nibbles() }
    }

    #[inline(always)]
    fn insert<V: UpdateVector>(packed: V, stored: V, half: usize) -> V {
        if half == 0 {
            packed.both(V::splat8(0xF0)).either(stored)
        } else {
            packed.both(V::splat8(0x0F)).either(stored.raised_nibbles())
        }
    }
}

/// Sums four groups of neurons in the widest vectors.
#[inline(always)]
fn accumulate_four<I: Instructions, R: Rows<4>>(rows: R, events: &[u16], sums: &mut [i16]) {
    if I::Wide::BLOCKS == 1 {
        accumulate_groups::<I::Wide, R, 4, 4>(rows, events, sums);
    } else {
        accumulate_groups::<I::Wide, R, 2, 4>(rows, events, sums);
    }
}

/// Sums two groups of neurons in the widest vectors.
#[inline(always)]
fn accumulate_two<I: Instructions, R: Rows<2>>(rows: R, events: &[u16], sums: &mut [i16]) {
    if I::Wide::BLOCKS == 1 {
        accumulate_groups::<I::Wide, R, 2, 2>(rows, events, sums);
    } else {
        accumulate_groups::<I::Wide, R, 1, 2>(rows, events, sums);
    }
}

/// Sums `BLOCKS` groups of neurons, in `VECTORS` vectors.
#[inline(always)]
fn accumulate_groups<V: Vector, R: Rows<BLOCKS>, const VECTORS: usize, const BLOCKS: usize>(
    rows: R,
    events: &[u16],
    sums: &mut [i16],
) {
    assert_eq!(V::BLOCKS * VECTORS, BLOCKS); // known when compiled
    let mut totals = [[V::zero(); 4]; VECTORS];
    for some in events.chunks(ROWS_PER_SUM) {
        let mut plain = [V::zero(); VECTORS];
        let mut moved = [V::zero(); VECTORS];
        for &event in some {
            let row = rows.row(event);
            for vector in 0..VECTORS {
                let words = V::load(&row[vector * V::BLOCKS..]);
                plain[vector] = plain[vector].add8(words);
                moved[vector] = moved[vector].add8(words.shift_right16::<4>());
            }
        }
        for vector in 0..VECTORS {
            let nibbles = separate(plain[vector], moved[vector]);
            for nibble in 0..4 {
                totals[vector][nibble] = totals[vector][nibble].add16(nibbles[nibble]);
            }
        }
    }
    for vector in 0..VECTORS {
        for block in 0..V::BLOCKS {
            let group = vector * V::BLOCKS + block;
            for nibble in 0..4 {
                let out: &mut [i16; 16] = &mut sums[64 * group + 16 * nibble..].as_chunks_mut().0[0];
                *out = totals[vector][nibble].lanes(block).map(|lane| lane as i16);
            }
        }
    }
}

/// The four sums of each word, from the two packed ones: see the head of this file.
#[inline(always)]
fn separate<V: Vector>(plain: V, moved: V) -> [V; 4] {
    let byte = V::splat16(0x00FF);
    let d = moved.shift_right16::<8>();
    let without_d = plain.subtract16(d.shift_left16::<12>());
    let c = without_d.shift_right16::<8>();
    let b = moved.subtract16(c.shift_left16::<4>()).and(byte);
    let a = without_d.subtract16(b.shift_left16::<4>()).and(byte);
    [a, b, c, d]
}
