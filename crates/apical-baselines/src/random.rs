//! Random numbers of the rules, from the project's generator.

use apical_core::random::SplitMix64;
use ndarray::{Array1, Array2};

/// What a stream of random numbers is for. The streams of the project's own rule end below 16.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub enum Purpose {
    /// Initial weights.
    Weights = 16,
    /// Fixed feedback weights.
    Feedback = 17,
    /// Spikes.
    Spikes = 18,
    /// Faulty bits.
    Faults = 19,
    /// Samples of the data.
    Samples = 20,
    /// Writers: shift and slant of each image.
    Writers = 21,
}

/// A stream of random numbers.
#[derive(Debug, Clone)]
pub struct Random(SplitMix64);

impl Random {
    /// The stream of a seed for a purpose.
    #[must_use]
    pub const fn new(seed: u64, purpose: Purpose) -> Self {
        Self(SplitMix64::new(SplitMix64::at(seed, purpose as u64)))
    }

    /// 64 bits.
    #[inline]
    pub const fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// Uniform in 0 (included) to 1 (left out), in steps of 2^-24.
    #[inline]
    pub fn unit(&mut self) -> f32 {
        (self.bits() >> 40) as f32 / (1_u32 << 24) as f32
    }

    /// Uniform in -1 to 1.
    #[inline]
    pub fn symmetric(&mut self) -> f32 {
        2.0 * self.unit() - 1.0
    }

    /// An integer below a bound.
    pub const fn below(&mut self, bound: u32) -> u32 {
        self.0.below(bound)
    }

    /// A matrix, uniform in `-range..range`.
    pub fn matrix(&mut self, rows: usize, columns: usize, range: f32) -> Array2<f32> {
        Array2::from_shape_simple_fn((rows, columns), || range * self.symmetric())
    }

    /// A matrix, uniform with a mean and a standard deviation.
    pub fn spread(&mut self, rows: usize, columns: usize, mean: f32, deviation: f32) -> Array2<f32> {
        let range = 3.0_f32.sqrt() * deviation;
        Array2::from_shape_simple_fn((rows, columns), || mean + range * self.symmetric())
    }

    /// As [`spread`](Self::spread), a vector.
    pub fn spread_vector(&mut self, length: usize, mean: f32, deviation: f32) -> Array1<f32> {
        let range = 3.0_f32.sqrt() * deviation;
        Array1::from_shape_simple_fn(length, || mean + range * self.symmetric())
    }

    /// The first `count` of the numbers below `of` in a random order.
    pub fn sample(&mut self, count: usize, of: usize) -> Vec<usize> {
        let mut all: Vec<usize> = (0..of).collect();
        let count = count.min(of);
        for index in 0..count {
            let rest = u32::try_from(of - index).unwrap_or(u32::MAX);
            all.swap(index, index + self.below(rest) as usize);
        }
        all.truncate(count);
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_moments_that_they_should() {
        let mut random = Random::new(1, Purpose::Weights);
        let matrix = random.spread(100, 100, 0.5, 2.0);
        let mean = matrix.mean().unwrap();
        assert!((mean - 0.5).abs() < 0.1, "{mean}");
        assert!((matrix.std(0.0) - 2.0).abs() < 0.05);
        assert!((0..1000).map(|_| random.unit()).all(|unit| (0.0..1.0).contains(&unit)));
    }

    #[test]
    fn a_sample_holds_each_number_once() {
        let mut sample = Random::new(3, Purpose::Samples).sample(50, 60);
        sample.sort_unstable();
        sample.dedup();
        assert_eq!(sample.len(), 50);
        assert!(sample.iter().all(|&number| number < 60));
        assert_eq!(Random::new(3, Purpose::Samples).sample(9, 4).len(), 4);
    }
}
