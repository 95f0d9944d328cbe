//! Model files.

use apical_core::run::Run;
use apical_core::snapshot::Snapshot;

use super::model::Model;
use super::{Done, Session, Stop, Training};
use crate::limits::MAXIMUM_VALUES;

impl Session {
    /// The network as `apical eval` takes it, with the run that makes it again; or why that does not.
    pub(super) fn file(&self) -> Result<Vec<u8>, Stop> {
        let under_way = self.training.as_ref().and_then(Training::run_under_way);
        let run = self.model.described(under_way.unwrap_or(&self.model.run));
        run.snapshot(&self.chip.processor).to_bytes().map_err(Stop::refused)
    }

    /// Takes over a network from a file.
    pub(super) fn take_model(&mut self, content: &[u8]) -> Done {
        self.check_at_rest()?;
        let snapshot = Snapshot::from_bytes(content).map_err(|error| {
            Stop::Refused(format!("this is no model file of Apical that can be used: {error}"))
        })?;
        let values = snapshot.state.config.raw_inputs();
        if values > MAXIMUM_VALUES {
            return Err(Stop::Refused(format!(
                "model: its images have {values} values, of which this server takes at most {MAXIMUM_VALUES}"
            )));
        }
        // The checkpoint's own run learns the images in flight.
        let (run, state) = Run::resume_without_pipeline(snapshot);
        let model = Model::new(run, &state.config);
        self.replace(model, &state)
    }
}
