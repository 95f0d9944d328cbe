//! Models on their way in.

use std::path::Path;

use apical_core::fast::{FastProcessor, Kernel};
use apical_core::run::Run;
use apical_core::snapshot::{RunRecord, Snapshot};
use apical_core::{Config, State};
use apical_data::{Dataset, FeatureScale, ImageSize, InputForm, SampleBits, SplitRule};

use crate::data::{self, Prepare};
use crate::failure::Failure;
use crate::kernel;

/// A model that is there to be used, not to be trained on.
pub(crate) struct Model {
    /// Images in flight included.
    pub(crate) state: State,
    /// The run that made it.
    pub(crate) run: Run,
}

impl Model {
    /// Reads a model or a checkpoint.
    pub(crate) fn load(path: &Path) -> Result<Self, Failure> {
        let snapshot = Snapshot::load(path).map_err(|error| Failure::model(path, error))?;
        let (run, state) = Run::resume(snapshot);
        Ok(Self { state, run })
    }

    pub(crate) fn config(&self) -> &Config {
        &self.state.config
    }

    pub(crate) fn record(&self) -> &RunRecord {
        self.run.record()
    }

    /// The data that it learned from last, if they have a name.
    pub(crate) fn data_names(&self) -> Option<Vec<String>> {
        self.run.source().data.clone()
    }

    /// Size of the images that the network takes.
    pub(crate) fn image_size(&self) -> ImageSize {
        ImageSize { width: self.record().image_width, height: self.record().image_height }
    }

    /// What was done to the pictures that it learned from, if that was chosen.
    pub(crate) fn prepare(&self) -> Option<Prepare> {
        self.run.source().prepare.map(Prepare::from)
    }

    /// Bits that samples of 16 bits use in its pictures.
    pub(crate) fn sample_bits(&self) -> Option<SampleBits> {
        self.run.source().sample_bits.and_then(SampleBits::new)
    }

    /// Whether it learned dark ink on light ground that was not in pictures, which would have been prepared: what is prepared is bright.
    pub(crate) fn has_dark_ink(&self) -> bool {
        self.config().front_end.inverted && self.prepare().is_none()
    }

    /// How other numbers become values: as those did that it learned from, which were bytes unless it says otherwise. A scale of
    /// the data at hand would be another one for each file.
    pub(crate) fn form(&self) -> InputForm {
        let bytes = InputForm { scale: FeatureScale::Bytes, feature_names: Vec::new(), label_column: None };
        data::form_of(self.run.source()).unwrap_or(bytes)
    }

    /// Which images were held out of the data that it learned from.
    pub(crate) fn split_rule(&self) -> SplitRule {
        data::rule_of(self.run.source().split)
    }

    /// A processor for inference. Images that a checkpoint holds in flight have not been learned yet, and play no part.
    pub(crate) fn processor(&self, kernel: Option<Kernel>) -> Result<FastProcessor, Failure> {
        let mut state = self.state.clone();
        state.in_flight.clear();
        kernel::processor(&state, kernel)
    }

    /// Name of a class.
    pub(crate) fn class_name(&self, class: usize) -> String {
        self.run
            .class_names()
            .get(class)
            .filter(|name| !name.is_empty())
            .cloned()
            .unwrap_or_else(|| class.to_string())
    }

    /// Names of all classes.
    pub(crate) fn class_names(&self) -> Vec<String> {
        (0..self.config().classes()).map(|class| self.class_name(class)).collect()
    }

    /// Checks that the network can take the images of a set.
    pub(crate) fn check_images(&self, data: &Dataset, name: &str) -> Result<(), Failure> {
        let ImageSize { width, height } = self.image_size();
        if (data.width(), data.height()) == (width, height) {
            return Ok(());
        }
        Err(Failure::Use(format!(
            "the images of {name} have {} x {} pixels, but the network was made for {height} x {width}",
            data.height(),
            data.width()
        )))
    }
}
