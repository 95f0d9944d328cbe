//! How the organisation of `apical` compares with its neighbours, by the cycle-level model.
//!
//! ```text
//! cargo run --release --example organisation -- MNIST_FOLDER [EPOCHS]
//! ```
//!
//! Networks learn the first 50,000 training images of MNIST, and are tested on the last 10,000 of them. Energies are of
//! classifying 10,000 images that were learned, and of learning 300 images of each epoch, in 5 parts spread over it, from
//! the network as it was then. The test set is not read. One or a few
//! values of the preset are moved at a time. Prints Markdown tables; everything but accuracy is modelled.

mod images;

use std::collections::HashMap;
use std::error::Error;

use apical_chip::design::{Design, DesignRequest};
use apical_chip::simulation::{RunCounts, Sample, run_inference};
use apical_core::fast::FastProcessor;
use apical_core::training::{LearningRate, Position, Recipe, Trainer, TrainerError};
use apical_core::{Config, Processor, State};
use apical_data::Dataset;

use images::split;

/// What is simulated of each epoch.
const SAMPLE: Sample = Sample { parts: 5, images: 60 };
/// Learned images that are classified.
const CLASSIFIED: usize = 10_000;

/// A heading, and variants: a name, and settings in the form of `--set`, separated by spaces.
type Table = (&'static str, &'static [(&'static str, &'static str)]);

