//! A run that begins with the network of another model.

use std::path::Path;

use apical_core::run::{Choices, ImageSize, Input, Origin, RunError};
use apical_core::snapshot::state_digest;
use apical_core::training::{Defaults, LearningRate};
use apical_core::{Config, State};

use crate::data::KnownClasses;
use crate::failure::Failure;
use crate::model::Model;

/// Where the learning rate begins, as a part of that of an untrained network: what is known is not to be lost.
const RATE_PARTS: u16 = 4;

fn gentle(rate: LearningRate) -> LearningRate {
    LearningRate::new((rate.start() / RATE_PARTS).max(rate.end()), rate.end()).unwrap_or(rate)
}

/// The model that a run begins with.
pub(super) struct Ancestor {
    model: Model,
    origin: Origin,
}

impl Ancestor {
    /// The one that is named, if one is.
    pub(super) fn of(choices: &Choices) -> Result<Option<Self>, Failure> {
        let Some(origin) = &choices.from else { return Ok(None) };
        let path = Path::new(&origin.model);
        let mut model = Model::load(path)?;
        // They were not learned yet.
        model.state.in_flight.clear();
        let digest = state_digest(&model.state);
        let found = digest.parse().ok();
        if let (Some(expected), Some(found)) = (origin.state, found)
            && expected != found
        {
            let message = format!(
                "{} is another model now: the digest of its state is {found}, the configuration has {expected}",
                path.display()
            );
            return Err(RunError::Value { key: "from", message }.into());
        }
        let origin = Origin { model: origin.model.clone(), state: found };
        Ok(Some(Self { model, origin }))
    }

    /// What was chosen; what was not is as with the model: network, form of the data, names of the classes.
    pub(super) fn complete(&self, given: Choices) -> Result<Choices, Failure> {
        if given.data.is_none() {
            let message =
                "a run that begins with a model needs data of its own: name them with --data".to_owned();
            return Err(RunError::Value { key: "from", message }.into());
        }
        let Model { state, run } = &self.model;
        let (network, source) = (run.choices(&state.config), run.source());
        let size = self.model.image_size();
        let ours = Choices {
            prepare: source.prepare,
            sample_bits: source.sample_bits.map(Into::into),
            image_size: Some(ImageSize { height: size.height, width: size.width }),
            // Without a scale of their own, they were bytes.
            input: Some(source.input.clone().unwrap_or_else(Input::default)),
            label_column: source.label_column.clone(),
            front_end: network.front_end,
            format: network.format,
            order: network.order,
            learning_rate: Some(gentle(Defaults::of(&state.config.front_end).learning_rate)),
            window: network.window,
            margin_bits: network.margin_bits,
            drop_shift: network.drop_shift,
            initial_range: network.initial_range,
            feedback_sharing: network.feedback_sharing,
            ..Choices::default()
        };
        Ok(given.or(ours))
    }

    /// Sizes of the network for so many classes.
    pub(super) fn layers(&self, classes: usize) -> Vec<i64> {
        let config = self.model.config();
        let hidden = &config.layers[..config.layers.len() - 1];
        let sizes = hidden.iter().copied().chain([classes.max(config.classes())]);
        sizes.map(|size| size as i64).collect()
    }

    /// Names that the classes of the data are matched with.
    pub(super) fn known_classes(&self, given: Option<&[String]>) -> KnownClasses {
        KnownClasses {
            names: given.map_or_else(|| self.model.class_names(), <[String]>::to_vec),
            may_grow: given.is_none(),
        }
    }

    /// The network to begin with.
    pub(super) fn state(&self, config: &Config, seed: u64) -> Result<State, Failure> {
        Ok(State::inheriting(config, seed, &self.model.state).map_err(RunError::from)?)
    }

    pub(super) fn origin(&self) -> &Origin {
        &self.origin
    }

    /// What it brings, and what is new.
    pub(super) fn told(&self, class_names: &[String]) -> String {
        let known = self.model.config().classes();
        let new: Vec<&str> = class_names.iter().skip(known).map(String::as_str).collect();
        let new = match new.len() {
            0 => "none is new".to_owned(),
            1 => format!("{} is new", new[0]),
            _ => format!("{} are new", new.join(", ")),
        };
        format!("from: {}, which knows {known} classes; {new}", self.origin.model)
    }
}
