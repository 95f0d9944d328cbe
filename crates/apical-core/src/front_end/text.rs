//! A front end as text, in files and on command lines: everything that it is, in one line.
//!
//! Parts are joined by `+`: `inverted`, then `levels(INPUTS;THRESHOLDS)` or `thermometer(INPUTS;THRESHOLDS)`, then
//! `retina(HEIGHTxWIDTH;kernel=K,angles=A,stride=S,pool=P,input=grey,edge=T,bar=T)`. Thresholds are separated by commas; where
//! each input has its own, those of one from the next by `/`. A threshold alone is `threshold`.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{self, Display};
use core::str::FromStr;

use super::{Code, FrontEnd, FrontEndError, Levels, Retina, RetinaInput};

impl Display for FrontEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        if self.inverted {
            f.write_str("inverted")?;
            separator = "+";
        }
        if self.is_threshold() {
            write!(f, "{separator}threshold")?;
        }
        if let Some(levels) = &self.levels {
            write!(f, "{separator}{levels}")?;
            separator = "+";
        }
        if let Some(retina) = &self.retina {
            write!(f, "{separator}{retina}")?;
        }
        Ok(())
    }
}

impl Display for Levels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self.code {
            Code::Highest => "levels",
            Code::Thermometer => "thermometer",
        };
        write!(f, "{name}({}", self.inputs)?;
        for (index, threshold) in self.thresholds.iter().enumerate() {
            let separator = match index {
                0 => ';',
                index if index % self.levels.max(1) == 0 => '/',
                _ => ',',
            };
            write!(f, "{separator}{threshold}")?;
        }
        f.write_str(")")
    }
}

impl Display for Retina {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { width, height, kernel, angles, stride, pool, edge_threshold, bar_threshold, .. } = self;
        write!(
            f,
            "retina({height}x{width};kernel={kernel},angles={angles},stride={stride},pool={pool},input="
        )?;
        match self.input {
            RetinaInput::Grey => f.write_str("grey")?,
            RetinaInput::Spikes(threshold) => write!(f, "{threshold}")?,
        }
        write!(f, ",edge={edge_threshold},bar={bar_threshold})")
    }
}

impl FromStr for FrontEnd {
    type Err = FrontEndError;

    fn from_str(text: &str) -> Result<Self, FrontEndError> {
        let wrong = || FrontEndError::Text { text: text.chars().take(60).collect::<String>() };
        let mut parts = text.split('+').peekable();
        let inverted = parts.next_if_eq(&"inverted").is_some();
        let mut front_end = Self { inverted, levels: None, retina: None };
        if parts.next_if_eq(&"threshold").is_none() {
            front_end.levels = parts
                .next_if(|part| !part.starts_with("retina"))
                .map(|part| levels(part).ok_or_else(wrong))
                .transpose()?;
            front_end.retina = parts.next().map(|part| retina(part).ok_or_else(wrong)).transpose()?;
            if front_end.is_threshold() {
                return Err(wrong());
            }
        }
        if parts.next().is_some() {
            return Err(wrong());
        }
        front_end.validate()?;
        // One spelling each, so that texts can be compared.
        if alloc::string::ToString::to_string(&front_end) == text { Ok(front_end) } else { Err(wrong()) }
    }
}

/// What stands in the parentheses of `name(...)`.
fn within<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.strip_prefix(name)?.strip_prefix('(')?.strip_suffix(')')
}

fn levels(text: &str) -> Option<Levels> {
    let (code, inside) = within(text, "levels")
        .map(|inside| (Code::Highest, inside))
        .or_else(|| Some((Code::Thermometer, within(text, "thermometer")?)))?;
    let (inputs, thresholds) = inside.split_once(';')?;
    let levels = thresholds.split('/').next()?.split(',').count();
    let thresholds: Option<Vec<u8>> =
        thresholds.split([',', '/']).map(|number| number.parse().ok()).collect();
    Some(Levels { inputs: inputs.parse().ok()?, levels, code, thresholds: thresholds? })
}

fn retina(text: &str) -> Option<Retina> {
    let (size, numbers) = within(text, "retina")?.split_once(';')?;
    let (height, width) = size.split_once('x')?;
    let mut numbers = numbers.split(',');
    let mut next = |name: &str| numbers.next()?.strip_prefix(name)?.strip_prefix('=');
    Some(Retina {
        width: width.parse().ok()?,
        height: height.parse().ok()?,
        kernel: next("kernel")?.parse().ok()?,
        angles: next("angles")?.parse().ok()?,
        stride: next("stride")?.parse().ok()?,
        pool: next("pool")?.parse().ok()?,
        input: match next("input")? {
            "grey" => RetinaInput::Grey,
            threshold => RetinaInput::Spikes(threshold.parse().ok()?),
        },
        edge_threshold: next("edge")?.parse().ok()?,
        bar_threshold: next("bar")?.parse().ok()?,
    })
}
