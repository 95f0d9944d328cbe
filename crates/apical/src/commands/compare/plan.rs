//! Which runs there are, and those that are missing.

use std::sync::atomic::{AtomicUsize, Ordering};

use apical_baselines::run::{DataIdentity, RunConfig, RunResult, Watch, check, perform};
use apical_baselines::setting::Setting;
use apical_baselines::store::Store;
use apical_baselines::{RuleName, RuleSetting};
use apical_data::Split;
use rayon::prelude::*;

use crate::failure::Failure;
use crate::interrupt;
use crate::logging::Verbosity;
use crate::progress::Progress;

/// Runs in the order of reports.
pub(super) struct Plan {
    runs: Vec<RunConfig>,
}

impl Plan {
    /// All settings, rules and seeds. `extent`: epochs and seeds.
    pub(super) fn new(
        rules: &[RuleName],
        settings: &[Setting],
        set: &[RuleSetting],
        layers: &[usize],
        (epochs, seeds): (u32, u64),
        split: &Split,
    ) -> Result<Self, Failure> {
        let data = DataIdentity::of(&split.train, &split.test);
        let mut runs = Vec::new();
        for &rule in rules {
            rule.check(layers)?;
        }
        for &setting in settings {
            for &rule in rules {
                let mut chosen = rule.settings();
                for own in set {
                    own.apply(rule, &mut chosen)?;
                }
                runs.extend(
                    (1..=seeds).map(|seed| {
                        RunConfig::new(rule, chosen, layers, setting, epochs, seed, data.clone())
                    }),
                );
            }
        }
        for run in &runs {
            check(run, &split.train)?;
        }
        Ok(Self { runs })
    }

    /// Results of all runs, those that the store has included. `None` if Ctrl-C came first.
    pub(super) fn perform(
        &self,
        store: &Store,
        split: &Split,
        threads: Option<usize>,
        verbosity: Verbosity,
    ) -> Result<Option<Vec<RunResult>>, Failure> {
        let found: Result<Vec<_>, _> = self.runs.iter().map(|run| store.get(run)).collect();
        let found = found?;
        let effort = |run: &RunConfig| run.rule.effort() * run.images(split.train.len());
        let mut missing: Vec<&RunConfig> =
            self.runs.iter().zip(&found).filter(|(_, found)| found.is_none()).map(|(run, _)| run).collect();
        // The longest first, so that none is left alone at the end.
        missing.sort_by_key(|run| std::cmp::Reverse(effort(run)));
        let progress = Progress::new(missing.iter().map(|run| effort(run)).sum(), verbosity);
        let (all, finished) = (self.runs.len(), AtomicUsize::new(self.runs.len() - missing.len()));
        let say = |what: &str| {
            progress.say(&format!("{} of {all} runs{what}", finished.load(Ordering::Relaxed)));
        };
        say("");
        tracing::info!("{} of {all} runs are stored; {} are to do", all - missing.len(), missing.len());
        let one = |run: &&RunConfig| -> Result<bool, Failure> {
            if interrupt::requested() {
                return Ok(false);
            }
            let name = format!("{} {} seed {}", run.setting, run.rule, run.seed);
            say(&format!(", now {name}"));
            let learned = |images: u64| progress.many(images * run.rule.effort());
            let watch = Watch { learned: &learned, stop: &interrupt::requested };
            let Some(result) = perform(run, &split.train, &split.test, watch)? else { return Ok(false) };
            store.put(&result)?;
            finished.fetch_add(1, Ordering::Relaxed);
            tracing::info!(
                "{name}: {:.2} % in {:.1} s",
                100.0 * result.accuracy,
                result.seconds.iter().sum::<f64>()
            );
            say("");
            Ok(true)
        };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build();
        let pool = pool.map_err(|source| Failure::Threads { threads: threads.unwrap_or(0), source })?;
        let done: Result<Vec<bool>, Failure> =
            pool.install(|| missing.par_iter().with_max_len(1).map(one).collect());
        progress.finish();
        if done?.contains(&false) {
            return Ok(None);
        }
        let results: Result<Vec<RunResult>, Failure> = self
            .runs
            .iter()
            .zip(found)
            .map(|(run, found)| match found {
                Some(result) => Ok(result),
                None => store.get(run)?.ok_or_else(|| {
                    Failure::Use(format!("store {}: removed meanwhile", store.path(run).display()))
                }),
            })
            .collect();
        results.map(Some)
    }
}
