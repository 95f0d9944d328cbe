//! How the defaults compare with their neighbours, on images that are held out of training.
//!
//! ```text
//! cargo run --release --example defaults -- MNIST_FOLDER [EPOCHS]
//! ```
//!
//! Trains on the first 50,000 training images, tests on the last 10,000 of them, and never reads the test set. One
//! setting at a time is moved away from the specification's. Prints a Markdown table: the mean over seeds 1 to 3 of the
//! accuracy over the last five epochs.

mod images;

use std::error::Error;
use std::ops::ControlFlow;

use apical_core::Config;
use apical_core::fast::FastProcessor;
use apical_core::run::Tested;
use apical_core::training::{Defaults, LearningRate, Position, Recipe, Trainer};
use apical_data::Dataset;

use images::split;

const SEEDS: u64 = 3;

/// A name, and what it changes.
type Candidate = (&'static str, fn(&mut Config, &mut LearningRate));

const CANDIDATES: [Candidate; 23] = [
    ("the specification's", |_, _| {}),
    ("what training has behind a threshold", |config, rate| {
        let own = Defaults::THRESHOLD;
        (config.margin_bits, config.drop_shift, config.initial_range) =
            (own.margin_bits, own.drop_shift, own.initial_range);
        *rate = own.learning_rate;
    }),
    ("learning rate 4:0.3", |_, rate| *rate = parsed("4:0.3")),
    ("learning rate 8:0.3", |_, rate| *rate = parsed("8:0.3")),
    ("learning rate 6:0.1", |_, rate| *rate = parsed("6:0.1")),
    ("learning rate 6:1", |_, rate| *rate = parsed("6:1")),
    ("window 8", |config, _| config.window.fill(8)),
    ("window 12", |config, _| config.window.fill(12)),
    ("window 24", |config, _| config.window.fill(24)),
    ("window 32", |config, _| config.window.fill(32)),
    ("margin 4 bits", |config, _| config.margin_bits = 4),
    ("margin 6 bits", |config, _| config.margin_bits = 6),
    ("drop one spike in 4", |config, _| config.drop_shift = 2),
    ("drop one spike in 16", |config, _| config.drop_shift = 4),
    ("drop none", |config, _| config.drop_shift = 8),
    ("initial range 250", |config, _| config.initial_range = 250),
    ("initial range 1000", |config, _| config.initial_range = 1000),
    ("4 neurons share signs", |config, _| config.feedback_sharing = 4),
    ("window 24, margin 6 bits", |config, _| {
        config.window.fill(24);
        config.margin_bits = 6;
    }),
    ("window 24, learning rate 8:0.3", |config, rate| {
        config.window.fill(24);
        *rate = parsed("8:0.3");
    }),
    ("margin 6 bits, learning rate 8:0.3", |config, rate| {
        config.margin_bits = 6;
        *rate = parsed("8:0.3");
    }),
    ("window 24, margin 6 bits, initial range 250", |config, _| {
        config.window.fill(24);
        config.margin_bits = 6;
        config.initial_range = 250;
    }),
    ("window 24, margin 6 bits, learning rate 8:0.3", |config, rate| {
        config.window.fill(24);
        config.margin_bits = 6;
        *rate = parsed("8:0.3");
    }),
];

fn parsed(text: &str) -> LearningRate {
    text.parse().expect("the candidates are written as learning rates are")
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("give the folder of MNIST, and perhaps a number of epochs")?;
    let epochs: u32 = arguments.next().map_or(Ok(100), |text| text.parse())?;
    let (train, held_out) = split(&folder)?;
    println!("| changed | accuracy on held-out images, {epochs} epochs | seeds |\n|---|---:|---|");
    for (name, change) in CANDIDATES {
        let mut results = Vec::new();
        for seed in 1..=SEEDS {
            let mut config = Config::new(vec![784, 200, 200, 10])?;
            let mut learning_rate = LearningRate::DEFAULT;
            change(&mut config, &mut learning_rate);
            config.validate()?;
            results.push(100.0 * accuracy(&config, learning_rate, (seed, epochs), (&train, &held_out))?);
        }
        let mean = results.iter().sum::<f64>() / results.len() as f64;
        let each: Vec<String> = results.iter().map(|result| format!("{result:.2}")).collect();
        println!("| {name} | {mean:.2} % | {} |", each.join(" "));
    }
    Ok(())
}

fn accuracy(
    config: &Config,
    learning_rate: LearningRate,
    (seed, epochs): (u64, u32),
    (train, held_out): (&Dataset, &Dataset),
) -> Result<f64, Box<dyn Error>> {
    let mut processor = FastProcessor::new(&config.initial_state(seed))?;
    let recipe = Recipe { seed, epochs, learning_rate, shift: 0 };
    let mut trainer = Trainer::new(recipe, Position::default());
    let (mut right, mut tested) = (0, 0);
    for epoch in 0..epochs {
        trainer.epoch(&mut processor, train, |_| ControlFlow::Continue(()))?;
        if epoch + 5 >= epochs {
            let epoch = Tested::of(&mut processor, held_out)?;
            right += epoch.correct;
            tested += epoch.tested;
        }
    }
    Ok(right as f64 / tested as f64)
}
