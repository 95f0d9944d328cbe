//! The network in time: two phases of spikes for each image.
//!
//! Apical dendrites do not act on somas, so a phase goes through layer by layer. A mean potential of a dendrite is the
//! weighted sum of the mean potentials that single spikes make, so those are averaged, and weighted once.

use super::functions::logistic;
use super::neurons::{MEMORY, Neurons, PRODUCTS, Wanted, kernel};
use super::spikes::{Exponentials, Spikes, Spiking};
use super::{Phases, RATE, Weights};

/// Steps at the beginning of a phase that are not averaged over.
const SETTLING: usize = 30;
/// Least steps of a phase in learning, and steps of the forward phase in a test.
const PHASE: usize = 50;
const TEST_PHASE: usize = 250;
/// Phases of all lengths are averaged over as many steps as the shortest has after settling.
const WINDOW: usize = PHASE - SETTLING;

/// What a simulation took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in super::super) struct Taken {
    /// Weights added to currents.
    pub(in super::super) synapses: u64,
    /// Weights of the feedback that mean potentials were multiplied by.
    pub(in super::super) feedback: u64,
    /// Products of neurons in time.
    pub(in super::super) products: u64,
    /// Spikes of the output, which go to all hidden layers.
    pub(in super::super) output_spikes: u64,
}

/// A network in the middle of its activity, which goes on from one image to the next.
#[derive(Debug, Clone)]
pub(in super::super) struct Simulation {
    random: Exponentials,
    layers: Vec<Neurons>,
    /// Inputs with a rate above 0, by their number, and their rates.
    active: Vec<u32>,
    rates: Vec<f32>,
    source: Spiking,
    input: Spikes,
    /// Postsynaptic potentials of the output, averaged.
    returned: Vec<f32>,
    /// What a spike adds to the mean potential of a phase, by the steps that come after it.
    felt: [f32; WINDOW + MEMORY],
    pub(in super::super) taken: Taken,
}

impl Simulation {
    pub(in super::super) fn new(sizes: &[usize], seed: u64) -> Self {
        let mut random = Exponentials::new(seed);
        Self {
            layers: sizes[1..].iter().map(|&neurons| Neurons::new(neurons, &mut random)).collect(),
            active: Vec::new(),
            rates: Vec::new(),
            source: Spiking::new(0, &mut random),
            input: Spikes::default(),
            returned: vec![0.0; sizes[sizes.len() - 1]],
            felt: std::array::from_fn(felt),
            taken: Taken::default(),
            random,
        }
    }

    /// Forward phase, then target phase, of random lengths, into phases of one image. `pixels`: 0 to 1.
    pub(in super::super) fn learn(
        &mut self,
        weights: &Weights,
        pixels: &[f32],
        label: u8,
        phases: &mut Phases,
    ) {
        self.look(pixels);
        let steps = self.length();
        self.phase(weights, steps, WINDOW, None);
        for layer in 0..self.layers.len() {
            let (spikes, to) = (self.below(layer), &mut phases.inputs[layer]);
            means(spikes, &self.felt, 0, to.as_slice_mut().expect("one image"));
            let mean = &self.layers[layer].mean_soma;
            phases.somas[layer].as_slice_mut().expect("one image").copy_from_slice(mean);
        }
        self.plateaus(weights, phases, |plateau, potential| *plateau = -logistic(potential));
        let steps = self.length();
        self.phase(weights, steps, WINDOW, Some(label));
        self.plateaus(weights, phases, |plateau, potential| *plateau += logistic(potential));
        let taught = &self.layers[self.layers.len() - 1].mean_rate;
        phases.taught.as_slice_mut().expect("one image").copy_from_slice(taught);
    }

    /// A long forward phase from rest: the mean potentials of the output.
    pub(in super::super) fn test(&mut self, weights: &Weights, pixels: &[f32]) -> &[f32] {
        for layer in &mut self.layers {
            layer.clear(&mut self.random);
        }
        self.look(pixels);
        self.phase(weights, TEST_PHASE, TEST_PHASE - SETTLING, None);
        &self.layers[self.layers.len() - 1].mean_soma
    }

    /// Another image before the inputs.
    fn look(&mut self, pixels: &[f32]) {
        self.active.clear();
        self.rates.clear();
        for (input, &pixel) in pixels.iter().enumerate().filter(|(_, pixel)| **pixel > 0.0) {
            self.active.push(input as u32);
            self.rates.push(RATE * pixel);
        }
        self.source.restart(self.active.len(), &mut self.random);
    }

