//! What stands in front of the network: raw values of an image or of a sensor become input spikes.
//!
//! Specification, section 18. Integers, additions, subtractions and comparisons only; the same raw values always give the same
//! bits, so that the bits of a fixed image need computing once. What is random (the dropping of spikes in training) comes
//! after it, in the spike encoder.
//!
//! ```
//! use apical_core::front_end::{FrontEnd, FrontEndError};
//!
//! let front_end: FrontEnd = "thermometer(2;64,128,192)".parse()?;
//! assert_eq!(front_end.bits(), Some(6));
//! assert_eq!(front_end.encode(&[130, 20]), [true, true, false, false, false, false]);
//! # Ok::<(), FrontEndError>(())
//! ```

mod error;
mod filters;
mod fit;
mod levels;
mod request;
mod responses;
mod retina;
mod text;

use alloc::vec::Vec;

pub use error::FrontEndError;
pub use filters::{Filter, FilterKind};
pub(crate) use fit::sample;
pub use fit::{Kind, fit};
pub use levels::{Code, Levels};
pub use request::{LevelsRequest, Request, RetinaRequest};
#[cfg(target_arch = "x86_64")]
pub(crate) use responses::FilterSchedule;
pub(crate) use responses::Responses;
pub use retina::{Retina, RetinaInput};

use crate::limits::MAXIMUM_INPUTS;

/// What becomes of raw values before the spike encoder. Without levels and retina (the default) they are the encoder's pixels
/// themselves, as specification 1 has it: one threshold at 128, and grey values as probabilities in training.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct FrontEnd {
    /// Whether each raw value `v` counts as `255 - v`: for dark signs on a light ground.
    pub inverted: bool,
    /// Levels of each raw value. Their bits come first.
    pub levels: Option<Levels>,
    /// Filters over an image.
    pub retina: Option<Retina>,
}

impl FrontEnd {
    /// Raw values go to the spike encoder as they are, as in specification 1.
    pub const THRESHOLD: Self = Self { inverted: false, levels: None, retina: None };

    /// Whether raw values are the encoder's pixels, perhaps inverted: no bits are made.
    #[must_use]
    pub const fn is_threshold(&self) -> bool {
        self.levels.is_none() && self.retina.is_none()
    }

    /// Bits that it makes of an image: the network's inputs. `None` for a threshold, which has as many as there are raw values.
    #[must_use]
    pub fn bits(&self) -> Option<usize> {
        if self.is_threshold() {
            return None;
        }
        Some(self.level_bits() + self.retina.as_ref().map_or(0, Retina::bits))
    }

    /// Raw values that it takes; `None` for a threshold, which takes as many as there are network inputs.
    #[must_use]
    pub fn raw_inputs(&self) -> Option<usize> {
        let levels = self.levels.as_ref().map(|levels| levels.inputs);
        levels.or_else(|| self.retina.as_ref().map(|retina| retina.width * retina.height))
    }

    fn level_bits(&self) -> usize {
        self.levels.as_ref().map_or(0, Levels::bits)
    }

    /// Checks every number against the specification.
    ///
    /// # Errors
    /// The first that does not fit.
    pub fn validate(&self) -> Result<(), FrontEndError> {
        if let Some(levels) = &self.levels {
            levels.validate()?;
        }
        if let Some(retina) = &self.retina {
            retina.validate()?;
        }
        if let (Some(levels), Some(retina)) = (&self.levels, &self.retina)
            && levels.inputs != retina.width * retina.height
        {
            return Err(FrontEndError::Parts {
                levels: levels.inputs,
                width: retina.width,
                height: retina.height,
            });
        }
        match self.bits() {
            Some(found) if found > MAXIMUM_INPUTS => Err(FrontEndError::Bits { found }),
            _ => Ok(()),
        }
    }

    /// A raw value as the parts see it.
    #[must_use]
    pub const fn seen(&self, value: u8) -> u8 {
        if self.inverted { 255 - value } else { value }
    }

    /// The bits of an image or of features: the definition, one value and one filter position at a time. Of a threshold, whether
    /// each pixel spikes in an inference.
    ///
    /// # Panics
    /// If there are not [`raw_inputs`](Self::raw_inputs) values.
    #[must_use]
    pub fn encode(&self, raw: &[u8]) -> Vec<bool> {
        let seen: Vec<u8> = raw.iter().map(|&value| self.seen(value)).collect();
        if self.is_threshold() {
            return seen.iter().map(|&pixel| pixel >= 128).collect();
        }
        assert_eq!(Some(raw.len()), self.raw_inputs(), "values of another number");
        let mut bits = self.levels.as_ref().map_or_else(Vec::new, |levels| levels.encode(&seen));
        if let Some(retina) = &self.retina {
            bits.extend(retina.encode(&seen));
        }
        bits
    }

    /// What the spike encoder sees of an image: of a threshold the values, of other front ends 255 for a bit that is set and 0 for
    /// one that is not.
    ///
    /// # Panics
    /// As [`encode`](Self::encode).
    #[must_use]
    pub fn pixels(&self, raw: &[u8]) -> Vec<u8> {
        if self.is_threshold() {
            return raw.iter().map(|&value| self.seen(value)).collect();
        }
        self.encode(raw).into_iter().map(|bit| if bit { 255 } else { 0 }).collect()
    }
}

#[cfg(test)]
mod tests;
