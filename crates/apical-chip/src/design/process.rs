//! Technologies that are ready for use.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, OnceLock};

use super::DesignError;
use crate::energy::{Calibration, EnergyError};
use crate::technology::{MemoryFile, Technology};

/// A technology with the one number that is fitted for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Process {
    source: String,
    technology: Technology,
    calibration: Option<Calibration>,
}

/// Those that are part of this crate, each read and calibrated once.
static BUILTIN: LazyLock<BTreeMap<&'static str, OnceLock<Arc<Process>>>> =
    LazyLock::new(|| Technology::builtin_names().map(|name| (name, OnceLock::new())).collect());

impl Process {
    /// Calibrates a technology, if there is something to fit.
    ///
    /// # Errors
    /// If its logic alone takes more than was published of the silicon, or it has no figures for that.
    pub fn new(technology: Technology) -> Result<Self, EnergyError> {
        Self::named(technology.name.clone(), technology)
    }

    fn named(source: String, technology: Technology) -> Result<Self, EnergyError> {
        let calibration = technology.has_bounds().then(|| Calibration::of(&technology)).transpose()?;
        Ok(Self { source, technology, calibration })
    }

    /// A technology by name, or in a file if the name has a dot or a slash. Files are read anew each time.
    ///
    /// # Errors
    /// As [`Technology::find`] and [`Process::new`].
    pub fn find(name: &str) -> Result<Arc<Self>, DesignError> {
        let kept = BUILTIN.get(name);
        if let Some(process) = kept.and_then(OnceLock::get) {
            return Ok(process.clone());
        }
        let process = Arc::new(Self::named(name.to_owned(), Technology::find(name)?)?);
        Ok(match kept {
            Some(kept) => kept.get_or_init(|| process).clone(),
            None => process,
        })
    }

    /// A technology, by its name or file, with the memories of a file in the place of its own: nothing is calibrated.
    ///
    /// # Errors
    /// As [`Technology::find`], [`MemoryFile::read`] and [`Technology::with_memories`].
    pub fn with_memories(name: &str, file: &str) -> Result<Self, DesignError> {
        let technology = Technology::find(name)?.with_memories(MemoryFile::read(file)?)?;
        // No technology has such a name, so that nothing that is known of one is taken to hold here.
        Ok(Self { source: format!("{name} with memories of {file}"), technology, calibration: None })
    }

    /// The name or file that it was found by; the technology's own name if it was not looked for.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The technology.
    #[must_use]
    pub fn technology(&self) -> &Technology {
        &self.technology
    }

    /// What was fitted; `None` where memory energies have no bounds.
    #[must_use]
    pub fn calibration(&self) -> Option<&Calibration> {
        self.calibration.as_ref()
    }

    /// The factor on memory energies of calibrated values; 1 where nothing was fitted.
    #[must_use]
    pub fn factor(&self) -> f64 {
        self.calibration.map_or(1.0, |calibration| calibration.factor)
    }
}
