//! Models on their way in.

use std::path::Path;

use apical_core::Config;
use apical_core::fast::{FastProcessor, Kernel};
use apical_core::snapshot::{RunRecord, Snapshot};
use apical_data::{Dataset, ImageSize};
use clap::ValueEnum;

use crate::data::Prepare;
use crate::failure::Failure;
use crate::kernel;
use crate::settings::Choices;

/// A model that is there to be used, not to be trained on.
pub(crate) struct Model {
    pub(crate) snapshot: Snapshot,
    /// The configuration that the model was made with.
    pub(crate) choices: Choices,
}

impl Model {
    /// Reads a model or a checkpoint.
    pub(crate) fn load(path: &Path) -> Result<Self, Failure> {
        let snapshot = Snapshot::load(path).map_err(|error| Failure::model(path, error))?;
        let choices = Choices::parse(&snapshot.run.config_text).unwrap_or_else(|message| {
            // Not needed to use the network; another program may have written the file.
            tracing::warn!("the configuration stored in {} cannot be read: {message}", path.display());
            Choices::default()
        });
        Ok(Self { snapshot, choices })
    }

    pub(crate) fn config(&self) -> &Config {
        &self.snapshot.state.config
    }

    pub(crate) fn run(&self) -> &RunRecord {
        &self.snapshot.run
    }

    /// Size of the images that the network takes.
    pub(crate) fn image_size(&self) -> ImageSize {
        ImageSize { width: self.run().image_width, height: self.run().image_height }
    }

    /// What was done to the pictures that it learned from, if that was chosen.
    pub(crate) fn prepare(&self) -> Option<Prepare> {
        Prepare::from_str(self.choices.prepare.as_deref()?, false).ok()
    }

    /// A processor for inference. Images that a checkpoint holds in flight have not been learned yet, and play no part.
    pub(crate) fn processor(&self, kernel: Option<Kernel>) -> Result<FastProcessor, Failure> {
        let mut state = self.snapshot.state.clone();
        state.in_flight.clear();
        kernel::processor(&state, kernel)
    }

    /// Name of a class.
    pub(crate) fn class_name(&self, class: usize) -> String {
        let names = self.choices.class_names.as_deref().unwrap_or_default();
        names.get(class).filter(|name| !name.is_empty()).cloned().unwrap_or_else(|| class.to_string())
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
