//! A training run, in slices.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use apical_chip::energy::EnergyModel;
use apical_chip::machine::ChipProcessor;
use apical_chip::machine::counters::MachineCounters;
use apical_core::snapshot::{DataRecord, EpochRecord, RunRecord};
use apical_core::training::{LearningRate, Position, Recipe, Trainer};
use apical_core::{Config, Counters, Processor};
use apical_data::Loaded;
use apical_sweep::Images;

use super::chip::Chip;
use super::model::{Model, epoch};
use super::teach::fixed;
use super::{Done, MESSAGE_INTERVAL, Session, Stop};
use crate::protocol::{Epoch, Message, Point, Run, TrainingState};
use crate::shared::{configuration_text, correct};

/// Longest time without a look at what has arrived.
const SLICE: Duration = Duration::from_millis(15);
/// Images between two looks at the clock.
const STRIDE: u32 = 64;
/// Points of a whole run's curves.
const POINTS: u64 = 240;
/// Epochs of a run.
const EPOCHS: std::ops::RangeInclusive<u32> = 1..=1000;
/// Seeds that JavaScript holds exactly.
const LARGEST_SEED: u64 = 1 << 53;
/// Slowest run, in images a second.
const SLOWEST: f64 = 0.1;
/// Images of a step.
const STEP_IMAGES: std::ops::RangeInclusive<u32> = 1..=1_000_000;

/// What some images of a run took.
#[derive(Debug, Default, Clone)]
struct Part {
    images: u64,
    errors: u64,
    updates: u64,
    counters: MachineCounters,
}

impl Part {
    fn add(&mut self, rule: &Counters, machine: &MachineCounters) {
        self.images += rule.learned;
        self.errors += rule.errors;
        self.updates += rule.updates;
        self.counters += machine;
    }

    fn share(&self, count: u64) -> Option<f64> {
        (self.images > 0).then(|| count as f64 / self.images as f64)
    }

    fn nanojoules(&self, energy: &EnergyModel) -> Option<f64> {
        let total = || energy.account(&self.counters).total().calibrated.nanojoules();
        (self.images > 0).then(|| total() / self.images as f64)
    }
}

/// A run under way, or one that has ended.
pub(crate) struct Training {
    data: Arc<Loaded>,
    trainer: Trainer,
    state: TrainingState,
    record: RunRecord,
    speed: Option<f64>,
    /// Images that the speed allows by now, and when that was.
    allowed: (f64, Instant),
    /// Images until it halts by itself.
    remaining: Option<u32>,
    learned: u64,
    since_message: Part,
    since_point: Part,
    of_epoch: Part,
    nanojoules: Vec<f64>,
    points: Vec<Point>,
    told: Instant,
}

impl Training {
    pub(crate) fn state(&self) -> TrainingState {
        self.state
    }

    pub(crate) fn is_under_way(&self) -> bool {
        matches!(self.state, TrainingState::Running | TrainingState::Paused)
    }

    /// The run's record with what it has learned by now, while it is under way.
    pub(crate) fn record_so_far(&self) -> Option<RunRecord> {
        let position = self.trainer.position();
        self.is_under_way().then(|| RunRecord { position, ..self.record.clone() })
    }

    /// Time until the speed allows another image.
    pub(crate) fn pause(&self) -> Duration {
        match self.speed {
            None => Duration::ZERO,
            Some(speed) => {
                let now = self.allowed.0 + self.allowed.1.elapsed().as_secs_f64() * speed;
                let wait = ((1.0 - now) / speed).clamp(0.0, MESSAGE_INTERVAL.as_secs_f64());
                Duration::from_secs_f64(wait)
            }
        }
    }

    /// Images that may be learned now.
    fn allowance(&mut self) -> u32 {
        let by_step = self.remaining.unwrap_or(u32::MAX);
        let Some(speed) = self.speed else { return by_step };
        let now = Instant::now();
        let gained = (now - self.allowed.1).as_secs_f64() * speed;
        // What was missed while something else took long is not made up for.
        let images = (self.allowed.0 + gained).min((speed * 0.2).max(1.0));
        self.allowed = (images, now);
        by_step.min(images as u32)
    }

    fn images_of_a_point(&self) -> u64 {
        let images = self.data.split.train.len() as u64 * u64::from(self.record.recipe.epochs);
        (images / POINTS).max(1)
    }

