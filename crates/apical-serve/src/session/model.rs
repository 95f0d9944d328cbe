//! A session's network, but for its synapses, which the processor holds.

use apical_core::run::{self, Run};
use apical_core::snapshot::EpochRecord;
use apical_core::{Config, State};
use apical_data::Preparation;

use super::{Done, Stop};
use crate::limits::{NAME_LENGTH, UNDO, UNDO_BYTES};
use crate::protocol::Epoch;
use crate::shared::SOFTWARE;

/// What there is to say of a network.
#[derive(Debug, Clone)]
pub(crate) struct Model {
    /// The run that made it.
    pub(crate) run: Run,
    /// Names of the classes.
    pub(crate) classes: Vec<String>,
    /// Images taught in this session.
    pub(crate) taught: u64,
    /// Energies of the epochs, where they were counted.
    pub(crate) nanojoules: Vec<f64>,
}

impl Model {
    /// The network of a run.
    pub(crate) fn new(run: Run, config: &Config) -> Self {
        let name = |class: usize| {
            let name = run.class_names().get(class).filter(|name| check_name(name).is_ok());
            name.cloned().unwrap_or_else(|| class.to_string())
        };
        let classes = (0..config.classes()).map(name).collect();
        Self { run, classes, taught: 0, nanojoules: Vec::new() }
    }

    /// What is done to pictures: what was done to those that the network learned from.
    pub(crate) fn preparation(&self) -> Preparation {
        match self.run.source().prepare {
            Some(run::Preparation::Normalise) => Preparation::Normalise,
            Some(run::Preparation::AsIs) => Preparation::AsIs,
            Some(run::Preparation::Auto) | None => Preparation::Automatic,
        }
    }

    /// Height and width of the images.
    pub(crate) fn image_size(&self) -> (usize, usize) {
        (self.run.record().image_height, self.run.record().image_width)
    }

    /// The run with all there is to say of it in a file.
    pub(crate) fn described(&self, run: &Run) -> Run {
        let mut run = run.clone();
        run.set_software(SOFTWARE);
        run.set_class_names(self.classes.clone());
        if self.taught > 0 {
            run.learned_beside(&format!("{} images were taught by hand on the live page", self.taught));
        }
        run
    }
}

/// Epochs, for the page; with energies as far as they were counted.
pub(crate) fn history(records: &[EpochRecord], nanojoules: &[f64]) -> Vec<Epoch> {
    let epoch = |(index, record): (usize, &EpochRecord)| Epoch {
        error: record.train_error(),
        update_rate: record.update_rate(),
        correct: record.correct,
        tested: record.tested,
        nanojoules: nanojoules.get(index).copied(),
    };
    records.iter().enumerate().map(epoch).collect()
}

/// Checks the name of a class.
pub(crate) fn check_name(name: &str) -> Done {
    let characters = name.chars().count();
    if (1..=NAME_LENGTH).contains(&characters) && !name.chars().any(char::is_control) {
        return Ok(());
    }
    Err(Stop::Refused(format!("name: 1 to {NAME_LENGTH} characters without control characters are possible")))
}

/// A network as it was.
#[derive(Debug, Clone)]
pub(crate) struct Earlier {
    pub(crate) state: State,
    pub(crate) model: Model,
}

/// Networks before the last changes.
#[derive(Debug, Default)]
pub(crate) struct Undo {
    earlier: Vec<Earlier>,
}

impl Undo {
    pub(crate) fn len(&self) -> usize {
        self.earlier.len()
    }

    pub(crate) fn push(&mut self, earlier: Earlier) {
        self.earlier.push(earlier);
        // Weights and accumulators, a byte each.
        let bytes = |earlier: &Earlier| 2 * earlier.state.config.synapses();
        while self.earlier.len() > UNDO
            || (self.earlier.len() > 1 && self.earlier.iter().map(bytes).sum::<usize>() > UNDO_BYTES)
        {
            self.earlier.remove(0);
        }
    }

    pub(crate) fn pop(&mut self) -> Option<Earlier> {
        self.earlier.pop()
    }
}
