//! Trained networks, each kept under the hash of all that it follows from.

use std::ops::ControlFlow;

use apical_core::Processor;
use apical_core::fast::FastProcessor;
use apical_core::snapshot::{EpochRecord, RunRecord, Snapshot};
use apical_core::training::{Position, Trainer};
use apical_data::Dataset;

use crate::run::Watch;
use crate::{Point, Store, Subject, SweepError};

/// Places of a training at which the processor model learns, in the middles of equal parts.
pub(crate) const PLACES: u32 = 4;
/// Images between two looks at the clock.
const STEP: u64 = 256;

/// Networks of a store.
pub(crate) struct Networks<'a> {
    pub(crate) store: &'a Store,
    pub(crate) subject: &'a Subject,
    pub(crate) data: &'a [String],
}

impl Networks<'_> {
    /// A trained network, if it is there whole; one that is damaged is as good as none.
    pub(crate) fn find(&self, point: &Point) -> Option<Snapshot> {
        let snapshot = self.load(point, None)?;
        let complete = snapshot.run.position == Position { epoch: point.recipe.epochs, image: 0 };
        complete.then_some(snapshot)
    }

    /// The network as it was at a place of its training.
    pub(crate) fn at(&self, point: &Point, place: u32) -> Option<Snapshot> {
        self.load(point, Some(place))
    }

    fn load(&self, point: &Point, place: Option<u32>) -> Option<Snapshot> {
        let snapshot = Snapshot::load(self.store.network_path(&point.network, place)).ok()?;
        let same = snapshot.state.config == point.rule
            && snapshot.run.recipe == point.recipe
            && snapshot.run.data.train_hash == self.subject.record().train_hash
            && snapshot.run.data.test_hash == self.subject.record().test_hash;
        same.then_some(snapshot)
    }

    /// Whether all that a point needs is there.
    pub(crate) fn has(&self, point: &Point) -> bool {
        let places = point.config.processor.learning_images > 0 && point.recipe.epochs > 0;
        self.find(point).is_some() && (!places || (0..PLACES).all(|place| self.at(point, place).is_some()))
    }

    /// A network, trained if need be exactly as `apical train` does. `None` if asked to stop.
    pub(crate) fn trained(&self, point: &Point, watch: &Watch<'_>) -> Result<Option<Snapshot>, SweepError> {
        if self.has(point) {
            return Ok(self.find(point));
        }
        let (train, test) = (&self.subject.train, &self.subject.test);
        let mut run =
            RunRecord::new(point.recipe, self.subject.record(), (train.width(), train.height()), &point.rule);
        run.config_text = self.config_text(point);
        run.software = concat!("apical ", env!("CARGO_PKG_VERSION")).to_owned();
        let mut processor = FastProcessor::new(&point.rule.initial_state(point.recipe.seed))?;
        let mut trainer = Trainer::new(point.recipe, Position::default());
        let mut places = Places::new(point, train.len() as u64);
        while trainer.position().epoch < point.recipe.epochs {
            let before = processor.counters().clone();
            let (mut images, mut stopped) = (0_u64, false);
            let left = places.left(trainer.position());
            let complete = trainer.epoch(&mut processor, train, |_| {
                images += 1;
                if images.is_multiple_of(STEP) {
                    (watch.worked)(STEP);
                    stopped = (watch.stop)();
                }
                let pause = left.is_some_and(|left| images >= left);
                if stopped || pause { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            })?;
            (watch.worked)(images % STEP);
            run.current.add(&(processor.counters() - &before));
            run.position = trainer.position();
            if complete {
                let empty = EpochRecord::empty(point.rule.layer_count());
                let mut epoch = std::mem::replace(&mut run.current, empty);
                if run.position.epoch == point.recipe.epochs {
                    epoch.tested = test.len() as u64;
                    epoch.correct = correct(&mut processor, test)?;
                }
                run.history.push(epoch);
            }
            if stopped {
                return Ok(None);
            }
            for place in places.passed(run.position) {
                self.save(point, Some(place), &Snapshot { state: processor.state(), run: run.clone() })?;
            }
        }
        let snapshot = Snapshot { state: processor.state(), run };
        self.save(point, None, &snapshot)?;
        Ok(Some(snapshot))
    }

    fn save(&self, point: &Point, place: Option<u32>, snapshot: &Snapshot) -> Result<(), SweepError> {
        let path = self.store.network_path(&point.network, place);
        snapshot.save(&path).map_err(|source| SweepError::Network { path, source: Box::new(source) })
    }

    /// The configuration as `apical train` would store it, so that the file is a model like any other.
    fn config_text(&self, point: &Point) -> String {
        let (training, sharing) = (&point.config.training, point.rule.feedback_sharing);
        let list = |sizes: &[usize]| toml::Value::Array(sizes.iter().map(|&n| (n as i64).into()).collect());
        let windows: Vec<usize> = training.window.iter().map(|&theta| theta.into()).collect();
        let words = |names: &[String]| toml::Value::Array(names.iter().map(|n| n.clone().into()).collect());
        let data = match self.data {
            [name] => name.clone().into(),
            names => words(names),
        };
        let table: toml::Table = [
            ("data", data),
            ("class_names", words(&self.subject.class_names)),
            ("layers", list(&training.layers)),
            ("format", training.format.clone().into()),
            ("order", training.order.clone().into()),
            ("epochs", i64::from(training.epochs).into()),
            ("seed", (training.seed as i64).into()),
            ("shift", i64::from(training.shift).into()),
            ("learning_rate", training.learning_rate.clone().into()),
            ("window", list(&windows)),
            ("margin_bits", i64::from(training.margin_bits).into()),
            ("drop_shift", i64::from(training.drop_shift).into()),
            ("initial_range", i64::from(training.initial_range).into()),
            ("feedback_sharing", i64::from(sharing).into()),
        ]
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect();
        table.to_string()
    }
}

fn correct(processor: &mut FastProcessor, data: &Dataset) -> Result<u64, SweepError> {
    let mut correct = 0;
    for index in 0..data.len() {
        correct += u64::from(processor.infer(data.image(index))? == data.labels()[index]);
    }
    Ok(correct)
}

/// Where a training pauses to be looked at.
struct Places {
    /// Images before each place that is still ahead, the next one last.
    ahead: Vec<u64>,
    images: u64,
    next: u32,
}

impl Places {
    fn new(point: &Point, images: u64) -> Self {
        let all = u64::from(point.recipe.epochs) * images;
        let middle = |place: u32| all * u64::from(2 * place + 1) / u64::from(2 * PLACES);
        let wanted = if point.config.processor.learning_images > 0 { PLACES } else { 0 };
        Self { ahead: (0..wanted).rev().map(middle).collect(), images, next: 0 }
    }

    fn at(&self, position: Position) -> u64 {
        u64::from(position.epoch) * self.images + u64::from(position.image)
    }

    /// Images to the next place.
    fn left(&self, position: Position) -> Option<u64> {
        self.ahead.last().map(|place| place.saturating_sub(self.at(position)).max(1))
    }

    /// Places that a training has just come to.
    fn passed(&mut self, position: Position) -> Vec<u32> {
        let mut passed = Vec::new();
        while self.ahead.last().is_some_and(|place| *place <= self.at(position)) {
            self.ahead.pop();
            passed.push(self.next);
            self.next += 1;
        }
        passed
    }
}
