//! How fast one core reads its level-2 cache: the physical limit of learning with one image at a time, whose weights
//! do not fit into level 1.

use std::hint::black_box;
use std::time::Instant;

/// Where the size of the cache cannot be found out.
const ASSUMED_BYTES: usize = 512 << 10;
/// Sizes that are believed: a virtual machine may report nonsense.
const PLAUSIBLE_BYTES: std::ops::RangeInclusive<usize> = 64 << 10..=64 << 20;
/// Words added up side by side: eight sums of 256 bits hide the latency of the additions.
const LANES: usize = 32;
/// Time of one measurement.
const SECONDS: f64 = 0.03;

/// Reads a buffer of half the level-2 cache over and over.
pub(crate) struct ReadLoop {
    words: Vec<u64>,
    cache_bytes: usize,
    known: bool,
}

impl ReadLoop {
    pub(crate) fn new() -> Self {
        let found = cache_bytes();
        let cache_bytes = found.unwrap_or(ASSUMED_BYTES);
        let words = cache_bytes / 2 / size_of::<u64>() / LANES * LANES;
        // Not zeros: the system may back a page of zeros that was never written with one and the same memory.
        Self { words: (0..words as u64).collect(), cache_bytes, known: found.is_some() }
    }

    /// Bytes of the level-2 cache, and whether that was found out or assumed.
    pub(crate) fn cache_bytes(&self) -> (usize, bool) {
        (self.cache_bytes, self.known)
    }

    /// Bytes of the buffer.
    pub(crate) fn bytes(&self) -> usize {
        size_of_val(self.words.as_slice())
    }

    /// Bytes read in a second.
    pub(crate) fn measure(&self) -> f64 {
        let sum = reader();
        // The first pass brings the buffer into the cache.
        black_box(sum(black_box(&self.words)));
        let started = Instant::now();
        let mut passes = 0_u64;
        loop {
            for _ in 0..16 {
                black_box(sum(black_box(&self.words)));
            }
            passes += 16;
            let seconds = started.elapsed().as_secs_f64();
            if seconds >= SECONDS {
                return (passes * self.bytes() as u64) as f64 / seconds;
            }
        }
    }
}

type Reader = fn(&[u64]) -> u64;

/// The widest read loop of this CPU.
fn reader() -> Reader {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        return |words| {
            // SAFETY: the CPU was found to have AVX2 just above.
            unsafe { sum_avx2(words) }
        };
    }
    sum
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn sum_avx2(words: &[u64]) -> u64 {
    sum(words)
}

/// Inlined into each caller, so that it is compiled for the caller's instruction set.
#[inline(always)]
fn sum(words: &[u64]) -> u64 {
    let mut sums = [0_u64; LANES];
    for block in words.chunks_exact(LANES) {
        for (sum, word) in sums.iter_mut().zip(block) {
            *sum = sum.wrapping_add(*word);
        }
    }
    sums.into_iter().fold(0, u64::wrapping_add)
}

/// Size of the level-2 cache of the first core, as Linux tells it.
fn cache_bytes() -> Option<usize> {
    let read = |index: usize, name: &str| {
        std::fs::read_to_string(format!("/sys/devices/system/cpu/cpu0/cache/index{index}/{name}")).ok()
    };
    let index = (0..8).find(|&index| {
        read(index, "level").is_some_and(|level| level.trim() == "2")
            && read(index, "type").is_some_and(|kind| kind.trim() != "Instruction")
    })?;
    parse_size(read(index, "size")?.trim()).filter(|bytes| PLAUSIBLE_BYTES.contains(bytes))
}

/// `512K` or `2M` in bytes.
fn parse_size(text: &str) -> Option<usize> {
    let (digits, shift) = match text.strip_suffix('K') {
        Some(digits) => (digits, 10),
        None => (text.strip_suffix('M')?, 20),
    };
    digits.parse::<usize>().ok()?.checked_mul(1 << shift)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_read_once() {
        let words: Vec<u64> = (0..(LANES * 9) as u64).collect();
        let expected = words.iter().sum::<u64>();
        assert_eq!(sum(&words), expected);
        assert_eq!(reader()(&words), expected);
    }

    #[test]
    fn sizes_have_units() {
        assert_eq!(parse_size("512K"), Some(512 << 10));
        assert_eq!(parse_size("2M"), Some(2 << 20));
        for text in ["", "K", "512", "-1K", "99999999999999999999K"] {
            assert_eq!(parse_size(text), None, "{text}");
        }
    }
}
