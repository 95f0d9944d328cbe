//! The network of a run.

use apical_core::front_end::Request;
use apical_core::run::{Choices, ImageSize, Stage};
use apical_core::{Config, MINIMUM_CLASSES};
use apical_data::{Dataset, Loaded};

use super::super::{Session, Stop};
use crate::limits::MAXIMUM_SYNAPSES;
use crate::protocol::TrainRequest;

impl Session {
    /// The configuration of a run: the network's own; of an untrained one, sizes that fit the images, and the front end asked for.
    pub(super) fn config_for(
        &self,
        data: &Loaded,
        run: &TrainRequest,
        stage: &Stage,
    ) -> Result<Config, Stop> {
        let own = self.chip.config();
        let train = &data.split.train;
        if !run.fresh {
            return match run.front_end {
                None => self.own(own, data),
                Some(_) => Err(Stop::Refused(
                    "front_end: a run that goes on has the network's own; another one needs an untrained network"
                        .into(),
                )),
            };
        }
        let config = match &run.front_end {
            None => self.fresh(own, data)?,
            Some(text) => with_front_end(own, text, train, stage)?,
        };
        match config.synapses() {
            synapses if synapses > MAXIMUM_SYNAPSES.max(own.synapses()) => Err(Stop::Refused(format!(
                "front_end: {} inputs make {synapses} synapses, of which a run here may have {MAXIMUM_SYNAPSES}",
                config.inputs()
            ))),
            _ => Ok(config),
        }
    }

    /// The network's own, whose run goes on.
    fn own(&self, own: &Config, data: &Loaded) -> Result<Config, Stop> {
        let train = &data.split.train;
        let size = self.model.image_size();
        if (train.height(), train.width()) == size && train.classes() <= own.classes() {
            return Ok(own.clone());
        }
        Err(Stop::Refused(format!(
            "data: {} has images of {} x {} in {} classes; this network was made for {} x {} and {} classes",
            data.name,
            train.height(),
            train.width(),
            train.classes(),
            size.0,
            size.1,
            own.classes()
        )))
    }

    /// The same for an untrained network, which may have other sizes. Thresholds of a front end stay as they are.
    fn fresh(&self, own: &Config, data: &Loaded) -> Result<Config, Stop> {
        let train = &data.split.train;
        let size = self.model.image_size();
        let mut config = own.clone();
        if own.front_end.is_threshold() {
            config.layers[0] = train.image_size();
        } else if (train.height(), train.width()) != size {
            return Err(Stop::Refused(format!(
                "front_end: this network's is for images of {} x {}, those of {} have {} x {}: choose one for them",
                size.0,
                size.1,
                data.name,
                train.height(),
                train.width()
            )));
        }
        let last = config.layers.len() - 1;
        config.layers[last] = train.classes().max(MINIMUM_CLASSES);
        config.validate().map_err(Stop::refused)?;
        Ok(config)
    }
}

/// As `apical train` would have it with this front end, and the network's sizes, format, order and sharing; windows, margin, the
/// dropping of spikes and the initial range follow from front end and images.
fn with_front_end(own: &Config, text: &str, train: &Dataset, stage: &Stage) -> Result<Config, Stop> {
    let request: Request = text.parse().map_err(Stop::refused)?;
    let size = ImageSize { height: train.height(), width: train.width() };
    let classes = train.classes().max(MINIMUM_CLASSES);
    let mut layers: Vec<i64> = own.layers.iter().map(|&size| size as i64).collect();
    let last = layers.len() - 1;
    // The front end's bits take the place of the pixels.
    (layers[0], layers[last]) = (size.pixels() as i64, classes as i64);
    let choices = Choices {
        front_end: Some(request),
        layers: Some(layers),
        format: Some(own.format),
        order: Some(own.order),
        feedback_sharing: Some(own.feedback_sharing.into()),
        ..Choices::default()
    };
    let fitted = choices.fitted(size, classes, train).map_err(Stop::refused)?;
    fitted.config(stage, size, classes).map_err(Stop::refused)
}
