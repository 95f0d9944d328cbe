//! The runs that the claims rest on.

use std::ops::ControlFlow;
use std::time::Instant;

use apical_chip::area::Area;
use apical_chip::energy::EnergyReport;
use apical_chip::machine::ChipProcessor;
use apical_chip::preset::{Preset, Setting};
use apical_chip::simulation::{RunCounts, run_epoch, run_inference};
use apical_core::fast::FastProcessor;
use apical_core::training::{LearningRate, Position, Recipe, Trainer};
use apical_core::{Config, Processor};
use apical_data::{Dataset, Split};
use rayon::prelude::*;

use crate::chip::Chip;
use crate::data::Images;
use crate::failure::Failure;
use crate::predict;
use crate::progress::Progress;

/// Accuracy is the mean over so many last epochs.
const LAST_EPOCHS: u32 = 5;
/// Images of each epoch that a quick run simulates.
const SAMPLE: u64 = 600;
/// Epochs before the speed of learning is timed, and epochs timed.
const WARM_EPOCHS: u32 = 2;
const TIMED_EPOCHS: u32 = 5;

/// How much is run.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extent {
    pub(super) epochs: u32,
    pub(super) seeds: u64,
    pub(super) quick: bool,
}

/// A processor, and what it took.
pub(super) struct Machine {
    pub(super) chip: Chip,
    pub(super) inference: RunCounts,
    pub(super) training: RunCounts,
    pub(super) area: Area,
}

/// Everything measured.
pub(super) struct Measured {
    /// Accuracy of each seed.
    pub(super) accuracies: Vec<f64>,
    /// With shifts of one pixel; full runs only.
    pub(super) shifted: Vec<f64>,
    /// Accuracy of `park2019`'s format, seed 1.
    pub(super) park_accuracy: f64,
    pub(super) update_rate: f64,
    pub(super) park: Machine,
    /// `park2019` with neurons that do not change left idle in updates.
    pub(super) park_gated: Machine,
    pub(super) apical: Machine,
    pub(super) single_bank: Machine,
    pub(super) backpropagation: Machine,
    /// Images learned a second on one core here.
    pub(super) learning_rate: f64,
}

impl Machine {
    fn new(name: &str, settings: &[Setting]) -> Result<Self, Failure> {
        let chip = Chip::new(Preset::named(name, settings)?, None)?;
        let area = Area::new(&chip.preset, &chip.technology)?;
        Ok(Self { chip, area, inference: RunCounts::default(), training: RunCounts::default() })
    }

    /// Energy of an image at the preset's operating point.
    pub(super) fn energies(&self) -> Result<[EnergyReport; 2], Failure> {
        let model = self.chip.energy(self.chip.preset.operating_point())?;
        Ok([&self.inference, &self.training].map(|run| model.account(&run.counters).per(run.images)))
    }

    pub(super) fn images_per_second(&self, run: &RunCounts) -> f64 {
        self.chip.preset.clock.value() / run.cycles_per_image()
    }
}

/// Images that a run passes in all, for the progress bar.
pub(super) fn work(extent: Extent, split: &Split) -> u64 {
    let epoch = split.train.len() as u64;
    let epochs = u64::from(extent.epochs);
    let timed = u64::from(WARM_EPOCHS + TIMED_EPOCHS) * epoch;
    if extent.quick {
        timed + 2 * epochs * epoch + 5 * epochs * SAMPLE.min(epoch)
    } else {
        timed + (2 * extent.seeds + 1) * epochs * epoch + 5 * epochs * epoch
    }
}

/// Runs all of it.
pub(super) fn measure(extent: Extent, split: &Split, progress: &Progress) -> Result<Measured, Failure> {
    progress.say("timing");
    let apical = Machine::new("apical", &[])?;
    let config = apical.chip.preset.config()?;
    let learning_rate = time_learning(&config, split, progress)?;
    progress.say("training and simulating");
    let gated: Setting =
        "dataflow.update_reads=changing".parse().map_err(apical_chip::preset::PresetError::from)?;
    let mut dense = vec![Machine::new("park2019", &[])?, Machine::new("park2019", &[gated])?];
    let mut sparse = vec![apical, Machine::new("single-bank", &[])?, Machine::new("backpropagation", &[])?];
    let dense_config = dense[0].chip.preset.config()?;
    let (park, first) = rayon::join(
        || simulated_training(&dense_config, extent, split, progress, &mut dense),
        || simulated_training(&config, extent, split, progress, &mut sparse),
    );
    let ((park_accuracy, _), (first_accuracy, update_rate)) = (park?, first?);
    let (mut accuracies, mut shifted) = (vec![first_accuracy], Vec::new());
    if !extent.quick {
        progress.say("further seeds");
        let runs: Vec<(u64, u8)> = (2..=extent.seeds)
            .map(|seed| (seed, 0))
            .chain((1..=extent.seeds).map(|seed| (seed, 1)))
            .collect();
        let results: Result<Vec<f64>, Failure> = runs
            .par_iter()
            .map(|&(seed, shift)| accuracy(&config, recipe(seed, extent.epochs, shift), split, progress))
            .collect();
        let results = results?;
        accuracies.extend(&results[..extent.seeds as usize - 1]);
        shifted.extend(&results[extent.seeds as usize - 1..]);
    }
    let mut machines = dense.into_iter().chain(sparse);
    let mut next = || machines.next().expect("five machines were made");
    Ok(Measured {
        accuracies,
        shifted,
        park_accuracy,
        update_rate,
        park: next(),
        park_gated: next(),
        apical: next(),
        single_bank: next(),
        backpropagation: next(),
        learning_rate,
    })
}

