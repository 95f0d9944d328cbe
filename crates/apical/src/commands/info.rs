//! `apical info`

use std::path::PathBuf;

use apical_core::SPECIFICATION_VERSION;
use apical_core::fast::Kernel;
use apical_core::front_end::FrontEnd;
use apical_core::run::{Calibration, RunError, Step};
use apical_core::snapshot::state_digest;
use apical_data::{NamedSet, folders_of};
use apical_report::{percent, thousands};
use serde::Serialize;

use crate::failure::{Failure, Status};
use crate::kernel;
use crate::model::Model;
use crate::output::{self, FORMAT_VERSION};

const EXAMPLES: &str = "\
Examples:
  apical info
        version, specification, kernels, folders for datasets
  apical info apical-model.safetensors
        what a model is and how it came about
  apical info apical-model.safetensors --config > run.toml && apical train --config run.toml
        repeat the run: the same model comes out, bit for bit";

/// Tell about a model, or about this program
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct InfoArguments {
    /// Model or checkpoint; without one, about this program
    #[arg(value_name = "MODEL")]
    model: Option<PathBuf>,

    /// Print the configuration that makes the same model again, as TOML, and nothing else
    #[arg(long, requires = "model", conflicts_with = "json")]
    config: bool,

    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct ProgramReport {
    format_version: u32,
    version: &'static str,
    spec_version: u32,
    kernels: Vec<String>,
    threads: usize,
    data_folders: Vec<String>,
}

#[derive(Serialize)]
struct ModelReport {
    format_version: u32,
    spec_version: u32,
    software: String,
    layers: Vec<usize>,
    format: String,
    order: String,
    synapses: usize,
    /// With all its numbers.
    front_end: String,
    seed: u64,
    shift: u8,
    learning_rate: String,
    /// Epochs over which the learning rate falls.
    learning_rate_epochs: u32,
    /// Epochs completed, and those of the run.
    epochs: u32,
    run_epochs: u32,
    /// Stages that it went through, this one included.
    stages: usize,
    /// Images of the current epoch, of a checkpoint within one.
    images_into_epoch: u32,
    data: String,
    data_hash: String,
    test_hash: String,
    image_height: usize,
    image_width: usize,
    classes: Vec<String>,
    test_accuracy: Option<f64>,
    test_accuracy_last5: Option<f64>,
    /// Share of right answers by margin, on images that were not learned; null if unknown.
    calibration: Option<Vec<StepReport>>,
    /// SHA-256 of memories, generators and images in flight.
    state_digest: String,
    /// Why the same model cannot be made again, if it cannot.
    irreproducible: Option<String>,
}

/// Answers of like margins.
#[derive(Serialize)]
struct StepReport {
    /// Least margin.
    margin: u32,
    images: u32,
    right: u32,
    probability: f64,
}

pub(crate) fn run(arguments: &InfoArguments) -> Result<Status, Failure> {
    match &arguments.model {
        None => about_program(arguments.json),
        Some(path) => about_model(&Model::load(path)?, arguments),
    }
    .map(|()| Status::Success)
}

fn about_program(json: bool) -> Result<(), Failure> {
    // All named sets share these folders but for the last part.
    let folders: Vec<String> = folders_of(NamedSet::Mnist, None)
        .map(|folders| folders.iter().map(|folder| folder.display().to_string()).collect())
        .unwrap_or_default();
    let kernels: Vec<String> = kernel::available().map(|kernel| kernel.to_string()).collect();
    let report = ProgramReport {
        format_version: FORMAT_VERSION,
        version: env!("CARGO_PKG_VERSION"),
        spec_version: SPECIFICATION_VERSION,
        kernels,
        threads: rayon::current_num_threads(),
        data_folders: folders,
    };
    if json {
        return output::print_json(&report);
    }
    output::print(&format!(
        "version        {}\nspecification  version {}\nkernels        {} (used: {})\nthreads        {}\n\
         mnist folder   {}\n",
        report.version,
        report.spec_version,
        report.kernels.join(", "),
        Kernel::detect(),
        report.threads,
        if report.data_folders.is_empty() {
            "no folder is known".to_owned()
        } else {
            report.data_folders.join(" or ")
        }
    ))
}

fn about_model(model: &Model, arguments: &InfoArguments) -> Result<(), Failure> {
    if arguments.config {
        if let Some(reason) = model.run.irreproducible() {
            return Err(RunError::Irreproducible { reason: reason.to_owned() }.into());
        }
        return output::print(&model.run.choices(model.config()).to_toml());
    }
    let report = ModelReport::new(model);
    if arguments.json { output::print_json(&report) } else { output::print(&report.text(model)) }
}

impl StepReport {
    fn new(step: &Step) -> Self {
        let Step { margin, images, right } = *step;
        Self { margin, images, right, probability: step.probability() }
    }
}

impl ModelReport {
    fn new(model: &Model) -> Self {
        let (config, run) = (model.config(), model.record());
        Self {
            format_version: FORMAT_VERSION,
            spec_version: config.specification_version(),
            software: run.software.clone(),
            layers: config.layers.clone(),
            format: config.format.to_string(),
            order: config.order.to_string(),
            synapses: config.synapses(),
            front_end: config.front_end.to_string(),
            seed: run.recipe.seed,
            shift: run.recipe.shift,
            learning_rate: run.recipe.learning_rate.to_string(),
            learning_rate_epochs: run.recipe.epochs,
            epochs: run.position.epoch,
            run_epochs: model.run.target(),
            stages: model.run.earlier().len() + 1,
            images_into_epoch: run.position.image,
            data: run.data.name.clone(),
            data_hash: run.data.train_hash.to_string(),
            test_hash: run.data.test_hash.to_string(),
            image_height: run.image_height,
            image_width: run.image_width,
            classes: model.class_names(),
            test_accuracy: run.history.last().and_then(|epoch| epoch.test_accuracy()),
            test_accuracy_last5: run.mean_accuracy_of_last(5),
            calibration: run
                .calibration
                .as_ref()
                .map(|known| known.steps().iter().map(StepReport::new).collect()),
            state_digest: state_digest(&model.state),
            irreproducible: model.run.irreproducible().map(str::to_owned),
        }
    }

    fn text(&self, model: &Model) -> String {
        let layers: Vec<String> = self.layers.iter().map(usize::to_string).collect();
        let shown =
            |accuracy: Option<f64>| accuracy.map_or_else(|| "-".to_owned(), |value| percent(value, 2));
        let rate = model.record().recipe.learning_rate;
        // Exact in the JSON; people need no eight decimals.
        let register = |value: u16| (f64::from(value) / 2.56).round() / 100.0;
        let within = match self.images_into_epoch {
            0 => String::new(),
            images => {
                let flying = model.state.in_flight.len();
                format!(" and {} images ({flying} of them in the pipeline)", thousands(images.into()))
            }
        };
        let span = match self.learning_rate_epochs {
            epochs if epochs == self.run_epochs => String::new(),
            1 => " over 1 epoch".to_owned(),
            epochs => format!(" over {epochs} epochs"),
        };
        let earlier = match self.stages {
            1 => String::new(),
            stages => format!(
                "stage          {stages} of {stages}: it went on from the network of the one before\n"
            ),
        };
        let front_end = match &model.config().front_end {
            front_end if *front_end == FrontEnd::THRESHOLD => String::new(),
            front_end => format!("front end      {}\n", shortened(&front_end.to_string())),
        };
        let sure = model.record().calibration.as_ref().map_or_else(String::new, sureness);
        let again = self
            .irreproducible
            .as_ref()
            .map_or_else(String::new, |reason| format!("irreproducible {reason}\n"));
        format!(
            "network        {} ({} synapses, {}, {} updates)\n{front_end}\
             images         {} x {} pixels, {} classes\n\
             data           {}\n  training     sha256 {}\n  test         sha256 {}\n\
             run            {} of {} epochs{within}, seed {}, learning rate {} to {}{span}, shift {}\n\
             {earlier}test accuracy  {} (mean of the last 5 epochs: {})\n{sure}\
             state          sha256 {}\n\
             written by     {}, specification version {}\n{again}",
            layers.join("-"),
            thousands(self.synapses as u64),
            self.format,
            self.order,
            self.image_height,
            self.image_width,
            self.classes.len(),
            self.data,
            self.data_hash,
            self.test_hash,
            self.epochs,
            self.run_epochs,
            self.seed,
            register(rate.start()),
            register(rate.end()),
            self.shift,
            shown(self.test_accuracy),
            shown(self.test_accuracy_last5),
            self.state_digest,
            self.software,
            self.spec_version
        )
    }
}

fn sureness(known: &Calibration) -> String {
    let images = thousands(known.images());
    let level = percent(Calibration::SURE, 0);
    match known.least_margin(Calibration::SURE) {
        Some(margin) => format!(
            "sure           from a margin of {margin} on: right in {level} or more of {images} test images\n"
        ),
        None => format!("sure           never: no margin is right in {level} of {images} test images\n"),
    }
}

/// Thresholds of many features are too long to be looked at; the JSON and `--config` have them all.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(120) {
        None => text.to_owned(),
        Some((end, _)) => format!("{} ..", &text[..end]),
    }
}
