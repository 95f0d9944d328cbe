//! A run, image by image.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::mem;
use core::ops::ControlFlow;

use super::stage::one_line;
use super::{Calibration, Cut, ImageSize, Origin, Pipeline, Source, Stage, Tested};
use crate::snapshot::{DataRecord, EpochRecord, RunRecord, Snapshot};
use crate::training::{Features, Position, Recipe, Trainer, TrainerError, TrainingImages};
use crate::{Config, Judgement, Outcome, Processor};

/// Longest name of a dataset, and longest reason.
const LINE_BYTES: usize = 4000;
/// Most stages, and most cuts of one, that are kept.
const MAXIMUM_STAGES: usize = 100;
const MAXIMUM_CUTS: usize = 1000;

/// A run under way, or one that has ended. It holds no processor: whoever calls does, and hands over the same one every time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    pub(super) record: RunRecord,
    pub(super) class_names: Vec<String>,
    /// The model that the first of its stages began with.
    pub(super) origin: Option<Origin>,
    /// Stages before the one under way.
    pub(super) earlier: Vec<Stage>,
    pub(super) source: Source,
    pub(super) target: u32,
    pub(super) first_test: u32,
    /// Cuts of this stage; those before `cuts_made` have been made, the others are to come.
    pub(super) cuts: Vec<Cut>,
    pub(super) cuts_made: usize,
    pub(super) end: Position,
    pub(super) features: Remembered,
}

/// Bits of the images of this stage, if they are to be remembered. They follow from all else, so they make no run another.
#[derive(Debug, Clone, Default)]
pub(super) struct Remembered {
    wanted: bool,
    features: Option<Features>,
}

impl PartialEq for Remembered {
    fn eq(&self, _other: &Self) -> bool {
        true
    }
}

impl Eq for Remembered {}

/// What a run begins with.
#[derive(Debug, Clone)]
pub struct Start {
    /// Recipe, and where it ends. Its own record of the data, if it has one, is what must have been checked against `data`.
    pub stage: Stage,
    /// The data.
    pub data: DataRecord,
    /// Size of an image.
    pub size: ImageSize,
    /// Names of the classes, none if they have none.
    pub class_names: Vec<String>,
}

/// How far learning came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// To the end of an epoch, which is to be [closed](Run::close_epoch).
    EpochLearned,
    /// To where the observer broke off.
    Stopped,
    /// To where the run ends, within an epoch.
    Ended,
}

impl Run {
    /// A run from an untrained network.
    #[must_use]
    pub fn begin(config: &Config, start: Start) -> Self {
        let Start { stage, data, size, class_names } = start;
        let data = DataRecord { name: one_line(&data.name, LINE_BYTES), ..data };
        let record = RunRecord::new(stage.recipe, data, (size.width, size.height), config);
        let Stage { source, target, first_test, cuts, end, .. } = stage;
        let (origin, earlier, features) = (None, Vec::new(), Remembered::default());
        Self {
            record,
            class_names,
            origin,
            earlier,
            source,
            target,
            first_test,
            cuts,
            cuts_made: 0,
            end,
            features,
        }
    }

    /// Goes on with the network as it is: another stage begins. Counts and position begin anew; whatever is in the pipeline is
    /// learned by it. `start.class_names` replace those of before unless there are none.
    pub fn go_on(&mut self, config: &Config, start: Start) {
        let class_names = mem::take(&mut self.class_names);
        let mut earlier = mem::take(&mut self.earlier);
        earlier.push(self.stage());
        let (reason, software) = (self.record.irreproducible.take(), self.record.software.clone());
        let origin = self.origin.take();
        *self = Self::begin(config, start);
        self.origin = origin;
        self.record.irreproducible = reason;
        self.record.software = software;
        if self.class_names.is_empty() {
            self.class_names = class_names;
        }
        if earlier.len() >= MAXIMUM_STAGES {
            self.make_irreproducible(&alloc::format!("it went through more than {MAXIMUM_STAGES} stages"));
        } else {
            self.earlier = earlier;
        }
    }

    /// The record as a model file has it, but for the configuration's text.
    #[must_use]
    pub fn record(&self) -> &RunRecord {
        &self.record
    }

    /// What the stage under way does.
    #[must_use]
    pub fn recipe(&self) -> &Recipe {
        &self.record.recipe
    }

    /// How far the stage has come.
    #[must_use]
    pub fn position(&self) -> Position {
        self.record.position
    }

    /// Epochs at whose completion the stage is complete.
    #[must_use]
    pub fn target(&self) -> u32 {
        self.target
    }

    /// Where the run ends: at its target or before.
    #[must_use]
    pub fn end(&self) -> Position {
        self.end
    }

