//! What is not known of the constants.

use apical_core::random::SplitMix64;

use crate::UncertaintyError;
use crate::distribution::Distribution;
use crate::document::{Document, parse};
use apical_chip::technology::Technology;

const FILE: &str = "prior/65nm.toml";
const TEXT: &str = include_str!("../prior/65nm.toml");

/// Draws that are no entries of a technology.
const LEVEL: &str = "memory.level";
const SHAPE: &str = "memory.shape";
const ENERGY_BESIDE: &str = "silicon.energy_beside";
const AREA_BESIDE: &str = "silicon.area_beside";
const UPDATES: &str = "silicon.updates";
const OTHERS: [&str; 5] = [LEVEL, SHAPE, ENERGY_BESIDE, AREA_BESIDE, UPDATES];

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
    pub(crate) distribution: Distribution,
}

/// One draw of everything.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Draw {
    /// Where each cause lies in its distribution, in the order of the causes.
    pub(crate) at: Vec<f64>,
    /// Factors of technology entries.
    pub(crate) factors: Vec<(usize, f64)>,
    pub(crate) level: f64,
    pub(crate) shape: f64,
    pub(crate) energy_beside: f64,
    pub(crate) area_beside: f64,
    pub(crate) updates: f64,
}

impl Prior {
    /// That of a built-in technology.
    ///
    /// # Errors
    /// If there is none for it.
    pub fn of(technology: &Technology) -> Result<Self, UncertaintyError> {
        let table = parse(FILE, TEXT)?;
        let mut document = Document::new(FILE, &table)?;
        if document.text("technology")? != technology.name {
            return Err(UncertaintyError::NoPrior(technology.name.clone(), "65nm"));
        }
        let rows = document.inner("cause")?;
        let causes: Vec<Cause> =
            rows.into_iter().map(|row| cause(row, technology)).collect::<Result<_, _>>()?;
        document.finish()?;
        let find = |key: &str| {
            let index = causes.iter().position(|cause| cause.of == [key]);
            index.ok_or_else(|| document.wrong(&format!("{key}: missing")))
        };
        for key in [SHAPE, ENERGY_BESIDE, AREA_BESIDE, UPDATES] {
            find(key)?;
        }
        Ok(Self { level: find(LEVEL)?, causes })
    }

    /// All that is drawn.
    #[must_use]
    pub fn causes(&self) -> &[Cause] {
        &self.causes
    }

    /// What the level of memory energies was before anything was fitted.
    pub(crate) fn level(&self) -> Distribution {
        self.causes[self.level].distribution
    }

    /// Its place among the causes.
    pub(crate) fn level_index(&self) -> usize {
        self.level
    }

    pub(crate) fn draw(&self, random: &mut SplitMix64) -> Draw {
        self.draw_by(|distribution| distribution.draw(random))
    }

    /// Every cause at its median.
    pub(crate) fn medians(&self) -> Draw {
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
    pub(crate) fn factors<'a>(&'a self, draw: &'a Draw) -> Vec<(&'a str, f64)> {
        let of = |(cause, factor): &(usize, f64)| {
            let factor = *factor;
            self.causes[*cause].of.iter().map(move |entry| (entry.as_str(), factor))
        };
        draw.factors.iter().flat_map(of).collect()
    }
}

fn cause(mut row: Document<'_>, technology: &Technology) -> Result<Cause, UncertaintyError> {
    let numbers = [row.number("median")?, row.number("factor")?, row.number("low")?, row.number("high")?];
    let distribution = match numbers {
        [Some(median), Some(factor), None, None] if median > 0.0 && factor > 1.0 => {
            Distribution::LogNormal { median, factor }
        }
        [None, None, Some(low), Some(high)] if low < high => Distribution::Uniform { low, high },
        _ => return Err(row.wrong("needs a median above 0 and a factor above 1, or low below high")),
    };
    let of = row.texts("of")?;
    // Tables of memories have parts that are no entries.
    let known = |path: &String| {
        OTHERS.contains(&path.as_str())
            || path.starts_with("sram.cacti.")
            || technology.entries.iter().any(|entry| entry.path == *path)
    };
    if let Some(unknown) = of.iter().find(|path| !known(path)) {
        return Err(row.wrong(&format!("{unknown} is no entry of technology {}", technology.name)));
    }
    if of.is_empty() {
        return Err(row.wrong("names nothing"));
    }
    let cause = Cause {
        name: row.text("name")?,
        of,
        reason: row.text("reason")?,
        source: row.text("source")?,
        distribution,
    };
    row.finish()?;
    Ok(cause)
}
