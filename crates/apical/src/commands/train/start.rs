//! A run from its beginning.

use std::collections::VecDeque;
use std::path::Path;

use apical_core::run::{Choices, Run, Stage, Start};
use apical_core::snapshot::{DataHash, DataRecord};
use apical_data::{Loaded, Split};

use super::{Output, Prepared, TrainArguments, announce};
use crate::data;
use crate::failure::Failure;

pub(super) fn prepare(choices: &Choices, arguments: &TrainArguments) -> Result<Prepared, Failure> {
    let asked = choices.front_end_request();
    let choices = &Choices { front_end: Some(asked.clone()), ..choices.clone() };
    if let Some(reason) = choices.irreproducible.clone() {
        return Err(apical_core::run::RunError::Irreproducible { reason }.into());
    }
    let mut stages = VecDeque::from(choices.stages()?);
    let output = Output::new(choices)?;
    output.check(arguments)?;
    // There is always a first one.
    let mut first = stages.pop_front().map_or_else(|| choices.stage(), Ok)?;
    let seed = first.recipe.seed;
    let (loaded, record) = load(&first, choices.data_dir.as_deref())?;
    let told = announce::data(&loaded, first.source.validation);
    let Loaded { split, class_names, name, preparation, form, .. } = loaded;
    // Whatever was not named is the same data by its name, so that the configuration makes the model again.
    first.source.data.get_or_insert_with(|| vec![name]);
    // What suited these pictures is what others are to be prepared by.
    if let Some(form) = &form {
        first.source.input = Some(data::input_of(form));
        first.source.label_column.clone_from(&form.label_column);
    }
    first.source.prepare = preparation.map(data::preparation_of_run).or(first.source.prepare);
    let size = data::size_of(&split.train);
    let fitted = choices.fitted(size, split.train.classes(), &split.train)?;
    let config = fitted.config(&first, size, split.train.classes())?;
    let told = vec![told, announce::front_end(&asked, &config, size)];
    let class_names = choices.class_names(class_names, &config)?;
    let mut run = Run::begin(&config, Start { stage: first, data: record, size, class_names });
    run.set_software(concat!("apical ", env!("CARGO_PKG_VERSION")));
    Ok(Prepared { run, state: config.initial_state(seed), split, later: stages, output, told })
}

/// A further stage of a run, with its data.
pub(super) fn next(stage: Stage, data_dir: Option<&Path>, run: &Run) -> Result<(Start, Split), Failure> {
    let (loaded, record) = load(&stage, data_dir)?;
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
fn load(stage: &Stage, data_dir: Option<&Path>) -> Result<(Loaded, DataRecord), Failure> {
    if let (None, Some(record)) = (&stage.source.data, &stage.data) {
        return Err(Failure::Use(format!(
            "data: the run learned from {:?}, which no file tells of; name the same data with --data",
            record.name
        )));
    }
    let loaded = data::load_source(&stage.source, data_dir)?;
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
