//! The network in time: Poisson spikes, postsynaptic potentials, two phases.

use ndarray::{Array1, ArrayView1};

use super::{BASAL, LEAK, TEACHER, Weights, logistic, rate};
use crate::dense::Dense;
use crate::random::Random;

/// Time constants of the synapse and of the leak.
const SYNAPSE: f32 = 3.0;
const MEMBRANE: f32 = 10.0;
/// Steps for which a spike is felt.
const MEMORY: usize = 10;
/// Steps at the beginning of a phase that are not averaged over.
const SETTLING: usize = 30;
/// Least steps of a phase in learning, and steps of the forward phase in a test.
const PHASE: usize = 50;
const TEST_PHASE: usize = 250;

/// What a spike is worth `step` steps on, from 1.
fn kernel(step: usize) -> f32 {
    let time = step as f32;
    ((-time / MEMBRANE).exp() - (-time / SYNAPSE).exp()) / (MEMBRANE - SYNAPSE)
}

/// Currents of the last [`MEMORY`] steps into the neurons of a layer.
#[derive(Debug, Clone)]
struct Currents {
    neurons: usize,
    ring: Vec<f32>,
    newest: usize,
}

impl Currents {
    fn new(neurons: usize) -> Self {
        Self { neurons, ring: vec![0.0; MEMORY * neurons], newest: 0 }
    }

    /// Spikes of this step, through weights of shape (inputs, neurons).
    fn push(&mut self, spikes: &[(usize, f32)], weights: &ndarray::Array2<f32>) {
        self.newest = (self.newest + 1) % MEMORY;
        let now = &mut self.ring[self.newest * self.neurons..][..self.neurons];
        now.fill(0.0);
        for &(input, count) in spikes {
            let row = weights.row(input);
            for (sum, &weight) in now.iter_mut().zip(row.iter()) {
                *sum += count * weight;
            }
        }
    }

    /// Dendritic potentials: biases, and the currents weighted by the kernel.
    fn potentials(&self, kernel: &[f32; MEMORY], biases: &Array1<f32>, to: &mut [f32]) {
        for (to, &bias) in to.iter_mut().zip(biases) {
            *to = bias;
        }
        for (age, &weight) in kernel.iter().enumerate() {
            let place = (self.newest + MEMORY - age) % MEMORY;
            for (to, &current) in to.iter_mut().zip(&self.ring[place * self.neurons..][..self.neurons]) {
                *to += weight * current;
            }
        }
    }

    fn clear(&mut self) {
        self.ring.fill(0.0);
    }
}

#[derive(Debug, Clone)]
struct LayerState {
    basal: Currents,
    /// None in the output layer.
    apical: Option<Currents>,
    soma: Vec<f32>,
    spikes: Vec<(usize, f32)>,
}

/// Means over the steps of a phase that count.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Averages {
    /// Postsynaptic potentials that enter each layer.
    pub(in super::super) inputs: Vec<Vec<f32>>,
    pub(in super::super) somas: Vec<Vec<f32>>,
    /// Plateau potentials of hidden layers.
    pub(in super::super) plateaus: Vec<Vec<f32>>,
    /// Rates of the output.
    pub(in super::super) output: Vec<f32>,
}

/// What a simulation took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in super::super) struct Taken {
    /// Weights added to potentials, feedback weights included.
    pub(in super::super) synapses: u64,
    /// Products of kernel and conductances.
    pub(in super::super) products: u64,
    /// Spikes of the output, which go to all hidden layers.
    pub(in super::super) output_spikes: u64,
}

/// A network in the middle of its activity, which goes on from one image to the next.
#[derive(Debug, Clone)]
pub(in super::super) struct Simulation {
    layers: Vec<LayerState>,
    kernel: [f32; MEMORY],
    scratch: Vec<f32>,
    input: Vec<(usize, f32)>,
    pub(in super::super) taken: Taken,
}

impl Simulation {
    pub(in super::super) fn new(sizes: &[usize]) -> Self {
        let last = sizes.len() - 2;
        let layer = |(index, &neurons): (usize, &usize)| LayerState {
            basal: Currents::new(neurons),
            apical: (index < last).then(|| Currents::new(neurons)),
            soma: vec![0.0; neurons],
            spikes: Vec::new(),
        };
        Self {
            layers: sizes[1..].iter().enumerate().map(layer).collect(),
            kernel: std::array::from_fn(|age| kernel(age + 1)),
            scratch: vec![0.0; sizes.iter().copied().max().unwrap_or(0)],
            input: Vec::new(),
            taken: Taken::default(),
        }
    }

