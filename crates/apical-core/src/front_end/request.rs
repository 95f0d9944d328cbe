//! What is asked for of a front end: what follows from the data is left open.

use alloc::string::String;
use core::fmt::{self, Display};
use core::str::FromStr;

use super::levels::MAXIMUM_LEVELS;
use super::{Code, FrontEnd, FrontEndError};

/// What is asked for. [`fit`](super::fit) makes a front end of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub enum Request {
    /// Whatever suits the kind of data.
    #[default]
    Auto,
    /// These parts; thresholds follow from the data.
    Parts {
        /// Whether values are inverted whatever the data; otherwise they are if most of a picture's values are light.
        inverted: bool,
        /// Levels.
        levels: Option<LevelsRequest>,
        /// Retina.
        retina: Option<RetinaRequest>,
    },
    /// Just this one.
    Fixed(FrontEnd),
}

/// Levels without thresholds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LevelsRequest {
    /// Which of those reached spike.
    pub code: Code,
    /// Levels of each value.
    pub levels: usize,
}

/// A retina without its thresholds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RetinaRequest {
    /// Side of the filters.
    pub kernel: usize,
    /// Angles over half a turn.
    pub angles: usize,
    /// Pixels from one position to the next.
    pub stride: usize,
    /// Positions of a bit in each direction; `None`: so many that a picture has about 7 x 7 fields.
    pub pool: Option<usize>,
    /// Filters see spikes of this threshold; `None`: grey values.
    pub spikes: Option<u8>,
    /// Share of responses below the threshold, in percent.
    pub quantile: u8,
}

impl RetinaRequest {
    /// What held-out images chose; see `docs/front-ends.md`.
    pub const DEFAULT: Self =
        Self { kernel: 7, angles: 6, stride: 1, pool: None, spikes: None, quantile: 85 };
}

impl Request {
    /// A threshold at 128, as specification 1 has it.
    pub const THRESHOLD: Self = Self::Parts { inverted: false, levels: None, retina: None };

    const fn retina(retina: RetinaRequest) -> Self {
        Self::Parts { inverted: false, levels: None, retina: Some(retina) }
    }

    /// The default retina.
    pub const RETINA: Self = Self::retina(RetinaRequest::DEFAULT);
}

impl Display for LevelsRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code {
            Code::Highest => write!(f, "levels:{}", self.levels),
            Code::Thermometer => write!(f, "thermometer:{}", self.levels),
        }
    }
}

impl Display for RetinaRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("retina")?;
        let default = Self::DEFAULT;
        let numbers = [
            ("kernel", (self.kernel != default.kernel).then_some(self.kernel)),
            ("angles", (self.angles != default.angles).then_some(self.angles)),
            ("stride", (self.stride != default.stride).then_some(self.stride)),
            ("pool", self.pool),
            ("spikes", self.spikes.map(Into::into)),
            ("quantile", (self.quantile != default.quantile).then_some(self.quantile.into())),
        ];
        let mut separator = ":";
        for (name, number) in numbers {
            if let Some(number) = number {
                write!(f, "{separator}{name}={number}")?;
                separator = ",";
            }
        }
        Ok(())
    }
}

impl Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => f.write_str("auto"),
            Self::Fixed(front_end) => front_end.fmt(f),
            Self::Parts { inverted, levels, retina } => {
                let mut separator = "";
                let mut part = |part: Option<&dyn Display>| {
                    part.map_or(Ok(()), |part| {
                        write!(f, "{separator}{part}")?;
                        separator = "+";
                        Ok(())
                    })
                };
                part(inverted.then_some(&"inverted" as &dyn Display))?;
                part(retina.as_ref().map(|part| part as &dyn Display))?;
                part(levels.as_ref().map(|part| part as &dyn Display))?;
                part((levels.is_none() && retina.is_none()).then_some(&"threshold" as &dyn Display))
            }
        }
    }
}

impl FromStr for Request {
    type Err = FrontEndError;

    fn from_str(text: &str) -> Result<Self, FrontEndError> {
        if text == "auto" {
            return Ok(Self::Auto);
        }
        if text.contains('(') {
            return text.parse().map(Self::Fixed);
        }
        let wrong = || FrontEndError::Text { text: text.chars().take(60).collect::<String>() };
        let (mut inverted, mut levels, mut retina, mut threshold) = (false, None, None, false);
        for part in text.split('+') {
            let (name, value) =
                part.split_once(':').map_or((part, None), |(name, value)| (name, Some(value)));
            let free = match (name, value) {
                ("inverted", None) => !core::mem::replace(&mut inverted, true),
                ("threshold", None) => !core::mem::replace(&mut threshold, true),
                ("levels" | "thermometer", Some(value)) => {
                    let code = if name == "levels" { Code::Highest } else { Code::Thermometer };
                    levels
                        .replace(LevelsRequest { code, levels: level_count(value).ok_or_else(wrong)? })
                        .is_none()
                }
                ("retina", value) => retina.replace(parse_retina(value, &wrong)?).is_none(),
                _ => false,
            };
            if !free {
                return Err(wrong());
            }
        }
        if threshold && levels.is_none() {
            // Beside a retina a threshold is one level at 128.
            levels = retina.map(|_| LevelsRequest { code: Code::Highest, levels: 1 });
        } else if threshold || (levels.is_none() && retina.is_none()) {
            return Err(wrong());
        }
        Ok(Self::Parts { inverted, levels, retina })
    }
}

fn level_count(text: &str) -> Option<usize> {
    text.parse().ok().filter(|levels| (1..=MAXIMUM_LEVELS).contains(levels))
}

fn parse_retina(
    text: Option<&str>,
    wrong: &impl Fn() -> FrontEndError,
) -> Result<RetinaRequest, FrontEndError> {
    let mut retina = RetinaRequest::DEFAULT;
    for pair in text.into_iter().flat_map(|text| text.split(',')) {
        let (name, value) = pair.split_once('=').ok_or_else(wrong)?;
        let number: usize = value.parse().map_err(|_| wrong())?;
        let byte = || u8::try_from(number).map_err(|_| wrong());
        match name {
            "kernel" => retina.kernel = number,
            "angles" => retina.angles = number,
            "stride" => retina.stride = number,
            "pool" => retina.pool = Some(number),
            "spikes" => retina.spikes = Some(byte()?),
            "quantile" if number < 100 => retina.quantile = byte()?,
            _ => return Err(wrong()),
        }
    }
    Ok(retina)
}
