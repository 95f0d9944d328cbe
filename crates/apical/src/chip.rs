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
    pub(crate) calibration: Calibration,
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
        Chip::new(preset, self.technology.as_deref())
    }
}

impl Chip {
    /// A preset in its own technology, or in another one.
    pub(crate) fn new(preset: Preset, technology: Option<&str>) -> Result<Self, Failure> {
        let technology = Technology::find(technology.unwrap_or(&preset.technology))?;
        let calibration = Calibration::of(&technology)?;
        Ok(Self { preset, technology, calibration })
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
        Ok(EnergyModel::new(&self.preset, &self.technology, point, self.calibration.factor)?)
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
