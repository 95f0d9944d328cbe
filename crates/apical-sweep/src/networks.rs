//! Trained networks, each kept under the hash of all that it follows from.

use std::ops::ControlFlow;

use apical_core::fast::FastProcessor;
use apical_core::run::{ImageSize, Progress, Run, Stage, Start, Tested};
use apical_core::snapshot::Snapshot;
use apical_core::training::Position;

use crate::run::SweepObserver;
use crate::{Point, Store, Subject, SweepError};

/// Checkpoints of a training at which the processor model learns, in the middles of equal parts.
pub(crate) const CHECKPOINTS: u32 = 4;
/// Images between two looks at the clock.
const STEP: u64 = 256;

/// Networks of a store.
pub(crate) struct Networks<'a> {
    pub(crate) store: &'a Store,
    pub(crate) subject: &'a Subject,
}

impl Networks<'_> {
    /// A trained network, if it is there whole; one that is damaged is as good as none.
    pub(crate) fn find(&self, point: &Point) -> Option<Snapshot> {
        let snapshot = self.load(point, None)?;
        let complete = snapshot.run.position == Position { epoch: point.recipe.epochs, image: 0 };
        complete.then_some(snapshot)
    }

    /// The network as it was at a checkpoint of its training.
    pub(crate) fn at(&self, point: &Point, checkpoint: u32) -> Option<Snapshot> {
        self.load(point, Some(checkpoint))
    }

    fn load(&self, point: &Point, checkpoint: Option<u32>) -> Option<Snapshot> {
        let snapshot = Snapshot::load(self.store.network_path(&point.network, checkpoint)).ok()?;
        let same = snapshot.state.config == point.rule
            && snapshot.run.recipe == point.recipe
            && snapshot.run.data.train_hash == self.subject.record().train_hash
            && snapshot.run.data.test_hash == self.subject.record().test_hash;
        same.then_some(snapshot)
    }

    /// Whether all that a point needs is there.
    pub(crate) fn has(&self, point: &Point) -> bool {
        self.find(point).is_some()
            && (0..point.checkpoints()).all(|checkpoint| self.at(point, checkpoint).is_some())
    }

    /// A network, trained if need be exactly as `apical train` does. `None` if asked to stop.
    pub(crate) fn trained(
        &self,
        point: &Point,
        observer: &SweepObserver<'_>,
    ) -> Result<Option<Snapshot>, SweepError> {
        if self.has(point) {
            return Ok(self.find(point));
        }
        let (train, test) = (&self.subject.train, &self.subject.test);
        let mut run = Run::begin(&point.rule, self.start(point));
        run.set_software(concat!("apical ", env!("CARGO_PKG_VERSION")));
        let mut processor = FastProcessor::new(&point.rule.initial_state(point.recipe.seed))?;
        let mut checkpoints = Checkpoints::new(point, train.len() as u64);
        while !run.has_ended() {
            let (mut images, mut stopped) = (0_u64, false);
            let left = checkpoints.left(run.position());
            let progress = run.learn(&mut processor, train, |_| {
                images += 1;
                if images.is_multiple_of(STEP) {
                    (observer.worked)(STEP);
                    stopped = (observer.stop)();
                }
                let pause = left.is_some_and(|left| images >= left);
                if stopped || pause { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            })?;
            (observer.worked)(images % STEP);
            if progress == Progress::EpochLearned {
                let tested = run.tests_now().then(|| Tested::of(&mut processor, test)).transpose()?;
                run.close_epoch(tested);
            }
            if stopped {
                return Ok(None);
            }
            for checkpoint in checkpoints.passed(run.position()) {
                self.save(point, Some(checkpoint), &run.snapshot(&processor))?;
            }
        }
        let snapshot = run.snapshot(&processor);
        self.save(point, None, &snapshot)?;
        Ok(Some(snapshot))
    }

    /// A run whose accuracy is measured once, at its end.
    fn start(&self, point: &Point) -> Start {
        let train = &self.subject.train;
        let stage = Stage {
            first_test: point.recipe.epochs,
            ..Stage::new(self.subject.source.clone(), point.recipe)
        };
        let size = ImageSize { height: train.height(), width: train.width() };
        Start { stage, data: self.subject.record(), size, class_names: self.subject.class_names.clone() }
    }

    fn save(&self, point: &Point, checkpoint: Option<u32>, snapshot: &Snapshot) -> Result<(), SweepError> {
        let path = self.store.network_path(&point.network, checkpoint);
        snapshot.save(&path).map_err(|source| SweepError::Network { path, source: Box::new(source) })
    }
}

/// Where a training pauses to be looked at.
struct Checkpoints {
    /// Images before each checkpoint that is still ahead, the next one last.
    ahead: Vec<u64>,
    images: u64,
    next: u32,
}

impl Checkpoints {
    fn new(point: &Point, images: u64) -> Self {
        let all = u64::from(point.recipe.epochs) * images;
        let middle = |checkpoint: u32| all * u64::from(2 * checkpoint + 1) / u64::from(2 * CHECKPOINTS);
        let wanted = if point.config.processor.learning_images > 0 { CHECKPOINTS } else { 0 };
        Self { ahead: (0..wanted).rev().map(middle).collect(), images, next: 0 }
    }

    fn at(&self, position: Position) -> u64 {
        u64::from(position.epoch) * self.images + u64::from(position.image)
    }

    /// Images to the next checkpoint.
    fn left(&self, position: Position) -> Option<u64> {
        self.ahead.last().map(|checkpoint| checkpoint.saturating_sub(self.at(position)).max(1))
    }

    /// Checkpoints that a training has just come to.
    fn passed(&mut self, position: Position) -> Vec<u32> {
        let mut passed = Vec::new();
        while self.ahead.last().is_some_and(|checkpoint| *checkpoint <= self.at(position)) {
            self.ahead.pop();
            passed.push(self.next);
            self.next += 1;
        }
        passed
    }
}
