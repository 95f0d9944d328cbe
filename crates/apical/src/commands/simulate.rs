//! `apical simulate`

mod ledger;
mod memories;
mod plots;
mod report;
mod rtl;
mod shares;
mod trace;
mod uncertainty;

use std::ops::ControlFlow;
use std::path::PathBuf;

use apical_chip::area::Area;
use apical_chip::design::Design;
use apical_chip::energy::{EnergyReport, OperatingPoint};
use apical_chip::machine::ChipProcessor;
use apical_chip::simulation::{RunCounts, run_epoch, run_inference};
use apical_chip::timeline::Heading;
use apical_core::Processor;
use apical_core::fast::FastProcessor;
use apical_core::run::Tested;
use apical_core::training::{LearningRate, Position, Recipe, Trainer};

use crate::chip::{self, ChipArguments};
use crate::data::{DataArguments, PartChoice};
use crate::failure::{Failure, Status};
use crate::logging::Verbosity;
use crate::model::Model;
use crate::network::{Subject, Use, network};
use crate::output;
use crate::predict;
use crate::progress::Progress;
use apical_data::Dataset;
use report::SimulationReport;
use trace::{Form, Trace};

const EXAMPLES: &str = "\
Examples:
  apical simulate apical-model.safetensors
        cycles, energy and area of classifying the test images
  apical simulate --random --learn --data mnist --epochs 30 --preset park2019
        of learning MNIST from the beginning, on the reconstructed silicon
  apical simulate retina.safetensors
        the same of a model that sees through a retina (apical train --front-end retina), on the preset retina
  apical simulate apical-model.safetensors --voltage 1.0 --plot figures
        as fast as 1.0 V allows, with pictures of where the energy goes
  apical simulate apical-model.safetensors --ledger joules.csv
        every joule: what was counted, the energy of one, and the constants that it follows from
  apical simulate apical-model.safetensors --sram memories.csv
        with memories of your own: a table of sizes with energies, leakage and area
  apical simulate --random --learn --limit 3 --trace learning.json
        three images cycle by cycle, for ui.perfetto.dev (or .vcd for GTKWave)";

/// Run images on a cycle-level processor: cycles, energy, area, and where they go
///
/// The classes found and the weights learned are those of `eval` and `train`, bit for bit; the processor counts what
/// its hardware does on the way. Cycles follow from its organisation; energies and areas are modelled, with bounds.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct SimulateArguments {
    /// Model or checkpoint
    #[arg(value_name = "MODEL", required_unless_present = "random", conflicts_with = "random")]
    model: Option<PathBuf>,

    /// An untrained network of the preset's size instead of a model
    #[arg(long)]
    random: bool,

    #[command(flatten)]
    chip: ChipArguments,

    /// What executes the images; rtl gives classes, cycles and the speed of the simulation
    #[arg(long, value_enum, default_value = "model", hide_short_help = true, help_heading = "Processor")]
    backend: rtl::Backend,

    /// Supply voltage [default: the preset's]
    #[arg(long, value_name = "VOLTS", help_heading = "Processor")]
    voltage: Option<f64>,

    /// Clock in MHz [default: the preset's, or the fastest at --voltage]
    #[arg(long, value_name = "MHZ", help_heading = "Processor")]
    frequency: Option<f64>,

    /// Draws of what is not known, for intervals; 0 for none
    #[arg(long, value_name = "N", default_value_t = uncertainty::DEFAULT_SAMPLES, value_parser = uncertainty::parse_samples,
        hide_short_help = true, help_heading = "Processor")]
    samples: u32,

    #[command(flatten)]
    data: DataArguments,

    /// Which images are classified: test, train or all [default: the test images; all if there are none]
    #[arg(
        long,
        value_enum,
        value_name = "PART",
        hide_possible_values = true,
        hide_short_help = true,
        help_heading = "Data"
    )]
    part: Option<PartChoice>,

    /// N images only, of each class in proportion
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), help_heading = "Data")]
    limit: Option<u32>,

    /// Learn the training images, instead of classifying the test images
    #[arg(long, help_heading = "Learning")]
    learn: bool,

    /// Epochs to learn
    #[arg(long, value_name = "N", default_value_t = 1, requires = "learn",
        value_parser = clap::value_parser!(u32).range(1..=1_000_000), help_heading = "Learning")]
    epochs: u32,

    /// Learning rate, START:END over all epochs
    #[arg(long, value_name = "RATE", default_value_t = LearningRate::DEFAULT, requires = "learn",
        hide_short_help = true, help_heading = "Learning")]
    learning_rate: LearningRate,

    /// Seed of --random and of the order of images
    #[arg(long, value_name = "N", default_value_t = 1, help_heading = "Learning")]
    seed: u64,

    /// Write every cycle of up to 1,000 images: .vcd for GTKWave, .json for ui.perfetto.dev
    #[arg(long, value_name = "FILE")]
    trace: Option<PathBuf>,

    /// Draw where energy, cycles and area go, as SVG files in this folder
    #[arg(long, value_name = "DIR")]
    plot: Option<PathBuf>,

    /// Write every joule with count, energy of one and source, as .csv or .json
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,

    /// Print the result as one JSON object
    #[arg(long)]
    json: bool,
}

/// Most images of a trace.
const TRACED_IMAGES: usize = 1000;

/// What a run gave.
pub(crate) struct Simulated {
    /// Version of the specification that gives the network's bits.
    pub(crate) specification: u32,
    pub(crate) point: OperatingPoint,
    pub(crate) run: RunCounts,
    /// An image's share of all energy.
    pub(crate) energy: EnergyReport,
    pub(crate) area: Area,
    pub(crate) correct: u64,
    pub(crate) tested: u64,
    /// Updates an image learned.
    pub(crate) update_rate: Option<f64>,
}

