//! `apical classify`

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use apical_core::fast::{FastProcessor, Kernel};
use apical_core::{Processor, SPECIFICATION_VERSION};
use apical_data::{GreyImage, Polarity, prepare};
use apical_report::{Bar, bar_chart};
use serde::Serialize;

use crate::data::Prepare;
use crate::failure::{Failure, Status};
use crate::model::Model;
use crate::output::{self, FORMAT_VERSION};

/// Columns of the chart of potentials.
const CHART_COLUMNS: usize = 32;
/// Most bars of a chart; of more classes, those of highest potential are shown.
const BARS: usize = 10;

const EXAMPLES: &str = "\
Examples:
  apical classify apical-model.safetensors digit.png
  apical classify apical-model.safetensors scans/*.jpg --json

Pictures may be of any size, dark on light or light on dark: they are centred and scaled as MNIST was, unless they have
the size of the network's images and a black background already. The potential of an output neuron is the sum of the
weights of the spikes that reach it; the highest wins, and its margin over the second tells how clear the case is.";

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
    /// Whether there is nothing to see. Such an image is not classified: the rest is then null.
    blank: bool,
    class: Option<usize>,
    label: Option<String>,
    /// How far the potential of the winner is above the second highest.
    margin: Option<i32>,
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
    let images = arguments
        .images
        .iter()
        .map(|file| classify(&model, &mut processor, file, how))
        .collect::<Result<Vec<_>, _>>()?;
    if arguments.json {
        let report = ClassificationReport {
            format_version: FORMAT_VERSION,
            spec_version: SPECIFICATION_VERSION,
            images,
        };
        output::print_json(&report)?;
        return Ok(Status::Success);
    }
    let texts: Vec<String> = images.iter().map(|image| text(&model, image, arguments.show)).collect();
    output::print(&texts.join("\n"))?;
    Ok(Status::Success)
}

fn classify(
    model: &Model,
    processor: &mut FastProcessor,
    file: &Path,
    how: Prepare,
) -> Result<Classified, Failure> {
    let picture = GreyImage::open(file)?;
    let prepared = prepare(&picture, model.image_size(), how.preparation())
        .map_err(|source| apical_data::DataError::Image { file: file.to_owned(), source })?;
    let mut result = Classified {
        file: file.display().to_string(),
        blank: prepared.blank,
        class: None,
        label: None,
        margin: None,
        runner_up: None,
        potentials: None,
        inverted: prepared.polarity == Polarity::DarkOnLight,
        pixels: prepared.pixels,
    };
    if result.blank {
        return Ok(result);
    }
    // What was prepared is bright ink; a front end that inverts has learned from dark ink.
    let front_end = &model.config().front_end;
    let raw =
        result.pixels.iter().map(|&value| if how == Prepare::AsIs { value } else { front_end.seen(value) });
    let activity = processor.activity(&raw.collect::<Vec<u8>>())?;
    let winner = usize::from(activity.winner);
    let second = activity.runner_up();
    result.class = Some(winner);
    result.label = Some(model.class_name(winner));
    result.margin = second.map(|(_, margin)| margin);
    result.runner_up = second.map(|(class, _)| class);
    result.potentials =
        Some(activity.layers.into_iter().next_back().map(|layer| layer.potentials).unwrap_or_default());
    Ok(result)
}

fn text(model: &Model, image: &Classified, show: bool) -> String {
    let mut text = match (&image.label, image.margin, image.runner_up) {
        (Some(label), Some(margin), Some(second)) => {
            format!("{}: {label} (ahead of {} by {margin})\n", image.file, model.class_name(second))
        }
        _ => format!("{}: blank, there is nothing to classify\n", image.file),
    };
    if show {
        if image.inverted {
            text += "taken as dark ink on light paper\n";
        }
        text += &drawing(&image.pixels, model.image_size().width);
    }
    if let Some(potentials) = &image.potentials {
        text += &chart(model, potentials);
    }
    text
}

fn chart(model: &Model, potentials: &[i32]) -> String {
    let mut classes: Vec<usize> = (0..potentials.len()).collect();
    if classes.len() > BARS {
        classes.sort_by_key(|&class| (std::cmp::Reverse(potentials[class]), class));
        classes.truncate(BARS);
    }
    let bars: Vec<Bar> = classes
        .into_iter()
        .map(|class| Bar {
            label: format!("  {}", model.class_name(class)),
            value: potentials[class].into(),
            note: potentials[class].to_string(),
        })
        .collect();
    bar_chart(&bars, CHART_COLUMNS)
}

/// An image as text: half a column of a terminal is about as wide as a row is high, hence two columns a pixel.
fn drawing(pixels: &[u8], width: usize) -> String {
    // On a dark terminal ink is bright; elsewhere (a file, a pipe) the same characters still show the shape.
    let shades = if std::io::stdout().is_terminal() {
        [' ', '░', '▒', '▓', '█']
    } else {
        [' ', '.', 'o', 'O', '@']
    };
    let mut text = String::new();
    for row in pixels.chunks(width) {
        let line: String =
            row.iter().flat_map(|&pixel| [shades[(usize::from(pixel) * 4 + 127) / 255]; 2]).collect();
        text += line.trim_end();
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawings_have_two_columns_a_pixel() {
        assert_eq!(drawing(&[0, 255, 128, 0], 2), "  @@\noo\n");
    }
}
