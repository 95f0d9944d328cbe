//! `sd-spiking`: segregated dendrites as published: two phases of Poisson spikes, plateau potentials at their ends, one
//! image at a time.

use ndarray::{Array2, ArrayView1};

use super::address_bits;
use super::segregated::{Averages, Phases, RATE, Simulation, Weights};
use crate::dense::{check_images, grey};
use crate::random::{Purpose, Random};
use crate::{BaselineError, Batch, LearningRule, Operations, Place, RuleName, Settings};

/// The learning rate of the authors' program for MNIST; that it falls is ours.
pub(crate) fn settings() -> Settings {
    Settings { learning_rate: 0.21, learning_rate_end: 0.021, batch: 1, ..super::sd_rate::settings() }
}

/// The rule.
#[derive(Debug, Clone)]
pub struct SdSpiking {
    sizes: Vec<usize>,
    settings: Settings,
    weights: Weights,
    simulation: Simulation,
    random: Random,
    operations: Operations,
}

impl SdSpiking {
    pub(crate) fn new(sizes: &[usize], seed: u64, settings: &Settings) -> Self {
        Self {
            sizes: sizes.to_vec(),
            settings: *settings,
            weights: Weights::new(sizes, seed),
            simulation: Simulation::new(sizes),
            random: Random::new(seed, Purpose::Spikes),
            operations: Operations::default(),
        }
    }

    /// Spikes a step of each input, shape (images, inputs).
    fn rates(&self, batch: &Batch<'_>) -> Result<Array2<f32>, BaselineError> {
        Ok(grey(batch.pixels, check_images(batch, &self.sizes)?) * RATE)
    }

    fn count(&mut self, forward: &Averages) {
        let taken = std::mem::take(&mut self.simulation.taken);
        let hidden = (self.sizes.len() - 2) as u64;
        let counts = &mut self.operations;
        counts.images += 1;
        counts.additions.add(32, taken.synapses + taken.products);
        counts.multiplications.add(32, taken.products);
        counts.weight_reads.add(32, taken.synapses);
        counts.feedback_bits += taken.output_spikes * address_bits(self.sizes[self.sizes.len() - 1]) * hidden;
        for (inputs, &neurons) in forward.inputs.iter().zip(&self.sizes[1..]) {
            let updated = inputs.iter().filter(|&&input| input != 0.0).count() as u64 * neurons as u64;
            counts.multiplications.add(32, updated);
            counts.additions.add(32, updated);
            counts.weight_reads.add(32, updated);
            counts.weight_writes.add(32, updated);
        }
    }
}

/// Averages of some images as the common equations have them.
fn phases(images: &[(Averages, Averages)]) -> Phases {
    let rows = |of: &dyn Fn(&(Averages, Averages)) -> Vec<f32>| {
        let rows: Vec<Vec<f32>> = images.iter().map(of).collect();
        let columns = rows.first().map_or(0, Vec::len);
        Array2::from_shape_vec((rows.len(), columns), rows.concat()).expect("rows of the same length")
    };
    let (first, _) = &images[0];
    let difference = |layer: usize| {
        move |(forward, target): &(Averages, Averages)| {
            let pairs = target.plateaus[layer].iter().zip(&forward.plateaus[layer]);
            pairs.map(|(target, forward)| target - forward).collect::<Vec<f32>>()
        }
    };
    Phases {
        inputs: (0..first.inputs.len()).map(|layer| rows(&|image| image.0.inputs[layer].clone())).collect(),
        somas: (0..first.somas.len()).map(|layer| rows(&|image| image.0.somas[layer].clone())).collect(),
        plateaus: (0..first.plateaus.len()).map(|layer| rows(&difference(layer))).collect(),
        taught: rows(&|image| image.1.output.clone()),
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

    fn learn(&mut self, batch: Batch<'_>, place: Place) -> Result<(), BaselineError> {
        let rates = self.rates(&batch)?;
        let learning_rate = self.settings.rate(place.share());
        for (image, &label) in rates.rows().into_iter().zip(batch.labels) {
            let both = self.simulation.learn(&self.weights, image, label, &mut self.random);
            self.count(&both.0);
            phases(&[both]).apply(&mut self.weights, learning_rate);
        }
        Ok(())
    }

    fn predict(&mut self, batch: Batch<'_>) -> Result<Vec<u8>, BaselineError> {
        let rates = self.rates(&batch)?;
        let mut simulation = Simulation::new(&self.sizes);
        // Learning goes on with its own random numbers, whatever is predicted meanwhile.
        let mut random = Random::new(self.operations.images, Purpose::Spikes);
        let mut class = |image: ArrayView1<'_, f32>| {
            let output = simulation.test(&self.weights, image, &mut random);
            (1..output.len()).fold(0, |best, class| if output[class] > output[best] { class } else { best })
                as u8
        };
        Ok(rates.rows().into_iter().map(&mut class).collect())
    }

    fn operations(&self) -> &Operations {
        &self.operations
    }

    fn alignment(&mut self, batch: Batch<'_>) -> Result<Vec<f64>, BaselineError> {
        let rates = self.rates(&batch)?;
        let mut simulation = self.simulation.clone();
        let mut random = self.random.clone();
        let images = rates.rows().into_iter().zip(batch.labels);
        let both: Vec<_> = images
            .map(|(image, &label)| simulation.learn(&self.weights, image, label, &mut random))
            .collect();
        Ok(phases(&both).angles(&self.weights))
    }

    fn fork(&self) -> Box<dyn LearningRule> {
        Box::new(self.clone())
    }

    fn word_bits(&self) -> u32 {
        16
    }

    fn weight_count(&self) -> usize {
        self.weights.layers.iter().map(|layer| layer.weights.len()).sum()
    }

    fn fractions(&self) -> Vec<i32> {
        crate::faults::fractions(&self.weights.layers)
    }

    fn change_words(
        &mut self,
        places: &[usize],
        fractions: &[i32],
        change: &mut dyn FnMut(usize, u16) -> u16,
    ) -> Result<(), BaselineError> {
        crate::faults::change_words(&mut self.weights.layers, places, fractions, change)
    }
}
