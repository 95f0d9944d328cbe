//! Samples of a training.

use apical_chip::machine::ChipProcessor;
use apical_chip::preset::Preset;
use apical_chip::simulation::{RunCounts, Sample};
use apical_core::fast::FastProcessor;
use apical_core::training::{LearningRate, Position, Recipe, Trainer, TrainerError, TrainingImages};
use apical_core::{Config, Processor};
use std::ops::ControlFlow;

struct Images(Vec<[u8; 64]>);

impl TrainingImages for Images {
    fn count(&self) -> u32 {
        self.0.len() as u32
    }

    fn width(&self) -> usize {
        8
    }

    fn image(&self, index: u32) -> &[u8] {
        &self.0[index as usize]
    }

    fn label(&self, index: u32) -> u8 {
        (index % 4) as u8
    }
}

/// A bright row for each class, at one of two heights.
fn images(count: u32) -> Images {
    let pixel = |index: u32, pixel: usize| {
        if pixel / 8 == (index % 4 * 2 + index / 4 % 2) as usize { 250 } else { 9 }
    };
    Images((0..count).map(|index| std::array::from_fn(|position| pixel(index, position))).collect())
}

const RECIPE: Recipe = Recipe { seed: 1, epochs: 3, learning_rate: LearningRate::DEFAULT, shift: 0 };

#[test]
fn parts_are_spread_over_every_epoch_and_stay_inside() {
    let sample = Sample { parts: 4, images: 10 };
    assert_eq!(sample.begins(0, 400), [0, 100, 200, 300]);
    let mut sums = [0; 4];
    for epoch in 0..100 {
        let begins = sample.begins(epoch, 400);
        assert!(begins.windows(2).all(|pair| pair[0] < pair[1]) && begins[3] <= 390, "{begins:?}");
        for (sum, begin) in sums.iter_mut().zip(begins) {
            *sum += begin;
        }
    }
    // The middle of each quarter, on average (the last part cannot begin in its last ten images).
    for (sum, middle) in sums.into_iter().zip([50, 150, 250, 350]) {
        assert!((sum / 100).abs_diff(middle) <= 2, "{sum} for {middle}");
    }
    assert_eq!(sample.begins(7, 5), [0], "fewer images than a part");
}

#[test]
fn a_sampled_training_is_the_training_and_machines_learn_its_parts() {
    let images = images(120);
    let config = Config::new(vec![64, 20, 16, 4]).unwrap();
    let state = config.initial_state(1);
    let organisation = &Preset::builtin("apical").unwrap().organisation;
    let mut chip = ChipProcessor::adaptive(organisation, &state).unwrap();
    let (mut sampled, mut whole) = (FastProcessor::new(&state).unwrap(), FastProcessor::new(&state).unwrap());
    let mut run = RunCounts::default();
    let sample = Sample { parts: 3, images: 12 };
    let mut trainers = [Trainer::new(RECIPE, Position::default()), Trainer::new(RECIPE, Position::default())];
    let mut parts = 0;
    for _ in 0..RECIPE.epochs {
        sample
            .epoch(&mut sampled, &mut trainers[0], &images, |state, position| {
                let found = sample.simulate(&mut chip, RECIPE, (state, position), &images, &mut run)?;
                assert_eq!(found, sample.expected(RECIPE, (state, position), &images)?);
                assert_ne!(&found, state, "a part that learns nothing tells nothing");
                parts += 1;
                Ok::<_, TrainerError>(())
            })
            .unwrap();
        trainers[1].epoch(&mut whole, &images, |_| ControlFlow::Continue(())).unwrap();
        assert_eq!(trainers[0].position(), trainers[1].position());
    }
    assert_eq!(parts, 9);
    assert_eq!(sampled.state(), whole.state(), "stopping changes nothing");
    // A part that begins an epoch fills the pipeline first; the others go on with it full.
    assert!((9 * 12..=9 * 12 + 3 * 2).contains(&run.images), "{}", run.images);
}
