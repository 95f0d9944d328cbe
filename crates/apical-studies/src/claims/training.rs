//! Training runs: on the fast kernels, and the same images on simulated machines.

use std::ops::ControlFlow;
use std::time::Instant;

use apical_chip::machine::ChipProcessor;
use apical_chip::simulation::{RunCounts, Sample, run_epoch, run_inference};
use apical_core::fast::FastProcessor;
use apical_core::run::Tested;
use apical_core::training::{LearningRate, Position, Recipe, Trainer};
use apical_core::{Config, Processor, State};
use apical_data::{Dataset, Split};
use apical_report::{mean, median};
use rayon::prelude::*;

use super::machine::MeasuredMachine;
use super::request::ClaimsRequest;
use crate::{Control, StudyError, predict};

/// Accuracy is the mean over so many last epochs.
const LAST_EPOCHS: u32 = 5;
/// What a quick run simulates of each epoch.
pub(super) const SAMPLE: Sample = Sample { parts: 10, images: 60 };
/// Epochs before the speed of learning is timed, and epochs timed.
pub(super) const WARM_EPOCHS: u32 = 2;
pub(super) const TIMED_EPOCHS: u32 = 5;

pub(super) fn recipe(seed: u64, epochs: u32, shift: u8) -> Recipe {
    Recipe { seed, epochs, learning_rate: LearningRate::DEFAULT, shift }
}

/// Images learned a second: the median epoch, on one core.
pub(super) fn time_learning(config: &Config, split: &Split, control: Control<'_>) -> Result<f64, StudyError> {
    let mut processor = FastProcessor::new(&config.initial_state(1))?;
    let mut trainer = Trainer::new(recipe(1, WARM_EPOCHS + TIMED_EPOCHS, 0), Position::default());
    let mut rates = Vec::new();
    for epoch in 0..WARM_EPOCHS + TIMED_EPOCHS {
        let started = Instant::now();
        learn_epoch(&mut trainer, &mut processor, &split.train, control)?;
        if epoch >= WARM_EPOCHS {
            rates.push(split.train.len() as f64 / started.elapsed().as_secs_f64().max(1e-9));
        }
    }
    Ok(median(rates))
}

fn learn_epoch(
    trainer: &mut Trainer,
    processor: &mut FastProcessor,
    train: &Dataset,
    control: Control<'_>,
) -> Result<(), StudyError> {
    trainer.epoch(processor, train, |_| unless_stopped(control))?;
    control.check()?;
    control.progress(train.len() as u64);
    Ok(())
}

/// For the trainer, which asks after each image.
fn unless_stopped(control: Control<'_>) -> ControlFlow<()> {
    if control.is_stopped() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
}

fn tested(processor: &FastProcessor, test: &Dataset) -> Result<f64, StudyError> {
    let predictions = predict::predictions(processor, test)?;
    let correct = Tested::of_predictions(&predictions, test.labels()).correct;
    Ok(correct as f64 / test.len().max(1) as f64)
}

/// Trains to the end on the fast kernels. Accuracy on the test set.
pub(super) fn accuracy(
    config: &Config,
    recipe: Recipe,
    split: &Split,
    control: Control<'_>,
) -> Result<f64, StudyError> {
    let mut processor = FastProcessor::new(&config.initial_state(recipe.seed))?;
    let mut trainer = Trainer::new(recipe, Position::default());
    let mut last = Vec::new();
    for epoch in 0..recipe.epochs {
        learn_epoch(&mut trainer, &mut processor, &split.train, control)?;
        if epoch + LAST_EPOCHS >= recipe.epochs {
            last.push(tested(&processor, &split.test)?);
        }
    }
    Ok(mean(last.iter().copied()))
}

