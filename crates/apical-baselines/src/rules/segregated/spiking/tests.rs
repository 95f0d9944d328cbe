use ndarray::Array2;

use super::super::{BASAL, LEAK, TEACHER, forward};
use super::*;

/// Spikes of a population: a count for each step and source.
fn counts(spikes: &Spikes, sources: usize) -> Vec<Vec<f32>> {
    let count = |step: &[u32]| {
        let mut counts = vec![0.0; sources];
        step.iter().for_each(|&source| counts[source as usize] += 1.0);
        counts
    };
    spikes.steps().map(count).collect()
}

/// The equations written out: every postsynaptic potential from the spikes of the last steps, then weights, then somas.
struct Direct {
    /// Spike counts from the start, by population (the input first), step and source.
    trains: Vec<Vec<Vec<f32>>>,
    somas: Vec<Vec<f32>>,
}

/// Means over the steps that count.
#[derive(Default)]
struct Means {
    inputs: Vec<Vec<f32>>,
    somas: Vec<Vec<f32>>,
    apical: Vec<Vec<f32>>,
    rates: Vec<f32>,
}

fn average(to: &mut Vec<f32>, values: &[f32]) {
    to.resize(values.len(), 0.0);
    to.iter_mut().zip(values).for_each(|(to, value)| *to += value / WINDOW as f32);
}

impl Direct {
    fn new(sizes: &[usize]) -> Self {
        Self {
            trains: vec![Vec::new(); sizes.len()],
            somas: sizes[1..].iter().map(|&size| vec![0.0; size]).collect(),
        }
    }

    /// Potentials from the spikes of a population, after `steps` steps.
    fn potentials(&self, population: usize, steps: usize) -> Vec<f32> {
        let train = &self.trains[population];
        let mut potentials = vec![0.0; train[0].len()];
        for age in 0..MEMORY.min(steps) {
            let spikes = &train[steps - 1 - age];
            potentials.iter_mut().zip(spikes).for_each(|(sum, count)| *sum += kernel(age + 1) * count);
        }
        potentials
    }

    fn phase(&mut self, weights: &Weights, from: usize, label: Option<usize>) -> Means {
        let end = self.trains[0].len();
        let layers = weights.layers.len();
        let mut means = Means {
            inputs: vec![Vec::new(); layers],
            somas: vec![Vec::new(); layers],
            apical: vec![Vec::new(); layers - 1],
            ..Means::default()
        };
        for step in from..end {
            for (index, layer) in weights.layers.iter().enumerate() {
                let input = self.potentials(index, step + 1);
                let dendrite = ndarray::aview1(&input).dot(&layer.weights) + &layer.biases;
                for (neuron, soma) in self.somas[index].iter_mut().enumerate() {
                    let mut change = -LEAK * *soma + BASAL * (dendrite[neuron] - *soma);
                    if let (Some(label), true) = (label, index == layers - 1) {
                        let (excites, inhibits) = if neuron == label { (1.0, 0.0) } else { (0.0, 1.0) };
                        change += excites * (TEACHER - *soma) + inhibits * (-TEACHER - *soma);
                    }
                    *soma += change;
                }
                if step + WINDOW >= end {
                    average(&mut means.inputs[index], &input);
                    average(&mut means.somas[index], &self.somas[index]);
                    if index < layers - 1 {
                        // Output spikes up to the step before.
                        let back = self.potentials(layers, step);
                        let apical = ndarray::aview1(&back).dot(&weights.feedback[index]);
                        average(&mut means.apical[index], &apical.to_vec());
                    } else {
                        let rates: Vec<f32> =
                            self.somas[index].iter().map(|soma| 0.2 / (1.0 + (-soma).exp())).collect();
                        average(&mut means.rates, &rates);
                    }
                }
            }
        }
        means
    }
}

fn close<'a>(what: &str, found: impl IntoIterator<Item = &'a f32>, expected: &[f32]) {
    let found: Vec<f32> = found.into_iter().copied().collect();
    assert_eq!(found.len(), expected.len(), "{what}");
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < 2e-4 * (1.0 + expected.abs()), "{what}: {found} {expected}");
    }
}

