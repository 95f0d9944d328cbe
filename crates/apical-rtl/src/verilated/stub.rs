//! What there is without the feature `verilator`: types of which there are no values, and what to do about it.

use std::path::{Path, PathBuf};

use super::tool;
use crate::RtlError;
use crate::simulator::Simulator;

fn missing() -> RtlError {
    RtlError::Tool(format!(
        "this program was built without the RTL: Verilator is needed ({}), then build with the feature verilator \
         of apical-rtl (rtl of apical)",
        tool::INSTALL
    ))
}

/// A compiled model; there is none without the feature `verilator`.
#[derive(Clone)]
pub struct Library {
    nothing: std::convert::Infallible,
}

impl Library {
    /// The model that was compiled with this crate.
    ///
    /// # Errors
    /// Always; says what to install.
    pub fn preset() -> Result<Self, RtlError> {
        Err(missing())
    }

    /// The package that the model was compiled with.
    #[must_use]
    pub fn package(&self) -> &str {
        match self.nothing {}
    }

    pub(crate) fn simulator(&self, _wave: Option<&Path>) -> Result<Box<dyn Simulator>, RtlError> {
        match self.nothing {}
    }
}

/// Models compiled at run time; none can be without the feature `verilator`.
#[derive(Debug, Clone)]
pub struct Libraries {
    nothing: std::convert::Infallible,
}

impl Libraries {
    /// Compiles into a folder.
    ///
    /// # Errors
    /// Always; says what to install.
    pub fn new(_folder: impl Into<PathBuf>) -> Result<Self, RtlError> {
        Err(missing())
    }

    /// The model of a package.
    ///
    /// # Errors
    /// Never called.
    pub fn library(&self, _package: &str, _wave: Option<&Path>) -> Result<Library, RtlError> {
        match self.nothing {}
    }
}
