//! What mean images take on a processor.

use std::ops::ControlFlow;

use apical_chip::design::Design;
use apical_chip::dvfs::{Counted, Performance, Task, WorkFigures, Workload};
use apical_chip::published;
use apical_chip::simulation::{RunCounts, run_epoch, run_inference};
use apical_chip::units::Volts;
use apical_core::State;
use apical_core::training::{LearningRate, Position, Recipe, Trainer};
use apical_data::{Dataset, Split, SplitRule};

use super::Stop;
use super::chip::SessionChip;
use crate::protocol::{CurvePoint, ProcessorFigures, Published, Work};

/// Test images classified.
const CLASSIFIED: usize = 300;
/// Training images learned.
const LEARNED: usize = 600;
/// Distance of the supplies of the curve.
const STEP: Volts = Volts::new(0.05);

/// The preset that was made after the silicon.
const RECONSTRUCTION: &str = "park2019";
const PUBLISHED: Published = Published {
    nanojoules: published::INFERENCE_ENERGY.number,
    learning_nanojoules: published::TRAINING_ENERGY.number,
    images_per_second: published::INFERENCE_RATE.value,
    milliwatts: published::POWER.number,
    area_mm2: published::AREA.number,
};

/// What mean images take, at any supply.
#[derive(Debug)]
pub(crate) struct Figures {
    workload: Workload,
    curve: Vec<CurvePoint>,
}

impl Figures {
    /// Classifies and learns some images, on a copy of the processor.
    ///
    /// `rate`: the learning rate at the end of the network's own run.
    pub(crate) fn measure(
        design: &Design,
        state: &State,
        split: &Split,
        rate: LearningRate,
    ) -> Result<Self, Stop> {
        let mut processor = design.machine(state).map_err(Stop::refused)?;
        let few = |images: &Dataset, count| SplitRule::default().limit(images.clone(), count);
        let test = few(&split.test, CLASSIFIED);
        let images = (0..test.len()).map(|index| test.image(index));
        let (inference, _) = run_inference(&mut processor, images, || {}).map_err(Stop::refused)?;
        let train = few(&split.train, LEARNED);
        let rate = LearningRate::new(rate.end(), rate.end()).unwrap_or(rate);
        let recipe = Recipe { seed: 1, epochs: 1, learning_rate: rate, shift: 0 };
        let mut trainer = Trainer::new(recipe, Position::default());
        let mut learning = RunCounts::default();
        let goes_on = |_: &_| ControlFlow::Continue(());
        run_epoch(&mut processor, &mut trainer, &train, &mut learning, goes_on).map_err(Stop::refused)?;
        let workload = Workload::new(Counted::from(&inference), Counted::from(&learning));
        let workload = workload.map_err(Stop::refused)?;
        let curve = curve(design, &workload)?;
        Ok(Self { workload, curve })
    }

    fn at(&self, design: &Design) -> Result<Performance, Stop> {
        design.scaling(&self.workload).at(design.point()).map_err(Stop::refused)
    }
}

fn curve(design: &Design, workload: &Workload) -> Result<Vec<CurvePoint>, Stop> {
    if design.technology().only_supply().is_some() {
        return Ok(Vec::new());
    }
    let points = design.scaling(workload).operating_points(STEP).map_err(Stop::refused)?;
    let point = |performance: &Performance| CurvePoint {
        supply: performance.point.supply.value(),
        clock_mhz: performance.point.clock.megahertz(),
        inference: work(performance, workload, Task::Inference),
        learning: work(performance, workload, Task::Training),
    };
    Ok(points.iter().map(point).collect())
}

fn work(performance: &Performance, workload: &Workload, task: Task) -> Work {
    let figures: &WorkFigures = performance.of(task);
    Work {
        nanojoules: figures.energy.calibrated.nanojoules(),
        low: figures.energy.low.nanojoules(),
        high: figures.energy.high.nanojoules(),
        milliwatts: figures.power().milliwatts(),
        images_per_second: figures.rate.per_second(),
        cycles: workload.of(task).cycles_per_image(),
        latency_us: figures.latency.value() * 1e6,
    }
}

impl SessionChip {
    /// All figures of the processor as it stands.
    pub(crate) fn message(&self) -> Result<ProcessorFigures, Stop> {
        let (preset, technology, point) =
            (self.design.preset(), self.design.technology(), self.design.point());
        let measured = self.figures.as_ref().map(|figures| (figures, figures.at(&self.design)));
        let (mut inference, mut learning, mut curve) = (None, None, Vec::new());
        if let Some((figures, performance)) = measured {
            let performance = performance?;
            inference = Some(work(&performance, &figures.workload, Task::Inference));
            learning = Some(work(&performance, &figures.workload, Task::Training));
            curve.clone_from(&figures.curve);
        }
        let overhead = inference.zip(learning).map(|(i, l)| l.nanojoules / i.nanojoules - 1.0);
        Ok(ProcessorFigures {
            preset: preset.name.clone(),
            technology: technology.name.clone(),
            area_mm2: self.design.area().total().value(),
            supply: point.supply.value(),
            minimum_supply: technology.minimum_supply.value(),
            maximum_supply: technology.maximum_supply.value(),
            own_supply: preset.supply.value(),
            clock_mhz: point.clock.megahertz(),
            inference,
            learning,
            overhead,
            curve,
            published: (preset.name == RECONSTRUCTION).then_some(PUBLISHED),
        })
    }
}
