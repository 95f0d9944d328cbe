//! `apical predict`

use std::path::{Path, PathBuf};
use std::time::Instant;

use apical_core::Judgement;
use apical_core::fast::Kernel;
use apical_core::run::Calibration;
use apical_data::{DataSource, Inputs};
use apical_report::{percent, rate, thousands};
use serde::Serialize;

use crate::data::{PartChoice, ReadingArguments};
use crate::failure::{Failure, Status};
use crate::model::Model;
use crate::output;
use crate::predict::judgements;
use crate::trial::request;

const EXAMPLES: &str = "\
Examples:
  apical predict model.safetensors scans/ --out classes.csv
        a line for each picture of a folder and of the folders in it
  apical predict model.safetensors sensor.csv
        a line for each row of a table with or without labels, to standard output
  apical predict model.safetensors monday.csv tuesday.csv
        one file after the other, with a column for the file
  apical predict model.safetensors test.csv --columns ImageId,Label --out submission.csv
        two columns: the row's number from 1, and the name of its class

Data are prepared and scaled as those were that the model learned from. A margin is how far the potential of the class is ahead of
the second, and a probability how often such a margin was right on images that were not learned. What is blank has no class.";

/// Classify a table, an array, an IDX file or a folder of pictures
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct PredictArguments {
    /// Model or checkpoint
    #[arg(value_name = "MODEL")]
    model: PathBuf,

    /// A folder of pictures, a table, an array, an IDX file; or a dataset as --data of train
    #[arg(value_name = "DATA", required = true)]
    inputs: Vec<String>,

    /// Where the predictions go: a .csv or .jsonl file [default: standard output, as CSV]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Names of two columns, for the number (from 1) or file and for the class; no others are written
    #[arg(long, value_name = "NUMBER,CLASS", value_delimiter = ',', num_args = 1)]
    columns: Option<Vec<String>>,

    /// Of a dataset: test, train or all [default: the test images; all if there are none]
    #[arg(long, value_enum, value_name = "PART", hide_possible_values = true)]
    part: Option<PartChoice>,

    #[command(flatten)]
    reading: ReadingArguments,

    /// Instruction set: portable, avx2 or avx512 [default: the fastest]
    #[arg(long, value_name = "KERNEL", hide_short_help = true)]
    kernel: Option<Kernel>,
}

/// A line of the result.
#[derive(Debug, Serialize)]
struct Prediction {
    /// From 1, in its file or folder.
    number: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    /// Index of the class; `None` if there is nothing to classify.
    class: Option<u8>,
    name: Option<String>,
    margin: Option<u32>,
    /// How often such a margin was right; `None` if the model does not know.
    probability: Option<f64>,
}

pub(crate) fn run(arguments: &PredictArguments) -> Result<Status, Failure> {
    let columns = match arguments.columns.as_deref() {
        None => None,
        Some([number, class]) => Some([number.as_str(), class.as_str()]),
        Some(names) => {
            return Err(Failure::Use(format!("--columns: {} names given, two are needed", names.len())));
        }
    };
    if let Some(path) = &arguments.out {
        let read = arguments.inputs.iter().map(Path::new).chain([arguments.model.as_path()]);
        output::check_apart([path.as_path()], read)?;
        output::check_writable(path, 0)?;
    }
    let ends_with = |end: &str| {
        let found = arguments.out.as_deref().and_then(Path::extension);
        found.is_some_and(|found| found.eq_ignore_ascii_case(end))
    };
    if ends_with("json") {
        let problem = "--out: a line for each row is no JSON file; name a .jsonl file (a JSON object on each line) or a .csv file";
        return Err(Failure::Use(problem.into()));
    }
    let lines = ends_with("jsonl");
    if lines && columns.is_some() {
        return Err(Failure::Use("--columns: lines of JSON have none; name a .csv file".into()));
    }
    let model = Model::load(&arguments.model)?;
    let started = Instant::now();
    let options = request(&model, &arguments.inputs, &arguments.reading).options();
    let part = arguments.part.map(Into::into);
    let sources = DataSource::each(&arguments.inputs, arguments.reading.data_dir.as_deref(), part)?;
    let several = sources.len() > 1;
    let mut all = Vec::new();
    for (source, name) in &sources {
        let inputs = source.inputs(&options, part)?;
        inputs.notes.iter().for_each(|note| tracing::warn!("{note}"));
        model.check_images(&inputs.images, name)?;
        all.push((inputs, several.then_some(name.as_str())));
    }
    if several && columns.is_some() && all.iter().any(|(inputs, _)| inputs.files.is_empty()) {
        let problem = "--columns: the rows of several files have the same numbers; predict each file alone";
        return Err(Failure::Use(problem.into()));
    }
    let read = started.elapsed();
    let processor = model.processor(arguments.kernel)?;
    let started = Instant::now();
    let mut predictions = Vec::new();
    for (inputs, name) in &all {
        let found = judgements(&processor, &inputs.images)?;
        predictions.extend(of_inputs(&model, inputs, &found, *name));
    }
    let seconds = started.elapsed().as_secs_f64().max(1e-9);
    let text = match (columns, lines) {
        (Some(columns), _) => two_columns(&predictions, columns),
        (None, true) => json_lines(&predictions),
        (None, false) => table(&predictions),
    };
    tracing::info!(
        "{} rows read in {:.2} s, classified at {} a second",
        predictions.len(),
        read.as_secs_f64(),
        rate(predictions.len() as f64 / seconds)
    );
    match &arguments.out {
        Some(path) => {
            output::write(path, text.as_bytes())?;
            let blank: usize = all.iter().map(|(inputs, _)| inputs.blank.len()).sum();
            let blank =
                if blank > 0 { format!(", {} blank", thousands(blank as u64)) } else { String::new() };
            let count = thousands(predictions.len() as u64);
            let unsure = unsure(&predictions);
            output::print(&format!("{count} predictions{blank}{unsure}: {}\n", path.display()))?;
        }
        None => output::print(&text)?,
    }
    Ok(Status::Success)
}