    /// Steps of the next phase.
    fn length(&mut self) -> usize {
        PHASE + wald(&mut self.random) as usize
    }

    /// Spikes that go into a layer.
    fn below(&self, layer: usize) -> &Spikes {
        layer.checked_sub(1).map_or(&self.input, |below| &self.layers[below].spikes)
    }

    /// All layers through a phase. Means of hidden layers are taken in learning only.
    fn phase(&mut self, weights: &Weights, steps: usize, window: usize, label: Option<u8>) {
        self.input.clear();
        for _ in 0..steps {
            self.source.step(&self.rates, Some(&self.active), &mut self.input, &mut self.random);
        }
        let last = self.layers.len() - 1;
        for (index, layer) in weights.layers.iter().enumerate() {
            let (below, above) = self.layers.split_at_mut(index);
            let incoming = below.last().map_or(&self.input, |layer| &layer.spikes);
            let wanted = match index == last {
                true => Wanted { window, label },
                false => Wanted { window: if steps < TEST_PHASE { window } else { 0 }, label: None },
            };
            above[0].phase(layer, incoming, wanted, &mut self.random);
            let neurons = layer.biases.len();
            self.taken.synapses += (incoming.len() * neurons) as u64;
            self.taken.products += PRODUCTS * (steps * neurons) as u64;
        }
        self.taken.output_spikes += self.layers[last].spikes.len() as u64;
    }

    /// Mean potentials of the apical dendrites of each hidden layer in the phase that has just passed.
    fn plateaus(&mut self, weights: &Weights, phases: &mut Phases, put: impl Fn(&mut f32, f32)) {
        // A spike of the output comes back in the step after.
        means(&self.layers[self.layers.len() - 1].spikes, &self.felt, 1, &mut self.returned);
        for (plateaus, back) in phases.plateaus.iter_mut().zip(&weights.feedback) {
            let mut potentials = ndarray::Array1::<f32>::zeros(plateaus.ncols());
            for (&mean, row) in self.returned.iter().zip(back.rows()) {
                if mean > 0.0 {
                    potentials.scaled_add(mean, &row);
                    self.taken.feedback += row.len() as u64;
                }
            }
            plateaus.iter_mut().zip(&potentials).for_each(|(plateau, &potential)| put(plateau, potential));
        }
    }
}

/// Mean potentials that spikes make over the last [`WINDOW`] steps of their phase, if they arrive `delay` steps late.
fn means(spikes: &Spikes, felt: &[f32; WINDOW + MEMORY], delay: usize, to: &mut [f32]) {
    to.fill(0.0);
    let steps = spikes.steps().count();
    for (step, sources) in spikes.steps().enumerate() {
        // Steps from the one of arrival to the end.
        let Some(&felt) = (steps - step).checked_sub(delay).and_then(|rest| felt.get(rest)) else { continue };
        for &source in sources {
            to[source as usize] += felt;
        }
    }
}

/// What a spike adds to the mean potential over the last [`WINDOW`] steps of a phase of which `rest` are left when it
/// comes, the one of its coming included.
fn felt(rest: usize) -> f32 {
    let passed = rest.saturating_sub(WINDOW);
    let ages = passed..MEMORY.min(rest);
    ages.map(|age| kernel(age + 1)).sum::<f32>() / WINDOW as f32
}

/// A number of the Wald distribution of mean 2 and shape 1 (Michael, Schucany and Haas 1976).
fn wald(random: &mut Exponentials) -> f32 {
    const MEAN: f32 = 2.0;
    let (radius, angle) = (1.0 - random.unit(), std::f32::consts::TAU * random.unit());
    let square = -2.0 * radius.ln() * angle.cos().powi(2);
    let x = MEAN + MEAN * MEAN * square / 2.0
        - MEAN / 2.0 * (4.0 * MEAN * square + (MEAN * square).powi(2)).sqrt();
    // Far out both roots are rounded; no phase is longer than a test.
    let chosen = if random.unit() <= MEAN / (MEAN + x) { x } else { MEAN * MEAN / x };
    chosen.clamp(0.0, 199.0)
}

#[cfg(test)]
mod tests;
