//! `apical compare`

use std::path::PathBuf;

use apical_baselines::setting::Setting;
use apical_baselines::store::Store;
use apical_baselines::{RuleName, RuleSetting};
use apical_core::front_end::Request;
use apical_core::run::Source;
use apical_data::{Loaded, SplitRule};
use apical_studies::compare::{ComparisonPlan, ComparisonRequest, ComparisonResult};
use apical_studies::{Control, StudyError};

use crate::data::{self, DataArguments};
use crate::failure::{Failure, Status};
use crate::interrupt;
use crate::logging::Verbosity;
use crate::output::{self, Versioned, program};
use crate::progress::Progress;

const EXAMPLES: &str = "\
Examples:
  apical compare --rules bp,dfa,dsf-w4g8 --epochs 3 --seeds 1
        three rules on the built-in digits, within a minute
  apical compare --data mnist --out comparison.html
        all rules, 30 epochs, 5 seeds, with plots; what is stored already is not run again
  apical compare --data mnist --setting class-by-class,new-writer --rules bp-adam,dsf-w4g8
        what is forgotten, and how fast a new writer is learned
  apical compare --data mnist --front-end retina --rules bp-adam,dfa,dsf-w4g8 --epochs 10
        rules that all learn from the bits of a retina
  apical compare --data mnist --layers 784,500,500,10 --rules dfa --epochs 100 \\
      --set dfa.learning_rate=0.00015 --set dfa.learning_rate_end=0.00015
        a published network with its constant learning rate

Rules:
  bp          backpropagation in floating point (ReLU, cross-entropy), gradient descent
  bp-adam     the same with Adam
  bp-binary   backpropagation through binary activations and input spikes, straight-through
  fa          feedback alignment: fixed random weights back, layer by layer
  dfa, sdfa   direct feedback alignment: the error, or its sign, to each layer at once
  drtp        direct random target projection: the target instead of the error
  sd-rate, sd-spiking            segregated dendrites: firing rates, or two phases of Poisson spikes
  dsf-w4g8, dsf-w6g8, dsf-w8g8   direct spike-only feedback: this project's rule

Settings:
  epochs          training in epochs: accuracy, energy, feedback traffic, alignment with the gradient
  one-pass        every image once; accuracy on the way
  new-writer      after training, a writer who shifts and slants; what is learned, what is lost
  class-by-class  the classes one after the other; what is forgotten
  faulty-bits     after training, weight bits stick or flip (0.01 % to 5 %); what learning repairs
  few-samples     1, 10 and 100 images of each class

Keys of --set: learning_rate, learning_rate_end, momentum, optimiser (sgd, adam), batch, activation (relu, tanh,
binary), loss (softmax, sigmoid), input (grey, spikes), initial (0 to 4); those that a rule has.
`*` stands for all rules.
Energies are modelled: weight memories, arithmetic and feedback wires of an image that is learned alone.";

