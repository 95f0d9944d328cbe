//! The processor model on a trained network.

use std::ops::ControlFlow;

use apical_chip::energy::EnergyModel;
use apical_chip::machine::ChipProcessor;
use apical_chip::simulation::{RunCounts, run_epoch, run_inference};
use apical_core::snapshot::Snapshot;
use apical_core::training::Trainer;
use apical_core::{Processor, State};

use crate::networks::{Networks, PLACES};
use crate::run::Watch;
use crate::{LearningResult, Point, PointResult, ProcessorResult, SweepError};

/// Images between two looks at the clock.
const STEP: u64 = 128;

/// Measures a point. `None` if asked to stop.
pub(crate) fn measure(
    networks: &Networks<'_>,
    point: &Point,
    watch: &Watch<'_>,
) -> Result<Option<PointResult>, SweepError> {
    let Some(snapshot) = networks.trained(point, watch)? else { return Ok(None) };
    let energy = point.design.energy();
    let Some(mut processor) = classify(networks, point, &snapshot.state, energy, watch)? else {
        return Ok(None);
    };
    if point.config.processor.learning_images > 0 {
        match learn(networks, point, energy, processor.nj_per_image, watch)? {
            Some(learning) => processor.learning = Some(learning),
            None => return Ok(None),
        }
    }
    Ok(Some(result(point, &snapshot, processor)))
}

fn result(point: &Point, snapshot: &Snapshot, processor: ProcessorResult) -> PointResult {
    let last = snapshot.run.history.last();
    let (correct, tested) = last.map_or((0, 0), |epoch| (epoch.correct, epoch.tested));
    PointResult {
        config: point.config.clone(),
        accuracy: correct as f64 / tested.max(1) as f64,
        correct,
        tested,
        update_rate: snapshot.run.total().update_rate(),
        processor,
    }
}

fn machine(point: &Point, state: &State) -> Result<ChipProcessor, SweepError> {
    point.design.machine(state).map_err(|error| SweepError::Impossible(error.to_string()))
}

fn classify(
    networks: &Networks<'_>,
    point: &Point,
    state: &State,
    energy: &EnergyModel,
    watch: &Watch<'_>,
) -> Result<Option<ProcessorResult>, SweepError> {
    let test = &networks.subject.test;
    let mut chip = machine(point, state)?;
    let count = test.len().min(point.config.processor.images as usize);
    let mut images = 0_u64;
    let pixels = (0..count).take_while(|_| !(watch.stop)()).map(|index| test.image(index));
    let (run, _) = run_inference(&mut chip, pixels, || {
        images += 1;
        if images.is_multiple_of(STEP) {
            (watch.worked)(STEP);
        }
    })?;
    (watch.worked)(images % STEP);
    if (watch.stop)() {
        return Ok(None);
    }
    let [nj_per_image, nj_low, nj_high] = nanojoules(energy, &run);
    let cycles_per_image = run.cycles_per_image();
    Ok(Some(ProcessorResult {
        images: run.images,
        cycles_per_image,
        images_per_second: point.design.point().clock.value() / cycles_per_image.max(f64::MIN_POSITIVE),
        nj_per_image,
        nj_low,
        nj_high,
        mm2: point.design.area().total().value(),
        learning: None,
    }))
}

/// An image's share: calibrated, and bounds.
fn nanojoules(energy: &EnergyModel, run: &RunCounts) -> [f64; 3] {
    let total = energy.account(&run.counters).per(run.images).total();
    [total.calibrated, total.low, total.high].map(|energy| energy.nanojoules())
}

/// Learns from networks as they were at places spread over the training.
fn learn(
    networks: &Networks<'_>,
    point: &Point,
    energy: &EnergyModel,
    classified: f64,
    watch: &Watch<'_>,
) -> Result<Option<LearningResult>, SweepError> {
    let mut run = RunCounts::default();
    let (mut learned, mut updates) = (0, 0);
    for place in 0..PLACES {
        // The network was trained just now, or found whole.
        let Some(snapshot) = networks.at(point, place) else { continue };
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
        (watch.worked)(images);
        let counted = chip.counters() - &before;
        learned += counted.learned;
        updates += counted.updates;
        if (watch.stop)() {
            return Ok(None);
        }
    }
    let [nj_per_image, nj_low, nj_high] = nanojoules(energy, &run);
    Ok(Some(LearningResult {
        images: run.images,
        update_rate: updates as f64 / (learned as f64).max(1.0),
        cycles_per_image: run.cycles_per_image(),
        nj_per_image,
        nj_low,
        nj_high,
        training_overhead: nj_per_image / classified - 1.0,
    }))
}
