//! What the silicon may have been inside.

use serde::Deserialize;

use super::UncertaintyError;
use super::counts::{Counts, Run};
use crate::preset::{Preset, Setting};

const FILE: &str = "park2019.toml";
const TEXT: &str = include_str!("../../ensemble/park2019.toml");
const FORMAT_VERSION: u32 = 1;

/// Structures, all of them equally possible before anything is compared.
#[derive(Debug, Clone)]
pub struct Ensemble {
    axes: Vec<String>,
    structures: Vec<Structure>,
}

/// One of them.
#[derive(Debug, Clone)]
pub struct Structure {
    /// The option of each axis.
    pub options: Vec<String>,
    /// Whether it is the preset as it is.
    pub(super) is_plain: bool,
    pub(super) preset: Preset,
    pub(super) inference: Run,
    pub(super) learning: Run,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format_version: u32,
    preset: String,
    axis: Vec<Axis>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Axis {
    name: String,
    // For whoever reads the file.
    #[serde(rename = "reason")]
    _reason: String,
    option: Vec<AxisOption>,
}

#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
struct AxisOption {
    name: String,
    settings: Vec<String>,
    reads: Option<Reads>,
    learning: Option<Learning>,
}

#[derive(Deserialize, Clone, Copy, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Reads {
    All,
    Active,
}

#[derive(Deserialize, Clone, Copy, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Learning {
    All,
    Changing,
}

impl Ensemble {
    /// Those of this crate.
    ///
    /// # Errors
    /// None, as long as a test passes.
    pub fn builtin() -> Result<Self, UncertaintyError> {
        let problem = |problem: String| UncertaintyError::File { file: FILE, problem };
        let file: File = toml::from_str(TEXT).map_err(|error| problem(error.to_string()))?;
        if file.format_version != FORMAT_VERSION {
            return Err(problem(format!("format_version: expected {FORMAT_VERSION}")));
        }
        let counts = Counts::builtin()?;
        let mut combinations: Vec<Vec<AxisOption>> = vec![Vec::new()];
        for axis in &file.axis {
            let longer = |options: &Vec<AxisOption>| {
                let options = options.clone();
                axis.option.iter().map(move |option| [options.clone(), vec![option.clone()]].concat())
            };
            combinations = combinations.iter().flat_map(longer).collect();
        }
        let structures = combinations.iter().map(|options| structure(&file.preset, options, &counts));
        Ok(Self {
            structures: structures.collect::<Result<_, _>>()?,
            axes: file.axis.into_iter().map(|axis| axis.name).collect(),
        })
    }

    /// What structures differ in.
    #[must_use]
    pub fn axes(&self) -> &[String] {
        &self.axes
    }

    /// Which option of an axis a structure has.
    pub(super) fn option(&self, structure: usize, axis: usize) -> usize {
        let name = &self.structures[structure].options[axis];
        let first = self.structures.iter().position(|structure| structure.options[axis] == *name);
        first.unwrap_or_default()
    }

    /// All of them.
    #[must_use]
    pub fn structures(&self) -> &[Structure] {
        &self.structures
    }
}

fn structure(preset: &str, options: &[AxisOption], counts: &Counts) -> Result<Structure, UncertaintyError> {
    let settings = options.iter().flat_map(|option| &option.settings);
    let settings: Vec<Setting> = settings.map(|setting| setting.parse()).collect::<Result<_, _>>()?;
    let plain = Preset::find(preset, &[])?;
    let preset = Preset::find(preset, &settings)?;
    let learning = options.iter().find_map(|option| option.learning).unwrap_or(Learning::All);
    let learning = match learning {
        Learning::All => counts.all.clone(),
        Learning::Changing => counts.changing.clone(),
    };
    let is_active = options.iter().any(|option| option.reads == Some(Reads::Active));
    let read = |run: Run| if is_active { run.of_active_words() } else { run };
    Ok(Structure {
        is_plain: preset == plain && !is_active,
        options: options.iter().map(|option| option.name.clone()).collect(),
        preset,
        inference: read(counts.inference.clone()),
        learning: read(learning),
    })
}
