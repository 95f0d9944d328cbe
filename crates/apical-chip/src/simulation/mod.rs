//! Runs of many images, and what they took.

mod sample;
mod sparse;

use std::ops::ControlFlow;

use apical_core::training::{Trainer, TrainerError, TrainingImages};
use apical_core::{Outcome, Processor, ProcessorError};
use serde::{Deserialize, Serialize};

use crate::machine::ChipProcessor;
use crate::machine::counters::MachineCounters;

pub use sample::Sample;

/// What a run of images took.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RunCounts {
    /// Images.
    pub images: u64,
    /// What the hardware did, with the slots in which the layer pipeline fills and empties.
    pub counters: MachineCounters,
    /// Number of images by the cycles between the one before and them.
    #[serde(with = "sparse")]
    histogram: Vec<u64>,
}

impl RunCounts {
    /// Mean cycles between one image and the next. The slots in which the pipeline empties at the end are left out.
    #[must_use]
    pub fn cycles_per_image(&self) -> f64 {
        let cycles: u64 = self.histogram.iter().zip(0..).map(|(count, cycles)| count * cycles).sum();
        cycles as f64 / self.images.max(1) as f64
    }

    /// Cycles that a share of the images (0 to 1) does not exceed.
    #[must_use]
    pub fn percentile(&self, share: f64) -> u64 {
        let wanted = (share * self.images as f64).ceil() as u64;
        let mut seen = 0;
        for (cycles, count) in self.histogram.iter().enumerate() {
            seen += count;
            if seen >= wanted {
                return cycles as u64;
            }
        }
        self.histogram.len().saturating_sub(1) as u64
    }

    /// Cycles between one image and the next, and how many images took so many; ascending, without those that none took.
    pub fn histogram(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        (0..).zip(self.histogram.iter().copied()).filter(|(_, images)| *images > 0)
    }

    fn add(&mut self, cycles: u64) {
        let index = cycles as usize;
        if self.histogram.len() <= index {
            self.histogram.resize(index + 1, 0);
        }
        self.histogram[index] += 1;
        self.images += 1;
    }
}

/// Classifies images in a stream. Returns their classes too; `observe` is told after each image that went in.
///
/// # Errors
/// If an image has another size, or images are being learned.
pub fn run_inference<'a>(
    processor: &mut ChipProcessor,
    images: impl IntoIterator<Item = &'a [u8]>,
    mut observe: impl FnMut(),
) -> Result<(RunCounts, Vec<u8>), ProcessorError> {
    let before = processor.machine_counters();
    let mut run = RunCounts::default();
    let mut classes = Vec::new();
    let mut stream = processor.stream()?;
    let mut at = stream.processor().cycles();
    for pixels in images {
        classes.extend(stream.push(pixels)?);
        let now = stream.processor().cycles();
        run.add((now - at).count());
        at = now;
        observe();
    }
    while let Some(class) = stream.finish_one() {
        classes.push(class);
    }
    drop(stream);
    run.counters = &processor.machine_counters() - &before;
    Ok((run, classes))
}

/// Learns one epoch, or what is left of it.
///
/// # Errors
/// As [`Trainer::epoch`].
pub fn run_epoch<D: TrainingImages + ?Sized>(
    processor: &mut ChipProcessor,
    trainer: &mut Trainer,
    data: &D,
    run: &mut RunCounts,
    observe: impl FnMut(&Outcome) -> ControlFlow<()>,
) -> Result<bool, TrainerError> {
    let before = processor.machine_counters();
    let mut observed = Observed { processor, run };
    let completed = trainer.epoch(&mut observed, data, observe)?;
    let counters = &processor.machine_counters() - &before;
    run.counters += &counters;
    Ok(completed)
}

/// Notes the cycles of each image on the way.
struct Observed<'a> {
    processor: &'a mut ChipProcessor,
    run: &'a mut RunCounts,
}

impl Processor for Observed<'_> {
    fn name(&self) -> &str {
        self.processor.name()
    }

    fn config(&self) -> &apical_core::Config {
        self.processor.config()
    }

    fn load(&mut self, state: &apical_core::State) -> Result<(), ProcessorError> {
        self.processor.load(state)
    }

    fn state(&self) -> apical_core::State {
        self.processor.state()
    }

    fn set_step_rate(&mut self, rate: apical_core::StepRate) {
        self.processor.set_step_rate(rate);
    }

    fn step_rate(&self) -> apical_core::StepRate {
        self.processor.step_rate()
    }

    fn infer(&mut self, pixels: &[u8]) -> Result<u8, ProcessorError> {
        self.processor.infer(pixels)
    }

    fn activity(&mut self, pixels: &[u8]) -> Result<apical_core::Activity, ProcessorError> {
        self.processor.activity(pixels)
    }

    fn learn(&mut self, pixels: &[u8], label: u8) -> Result<Option<Outcome>, ProcessorError> {
        let before = self.processor.cycles();
        let outcome = self.processor.learn(pixels, label)?;
        self.run.add((self.processor.cycles() - before).count());
        Ok(outcome)
    }

    fn drain_one(&mut self) -> Option<Outcome> {
        self.processor.drain_one()
    }

    fn counters(&self) -> &apical_core::Counters {
        self.processor.counters()
    }
}