    /// Learns some images. Whether an epoch was completed.
    fn slice(&mut self, processor: &mut ChipProcessor, energy: &EnergyModel) -> Result<bool, Stop> {
        let room = self.images_of_a_point().saturating_sub(self.since_point.images).max(1);
        let images = u64::from(self.allowance()).min(room) as u32;
        if images == 0 {
            return Ok(false);
        }
        let (rule, machine) = (processor.counters().clone(), processor.machine_counters());
        let (began, mut left) = (Instant::now(), 0);
        let completed = self.trainer.epoch(processor, &Images(&self.data.split.train), |_| {
            left += 1;
            let slow = left % STRIDE == 0 && began.elapsed() >= SLICE;
            if left >= images || slow { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        let completed = completed.map_err(Stop::refused)?;
        let (rule, machine) = (processor.counters() - &rule, &processor.machine_counters() - &machine);
        self.record.current.add(&rule);
        self.learned += rule.learned;
        for part in [&mut self.since_message, &mut self.since_point, &mut self.of_epoch] {
            part.add(&rule, &machine);
        }
        self.allowed.0 -= rule.learned as f64;
        if let Some(remaining) = &mut self.remaining {
            *remaining = remaining.saturating_sub(rule.learned as u32);
            if *remaining == 0 {
                self.state = TrainingState::Paused;
                self.remaining = None;
            }
        }
        if completed || self.since_point.images >= self.images_of_a_point() {
            self.add_point(energy);
        }
        Ok(completed)
    }

    fn add_point(&mut self, energy: &EnergyModel) {
        let part = std::mem::take(&mut self.since_point);
        let figures = (part.share(part.errors), part.share(part.updates), part.nanojoules(energy));
        if let (Some(error), Some(update_rate), Some(nanojoules)) = figures {
            self.points.push(Point { image: self.learned, error, update_rate, nanojoules });
        }
    }

    /// Tests the network and moves on to the next epoch.
    fn end_epoch(&mut self, chip: &Chip) {
        let test = &self.data.split.test;
        let layers = chip.config().layer_count();
        let mut record = std::mem::replace(&mut self.record.current, EpochRecord::empty(layers));
        if let Some(correct) = correct(&chip.processor.state(), test) {
            (record.tested, record.correct) = (test.len() as u64, correct);
        }
        self.record.history.push(record);
        let part = std::mem::take(&mut self.of_epoch);
        self.nanojoules.extend(part.nanojoules(&chip.energy));
        self.record.position = self.trainer.position();
        if self.record.position.epoch >= self.record.recipe.epochs {
            self.state = TrainingState::Finished;
        }
    }

    fn history(&self) -> Vec<Epoch> {
        let energies = self.nanojoules.iter().copied().map(Some).chain(std::iter::repeat(None));
        self.record.history.iter().zip(energies).map(|(record, energy)| epoch(record, energy)).collect()
    }

    fn message(&mut self, energy: &EnergyModel) -> Message {
        let part = std::mem::take(&mut self.since_message);
        let seconds = self.told.elapsed().as_secs_f64().max(1e-3);
        self.told = Instant::now();
        let position = self.trainer.position();
        Message::Training(crate::protocol::Training {
            state: self.state,
            data: self.data.name.clone(),
            epoch: position.epoch,
            epochs: self.record.recipe.epochs,
            image: position.image,
            images: self.data.split.train.len() as u32,
            images_per_second: (part.images > 0).then(|| part.images as f64 / seconds),
            error: part.share(part.errors),
            update_rate: part.share(part.updates),
            nanojoules: part.nanojoules(energy),
            points: std::mem::take(&mut self.points),
            history: self.history(),
        })
    }
}

impl Session {
    pub(super) fn train(&mut self, run: Run) -> Done {
        self.check_at_rest()?;
        check_speed(run.images_per_second)?;
        if !EPOCHS.contains(&run.epochs) {
            return Err(Stop::Refused(format!("epochs: {} is out of range: 1 to 1000", run.epochs)));
        }
        if run.seed > LARGEST_SEED {
            return Err(Stop::Refused(format!("seed: {} is out of range: 0 to 2^53", run.seed)));
        }
        let ends = (
            fixed("learning_rate.from", run.learning_rate.from)?,
            fixed("learning_rate.to", run.learning_rate.to)?,
        );
        let learning_rate = LearningRate::new(ends.0, ends.1);
        let learning_rate = learning_rate.ok_or_else(|| Stop::Refused("learning_rate".into()))?;
        let data = self.shared.shelf.get(&run.data).map_err(Stop::Refused)?;
        let config = self.config_for(&data, run.fresh)?;
        learning_rate.check(config.format).map_err(Stop::refused)?;
        let recipe = Recipe { seed: run.seed, epochs: run.epochs, learning_rate, shift: 0 };
        let mut record = record(&config, recipe, &data);
        if !run.fresh {
            // The record alone would not make this network again.
            record.software += ", live page, going on from another run";
        }
        let now = Instant::now();
        let training = Training {
            trainer: Trainer::new(recipe, Position::default()),
            data,
            state: TrainingState::Running,
            record: record.clone(),
            speed: run.images_per_second,
            allowed: (0.0, now),
            remaining: None,
            learned: 0,
            since_message: Part::default(),
            since_point: Part::default(),
            of_epoch: Part::default(),
            nanojoules: Vec::new(),
            points: Vec::new(),
            told: now,
        };
        let mut model = Model::new(record, &config);
        if run.fresh {
            self.replace(model, &config.initial_state(run.seed))?;
        } else {
            self.remember(self.network());
            model.classes.clone_from(&self.model.classes);
            model.taught = self.model.taught;
            self.model = model;
        }
        self.training = Some(training);
        self.say_training()
    }

    /// The configuration of a run: the network's own; of an untrained one, sizes that fit the images.
    fn config_for(&self, data: &Loaded, fresh: bool) -> Result<Config, Stop> {
        let train = &data.split.train;
        let mut config = self.chip.config().clone();
        let own = (self.model.run.image_width, self.model.run.image_height);
        if fresh {
            let last = config.layers.len() - 1;
            config.layers[0] = train.image_size();
            config.layers[last] = train.classes().max(apical_core::MINIMUM_CLASSES);
            config.validate().map_err(Stop::refused)?;
        } else if (train.width(), train.height()) != own || train.classes() > config.classes() {
            return Err(Stop::Refused(format!(
                "data: {} has images of {} x {} in {} classes; this network was made for {} x {} and {} classes",
                data.name,
                train.height(),
                train.width(),
                train.classes(),
                own.1,
                own.0,
                config.classes()
            )));
        }
        Ok(config)
    }

    /// Learns the next images of a run.
    pub(super) fn learn_on(&mut self) -> Done {
        let Some(mut training) = self.training.take() else { return Ok(()) };
        let before = self.chip.processor.counters().clone();
        let counted = self.chip.processor.machine_counters();
        let completed = training.slice(&mut self.chip.processor, &self.chip.energy);
        let rule = self.chip.processor.counters() - &before;
        let machine = &self.chip.processor.machine_counters() - &counted;
        if rule.learned > 0 {
            self.averages.learned(&machine, rule.learned, rule.updates);
        }
        if matches!(completed, Ok(true)) {
            training.end_epoch(&self.chip);
        }
        let ended = training.state == TrainingState::Finished;
        let halted = training.state == TrainingState::Paused;
        let due = ended || halted || training.told.elapsed() >= MESSAGE_INTERVAL;
        self.training = Some(training);
        completed?;
        if ended {
            return self.end_run(TrainingState::Finished);
        }
        if due { self.say_training() } else { Ok(()) }
    }

    fn say_training(&mut self) -> Done {
        let message = self.training.as_mut().map(|training| training.message(&self.chip.energy));
        message.map_or(Ok(()), |message| self.send(&message))
    }

    fn under_way(&mut self) -> Result<&mut Training, Stop> {
        let training = self.training.as_mut().filter(|training| training.is_under_way());
        training.ok_or_else(|| Stop::Refused("no training run is under way".into()))
    }

    pub(super) fn pause(&mut self) -> Done {
        let training = self.under_way()?;
        (training.state, training.remaining) = (TrainingState::Paused, None);
        self.say_training()
    }

    /// `images`: so many, and then it halts.
    pub(super) fn resume(&mut self, images: Option<u32>) -> Done {
        if let Some(images) = images
            && !STEP_IMAGES.contains(&images)
        {
            return Err(Stop::Refused(format!("images: {images} is out of range: 1 to 1000000")));
        }
        let training = self.under_way()?;
        (training.state, training.remaining) = (TrainingState::Running, images);
        (training.allowed, training.told) = ((1.0, Instant::now()), Instant::now());
        self.say_training()
    }

    pub(super) fn set_speed(&mut self, speed: Option<f64>) -> Done {
        check_speed(speed)?;
        let training = self.under_way()?;
        (training.speed, training.allowed) = (speed, (0.0, Instant::now()));
        self.say_training()
    }

    pub(super) fn stop(&mut self) -> Done {
        self.under_way()?;
        self.end_run(TrainingState::Stopped)
    }

    /// The run ends; the network is the session's from now on.
    fn end_run(&mut self, how: TrainingState) -> Done {
        let Some(training) = &mut self.training else { return Ok(()) };
        training.state = how;
        // What is under way is learned.
        let before = self.chip.processor.counters().clone();
        while self.chip.processor.drain_one().is_some() {}
        training.record.current.add(&(self.chip.processor.counters() - &before));
        training.record.position = training.trainer.position();
        self.model.run = training.record.clone();
        self.model.nanojoules.clone_from(&training.nanojoules);
        self.say_training()?;
        self.advance();
        self.chip.figures = None;
        self.say_everything()
    }
}

fn record(config: &Config, recipe: Recipe, data: &Loaded) -> RunRecord {
    let (train, test) = (&data.split.train, &data.split.test);
    let hashes = (train.hash().into(), test.hash().into());
    let name = DataRecord { name: data.name.clone(), train_hash: hashes.0, test_hash: hashes.1 };
    let mut run = RunRecord::new(recipe, name, (train.width(), train.height()), config);
    run.config_text = configuration_text(config, recipe, &data.name, &data.class_names);
    run.software = concat!("apical ", env!("CARGO_PKG_VERSION")).to_owned();
    run
}

fn check_speed(speed: Option<f64>) -> Done {
    match speed {
        Some(speed) if !(SLOWEST..=1e9).contains(&speed) => {
            Err(Stop::Refused(format!("images_per_second: {speed} is out of range: {SLOWEST} to 1000000000")))
        }
        _ => Ok(()),
    }
}