/// What a training gave.
#[derive(Debug, Clone, Copy)]
pub(super) struct Trained {
    pub(super) accuracy: f64,
    /// Share of the images that updated synapses.
    pub(super) update_rate: f64,
    /// Images learned by the fast kernels and by the machines alike, after which memories were compared.
    pub(super) compared: u64,
    /// Comparisons in which a machine's memories differed from those of the fast kernels.
    pub(super) differences: u64,
}

/// Trains on the fast kernels, and simulates the same epochs on each machine: all of their images, or samples of
/// each. Memories are compared after whatever was simulated. Then classifies the images on each.
pub(super) fn simulated(
    config: &Config,
    request: &ClaimsRequest<'_>,
    control: Control<'_>,
    machines: &mut [&mut MeasuredMachine],
) -> Result<Trained, StudyError> {
    let split = request.split;
    let recipe = recipe(1, request.epochs, 0);
    let initial = config.initial_state(recipe.seed);
    let mut processor = FastProcessor::new(&initial)?;
    let mut trainer = Trainer::new(recipe, Position::default());
    let chips: Result<Vec<ChipProcessor>, _> =
        machines.iter().map(|machine| machine.chip.machine(&initial)).collect();
    let mut chips = chips?;
    let mut last = Vec::new();
    let (mut compared, mut differences) = (0, 0);
    let count = chips.len() as u64;
    for epoch in 0..request.epochs {
        if request.quick {
            SAMPLE.epoch(&mut processor, &mut trainer, &split.train, |state, position| {
                control.check()?;
                let part = (state, position);
                let expected = SAMPLE.expected(recipe, part, &split.train)?;
                let found = machines.par_iter_mut().zip(&mut chips).map(|(machine, chip)| {
                    let state = SAMPLE.simulate(chip, recipe, part, &split.train, &mut machine.training)?;
                    Ok::<_, StudyError>(u64::from(state != expected))
                });
                differences += found.sum::<Result<u64, StudyError>>()?;
                compared += u64::from(SAMPLE.images);
                control.progress(u64::from(SAMPLE.images) * count);
                Ok::<_, StudyError>(())
            })?;
            control.progress(split.train.len() as u64);
        } else {
            machines.par_iter_mut().zip(&mut chips).try_for_each(|(machine, chip)| {
                let mut own = Trainer::new(recipe, Position { epoch, image: 0 });
                run_epoch(chip, &mut own, &split.train, &mut machine.training, |_| {
                    control.progress(1);
                    unless_stopped(control)
                })?;
                control.check()
            })?;
            learn_epoch(&mut trainer, &mut processor, &split.train, control)?;
            compared += split.train.len() as u64;
            differences += different(&chips, &processor.state());
        }
        if epoch + LAST_EPOCHS >= request.epochs {
            last.push(tested(&processor, &split.test)?);
        }
    }
    let state = processor.state();
    // What these take is compared with what learning them takes, in a note.
    let known = if request.quick { split.test.len().min(split.train.len()) } else { split.train.len() };
    machines.par_iter_mut().zip(&mut chips).try_for_each(|(machine, chip)| {
        chip.load(&state)?;
        machine.inference = classified(chip, &split.test, split.test.len(), control)?;
        machine.known = classified(chip, &split.train, known, control)?;
        Ok::<_, StudyError>(())
    })?;
    let update_rate = processor.counters().update_rate();
    Ok(Trained { accuracy: mean(last.iter().copied()), update_rate, compared, differences })
}

/// Machines whose state is another one.
fn different(chips: &[ChipProcessor], state: &State) -> u64 {
    chips.iter().filter(|chip| chip.state() != *state).count() as u64
}

/// The first `count` images.
fn classified(
    chip: &mut ChipProcessor,
    images: &Dataset,
    count: usize,
    control: Control<'_>,
) -> Result<RunCounts, StudyError> {
    let wanted = (0..count).take_while(|_| !control.is_stopped());
    let (run, _) = run_inference(chip, wanted.map(|index| images.image(index)), || ())?;
    control.check()?;
    Ok(run)
}
