//! How the organisation of `apical`, or of `retina`, compares with its neighbours, by the cycle-level model.
//!
//! ```text
//! cargo run --release --example organisation -- MNIST_FOLDER [EPOCHS] [apical | retina]
//! ```
//!
//! Networks learn the first 50,000 training images of MNIST, and are tested on the last 10,000 of them. Energies are of
//! classifying 10,000 images that were learned, and of learning 300 images of each epoch, in 5 parts spread over it, from
//! the network as it was then. The test set is not read. One or a few
//! values of the preset are moved at a time. Prints Markdown tables; everything but accuracy is modelled.

mod apical;
#[path = "../images/mod.rs"]
mod images;
mod retina;

use std::collections::HashMap;
use std::error::Error;

use apical_chip::design::{Design, DesignRequest, Fit};
use apical_chip::simulation::{RunCounts, Sample, run_inference};
use apical_core::fast::FastProcessor;
use apical_core::front_end::{Kind, fit};
use apical_core::run::Tested;
use apical_core::training::{LearningRate, Position, Recipe, Trainer, TrainerError, windows_of};
use apical_core::{Config, Processor, State};
use apical_data::Dataset;

use images::split;

/// What is simulated of each epoch.
const SAMPLE: Sample = Sample { parts: 5, images: 60 };
/// Learned images that are classified.
const CLASSIFIED: usize = 10_000;

/// A network where each part of a sample begins and in the end, and its accuracy on the held-out images.
struct Trained {
    parts: Vec<(State, Position)>,
    last: State,
    accuracy: f64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("give the folder of MNIST, and perhaps a number of epochs")?;
    let epochs: u32 = arguments.next().map_or(Ok(30), |text| text.parse())?;
    let preset = arguments.next().unwrap_or_else(|| DesignRequest::DEFAULT_PRESET.to_owned());
    let tables = match preset.as_str() {
        "apical" => apical::TABLES,
        "retina" => retina::TABLES,
        other => return Err(format!("{other:?} is neither apical nor retina").into()),
    };
    let (train, held_out) = split(&folder)?;
    let recipe = Recipe { seed: 1, epochs, learning_rate: LearningRate::DEFAULT, shift: 0 };
    let mut trained: HashMap<Config, Trained> = HashMap::new();
    for (heading, variants) in tables {
        println!("\n### {heading}\n");
        println!(
            "| | nJ inference | bounds | nJ training | overhead | cycles inference, training | k images/s | mm² | \
             k images/s/mm² | accuracy |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
        );
        for (name, settings) in *variants {
            let design = design(&preset, settings, &train)?;
            let mut config = design.preset().config()?;
            if !config.front_end.is_threshold() {
                let hidden = &config.layers[1..config.layers.len() - 1];
                config.window = windows_of(&config.front_end, hidden, &train);
            }
            if !trained.contains_key(&config) {
                trained.insert(config.clone(), learn(&config, recipe, &train, &held_out)?);
            }
            let network = &trained[&config];
            let (inference, training) = simulate(&design, network, recipe, &train)?;
            let energy = |run: &RunCounts| design.energy().account(&run.counters).per(run.images).total();
            let (classified, learned) = (energy(&inference), energy(&training));
            let area = design.area().total().value();
            let rate = design.point().clock.value() / inference.cycles_per_image() * 1e-3;
            println!(
                "| {name} | {:.2} | {:.1} to {:.1} | {:.2} | {:.1} % | {:.1}, {:.1} | {rate:.0} | {area:.2} | {:.0} | {:.2} % |",
                classified.calibrated.nanojoules(),
                classified.low.nanojoules(),
                classified.high.nanojoules(),
                learned.calibrated.nanojoules(),
                100.0 * (learned.calibrated / classified.calibrated - 1.0),
                inference.cycles_per_image(),
                training.cycles_per_image(),
                rate / area,
                100.0 * network.accuracy,
            );
        }
    }
    Ok(())
}

/// A processor; `see=REQUEST` is another front end, whose thresholds follow from the images.
fn design(preset: &str, settings: &str, train: &Dataset) -> Result<Design, Box<dyn Error>> {
    let mut request = DesignRequest::of(preset);
    for setting in settings.split_whitespace() {
        if let Some(other) = setting.strip_prefix("preset=") {
            request.preset = other.to_owned();
        } else if let Some(wanted) = setting.strip_prefix("see=") {
            let kind = Kind::of(train.width(), train.height());
            let front_end = fit(&wanted.parse()?, kind, train)?;
            let mut network = DesignRequest::of(preset).resolve()?.preset().config()?;
            network.layers[0] = front_end.bits().unwrap_or(network.layers[0]);
            network.front_end = front_end;
            request.network = Some((network, Fit::Exact));
        } else {
            request.settings.push(setting.parse()?);
        }
    }
    Ok(request.resolve()?)
}

fn learn(
    config: &Config,
    recipe: Recipe,
    train: &Dataset,
    held_out: &Dataset,
) -> Result<Trained, Box<dyn Error>> {
    let mut processor = FastProcessor::new(&config.initial_state(recipe.seed))?;
    let mut trainer = Trainer::new(recipe, Position::default());
    let mut parts = Vec::new();
    let (mut right, mut tested) = (0, 0);
    for epoch in 0..recipe.epochs {
        SAMPLE.epoch(&mut processor, &mut trainer, train, |state, position| {
            parts.push((state.clone(), position));
            Ok::<_, TrainerError>(())
        })?;
        if epoch + 5 >= recipe.epochs {
            let epoch = Tested::of(&mut processor, held_out)?;
            right += epoch.correct;
            tested += epoch.tested;
        }
    }
    Ok(Trained { parts, last: processor.state(), accuracy: right as f64 / tested as f64 })
}

fn simulate(
    design: &Design,
    network: &Trained,
    recipe: Recipe,
    train: &Dataset,
) -> Result<(RunCounts, RunCounts), Box<dyn Error>> {
    let mut chip = design.machine(&network.last)?;
    let mut training = RunCounts::default();
    for (state, position) in &network.parts {
        SAMPLE.simulate(&mut chip, recipe, (state, *position), train, &mut training)?;
    }
    chip.load(&network.last)?;
    let pixels = (0..CLASSIFIED.min(train.len())).map(|index| train.image(index));
    Ok((run_inference(&mut chip, pixels, || {})?.0, training))
}
