//! Snapshots of all kinds.

use apical_core::fast::FastProcessor;
use apical_core::random::SplitMix64;
use apical_core::snapshot::{DataRecord, EpochRecord, RunRecord, Snapshot};
use apical_core::training::{LearningRate, Position, Recipe};
use apical_core::{Config, Format, Order, Processor, State, StepRate};
use proptest::prelude::*;

/// Any configuration of small layers.
pub(crate) fn config() -> impl Strategy<Value = Config> {
    (
        (2_usize..70, prop::collection::vec(1_usize..20, 1..5), 2_usize..12),
        (2_u32..=8, 4_u32..=8),
        any::<bool>(),
        prop::collection::vec(1_u16.., 7),
        (0_u8..=8, 1_u8..=8, 0_u16..=32_767, 1_u16..=4000),
    )
        .prop_map(|((inputs, hidden, classes), (w, g), sequential, window, rest)| {
            let layers: Vec<usize> = [inputs].into_iter().chain(hidden).chain([classes]).collect();
            Config {
                front_end: apical_core::front_end::FrontEnd::THRESHOLD,
                format: Format::new(w, g).unwrap(),
                order: if sequential { Order::Sequential } else { Order::Pipelined },
                window: window[..layers.len() - 2].to_vec(),
                layers,
                margin_bits: rest.0,
                drop_shift: rest.1,
                initial_range: rest.2,
                feedback_sharing: rest.3,
            }
        })
}

/// Any snapshot: a processor that has learned from a few images, some of them still in the pipeline.
pub(crate) fn snapshot() -> impl Strategy<Value = Snapshot> {
    let drained = 0_usize..3;
    (config(), any::<u64>(), 0_usize..12, "\\PC{1,40}", "(?s).{0,80}", 0_u32..5, drained).prop_map(
        |(config, seed, images, name, config_text, epochs, drained)| {
            let state = learned(&config, seed, images, drained);
            let recipe = Recipe {
                seed,
                epochs,
                learning_rate: LearningRate::new((seed % 1500) as u16, (seed % 97) as u16).unwrap(),
                shift: (seed % 4) as u8,
            };
            let data = DataRecord { name, train_hash: [seed as u8; 32].into(), test_hash: [3; 32].into() };
            let mut run = RunRecord::new(recipe, data, (config.inputs(), 1), &config);
            run.config_text = config_text;
            run.position = Position { epoch: epochs, image: images as u32 };
            run.history = (0..u64::from(epochs)).map(|epoch| epoch_record(&config, epoch)).collect();
            run.current = epoch_record(&config, 7);
            Snapshot { state, run }
        },
    )
}

fn epoch_record(config: &Config, epoch: u64) -> EpochRecord {
    EpochRecord {
        learned: 100 + epoch,
        errors: 9 + epoch,
        updates: 8,
        zero_steps: 7,
        spikes: (0..config.layers.len() as u64).collect(),
        tested: 10 * epoch,
        correct: 9 * epoch,
    }
}

/// A state after `images` images, of those in the pipeline at most `drained` drained.
fn learned(config: &Config, seed: u64, images: usize, drained: usize) -> State {
    let mut processor = FastProcessor::new(&config.initial_state(seed)).unwrap();
    processor.set_step_rate(StepRate::new(5 * 256, config.format).unwrap());
    let mut random = SplitMix64::new(seed);
    for _ in 0..images {
        let pixels: Vec<u8> = (0..config.inputs()).map(|_| random.below(256) as u8).collect();
        let label = random.below(config.classes() as u32) as u8;
        processor.learn(&pixels, label).unwrap();
    }
    for _ in 0..drained {
        processor.drain_one();
    }
    processor.state()
}

/// One fixed snapshot, small, with two images in flight and two epochs of history.
pub(crate) fn example() -> Snapshot {
    let mut config = Config::new(vec![6, 5, 4, 3]).unwrap();
    config.window = vec![3, 4];
    let recipe = Recipe { seed: 1, epochs: 4, learning_rate: LearningRate::DEFAULT, shift: 1 };
    let data =
        DataRecord { name: "an example".into(), train_hash: [1; 32].into(), test_hash: [2; 32].into() };
    let mut run = RunRecord::new(recipe, data, (3, 2), &config);
    run.config_text = "epochs = 4 # \"quoted\"\n".into();
    run.position = Position { epoch: 2, image: 9 };
    run.history = vec![epoch_record(&config, 1), epoch_record(&config, 2)];
    run.current = epoch_record(&config, 0);
    let state = learned(&config, 1, 9, 0);
    assert_eq!(state.in_flight.len(), 2, "the example must have images in flight");
    Snapshot { state, run }
}
