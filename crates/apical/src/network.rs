//! The network that a simulation runs, and its images.

use apical_chip::design::Design;
use apical_core::State;
use apical_core::training::windows_of;
use apical_data::{ImageSize, Loaded};

use crate::chip::image_size;
use crate::data::{DataArguments, DataRequest, Prepare};
use crate::failure::Failure;
use crate::model::Model;

/// A model and the data that it was trained on; or an untrained network of the preset's size and the built-in digits.
/// Flags may name other data.
pub(crate) fn network(
    model: Option<Model>,
    data: &DataArguments,
    design: &Design,
    seed: u64,
) -> Result<(State, Loaded), Failure> {
    match model {
        Some(model) => trained(model, data),
        None => untrained(data, design, seed),
    }
}

fn trained(model: Model, data: &DataArguments) -> Result<(State, Loaded), Failure> {
    let loaded = load(data, model.data_names(), model.image_size(), model.prepare())?;
    model.check_images(&loaded.split.test, &loaded.name)?;
    let mut state = model.state;
    // The checkpoint's own run learns them, not this one.
    state.in_flight.clear();
    Ok((state, loaded))
}

fn untrained(data: &DataArguments, design: &Design, seed: u64) -> Result<(State, Loaded), Failure> {
    let size = image_size(design.preset())?;
    let loaded = load(data, None, size, None)?;
    let (height, width) = (loaded.split.test.height(), loaded.split.test.width());
    if (height, width) != (size.height, size.width) {
        return Err(Failure::Use(format!(
            "the images of {} have {height} x {width} pixels, but the network of preset {} sees {} values",
            loaded.name,
            design.preset().name,
            size.height * size.width
        )));
    }
    let mut config = design.preset().config()?;
    if !config.front_end.is_threshold() {
        // As training would have them.
        let hidden = &config.layers[1..config.layers.len() - 1];
        config.window = windows_of(&config.front_end, hidden, &loaded.split.train);
    }
    Ok((config.initial_state(seed), loaded))
}

fn load(
    data: &DataArguments,
    own: Option<Vec<String>>,
    size: ImageSize,
    prepare: Option<Prepare>,
) -> Result<Loaded, Failure> {
    let names = data.data.clone().or(own).unwrap_or_else(|| vec!["builtin".to_owned()]);
    DataRequest {
        names: &names,
        data_dir: data.data_dir.as_deref(),
        size,
        prepare: data.prepare.or(prepare).unwrap_or(Prepare::Auto),
    }
    .load()
}