/// How many answers are right too rarely to be relied upon, if that is known.
fn unsure(predictions: &[Prediction]) -> String {
    let known = || predictions.iter().filter_map(|found| found.probability);
    match known().filter(|&right| right < Calibration::SURE).count() {
        _ if known().next().is_none() => String::new(),
        count => format!(
            ", {} unsure (less than {} probable)",
            thousands(count as u64),
            percent(Calibration::SURE, 0)
        ),
    }
}

/// `name`: the file that they are from, where there are several.
fn of_inputs(model: &Model, inputs: &Inputs, found: &[Judgement], name: Option<&str>) -> Vec<Prediction> {
    let names = model.class_names();
    let mut blank = inputs.blank.iter().peekable();
    let calibration = model.record().calibration.as_ref();
    let one = |(index, &Judgement { class, margin }): (usize, &Judgement)| {
        let is_blank = blank.next_if(|&&blank| blank == index).is_some();
        Prediction {
            number: index + 1,
            file: match inputs.files.get(index) {
                Some(file) => Some(file.display().to_string()),
                None => name.map(str::to_owned),
            },
            class: (!is_blank).then_some(class),
            name: (!is_blank).then(|| names.get(usize::from(class)).cloned()).flatten(),
            margin: (!is_blank).then_some(margin),
            probability: calibration.filter(|_| !is_blank).map(|known| rounded(known.probability(margin))),
        }
    };
    found.iter().enumerate().map(one).collect()
}

/// To what the images that it is from can tell.
fn rounded(probability: f64) -> f64 {
    (probability * 1e4).round() / 1e4
}

fn table(predictions: &[Prediction]) -> String {
    let files = predictions.iter().any(|found| found.file.is_some());
    let mut text = if files {
        "number,file,class,name,margin,probability\n"
    } else {
        "number,class,name,margin,probability\n"
    }
    .to_owned();
    for found in predictions {
        let file = if files { field(found.file.as_deref().unwrap_or_default()) + "," } else { String::new() };
        let class = found.class.map(|class| class.to_string()).unwrap_or_default();
        let margin = found.margin.map(|margin| margin.to_string()).unwrap_or_default();
        let name = field(found.name.as_deref().unwrap_or_default());
        let probability = found.probability.map(|right| right.to_string()).unwrap_or_default();
        text += &format!("{},{file}{class},{name},{margin},{probability}\n", found.number);
    }
    text
}

fn two_columns(predictions: &[Prediction], [number, class]: [&str; 2]) -> String {
    let mut text = format!("{},{}\n", field(number), field(class));
    for found in predictions {
        let first = found.file.as_deref().map_or_else(|| found.number.to_string(), field);
        text += &format!("{first},{}\n", field(found.name.as_deref().unwrap_or_default()));
    }
    text
}

fn json_lines(predictions: &[Prediction]) -> String {
    // Numbers and texts always have a form in JSON.
    predictions.iter().filter_map(|found| serde_json::to_string(found).ok()).map(|line| line + "\n").collect()
}

/// A field of CSV, in quotes where it needs them.
fn field(text: &str) -> String {
    if text.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
