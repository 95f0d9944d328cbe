//! Runs points in three stages, each stored under all that it follows from: networks are trained; what machines do with
//! them is counted; energies follow from counts, supply and technology. Each is done once for all points that share it.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;
use serde::Serialize;

use crate::count::count;
use crate::counts::{Counts, CountsConfig};
use crate::measure::measure;
use crate::networks::{CHECKPOINTS, Networks};
use crate::{Labels, Point, PointResult, Store, Subject, SweepError, SweepPlan};

/// What observes a sweep. All are called from any thread.
#[derive(Clone, Copy)]
pub struct SweepObserver<'a> {
    /// Told of images that were learned or classified.
    pub worked: &'a (dyn Fn(u64) + Sync),
    /// Asked whether to stop.
    pub stop: &'a (dyn Fn() -> bool + Sync),
    /// Told of each point whose machine was simulated, for all points that share its counts.
    pub counted: &'a (dyn Fn(&Point) + Sync),
    /// Told of each point that is stored.
    pub stored: &'a (dyn Fn(&Point, &PointResult) + Sync),
    /// Told of each attempt that failed.
    pub failed: &'a (dyn Fn(&Point, &SweepError) + Sync),
}

impl SweepObserver<'static> {
    /// Nobody.
    #[must_use]
    pub fn nobody() -> Self {
        Self { worked: &|_| (), stop: &|| false, counted: &|_| (), stored: &|_, _| (), failed: &|_, _| () }
    }
}

/// A point that failed as often as it was tried.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Failed {
    /// Its name.
    pub point: String,
    /// Where it is on the axes.
    pub labels: Labels,
    /// Its seed.
    pub seed: u64,
    /// How often it was tried.
    pub attempts: u32,
    /// What was wrong the last time.
    pub reason: String,
}

/// How a run of points ended.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outcome {
    /// Points that failed.
    pub failed: Vec<Failed>,
    /// Whether it was asked to stop before the end.
    pub interrupted: bool,
}

/// Where points are run.
pub struct Workshop<'a> {
    networks: Networks<'a>,
    retries: u32,
    observer: SweepObserver<'a>,
}

impl Failed {
    /// The same of another point, which failed with this one.
    fn of(&self, point: &Point) -> Self {
        let (labels, seed) = (point.labels.clone(), point.seed());
        Self { point: point.key.clone(), labels, seed, ..self.clone() }
    }
}

enum Tried<T> {
    Done(T),
    Stopped,
    Failed(Failed),
}

impl<T> Tried<T> {
    fn failed(self) -> Option<Failed> {
        if let Self::Failed(failed) = self { Some(failed) } else { None }
    }
}

impl<'a> Workshop<'a> {
    /// A workshop for the points of a plan.
    #[must_use]
    pub fn new(
        plan: &'a SweepPlan,
        subject: &'a Subject,
        store: &'a Store,
        observer: SweepObserver<'a>,
    ) -> Self {
        Self { networks: Networks { store, subject }, retries: plan.retries, observer }
    }

    /// Points without a result.
    ///
    /// # Errors
    /// If a result is there but cannot be read.
    pub fn missing(&self, points: &[Point]) -> Result<Vec<Point>, SweepError> {
        let mut missing = Vec::new();
        for point in points {
            if self.networks.store.get(&point.config)?.is_none() {
                missing.push(point.clone());
            }
        }
        Ok(missing)
    }

    /// Images to be learned or classified for some points, for progress.
    #[must_use]
    pub fn work(&self, points: &[Point]) -> u64 {
        let test = self.networks.subject.test.len() as u64;
        let simulated = |point: &&Point| {
            let processor = &point.config.processor;
            u64::from(processor.images).min(test) + u64::from(CHECKPOINTS * processor.learning_images)
        };
        let uncounted = self.uncounted(points);
        let epoch = self.networks.subject.train.len() as u64;
        let untrained = self.untrained(points);
        let trained: u64 = untrained.iter().map(|point| u64::from(point.recipe.epochs) * epoch).sum();
        trained + uncounted.iter().map(simulated).sum::<u64>()
    }

