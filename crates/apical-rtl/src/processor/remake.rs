//! The RTL for a network: compiled once, or anew for each.

use std::path::PathBuf;

use apical_chip::organisation::Organisation;
use apical_core::Config;

use crate::RtlError;
use crate::package;
use crate::simulator::Simulator;
use crate::verilated::Libraries;

/// What happens when a network is loaded that the RTL was not compiled for.
pub(super) enum Remake {
    /// It is refused.
    Never,
    /// The RTL is compiled for it, in the kind of this organisation.
    Compile(Libraries, Box<Organisation>, Option<PathBuf>),
}

impl Remake {
    pub(super) fn simulator(&self, config: &Config) -> Result<(Organisation, Box<dyn Simulator>), RtlError> {
        match self {
            Self::Never => Err(RtlError::Answer("the RTL is compiled for one network".into())),
            Self::Compile(libraries, like, wave) => {
                readable(config)?;
                let organisation = package::sized_for(like, config)?;
                let text = package::of_organisation(&organisation, "Machine sized for a network")?;
                let library = libraries.library(&text, wave.as_deref())?;
                Ok((organisation, library.simulator(wave.as_deref())?))
            }
        }
    }
}

/// What `PART` of `LOAD_ADDRESS` reaches of a record.
const MOST_INPUTS: usize = 8192;

/// Everything that a machine is built of is built for exactly one network.
pub(super) fn fits(organisation: &Organisation, config: &Config) -> Result<(), RtlError> {
    package::check(organisation)?;
    let inputs = organisation.layers.first().map(|layer| layer.inputs as usize);
    let sizes = inputs.into_iter().chain(organisation.layers.iter().map(|layer| layer.neurons as usize));
    if sizes.eq(config.layers.iter().copied()) && organisation.format == config.format {
        organisation.check_network(config)?;
        return readable(config);
    }
    Err(RtlError::Answer(format!(
        "the RTL is compiled for {}; it holds no network of {:?} in {}",
        shape_of(organisation),
        config.layers,
        config.format
    )))
}

/// The host counts spikes by what it reads of records.
fn readable(config: &Config) -> Result<(), RtlError> {
    if config.inputs() <= MOST_INPUTS {
        return Ok(());
    }
    let field = "network.layers.0".into();
    let message = format!("records of more than {MOST_INPUTS} inputs cannot be read through the load port");
    Err(RtlError::Unsupported { field, message })
}

pub(super) fn shape_of(organisation: &Organisation) -> String {
    let neurons = organisation.layers.iter().map(|layer| format!("-{}", layer.neurons)).collect::<String>();
    let inputs = organisation.layers.first().map_or(0, |layer| layer.inputs);
    format!("{inputs}{neurons} in {}", organisation.format)
}
