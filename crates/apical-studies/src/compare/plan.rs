//! Which runs there are, and those that are missing.

use std::sync::atomic::{AtomicUsize, Ordering};

use apical_baselines::BaselineError;
use apical_baselines::run::{RunConfig, RunObserver, RunResult, check, perform};
use apical_baselines::store::Store;
use apical_core::front_end::{FrontEnd, Kind, fit};
use apical_data::DataIdentity;
use rayon::prelude::*;

use super::request::ComparisonRequest;
use super::result::ComparisonResult;
use crate::{Control, StudyError};

/// Runs in the order of reports.
#[derive(Debug, Clone)]
pub struct ComparisonPlan<'a> {
    request: ComparisonRequest<'a>,
    front_end: FrontEnd,
    /// From the inputs of the rules to the classes.
    layers: Vec<usize>,
    runs: Vec<RunConfig>,
}

impl<'a> ComparisonPlan<'a> {
    /// All settings, rules and seeds of a request.
    ///
    /// # Errors
    /// If a rule cannot take the sizes or a value that is set, or the sizes do not fit the data.
    pub fn new(request: &ComparisonRequest<'a>) -> Result<Self, StudyError> {
        let data = DataIdentity::of(&request.split.train, &request.split.test);
        let mut runs = Vec::new();
        let front_end = front_end(request)?;
        let mut layers = request.layers.to_vec();
        if let (Some(bits), Some(first)) = (front_end.bits(), layers.first_mut())
            && *first == request.split.train.image_size()
        {
            *first = bits;
        }
        for &rule in request.rules {
            rule.check(&layers)?;
        }
        for &setting in request.settings {
            for &rule in request.rules {
                let mut chosen = rule.settings_behind(&front_end);
                for own in request.rule_settings {
                    own.apply(rule, &mut chosen)?;
                }
                let run = |seed| {
                    RunConfig::new(rule, chosen, &layers, setting, request.epochs, seed, data.clone())
                        .behind(&front_end)
                };
                runs.extend((1..=request.seeds).map(run));
            }
        }
        for run in &runs {
            check(run, &request.split.train)?;
        }
        Ok(Self { request: *request, front_end, layers, runs })
    }

    /// The runs.
    #[must_use]
    pub fn runs(&self) -> &[RunConfig] {
        &self.runs
    }

    /// Runs what the store does not have, `threads` runs at a time (`None`: one a core), and puts it there.
    ///
    /// # Errors
    /// If the store cannot be read or written, and [`StudyError::Stopped`]: runs that have ended are stored, so that the
    /// same plan goes on with the others.
    pub fn run(
        &self,
        store: &Store,
        threads: Option<usize>,
        control: Control<'_>,
    ) -> Result<ComparisonResult, StudyError> {
        let found: Result<Vec<_>, _> = self.runs.iter().map(|run| store.get(run)).collect();
        let found = found?;
        let missing = self.runs.iter().zip(&found).filter(|(_, found)| found.is_none());
        self.perform(missing.map(|(run, _)| run).collect(), store, threads, control)?;
        let result = |(run, found): (&RunConfig, Option<RunResult>)| match found {
            Some(result) => Ok(result),
            None => store.get(run)?.ok_or_else(|| StudyError::Removed { path: store.path(run) }),
        };
        let results: Result<Vec<RunResult>, StudyError> = self.runs.iter().zip(found).map(result).collect();
        ComparisonResult::new(&self.request, &self.front_end, &self.layers, results?)
    }

    fn perform(
        &self,
        mut missing: Vec<&RunConfig>,
        store: &Store,
        threads: Option<usize>,
        control: Control<'_>,
    ) -> Result<(), StudyError> {
        let split = self.request.split;
        let effort = |run: &RunConfig| run.rule.effort() * run.images(split.train.len());
        // The longest first, so that none is left alone at the end.
        missing.sort_by_key(|run| std::cmp::Reverse(effort(run)));
        control.observer.begin(missing.iter().map(|run| effort(run)).sum());
        let (all, finished) = (self.runs.len(), AtomicUsize::new(self.runs.len() - missing.len()));
        let stage = |what: &str| {
            control.stage(&format!("{} of {all} runs{what}", finished.load(Ordering::Relaxed)));
        };
        stage("");
        let (stored, to_do) = (all - missing.len(), missing.len());
        control.observer.note(&format!("{stored} of {all} runs are stored; {to_do} are to do"));
        let one = |run: &&RunConfig| -> Result<(), StudyError> {
            control.check()?;
            let name = format!("{} {} seed {}", run.setting, run.rule, run.seed);
            stage(&format!(", now {name}"));
            let learned = |images: u64| control.progress(images * run.rule.effort());
            let observer = RunObserver { learned: &learned, stop: &|| control.is_stopped() };
            let result = perform(run, &split.train, &split.test, observer)?.ok_or(StudyError::Stopped)?;
            store.put(&result)?;
            finished.fetch_add(1, Ordering::Relaxed);
            let (accuracy, seconds) = (100.0 * result.accuracy, result.seconds.iter().sum::<f64>());
            control.observer.note(&format!("{name}: {accuracy:.2} % in {seconds:.1} s"));
            stage("");
            Ok(())
        };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build();
        let pool = pool.map_err(|source| StudyError::Threads { threads: threads.unwrap_or(0), source })?;
        pool.install(|| missing.par_iter().with_max_len(1).try_for_each(one))
    }
}

/// The front end for the training images.
fn front_end(request: &ComparisonRequest<'_>) -> Result<FrontEnd, StudyError> {
    let train = &request.split.train;
    let Some(wanted) = request.front_end else { return Ok(FrontEnd::THRESHOLD) };
    let kind = Kind::of(train.width(), train.height());
    Ok(fit(wanted, kind, train).map_err(BaselineError::from)?)
}
