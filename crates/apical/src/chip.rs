//! The processor that a command is asked about.

use std::path::Path;

use apical_chip::energy::{Calibration, EnergyModel, OperatingPoint};
use apical_chip::preset::{Preset, Setting};
use apical_chip::technology::Technology;
use apical_chip::units::{Hertz, Volts};
use apical_data::ImageSize;

use crate::failure::Failure;

/// Flags that choose a processor.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct ChipArguments {
    /// Processor: a name of `apical preset list`, or a TOML file
    #[arg(long, value_name = "NAME|FILE", default_value = "apical", help_heading = "Processor")]
    pub(crate) preset: String,

    /// Set a value of the preset by its path, such as encoder.pixels_per_cycle=16; may be repeated
    #[arg(long, value_name = "PATH=VALUE", help_heading = "Processor")]
    pub(crate) set: Vec<Setting>,

    /// Technology: a name or a TOML file [default: the preset's]
    #[arg(long, value_name = "NAME|FILE", help_heading = "Processor")]
    pub(crate) technology: Option<String>,
}

/// The slowest clock, as in presets.
const LEAST_MEGAHERTZ: f64 = 1e-6;

/// A processor with what it is made in.
#[derive(Debug, Clone)]
pub(crate) struct Chip {
    pub(crate) preset: Preset,
    pub(crate) technology: Technology,
    /// `None` where memory energies have no bounds, so that nothing was fitted.
    pub(crate) calibration: Option<Calibration>,
}

impl ChipArguments {
    /// Reads preset and technology, and calibrates.
    pub(crate) fn chip(&self) -> Result<Chip, Failure> {
        let mut preset = Preset::find(&self.preset, &self.set)?;
        // A file that is named in a preset lies beside it, wherever this program is started.
        if preset.technology.contains(['.', '/', '\\']) {
            let folder = Path::new(&self.preset).parent().unwrap_or(Path::new(""));
            preset.technology = folder.join(&preset.technology).display().to_string();
        }
        let mut chip = Chip::new(preset, self.technology.as_deref())?;
        self.take_only_supply(&mut chip);
        Ok(chip)
    }

    /// A preset's supply belongs to its own technology. Another one that was asked for may have a single supply, which
    /// is then taken unless a supply was asked for too.
    fn take_only_supply(&self, chip: &mut Chip) {
        let is_set = |path: &str| self.set.iter().any(|setting| setting.path() == path);
        let technology = &chip.technology;
        let only = technology.reference_supply();
        let chosen = self.technology.is_some() || is_set("technology");
        let single = technology.minimum_supply == technology.maximum_supply;
        if chosen && single && !is_set("supply") && chip.preset.supply != only {
            tracing::info!(
                "supply {} V, the only one of technology {}, instead of the preset's {} V",
                only.value(),
                technology.name,
                chip.preset.supply.value()
            );
            chip.preset.supply = only;
        }
    }
}

impl Chip {
    /// A preset in its own technology, or in another one.
    pub(crate) fn new(preset: Preset, technology: Option<&str>) -> Result<Self, Failure> {
        let technology = Technology::find(technology.unwrap_or(&preset.technology))?;
        let calibration = if technology.has_bounds() { Some(Calibration::of(&technology)?) } else { None };
        Ok(Self { preset, technology, calibration })
    }

    /// The factor on memory energies of calibrated values; 1 where nothing was fitted.
    pub(crate) fn factor(&self) -> f64 {
        self.calibration.map_or(1.0, |calibration| calibration.factor)
    }

    /// The operating point asked for: the preset's; at another supply as fast as that allows, unless a clock is given.
    pub(crate) fn operating_point(
        &self,
        voltage: Option<f64>,
        megahertz: Option<f64>,
    ) -> Result<OperatingPoint, Failure> {
        let supply = voltage.map_or(self.preset.supply, Volts::new);
        self.technology.check_supply(supply)?;
        let clock = match megahertz {
            Some(megahertz) if megahertz >= LEAST_MEGAHERTZ => Hertz::new(megahertz * 1e6),
            Some(megahertz) => {
                return Err(Failure::Use(format!(
                    "--frequency: {megahertz} MHz is out of range: at least {LEAST_MEGAHERTZ} MHz"
                )));
            }
            None => self.technology.frequency(self.preset.clock, self.preset.supply, supply)?,
        };
        Ok(OperatingPoint { supply, clock })
    }

    /// Energies at an operating point.
    pub(crate) fn energy(&self, point: OperatingPoint) -> Result<EnergyModel, Failure> {
        Ok(EnergyModel::new(&self.preset, &self.technology, point, self.factor())?)
    }

    /// Size of square images for the preset's network.
    pub(crate) fn image_size(&self) -> Result<ImageSize, Failure> {
        let inputs = self.preset.organisation.layers[0].inputs as usize;
        let side = inputs.isqrt();
        if side * side == inputs {
            Ok(ImageSize { width: side, height: side })
        } else {
            Err(Failure::Use(format!(
                "preset {}: network.layers: {inputs} inputs make no square image; --random needs one",
                self.preset.name
            )))
        }
    }
}
