//! `apical eval`

use std::path::{Path, PathBuf};
use std::time::Instant;

use apical_core::SPECIFICATION_VERSION;
use apical_core::fast::{FastProcessor, Kernel};
use apical_data::Dataset;
use apical_report::{ConfusionMatrix, confusion_svg, percent, rate, thousands};
use serde::Serialize;

use crate::data::{self, DataArguments, PartChoice};
use crate::failure::{Failure, Status};
use crate::model::Model;
use crate::orientation;
use crate::output::{self, FORMAT_VERSION};
use crate::predict;
use crate::trial::{Trial, trial};

/// Up to this many classes, the confusion matrix is printed.
const PRINTED_CLASSES: usize = 20;
/// The rate is measured for at least so long: a small set passes in a millisecond.
const MEASURED_SECONDS: f64 = 0.2;

/// So many blank images are named.
const EXAMPLES_OF_BLANK: usize = 5;

const EXAMPLES: &str = "\
Examples:
  apical eval apical-model.safetensors
        accuracy on the test images of the dataset that the model was trained on
  apical eval apical-model.safetensors --data mnist --plot confusion.svg
        on MNIST, with the confusion matrix as a picture
  apical eval apical-model.safetensors --part train --limit 10000
        on 10,000 of the training images";

/// Measure the accuracy of a model, class by class
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct EvalArguments {
    /// Model or checkpoint
    #[arg(value_name = "MODEL")]
    model: PathBuf,

    #[command(flatten)]
    data: DataArguments,

    /// Which images: test, train or all [default: the test images; all if there are none]
    #[arg(long, value_enum, value_name = "PART", hide_possible_values = true, help_heading = "Data")]
    part: Option<PartChoice>,

    /// N images only, of each class in proportion
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), help_heading = "Data")]
    limit: Option<u32>,

    /// Threads [default: one for each core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,

    /// Instruction set: portable, avx2 or avx512 [default: the fastest]
    #[arg(long, value_name = "KERNEL", hide_short_help = true)]
    kernel: Option<Kernel>,

    /// Draw the confusion matrix as an SVG file
    #[arg(long, value_name = "FILE.svg")]
    plot: Option<PathBuf>,

    /// Print the result as one JSON object
    #[arg(long)]
    json: bool,
}

/// What `eval --json` prints.
#[derive(Serialize)]
struct EvaluationReport {
    format_version: u32,
    spec_version: u32,
    data: String,
    /// "test", "train" or "all".
    part: &'static str,
    /// SHA-256 of the images and labels that were tried.
    data_hash: String,
    images: usize,
    /// Share of the images.
    accuracy: f64,
    images_per_second: f64,
    threads: usize,
    kernel: String,
    classes: Vec<ClassReport>,
    /// A row for each true class, a column for each predicted one.
    confusion: Vec<Vec<u64>>,
}

#[derive(Serialize)]
struct ClassReport {
    name: String,
    images: u64,
    recall: Option<f64>,
    precision: Option<f64>,
}

pub(crate) fn run(arguments: &EvalArguments) -> Result<Status, Failure> {
    if let Some(plot) = &arguments.plot {
        let data = arguments.data.data.iter().flatten().map(Path::new);
        output::check_apart([plot.as_path()], data.chain([arguments.model.as_path()]))?;
        output::check_writable(plot, 0)?;
    }
    let model = Model::load(&arguments.model)?;
    let trial = trial(&model, &arguments.data, arguments.part, arguments.limit)?;
    let what = trial.what();
    let Trial { images, name, part, class_names } = trial;
    say_if_blank(&images);
    let processor = model.processor(arguments.kernel)?;
    let threads = usize::from(arguments.threads.unwrap_or(0));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.map_err(|source| Failure::Threads { threads, source })?;
    let (predictions, images_per_second) = pool.install(|| measured(&processor, &images))?;
    orientation::say_if_turned(&processor, &images, &predictions)?;
    let matrix = predict::confusion(&predictions, &images, model.config().classes());
    let names = names(&model, class_names, matrix.classes());
    if let Some(plot) = &arguments.plot {
        let title = format!("{} on {name}", shown_name(&arguments.model));
        output::write(plot, confusion_svg(&matrix, &names, &title).as_bytes())?;
    }
    if arguments.json {
        output::print_json(&EvaluationReport {
            format_version: FORMAT_VERSION,
            spec_version: SPECIFICATION_VERSION,
            data: name,
            part: data::part_name(part),
            data_hash: data::hash(&images).to_string(),
            images: images.len(),
            accuracy: matrix.accuracy(),
            images_per_second,
            threads: pool.current_num_threads(),
            kernel: processor.kernel().to_string(),
            classes: classes(&matrix, &names),
            confusion: rows(&matrix),
        })?;
    } else {
        let speed = format!(
            "{} images/s on {} thread{} ({})",
            rate(images_per_second),
            pool.current_num_threads(),
            if pool.current_num_threads() == 1 { "" } else { "s" },
            processor.kernel()
        );
        output::print(&text(&matrix, &names, &what, &speed))?;
    }
    Ok(Status::Success)
}

