//! `apical data show`

use std::path::PathBuf;

use apical_data::{ImageSize, Sheet};

use crate::data::{DataArguments, parse_image_size};
use crate::failure::Failure;
use crate::output;

const EXAMPLES: &str = "\
Examples:
  apical data show
  apical data show --data mnist --test --out mnist.png --per-class 20
  apical data show --data pictures/            what training on a folder of pictures would see";

/// Draw a contact sheet of a dataset: some images of each class
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct ShowArguments {
    #[command(flatten)]
    data: DataArguments,

    /// Size that pictures from a folder are brought to [default: 28x28]
    #[arg(long, value_name = "HxW", value_parser = parse_image_size, hide_short_help = true, help_heading = "Data")]
    image_size: Option<ImageSize>,

    /// Of the test images instead of the training images
    #[arg(long, help_heading = "Data")]
    test: bool,

    /// The picture to write
    #[arg(long, short, value_name = "FILE.png", default_value = "sheet.png")]
    out: PathBuf,

    /// Images of each class
    #[arg(long, value_name = "N", default_value = "16", value_parser = clap::value_parser!(u16).range(1..=1000))]
    per_class: u16,

    /// Side of a pixel
    #[arg(long, value_name = "N", default_value = "2", value_parser = clap::value_parser!(u8).range(1..=32))]
    scale: u8,
}

pub(super) fn run(arguments: &ShowArguments) -> Result<(), Failure> {
    output::check_writable(&arguments.out, 0)?;
    let names = arguments.data.names();
    let loaded = arguments.data.request(&names).of_size(arguments.image_size).load()?;
    let images = if arguments.test { &loaded.split.test } else { &loaded.split.train };
    Sheet::classes(images, arguments.per_class.into(), arguments.scale.into())?.save_png(&arguments.out)?;
    output::print(&format!("{}\n", arguments.out.display()))
}