const TABLES: &[Table] = &[
    (
        "Inputs a cycle and layer, which is the number of row banks",
        &[
            ("1", "layers.*.inputs_per_cycle=1"),
            ("2", "layers.*.inputs_per_cycle=2"),
            ("4", "layers.*.inputs_per_cycle=4"),
            ("**8**", ""),
            ("16", "layers.*.inputs_per_cycle=16"),
        ],
    ),
    (
        "Pixels a cycle through the spike encoder",
        &[
            ("8", "encoder.pixels_per_cycle=8"),
            ("16", "encoder.pixels_per_cycle=16"),
            ("**32**", ""),
            ("64", "encoder.pixels_per_cycle=64"),
        ],
    ),
    (
        "Words of the event queue",
        &[("2", "queue.words=2"), ("4", "queue.words=4"), ("**16**", ""), ("64", "queue.words=64")],
    ),
    (
        "Synapses of a weight word in layer 1",
        &[
            ("4", "layers.0.weights.synapses_per_word=4 layers.0.weights.word_bits=16"),
            ("5", "layers.0.weights.synapses_per_word=5 layers.0.weights.word_bits=20"),
            ("8", "layers.0.weights.synapses_per_word=8 layers.0.weights.word_bits=32"),
            ("**10**", ""),
            ("20", "layers.0.weights.synapses_per_word=20 layers.0.weights.word_bits=80"),
            ("40", "layers.0.weights.synapses_per_word=40 layers.0.weights.word_bits=160"),
            (
                "200 (one row), 2 banks",
                "layers.0.weights.synapses_per_word=200 layers.0.weights.word_bits=800 layers.0.inputs_per_cycle=2",
            ),
        ],
    ),
    (
        "Synapses of a weight word in layer 2",
        &[
            ("5", "layers.1.weights.synapses_per_word=5 layers.1.weights.word_bits=20"),
            ("10", "layers.1.weights.synapses_per_word=10 layers.1.weights.word_bits=40"),
            ("**20**", ""),
            ("40", "layers.1.weights.synapses_per_word=40 layers.1.weights.word_bits=160"),
        ],
    ),
    (
        "Accumulator words: a memory for each neuron, words of neighbouring inputs; or rows of neighbouring neurons",
        &[
            (
                "neuron, 1 input",
                "layers.*.accumulators={order=\"neuron\",synapses_per_word=1,word_bits=8,ports=1}",
            ),
            (
                "neuron, 2 inputs",
                "layers.*.accumulators={order=\"neuron\",synapses_per_word=2,word_bits=16,ports=1}",
            ),
            ("**neuron, 4 inputs**", ""),
            (
                "neuron, 8 inputs",
                "layers.*.accumulators={order=\"neuron\",synapses_per_word=8,word_bits=64,ports=1}",
            ),
            (
                "neuron, 4 inputs, 2 ports",
                "layers.*.accumulators={order=\"neuron\",synapses_per_word=4,word_bits=32,ports=2}",
            ),
            (
                "row, 4 neurons",
                "layers.*.accumulators={order=\"input\",synapses_per_word=4,word_bits=32,ports=1}",
            ),
            (
                "row, 10 neurons",
                "layers.*.accumulators={order=\"input\",synapses_per_word=10,word_bits=80,ports=1}",
            ),
        ],
    ),
    (
        "Neurons that share their feedback signs, with accumulator rows of as many neurons",
        &[
            (
                "1, row of 4",
                "layers.*.accumulators={order=\"input\",synapses_per_word=4,word_bits=32,ports=1}",
            ),
            (
                "4, row of 4",
                "network.feedback_sharing=4 \
                 layers.*.accumulators={order=\"input\",synapses_per_word=4,word_bits=32,ports=1}",
            ),
            (
                "8, row of 8",
                "network.feedback_sharing=8 \
                 layers.*.accumulators={order=\"input\",synapses_per_word=8,word_bits=64,ports=1}",
            ),
            (
                "16, row of 16",
                "network.feedback_sharing=16 \
                 layers.*.accumulators={order=\"input\",synapses_per_word=16,word_bits=128,ports=1}",
            ),
            ("**1, memory for each neuron**", ""),
        ],
    ),
    (
        "Widths of weights and accumulators",
        &[
            (
                "w3g8",
                "network.format=w3g8 layers.0.weights.word_bits=30 layers.1.weights.word_bits=60 \
                 layers.2.weights.word_bits=30",
            ),
            ("**w4g8**", ""),
            (
                "w6g8",
                "network.format=w6g8 layers.0.weights.word_bits=60 layers.1.weights.word_bits=120 \
                 layers.2.weights.word_bits=60",
            ),
        ],
    ),
    (
        "Other machines",
        &[
            ("**apical**", ""),
            ("single-bank, 2 synapses a word", "preset=single-bank"),
            (
                "single-bank, 4 synapses a word",
                "preset=single-bank layers.*.weights.synapses_per_word=4 layers.*.weights.word_bits=64",
            ),
            (
                "single-bank, 10 synapses a word",
                "preset=single-bank layers.*.weights.synapses_per_word=10 layers.*.weights.word_bits=160",
            ),
            ("backpropagation", "preset=backpropagation"),
            (
                "backpropagation, 2 synapses a word",
                "preset=backpropagation layers.*.weights.synapses_per_word=2 layers.*.weights.word_bits=32",
            ),
            (
                "backpropagation, 10 synapses a word",
                "preset=backpropagation layers.*.weights.synapses_per_word=10 layers.*.weights.word_bits=160",
            ),
            ("park2019", "preset=park2019"),
            ("park2019, idle neurons off in updates", "preset=park2019 dataflow.update_reads=changing"),
        ],
    ),
];

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
    let (train, held_out) = split(&folder)?;
    let recipe = Recipe { seed: 1, epochs, learning_rate: LearningRate::DEFAULT, shift: 0 };
    let mut trained: HashMap<Config, Trained> = HashMap::new();
    for (heading, variants) in TABLES {
        println!("\n### {heading}\n");
        println!(
            "| | nJ inference | bounds | nJ training | overhead | cycles inference, training | k images/s | mm² | \
             k images/s/mm² | accuracy |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
        );
        for (name, settings) in *variants {
            let design = design(settings)?;
            let config = design.preset().config()?;
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

fn design(settings: &str) -> Result<Design, Box<dyn Error>> {
    let mut request = DesignRequest::default();
    for setting in settings.split_whitespace() {
        match setting.strip_prefix("preset=") {
            Some(other) => request.preset = other.to_owned(),
            None => request.settings.push(setting.parse()?),
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
            for index in 0..held_out.len() {
                right += usize::from(processor.infer(held_out.image(index))? == held_out.labels()[index]);
            }
            tested += held_out.len();
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
