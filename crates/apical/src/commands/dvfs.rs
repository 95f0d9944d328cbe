//! `apical dvfs`

mod json;
mod measure;
mod plots;
mod policies;
mod report;
mod text;

use std::path::PathBuf;

use apical_chip::dvfs::{DvfsError, ImageRate, Target, Task, VoltageScaling};
use apical_chip::units::{Seconds, Volts, Watts};

use crate::chip::ChipArguments;
use crate::data::DataArguments;
use crate::failure::{Failure, Status};
use crate::logging::Verbosity;
use crate::model::Model;
use crate::output;
use policies::TraceArguments;
use report::{Met, ScalingReport};

/// Distance of the supplies in the table, and of those that the governor chooses from.
const STEP: Volts = Volts::new(0.05);

const EXAMPLES: &str = "\
Examples:
  apical dvfs --preset park2019
        clock, power and energy of an image at every supply
  apical dvfs --rate 700000
        the supply and clock that classify 700,000 images/s with the least energy
  apical dvfs --power 5 --learn
        how fast it learns with 5 mW
  apical dvfs --trace bursty --deadline 4 --plot dvfs.svg
        bursts of images under several policies; the least energy with a result after 4 us
  apical dvfs --trace camera.csv --governor-deadline 500 --switch-time 20
        images that arrive as camera.csv says (one column, seconds), each due after 500 us";

/// Scale voltage and frequency: energy and speed at every supply, targets, and a governor
///
/// Counts cycles and events of a mean image on the cycle-level processor, and brings them to every supply for which
/// the technology's scaling holds. Without --model, a network of the preset's size learns for ten epochs first. All
/// figures are modelled.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct DvfsArguments {
    /// Model or checkpoint to count with, instead of a network trained for it
    #[arg(long, value_name = "MODEL")]
    model: Option<PathBuf>,

    #[command(flatten)]
    chip: ChipArguments,

    #[command(flatten)]
    data: DataArguments,

    #[command(flatten)]
    target: TargetArguments,

    /// The target and the trace are for learning, instead of classifying
    #[arg(long, help_heading = "Target")]
    learn: bool,

    #[command(flatten)]
    trace: TraceArguments,

    /// Draw energy against supply as an SVG file; rate and policies as FILE-rate.svg and FILE-policies.svg
    #[arg(long, value_name = "FILE.svg")]
    plot: Option<PathBuf>,

    /// Print the result as one JSON object
    #[arg(long)]
    json: bool,
}

/// What an operating point is to achieve.
#[derive(Debug, Clone, clap::Args)]
#[group(multiple = false)]
struct TargetArguments {
    /// Least energy that reaches this rate
    #[arg(long, value_name = "IMAGES_PER_S", allow_negative_numbers = true, help_heading = "Target")]
    rate: Option<f64>,

    /// Greatest rate within this power
    #[arg(long, value_name = "MW", allow_negative_numbers = true, help_heading = "Target")]
    power: Option<f64>,

    /// Least energy with a result within this time
    #[arg(long, value_name = "US", allow_negative_numbers = true, help_heading = "Target")]
    deadline: Option<f64>,
}

impl TargetArguments {
    /// The target and the flag that it came with.
    fn target(&self) -> Option<(&'static str, Target)> {
        let rate = self.rate.map(|rate| ("--rate", Target::Rate(ImageRate::new(rate))));
        let power = self.power.map(|power| ("--power", Target::Power(Watts::new(power * 1e-3))));
        let deadline =
            self.deadline.map(|deadline| ("--deadline", Target::Deadline(Seconds::new(deadline * 1e-6))));
        rate.or(power).or(deadline)
    }

    /// The point that meets the target, if there is one.
    fn met(&self, scaling: &VoltageScaling<'_>, task: Task) -> Result<Option<Met>, Failure> {
        let Some((flag, target)) = self.target() else { return Ok(None) };
        match scaling.meet(target, task) {
            Ok(performance) => Ok(Some(Met { flag, target, performance })),
            // Their messages begin with the name of the target.
            Err(error @ (DvfsError::Rate { .. } | DvfsError::Power { .. } | DvfsError::Deadline { .. })) => {
                Err(Failure::Use(format!("--{error}")))
            }
            Err(error) => Err(refused(error)),
        }
    }
}

pub(crate) fn run(arguments: &DvfsArguments, verbosity: Verbosity) -> Result<Status, Failure> {
    // What is wrong with a file or a supply is told before the network learns.
    let trace = arguments.trace.source()?;
    for file in arguments.plot.iter().flat_map(|file| plots::files(file, trace.is_some())) {
        output::check_writable(&file, 0)?;
    }
    let model = arguments.model.as_deref().map(Model::load).transpose()?;
    let design = arguments.chip.design(model.as_ref().map(Model::config), None, None)?;
    if let Some(only) = design.technology().only_supply() {
        return Err(Failure::Use(format!(
            "technology {}: its constants hold at {} V only, so that there is no voltage to scale",
            design.technology().name,
            only.value()
        )));
    }
    let measured = measure::measure(arguments, model, &design, verbosity)?;
    let scaling = design.scaling(&measured.workload);
    let task = if arguments.learn { Task::Training } else { Task::Inference };
    let least: Result<Vec<_>, _> = Task::ALL.into_iter().map(|task| scaling.least_energy(task)).collect();
    let report = ScalingReport {
        design: &design,
        measured: &measured,
        task,
        points: scaling.operating_points(STEP).map_err(refused)?,
        least: least.map_err(refused)?,
        target: arguments.target.met(&scaling, task)?,
        comparison: trace
            .map(|trace| policies::compare(&arguments.trace, trace, &scaling, task))
            .transpose()?,
    };
    if let Some(file) = &arguments.plot {
        plots::draw(file, &report)?;
    }
    if arguments.json {
        output::print_json(&report.json())?;
    } else {
        output::print(&text::text(&report))?;
    }
    Ok(Status::Success)
}

/// A question that has no answer.
fn refused(error: DvfsError) -> Failure {
    Failure::Use(error.to_string())
}
