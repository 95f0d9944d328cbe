//! `apical bench`

mod measure;
mod report;

use apical_core::{Config, Format};
use apical_data::Split;

use crate::bandwidth::ReadLoop;
use crate::data::DataArguments;
use crate::failure::{Failure, Status};
use crate::kernel;
use crate::output;

const EXAMPLES: &str = "\
Examples:
  apical bench
  apical bench --data mnist --rounds 9 --json

What is measured, on one core and in each round for one kernel after the other, so that a disturbance hits all alike:
  inference        passes through the test images with a network that has learned for 10 of 30 epochs
  training         going on with that network, in the middle of its run
  first 3 epochs   from the untrained network: here far more images cause an update
  weight memory    bytes of weight rows that one second of inference reads
  L2               bytes that a plain loop reads of a buffer of half the level-2 cache in a second
The table shows medians over the rounds. Tests of accuracy and reading of data are not part of any time.";

/// Measure how fast each kernel infers and learns on one core
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct BenchArguments {
    #[command(flatten)]
    data: DataArguments,

    /// Sizes, from the image to the classes [default: pixels,200,200,classes]
    #[arg(long, value_name = "N,N,N", value_delimiter = ',')]
    layers: Option<Vec<usize>>,

    /// Bits of weights (2-8) and accumulators (4-8)
    #[arg(long, value_name = "wNgM", default_value = "w4g8")]
    format: Format,

    /// Rounds, of which the medians are shown
    #[arg(long, value_name = "N", default_value = "5", value_parser = clap::value_parser!(u16).range(1..=1000))]
    rounds: u16,

    /// Print the result as one JSON object
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &BenchArguments) -> Result<Status, Failure> {
    let names = arguments.data.names();
    let loaded = arguments.data.request(&names).load()?;
    let config = config(arguments, &loaded.split)?;
    let prepared = measure::Prepared::new(&config, &loaded.split)?;
    let read_loop = ReadLoop::new();
    let mut kernels: Vec<measure::Samples> = kernel::available().map(measure::Samples::new).collect();
    let mut bandwidths = Vec::new();
    for round in 1..=arguments.rounds {
        tracing::info!("round {round} of {}", arguments.rounds);
        bandwidths.push(read_loop.measure());
        for samples in &mut kernels {
            prepared.measure(samples)?;
        }
    }
    let report =
        report::BenchmarkReport::new(&loaded.name, &config, &prepared, &kernels, bandwidths, &read_loop);
    if arguments.json {
        output::print_json(&report)?
    } else {
        output::print(&report.text(arguments.rounds))?
    }
    Ok(Status::Success)
}

fn config(arguments: &BenchArguments, split: &Split) -> Result<Config, Failure> {
    let (pixels, classes) = (split.train.image_size(), split.train.classes());
    let layers = arguments.layers.clone().unwrap_or_else(|| vec![pixels, 200, 200, classes]);
    let mut config = Config::new(layers)?;
    config.format = arguments.format;
    if config.raw_inputs() != pixels || config.classes() < classes {
        return Err(Failure::Use(format!(
            "layers: the first size must be {pixels}, the pixels of an image, and the last at least {classes}, the \
             classes of the data"
        )));
    }
    Ok(config)
}
