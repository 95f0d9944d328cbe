//! `apical data info`

use apical_data::{Dataset, ImageSize};
use apical_report::{Align, Table, thousands};
use serde::Serialize;

use crate::data::{self, DataArguments, parse_image_size};
use crate::failure::Failure;
use crate::output::{self, FORMAT_VERSION};

/// Tell how large a dataset is, and its hashes
#[derive(Debug, clap::Args)]
pub(crate) struct SizesArguments {
    #[command(flatten)]
    data: DataArguments,

    /// Size that pictures from a folder are brought to [default: 28x28]
    #[arg(long, value_name = "HxW", value_parser = parse_image_size, hide_short_help = true, help_heading = "Data")]
    image_size: Option<ImageSize>,

    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct DatasetSizesReport {
    format_version: u32,
    data: String,
    image_height: usize,
    image_width: usize,
    class_names: Vec<String>,
    train: Part,
    test: Part,
}

#[derive(Serialize)]
struct Part {
    images: usize,
    data_hash: String,
    /// Images of each class.
    by_class: Vec<usize>,
}

pub(super) fn run(arguments: &SizesArguments) -> Result<(), Failure> {
    let names = arguments.data.names();
    let loaded = arguments.data.request(&names).of_size(arguments.image_size).load()?;
    let report = DatasetSizesReport {
        format_version: FORMAT_VERSION,
        data: loaded.name,
        image_height: loaded.split.train.height(),
        image_width: loaded.split.train.width(),
        class_names: loaded.class_names,
        train: part(&loaded.split.train),
        test: part(&loaded.split.test),
    };
    if arguments.json {
        return output::print_json(&report);
    }
    let mut table = Table::new(&[("class", Align::Left), ("training", Align::Right), ("test", Align::Right)]);
    for (class, name) in report.class_names.iter().enumerate() {
        let count = |part: &Part| thousands(part.by_class.get(class).copied().unwrap_or(0) as u64);
        table.row([name.clone(), count(&report.train), count(&report.test)]);
    }
    table.row([
        "all".to_owned(),
        thousands(report.train.images as u64),
        thousands(report.test.images as u64),
    ]);
    output::print(&format!(
        "{}: images of {} x {} pixels in {} classes\n\n{table}\ntraining  sha256 {}\ntest      sha256 {}\n",
        report.data,
        report.image_height,
        report.image_width,
        report.class_names.len(),
        report.train.data_hash,
        report.test.data_hash
    ))
}

fn part(data: &Dataset) -> Part {
    let mut by_class = vec![0; data.classes()];
    for &label in data.labels() {
        by_class[usize::from(label)] += 1;
    }
    Part { images: data.len(), data_hash: data::hash(data).to_string(), by_class }
}
