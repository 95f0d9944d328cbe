//! Training runs: which image comes when, shifted how, at what learning rate. All of it follows from a seed and
//! the number of the image, so that a run can be taken up anywhere.

mod defaults;
mod features;
mod learning_rate;
mod order;
mod shift;
mod trainer;
mod windows;

pub use defaults::Defaults;
pub use features::Features;
pub use learning_rate::{LearningRate, LearningRateError};
pub use order::epoch_order;
pub use shift::{Shift, shift_image};
pub use trainer::{Position, Recipe, Trainer, TrainerError, TrainingImages};
pub use windows::{mean_bits, window_of, windows_of};
