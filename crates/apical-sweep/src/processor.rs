//! The processor of a point.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use apical_chip::area::Area;
use apical_chip::energy::{Calibration, EnergyModel, OperatingPoint};
use apical_chip::preset::{Preset, PresetError, Setting};
use apical_chip::technology::Technology;
use apical_chip::units::{Hertz, Volts};
use apical_core::Config;
use apical_support::key_of;

use crate::{ProcessorConfig, SweepError};

/// What a processor is made in.
#[derive(Debug)]
pub(crate) struct Process {
    technology: Technology,
    /// On memory energies of calibrated values; 1 where nothing is fitted.
    factor: f64,
    hash: String,
}

/// A processor at its operating point.
#[derive(Debug, Clone)]
pub(crate) struct Machine {
    pub(crate) preset: Preset,
    process: Arc<Process>,
    pub(crate) point: OperatingPoint,
}

/// What a point says of its processor.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    pub(crate) preset: Option<String>,
    /// By path.
    pub(crate) settings: BTreeMap<String, String>,
    pub(crate) technology: Option<String>,
    pub(crate) supply_v: Option<f64>,
    pub(crate) clock_mhz: Option<f64>,
}

/// Presets' texts and technologies that have been read.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    texts: BTreeMap<String, String>,
    processes: BTreeMap<String, Arc<Process>>,
}

impl Shelf {
    fn text(&mut self, name: &str) -> Result<&str, SweepError> {
        if !self.texts.contains_key(name) {
            let text = match Preset::builtin_text(name) {
                Some(text) => text.to_owned(),
                // For its message about a name that is not known, or a file that cannot be read.
                None => Preset::find(name, &[]).and_then(|_| {
                    let path = Path::new(name).to_owned();
                    std::fs::read_to_string(&path).map_err(|source| PresetError::Read { path, source })
                })?,
            };
            self.texts.insert(name.to_owned(), text);
        }
        Ok(&self.texts[name])
    }

    fn process(&mut self, name: &str) -> Result<Arc<Process>, SweepError> {
        if let Some(process) = self.processes.get(name) {
            return Ok(process.clone());
        }
        let technology = Technology::find(name)?;
        let factor = match technology.has_bounds() {
            true => Calibration::of(&technology)?.factor,
            false => 1.0,
        };
        let entries: Vec<(&str, &str)> =
            technology.entries.iter().map(|entry| (entry.path.as_str(), entry.value.as_str())).collect();
        let hash = key_of(&(&technology.name, entries));
        let process = Arc::new(Process { technology, factor, hash });
        self.processes.insert(name.to_owned(), process.clone());
        Ok(process)
    }
}

impl Machine {
    /// A processor for a network.
    pub(crate) fn new(
        wanted: &Wanted,
        rule: &Config,
        (images, learning_images): (u32, u32),
        shelf: &mut Shelf,
    ) -> Result<(Self, ProcessorConfig), SweepError> {
        let name = wanted.preset.as_deref().unwrap_or("apical");
        let text = shelf.text(name)?;
        let preset_hash = key_of(&text);
        let settings: Result<Vec<Setting>, _> =
            wanted.settings.iter().map(|(path, value)| format!("{path}={value}").parse()).collect();
        let mut preset = Preset::parse_with(text, &settings.map_err(PresetError::from)?)?;
        let own = preset.config().map_err(|error| SweepError::Impossible(error.to_string()))?;
        if (&own.layers, own.format) != (&rule.layers, rule.format) {
            preset = preset.sized_for(rule).map_err(PresetError::from)?;
        }
        preset.feedback_sharing = rule.feedback_sharing;
        preset.organisation.check_network(rule).map_err(PresetError::from)?;
        let process = shelf.process(&technology_of(wanted, &preset, name))?;
        let point = operating_point(wanted, &preset, &process.technology)?;
        let machine = Self { preset, process, point };
        // Refused now rather than after the training.
        machine.energy()?;
        machine.area()?;
        let file = |name: &str| {
            Path::new(name).file_name().map_or_else(|| name.to_owned(), |n| n.to_string_lossy().into_owned())
        };
        let config = ProcessorConfig {
            preset: file(name),
            preset_hash,
            settings: wanted.settings.clone(),
            technology: machine.process.technology.name.clone(),
            technology_hash: machine.process.hash.clone(),
            supply_v: point.supply.value(),
            clock_mhz: point.clock.megahertz(),
            images,
            learning_images,
        };
        Ok((machine, config))
    }

    pub(crate) fn energy(&self) -> Result<EnergyModel, SweepError> {
        let process = &self.process;
        Ok(EnergyModel::new(&self.preset, &process.technology, self.point, process.factor)?)
    }

    pub(crate) fn area(&self) -> Result<Area, SweepError> {
        Ok(Area::new(&self.preset, &self.process.technology)?)
    }
}

/// A file that a preset names lies beside it.
fn technology_of(wanted: &Wanted, preset: &Preset, name: &str) -> String {
    match &wanted.technology {
        Some(technology) => technology.clone(),
        None if preset.technology.contains(['.', '/', '\\']) => {
            let folder = Path::new(name).parent().unwrap_or(Path::new(""));
            folder.join(&preset.technology).display().to_string()
        }
        None => preset.technology.clone(),
    }
}

/// As `apical simulate` has it: at another supply as fast as that allows, unless a clock is given; a technology that was
/// chosen and has one supply only is run at that.
fn operating_point(
    wanted: &Wanted,
    preset: &Preset,
    technology: &Technology,
) -> Result<OperatingPoint, SweepError> {
    let only = wanted.technology.is_some() && technology.minimum_supply == technology.maximum_supply;
    let own = if only { technology.reference_supply() } else { preset.supply };
    let supply = wanted.supply_v.map_or(own, Volts::new);
    technology.check_supply(supply)?;
    let clock = match wanted.clock_mhz {
        Some(megahertz) => Hertz::new(megahertz * 1e6),
        None => technology.frequency(preset.clock, own, supply)?,
    };
    Ok(OperatingPoint { supply, clock })
}
