//! Each rule with the same number of trials, measured on images that are held out of training.
//!
//! ```text
//! cargo run --release -p apical-baselines --example tuning -- MNIST_FOLDER [EPOCHS [SEEDS [RULE ...]]]
//! ```
//!
//! Trains 784-200-200-10 on the first 50,000 training images, measures on the last 10,000 of them, and never reads the test set.
//! Every rule has sixteen trials: four learning rates with each of four choices. Rates fall linearly, to a hundredth where
//! the choice does not say to what. Prints Markdown tables of the accuracy over the last sixth of the epochs (two of ten;
//! `apical compare` takes five of thirty), mean over the seeds.

use std::error::Error;
use std::path::Path;

use apical_baselines::run::{RunConfig, RunObserver, perform};
use apical_baselines::setting::Setting;
use apical_baselines::{RuleName, RuleSetting, Settings};
use apical_data::{DataIdentity, DataSource, Dataset, LoadOptions};

const LAYERS: [usize; 4] = [784, 200, 200, 10];

/// A choice, as `--set` takes it, and the learning rates with it.
type Trials = (&'static [&'static str], [f32; 4]);

const SGD: [f32; 4] = [0.01, 0.03, 0.1, 0.3];
const ADAM: [f32; 4] = [3e-4, 1e-3, 3e-3, 1e-2];
/// Of the project's own rule, in 1/256 of a weight step.
const OWN: [f32; 4] = [4.0, 6.0, 8.0, 12.0];
const DENDRITES: [f32; 4] = [0.03, 0.1, 0.2, 0.3];

/// What the literature of each rule varies most.
fn trials(rule: RuleName) -> [Trials; 4] {
    match rule {
        RuleName::Bp => activations(SGD),
        RuleName::BpAdam => activations(ADAM),
        RuleName::BpBinary | RuleName::Fa | RuleName::Dfa | RuleName::Sdfa | RuleName::Drtp => [
            (&["optimiser=adam", "loss=softmax"], ADAM),
            (&["optimiser=adam", "loss=sigmoid"], ADAM),
            (&["optimiser=sgd", "momentum=0.9", "loss=softmax"], SGD),
            (&["optimiser=sgd", "momentum=0.9", "loss=sigmoid"], SGD),
        ],
        RuleName::SdRate => [
            (&["batch=1"], DENDRITES),
            (&["batch=4"], DENDRITES),
            (&["batch=8"], DENDRITES),
            (&["batch=16"], DENDRITES),
        ],
        RuleName::SdSpiking => ends(
            [
                &["learning_rate_end=0"],
                &["learning_rate_end=0.003"],
                &["learning_rate_end=0.01"],
                &["learning_rate_end=0.03"],
            ],
            DENDRITES,
        ),
        RuleName::DsfW4G8 | RuleName::DsfW6G8 | RuleName::DsfW8G8 => ends(
            [
                &["learning_rate_end=0.1"],
                &["learning_rate_end=0.3"],
                &["learning_rate_end=1"],
                &["learning_rate_end=2"],
            ],
            OWN,
        ),
    }
}

fn activations(rates: [f32; 4]) -> [Trials; 4] {
    [
        (&["activation=relu", "loss=softmax"], rates),
        (&["activation=relu", "loss=sigmoid"], rates),
        (&["activation=tanh", "loss=softmax"], rates),
        (&["activation=tanh", "loss=sigmoid"], rates),
    ]
}

/// Ends of the learning rate.
fn ends(ends: [&'static [&'static str]; 4], rates: [f32; 4]) -> [Trials; 4] {
    ends.map(|end| (end, rates))
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("give the folder of MNIST, and perhaps epochs, seeds and rules")?;
    let epochs: u32 = arguments.next().map_or(Ok(10), |text| text.parse())?;
    let seeds: u64 = arguments.next().map_or(Ok(1), |text| text.parse())?;
    let rules: Result<Vec<RuleName>, _> = arguments.map(|name| name.parse()).collect();
    let mut rules = rules?;
    if rules.is_empty() {
        rules = RuleName::ALL.into_iter().filter(|rule| *rule != RuleName::SdSpiking).collect();
    }
    let source = DataSource::parse(&["mnist".to_owned()], Some(Path::new(&folder)))?;
    let data = source.load(&LoadOptions::default())?.split.train;
    let kept = data.len() - data.len() / 6;
    let (train, held_out) = (data.slice(0..kept)?, data.slice(kept..data.len())?);
    for rule in rules {
        tune(rule, (epochs, seeds), (&train, &held_out))?;
    }
    Ok(())
}

/// All trials of a rule.
fn tune(
    rule: RuleName,
    (epochs, seeds): (u32, u64),
    (train, held_out): (&Dataset, &Dataset),
) -> Result<(), Box<dyn Error>> {
    println!(
        "\n| {rule} | learning rate | accuracy on held-out images, {epochs} epochs | seeds |\n|---|---:|---:|---|"
    );
    let mut best = (f64::MIN, String::new());
    for (choice, rates) in trials(rule) {
        for rate in rates {
            let settings = settings(rule, rate, choice)?;
            let mut accuracies = Vec::new();
            for seed in 1..=seeds {
                let data = DataIdentity::of(train, held_out);
                let run = RunConfig::new(rule, settings, &LAYERS, Setting::Epochs, epochs, seed, data);
                let result = perform(&run, train, held_out, RunObserver::nobody())?;
                let points = &result.ok_or("stopped")?.curves[0].points;
                let last = &points[points.len() - points.len().div_ceil(6)..];
                accuracies.push(100.0 * last.iter().map(|point| point.1).sum::<f64>() / last.len() as f64);
            }
            let mean = accuracies.iter().sum::<f64>() / accuracies.len().max(1) as f64;
            let each: Vec<String> = accuracies.iter().map(|accuracy| format!("{accuracy:.2}")).collect();
            let choice = choice.join(", ");
            println!("| {choice} | {rate} | {mean:.2} % | {} |", each.join(" "));
            if mean > best.0 {
                best = (mean, format!("{choice}, learning rate {rate}"));
            }
        }
    }
    println!("\nbest of {rule}: {}, {:.2} %", best.1, best.0);
    Ok(())
}

/// A rule's values with a learning rate and a choice.
fn settings(rule: RuleName, rate: f32, choice: &[&str]) -> Result<Settings, Box<dyn Error>> {
    let mut settings = Settings { learning_rate: rate, learning_rate_end: rate / 100.0, ..rule.settings() };
    for value in choice {
        format!("{rule}.{value}").parse::<RuleSetting>()?.apply(rule, &mut settings)?;
    }
    Ok(settings)
}
