//! What a mean image takes on the cycle-level processor.

use std::ops::ControlFlow;

use apical_chip::design::Design;
use apical_chip::dvfs::{Counted, Workload};
use apical_chip::simulation::{RunCounts, run_epoch, run_inference};
use apical_core::fast::FastProcessor;
use apical_core::training::{LearningRate, Position, Recipe, Trainer};
use apical_core::{Processor, State};
use apical_data::{Dataset, SplitRule};

use super::{DvfsArguments, refused};
use crate::chip;
use crate::data;
use crate::failure::Failure;
use crate::logging::Verbosity;
use crate::model::Model;
use crate::network::{Subject, Use, network};
use crate::progress::Progress;

/// Epochs of learning before anything is counted: the first images update far more than later ones.
pub(super) const EPOCHS: u32 = 10;
/// Test images classified.
const CLASSIFIED: u32 = 500;
/// Training images learned, in the epoch after.
const LEARNED: u32 = 2000;
const SEED: u64 = 1;

/// Counts, and what they were made with.
pub(super) struct Measured {
    pub(super) workload: Workload,
    pub(super) data: String,
    /// Whether the network came from a file.
    pub(super) given: bool,
    /// Share of the learned images that changed synapses.
    pub(super) update_rate: f64,
}

pub(super) fn measure(
    arguments: &DvfsArguments,
    model: Option<Model>,
    design: &Design,
    verbosity: Verbosity,
) -> Result<Measured, Failure> {
    let given = model.is_some();
    let Subject { state, name, train: whole, test, .. } =
        network(model, &arguments.data, design, SEED, Use::Learn { limit: None })?;
    // Before the learning, which would be in vain if the preset cannot hold the network.
    let mut processor = chip::machine(design, &state, "the network")?;
    let recipe = Recipe { seed: SEED, epochs: EPOCHS + 1, learning_rate: LearningRate::DEFAULT, shift: 0 };
    let rule = SplitRule::default();
    let test = data::limited(test, Some(CLASSIFIED), rule);
    let train = data::limited(whole.clone(), Some(LEARNED), rule);
    let learning = if given { 0 } else { whole.len() as u64 * u64::from(EPOCHS) };
    let progress = Progress::new(learning + (test.len() + train.len()) as u64, verbosity);
    if !given {
        processor.load(&learned(&state, recipe, &whole, &progress)?)?;
    }
    progress.say("counting");
    let pixels = (0..test.len()).map(|index| test.image(index));
    let (inference, _) = run_inference(&mut processor, pixels, || progress.one())?;
    let mut training = RunCounts::default();
    let mut trainer = Trainer::new(recipe, Position { epoch: EPOCHS, image: 0 });
    run_epoch(&mut processor, &mut trainer, &train, &mut training, |_| {
        progress.one();
        ControlFlow::Continue(())
    })?;
    progress.finish();
    let workload = Workload::new(Counted::from(&inference), Counted::from(&training)).map_err(refused)?;
    Ok(Measured { workload, data: name, given, update_rate: processor.counters().update_rate() })
}

/// The network after some epochs, on the fast back end: both compute the same, bit for bit.
fn learned(state: &State, recipe: Recipe, train: &Dataset, progress: &Progress) -> Result<State, Failure> {
    let mut processor = FastProcessor::new(state)?;
    let mut trainer = Trainer::new(recipe, Position::default());
    for epoch in 1..=EPOCHS {
        progress.say(&format!("learning, epoch {epoch} of {EPOCHS}"));
        trainer.epoch(&mut processor, train, |_| {
            progress.one();
            ControlFlow::Continue(())
        })?;
    }
    Ok(processor.state())
}
