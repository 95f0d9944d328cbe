//! The loop over epochs.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Instant;

use apical_core::fast::FastProcessor;
use apical_core::run::{Progress, Run, Start};
use apical_core::snapshot::{RunRecord, Snapshot};
use apical_core::{Config, Processor};
use apical_data::Split;
use apical_report::thousands;

use super::{Display, Rates};
use crate::failure::Failure;
use crate::{interrupt, predict};

/// Images between two looks at the progress bar.
const PROGRESS_STEP: u64 = 1024;

/// A run under way.
pub(crate) struct Session {
    run: Run,
    processor: FastProcessor,
    split: Split,
    rates: Rates,
    /// Predictions for the test set after the last epoch; none where it was not tried.
    predictions: Vec<u8>,
    /// Epochs without anything better after which to end.
    patience: Option<u32>,
    best: Option<Best>,
    /// Epochs that were learned where an earlier network was kept.
    tried: Option<u32>,
}

/// The network that did best so far.
struct Best {
    correct: u64,
    epoch: u32,
    snapshot: Snapshot,
    predictions: Vec<u8>,
}

/// Where checkpoints go, and when.
pub(crate) struct Checkpoints {
    /// Save one after every so many epochs.
    pub(crate) every: Option<u32>,
    pub(crate) path: PathBuf,
}

/// How a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// It has come as far as it was to.
    Complete,
    /// Ctrl-C; the checkpoint is saved.
    Interrupted,
}

impl Session {
    /// A run as it stands, and its data.
    pub(crate) fn new(processor: FastProcessor, mut run: Run, split: Split, patience: Option<u32>) -> Self {
        // The images are the same in every epoch.
        run.remember_features();
        let (rates, predictions, best, tried) = (Rates::default(), Vec::new(), None, None);
        Self { run, processor, split, rates, predictions, patience, best, tried }
    }

    /// Goes on with the network as it is, on other data.
    pub(crate) fn next_stage(&mut self, start: Start, split: Split) {
        self.run.go_on(self.processor.config(), start);
        self.run.remember_features();
        self.split = split;
    }

    /// Learns to the end or Ctrl-C. `last`: no further stage follows, so that what is counted is kept.
    pub(crate) fn run(
        &mut self,
        checkpoints: &Checkpoints,
        last: bool,
        display: &mut dyn Display,
    ) -> Result<Ending, Failure> {
        while !self.run.has_ended() {
            match self.learn(display)? {
                Progress::EpochLearned => {}
                Progress::Ended => break,
                Progress::Stopped => {
                    self.save(&checkpoints.path)?;
                    return Ok(Ending::Interrupted);
                }
            }
            self.test(last)?;
            display.epoch(self.run.record(), self.rates.last());
            let epoch = self.run.position().epoch;
            let due = checkpoints.every.is_some_and(|every| epoch.is_multiple_of(every));
            // After the last epoch there is nothing left to interrupt.
            let interrupted = interrupt::requested() && !(last && self.run.has_ended());
            if due || interrupted {
                self.save(&checkpoints.path)?;
            }
            if interrupted {
                return Ok(Ending::Interrupted);
            }
            if self.is_hopeless() {
                break;
            }
        }
        self.keep_best()?;
        Ok(Ending::Complete)
    }

    /// Learns to the end of the epoch or of the run, or until Ctrl-C.
    fn learn(&mut self, display: &mut dyn Display) -> Result<Progress, Failure> {
        self.predictions.clear();
        let learned = self.processor.counters().learned;
        let mut image = u64::from(self.run.position().image);
        let started = Instant::now();
        let progress = self.run.learn(&mut self.processor, &self.split.train, |_| {
            image += 1;
            if image.is_multiple_of(PROGRESS_STEP) {
                display.progress(image);
            }
            if interrupt::requested() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        self.rates.add(self.processor.counters().learned - learned, started.elapsed().as_secs_f64());
        Ok(progress)
    }

    /// Measures the accuracy on all cores and closes the epoch. The pipeline has been drained.
    fn test(&mut self, last: bool) -> Result<(), Failure> {
        let test = &self.split.test;
        if last && self.run.tests_now() {
            let judgements = predict::judgements(&self.processor, test)?;
            self.run.close_tested_epoch(&judgements, test.labels());
            self.predictions = judgements.into_iter().map(|found| found.class).collect();
        } else {
            self.run.close_epoch(None);
        }
        Ok(())
    }

    /// Keeps the network if it is the best so far. Whether so many epochs have brought nothing better that no more are to be learned.
    fn is_hopeless(&mut self) -> bool {
        let (Some(patience), Some(last)) = (self.patience, self.run.record().history.last()) else {
            return false;
        };
        let epoch = self.run.position().epoch;
        match &self.best {
            Some(best) if best.correct >= last.correct => epoch - best.epoch >= patience,
            _ => {
                let snapshot = self.run.snapshot(&self.processor);
                let predictions = self.predictions.clone();
                self.best = Some(Best { correct: last.correct, epoch, snapshot, predictions });
                false
            }
        }
    }

    /// Goes back to the best network.
    fn keep_best(&mut self) -> Result<(), Failure> {
        let Some(best) = self.best.take() else { return Ok(()) };
        if best.epoch < self.run.position().epoch {
            self.tried = Some(self.run.position().epoch);
            let (run, state) = Run::resume(best.snapshot);
            self.processor.load(&state)?;
            self.run = run;
            self.predictions = best.predictions;
        }
        Ok(())
    }

    /// Which network was kept, if that is not the last one.
    pub(crate) fn kept(&self) -> String {
        self.tried.map_or_else(String::new, |tried| {
            let (epoch, images) = (self.run.position().epoch, thousands(self.split.test.len() as u64));
            format!("kept           the network after epoch {epoch} of {tried}: the best on {images} held-out training images\n")
        })
    }

    /// Saves everything that is needed to go on, or to use what has been learned.
    pub(crate) fn save(&self, path: &Path) -> Result<(), Failure> {
        self.run.snapshot(&self.processor).save(path).map_err(|error| Failure::model(path, error))
    }

    pub(crate) fn config(&self) -> &Config {
        self.processor.config()
    }

    pub(crate) fn course(&self) -> &Run {
        &self.run
    }

    pub(crate) fn record(&self) -> &RunRecord {
        self.run.record()
    }

    pub(crate) fn rates(&self) -> &Rates {
        &self.rates
    }

    pub(crate) fn split(&self) -> &Split {
        &self.split
    }

    pub(crate) fn processor(&mut self) -> &mut FastProcessor {
        &mut self.processor
    }

    /// What the test images are taken for, at the end of the last epoch; empty if they were not tried there.
    pub(crate) fn predictions(&self) -> &[u8] {
        &self.predictions
    }
}
