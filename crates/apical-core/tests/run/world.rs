//! Small datasets and a network that does with them what programs do.

use std::ops::ControlFlow;

use apical_core::fast::FastProcessor;
use apical_core::random::SplitMix64;
use apical_core::run::{Choices, ImageSize, Pipeline, Progress, Run, Source, Stage, Start, Tested};
use apical_core::snapshot::{DataRecord, Snapshot};
use apical_core::training::{Recipe, TrainingImages};
use apical_core::{Config, Processor};

/// Images a set.
pub(crate) const IMAGES: u32 = 25;
const SIDE: usize = 5;
const CLASSES: u8 = 4;

/// Noise around one pattern a class; another one in each set.
pub(crate) struct Images(Vec<(Vec<u8>, u8)>);

impl Images {
    /// The set of a name of one letter.
    pub(crate) fn named(name: &str) -> Self {
        let seed = u64::from(name.as_bytes()[0]);
        let mut random = SplitMix64::new(seed);
        let image = |index: u32| {
            let label = (index % u32::from(CLASSES)) as u8;
            let pattern = (usize::from(label) + seed as usize) % 4;
            let ink = |pixel: usize, noise: u8| if pixel % 4 == pattern { 255 - noise } else { noise };
            ((0..SIDE * SIDE).map(|pixel| ink(pixel, random.below(110) as u8)).collect(), label)
        };
        Self((0..IMAGES).map(image).collect())
    }

    pub(crate) fn record(name: &str) -> DataRecord {
        let byte = name.as_bytes()[0];
        DataRecord { name: name.into(), train_hash: [byte; 32].into(), test_hash: [1; 32].into() }
    }
}

impl TrainingImages for Images {
    fn count(&self) -> u32 {
        IMAGES
    }
    fn width(&self) -> usize {
        SIDE
    }
    fn image(&self, index: u32) -> &[u8] {
        &self.0[index as usize].0
    }
    fn label(&self, index: u32) -> u8 {
        self.0[index as usize].1
    }
}

pub(crate) const SIZE: ImageSize = ImageSize { height: SIDE, width: SIDE };

/// A run and the processor it is on.
pub(crate) struct World {
    pub(crate) run: Run,
    pub(crate) processor: FastProcessor,
}

/// What is done to it.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// Learns up to so many images: Ctrl-C, or a slice of a page's run.
    Learn(u32),
    /// Saved and resumed.
    Resume,
    /// Saved and taken over by a program that drops what is in flight.
    TakeOver,
    /// More epochs at the last rate.
    Extend(u32),
    /// The page's stop.
    Stop,
    /// Python's Ctrl-C: the epoch ends there.
    EndEpoch,
    /// The page's run on the network that is there.
    GoOn(String, Recipe),
    /// The page's run on an untrained one.
    Fresh(String, Recipe),
}

impl World {
    pub(crate) fn new(config: &Config, data: &str, recipe: Recipe, first_test: u32) -> Self {
        let processor = FastProcessor::new(&config.initial_state(recipe.seed)).unwrap();
        let mut start = start(data, recipe, first_test);
        start.class_names = vec!["a".into(), "b".into(), "c".into(), "d \"e\"".into()];
        Self { run: Run::begin(config, start), processor }
    }

    pub(crate) fn step(&mut self, step: &Step) {
        match step {
            Step::Learn(images) => self.learn(Some(*images), true),
            Step::Resume => self.load(Run::resume),
            Step::TakeOver => self.load(Run::resume_without_pipeline),
            Step::Extend(epochs) => self.run.extend(self.run.target() + epochs),
            Step::Stop => self.cut(Pipeline::Learned),
            Step::EndEpoch => self.cut(Pipeline::EpochEnded),
            Step::GoOn(data, recipe) => {
                let config = self.processor.config().clone();
                let first_test = self.run.stage().first_test;
                self.run.go_on(&config, start(data, *recipe, first_test));
            }
            Step::Fresh(data, recipe) => {
                let config = self.processor.config().clone();
                *self = Self::new(&config, data, *recipe, 1);
            }
        }
    }

    fn cut(&mut self, pipeline: Pipeline) {
        let data = self.data();
        self.run.cut(&mut self.processor, &data, pipeline).unwrap();
    }

    fn data(&self) -> Images {
        Images::named(&self.run.source().data.clone().unwrap()[0])
    }

    fn load(&mut self, how: impl Fn(Snapshot) -> (Run, apical_core::State)) {
        let bytes = self.run.snapshot(&self.processor).to_bytes().unwrap();
        let (run, state) = how(Snapshot::from_bytes(&bytes).unwrap());
        *self = Self { run, processor: FastProcessor::new(&state).unwrap() };
    }

    /// Learns some images or to the end.
    fn learn(&mut self, images: Option<u32>, tested: bool) {
        let data = self.data();
        let mut left = 0;
        while !self.run.has_ended() {
            let progress = self.run.learn(&mut self.processor, &data, |_| {
                left += 1;
                if images.is_some_and(|images| left >= images) {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            });
            match progress.unwrap() {
                Progress::EpochLearned => {
                    let tested = (tested && self.run.tests_now()).then(|| self.tested(&data));
                    self.run.close_epoch(tested);
                }
                Progress::Stopped | Progress::Ended => return,
            }
        }
    }

    fn tested(&self, data: &Images) -> Tested {
        let mut processor = self.processor.clone();
        Tested::of(&mut processor, data).unwrap()
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        self.run.snapshot(&self.processor)
    }

    /// Does what a configuration says, as the command line does it.
    pub(crate) fn again(text: &str) -> Snapshot {
        let choices = Choices::parse(text).unwrap();
        let stages = choices.stages().unwrap();
        let config = choices.config(&stages[0], SIZE, CLASSES.into()).unwrap();
        let mut processor = FastProcessor::new(&config.initial_state(stages[0].recipe.seed)).unwrap();
        let mut world: Option<World> = None;
        let last = stages.len() - 1;
        for (index, stage) in stages.into_iter().enumerate() {
            let data = stage.data.clone().unwrap();
            let class_names = if index == 0 { choices.class_names.clone().unwrap() } else { Vec::new() };
            let start = Start { stage, data, size: SIZE, class_names };
            let mut next = match world.take() {
                None => World { run: Run::begin(&config, start), processor: processor.clone() },
                Some(mut world) => {
                    world.run.go_on(&config, start);
                    world
                }
            };
            next.learn(None, index == last);
            processor = next.processor.clone();
            world = Some(next);
        }
        world.unwrap().snapshot()
    }
}

fn start(data: &str, recipe: Recipe, first_test: u32) -> Start {
    let mut stage = Stage::new(Source::named(data), recipe);
    stage.first_test = first_test;
    Start { stage, data: Images::record(data), size: SIZE, class_names: Vec::new() }
}