    /// One point for all that share counts which are not there.
    fn uncounted<'p>(&self, points: &'p [Point]) -> Vec<&'p Point> {
        let mut seen = BTreeSet::new();
        let first = points.iter().filter(|point| seen.insert(&point.counts));
        first.filter(|point| self.networks.store.counts(point).is_none()).collect()
    }

    /// One point for each network that is not there.
    fn untrained<'p>(&self, points: &'p [Point]) -> Vec<&'p Point> {
        let mut seen = BTreeSet::new();
        let first = points.iter().filter(|point| seen.insert(&point.network));
        first.filter(|point| !self.networks.has(point)).collect()
    }

    /// Runs points that have no result, on the threads of the current pool, and stores each. Others go on where one
    /// fails.
    #[must_use]
    pub fn run(&self, points: &[Point]) -> Outcome {
        // Also where the counts are there already: a store is to be whole.
        let mut untrained = self.untrained(points);
        // The longest first, so that none is left alone at the end.
        untrained.sort_by_key(|point| {
            std::cmp::Reverse(u64::from(point.recipe.epochs) * point.rule.synapses() as u64)
        });
        let trainings: Vec<_> = untrained
            .par_iter()
            .with_max_len(1)
            .map(|point| self.tried(point, &|| self.networks.trained(point, &self.observer)))
            .collect();
        let trained = untrained.iter().map(|point| &point.network).zip(trainings);
        let broken: BTreeMap<&String, Failed> =
            trained.filter_map(|(network, tried)| Some((network, tried.failed()?))).collect();
        // Points that share counts are run after each other, the first of them counts.
        let mut groups: BTreeMap<&String, Vec<&Point>> = BTreeMap::new();
        points.iter().for_each(|point| groups.entry(&point.counts).or_default().push(point));
        let groups: Vec<Vec<&Point>> = groups.into_values().collect();
        let tried: Vec<Tried<()>> = groups
            .par_iter()
            .with_max_len(1)
            .flat_map_iter(|group| match broken.get(&group[0].network) {
                Some(failed) => group.iter().map(|point| Tried::Failed(failed.of(point))).collect::<Vec<_>>(),
                None => self.group(group),
            })
            .collect();
        let mut outcome = Outcome::default();
        for tried in tried {
            match tried {
                Tried::Done(()) => {}
                Tried::Stopped => outcome.interrupted = true,
                Tried::Failed(failed) => outcome.failed.push(failed),
            }
        }
        // In the order of the points.
        let order: BTreeMap<&String, usize> = points.iter().map(|point| &point.key).zip(0..).collect();
        outcome.failed.sort_by_key(|failed| order.get(&failed.point));
        outcome
    }

    /// Runs points that share their counts.
    fn group(&self, points: &[&Point]) -> Vec<Tried<()>> {
        let counts = match self.tried(points[0], &|| self.counted(points[0])) {
            Tried::Done(counts) => counts,
            Tried::Stopped => return vec![Tried::Stopped],
            Tried::Failed(failed) => {
                return points.iter().map(|point| Tried::Failed(failed.of(point))).collect();
            }
        };
        let one = |point: &&Point| self.tried(point, &|| self.measured(point, &counts).map(|_| Some(())));
        points.iter().map(one).collect()
    }

    /// The counts of a point: those in the store, else those that are then put there. `None` if asked to stop.
    fn counted(&self, point: &Point) -> Result<Option<Counts>, SweepError> {
        if let Some(counts) = self.networks.store.counts(point) {
            return Ok(Some(counts));
        }
        let Some(counts) = count(&self.networks, point, &self.observer)? else { return Ok(None) };
        self.networks.store.put_counts(&CountsConfig::of(point), &counts)?;
        (self.observer.counted)(point);
        Ok(Some(counts))
    }

    fn measured(&self, point: &Point, counts: &Counts) -> Result<PointResult, SweepError> {
        let result = measure(point, counts);
        self.networks.store.put(&result)?;
        (self.observer.stored)(point, &result);
        Ok(result)
    }

    /// Runs a point and stores its result. `None` if asked to stop.
    ///
    /// # Errors
    /// What went wrong; it is not tried again.
    pub fn one(&self, point: &Point) -> Result<Option<PointResult>, SweepError> {
        if !self.networks.has(point) && self.networks.trained(point, &self.observer)?.is_none() {
            return Ok(None);
        }
        let Some(counts) = self.counted(point)? else { return Ok(None) };
        self.measured(point, &counts).map(Some)
    }

    /// Runs a point, or takes what is stored, as often as the plan allows. `None` if asked to stop.
    ///
    /// # Errors
    /// As [`Workshop::one`], after the last attempt.
    pub fn finish(&self, point: &Point) -> Result<Result<Option<PointResult>, Failed>, SweepError> {
        if let Some(result) = self.networks.store.get(&point.config)? {
            return Ok(Ok(Some(result)));
        }
        Ok(match self.tried(point, &|| self.one(point)) {
            Tried::Done(result) => Ok(Some(result)),
            Tried::Stopped => Ok(None),
            Tried::Failed(failed) => Err(failed),
        })
    }

    fn tried<T>(&self, point: &Point, work: &dyn Fn() -> Result<Option<T>, SweepError>) -> Tried<T> {
        let mut attempts = 0;
        loop {
            if (self.observer.stop)() {
                return Tried::Stopped;
            }
            attempts += 1;
            let error = match catch_unwind(AssertUnwindSafe(work)) {
                Ok(Ok(Some(done))) => return Tried::Done(done),
                Ok(Ok(None)) => return Tried::Stopped,
                Ok(Err(error)) => error,
                Err(panic) => SweepError::Panic(message(&*panic)),
            };
            (self.observer.failed)(point, &error);
            if attempts > self.retries {
                return Tried::Failed(Failed {
                    point: point.key.clone(),
                    labels: point.labels.clone(),
                    seed: point.seed(),
                    attempts,
                    reason: error.chain(),
                });
            }
        }
    }
}

fn message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "without a message".to_owned())
}
