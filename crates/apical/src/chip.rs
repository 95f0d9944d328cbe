//! The processor that a command is asked about.

use apical_chip::design::{Design, DesignError, DesignRequest};
use apical_chip::preset::{Preset, Setting};
use apical_chip::units::{Hertz, Volts};
use apical_data::ImageSize;

use crate::failure::Failure;

/// Flags that choose a processor.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct ChipArguments {
    /// Processor: a name of `apical preset list`, or a TOML file
    #[arg(long, value_name = "NAME|FILE", default_value = DesignRequest::DEFAULT_PRESET, help_heading = "Processor")]
    pub(crate) preset: String,

    /// Set a value of the preset by its path, such as encoder.pixels_per_cycle=16; may be repeated
    #[arg(long, value_name = "PATH=VALUE", help_heading = "Processor")]
    pub(crate) set: Vec<Setting>,

    /// Technology: a name or a TOML file [default: the preset's]
    #[arg(long, value_name = "NAME|FILE", help_heading = "Processor")]
    pub(crate) technology: Option<String>,
}

impl ChipArguments {
    /// The processor asked for, at its own supply and clock or at others: in volts and MHz, as `--voltage` and
    /// `--frequency` have them.
    pub(crate) fn design(&self, voltage: Option<f64>, megahertz: Option<f64>) -> Result<Design, Failure> {
        let request = DesignRequest {
            preset: self.preset.clone(),
            settings: self.set.clone(),
            technology: self.technology.clone(),
            supply: voltage.map(Volts::new),
            clock: megahertz.map(|megahertz| Hertz::new(megahertz * 1e6)),
            network: None,
        };
        let design = request.resolve().map_err(|error| match error {
            DesignError::Clock { .. } => Failure::Use(format!("--{error}")),
            error => error.into(),
        })?;
        if let Some(own) = design.replaced_supply() {
            tracing::info!(
                "supply {} V, the only one of technology {}, instead of the preset's {} V",
                design.preset().supply.value(),
                design.technology().name,
                own.value()
            );
        }
        Ok(design)
    }
}

/// Size of square images for a preset's network.
pub(crate) fn image_size(preset: &Preset) -> Result<ImageSize, Failure> {
    let inputs = preset.organisation.layers[0].inputs as usize;
    let side = inputs.isqrt();
    if side * side == inputs {
        Ok(ImageSize { width: side, height: side })
    } else {
        Err(Failure::Use(format!(
            "preset {}: network.layers: {inputs} inputs make no square image; --random needs one",
            preset.name
        )))
    }
}
