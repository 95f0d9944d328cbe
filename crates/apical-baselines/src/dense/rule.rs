//! A rule made of a network and a way for errors to reach its hidden layers.

use ndarray::Array2;

use super::encode::{grey, images, spikes};
use super::network::{Dense, Network, Pass};
use super::optimiser::Steps;
use super::tally::{nonzero_by_row, products};
use crate::alignment::angle;
use crate::faults::FloatingPoint;
use crate::random::{Purpose, Random};
use crate::{
    Activation, BaselineError, Batch, Input, LearningRule, Operations, RuleName, RunPosition, Settings,
};

/// Bits of all words of floating point.
const WORD: u32 = 32;

/// How errors come to the hidden layers: what sets the rules of this family apart.
pub trait Feedback: Clone + Send + 'static {
    /// Errors of the potentials of each hidden layer, shape (images, neurons), from those of the output's. The derivative
    /// of the activation is included ([`Network::through_activation`]).
    fn hidden_errors(
        &self,
        network: &Network,
        pass: &Pass,
        output_error: &Array2<f32>,
        labels: &[u8],
    ) -> Vec<Array2<f32>>;

    /// What it takes to make them for the images of a batch.
    fn traffic(&self, network: &Network, errors: &[Array2<f32>]) -> Traffic;
}

/// What feedback takes, summed over the images of a batch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Multiplications of 32 bits.
    pub multiplications: u64,
    /// Additions of 32 bits.
    pub additions: u64,
    /// Reads of weights or of feedback weights, 32 bits each.
    pub reads: u64,
    /// Bits that travel back.
    pub bits: u64,
}

/// A rule of this family.
#[derive(Debug, Clone)]
pub struct DenseRule<F> {
    name: RuleName,
    sizes: Vec<usize>,
    settings: Settings,
    network: Network,
    feedback: F,
    steps: Steps,
    spikes: Random,
    operations: Operations,
}

impl<F: Feedback> DenseRule<F> {
    /// A rule on a fresh network.
    #[must_use]
    pub fn new(name: RuleName, sizes: &[usize], seed: u64, settings: &Settings, feedback: F) -> Self {
        let mut random = Random::new(seed, Purpose::Weights);
        let network = Network::new(sizes, settings.activation, settings.loss, settings.initial, &mut random);
        Self {
            name,
            sizes: sizes.to_vec(),
            settings: *settings,
            steps: Steps::new(&network, *settings),
            network,
            feedback,
            spikes: Random::new(seed, Purpose::Spikes),
            operations: Operations::default(),
        }
    }

    /// The network.
    #[must_use]
    pub fn network(&self) -> &Network {
        &self.network
    }

    fn inputs(&self, batch: &Batch<'_>) -> Result<Array2<f32>, BaselineError> {
        let images = images(batch, &self.sizes)?;
        Ok(match self.settings.input {
            Input::Grey => grey(batch.pixels, images),
            Input::Spikes => spikes(batch.pixels, images, None),
        })
    }

    /// Errors of all layers, the output's last.
    fn errors(&self, pass: &Pass, labels: &[u8]) -> Vec<Array2<f32>> {
        let output_error = pass.output_error(labels);
        let mut errors = self.feedback.hidden_errors(&self.network, pass, &output_error, labels);
        errors.push(output_error);
        errors
    }

    fn count(&mut self, pass: &Pass, errors: &[Array2<f32>]) {
        let images = pass.activities[0].nrows() as u64;
        let traffic = self.feedback.traffic(&self.network, errors);
        let moments = self.steps.moments_of_a_weight();
        let active: Vec<Vec<u64>> = pass.activities.iter().map(nonzero_by_row).collect();
        let wrong: Vec<Vec<u64>> = errors.iter().map(nonzero_by_row).collect();
        let taken = &mut self.operations;
        taken.images += images;
        taken.skipped_updates +=
            (0..images as usize).filter(|&image| wrong.iter().all(|layer| layer[image] == 0)).count() as u64;
        taken.feedback_bits += traffic.bits;
        taken.multiplications.add(WORD, traffic.multiplications);
        taken.additions.add(WORD, traffic.additions);
        taken.weight_reads.add(WORD, traffic.reads);
        for (index, size) in self.sizes[1..].iter().enumerate() {
            let one_bit = if index == 0 {
                self.settings.input == Input::Spikes
            } else {
                self.settings.activation == Activation::Binary
            };
            let forward = active[index].iter().sum::<u64>() * *size as u64;
            taken.weight_reads.add(WORD, forward);
            taken.additions.add(WORD, forward);
            let updated = products(&active[index], &wrong[index]);
            let errors: u64 = wrong[index].iter().sum();
            // The error times the rate once a neuron; times the input only where that is more than a spike.
            taken.multiplications.add(WORD, errors);
            if !one_bit {
                taken.multiplications.add(WORD, forward + updated);
            }
            taken.additions.add(WORD, updated);
            taken.weight_reads.add(WORD, updated * (1 + moments));
            taken.weight_writes.add(WORD, updated * (1 + moments));
            // A moment is scaled, and the gradient added to it; Adam squares, and divides by a root, beside.
            let (multiplications, additions) = [(0, 0), (2, 1), (6, 4)][moments as usize];
            taken.multiplications.add(WORD, updated * multiplications);
            taken.additions.add(WORD, updated * additions);
        }
    }
}

impl<F: Feedback> FloatingPoint for DenseRule<F> {
    fn layers_of_weights(&self) -> &[Dense] {
        &self.network.layers
    }

    fn layers_of_weights_mut(&mut self) -> &mut [Dense] {
        &mut self.network.layers
    }
}

impl<F: Feedback> LearningRule for DenseRule<F> {
    fn name(&self) -> RuleName {
        self.name
    }

    fn layers(&self) -> &[usize] {
        &self.sizes
    }

    fn batch_size(&self) -> usize {
        self.settings.batch
    }

    fn learn(&mut self, batch: Batch<'_>, position: RunPosition) -> Result<(), BaselineError> {
        let images = images(&batch, &self.sizes)?;
        let inputs = match self.settings.input {
            Input::Grey => grey(batch.pixels, images),
            Input::Spikes => spikes(batch.pixels, images, Some(&mut self.spikes)),
        };
        let pass = self.network.forward(inputs);
        let errors = self.errors(&pass, batch.labels);
        self.count(&pass, &errors);
        self.steps.step(&mut self.network, &pass.activities, &errors, position.share());
        Ok(())
    }

    fn predict(&mut self, batch: Batch<'_>) -> Result<Vec<u8>, BaselineError> {
        Ok(self.network.forward(self.inputs(&batch)?).winners())
    }

    fn operations(&self) -> &Operations {
        &self.operations
    }

    fn alignment(&mut self, batch: Batch<'_>) -> Result<Vec<f64>, BaselineError> {
        let pass = self.network.forward(self.inputs(&batch)?);
        let errors = self.errors(&pass, batch.labels);
        let truth = self.network.backward(&pass, &pass.output_error(batch.labels));
        let layer = |(below, (own, true_error)): (&Array2<f32>, (&Array2<f32>, &Array2<f32>))| {
            angle(&below.t().dot(own), &below.t().dot(true_error))
        };
        Ok(pass.activities.iter().zip(errors.iter().zip(&truth)).map(layer).collect())
    }

    fn fork(&self) -> Box<dyn LearningRule> {
        Box::new(self.clone())
    }
}
