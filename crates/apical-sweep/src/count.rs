//! The cycle-level processor on a trained network.

use std::ops::ControlFlow;

use apical_chip::machine::ChipProcessor;
use apical_chip::simulation::{RunCounts, run_epoch, run_inference};
use apical_core::training::Trainer;
use apical_core::{Processor, State};
use apical_data::SplitRule;

use crate::counts::{Counts, LearningCounts};
use crate::networks::{CHECKPOINTS, Networks};
use crate::run::SweepObserver;
use crate::{Point, SweepError};

/// Images between two looks at the clock.
const STEP: u64 = 128;

/// Counts what a point's machine does. `None` if asked to stop.
pub(crate) fn count(
    networks: &Networks<'_>,
    point: &Point,
    observer: &SweepObserver<'_>,
) -> Result<Option<Counts>, SweepError> {
    let Some(snapshot) = networks.trained(point, observer)? else { return Ok(None) };
    let Some(classified) = classify(networks, point, &snapshot.state, observer)? else { return Ok(None) };
    let learning = match point.config.processor.learning_images {
        0 => None,
        _ => match learn(networks, point, observer)? {
            Some(learning) => Some(learning),
            None => return Ok(None),
        },
    };
    Ok(Some(Counts::new(&snapshot, classified, learning)))
}

fn machine(point: &Point, state: &State) -> Result<ChipProcessor, SweepError> {
    point.design.machine(state).map_err(|error| SweepError::Impossible(error.to_string()))
}

fn classify(
    networks: &Networks<'_>,
    point: &Point,
    state: &State,
    observer: &SweepObserver<'_>,
) -> Result<Option<RunCounts>, SweepError> {
    // As `apical simulate --limit` takes them.
    let test =
        SplitRule::default().limit(networks.subject.test.clone(), point.config.processor.images as usize);
    let mut chip = machine(point, state)?;
    let mut images = 0_u64;
    let pixels = (0..test.len()).take_while(|_| !(observer.stop)()).map(|index| test.image(index));
    let (run, _) = run_inference(&mut chip, pixels, || {
        images += 1;
        if images.is_multiple_of(STEP) {
            (observer.worked)(STEP);
        }
    })?;
    (observer.worked)(images % STEP);
    Ok((!(observer.stop)()).then_some(run))
}

/// Learns from networks as they were at checkpoints spread over the training.
fn learn(
    networks: &Networks<'_>,
    point: &Point,
    observer: &SweepObserver<'_>,
) -> Result<Option<LearningCounts>, SweepError> {
    let mut run = RunCounts::default();
    let (mut learned, mut updates) = (0, 0);
    for checkpoint in 0..CHECKPOINTS {
        // The network was trained just now, or found whole.
        let Some(snapshot) = networks.at(point, checkpoint) else { continue };
        if snapshot.run.position.epoch >= point.recipe.epochs {
            continue;
        }
        let mut chip = machine(point, &snapshot.state)?;
        let before = chip.counters().clone();
        let mut trainer = Trainer::new(point.recipe, snapshot.run.position);
        let (mut images, wanted) = (0_u64, u64::from(point.config.processor.learning_images));
        run_epoch(&mut chip, &mut trainer, &networks.subject.train, &mut run, |_| {
            images += 1;
            if images >= wanted { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        (observer.worked)(images);
        let counted = chip.counters() - &before;
        learned += counted.learned;
        updates += counted.updates;
        if (observer.stop)() {
            return Ok(None);
        }
    }
    Ok(Some(LearningCounts { run, learned, updates }))
}
