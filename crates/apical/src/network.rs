//! The network that a simulation runs, and its images.

use apical_chip::design::Design;
use apical_core::State;
use apical_core::training::windows_of;
use apical_data::{Dataset, Loaded, Part, Split, SplitRule};

use crate::chip::image_size;
use crate::data::{self, DataArguments, DataRequest, PartChoice};
use crate::failure::Failure;
use crate::model::Model;
use crate::trial::{request, trial};

/// What is to be done with the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// It classifies so many images of a part, or all of them.
    Infer { part: Option<PartChoice>, limit: Option<u32> },
    /// It learns so many images, or all of them, and may then be tested.
    Learn { limit: Option<u32> },
}

/// A network and its images.
pub(crate) struct Subject {
    pub(crate) state: State,
    /// Name of the dataset.
    pub(crate) name: String,
    /// What is classified or learned.
    pub(crate) part: Part,
    pub(crate) train: Dataset,
    pub(crate) test: Dataset,
}

/// A model and the data that it was trained on; or an untrained network of the preset's size and the built-in digits.
/// Flags may name other data.
pub(crate) fn network(
    model: Option<Model>,
    data: &DataArguments,
    design: &Design,
    seed: u64,
    what_for: Use,
) -> Result<Subject, Failure> {
    match model {
        Some(model) => trained(model, data, what_for),
        None => untrained(data, design, seed, what_for),
    }
}

fn trained(model: Model, data: &DataArguments, what_for: Use) -> Result<Subject, Failure> {
    let (name, part, train, test) = match what_for {
        Use::Infer { part, limit } => {
            let trial = trial(&model, data, part, limit)?;
            (trial.name, trial.part, trial.images.clone(), trial.images)
        }
        Use::Learn { limit } => {
            let own = || model.data_names().unwrap_or_else(data::builtin);
            let names = data.data.clone().unwrap_or_else(own);
            let loaded = request(&model, &names, &data.reading).load_by(model.split_rule())?;
            model.check_images(&loaded.split.test, &loaded.name)?;
            learned(loaded, limit, model.split_rule())
        }
    };
    let mut state = model.state;
    // The checkpoint's own run learns them, not this one.
    state.in_flight.clear();
    Ok(Subject { state, name, part, train, test })
}

fn untrained(data: &DataArguments, design: &Design, seed: u64, what_for: Use) -> Result<Subject, Failure> {
    let size = image_size(design.preset())?;
    let names = data.names();
    let given = DataRequest { size, ..data.request(&names) }.read()?;
    let rule = SplitRule::default();
    let (name, part, train, test) = match what_for {
        Use::Infer { part, limit } => {
            let name = given.name.clone();
            let (images, part) = given.part(part.map(Into::into))?;
            let images = data::limited(images, limit, rule);
            (name, part, images.clone(), images)
        }
        Use::Learn { limit } => learned(given.split(rule)?, limit, rule),
    };
    let (height, width) = (test.height(), test.width());
    if (height, width) != (size.height, size.width) {
        return Err(Failure::Use(format!(
            "the images of {name} have {height} x {width} pixels, but the network of preset {} sees {} values",
            design.preset().name,
            size.height * size.width
        )));
    }
    let mut config = design.preset().config()?;
    if !config.front_end.is_threshold() {
        // As training would have them.
        let hidden = &config.layers[1..config.layers.len() - 1];
        config.window = windows_of(&config.front_end, hidden, &train);
    }
    Ok(Subject { state: config.initial_state(seed), name, part, train, test })
}

fn learned(loaded: Loaded, limit: Option<u32>, rule: SplitRule) -> (String, Part, Dataset, Dataset) {
    let Loaded { split: Split { train, test }, name, .. } = loaded;
    (name, Part::Train, data::limited(train, limit, rule), test)
}
