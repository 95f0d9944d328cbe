//! A run from its beginning.

use std::collections::VecDeque;
use std::path::Path;

use apical_core::run::{Choices, MAXIMUM_EPOCHS, Run, RunError, Stage, Start};
use apical_core::snapshot::{DataHash, DataRecord};
use apical_data::{Loaded, Split};

use super::from::Ancestor;
use super::{Output, Prepared, TrainArguments, announce};
use crate::data::{self, KnownClasses};
use crate::failure::Failure;

pub(super) fn prepare(choices: &Choices, arguments: &TrainArguments) -> Result<Prepared, Failure> {
    let ancestor = Ancestor::of(choices)?;
    let choices = &match &ancestor {
        Some(ancestor) => ancestor.complete(choices.clone())?,
        None => choices.clone(),
    };
    let asked = choices.front_end_request();
    // What decides is held out of the training images.
    let validation = choices.early_stop.map_or(choices.validation, |_| choices.validation.or(Some(true)));
    let choices = &Choices { front_end: Some(asked.clone()), validation, ..choices.clone() };
    if let Some(reason) = choices.irreproducible.clone() {
        return Err(RunError::Irreproducible { reason }.into());
    }
    let mut stages = VecDeque::from(choices.stages()?);
    let patience = patience(choices, choices.validation == Some(true))?;
    let output = Output::new(choices)?;
    output.check(arguments)?;
    // There is always a first one.
    let mut first = stages.pop_front().map_or_else(|| choices.stage(), Ok)?;
    let seed = first.recipe.seed;
    let known = ancestor.as_ref().map(|ancestor| ancestor.known_classes(choices.class_names.as_deref()));
    let (loaded, record) = load(&first, choices.data_dir.as_deref(), known)?;
    let mut told = vec![announce::data(&loaded, first.source.validation)];
    told.extend(ancestor.as_ref().map(|ancestor| ancestor.told(&loaded.class_names)));
    let hint = if ancestor.is_none() { announce::hint(&loaded) } else { None };
    first.source = data::resolved(first.source, &loaded);
    let Loaded { split, class_names, .. } = loaded;
    let size = data::size_of(&split.train);
    let classes = split.train.classes();
    let layers = ancestor.as_ref().map(|ancestor| ancestor.layers(classes));
    let choices = &Choices { layers: choices.layers.clone().or(layers), ..choices.clone() };
    let fitted = choices.fitted(size, classes, &split.train)?;
    let config = fitted.config(&first, size, classes)?;
    let state = match &ancestor {
        Some(ancestor) => ancestor.state(&config, seed)?,
        None => config.initial_state(seed),
    };
    if ancestor.is_none() {
        told.push(announce::front_end(&asked, &config, size));
    }
    told.extend(hint);
    let class_names = choices.class_names(class_names, &config)?;
    let mut run = Run::begin(&config, Start { stage: first, data: record, size, class_names });
    run.set_software(concat!("apical ", env!("CARGO_PKG_VERSION")));
    run.set_origin(ancestor.map(|ancestor| ancestor.origin().clone()));
    Ok(Prepared { run, state, split, later: stages, patience, output, told })
}

/// Epochs without anything better after which to end. What is better is told by images that are held out of the training images: test
/// images that decide are none.
pub(super) fn patience(choices: &Choices, held_out: bool) -> Result<Option<u32>, RunError> {
    let key = "early_stop";
    let Some(epochs) = choices.early_stop else { return Ok(None) };
    let several = !choices.stage.is_empty();
    let message = match u32::try_from(epochs).ok().filter(|epochs| (1..=MAXIMUM_EPOCHS).contains(epochs)) {
        None => {
            return Err(RunError::Range {
                key,
                found: epochs.to_string(),
                allowed: format!("1 to {MAXIMUM_EPOCHS}"),
            });
        }
        Some(_) if several => "the configuration has several stages, and ends where they end",
        Some(_) if !held_out => {
            "the run tries test images after each epoch, which may not decide when it ends; begin it with --early-stop"
        }
        Some(_) if choices.first_test == Some(0) => "with first_test = 0 nothing is tried after an epoch",
        patience => return Ok(patience),
    };
    Err(RunError::Value { key, message: message.to_owned() })
}

/// A further stage of a run, with its data.
pub(super) fn next(stage: Stage, data_dir: Option<&Path>, run: &Run) -> Result<(Start, Split), Failure> {
    let (loaded, record) = load(&stage, data_dir, None)?;
    let split = loaded.split;
    let size = data::size_of(&split.train);
    let network = (run.record().image_height, run.record().image_width);
    if (size.height, size.width) != network {
        return Err(Failure::Use(format!(
            "stage: the images of {} have {} x {} pixels, but the network was made for {} x {}",
            loaded.name, size.height, size.width, network.0, network.1
        )));
    }
    Ok((Start { stage, data: record, size, class_names: Vec::new() }, split))
}

/// The data of a stage, checked against what they must be, and what a model file says of them.
fn load(
    stage: &Stage,
    data_dir: Option<&Path>,
    known: Option<KnownClasses>,
) -> Result<(Loaded, DataRecord), Failure> {
    if let (None, Some(record)) = (&stage.source.data, &stage.data) {
        return Err(Failure::Use(format!(
            "data: the run learned from {:?}, which no file tells of; name the same data with --data",
            record.name
        )));
    }
    let loaded = data::load_source(&stage.source, data_dir, known)?;
    let found = DataRecord {
        name: loaded.name.clone(),
        train_hash: data::hash(&loaded.split.train),
        test_hash: data::hash(&loaded.split.test),
    };
    let Some(expected) = &stage.data else { return Ok((loaded, found)) };
    check("training images", &loaded.name, found.train_hash, expected.train_hash)?;
    if stage.first_test > 0 {
        check("test images", &loaded.name, found.test_hash, expected.test_hash)?;
    }
    Ok((loaded, expected.clone()))
}

fn check(what: &str, name: &str, found: DataHash, expected: DataHash) -> Result<(), Failure> {
    if found == expected {
        return Ok(());
    }
    Err(Failure::Use(format!(
        "data_record: the {what} of {name} are others: their SHA-256 is {found}, the configuration has {expected}; \
         without data_record, it learns from any"
    )))
}