/// A picture with nothing on it has a label, but nobody can tell it; `predict` gives it no class.
fn say_if_blank(images: &Dataset) {
    let is_blank = |image: &[u8]| image.windows(2).all(|pair| pair[0] == pair[1]);
    if images.width() == 1 || images.height() == 1 {
        return;
    }
    let blank: Vec<usize> = (0..images.len()).filter(|&index| is_blank(images.image(index))).collect();
    if !blank.is_empty() {
        let first: Vec<String> =
            blank.iter().take(EXAMPLES_OF_BLANK).map(|index| (index + 1).to_string()).collect();
        let more = if blank.len() > first.len() { ", ..." } else { "" };
        tracing::warn!(
            "{} of the {} images have nothing on them (number {}{more}) and count in the accuracy all the same: remove them",
            blank.len(),
            images.len(),
            first.join(", ")
        );
    }
}

/// Predictions, and how many are made in a second: the median over passes through the images.
fn measured(processor: &FastProcessor, images: &Dataset) -> Result<(Vec<u8>, f64), Failure> {
    let predictions = predict::predictions(processor, images)?;
    let (mut rates, mut spent) = (Vec::new(), 0.0);
    while spent < MEASURED_SECONDS {
        let started = Instant::now();
        predict::predictions(processor, images)?;
        let seconds = started.elapsed().as_secs_f64().max(1e-9);
        rates.push(images.len() as f64 / seconds);
        spent += seconds;
    }
    Ok((predictions, apical_report::median(rates)))
}

/// Names of the classes: the model's, those of the data for classes that the network does not have.
fn names(model: &Model, of_data: Vec<String>, classes: usize) -> Vec<String> {
    let mut names = model.class_names();
    names.extend(of_data.into_iter().skip(names.len()));
    names.truncate(classes);
    names
}

fn classes(matrix: &ConfusionMatrix, names: &[String]) -> Vec<ClassReport> {
    let class = |class: usize| ClassReport {
        name: names.get(class).cloned().unwrap_or_else(|| class.to_string()),
        images: matrix.of_class(class),
        recall: matrix.recall(class),
        precision: matrix.precision(class),
    };
    (0..matrix.classes()).map(class).collect()
}

fn rows(matrix: &ConfusionMatrix) -> Vec<Vec<u64>> {
    let row = |truth: usize| (0..matrix.classes()).map(|predicted| matrix.count(truth, predicted)).collect();
    (0..matrix.classes()).map(row).collect()
}

fn text(matrix: &ConfusionMatrix, names: &[String], data: &str, speed: &str) -> String {
    // `data`: what the images are.
    let mut text = format!(
        "accuracy  {} ({} of {} {data})\nspeed     {speed}\n\n{}",
        percent(matrix.accuracy(), 2),
        thousands(matrix.correct()),
        thousands(matrix.total()),
        matrix.class_table(names)
    );
    if matrix.classes() <= PRINTED_CLASSES {
        text += &format!("\n{}", matrix.text(names));
    }
    text
}

fn shown_name(model: &Path) -> String {
    model.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
