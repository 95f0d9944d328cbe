//! `sd-rate`: segregated dendrites with firing rates in place of spikes: the steady state of the equations.

use ndarray::Array2;

use super::segregated::{Phases, Weights, forward};
use crate::dense::{Dense, check_images, grey, nonzero_by_row, products};
use crate::faults::FloatingPoint;
use crate::{
    Activation, BaselineError, Batch, Input, LearningRule, Loss, Operations, Optimiser, RuleName,
    RunPosition, Settings,
};

/// Potential for a spike a step.
const GAIN: f32 = 1.0;

/// The learning rate is ours. Steps of a batch add up, and a sum of eight overshoots at it: all images have in common the
/// mean of the activity.
pub(crate) fn settings() -> Settings {
    Settings {
        learning_rate: 0.5,
        learning_rate_end: 0.05,
        momentum: 0.0,
        optimiser: Optimiser::Sgd,
        batch: 1,
        activation: Activation::Tanh,
        loss: Loss::Sigmoid,
        input: Input::Grey,
        initial: 1.0,
    }
}

/// The rule.
#[derive(Debug, Clone)]
pub struct SdRate {
    sizes: Vec<usize>,
    settings: Settings,
    weights: Weights,
    operations: Operations,
}

impl SdRate {
    pub(crate) fn new(sizes: &[usize], seed: u64, settings: &Settings) -> Self {
        Self {
            sizes: sizes.to_vec(),
            settings: *settings,
            weights: Weights::new(sizes, seed),
            operations: Operations::default(),
        }
    }

    fn pixels(&self, batch: &Batch<'_>) -> Result<Array2<f32>, BaselineError> {
        Ok(grey(batch.pixels, check_images(batch, &self.sizes)?))
    }

    fn count(&mut self, phases: &Phases) {
        let errors = phases.errors();
        let images = errors[0].nrows() as u64;
        let taken = &mut self.operations;
        taken.images += images;
        let classes = self.sizes[self.sizes.len() - 1] as u64;
        let wrong: Vec<Vec<u64>> = errors.iter().map(nonzero_by_row).collect();
        taken.skipped_updates +=
            (0..images as usize).filter(|&image| wrong.iter().all(|layer| layer[image] == 0)).count() as u64;
        for (index, inputs) in phases.inputs.iter().enumerate() {
            let neurons = self.sizes[index + 1] as u64;
            let active = nonzero_by_row(inputs);
            let forward = active.iter().sum::<u64>() * neurons;
            let updated = products(&active, &wrong[index]);
            taken.multiplications.add(32, forward + updated);
            taken.additions.add(32, forward + updated);
            taken.weight_reads.add(32, forward + updated);
            taken.weight_writes.add(32, updated);
            if index < phases.plateaus.len() {
                // The rates of the output come back in both phases.
                let back = 2 * images * classes * neurons;
                taken.multiplications.add(32, back);
                taken.additions.add(32, back);
                taken.weight_reads.add(32, back);
                taken.feedback_bits += 2 * images * classes * 32;
            }
        }
    }
}

impl FloatingPoint for SdRate {
    fn layers_of_weights(&self) -> &[Dense] {
        &self.weights.layers
    }

    fn layers_of_weights_mut(&mut self) -> &mut [Dense] {
        &mut self.weights.layers
    }
}

impl LearningRule for SdRate {
    fn name(&self) -> RuleName {
        RuleName::SdRate
    }

    fn layers(&self) -> &[usize] {
        &self.sizes
    }

    fn batch_size(&self) -> usize {
        self.settings.batch
    }

    fn learn(&mut self, batch: Batch<'_>, position: RunPosition) -> Result<(), BaselineError> {
        let pixels = self.pixels(&batch)?;
        let phases = Phases::steady(&self.weights, &pixels, batch.labels, GAIN);
        self.count(&phases);
        phases.apply(&mut self.weights, self.settings.rate(position.share()));
        Ok(())
    }

    fn predict(&mut self, batch: Batch<'_>) -> Result<Vec<u8>, BaselineError> {
        let (_, somas) = forward(&self.weights, &self.pixels(&batch)?, GAIN);
        Ok(crate::dense::winners(&somas[somas.len() - 1]))
    }

    fn operations(&self) -> &Operations {
        &self.operations
    }

    fn alignment(&mut self, batch: Batch<'_>) -> Result<Vec<f64>, BaselineError> {
        let pixels = self.pixels(&batch)?;
        Ok(Phases::steady(&self.weights, &pixels, batch.labels, GAIN).angles(&self.weights))
    }

    fn fork(&self) -> Box<dyn LearningRule> {
        Box::new(self.clone())
    }
}