impl Simulated {
    pub(crate) fn images_per_second(&self) -> f64 {
        self.point.clock.value() / self.run.cycles_per_image().max(f64::MIN_POSITIVE)
    }

    pub(crate) fn accuracy(&self) -> f64 {
        self.correct as f64 / self.tested.max(1) as f64
    }
}

pub(crate) fn run(arguments: &SimulateArguments, verbosity: Verbosity) -> Result<Status, Failure> {
    let rtl = arguments.backend == rtl::Backend::Rtl;
    // Waves of the RTL have forms of their own.
    let form = arguments.trace.as_deref().filter(|_| !rtl).map(Form::of).transpose()?;
    let ledger_form = arguments.ledger.as_deref().map(ledger::Form::of).transpose()?;
    let model = arguments.model.as_deref().map(Model::load).transpose()?;
    let config = model.as_ref().map(Model::config);
    let design = arguments.chip.design(config, arguments.voltage, arguments.frequency)?;
    let (part, limit) = (arguments.part, arguments.limit);
    let what_for = if arguments.learn { Use::Learn { limit } } else { Use::Infer { part, limit } };
    let subject = network(model, &arguments.data, &design, arguments.seed, what_for)?;
    let Subject { state, name, part, train, test } = subject;
    let what = arguments.model.as_ref().map_or("the network".to_owned(), |path| path.display().to_string());
    let mut processor = chip::machine(&design, &state, &what)?;
    let images = if arguments.learn { train.len() * arguments.epochs as usize } else { test.len() };
    if arguments.trace.is_some() && images > TRACED_IMAGES {
        return Err(Failure::Use(format!(
            "--trace: {images} images is out of range: 1 to {TRACED_IMAGES}; choose fewer with --limit"
        )));
    }
    if rtl {
        return rtl::run(arguments, &design, &state, [&train, &test]);
    }
    if let Some(folder) = &arguments.plot {
        plots::prepare(folder)?;
    }
    for file in arguments.trace.iter().chain(&arguments.ledger) {
        output::check_writable(file, 0)?;
    }
    let traced = form.map(|form| Trace::start(form, &mut processor, heading(&design)));
    let progress = Progress::new(images as u64, verbosity);
    let (run, predictions) = if arguments.learn {
        let run = learn(arguments, &mut processor, &train, &progress)?;
        (run, predict::predictions(&FastProcessor::new(&processor.state())?, &test)?)
    } else {
        let pixels = (0..test.len()).map(|index| test.image(index));
        run_inference(&mut processor, pixels, || progress.one())?
    };
    let Tested { tested, correct } = Tested::of_predictions(&predictions, test.labels());
    progress.finish();
    if let (Some(path), Some(trace)) = (&arguments.trace, traced) {
        output::write(path, &trace.finish(&mut processor)?)?;
    }
    let ledger = design.energy().ledger(&run.counters);
    let simulated = Simulated {
        specification: state.config.specification_version(),
        point: design.point(),
        energy: ledger.report().per(run.images),
        area: design.area().clone(),
        correct,
        tested,
        update_rate: arguments.learn.then(|| processor.counters().update_rate()),
        run,
    };
    if let Some(folder) = &arguments.plot {
        plots::draw(folder, &design, &simulated, arguments.learn)?;
    }
    if let (Some(path), Some(form)) = (&arguments.ledger, ledger_form) {
        ledger::write(path, form, &design, &simulated, &ledger)?;
    }
    let uncertainty = uncertainty::estimate(&design, &simulated.run, arguments.learn, arguments.samples)?;
    let report = SimulationReport::new(&design, &simulated, (name, part), arguments.learn, uncertainty);
    if arguments.json {
        output::print_json(&report)?
    } else {
        let chosen = chip::chosen_by_model(&arguments.chip, &design);
        output::print(&(report.text(&simulated) + &chosen + &written(arguments)))?
    }
    Ok(Status::Success)
}

/// What a timeline says about its processor.
fn heading(design: &Design) -> Heading {
    let point = design.point();
    let (supply, clock) = (point.supply.value(), point.clock.megahertz());
    Heading {
        title: format!("{} at {supply:.2} V and {clock:.2} MHz", design.preset().name),
        clock: point.clock,
        layers: design.preset().organisation.layers.len(),
        front_end: design.preset().organisation.makes_bits(),
    }
}

/// The files that a run has left, for the end of its text.
fn written(arguments: &SimulateArguments) -> String {
    let mut text = String::new();
    if let Some(folder) = &arguments.plot {
        let files: Vec<String> =
            plots::FILES.iter().map(|file| folder.join(file).display().to_string()).collect();
        text += &format!("\npictures  {}\n", files.join("\n          "));
    }
    if let Some(file) = &arguments.trace {
        text += &format!("\ntimeline  {}\n", file.display());
    }
    if let Some(file) = &arguments.ledger {
        text += &format!("\nledger    {}\n", file.display());
    }
    text
}

fn learn(
    arguments: &SimulateArguments,
    processor: &mut ChipProcessor,
    train: &Dataset,
    progress: &Progress,
) -> Result<RunCounts, Failure> {
    let recipe = Recipe {
        seed: arguments.seed,
        epochs: arguments.epochs,
        learning_rate: arguments.learning_rate,
        shift: 0,
    };
    let mut trainer = Trainer::new(recipe, Position::default());
    let mut run = RunCounts::default();
    for _ in 0..arguments.epochs {
        run_epoch(processor, &mut trainer, train, &mut run, |_| {
            progress.one();
            ControlFlow::Continue(())
        })?;
    }
    Ok(run)
}
