//! From counts to a point's result: energies and speed at its supply, in its technology.

use apical_chip::energy::EnergyModel;
use apical_chip::simulation::RunCounts;

use crate::counts::{Counts, LearningCounts};
use crate::{LearningResult, Point, PointResult, ProcessorResult};

/// The result of a point whose counts are known.
pub(crate) fn measure(point: &Point, counts: &Counts) -> PointResult {
    let energy = point.design.energy();
    let [nj_per_image, nj_low, nj_high] = nanojoules(energy, &counts.classified);
    let cycles_per_image = counts.classified.cycles_per_image();
    let learning = counts.learning.as_ref();
    PointResult {
        config: point.config.clone(),
        accuracy: counts.correct as f64 / counts.tested.max(1) as f64,
        correct: counts.correct,
        tested: counts.tested,
        update_rate: counts.update_rate,
        processor: ProcessorResult {
            images: counts.classified.images,
            cycles_per_image,
            images_per_second: point.design.point().clock.value() / cycles_per_image.max(f64::MIN_POSITIVE),
            nj_per_image,
            nj_low,
            nj_high,
            mm2: point.design.area().total().value(),
            learning: learning.map(|learning| learned(energy, learning, nj_per_image)),
        },
    }
}

/// What learning takes; `classified`: nanojoules of an image that is classified.
fn learned(energy: &EnergyModel, counts: &LearningCounts, classified: f64) -> LearningResult {
    let LearningCounts { run, learned, updates } = counts;
    let [nj_per_image, nj_low, nj_high] = nanojoules(energy, run);
    LearningResult {
        images: run.images,
        update_rate: *updates as f64 / (*learned as f64).max(1.0),
        cycles_per_image: run.cycles_per_image(),
        nj_per_image,
        nj_low,
        nj_high,
        training_overhead: nj_per_image / classified - 1.0,
    }
}

/// An image's share: calibrated, and bounds.
fn nanojoules(energy: &EnergyModel, run: &RunCounts) -> [f64; 3] {
    let total = energy.account(&run.counters).per(run.images).total();
    [total.calibrated, total.low, total.high].map(|energy| energy.nanojoules())
}
