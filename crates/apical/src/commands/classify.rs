//! `apical classify`

mod text;

use std::path::{Path, PathBuf};

use apical_core::fast::{FastProcessor, Kernel};
use apical_core::{Processor, SPECIFICATION_VERSION};
use apical_data::{
    DataError, Doubt, FeatureScale, GreyImage, Normalised, Polarity, SampleBits, look_at, normalise, prepare,
    sample_bits, split_characters,
};
use serde::Serialize;

use crate::data::Prepare;
use crate::failure::{Failure, Status};
use crate::model::Model;
use crate::output::{self, FORMAT_VERSION};

const EXAMPLES: &str = "\
Examples:
  apical classify apical-model.safetensors digit.png
  apical classify apical-model.safetensors scans/*.jpg --json
  apical classify apical-model.safetensors postcode.jpg --split
        several digits, one by one

Pictures may be of any size, dark on light or light on dark: they are centred and scaled as MNIST was, unless they have
the size of the network's images and a black background already. The potential of an output neuron is the sum of the
weights of the spikes that reach it; the highest wins, and its margin over the second tells how clear the case is: how often a winner with
such a margin was right on images that were not learned is stored in the model; below 80 % it is called unsure.";

/// Tell what pictures show
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct ClassifyArguments {
    /// Model or checkpoint
    #[arg(value_name = "MODEL")]
    model: PathBuf,

    /// PNG, JPEG or BMP files
    #[arg(value_name = "IMAGE", required = true)]
    images: Vec<PathBuf>,

    /// What to do with the pictures first [default: as with those that the model learned from, else auto]
    #[arg(long, value_enum, value_name = "HOW")]
    prepare: Option<Prepare>,

    /// Classify each of several characters that stand side by side, from left to right
    #[arg(long)]
    split: bool,

    /// Show what the network sees
    #[arg(long)]
    show: bool,

    /// Instruction set: portable, avx2 or avx512 [default: the fastest]
    #[arg(long, value_name = "KERNEL", hide_short_help = true)]
    kernel: Option<Kernel>,

    /// Print the result as one JSON object
    #[arg(long)]
    json: bool,
}

/// What `classify --json` prints.
#[derive(Serialize)]
struct ClassificationReport {
    format_version: u32,
    spec_version: u32,
    images: Vec<Classified>,
}

#[derive(Serialize)]
struct Classified {
    file: String,
    /// Which of its characters, from 1, where it was split.
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<usize>,
    /// Whether there is nothing to see. Such an image is not classified: the rest is then null.
    blank: bool,
    class: Option<usize>,
    label: Option<String>,
    /// How far the potential of the winner is above the second highest.
    margin: Option<u32>,
    /// How often such a margin was right on images that were not learned; null if the model does not know.
    probability: Option<f64>,
    /// Whether that is less than 0.8.
    unsure: Option<bool>,
    runner_up: Option<usize>,
    /// Of the output neurons, class 0 first.
    potentials: Option<Vec<i32>>,
    #[serde(skip)]
    inverted: bool,
    #[serde(skip)]
    pixels: Vec<u8>,
}

pub(crate) fn run(arguments: &ClassifyArguments) -> Result<Status, Failure> {
    let model = Model::load(&arguments.model)?;
    let mut processor = model.processor(arguments.kernel)?;
    // As the pictures that it learned from were.
    let how = arguments.prepare.or_else(|| model.prepare()).unwrap_or(Prepare::Auto);
    // All pictures are read before anything is printed: a wrong name in a list is then told first.
    if let FeatureScale::Each(ranges) = model.form().scale {
        return Err(Failure::Use(format!(
            "{}: it learned {} features with a range each, no pictures; apical predict takes tables",
            arguments.model.display(),
            ranges.len()
        )));
    }
    let (warnings, bits_note) =
        look_at(&arguments.images, model.image_size(), how.preparation(), model.sample_bits())?;
    // Each blank one is told where the others are.
    let said = |doubt| doubt == Doubt::Blank || arguments.split && doubt == Doubt::SeveralParts;
    let warnings = warnings.iter().filter(|warning| !said(warning.doubt)).map(ToString::to_string);
    warnings.chain(bits_note).for_each(|warning| tracing::warn!("{warning}"));
    let bits = match model.sample_bits() {
        Some(bits) => bits,
        None => sample_bits(&arguments.images)?.unwrap_or_default(),
    };
    let mut images = Vec::new();
    for file in &arguments.images {
        let shown = file.display().to_string();
        let parts = prepared(file, &model, how, bits, arguments.split)?;
        let several = parts.len() > 1;
        for (index, prepared) in parts.into_iter().enumerate() {
            let part = several.then_some(index + 1);
            images.push(classify(&model, &mut processor, (shown.clone(), part), prepared, how)?);
        }
    }
    if arguments.json {
        let report = ClassificationReport {
            format_version: FORMAT_VERSION,
            spec_version: SPECIFICATION_VERSION,
            images,
        };
        output::print_json(&report)?;
        return Ok(Status::Success);
    }
    let texts: Vec<String> = images.iter().map(|image| text::text(&model, image, arguments.show)).collect();
    output::print(&texts.join("\n"))?;
    Ok(Status::Success)
}

/// A picture as the network takes it, or each of its characters.
fn prepared(
    file: &Path,
    model: &Model,
    how: Prepare,
    bits: SampleBits,
    split: bool,
) -> Result<Vec<Normalised>, Failure> {
    let (picture, size) = (GreyImage::open_with(file, bits)?, model.image_size());
    if split {
        let characters = split_characters(&picture);
        if characters.len() > 1 {
            return Ok(characters.iter().map(|character| normalise(character, size)).collect());
        }
    }
    let one = prepare(&picture, size, how.preparation());
    Ok(vec![one.map_err(|source| DataError::Image { file: file.to_owned(), source })?])
}

fn classify(
    model: &Model,
    processor: &mut FastProcessor,
    (file, part): (String, Option<usize>),
    prepared: Normalised,
    how: Prepare,
) -> Result<Classified, Failure> {
    let mut result = Classified {
        file,
        part,
        blank: prepared.blank,
        class: None,
        label: None,
        margin: None,
        probability: None,
        unsure: None,
        runner_up: None,
        potentials: None,
        inverted: prepared.polarity == Polarity::DarkOnLight,
        pixels: prepared.pixels,
    };
    if result.blank {
        return Ok(result);
    }
    let dark = model.has_dark_ink() && how != Prepare::AsIs;
    let raw = result.pixels.iter().map(|&value| if dark { u8::MAX - value } else { value });
    let activity = processor.activity(&raw.collect::<Vec<u8>>())?;
    let (winner, margin) = (usize::from(activity.winner), activity.judgement().margin);
    let calibration = model.record().calibration.as_ref();
    result.probability = calibration.map(|known| known.probability(margin));
    result.unsure = calibration.map(|known| known.is_unsure(margin));
    result.class = Some(winner);
    result.label = Some(model.class_name(winner));
    result.margin = Some(margin);
    result.runner_up = activity.runner_up().map(|(class, _)| class);
    result.potentials =
        Some(activity.layers.into_iter().next_back().map(|layer| layer.potentials).unwrap_or_default());
    Ok(result)
}
