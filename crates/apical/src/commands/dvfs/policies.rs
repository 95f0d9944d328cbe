//! A trace under all policies.

use std::path::{Path, PathBuf};

use apical_chip::dvfs::{
    Farads, Ladder, Policy, PolicyResult, SwitchingCost, Task, Trace, VoltageScaling, best_fixed, can_rest,
    simulate,
};
use apical_chip::units::{Seconds, Volts};

use super::{STEP, refused};
use crate::failure::Failure;

/// Images of a trace that is part of this program.
const IMAGES: usize = 10_000;
/// Time between two images, in those of the preset's own point: an image could enter twice as often.
const PERIODIC_SLOTS: f64 = 2.0;
/// As many images are the largest burst. It takes the preset's own point about as long as the default deadline.
const BURST: u32 = 100;
/// Mean time between two images in bursts, as above.
const BURSTY_SLOTS: f64 = 4.0;
const SEED: u64 = 1;
/// The default deadline, as above.
const DEADLINE_SLOTS: f64 = 100.0;
/// Longest deadline and time of a switch.
const LONGEST_MICROSECONDS: f64 = 1e9;
const LARGEST_NANOFARADS: f64 = 1e6;

/// Flags of the governor.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct TraceArguments {
    /// Compare policies while images arrive: bursty, periodic, or a CSV file with one column, seconds
    #[arg(long, value_name = "NAME|FILE.csv", help_heading = "Governor")]
    trace: Option<String>,

    /// Time from an arrival until its result is due [default: that of 100 images at the preset's own point]
    #[arg(
        long,
        value_name = "US",
        requires = "trace",
        allow_negative_numbers = true,
        help_heading = "Governor"
    )]
    governor_deadline: Option<f64>,

    /// Time in which the supply changes and nothing is computed (an assumption)
    #[arg(
        long,
        value_name = "US",
        default_value_t = 10.0,
        requires = "trace",
        allow_negative_numbers = true,
        help_heading = "Governor"
    )]
    switch_time: f64,

    /// Capacitance of the supply; a change costs C |V1² - V2²| / 2 (an assumption)
    #[arg(
        long,
        value_name = "NF",
        default_value_t = 10.0,
        requires = "trace",
        allow_negative_numbers = true,
        help_heading = "Governor"
    )]
    switch_capacitance: f64,
}

/// Where arrivals come from.
pub(super) enum Source {
    Periodic,
    Bursty,
    File(PathBuf, Trace),
}

impl TraceArguments {
    /// Checks the flags and reads the trace, if there is one.
    pub(super) fn source(&self) -> Result<Option<Source>, Failure> {
        if let Some(deadline) = self.governor_deadline {
            in_range("--governor-deadline", deadline, 1e-3, LONGEST_MICROSECONDS, "us")?;
        }
        in_range("--switch-time", self.switch_time, 0.0, LONGEST_MICROSECONDS, "us")?;
        in_range("--switch-capacitance", self.switch_capacitance, 0.0, LARGEST_NANOFARADS, "nF")?;
        Ok(match self.trace.as_deref() {
            None => None,
            Some("periodic") => Some(Source::Periodic),
            Some("bursty") => Some(Source::Bursty),
            Some(name) if !name.contains(['.', '/', '\\']) => {
                return Err(Failure::Use(format!(
                    "--trace: there is no trace {name:?}; there are bursty, periodic (or give the path of a CSV file)"
                )));
            }
            Some(name) => {
                let path = Path::new(name);
                // The message tells file, line and cause.
                let trace = Trace::load(path).map_err(|error| Failure::Trace(error.into()))?;
                Some(Source::File(path.to_owned(), trace))
            }
        })
    }
}

fn in_range(flag: &str, found: f64, least: f64, most: f64, unit: &str) -> Result<(), Failure> {
    if (least..=most).contains(&found) {
        return Ok(());
    }
    Err(Failure::Use(format!("{flag}: {found} {unit} is out of range: {least} to {most} {unit}")))
}

/// A trace, and what each policy made of it.
pub(super) struct Comparison {
    pub(super) name: String,
    pub(super) images: usize,
    pub(super) span: Seconds,
    pub(super) deadline: Seconds,
    pub(super) switching: SwitchingCost,
    ladder: Ladder,
    /// Own supply, the best fixed one, races, governor.
    pub(super) results: Vec<PolicyResult>,
}

pub(super) fn compare(
    arguments: &TraceArguments,
    source: Source,
    scaling: &VoltageScaling<'_>,
    task: Task,
) -> Result<Comparison, Failure> {
    let ladder = Ladder::new(scaling, STEP, task).map_err(refused)?;
    let slot = ladder.own().slot;
    let (name, trace) = match source {
        Source::Periodic => ("periodic".to_owned(), Trace::periodic(IMAGES, slot * PERIODIC_SLOTS)),
        Source::Bursty => ("bursty".to_owned(), Trace::bursty(IMAGES, BURST, slot * BURSTY_SLOTS, SEED)),
        Source::File(path, trace) => (path.display().to_string(), trace),
    };
    let deadline = arguments
        .governor_deadline
        .map_or(slot * DEADLINE_SLOTS, |microseconds| Seconds::new(microseconds * 1e-6));
    let switching = SwitchingCost {
        time: Seconds::new(arguments.switch_time * 1e-6),
        capacitance: Farads::new(arguments.switch_capacitance * 1e-9),
    };
    let result = |policy| simulate(&ladder, &trace, policy, deadline, &switching);
    let mut results: Vec<PolicyResult> = Policy::ALL.into_iter().map(result).collect();
    results.insert(1, best_fixed(&ladder, &trace, deadline, &switching));
    Ok(Comparison {
        name,
        images: trace.arrivals().len(),
        span: trace.end(),
        deadline,
        switching,
        ladder,
        results,
    })
}

impl Comparison {
    /// Whether the governor has the time to go to the lowest supply and back.
    pub(super) fn can_rest(&self) -> bool {
        can_rest(&self.ladder, self.deadline, &self.switching)
    }

    /// The supply at which a policy works, if that is always the same.
    pub(super) fn supply(&self, policy: Policy) -> Option<Volts> {
        let rungs = self.ladder.rungs();
        let rung = match policy {
            Policy::Fixed | Policy::RaceAtOwn => Some(self.ladder.own()),
            Policy::FixedAt(number) => rungs.get(number),
            Policy::RaceToIdle => rungs.last(),
            Policy::Governor => None,
        };
        rung.map(|rung| rung.point.supply)
    }

    /// A policy as reports call it.
    pub(super) fn title(&self, policy: Policy) -> String {
        let kind = match policy {
            Policy::Fixed => "fixed",
            Policy::FixedAt(_) => "best fixed",
            Policy::RaceAtOwn | Policy::RaceToIdle => "race to idle",
            Policy::Governor => "governor",
        };
        match self.supply(policy) {
            Some(supply) => format!("{kind}, {:.2} V", supply.value()),
            None => kind.to_owned(),
        }
    }
}
