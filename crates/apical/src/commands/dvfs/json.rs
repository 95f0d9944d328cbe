//! What `dvfs` prints as JSON.

use std::collections::BTreeMap;

use apical_chip::dvfs::{Edge, LeastEnergy, Performance, Policy, PolicyResult, Target, Task, WorkFigures};
use apical_chip::energy::{Estimate, NOT_COUNTED};
use apical_chip::published::INFERENCE_ENERGY;
use serde::Serialize;

use super::policies::Comparison;
use super::report::{Met, ScalingReport, split};
use crate::output::FORMAT_VERSION;

#[derive(Serialize)]
pub(super) struct Json<'a> {
    format_version: u32,
    label: &'static str,
    preset: &'a str,
    technology: &'a str,
    data: &'a str,
    /// Whether the network came from a file.
    model_given: bool,
    classified_images: u64,
    learned_images: u64,
    /// Share of the learned images that changed synapses.
    update_rate: f64,
    supply_range_v: [f64; 2],
    calibration_factor: f64,
    calibration: String,
    points: Vec<Point>,
    least_energy: BTreeMap<&'static str, Least>,
    /// Task of the target and of the trace.
    task: &'static str,
    target: Option<TargetJson>,
    trace: Option<TraceJson<'a>>,
    not_counted: &'static str,
}

/// A supply and a clock, and what they give.
#[derive(Serialize)]
struct Point {
    supply_v: f64,
    clock_mhz: f64,
    leakage_mw: f64,
    inference: Work,
    training: Work,
}

#[derive(Serialize)]
struct Work {
    /// Calibrated.
    energy_nj_per_image: f64,
    /// Bottom-up, low and high.
    energy_nj_bounds: [f64; 2],
    /// Calibrated.
    power_mw: f64,
    power_mw_bounds: [f64; 2],
    images_per_second: f64,
    latency_us: f64,
}

#[derive(Serialize)]
struct Least {
    #[serde(flatten)]
    point: Point,
    /// The end of the supply range at which it lies: `lowest`, `highest`, or null.
    edge: Option<&'static str>,
}

#[derive(Serialize)]
struct TargetJson {
    /// `rate`, `power` or `deadline`.
    kind: &'static str,
    asked: f64,
    unit: &'static str,
    #[serde(flatten)]
    point: Point,
}

#[derive(Serialize)]
struct TraceJson<'a> {
    name: &'a str,
    images: usize,
    last_arrival_s: f64,
    deadline_us: f64,
    switch_time_us: f64,
    switch_capacitance_nf: f64,
    policies: Vec<PolicyJson>,
}

#[derive(Serialize)]
struct PolicyJson {
    policy: &'static str,
    /// The supply while it works, if that is always the same.
    supply_v: Option<f64>,
    images: u64,
    missed: u64,
    switches: u64,
    /// Calibrated, all of it shared among the images.
    energy_nj_per_image: f64,
    energy_nj_bounds: [f64; 2],
    /// Calibrated; the values sum to `energy_nj_per_image`.
    energy_nj_split: BTreeMap<&'static str, f64>,
    power_mw: f64,
    busy_share: f64,
    longest_latency_us: f64,
    duration_s: f64,
}

impl ScalingReport<'_> {
    /// What `--json` prints.
    pub(super) fn json(&self) -> Json<'_> {
        let technology = &self.design.technology();
        Json {
            format_version: FORMAT_VERSION,
            label: "modelled",
            preset: &self.design.preset().name,
            technology: &technology.name,
            data: &self.measured.data,
            model_given: self.measured.given,
            classified_images: self.measured.workload.of(Task::Inference).images,
            learned_images: self.measured.workload.of(Task::Training).images,
            update_rate: self.measured.update_rate,
            supply_range_v: [technology.minimum_supply.value(), technology.maximum_supply.value()],
            calibration_factor: self.design.process().factor(),
            calibration: format!(
                "calibrated: memory energy times one factor, fitted once to the published {INFERENCE_ENERGY} of park2019"
            ),
            points: self.points.iter().map(Point::new).collect(),
            least_energy: Task::ALL
                .into_iter()
                .map(Task::name)
                .zip(self.least.iter().map(Least::new))
                .collect(),
            task: self.task.name(),
            target: self.target.as_ref().map(TargetJson::new),
            trace: self.comparison.as_ref().map(TraceJson::new),
            not_counted: NOT_COUNTED,
        }
    }
}

fn bounds(energy: Estimate) -> [f64; 2] {
    [energy.low.nanojoules(), energy.high.nanojoules()]
}

impl Point {
    fn new(performance: &Performance) -> Self {
        let work = |figures: &WorkFigures| Work {
            energy_nj_per_image: figures.energy.calibrated.nanojoules(),
            energy_nj_bounds: bounds(figures.energy),
            power_mw: figures.power().milliwatts(),
            power_mw_bounds: figures.power_bounds().map(|power| power.milliwatts()),
            images_per_second: figures.rate.per_second(),
            latency_us: figures.latency.value() * 1e6,
        };
        Self {
            supply_v: performance.point.supply.value(),
            clock_mhz: performance.point.clock.megahertz(),
            leakage_mw: performance.leakage.milliwatts(),
            inference: work(&performance.inference),
            training: work(&performance.training),
        }
    }
}

impl Least {
    fn new(least: &LeastEnergy) -> Self {
        let edge = least.edge.map(|edge| match edge {
            Edge::Lowest => "lowest",
            Edge::Highest => "highest",
        });
        Self { point: Point::new(&least.performance), edge }
    }
}

impl TargetJson {
    fn new(met: &Met) -> Self {
        let (kind, asked, unit) = match met.target {
            Target::Rate(rate) => ("rate", rate.per_second(), "images/s"),
            Target::Power(power) => ("power", power.milliwatts(), "mW"),
            Target::Deadline(deadline) => ("deadline", deadline.value() * 1e6, "us"),
        };
        Self { kind, asked, unit, point: Point::new(&met.performance) }
    }
}

impl<'a> TraceJson<'a> {
    fn new(comparison: &'a Comparison) -> Self {
        let switching = &comparison.switching;
        Self {
            name: &comparison.name,
            images: comparison.images,
            last_arrival_s: comparison.span.value(),
            deadline_us: comparison.deadline.value() * 1e6,
            switch_time_us: switching.time.value() * 1e6,
            switch_capacitance_nf: switching.capacitance.value() * 1e9,
            policies: comparison.results.iter().map(|result| PolicyJson::new(result, comparison)).collect(),
        }
    }
}

impl PolicyJson {
    fn new(result: &PolicyResult, comparison: &Comparison) -> Self {
        let policy = match result.policy {
            // Which one it is was only known afterwards.
            Policy::FixedAt(_) => "best-fixed",
            other => other.name(),
        };
        Self {
            policy,
            supply_v: comparison.supply(result.policy).map(|supply| supply.value()),
            images: result.images,
            missed: result.missed,
            switches: result.switches,
            energy_nj_per_image: result.per_image().calibrated.nanojoules(),
            energy_nj_bounds: bounds(result.per_image()),
            energy_nj_split: split(result).into_iter().collect(),
            power_mw: result.average_power().milliwatts(),
            busy_share: result.busy_share(),
            longest_latency_us: result.longest_latency.value() * 1e6,
            duration_s: result.duration.value(),
        }
    }
}
