//! What is not known of the constants.

use apical_core::random::SplitMix64;
use serde::Deserialize;

use super::UncertaintyError;
use super::distribution::Distribution;
use crate::technology::Technology;

const FILE: &str = "65nm.prior.toml";
const TEXT: &str = include_str!("../../technology/65nm.prior.toml");
const FORMAT_VERSION: u32 = 1;

/// Draws that are no entries of a technology.
const LEVEL: &str = "memory.level";
const SHAPE: &str = "memory.shape";
const ENERGY_BESIDE: &str = "silicon.energy_beside";
const AREA_BESIDE: &str = "silicon.area_beside";
const UPDATES: &str = "silicon.updates";

/// Distributions of what matters, each with its reason and source.
#[derive(Debug, Clone, PartialEq)]
pub struct Prior {
    causes: Vec<Cause>,
    /// Where the level of memory energies is among them.
    level: usize,
}

/// Something that is not known.
#[derive(Debug, Clone, PartialEq)]
pub struct Cause {
    /// Name.
    pub name: String,
    /// Entries of the technology that it moves together, or the one draw of another kind.
    pub of: Vec<String>,
    /// Why it lies in this range.
    pub reason: String,
    /// From where that is known.
    pub source: String,
    pub(super) distribution: Distribution,
}

/// One draw of everything.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Draw {
    /// Where each cause lies in its distribution, in the order of the causes.
    pub(super) at: Vec<f64>,
    /// Factors of technology entries.
    pub(super) factors: Vec<(usize, f64)>,
    pub(super) level: f64,
    pub(super) shape: f64,
    pub(super) energy_beside: f64,
    pub(super) area_beside: f64,
    pub(super) updates: f64,
}

impl Prior {
    /// That of a built-in technology.
    ///
    /// # Errors
    /// If there is none for it.
    pub fn of(technology: &Technology) -> Result<Self, UncertaintyError> {
        let file: File = toml::from_str(TEXT).map_err(|error| problem(error.to_string()))?;
        if file.technology != technology.name {
            return Err(UncertaintyError::NoPrior(technology.name.clone(), "65nm"));
        }
        file.prior(technology)
    }

    /// All that is drawn.
    #[must_use]
    pub fn causes(&self) -> &[Cause] {
        &self.causes
    }

    /// What the level of memory energies was before anything was fitted.
    pub(super) fn level(&self) -> Distribution {
        self.causes[self.level].distribution
    }

    /// Its place among the causes.
    pub(super) fn level_index(&self) -> usize {
        self.level
    }

    pub(super) fn draw(&self, random: &mut SplitMix64) -> Draw {
        self.draw_by(|distribution| distribution.draw(random))
    }

    /// Every cause at its median.
    pub(super) fn medians(&self) -> Draw {
        self.draw_by(|distribution| (distribution.median(), 0.0))
    }

    fn draw_by(&self, mut of: impl FnMut(Distribution) -> (f64, f64)) -> Draw {
        let mut draw = Draw::default();
        for (index, cause) in self.causes.iter().enumerate() {
            let (value, at) = of(cause.distribution);
            draw.at.push(at);
            match cause.of[0].as_str() {
                LEVEL => draw.level = value,
                SHAPE => draw.shape = value,
                ENERGY_BESIDE => draw.energy_beside = value,
                AREA_BESIDE => draw.area_beside = value,
                UPDATES => draw.updates = value,
                _ => draw.factors.push((index, value)),
            }
        }
        draw
    }

    /// A draw's factors by the entries that they are of.
    pub(super) fn factors<'a>(&'a self, draw: &'a Draw) -> Vec<(&'a str, f64)> {
        let of = |(cause, factor): &(usize, f64)| {
            let factor = *factor;
            self.causes[*cause].of.iter().map(move |entry| (entry.as_str(), factor))
        };
        draw.factors.iter().flat_map(of).collect()
    }
}

fn problem(problem: String) -> UncertaintyError {
    UncertaintyError::File { file: FILE, problem }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format_version: u32,
    technology: String,
    cause: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    name: String,
    of: Of,
    median: Option<f64>,
    factor: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    reason: String,
    source: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Of {
    Entries(Vec<String>),
    Other(String),
}

impl File {
    fn prior(self, technology: &Technology) -> Result<Prior, UncertaintyError> {
        if self.format_version != FORMAT_VERSION {
            return Err(problem(format!("format_version: expected {FORMAT_VERSION}")));
        }
        let causes: Vec<Cause> =
            self.cause.into_iter().map(|row| row.cause(technology)).collect::<Result<_, _>>()?;
        let find = |key: &str| {
            let index = causes.iter().position(|cause| cause.of == [key]);
            index.ok_or_else(|| problem(format!("{key}: missing")))
        };
        for key in [SHAPE, ENERGY_BESIDE, AREA_BESIDE, UPDATES] {
            find(key)?;
        }
        Ok(Prior { level: find(LEVEL)?, causes })
    }
}

impl Row {
    fn cause(self, technology: &Technology) -> Result<Cause, UncertaintyError> {
        let Self { name, of, median, factor, low, high, reason, source } = self;
        let wrong = |what: &str| problem(format!("cause {name:?}: {what}"));
        let distribution = match (median, factor, low, high) {
            (Some(median), Some(factor), None, None) if median > 0.0 && factor > 1.0 => {
                Distribution::LogNormal { median, factor }
            }
            (None, None, Some(low), Some(high)) if low < high => Distribution::Uniform { low, high },
            _ => return Err(wrong("needs a median above 0 and a factor above 1, or low below high")),
        };
        let of = match of {
            Of::Other(key) => vec![key],
            Of::Entries(entries) => {
                // Tables of memories have parts that are no entries.
                let known = |path: &String| {
                    path.starts_with("sram.cacti.")
                        || technology.entries.iter().any(|entry| entry.path == *path)
                };
                if let Some(unknown) = entries.iter().find(|path| !known(path)) {
                    return Err(wrong(&format!("{unknown} is no entry of technology {}", technology.name)));
                }
                entries
            }
        };
        if of.is_empty() {
            return Err(wrong("names nothing"));
        }
        Ok(Cause { name, of, reason, source, distribution })
    }
}