fn recipe(seed: u64, epochs: u32, shift: u8) -> Recipe {
    Recipe { seed, epochs, learning_rate: LearningRate::DEFAULT, shift }
}

fn time_learning(config: &Config, split: &Split, progress: &Progress) -> Result<f64, Failure> {
    let mut processor = FastProcessor::new(&config.initial_state(1))?;
    let mut trainer = Trainer::new(recipe(1, WARM_EPOCHS + TIMED_EPOCHS, 0), Position::default());
    let mut rates = Vec::new();
    for epoch in 0..WARM_EPOCHS + TIMED_EPOCHS {
        let started = Instant::now();
        learn_epoch(&mut trainer, &mut processor, &split.train, progress)?;
        if epoch >= WARM_EPOCHS {
            rates.push(split.train.len() as f64 / started.elapsed().as_secs_f64().max(1e-9));
        }
    }
    Ok(crate::training::median(rates))
}

fn learn_epoch(
    trainer: &mut Trainer,
    processor: &mut FastProcessor,
    train: &Dataset,
    progress: &Progress,
) -> Result<(), Failure> {
    trainer.epoch(processor, &Images(train), |_| ControlFlow::Continue(()))?;
    progress.many(train.len() as u64);
    Ok(())
}

fn tested(processor: &FastProcessor, test: &Dataset) -> Result<f64, Failure> {
    let predictions = predict::predictions(processor, test)?;
    Ok(predict::correct(&predictions, test) as f64 / test.len().max(1) as f64)
}

/// Trains to the end on the fast kernels.
fn accuracy(config: &Config, recipe: Recipe, split: &Split, progress: &Progress) -> Result<f64, Failure> {
    let mut processor = FastProcessor::new(&config.initial_state(recipe.seed))?;
    let mut trainer = Trainer::new(recipe, Position::default());
    let mut last = Vec::new();
    for epoch in 0..recipe.epochs {
        learn_epoch(&mut trainer, &mut processor, &split.train, progress)?;
        if epoch + LAST_EPOCHS >= recipe.epochs {
            last.push(tested(&processor, &split.test)?);
        }
    }
    Ok(last.iter().sum::<f64>() / last.len() as f64)
}

/// Trains on the fast kernels, and simulates the same epochs on each machine: all of their images, or the first ones of
/// each. Then classifies the test images on each. Returns accuracy and update rate.
fn simulated_training(
    config: &Config,
    extent: Extent,
    split: &Split,
    progress: &Progress,
    machines: &mut [Machine],
) -> Result<(f64, f64), Failure> {
    let recipe = recipe(1, extent.epochs, 0);
    let initial = config.initial_state(recipe.seed);
    let mut processor = FastProcessor::new(&initial)?;
    let mut trainer = Trainer::new(recipe, Position::default());
    let chips: Result<Vec<ChipProcessor>, _> = machines
        .iter()
        .map(|machine| ChipProcessor::new(&machine.chip.preset.organisation, &initial))
        .collect();
    let mut chips = chips?;
    let mut last = Vec::new();
    for epoch in 0..extent.epochs {
        let before = extent.quick.then(|| processor.state());
        let simulate = |(machine, chip): (&mut Machine, &mut ChipProcessor)| {
            if let Some(state) = &before {
                chip.load(state)?;
            }
            let most = if extent.quick { SAMPLE } else { u64::MAX };
            let mut own = Trainer::new(recipe, Position { epoch, image: 0 });
            let mut seen = 0;
            run_epoch(chip, &mut own, &Images(&split.train), &mut machine.training, |_| {
                progress.one();
                seen += 1;
                if seen >= most { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            })
        };
        machines.par_iter_mut().zip(&mut chips).try_for_each(|pair| simulate(pair).map(|_| ()))?;
        learn_epoch(&mut trainer, &mut processor, &split.train, progress)?;
        if epoch + LAST_EPOCHS >= extent.epochs {
            last.push(tested(&processor, &split.test)?);
        }
    }
    let state = processor.state();
    machines.par_iter_mut().zip(&mut chips).try_for_each(|(machine, chip)| {
        if extent.quick {
            chip.load(&state)?;
        } else if chip.state() != state {
            return Err(Failure::Use(format!(
                "{}: the simulated processor's memories differ from the fast kernels' after training",
                machine.chip.preset.name
            )));
        }
        let pixels = (0..split.test.len()).map(|index| split.test.image(index));
        machine.inference = run_inference(chip, pixels, || ())?.0;
        Ok(())
    })?;
    Ok((last.iter().sum::<f64>() / last.len() as f64, processor.counters().update_rate()))
}
