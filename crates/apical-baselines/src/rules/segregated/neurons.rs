//! A layer of neurons in time: basal dendrites, somas, spikes.

use super::functions::logistic;
use super::spikes::{Exponentials, Spikes, Spiking};
use super::{BASAL, LEAK, RATE, TEACHER};
use crate::dense::Dense;

/// Time constants of the synapse and of the leak.
const SYNAPSE: f32 = 3.0;
const MEMBRANE: f32 = 10.0;
/// Steps for which a spike is felt.
pub(super) const MEMORY: usize = 10;

/// What a spike is worth `step` steps on, from 1.
pub(super) fn kernel(step: usize) -> f32 {
    let time = step as f32;
    ((-time / MEMBRANE).exp() - (-time / SYNAPSE).exp()) / (MEMBRANE - SYNAPSE)
}

/// One of the two exponentials of the kernel as a sum that runs along with time: what decays in a step, and what of a
/// current goes in when it comes and out when it is forgotten.
#[derive(Debug, Clone, Copy)]
struct Trace {
    decay: f32,
    enters: f32,
    leaves: f32,
}

impl Trace {
    fn new(time_constant: f32) -> Self {
        let power = |steps: usize| (-(steps as f32) / time_constant).exp();
        let scale = 1.0 / (MEMBRANE - SYNAPSE);
        Self { decay: power(1), enters: scale * power(1), leaves: scale * power(MEMORY + 1) }
    }

    #[inline]
    fn step(self, sum: f32, current: f32, forgotten: f32) -> f32 {
        self.decay * sum + self.enters * current - self.leaves * forgotten
    }
}

/// Products for each neuron and step: two traces of three each, and the soma's two.
pub(super) const PRODUCTS: u64 = 8;

/// What is wanted of a phase.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    /// Steps at the end of the phase over which means go; 0: no means.
    pub(super) window: usize,
    /// The class to which the teacher pulls the layer, if there is a teacher. Mean rates are taken only then.
    pub(super) label: Option<u8>,
}

/// A layer. Its activity goes on from phase to phase.
#[derive(Debug, Clone)]
pub(super) struct Neurons {
    /// The two exponentials of the kernel, summed over the currents so far.
    slow: Vec<f32>,
    fast: Vec<f32>,
    /// Currents of the last [`MEMORY`] steps.
    ring: Vec<f32>,
    oldest: usize,
    current: Vec<f32>,
    soma: Vec<f32>,
    rates: Vec<f32>,
    spiking: Spiking,
    /// Spikes of the last phase.
    pub(super) spikes: Spikes,
    /// Mean potentials of the somas in it.
    pub(super) mean_soma: Vec<f32>,
    /// Mean spikes a step that were to be expected in it.
    pub(super) mean_rate: Vec<f32>,
    traces: [Trace; 2],
}

impl Neurons {
    pub(super) fn new(neurons: usize, random: &mut Exponentials) -> Self {
        let zeros = || vec![0.0; neurons];
        Self {
            slow: zeros(),
            fast: zeros(),
            ring: vec![0.0; MEMORY * neurons],
            oldest: 0,
            current: zeros(),
            soma: zeros(),
            rates: zeros(),
            spiking: Spiking::new(neurons, random),
            spikes: Spikes::default(),
            mean_soma: zeros(),
            mean_rate: zeros(),
            traces: [Trace::new(MEMBRANE), Trace::new(SYNAPSE)],
        }
    }

    /// To rest.
    pub(super) fn clear(&mut self, random: &mut Exponentials) {
        for state in [&mut self.slow, &mut self.fast, &mut self.ring, &mut self.soma] {
            state.fill(0.0);
        }
        self.spiking.restart(self.soma.len(), random);
    }

    /// A phase of as many steps as the spikes that come in have.
    pub(super) fn phase(
        &mut self,
        layer: &Dense,
        incoming: &Spikes,
        wanted: Wanted,
        random: &mut Exponentials,
    ) {
        let steps = incoming.steps().count();
        let weights = layer.weights.as_slice().expect("weights row after row");
        self.spikes.clear();
        self.mean_soma.fill(0.0);
        self.mean_rate.fill(0.0);
        for (step, sources) in incoming.steps().enumerate() {
            self.current.fill(0.0);
            add_rows(&mut self.current, weights, sources);
            self.integrate(layer.biases.as_slice().expect("biases in a row"), wanted.label);
            for (rate, &soma) in self.rates.iter_mut().zip(&self.soma) {
                *rate = RATE * logistic(soma);
            }
            if step + wanted.window >= steps {
                add(&mut self.mean_soma, &self.soma);
                if wanted.label.is_some() {
                    add(&mut self.mean_rate, &self.rates);
                }
            }
            self.spiking.step(&self.rates, None, &mut self.spikes, random);
        }
        let share = 1.0 / wanted.window.max(1) as f32;
        for mean in self.mean_soma.iter_mut().chain(&mut self.mean_rate) {
            *mean *= share;
        }
    }