#[test]
fn the_simulation_is_that_of_the_equations_written_out() {
    let sizes = [30, 13, 9, 4];
    let weights = Weights::new(&sizes, 5);
    let mut simulation = Simulation::new(&sizes, 2);
    let mut direct = Direct::new(&sizes);
    for image in 0..4_u8 {
        let pixels: Vec<f32> =
            (0..30).map(|pixel| ((pixel + 7 * usize::from(image)) % 5) as f32 / 4.0).collect();
        simulation.look(&pixels);
        for label in [None, Some(image)] {
            let from = direct.trains[0].len();
            let steps = simulation.length();
            simulation.phase(&weights, steps, WINDOW, label);
            // The same spikes go into the written-out equations; what they make of them is compared.
            direct.trains[0].extend(counts(&simulation.input, 30));
            for (layer, &neurons) in sizes[1..].iter().enumerate() {
                direct.trains[layer + 1].extend(counts(&simulation.layers[layer].spikes, neurons));
            }
            let means = direct.phase(&weights, from, label.map(usize::from));
            let mut phases = Phases::single(&sizes);
            simulation.plateaus(&weights, &mut phases, |to, potential| *to = potential);
            for (layer, &inputs) in sizes[..3].iter().enumerate() {
                let mut input = vec![0.0; inputs];
                super::means(simulation.below(layer), &simulation.felt, 0, &mut input);
                close("potentials that enter", &input, &means.inputs[layer]);
                close("somas", &simulation.layers[layer].mean_soma, &means.somas[layer]);
                if layer < 2 {
                    close("apical dendrites", &phases.plateaus[layer], &means.apical[layer]);
                }
            }
            if label.is_some() {
                close("taught rates", &simulation.layers[2].mean_rate, &means.rates);
            }
        }
    }
}

#[test]
fn learning_takes_what_it_needs_from_each_phase() {
    let sizes = [20, 11, 7, 3];
    let weights = Weights::new(&sizes, 5);
    let pixels: Vec<f32> = (0..20).map(|pixel| (pixel % 3) as f32 / 2.0).collect();
    let mut whole = Simulation::new(&sizes, 9);
    let mut parts = whole.clone();
    let mut phases = Phases::single(&sizes);
    whole.learn(&weights, &pixels, 2, &mut phases);
    parts.look(&pixels);
    let mut apical = Vec::new();
    for label in [None, Some(2)] {
        let steps = parts.length();
        parts.phase(&weights, steps, WINDOW, label);
        let mut potentials = Phases::single(&sizes);
        parts.plateaus(&weights, &mut potentials, |to, potential| *to = potential);
        apical.push(potentials.plateaus);
        if label.is_none() {
            for (somas, layer) in phases.somas.iter().zip(&parts.layers) {
                close("somas", somas, &layer.mean_soma);
            }
        }
    }
    for (plateaus, (forward, target)) in phases.plateaus.iter().zip(apical[0].iter().zip(&apical[1])) {
        let expected = target.mapv(logistic) - forward.mapv(logistic);
        close("plateaus", plateaus, expected.as_slice().unwrap());
    }
    close("taught", &phases.taught, &parts.layers[2].mean_rate);
    assert!(phases.taught[[0, 2]] > 4.0 * phases.taught[[0, 0]], "{:?}", phases.taught);
    assert_eq!(whole.taken, parts.taken);
}

#[test]
fn lengths_have_their_mean() {
    let mut random = Exponentials::new(7);
    let mean = (0..20_000).map(|_| wald(&mut random)).sum::<f32>() / 20_000.0;
    assert!((mean - 2.0).abs() < 0.15, "{mean}");
}

#[test]
fn every_step_before_the_window_ends_is_felt_once() {
    let sum: f32 = (1..=60).map(felt).sum();
    // One spike a step: the mean potential is the kernel's sum.
    let gain: f32 = (1..=MEMORY).map(kernel).sum();
    assert!((sum - gain).abs() < 1e-5, "{sum} {gain}");
    assert_eq!(felt(WINDOW + MEMORY), 0.0);
    assert!(felt(WINDOW + MEMORY - 1) > 0.0);
}

#[test]
fn simulated_averages_are_those_of_the_steady_state() {
    let sizes = [40, 30, 3];
    let mut weights = Weights::new(&sizes, 3);
    // Potentials of moderate size, so that their means follow from few runs.
    weights.layers[0].weights *= 0.3;
    let pixels = Array2::from_shape_fn((1, 40), |(_, pixel)| (pixel % 4) as f32 / 4.0);
    let (inputs, somas) = forward(&weights, &pixels, (1..=MEMORY).map(kernel).sum());
    let mut simulation = Simulation::new(&sizes, 1);
    let mut phases = Phases::single(&sizes);
    let runs = 300;
    let (mut mean, mut input) = (Array2::<f32>::zeros((1, 30)), Array2::<f32>::zeros((1, 40)));
    let row: Vec<f32> = pixels.iter().copied().collect();
    for _ in 0..runs {
        simulation.learn(&weights, &row, 1, &mut phases);
        mean += &(&phases.somas[0] / runs as f32);
        input += &(&phases.inputs[0] / runs as f32);
    }
    for (found, expected) in input.iter().zip(&inputs[0]) {
        assert!((found - expected).abs() < 0.01, "{found} {expected}");
    }
    for (found, expected) in mean.iter().zip(&somas[0]) {
        assert!((found - expected).abs() < 0.1, "{found} {expected}");
    }
}
