//! Model files and checkpoints: one safetensors file with everything a processor holds and everything that is
//! needed to repeat or resume the run that made it. `docs/model-file.md` in the repository lists every field.
//!
//! ```
//! use apical_core::snapshot::{DataRecord, RunRecord, Snapshot};
//! use apical_core::training::{LearningRate, Recipe};
//! use apical_core::Config;
//!
//! let recipe = Recipe { seed: 1, epochs: 10, learning_rate: LearningRate::DEFAULT, shift: 0 };
//! let data = DataRecord { name: "example".into(), train_hash: [1; 32].into(), test_hash: [2; 32].into() };
//! let config = Config::new(vec![4, 3, 2])?;
//! let snapshot =
//!     Snapshot { run: RunRecord::new(recipe, data, (2, 2), &config), state: config.initial_state(1) };
//! let bytes = snapshot.to_bytes()?;
//! assert_eq!(Snapshot::from_bytes(&bytes)?, snapshot);
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```

mod container;
mod digest;
mod error;
mod fields;
mod hash;
mod metadata;
mod read;
mod rows;
mod run;
pub(crate) mod tensors;

use alloc::borrow::ToOwned;
use alloc::vec::Vec;
use std::path::Path;

use apical_support::replace_file;

pub use digest::state_digest;
pub use error::SnapshotError;
pub use hash::{DataHash, DataHashError};
pub(crate) use run::MAXIMUM_CONFIG_BYTES;
pub use run::{DataRecord, EpochRecord, RunRecord};

use crate::State;
use crate::run::{Disagreement, contradiction};

/// Longest file that is read, in bytes. The largest network within the limits of the specification needs
/// 8 x 4,000 x 4,000 weights and as many accumulators, about 250 MB.
pub const MAXIMUM_FILE_BYTES: u64 = 512 << 20;

/// A processor and the run that brought it there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// Memories, random generators and images in flight.
    pub state: State,
    /// What the run does, on which data, and how far it has come.
    pub run: RunRecord,
}

impl Snapshot {
    /// Checks that every part is within the specification and fits the others.
    ///
    /// # Errors
    /// The first part that does not.
    pub fn validate(&self) -> Result<(), SnapshotError> {
        self.state.validate()?;
        self.run.validate(&self.state.config)
    }

    /// Checks that the configuration's text agrees with the fields. Files of version 1 need not.
    fn check_configuration(&self) -> Result<(), SnapshotError> {
        match contradiction(&self.state.config, &self.run) {
            None => Ok(()),
            Some(Disagreement { key, given: text, stored: field }) => {
                Err(SnapshotError::Configuration { key, text, field })
            }
        }
    }

    /// The file's content. Equal snapshots give equal bytes.
    ///
    /// # Errors
    /// If the snapshot is not [valid](Self::validate): nothing is written that could not be read.
    pub fn to_bytes(&self) -> Result<Vec<u8>, SnapshotError> {
        self.validate()?;
        self.check_configuration()?;
        let mut tensors = rows::encode(&self.run);
        tensors.extend(tensors::encode(&self.state));
        let mut fields = fields::encode(self);
        let digest = digest::of(&fields, tensors.iter().map(container::Tensor::parts));
        fields.insert(digest::FIELD.to_owned(), digest);
        container::write(&fields, &tensors)
    }

    /// Reads a file's content. Nothing is allocated that the length of `bytes` does not justify.
    ///
    /// # Errors
    /// If it is no snapshot of this specification version, or any part of it is missing, unknown, of another
    /// shape or out of range.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SnapshotError> {
        let mut container = container::read(bytes)?;
        let computed = container
            .metadata
            .contains_key(digest::FIELD)
            .then(|| digest::of(&container.metadata, container.tensors()));
        let (config, mut run, stated) = fields::decode(&mut container.metadata)?;
        rows::decode(&mut container, config.layer_count(), &mut run)?;
        let state = tensors::decode(&mut container, config)?;
        container.finish()?;
        let snapshot = Self { state, run };
        snapshot.validate()?;
        // Last, since whatever else is wrong says more. Files of before the digest have none.
        if let (Some(stated), Some(computed)) = (stated, computed) {
            if stated != computed {
                return Err(SnapshotError::Digest { stated: container::shortened(&stated), computed });
            }
            snapshot.check_configuration()?;
        }
        Ok(snapshot)
    }

    /// Writes a file so that a crash or a full disk leaves the previous one as it was: see [`replace_file`].
    ///
    /// # Errors
    /// As [`to_bytes`](Self::to_bytes), or if the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), SnapshotError> {
        let path = path.as_ref();
        replace_file(path, &self.to_bytes()?)
            .map_err(|source| SnapshotError::Write { path: path.to_path_buf(), source })
    }

    /// Reads a file of at most [`MAXIMUM_FILE_BYTES`].
    ///
    /// # Errors
    /// As [`from_bytes`](Self::from_bytes), or if the file cannot be read or is too long.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, SnapshotError> {
        Self::from_bytes(&read::read_bounded(path.as_ref())?)
    }
}
