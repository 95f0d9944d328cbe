//! What is asked for.

use apical_core::Config;
use apical_core::front_end::FrontEnd;

use super::{Design, DesignCache, DesignError, Fit};
use crate::preset::Setting;
use crate::units::{Hertz, Volts};

/// What somebody asks for. The default is the preset `apical` as it is.
///
/// ```
/// use apical_chip::design::DesignRequest;
/// use apical_chip::units::Volts;
///
/// let request = DesignRequest { supply: Some(Volts::new(1.0)), ..DesignRequest::default() };
/// let design = request.resolve()?;
/// println!("{:.1} MHz, {:.2} mm2", design.point().clock.megahertz(), design.area().total().value());
/// # Ok::<(), apical_chip::design::DesignError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct DesignRequest {
    /// Name of a preset, or its file if there is a dot or a slash.
    pub preset: String,
    /// Values of the preset that are set otherwise.
    pub settings: Vec<Setting>,
    /// Name of a technology, or its file if there is a dot or a slash; the preset's by default.
    pub technology: Option<String>,
    /// File of memories that take the place of the technology's; the technology's by default.
    pub sram: Option<String>,
    /// The preset's by default, or the only one of `technology`.
    pub supply: Option<Volts>,
    /// The preset's by default, or the fastest at `supply`.
    pub clock: Option<Hertz>,
    /// The network that it is for, and what becomes of memories and lanes; the preset's own by default.
    pub network: Option<(Config, Fit)>,
}

impl Default for DesignRequest {
    fn default() -> Self {
        Self {
            preset: Self::DEFAULT_PRESET.to_owned(),
            settings: Vec::new(),
            technology: None,
            sram: None,
            supply: None,
            clock: None,
            network: None,
        }
    }
}

impl DesignRequest {
    /// The preset unless another one is asked for, of a network that sees pixels.
    pub const DEFAULT_PRESET: &str = "apical";
    /// The same of a network whose front end makes bits.
    const FRONT_END_PRESET: &str = "retina";

    /// The preset for networks that see through a front end, unless another one is asked for: `retina` for one that makes bits, else
    /// [`DEFAULT_PRESET`](Self::DEFAULT_PRESET). Whether its memories and units fit a network is another question: see [`Fit`].
    #[must_use]
    pub const fn preset_for(front_end: &FrontEnd) -> &'static str {
        if front_end.is_threshold() { Self::DEFAULT_PRESET } else { Self::FRONT_END_PRESET }
    }

    /// A preset as it is.
    #[must_use]
    pub fn of(preset: impl Into<String>) -> Self {
        Self { preset: preset.into(), ..Self::default() }
    }

    /// Whether a value of the preset is set by its path.
    pub(super) fn sets(&self, path: &str) -> bool {
        self.settings.iter().any(|setting| setting.path() == path)
    }

    /// The design.
    ///
    /// # Errors
    /// Why there is none.
    pub fn resolve(&self) -> Result<Design, DesignError> {
        DesignCache::default().resolve(self)
    }
}
