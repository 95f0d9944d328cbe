//! The processor that a command is asked about.

use apical_chip::design::{Design, DesignError, DesignRequest, Fit};
use apical_chip::machine::{ChipError, ChipProcessor};
use apical_chip::organisation::OrganisationError;
use apical_chip::preset::{Preset, Setting};
use apical_chip::units::{Hertz, Volts};
use apical_core::front_end::FrontEnd;
use apical_core::{Config, State};
use apical_data::ImageSize;

use crate::failure::Failure;

/// Flags that choose a processor.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct ChipArguments {
    /// Processor: a name of `apical preset list`, or a TOML file [default: apical; retina for a model whose front end makes bits]
    #[arg(long, value_name = "NAME|FILE", help_heading = "Processor")]
    pub(crate) preset: Option<String>,

    /// Set a value of the preset by its path, such as encoder.pixels_per_cycle=16; may be repeated
    #[arg(long, value_name = "PATH=VALUE", help_heading = "Processor")]
    pub(crate) set: Vec<Setting>,

    /// Technology: a name or a TOML file [default: the preset's]
    #[arg(long, value_name = "NAME|FILE", help_heading = "Processor")]
    pub(crate) technology: Option<String>,

    /// Memories from a table of your own (docs/sram.md)
    #[arg(long, value_name = "FILE", help_heading = "Processor")]
    pub(crate) sram: Option<String>,
}

impl ChipArguments {
    /// The processor asked for, at its own supply and clock or at others: in volts and MHz, as `--voltage` and
    /// `--frequency` have them. `model`: the network that it is for. If no preset is named, its front end chooses one, whose units and
    /// memories are made anew where they cannot hold the network. A preset that is named stays as it is.
    pub(crate) fn design(
        &self,
        model: Option<&Config>,
        voltage: Option<f64>,
        megahertz: Option<f64>,
    ) -> Result<Design, Failure> {
        let suited = DesignRequest::preset_for(model.map_or(&FrontEnd::THRESHOLD, |model| &model.front_end));
        let grown = model.filter(|model| self.preset.is_none() && !model.front_end.is_threshold());
        let request = DesignRequest {
            preset: self.preset.clone().unwrap_or_else(|| suited.to_owned()),
            settings: self.set.clone(),
            technology: self.technology.clone(),
            sram: self.sram.clone(),
            supply: voltage.map(Volts::new),
            clock: megahertz.map(|megahertz| Hertz::new(megahertz * 1e6)),
            network: grown.map(|model| (model.clone(), Fit::Grow)),
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

/// For people: that the model chose the preset; nothing if it was named, or is the one of models without a front end.
pub(crate) fn chosen_by_model(arguments: &ChipArguments, design: &Design) -> String {
    let name = &design.preset().name;
    if arguments.preset.is_some() || name == DesignRequest::DEFAULT_PRESET {
        return String::new();
    }
    format!(
        "\npreset    {name}, for the front end of the model and as large as it needs; --preset names another\n"
    )
}

/// The processor with a network in it. `what` names the network where it does not fit.
pub(crate) fn machine(design: &Design, state: &State, what: &str) -> Result<ChipProcessor, Failure> {
    design.machine(state).map_err(|error| {
        let hint = match &error {
            ChipError::Organisation(OrganisationError::FrontEnd { .. }) => format!("; {}", fitting(state)),
            _ => String::new(),
        };
        Failure::Use(format!("{what} does not fit preset {}: {error}{hint}", design.preset().name))
    })
}

/// Which presets a network fits.
fn fitting(state: &State) -> String {
    let holds = |name: &&str| {
        let preset = Preset::builtin(name);
        preset.is_ok_and(|preset| preset.organisation.check_network(&state.config).is_ok())
    };
    let names: Vec<&str> = Preset::builtin_names().filter(holds).collect();
    if names.is_empty() {
        "none of the presets does: take the file of one (apical preset show retina --toml), with the front end of the model \
         (apical info) as definition in its table [front_end] and the model's sizes as network.layers"
            .to_owned()
    } else {
        format!("{} can hold it: choose one with --preset", names.join(", "))
    }
}

/// Size of the images of a preset's network: that of its retina's pictures, or a square.
pub(crate) fn image_size(preset: &Preset) -> Result<ImageSize, Failure> {
    if let Some(retina) = &preset.front_end.retina {
        return Ok(ImageSize { width: retina.width, height: retina.height });
    }
    let inputs = preset.front_end.raw_inputs().unwrap_or(preset.organisation.layers[0].inputs as usize);
    let side = inputs.isqrt();
    if side * side == inputs {
        Ok(ImageSize { width: side, height: side })
    } else {
        Err(Failure::Use(format!(
            "preset {}: network.layers: {inputs} values make no square image; --random needs one",
            preset.name
        )))
    }
}
