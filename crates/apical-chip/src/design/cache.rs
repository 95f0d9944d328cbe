//! From requests to designs.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::{Design, DesignError, DesignRequest, Process, fitted};
use crate::named::is_path;
use crate::preset::{Preset, PresetError};

/// Files that have been read, and technologies that have been calibrated: many requests read and calibrate once, and see
/// the same files.
#[derive(Debug, Clone, Default)]
pub struct DesignCache {
    texts: BTreeMap<String, Cow<'static, str>>,
    /// By technology and file of memories.
    processes: BTreeMap<(String, Option<String>), Arc<Process>>,
}

impl DesignCache {
    /// The text of a preset, by its name or file.
    ///
    /// # Errors
    /// If there is none of that name, or the file cannot be read.
    pub fn preset_text(&mut self, name: &str) -> Result<&str, PresetError> {
        if !self.texts.contains_key(name) {
            self.texts.insert(name.to_owned(), Preset::text(name)?);
        }
        Ok(&self.texts[name])
    }

    /// A technology with its calibration, by its name or file; with memories of a file in the place of its own, if one is named.
    ///
    /// # Errors
    /// As [`Process::find`] and [`Process::with_memories`].
    pub fn process(&mut self, name: &str, sram: Option<&str>) -> Result<Arc<Process>, DesignError> {
        let key = (name.to_owned(), sram.map(str::to_owned));
        if let Some(process) = self.processes.get(&key) {
            return Ok(process.clone());
        }
        let process = match sram {
            None => Process::find(name)?,
            Some(file) => Arc::new(Process::with_memories(name, file)?),
        };
        self.processes.insert(key, process.clone());
        Ok(process)
    }

    /// The design that is asked for.
    ///
    /// # Errors
    /// Why there is none.
    pub fn resolve(&mut self, request: &DesignRequest) -> Result<Design, DesignError> {
        let mut preset =
            Preset::parse_of(&request.preset, self.preset_text(&request.preset)?, &request.settings)?;
        if is_path(&preset.technology) {
            let folder = Path::new(&request.preset).parent().unwrap_or(Path::new(""));
            preset.technology = folder.join(&preset.technology).display().to_string();
        }
        if let Some((network, fit)) = &request.network {
            preset = fitted(&preset, network, *fit)?;
        }
        if let Some(technology) = &request.technology {
            preset.technology.clone_from(technology);
        }
        let process = self.process(&preset.technology, request.sram.as_deref())?;
        let is_chosen = request.technology.is_some() || request.sets("technology");
        let mut replaced_supply = None;
        if let Some(only) = process.technology().only_supply()
            && is_chosen
            && !request.sets("supply")
            && preset.supply != only
        {
            replaced_supply = Some(std::mem::replace(&mut preset.supply, only));
        }
        let design = Design::new(preset, process, request.supply, request.clock)?;
        Ok(Design { replaced_supply, ..design })
    }
}
