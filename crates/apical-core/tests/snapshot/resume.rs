//! A run that was cut, saved and read goes on as if nothing had happened.

use std::ops::ControlFlow;

use apical_core::fast::FastProcessor;
use apical_core::random::SplitMix64;
use apical_core::snapshot::{DataRecord, EpochRecord, RunRecord, Snapshot};
use apical_core::training::{LearningRate, Recipe, Trainer, TrainingImages};
use apical_core::{Config, Format, Order, Processor, State};

const IMAGES: u32 = 60;
const WIDTH: usize = 7;

/// Noise around one pattern a class.
struct Images(Vec<(Vec<u8>, u8)>);

impl Images {
    fn new() -> Self {
        let mut random = SplitMix64::new(5);
        let image = |index: u32| {
            let label = (index % 4) as u8;
            let ink =
                |position: usize, noise| if position % 4 == usize::from(label) { 255 - noise } else { noise };
            ((0..WIDTH * WIDTH).map(|position| ink(position, random.below(110) as u8)).collect(), label)
        };
        Self((0..IMAGES).map(image).collect())
    }
}

impl TrainingImages for Images {
    fn count(&self) -> u32 {
        IMAGES
    }
    fn width(&self) -> usize {
        WIDTH
    }
    fn image(&self, index: u32) -> &[u8] {
        &self.0[index as usize].0
    }
    fn label(&self, index: u32) -> u8 {
        self.0[index as usize].1
    }
}

fn record(config: &Config, shift: u8) -> RunRecord {
    let recipe = Recipe { seed: 9, epochs: 4, learning_rate: LearningRate::DEFAULT, shift };
    let data = DataRecord { name: "patterns".into(), train_hash: [1; 32].into(), test_hash: [2; 32].into() };
    RunRecord::new(recipe, data, (WIDTH, WIDTH), config)
}

/// Goes on from a snapshot until `epochs` are complete or, in the epoch of `cut`, so many images have left the
/// processor. Keeps the books as a program would.
fn run(snapshot: Snapshot, epochs: u32, cut: Option<(u32, u32)>) -> Snapshot {
    let Snapshot { state, mut run } = snapshot;
    let mut processor = FastProcessor::new(&state).unwrap();
    let mut trainer = Trainer::new(run.recipe, run.position);
    while trainer.position().epoch < epochs {
        let before = processor.counters().clone();
        let mut left = 0;
        let here = cut.filter(|cut| cut.0 == trainer.position().epoch);
        let complete = trainer
            .epoch(&mut processor, &Images::new(), |_| {
                left += 1;
                if here.is_some_and(|cut| cut.1 == left) {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            })
            .unwrap();
        run.current.add(&(processor.counters() - &before));
        run.position = trainer.position();
        if !complete {
            break;
        }
        let next = EpochRecord::empty(processor.config().layer_count());
        run.history.push(std::mem::replace(&mut run.current, next));
    }
    Snapshot { state: processor.state(), run }
}

fn saved_and_loaded(snapshot: &Snapshot) -> Snapshot {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.safetensors");
    snapshot.save(&path).unwrap();
    Snapshot::load(&path).unwrap()
}

fn configs() -> impl Iterator<Item = Config> {
    [(Order::Pipelined, Format::W4G8), (Order::Sequential, Format::W4G8), (Order::Pipelined, Format::W6G8)]
        .into_iter()
        .map(|(order, format)| {
            let config = Config::new(vec![WIDTH * WIDTH, 30, 20, 10, 4]).unwrap();
            Config { order, format, ..config }
        })
}

fn changed(from: &State, to: &State) -> bool {
    from.network != to.network
}

#[test]
fn train_n_then_resume_m_equals_train_n_plus_m() {
    for config in configs() {
        for shift in [0, 2] {
            let start = Snapshot { state: config.initial_state(9), run: record(&config, shift) };
            let whole = run(start.clone(), 4, None);
            let first = run(start.clone(), 1, None);
            let resumed = run(saved_and_loaded(&first), 4, None);
            assert!(resumed == whole, "{} shift {shift}", config.order);
            assert_eq!(resumed.to_bytes().unwrap(), whole.to_bytes().unwrap());
            // Not by standing still.
            assert!(changed(&start.state, &first.state) && changed(&first.state, &whole.state));
            assert_eq!(whole.run.history.len(), 4);
        }
    }
}

#[test]
fn a_run_cut_anywhere_in_an_epoch_goes_on_as_if_nothing_had_happened() {
    for config in configs() {
        for shift in [0, 1] {
            let start = Snapshot { state: config.initial_state(9), run: record(&config, shift) };
            let whole = run(start.clone(), 3, None);
            let depth = State::in_flight_limit(&config);
            for image in [1, 2, 31, IMAGES - 1 - depth as u32] {
                let cut = run(start.clone(), 3, Some((1, image)));
                assert_eq!(cut.run.position.epoch, 1);
                assert_eq!(cut.run.position.image, image + depth as u32);
                assert_eq!(
                    cut.state.in_flight.len(),
                    depth,
                    "images must be in flight for this to be a test"
                );
                let resumed = run(saved_and_loaded(&cut), 3, None);
                assert!(resumed == whole, "{} cut at {image}, shift {shift}", config.order);
            }
        }
    }
}

/// The cut may fall on the last image that enters, when only the drain is left: it must still learn, and at the rate
/// of that image.
#[test]
fn a_run_cut_before_the_drain_still_drains() {
    let config = configs().next().unwrap();
    let start = Snapshot { state: config.initial_state(9), run: record(&config, 0) };
    let whole = run(start.clone(), 2, None);
    let depth = State::in_flight_limit(&config) as u32;
    let cut = run(start, 2, Some((0, IMAGES - depth)));
    assert_eq!(cut.run.position.image, IMAGES);
    assert_eq!(cut.state.in_flight.len(), depth as usize);
    assert!(run(saved_and_loaded(&cut), 2, None) == whole);
}