    /// Forward phase, then target phase, of random lengths. `rates`: spikes a step of each input.
    pub(in super::super) fn learn(
        &mut self,
        weights: &Weights,
        rates: ArrayView1<'_, f32>,
        label: u8,
        random: &mut Random,
    ) -> (Averages, Averages) {
        let length = |random: &mut Random| PHASE + wald(random) as usize;
        // Both phases average over as many steps as the shortest has after settling.
        let window = PHASE - SETTLING;
        let steps = length(random);
        let forward = self.phase(weights, rates, None, steps, window, true, random);
        let steps = length(random);
        let target = self.phase(weights, rates, Some(label), steps, window, true, random);
        (forward, target)
    }

    /// A long forward phase from rest, without apical dendrites: the mean potentials of the output.
    pub(in super::super) fn test(
        &mut self,
        weights: &Weights,
        rates: ArrayView1<'_, f32>,
        random: &mut Random,
    ) -> Vec<f32> {
        for layer in &mut self.layers {
            layer.basal.clear();
            layer.soma.fill(0.0);
            layer.spikes.clear();
        }
        let averages = self.phase(weights, rates, None, TEST_PHASE, TEST_PHASE - SETTLING, false, random);
        averages.somas.into_iter().next_back().unwrap_or_default()
    }

    #[expect(clippy::too_many_arguments, reason = "what a phase is made of")]
    fn phase(
        &mut self,
        weights: &Weights,
        rates: ArrayView1<'_, f32>,
        label: Option<u8>,
        steps: usize,
        window: usize,
        learning: bool,
        random: &mut Random,
    ) -> Averages {
        let last = self.layers.len() - 1;
        let active: Vec<(usize, f32, f32)> = rates
            .iter()
            .enumerate()
            .filter(|(_, rate)| **rate > 0.0)
            .map(|(input, &rate)| (input, rate, (-rate).exp()))
            .collect();
        let zeros = |sizes: &mut dyn Iterator<Item = usize>| sizes.map(|size| vec![0.0; size]).collect();
        let mut averages = Averages {
            inputs: zeros(&mut weights.layers.iter().map(|layer| layer.weights.nrows())),
            somas: zeros(&mut weights.layers.iter().map(|layer| layer.biases.len())),
            plateaus: zeros(&mut weights.feedback_biases.iter().map(Array1::len)),
            output: vec![0.0; weights.layers[last].biases.len()],
        };
        let share = 1.0 / window as f32;
        for step in 0..steps {
            let counted = step + window >= steps;
            let felt = if learning { felt(step, steps, window, &self.kernel) } else { 0.0 };
            self.input.clear();
            for &(input, rate, none) in &active {
                let count = poisson(rate, none, random);
                if count > 0.0 {
                    self.input.push((input, count));
                }
            }
            // Output spikes of the step before come back in this one.
            let back = std::mem::take(&mut self.layers[last].spikes);
            self.taken.output_spikes += back.len() as u64;
            for index in 0..=last {
                let (below, above) = self.layers.split_at_mut(index);
                let spikes = below.last().map_or(&self.input, |layer| &layer.spikes);
                let layer = &mut above[0];
                let Dense { weights: forward, biases } = &weights.layers[index];
                let neurons = biases.len();
                layer.basal.push(spikes, forward);
                self.taken.synapses += (spikes.len() * neurons) as u64;
                self.taken.products += ((MEMORY + 3) * neurons) as u64;
                if felt > 0.0 {
                    for &(input, count) in spikes {
                        averages.inputs[index][input] += felt * count;
                    }
                }
                let dendrite = &mut self.scratch[..neurons];
                if let (Some(apical), true) = (&mut layer.apical, learning) {
                    apical.push(&back, &weights.feedback[index]);
                    self.taken.synapses += (back.len() * neurons) as u64;
                    self.taken.products += (MEMORY * neurons) as u64;
                    if counted {
                        apical.potentials(&self.kernel, &weights.feedback_biases[index], dendrite);
                        for (sum, &potential) in averages.plateaus[index].iter_mut().zip(&*dendrite) {
                            *sum += share * potential;
                        }
                    }
                }
                layer.basal.potentials(&self.kernel, biases, dendrite);
                layer.spikes.clear();
                for (neuron, (soma, &dendrite)) in layer.soma.iter_mut().zip(&*dendrite).enumerate() {
                    let mut change = BASAL * (dendrite - *soma) - LEAK * *soma;
                    if let (Some(label), true) = (label, index == last) {
                        let teacher = if neuron == usize::from(label) { TEACHER } else { -TEACHER };
                        change += teacher - *soma;
                    }
                    *soma += change;
                    let rate = rate(*soma);
                    let count = poisson(rate, exponential(rate), random);
                    if count > 0.0 {
                        layer.spikes.push((neuron, count));
                    }
                    if counted {
                        averages.somas[index][neuron] += share * *soma;
                        if index == last {
                            averages.output[neuron] += share * rate;
                        }
                    }
                }
            }
        }
        for plateau in averages.plateaus.iter_mut().flatten() {
            *plateau = logistic(*plateau);
        }
        averages
    }
}

