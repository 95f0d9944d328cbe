//! Model files.

use apical_core::Processor;
use apical_core::snapshot::Snapshot;

use super::model::Model;
use super::{Done, Session, Stop, Training};
use crate::shared::SOFTWARE;

impl Session {
    /// The network as `apical eval` takes it. What was taught by hand is said in the name of the software: the run in the
    /// file alone would not make this network again.
    pub(super) fn file(&self) -> Result<Vec<u8>, Stop> {
        let under_way = self.training.as_ref().and_then(Training::record_so_far);
        let mut run = under_way.unwrap_or_else(|| self.model.run.clone());
        let mut table: toml::Table = run.config_text.parse().unwrap_or_default();
        let names = self.model.classes.iter().map(|name| toml::Value::String(name.clone())).collect();
        table.insert("class_names".into(), toml::Value::Array(names));
        run.config_text = table.to_string();
        if self.model.taught > 0 {
            run.software = format!("{SOFTWARE}, live page, with {} images taught by hand", self.model.taught);
        }
        Snapshot { state: self.chip.processor.state(), run }.to_bytes().map_err(Stop::refused)
    }

    /// Takes over a network from a file.
    pub(super) fn take_model(&mut self, content: &[u8]) -> Done {
        self.check_at_rest()?;
        let snapshot = Snapshot::from_bytes(content).map_err(|error| {
            Stop::Refused(format!("this is no model file of Apical that can be used: {error}"))
        })?;
        let Snapshot { mut state, run } = snapshot;
        // The checkpoint's own run learns these images.
        state.in_flight.clear();
        let model = Model::new(run, &state.config);
        self.replace(model, &state)
    }
}