    /// A step of dendrites and somas with the current that has come in.
    fn integrate(&mut self, biases: &[f32], label: Option<u8>) {
        let [slow, fast] = self.traces;
        let neurons = self.soma.len();
        let ring = &mut self.ring[self.oldest * neurons..][..neurons];
        self.oldest = (self.oldest + 1) % MEMORY;
        let (current, biases) = (&self.current[..neurons], &biases[..neurons]);
        let (slow_sums, fast_sums) = (&mut self.slow[..neurons], &mut self.fast[..neurons]);
        let somas = &mut self.soma[..neurons];
        let stays = 1.0 - BASAL - LEAK - if label.is_some() { 1.0 } else { 0.0 };
        for neuron in 0..neurons {
            let (now, forgotten) = (current[neuron], ring[neuron]);
            slow_sums[neuron] = slow.step(slow_sums[neuron], now, forgotten);
            fast_sums[neuron] = fast.step(fast_sums[neuron], now, forgotten);
            ring[neuron] = now;
            let dendrite = slow_sums[neuron] - fast_sums[neuron] + biases[neuron];
            somas[neuron] = stays * somas[neuron] + BASAL * dendrite;
        }
        if let Some(label) = label {
            for (neuron, soma) in somas.iter_mut().enumerate() {
                *soma += if neuron == usize::from(label) { TEACHER } else { -TEACHER };
            }
        }
    }
}

fn add(sums: &mut [f32], terms: &[f32]) {
    for (sum, term) in sums.iter_mut().zip(terms) {
        *sum += term;
    }
}

/// Adds the rows with these numbers of a matrix, row after row, as wide as the sums. Four at a time: the sums are
/// loaded and stored a quarter as often.
fn add_rows(sums: &mut [f32], matrix: &[f32], rows: &[u32]) {
    let width = sums.len();
    let row = |number: u32| &matrix[number as usize * width..][..width];
    let mut fours = rows.chunks_exact(4);
    for four in &mut fours {
        let (first, second, third, fourth) = (row(four[0]), row(four[1]), row(four[2]), row(four[3]));
        for index in 0..width {
            sums[index] += (first[index] + second[index]) + (third[index] + fourth[index]);
        }
    }
    for &number in fours.remainder() {
        add(sums, row(number));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_added_as_often_as_they_are_named() {
        let matrix: Vec<f32> = (0..35).map(|index| (index * index % 19) as f32).collect();
        for count in 0..12_u32 {
            let rows: Vec<u32> = (0..count).map(|row| row * 3 % 7).collect();
            let mut sums = vec![0.5; 5];
            add_rows(&mut sums, &matrix, &rows);
            for (index, &sum) in sums.iter().enumerate() {
                let expected: f32 = rows.iter().map(|&row| matrix[row as usize * 5 + index]).sum();
                assert_eq!(sum, 0.5 + expected);
            }
        }
    }

    #[test]
    fn running_sums_are_the_kernel_and_forget_after_its_end() {
        let [slow, fast] = [Trace::new(MEMBRANE), Trace::new(SYNAPSE)];
        let (mut slow_sum, mut fast_sum) = (0.0, 0.0);
        let currents: Vec<f32> = (0..200).map(|step| (step * 37 % 11) as f32 - 3.0).collect();
        for step in 0..currents.len() {
            let forgotten = step.checked_sub(MEMORY).map_or(0.0, |step| currents[step]);
            slow_sum = slow.step(slow_sum, currents[step], forgotten);
            fast_sum = fast.step(fast_sum, currents[step], forgotten);
            let ages = 0..MEMORY.min(step + 1);
            let expected: f32 = ages.map(|age| kernel(age + 1) * currents[step - age]).sum();
            assert!((slow_sum - fast_sum - expected).abs() < 1e-5, "{step}");
        }
    }
}
