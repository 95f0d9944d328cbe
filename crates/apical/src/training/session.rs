//! The loop over epochs.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Instant;

use apical_core::Processor;
use apical_core::fast::FastProcessor;
use apical_core::snapshot::{EpochRecord, RunRecord, Snapshot};
use apical_core::training::Trainer;
use apical_data::Split;

use super::{Display, Rates};
use crate::failure::Failure;
use crate::{interrupt, predict};

/// Images between two looks at the progress bar.
const PROGRESS_STEP: u64 = 1024;

/// A run under way.
pub(crate) struct Session<'a> {
    trainer: Trainer,
    processor: FastProcessor,
    record: RunRecord,
    data: &'a Split,
    rates: Rates,
    /// Predictions for the test set after the last epoch.
    predictions: Vec<u8>,
}

/// How far to go, and where checkpoints go.
pub(crate) struct Goal {
    /// Epochs at whose completion to end.
    pub(crate) last_epoch: u32,
    /// Save a checkpoint after every so many epochs.
    pub(crate) checkpoint_every: Option<u32>,
    pub(crate) checkpoint: PathBuf,
}

/// How a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// It has come as far as it was to.
    Complete,
    /// Ctrl-C; the checkpoint is saved.
    Interrupted,
}

impl<'a> Session<'a> {
    /// A run at the position of its record.
    pub(crate) fn new(processor: FastProcessor, record: RunRecord, data: &'a Split) -> Self {
        let trainer = Trainer::new(record.recipe, record.position);
        Self { trainer, processor, record, data, rates: Rates::default(), predictions: Vec::new() }
    }

    /// Learns until the goal or Ctrl-C.
    pub(crate) fn run(&mut self, goal: &Goal, display: &mut dyn Display) -> Result<Ending, Failure> {
        while self.trainer.position().epoch < goal.last_epoch {
            if !self.learn(display)? {
                self.save(&goal.checkpoint)?;
                return Ok(Ending::Interrupted);
            }
            self.test()?;
            display.epoch(&self.record, self.rates.last());
            let epoch = self.record.position.epoch;
            let due = goal.checkpoint_every.is_some_and(|every| epoch.is_multiple_of(every));
            // After the last epoch there is nothing left to interrupt.
            let interrupted = interrupt::requested() && epoch < goal.last_epoch;
            if due || interrupted {
                self.save(&goal.checkpoint)?;
            }
            if interrupted {
                return Ok(Ending::Interrupted);
            }
        }
        Ok(Ending::Complete)
    }

    /// Learns to the end of the epoch, or until Ctrl-C. Whether the epoch was completed.
    fn learn(&mut self, display: &mut dyn Display) -> Result<bool, Failure> {
        let before = self.processor.counters().clone();
        let mut image = u64::from(self.trainer.position().image);
        let started = Instant::now();
        let complete = self.trainer.epoch(&mut self.processor, &self.data.train, |_| {
            image += 1;
            if image.is_multiple_of(PROGRESS_STEP) {
                display.progress(image);
            }
            if interrupt::requested() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        let seconds = started.elapsed().as_secs_f64();
        let counted = self.processor.counters() - &before;
        self.rates.add(counted.learned, seconds);
        self.record.current.add(&counted);
        self.record.position = self.trainer.position();
        Ok(complete)
    }

    /// Measures the accuracy on all cores and closes the epoch's record. The trainer has drained the pipeline.
    fn test(&mut self) -> Result<(), Failure> {
        self.predictions = predict::predictions(&self.processor, &self.data.test)?;
        let empty = EpochRecord::empty(self.processor.config().layer_count());
        let mut epoch = std::mem::replace(&mut self.record.current, empty);
        epoch.tested = self.data.test.len() as u64;
        epoch.correct = predict::correct(&self.predictions, &self.data.test);
        self.record.history.push(epoch);
        Ok(())
    }

    /// Saves everything that is needed to go on, or to use what has been learned.
    pub(crate) fn save(&self, path: &Path) -> Result<(), Failure> {
        let snapshot = Snapshot { state: self.processor.state(), run: self.record.clone() };
        snapshot.save(path).map_err(|error| Failure::model(path, error))
    }

    pub(crate) fn record(&self) -> &RunRecord {
        &self.record
    }

    pub(crate) fn rates(&self) -> &Rates {
        &self.rates
    }

    pub(crate) fn processor(&mut self) -> &mut FastProcessor {
        &mut self.processor
    }

    /// What the test images are taken for, at the end of the last epoch.
    pub(crate) fn predictions(&self) -> &[u8] {
        &self.predictions
    }
}
