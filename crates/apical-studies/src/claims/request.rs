//! What is run.

use std::time::Instant;

use apical_data::Split;

use super::intervals::intervals;
use super::judge::judge;
use super::measure::{measure, work};
use super::result::ClaimsResult;
use super::sensitivity::sensitivities;
use crate::{Control, StudyError};

/// Epochs of a training, as the published accuracy of this project has them.
pub const EPOCHS: u32 = 100;
/// Seeds of a full run.
pub const SEEDS: u64 = 5;
/// Numbers of the claims that can be judged: 1 accuracy, 2 the silicon, 3 energy, 4 memory, 5 area, 7 speed.
pub const NUMBERS: [u8; 6] = [1, 2, 3, 4, 5, 7];

/// How much is run on which data, and for which claims.
#[derive(Debug, Clone, Copy)]
pub struct ClaimsRequest<'a> {
    /// Name of the data. What was published is of `mnist`, and judged on that alone.
    pub data: &'a str,
    /// Images of the size of the presets' networks: 784 pixels, at most 10 classes.
    pub split: &'a Split,
    /// Epochs of each training, from 1. Figures of a whole training are not judged after fewer than [`EPOCHS`].
    pub epochs: u32,
    /// Seeds whose accuracies are averaged, from 1. A mean of at least five is judged.
    pub seeds: u64,
    /// Whether machines simulate a sample of each epoch instead of every image, and trainings with shifts are left out.
    pub quick: bool,
    /// Numbers of the claims; none: all of [`NUMBERS`].
    pub only: &'a [u8],
    /// The command that gives these figures again, shown beside them.
    pub command: &'a str,
}

impl<'a> ClaimsRequest<'a> {
    /// A full run for all claims.
    #[must_use]
    pub fn new(data: &'a str, split: &'a Split) -> Self {
        Self { data, split, epochs: EPOCHS, seeds: SEEDS, quick: false, only: &[], command: "" }
    }

    /// Trains, simulates and judges, on all cores.
    ///
    /// # Errors
    /// If the images do not fit the presets' networks, and [`StudyError::Stopped`].
    pub fn run(&self, control: Control<'_>) -> Result<ClaimsResult, StudyError> {
        let started = Instant::now();
        control.observer.begin(work(self));
        let measured = measure(self, control)?;
        let claims = judge(&measured, intervals(&measured)?.as_ref(), self)?;
        let sensitivities = sensitivities(&measured)?;
        let seconds = started.elapsed().as_secs_f64();
        Ok(ClaimsResult::new(self, measured, claims, sensitivities, seconds))
    }

    fn wants(&self, claims: &[u8]) -> bool {
        self.only.is_empty() || claims.iter().any(|claim| self.only.contains(claim))
    }

    pub(super) fn accuracy(&self) -> bool {
        self.wants(&[1])
    }

    pub(super) fn silicon(&self) -> bool {
        self.wants(&[2])
    }

    pub(super) fn design(&self) -> bool {
        self.wants(&[3, 4, 5])
    }

    pub(super) fn speed(&self) -> bool {
        self.wants(&[7])
    }
}
