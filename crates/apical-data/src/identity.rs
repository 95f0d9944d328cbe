//! Datasets by their content.

use crate::Dataset;
use crate::checksum::hex;

/// A training and a test set by their content.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct DataIdentity {
    /// SHA-256 of the training images, as [`Dataset::hash`] has it, in hexadecimal digits.
    pub train: String,
    /// SHA-256 of the images on which accuracy is measured.
    pub test: String,
}

impl DataIdentity {
    /// The identity of two sets.
    #[must_use]
    pub fn of(train: &Dataset, test: &Dataset) -> Self {
        Self::from_hashes([train.hash(), test.hash()])
    }

    /// The identity of a training and a test set of these hashes.
    #[must_use]
    pub fn from_hashes(hashes: [[u8; 32]; 2]) -> Self {
        let [train, test] = hashes.map(|hash| hex(&hash));
        Self { train, test }
    }
}