/// What a spike of a step adds to the mean potential over the last `window` steps of a phase.
fn felt(step: usize, steps: usize, window: usize, kernel: &[f32; MEMORY]) -> f32 {
    let ages = kernel.iter().enumerate();
    let sum: f32 = ages
        .filter(|(age, _)| (steps - window..steps).contains(&(step + age)))
        .map(|(_, kernel)| kernel)
        .sum();
    sum / window as f32
}

/// `exp(-rate)` for rates of 0 to 0.2, to 3e-6.
fn exponential(rate: f32) -> f32 {
    1.0 - rate * (1.0 - rate * (0.5 - rate * (1.0 / 6.0 - rate / 24.0)))
}

/// A Poisson number. `none`: the probability of 0.
#[inline]
fn poisson(rate: f32, none: f32, random: &mut Random) -> f32 {
    let mut left = random.unit() - none;
    if left < 0.0 {
        return 0.0;
    }
    let (mut count, mut probability) = (1.0, none * rate);
    // Rounding must not let it run on for ever.
    while left >= probability && count < 16.0 {
        left -= probability;
        count += 1.0;
        probability *= rate / count;
    }
    count
}

/// A number of the Wald distribution of mean 2 and shape 1 (Michael, Schucany and Haas 1976).
fn wald(random: &mut Random) -> f32 {
    const MEAN: f32 = 2.0;
    let (radius, angle) = (1.0 - random.unit(), std::f32::consts::TAU * random.unit());
    let square = -2.0 * radius.ln() * angle.cos().powi(2);
    let x = MEAN + MEAN * MEAN * square / 2.0
        - MEAN / 2.0 * (4.0 * MEAN * square + (MEAN * square).powi(2)).sqrt();
    // Far out both roots are rounded; no phase is longer than this.
    let chosen = if random.unit() <= MEAN / (MEAN + x) { x } else { MEAN * MEAN / x };
    chosen.clamp(0.0, 200.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Purpose;

    /// Potential for a spike a step: what the kernel sums to.
    fn gain() -> f32 {
        (1..=MEMORY).map(kernel).sum()
    }

    #[test]
    fn random_numbers_have_their_means() {
        let mut random = Random::new(7, Purpose::Spikes);
        let mean = |values: &mut dyn Iterator<Item = f32>| values.sum::<f32>() / 20_000.0;
        let spikes = mean(&mut (0..20_000).map(|_| poisson(0.2, (-0.2_f32).exp(), &mut random)));
        assert!((spikes - 0.2).abs() < 0.01, "{spikes}");
        let lengths = mean(&mut (0..20_000).map(|_| wald(&mut random)));
        assert!((lengths - 2.0).abs() < 0.15, "{lengths}");
        assert!((exponential(0.2) - (-0.2_f32).exp()).abs() < 3e-6);
    }

    #[test]
    fn every_step_before_the_window_ends_is_felt_once() {
        let kernel: [f32; MEMORY] = std::array::from_fn(|age| kernel(age + 1));
        let sum: f32 = (0..60).map(|step| felt(step, 60, 20, &kernel)).sum();
        // One spike a step: the mean potential is the kernel's sum.
        assert!((sum - gain()).abs() < 1e-5, "{sum} {}", gain());
        assert_eq!(felt(0, 60, 20, &kernel), 0.0);
    }

    #[test]
    fn simulated_averages_are_those_of_the_steady_state() {
        let sizes = [40, 30, 3];
        let weights = Weights::new(&sizes, 3);
        let pixels = ndarray::Array2::from_shape_fn((1, 40), |(_, pixel)| (pixel % 4) as f32 / 4.0);
        let rates = &pixels * super::super::RATE;
        let (inputs, somas) = super::super::forward(&weights, &pixels, gain());
        let mut simulation = Simulation::new(&sizes);
        let mut random = Random::new(1, Purpose::Spikes);
        let runs = 300;
        let mut mean = [0.0; 30];
        let mut input = [0.0; 40];
        for _ in 0..runs {
            let (forward, _) = simulation.learn(&weights, rates.row(0), 1, &mut random);
            for (mean, soma) in mean.iter_mut().zip(&forward.somas[0]) {
                *mean += soma / runs as f32;
            }
            for (mean, value) in input.iter_mut().zip(&forward.inputs[0]) {
                *mean += value / runs as f32;
            }
        }
        for (found, expected) in input.iter().zip(inputs[0].row(0)) {
            assert!((found - expected).abs() < 0.01, "{found} {expected}");
        }
        for (found, expected) in mean.iter().zip(somas[0].row(0)) {
            assert!((found - expected).abs() < 0.25, "{found} {expected}");
        }
    }
}