    /// Where the data of the stage come from.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// The model that it began with, if it did not begin with an untrained network.
    #[must_use]
    pub fn origin(&self) -> Option<&Origin> {
        self.origin.as_ref()
    }

    /// Notes the model that it begins with.
    pub fn set_origin(&mut self, origin: Option<Origin>) {
        self.origin = origin;
    }

    /// Stages before the one under way.
    #[must_use]
    pub fn earlier(&self) -> &[Stage] {
        &self.earlier
    }

    /// Names of the classes; fewer than there are output neurons, or none, if they have none.
    #[must_use]
    pub fn class_names(&self) -> &[String] {
        &self.class_names
    }

    /// Why the same network cannot be made again, if it cannot.
    #[must_use]
    pub fn irreproducible(&self) -> Option<&str> {
        self.record.irreproducible.as_deref()
    }

    /// The stage under way as it has come about, to where it stands.
    #[must_use]
    pub fn stage(&self) -> Stage {
        Stage {
            source: self.source.clone(),
            data: Some(self.record.data.clone()),
            recipe: self.record.recipe,
            target: self.target,
            first_test: self.first_test,
            cuts: self.cuts[..self.cuts_made].to_vec(),
            end: self.record.position,
        }
    }

    /// Whether the run is where it ends.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        // Whatever is in the pipeline of a stage that has learned nothing may still be cut off.
        self.record.position >= self.end && self.cut_ahead().is_none()
    }

    /// The next cut that is planned up to the end.
    fn cut_ahead(&self) -> Option<Position> {
        self.cuts.get(self.cuts_made).map(|cut| cut.position).filter(|position| *position <= self.end)
    }

    /// Whether it was to go further than to where it ends.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.record.position.epoch >= self.target
    }

    /// Whether all that is planned is of the kind that a checkpoint holds: no cuts to come, and an end after whole epochs.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.cuts_made == self.cuts.len() && (self.end.image == 0 || self.has_ended())
    }

    /// Whether the test images are tried after the epoch that is complete.
    #[must_use]
    pub fn tests_now(&self) -> bool {
        self.first_test != 0 && self.record.position.epoch >= self.first_test
    }

    /// Names the program that runs it.
    pub fn set_software(&mut self, software: &str) {
        self.record.software = software.to_string();
    }

    /// Gives the classes other names.
    pub fn set_class_names(&mut self, names: Vec<String>) {
        self.class_names = names;
    }

    /// Moves the target, and with it the end.
    pub fn extend(&mut self, target: u32) {
        self.target = target;
        self.end = Position { epoch: target, image: 0 };
    }

    /// Ends the run before its target.
    pub fn stop_at(&mut self, end: Position) {
        self.end = end.min(Position { epoch: self.target, image: 0 });
    }

    /// From now on the bits that the front end makes of an image are computed once, not in every epoch. Whoever asks for it
    /// promises the same data in every call of [`learn`](Self::learn) until the stage ends.
    pub fn remember_features(&mut self) {
        self.features.wanted = true;
    }

    /// Learns to the end of the epoch, to where the run ends, or until the observer breaks off; it sees each image that leaves
    /// the processor. Cuts that are planned are made on the way.
    ///
    /// # Errors
    /// If the data do not fit the processor, or the learning rate the format.
    pub fn learn<P: Processor + ?Sized, D: TrainingImages + ?Sized>(
        &mut self,
        processor: &mut P,
        data: &D,
        mut observe: impl FnMut(&Outcome) -> ControlFlow<()>,
    ) -> Result<Progress, TrainerError> {
        loop {
            let until = self.next_halt();
            // It was another network's.
            self.record.calibration = None;
            let before = processor.counters().clone();
            if self.features.wanted && self.features.features.is_none() {
                self.features.features = Features::new(&processor.config().front_end, data.count());
            }
            let features = self.features.features.take();
            let mut trainer = Trainer::new(self.record.recipe, self.record.position).with_features(features);
            let complete = trainer.learn(processor, data, until, &mut observe);
            self.features.features = trainer.take_features();
            self.record.current.add(&(processor.counters() - &before));
            self.record.position = trainer.position();
            if complete? {
                return Ok(Progress::EpochLearned);
            }
            if until != Some(self.record.position.image) {
                return Ok(Progress::Stopped);
            }
            while let Some(cut) =
                self.cuts.get(self.cuts_made).filter(|cut| cut.position == self.record.position)
            {
                let pipeline = cut.pipeline;
                self.cuts_made += 1;
                self.make_cut(processor, data.count(), pipeline)?;
            }
            if self.has_ended() {
                return Ok(Progress::Ended);
            }
        }
    }

    /// The next image of the current epoch before which something is planned.
    fn next_halt(&self) -> Option<u32> {
        let end = Some(self.end).filter(|end| end.image > 0);
        let planned = [self.cut_ahead(), end].into_iter().flatten();
        planned.filter(|at| at.epoch == self.record.position.epoch).map(|at| at.image).min()
    }

    /// Closes the record of an epoch that was learned.
    pub fn close_epoch(&mut self, tested: Option<Tested>) {
        let empty = EpochRecord {
            spikes: alloc::vec![0; self.record.current.spikes.len()],
            ..EpochRecord::default()
        };
        let mut epoch = mem::replace(&mut self.record.current, empty);
        if let Some(Tested { tested, correct }) = tested {
            (epoch.tested, epoch.correct) = (tested, correct);
        }
        self.record.history.push(epoch);
    }

    /// The same with what the network takes test images for, one a label: how often it is right, and how often by the margin of its
    /// winner.
    pub fn close_tested_epoch(&mut self, found: &[Judgement], labels: &[u8]) {
        let predictions: Vec<u8> = found.iter().map(|found| found.class).collect();
        self.close_epoch(Some(Tested::of_predictions(&predictions, labels)));
        self.calibrate(Calibration::of_judgements(found, labels));
    }

    /// Notes how often the network, as it stands, is right by the margin of its winner; until it learns on.
    pub fn calibrate(&mut self, calibration: Option<Calibration>) {
        self.record.calibration = calibration;
    }

    /// Interrupts the epoch for good: see [`Pipeline`]. What is learned is learned at the rate of the image that entered last.
    /// Nothing is noted where nothing is lost by it.
    ///
    /// # Errors
    /// If the processor cannot take its own state back, or the learning rate does not fit it.
    pub fn cut<P: Processor + ?Sized, D: TrainingImages + ?Sized>(
        &mut self,
        processor: &mut P,
        data: &D,
        pipeline: Pipeline,
    ) -> Result<(), TrainerError> {
        let under_way = !processor.state().in_flight.is_empty();
        if under_way || (pipeline == Pipeline::EpochEnded && self.record.position.image > 0) {
            self.note_cut(pipeline);
            self.make_cut(processor, data.count(), pipeline)?;
        }
        Ok(())
    }

    /// Notes a cut that was just made.
    pub(super) fn note_cut(&mut self, pipeline: Pipeline) {
        self.cuts.truncate(self.cuts_made);
        self.cuts.push(Cut { position: self.record.position, pipeline });
        self.cuts_made += 1;
        if self.cuts_made > MAXIMUM_CUTS {
            self.make_irreproducible(&alloc::format!("it was interrupted more than {MAXIMUM_CUTS} times"));
            self.cuts.clear();
            self.cuts_made = 0;
        }
    }

    fn make_cut<P: Processor + ?Sized>(
        &mut self,
        processor: &mut P,
        count: u32,
        pipeline: Pipeline,
    ) -> Result<(), TrainerError> {
        if pipeline == Pipeline::Dropped {
            let mut state = processor.state();
            state.in_flight.clear();
            return Ok(processor.load(&state)?);
        }
        // A processor that was made from a file has no rate yet.
        let (Position { epoch, image }, recipe) = (self.record.position, self.record.recipe);
        let before = u64::from(epoch) * u64::from(count);
        let (last, images) =
            (before + u64::from(image.saturating_sub(1)), u64::from(recipe.epochs) * u64::from(count));
        processor.set_step_rate(recipe.learning_rate.step_rate(last, images, processor.config().format)?);
        let before = processor.counters().clone();
        while processor.drain_one().is_some() {}
        self.record.current.add(&(processor.counters() - &before));
        if pipeline == Pipeline::EpochEnded {
            self.record.position = Position { epoch: self.record.position.epoch.saturating_add(1), image: 0 };
            self.close_epoch(None);
        }
        Ok(())
    }

    /// States that the network learned beside the run: it cannot be made again, for this reason, and how sure it is is no longer known.
    pub fn learned_beside(&mut self, reason: &str) {
        self.make_irreproducible(reason);
        self.record.calibration = None;
    }

    /// States that the same network cannot be made again, and why. The first reason stands.
    pub fn make_irreproducible(&mut self, reason: &str) {
        let reason = one_line(reason, LINE_BYTES);
        self.record.irreproducible.get_or_insert(reason);
    }

    /// Everything as a model file has it.
    #[must_use]
    pub fn snapshot<P: Processor + ?Sized>(&self, processor: &P) -> Snapshot {
        let state = processor.state();
        let run = self.record_with_text(&state.config);
        Snapshot { state, run }
    }
}