/// Compare learning rules: the same network, the same data
///
/// Trains each rule with each seed and prints what came out. Every run is stored under the hash of its configuration;
/// only what is missing is run. After Ctrl-C the same command goes on.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct CompareArguments {
    #[command(flatten)]
    data: DataArguments,

    /// Learn from the first N training images only
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), help_heading = "Data")]
    limit: Option<u32>,

    /// Hold out the last sixth of the training images and measure on it: for tuning
    #[arg(long, help_heading = "Data")]
    validation: bool,

    /// Sizes, from the image (or the bits of the front end) to the classes [default: inputs,200,200,classes]
    #[arg(long, value_name = "N,N,N", value_delimiter = ',')]
    layers: Option<Vec<usize>>,

    /// What becomes of pixels before any rule sees them: levels:K, thermometer:K, retina, auto and more (docs/front-ends.md)
    ///
    /// Every rule then learns from the same bits. Without it each has a way of its own with pixels: grey levels, or spikes.
    #[arg(long, value_name = "NAME")]
    front_end: Option<Request>,

    /// Rules by name, or all
    #[arg(long, value_name = "NAME,..", value_delimiter = ',', default_value = "all")]
    rules: Vec<String>,

    /// epochs, one-pass, new-writer, class-by-class, faulty-bits, few-samples, or all
    #[arg(long, value_name = "NAME,..", value_delimiter = ',', default_value = "epochs")]
    setting: Vec<String>,

    /// Epochs of each training
    #[arg(long, value_name = "N", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    epochs: u32,

    /// Seeds, from 1
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=1000))]
    seeds: u64,

    /// Set a value of a rule, such as dfa.learning_rate=0.001; may be repeated
    #[arg(long, value_name = "RULE.KEY=VALUE")]
    set: Vec<String>,

    /// Folder in which results are kept
    #[arg(long, value_name = "DIR", default_value = "apical-compare")]
    store: PathBuf,

    /// Runs at a time [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,

    /// Write the report, with plots, as one HTML file
    #[arg(long, value_name = "FILE.html")]
    out: Option<PathBuf>,

    /// Print the result as one JSON object
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &CompareArguments, verbosity: Verbosity) -> Result<Status, Failure> {
    let rules = names(&arguments.rules, &RuleName::ALL)?;
    let settings = names(&arguments.setting, &Setting::ALL)?;
    let set: Result<Vec<RuleSetting>, _> = arguments.set.iter().map(|text| text.parse()).collect();
    let set = set?;
    if let Some(rule) = set.iter().filter_map(RuleSetting::rule).find(|rule| !rules.contains(rule)) {
        return Err(Failure::Use(format!("--set: {rule} is not among the rules that are compared")));
    }
    interrupt::listen()?;
    if let Some(path) = &arguments.out {
        output::check_writable(path, 0)?;
    }
    let names = arguments.data.names();
    let loaded = arguments.data.request(&names).load()?;
    let chosen = Source { limit: arguments.limit, validation: arguments.validation, ..Source::default() };
    let Loaded { split, name: data, .. } = data::chosen(loaded, &chosen, SplitRule::default())?;
    let layers = arguments.layers.clone().unwrap_or_else(|| ComparisonRequest::default_layers(&split));
    let command = command(arguments, &names);
    let plan = ComparisonPlan::new(&ComparisonRequest {
        data: &data,
        split: &split,
        rules: &rules,
        settings: &settings,
        rule_settings: &set,
        front_end: arguments.front_end.as_ref(),
        layers: &layers,
        epochs: arguments.epochs,
        seeds: arguments.seeds,
        validation: arguments.validation,
        command: &command,
    })?;
    let store = Store::open(&arguments.store)?;
    interrupt::finish_first();
    let progress = Progress::new(0, verbosity);
    let control = Control { observer: &progress, stop: interrupt::flag() };
    let result = plan.run(&store, arguments.threads.map(usize::from), control);
    progress.finish();
    let result = match result {
        Err(StudyError::Stopped) => {
            say_how_to_go_on(arguments, verbosity);
            return Ok(Status::Interrupted);
        }
        result => result?,
    };
    if let Some(path) = &arguments.out {
        output::write(path, result.page().as_bytes())?;
    }
    if arguments.json {
        output::print_json(&Versioned::new(&result))?;
    } else {
        output::print(&text(&result, arguments))?;
    }
    Ok(Status::Success)
}

fn text(result: &ComparisonResult, arguments: &CompareArguments) -> String {
    let mut text = result.text();
    text += &format!("\ncommand  {}\n", result.command);
    text += &format!("store    {}\n", arguments.store.display());
    if let Some(path) = &arguments.out {
        text += &format!("report   {}\n", path.display());
    }
    text
}

/// Names of a list, each once, in the order of reports; `all` stands for every one.
fn names<T: Copy + PartialEq + std::str::FromStr>(texts: &[String], all: &[T]) -> Result<Vec<T>, Failure>
where
    Failure: From<T::Err>,
{
    let mut wanted = Vec::new();
    for text in texts {
        if text.trim() == "all" {
            wanted.extend_from_slice(all);
        } else {
            wanted.push(text.parse()?);
        }
    }
    Ok(all.iter().copied().filter(|name| wanted.contains(name)).collect())
}

/// The command that gives these figures again.
fn command(arguments: &CompareArguments, names: &[String]) -> String {
    let words = |list: &[String]| list.iter().map(|name| output::shell_word(name)).collect::<Vec<_>>();
    let mut command = format!("apical compare --data {}", words(names).join(" "));
    if let Some(prepare) = arguments.data.reading.prepare {
        command += &format!(" --prepare {}", prepare.name());
    }
    if let Some(limit) = arguments.limit {
        command += &format!(" --limit {limit}");
    }
    if arguments.validation {
        command += " --validation";
    }
    if let Some(layers) = &arguments.layers {
        let layers: Vec<String> = layers.iter().map(usize::to_string).collect();
        command += &format!(" --layers {}", layers.join(","));
    }
    if let Some(front_end) = &arguments.front_end {
        command += &format!(" --front-end {}", output::shell_word(&front_end.to_string()));
    }
    command += &format!(" --rules {}", words(&arguments.rules).join(","));
    command += &format!(" --setting {}", words(&arguments.setting).join(","));
    command += &format!(" --epochs {} --seeds {}", arguments.epochs, arguments.seeds);
    for setting in words(&arguments.set) {
        command += &format!(" --set {setting}");
    }
    command
}

fn say_how_to_go_on(arguments: &CompareArguments, verbosity: Verbosity) {
    if verbosity != Verbosity::Quiet {
        let store = arguments.store.display();
        let text = format!(
            "interrupted; finished runs are in {store}\nto go on: the same `{} compare` again\n",
            program()
        );
        // Nothing is lost if this cannot be said.
        let _ = std::io::Write::write_all(&mut std::io::stderr(), text.as_bytes());
    }
}
