//! Damage of the kinds that find faults in parsers, the same in every run.

use apical_core::random::SplitMix64;

/// Numbers at the edges of what counts and lengths can hold.
const EDGES: [u64; 14] = [
    0,
    1,
    2,
    0x7F,
    0xFF,
    0x7FFF,
    0xFFFF,
    0x7FFF_FFFF,
    0xFFFF_FFFF,
    1 << 32,
    1 << 61,
    i64::MAX as u64,
    u64::MAX - 7,
    u64::MAX,
];

/// The same as text, and what else may stand where a number should.
const WORDS: [&str; 14] = [
    "0",
    "-1",
    "1",
    "255",
    "256",
    "4001",
    "65536",
    "4294967296",
    "18446744073709551615",
    "18446744073709551616",
    "1e999",
    "NaN",
    "0.5",
    "",
];

/// A valid input, damaged in one to four ways. `number` chooses input and damage.
pub fn mutation(seeds: &[Vec<u8>], number: u64) -> Vec<u8> {
    let mut random = SplitMix64::new(number);
    let mut bytes = seeds[below(&mut random, seeds.len())].clone();
    for _ in 0..=random.below(4) {
        damage(&mut bytes, seeds, &mut random);
    }
    bytes
}

fn damage(bytes: &mut Vec<u8>, seeds: &[Vec<u8>], random: &mut SplitMix64) {
    if bytes.is_empty() {
        bytes.push(random.below(256) as u8);
    }
    let index = below(random, bytes.len());
    match random.below(9) {
        0 => bytes[index] ^= 1 << random.below(8),
        1 => bytes[index] = random.below(256) as u8,
        2 => bytes.truncate(index),
        3 => drop(bytes.drain(index..end(bytes, index, random))),
        4 => {
            let copy = bytes[index..end(bytes, index, random)].to_vec();
            let target = below(random, bytes.len() + 1);
            bytes.splice(target..target, copy);
        }
        5 => {
            // The head of this input, the tail of another.
            let other = &seeds[below(random, seeds.len())];
            bytes.truncate(index);
            bytes.extend(&other[below(random, other.len())..]);
        }
        6 | 7 => number(bytes, index, random),
        _ => word(bytes, index, random),
    }
}

/// Overwrites 1, 2, 4 or 8 bytes with a number at an edge, in either byte order.
fn number(bytes: &mut [u8], index: usize, random: &mut SplitMix64) {
    let value = EDGES[below(random, EDGES.len())];
    let length = (1 << random.below(4)).min(bytes.len() - index);
    let written = if random.below(2) == 0 {
        value.to_le_bytes()[..length].to_vec()
    } else {
        value.to_be_bytes()[8 - length..].to_vec()
    };
    bytes[index..][..length].copy_from_slice(&written);
}

/// Replaces the next number in digits with another.
fn word(bytes: &mut Vec<u8>, index: usize, random: &mut SplitMix64) {
    let Some(start) = bytes[index..].iter().position(u8::is_ascii_digit) else { return };
    let start = index + start;
    let length = bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    bytes.splice(start..start + length, WORDS[below(random, WORDS.len())].bytes());
}

/// The end of a piece that begins at `index`, mostly short.
fn end(bytes: &[u8], index: usize, random: &mut SplitMix64) -> usize {
    let longest = 1 << random.below(8);
    (index + 1 + below(random, longest)).min(bytes.len())
}

fn below(random: &mut SplitMix64, bound: usize) -> usize {
    random.below(bound as u32) as usize
}
