//! A training run, in slices.

mod network;
mod requests;

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use apical_chip::energy::EnergyModel;
use apical_chip::machine::counters::MachineCounters;
use apical_core::run::{Progress, Run};
use apical_core::{Counters, Processor};
use apical_data::Loaded;

use super::averages::{Averages, mean_nanojoules};
use super::chip::SessionChip;
use super::model::history;
use super::{MESSAGE_INTERVAL, Stop};
use crate::protocol::{Message, Point, TrainingState};
use crate::shared::close_epoch;

/// Longest time without a look at what has arrived.
const SLICE: Duration = Duration::from_millis(15);
/// Images between two looks at the clock.
const STRIDE: u32 = 64;
/// Points of a whole run's curves.
const POINTS: u64 = 240;

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
        (self.images > 0).then(|| mean_nanojoules(energy, &self.counters, self.images))
    }
}

/// A run under way, or one that has ended.
pub(crate) struct Training {
    data: Arc<Loaded>,
    run: Run,
    state: TrainingState,
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

    /// The run as it stands, while it is under way.
    pub(crate) fn run_under_way(&self) -> Option<&Run> {
        self.is_under_way().then_some(&self.run)
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
        let images = self.data.split.train.len() as u64 * u64::from(self.run.target());
        (images / POINTS).max(1)
    }

    /// Learns some images. Whether an epoch was completed.
    fn slice(&mut self, chip: &mut SessionChip, averages: &mut Averages) -> Result<bool, Stop> {
        let SessionChip { processor, design, .. } = chip;
        let room = self.images_of_a_point().saturating_sub(self.since_point.images).max(1);
        let images = u64::from(self.allowance()).min(room) as u32;
        if images == 0 {
            return Ok(false);
        }
        let (rule, machine) = (processor.counters().clone(), processor.machine_counters());
        let (began, mut left) = (Instant::now(), 0);
        let progress = self.run.learn(processor, &self.data.split.train, |_| {
            left += 1;
            let slow = left % STRIDE == 0 && began.elapsed() >= SLICE;
            if left >= images || slow { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        let completed = progress.map_err(Stop::refused)? == Progress::EpochLearned;
        let (rule, machine) = (processor.counters() - &rule, &processor.machine_counters() - &machine);
        if rule.learned > 0 {
            averages.learned(&machine, rule.learned, rule.updates);
        }
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
            self.add_point(design.energy());
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
    fn end_epoch(&mut self, chip: &SessionChip) {
        close_epoch(&mut self.run, &chip.processor.state(), &self.data.split.test);
        let part = std::mem::take(&mut self.of_epoch);
        self.nanojoules.extend(part.nanojoules(chip.design.energy()));
        if self.run.has_ended() {
            self.state = TrainingState::Finished;
        }
    }

    fn message(&mut self, energy: &EnergyModel) -> Message {
        let part = std::mem::take(&mut self.since_message);
        let seconds = self.told.elapsed().as_secs_f64().max(1e-3);
        self.told = Instant::now();
        let position = self.run.position();
        Message::Training(crate::protocol::Training {
            state: self.state,
            data: self.data.name.clone(),
            epoch: position.epoch,
            epochs: self.run.target(),
            image: position.image,
            images: self.data.split.train.len() as u32,
            images_per_second: (part.images > 0).then(|| part.images as f64 / seconds),
            error: part.share(part.errors),
            update_rate: part.share(part.updates),
            nanojoules: part.nanojoules(energy),
            points: std::mem::take(&mut self.points),
            history: history(&self.run.record().history, &self.nanojoules),
        })
    }
}
