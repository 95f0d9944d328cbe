//! From a run to the choices that make it again.

use alloc::string::ToString;
use alloc::vec::Vec;

use super::{Choices, ClassWeight, Cut, CutChoice, Names, OneOrMany, Run, Seed, Stage};
use crate::Config;
use crate::front_end::Request;
use crate::snapshot::{MAXIMUM_CONFIG_BYTES, RunRecord};
use crate::training::Position;

impl Run {
    /// The record as a model file has it, with the configuration's text. Where there is no room for all that the run went through,
    /// the text is that of the last stage alone, and the record says that it cannot be made again.
    #[must_use]
    pub fn record_with_text(&self, config: &Config) -> RunRecord {
        let text = self.choices(config).to_toml();
        if text.len() <= MAXIMUM_CONFIG_BYTES {
            return RunRecord { config_text: text, ..self.record.clone() };
        }
        let mut short = Self { earlier: Vec::new(), cuts: Vec::new(), cuts_made: 0, ..self.clone() };
        short.make_irreproducible("its history is longer than a model file has room for");
        RunRecord { config_text: short.choices(config).to_toml(), ..short.record }
    }

    /// What makes the same network, with the same history, from an untrained one; `config` is that of its network. If the run is
    /// [irreproducible](Self::irreproducible), they say so.
    #[must_use]
    pub fn choices(&self, config: &Config) -> Choices {
        let last = self.stage();
        let mut stages = self.earlier.iter().chain([&last]).map(of_stage);
        let first = stages.next().unwrap_or_default();
        Choices {
            class_names: (!self.class_names.is_empty()).then(|| self.class_names.clone()),
            from: self.origin.clone(),
            irreproducible: self.irreproducible().map(ToString::to_string),
            stage: stages.collect(),
            ..first.or(of_config(config))
        }
    }
}

fn of_config(config: &Config) -> Choices {
    Choices {
        front_end: Some(Request::Fixed(config.front_end.clone())),
        layers: Some(config.layers.iter().map(|&size| size as i64).collect()),
        format: Some(config.format),
        order: Some(config.order),
        window: Some(OneOrMany::Many(config.window.iter().map(|&theta| theta.into()).collect())),
        margin_bits: Some(config.margin_bits.into()),
        drop_shift: Some(config.drop_shift.into()),
        initial_range: Some(config.initial_range.into()),
        feedback_sharing: Some(config.feedback_sharing.into()),
        ..Choices::default()
    }
}

fn of_stage(stage: &Stage) -> Choices {
    let Stage { source, recipe, target, end, .. } = stage;
    let stopped = *end != Position { epoch: *target, image: 0 };
    let cut = |cut: &Cut| CutChoice {
        epochs: cut.position.epoch.into(),
        images: cut.position.image.into(),
        pipeline: cut.pipeline,
    };
    Choices {
        data: source.data.clone().map(Names::from_list),
        prepare: source.prepare,
        sample_bits: source.sample_bits.map(Into::into),
        image_size: source.image_size,
        limit: source.limit.map(Into::into),
        validation: source.validation.then_some(true),
        class_weight: (source.class_weight != ClassWeight::None).then_some(source.class_weight),
        split: Some(source.split),
        label_column: source.label_column.clone(),
        input: source.input.clone(),
        epochs: Some((*target).into()),
        seed: Some(Seed(recipe.seed)),
        shift: Some(recipe.shift.into()),
        learning_rate: Some(recipe.learning_rate),
        learning_rate_epochs: (recipe.epochs != *target).then(|| recipe.epochs.into()),
        first_test: (stage.first_test != 1).then(|| stage.first_test.into()),
        stop_after: stopped.then(|| end.epoch.into()),
        stop_image: (end.image > 0).then(|| end.image.into()),
        data_record: stage.data.clone(),
        cuts: stage.cuts.iter().map(cut).collect::<Vec<_>>(),
        ..Choices::default()
    }
}
