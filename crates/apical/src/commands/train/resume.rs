//! A run from where it stopped.

use std::path::Path;

use apical_core::snapshot::DataHash;
use apical_data::ImageSize;

use super::{Prepared, TrainArguments, checkpoint_path, start};
use crate::data;
use crate::failure::Failure;
use crate::model::Model;
use crate::settings::{Choices, check_layers, last_epoch, resolve};
use crate::training::Goal;

pub(super) fn prepare(
    checkpoint: &Path,
    given: Choices,
    arguments: &TrainArguments,
) -> Result<Prepared, Failure> {
    let Model { snapshot, choices: stored } = Model::load(checkpoint)?;
    let run = &snapshot.run;
    check_layers(&given, &snapshot.state.config)?;
    let last_epoch = last_epoch(given.epochs, &run.recipe)?;
    if run.position.epoch >= last_epoch {
        return Err(Failure::Use(format!(
            "{}: the run is complete, {} of {} epochs; --epochs N with a larger N adds epochs",
            checkpoint.display(),
            run.position.epoch,
            run.recipe.epochs
        )));
    }
    let goal_epoch = arguments.stop_after.unwrap_or(u32::MAX).min(last_epoch);
    if goal_epoch <= run.position.epoch {
        return Err(Failure::Use(format!(
            "--stop-after {goal_epoch}: {} has {} epochs already",
            checkpoint.display(),
            run.position.epoch
        )));
    }
    let plan = resolve(given.clone().or(stored))?;
    start::check_outputs(&plan, arguments)?;
    let loaded = start::load(&plan)?;
    let name = loaded.name.clone();
    let split = data::limit_training(loaded.split, plan.limit)?;
    check_hash("training images", &name, data::hash(&split.train), run.data.train_hash)?;
    check_hash("test images", &name, data::hash(&split.test), run.data.test_hash)?;
    let size = ImageSize { width: split.train.width(), height: split.train.height() };
    let config = plan.config(size, split.train.classes())?;
    plan.check_against(&given, &config, (&snapshot.state.config, &run.recipe))?;
    let goal = Goal {
        last_epoch: goal_epoch,
        checkpoint_every: plan.checkpoint_every,
        checkpoint: checkpoint_path(&plan.out),
    };
    Ok(Prepared { snapshot, split, goal, out: plan.out, data_dir: plan.data_dir })
}

fn check_hash(what: &str, name: &str, found: DataHash, expected: DataHash) -> Result<(), Failure> {
    if found == expected {
        return Ok(());
    }
    Err(Failure::Use(format!(
        "the {what} of {name} are not those that the checkpoint was trained with: their SHA-256 is {found}, the \
         checkpoint has {expected}"
    )))
}
