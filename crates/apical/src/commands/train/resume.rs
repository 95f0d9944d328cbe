//! A run from where it stopped.

use std::collections::VecDeque;
use std::path::Path;

use apical_core::run::{Choices, Source};
use apical_core::snapshot::DataHash;
use apical_core::training::Position;

use super::start::patience;
use super::{Output, Prepared, TrainArguments};
use crate::data::{self, KnownClasses};
use crate::failure::Failure;
use crate::model::Model;

pub(super) fn prepare(
    checkpoint: &Path,
    given: &Choices,
    arguments: &TrainArguments,
) -> Result<Prepared, Failure> {
    let Model { state, mut run } = Model::load(checkpoint)?;
    let target = run.extended_target(given.epochs)?;
    let epoch = run.position().epoch;
    if epoch >= target {
        return Err(Failure::Use(format!(
            "{}: the run is complete, {epoch} of {} epochs; --epochs N with a larger N adds epochs",
            checkpoint.display(),
            run.target()
        )));
    }
    let stop = given.stop_after.and_then(|epochs| u32::try_from(epochs).ok());
    if let Some(stop) = stop.filter(|&stop| stop <= epoch) {
        return Err(Failure::Use(format!(
            "--stop-after {stop}: {} has {epoch} epochs already",
            checkpoint.display()
        )));
    }
    run.extend(target);
    if let Some(epoch) = stop {
        run.stop_at(Position { epoch, image: 0 });
    }
    let output = Output::new(given)?;
    output.check(arguments)?;
    let asked = given.stage()?.source;
    let own = run.source();
    let source = Source {
        data: asked.data.or_else(|| own.data.clone()),
        prepare: asked.prepare.or(own.prepare),
        sample_bits: asked.sample_bits.or(own.sample_bits),
        image_size: asked.image_size.or(own.image_size),
        limit: asked.limit.or(own.limit),
        validation: asked.validation || own.validation,
        class_weight: own.class_weight,
        split: own.split,
        label_column: asked.label_column.or_else(|| own.label_column.clone()),
        input: own.input.clone(),
    };
    // Of a run that began with a model, classes are in the order of that.
    let known = run.origin().map(|_| KnownClasses { names: run.class_names().to_vec(), may_grow: false });
    let loaded = data::load_source(&source, given.data_dir.as_deref(), known)?;
    let (name, split) = (loaded.name, loaded.split);
    let record = &run.record().data;
    check_hash("training images", &name, data::hash(&split.train), record.train_hash)?;
    if run.stage().first_test > 0 {
        check_hash("test images", &name, data::hash(&split.test), record.test_hash)?;
    }
    run.check_against(given, &state.config, split.train.classes())?;
    let patience = patience(given, source.validation)?;
    Ok(Prepared { run, state, split, later: VecDeque::new(), patience, output, told: Vec::new() })
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
