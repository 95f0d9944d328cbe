//! `sd-spiking`: segregated dendrites as published: two phases of Poisson spikes, plateau potentials at their ends, one
//! image at a time.

use ndarray::Array2;

use super::address_bits;
use super::segregated::{Phases, Simulation, Weights};
use crate::dense::{Dense, check_images, grey};
use crate::faults::FloatingPoint;
use crate::{BaselineError, Batch, LearningRule, Operations, RuleName, RunPosition, Settings};

/// The learning rate is three times that of the authors' program, since two hidden layers take long to start with it; that
/// it falls is ours too.
pub(crate) fn settings() -> Settings {
    Settings { learning_rate: 0.6, learning_rate_end: 0.06, batch: 1, ..super::sd_rate::settings() }
}

/// The rule.
#[derive(Debug, Clone)]
pub struct SdSpiking {
    sizes: Vec<usize>,
    settings: Settings,
    weights: Weights,
    simulation: Simulation,
    phases: Phases,
    operations: Operations,
}

impl SdSpiking {
    pub(crate) fn new(sizes: &[usize], seed: u64, settings: &Settings) -> Self {
        Self {
            sizes: sizes.to_vec(),
            settings: *settings,
            weights: Weights::new(sizes, seed),
            simulation: Simulation::new(sizes, seed),
            phases: Phases::single(sizes),
            operations: Operations::default(),
        }
    }

    /// Pixels from 0 to 1, shape (images, inputs).
    fn pixels(&self, batch: &Batch<'_>) -> Result<Array2<f32>, BaselineError> {
        Ok(grey(batch.pixels, check_images(batch, &self.sizes)?))
    }

    fn count(&mut self) {
        let taken = std::mem::take(&mut self.simulation.taken);
        let hidden = (self.sizes.len() - 2) as u64;
        let counts = &mut self.operations;
        counts.images += 1;
        counts.additions.add(32, taken.synapses + taken.feedback + taken.products);
        counts.multiplications.add(32, taken.feedback + taken.products);
        counts.weight_reads.add(32, taken.synapses + taken.feedback);
        counts.feedback_bits += taken.output_spikes * address_bits(self.sizes[self.sizes.len() - 1]) * hidden;
        for (inputs, &neurons) in self.phases.inputs.iter().zip(&self.sizes[1..]) {
            let updated = inputs.iter().filter(|&&input| input != 0.0).count() as u64 * neurons as u64;
            counts.multiplications.add(32, updated);
            counts.additions.add(32, updated);
            counts.weight_reads.add(32, updated);
            counts.weight_writes.add(32, updated);
        }
    }
}

impl FloatingPoint for SdSpiking {
    fn layers_of_weights(&self) -> &[Dense] {
        &self.weights.layers
    }

    fn layers_of_weights_mut(&mut self) -> &mut [Dense] {
        &mut self.weights.layers
    }
}

impl LearningRule for SdSpiking {
    fn name(&self) -> RuleName {
        RuleName::SdSpiking
    }

    fn layers(&self) -> &[usize] {
        &self.sizes
    }

    fn batch_size(&self) -> usize {
        1
    }

    fn learn(&mut self, batch: Batch<'_>, position: RunPosition) -> Result<(), BaselineError> {
        let pixels = self.pixels(&batch)?;
        let learning_rate = self.settings.rate(position.share());
        for (image, &label) in pixels.rows().into_iter().zip(batch.labels) {
            let image = image.to_slice().expect("pixels image after image");
            self.simulation.learn(&self.weights, image, label, &mut self.phases);
            self.count();
            self.phases.apply(&mut self.weights, learning_rate);
        }
        Ok(())
    }

    fn predict(&mut self, batch: Batch<'_>) -> Result<Vec<u8>, BaselineError> {
        let pixels = self.pixels(&batch)?;
        // Learning goes on with its own random numbers, whatever is predicted meanwhile.
        let mut simulation = Simulation::new(&self.sizes, self.operations.images);
        let mut class = |image: ndarray::ArrayView1<'_, f32>| {
            let output = simulation.test(&self.weights, image.to_slice().expect("pixels image after image"));
            (1..output.len()).fold(0, |best, class| if output[class] > output[best] { class } else { best })
                as u8
        };
        Ok(pixels.rows().into_iter().map(&mut class).collect())
    }

    fn operations(&self) -> &Operations {
        &self.operations
    }

    fn alignment(&mut self, batch: Batch<'_>) -> Result<Vec<f64>, BaselineError> {
        let pixels = self.pixels(&batch)?;
        let mut simulation = self.simulation.clone();
        let images = pixels.rows().into_iter().zip(batch.labels).map(|(image, &label)| {
            let mut phases = self.phases.clone();
            let image = image.to_slice().expect("pixels image after image");
            simulation.learn(&self.weights, image, label, &mut phases);
            phases
        });
        Ok(Phases::stacked(&images.collect::<Vec<_>>()).angles(&self.weights))
    }

    fn fork(&self) -> Box<dyn LearningRule> {
        Box::new(self.clone())
    }
}
