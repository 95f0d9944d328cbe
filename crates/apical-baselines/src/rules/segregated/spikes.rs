//! Poisson spikes of a population, and lists of them.

use super::functions::logarithm;
use crate::random::{Purpose, Random};

/// Random numbers made at a time.
const BLOCK: usize = 256;

/// Exponentially distributed numbers of mean 1.
#[derive(Debug, Clone)]
pub(in super::super) struct Exponentials {
    random: Random,
    block: [f32; BLOCK],
    next: usize,
}

impl Exponentials {
    pub(in super::super) fn new(seed: u64) -> Self {
        Self { random: Random::new(seed, Purpose::Spikes), block: [0.0; BLOCK], next: BLOCK }
    }

    #[inline]
    pub(super) fn draw(&mut self) -> f32 {
        if self.next == BLOCK {
            self.fill();
        }
        let number = self.block[self.next];
        self.next += 1;
        number
    }

    fn fill(&mut self) {
        /// So many steps from 0 to 1: 24 bits.
        const UNIT: f32 = 1.0 / (1_u32 << 24) as f32;
        for pair in self.block.chunks_exact_mut(2) {
            let bits = self.random.bits();
            // From 2^-24 to 1: no logarithm of 0 occurs.
            pair[0] = ((bits >> 40) as i32 + 1) as f32 * UNIT;
            pair[1] = (((bits >> 8) as i32 & 0xff_ffff) + 1) as f32 * UNIT;
        }
        for number in &mut self.block {
            *number = -logarithm(*number);
        }
        self.next = 0;
    }

    /// Uniform in 0 (included) to 1 (left out).
    pub(super) fn unit(&mut self) -> f32 {
        self.random.unit()
    }
}

/// Spikes of a population in a phase: who spiked, step by step. Twice in a step, twice in the list.
#[derive(Debug, Clone, Default)]
pub(super) struct Spikes {
    sources: Vec<u32>,
    /// Where the list of each step ends.
    ends: Vec<usize>,
}

impl Spikes {
    pub(super) fn clear(&mut self) {
        self.sources.clear();
        self.ends.clear();
    }

    pub(super) fn len(&self) -> usize {
        self.sources.len()
    }

    /// Steps one after the other.
    pub(super) fn steps(&self) -> impl Iterator<Item = &[u32]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| &self.sources[start..end])
    }
}

/// What makes Poisson spikes of rates that change: each neuron spikes when its rate, summed over time, has come up to the
/// next event of a Poisson process of rate 1. Spikes of a step are so Poisson numbers of its rate, and independent.
#[derive(Debug, Clone)]
pub(super) struct Spiking {
    /// What is left of the way to the next spike.
    left: Vec<f32>,
    found: Vec<u32>,
}

impl Spiking {
    pub(super) fn new(neurons: usize, random: &mut Exponentials) -> Self {
        let mut spiking = Self { left: Vec::new(), found: Vec::new() };
        spiking.restart(neurons, random);
        spiking
    }

    /// For other rates: the way to the next event has no memory.
    pub(super) fn restart(&mut self, neurons: usize, random: &mut Exponentials) {
        self.left.clear();
        self.left.extend((0..neurons).map(|_| random.draw()));
        self.found.resize(neurons, 0);
    }

    /// One step. `rates`: spikes a step of each neuron; `names`: what each is called in the list, if not by its index.
    pub(super) fn step(
        &mut self,
        rates: &[f32],
        names: Option<&[u32]>,
        spikes: &mut Spikes,
        random: &mut Exponentials,
    ) {
        for (left, rate) in self.left.iter_mut().zip(rates) {
            *left -= rate;
        }
        let mut count = 0;
        let found = &mut self.found[..self.left.len()];
        for (neuron, left) in self.left.iter().enumerate() {
            found[count] = neuron as u32;
            count += usize::from(*left < 0.0);
        }
        for &neuron in &found[..count] {
            let name = names.map_or(neuron, |names| names[neuron as usize]);
            let left = &mut self.left[neuron as usize];
            while *left < 0.0 {
                spikes.sources.push(name);
                *left += random.draw();
            }
        }
        spikes.ends.push(spikes.sources.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponential_numbers_have_mean_and_variance_1() {
        let mut random = Exponentials::new(7);
        let numbers: Vec<f64> = (0..40_000).map(|_| f64::from(random.draw())).collect();
        let mean = numbers.iter().sum::<f64>() / 40_000.0;
        let square = numbers.iter().map(|number| number * number).sum::<f64>() / 40_000.0;
        assert!((mean - 1.0).abs() < 0.02, "{mean}");
        assert!((square - 2.0).abs() < 0.1, "{square}");
        assert!(numbers.iter().all(|&number| (0.0..17.0).contains(&number)));
    }

    #[test]
    fn spikes_of_a_step_are_poisson_numbers_of_its_rate() {
        let mut random = Exponentials::new(3);
        let mut spiking = Spiking::new(50, &mut random);
        let mut spikes = Spikes::default();
        let (even, odd) = ([0.2; 50], [0.05; 50]);
        let mut counts = [[0.0_f64; 4]; 2];
        for step in 0..8000 {
            spikes.clear();
            spiking.step(if step % 2 == 0 { &even } else { &odd }, None, &mut spikes, &mut random);
            let list = spikes.steps().next().unwrap();
            for neuron in 0..50 {
                let count = list.iter().filter(|&&source| source == neuron).count();
                counts[step % 2][count.min(3)] += 1.0 / (4000.0 * 50.0);
            }
        }
        for (counts, rate) in counts.iter().zip([0.2_f64, 0.05]) {
            let none = (-rate).exp();
            for (found, expected) in counts.iter().zip([none, none * rate, none * rate * rate / 2.0]) {
                assert!((found - expected).abs() < 0.003, "{rate}: {counts:?}");
            }
        }
    }

    #[test]
    fn spikes_carry_the_names_of_their_sources() {
        let mut random = Exponentials::new(1);
        let mut spiking = Spiking::new(2, &mut random);
        let mut spikes = Spikes::default();
        for _ in 0..200 {
            spiking.step(&[0.2, 0.0], Some(&[17, 40]), &mut spikes, &mut random);
        }
        assert_eq!(spikes.steps().count(), 200);
        assert_eq!(spikes.steps().map(<[u32]>::len).sum::<usize>(), spikes.len());
        assert!(spikes.len() > 20 && spikes.steps().flatten().all(|&source| source == 17));
    }
}
