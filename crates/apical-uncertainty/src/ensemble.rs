//! What the silicon may have been inside.

use crate::UncertaintyError;
use crate::counts::{Counts, Run};
use crate::document::{Document, parse};
use apical_chip::preset::{Preset, Setting};

const FILE: &str = "ensemble/park2019.toml";
const TEXT: &str = include_str!("../ensemble/park2019.toml");

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
    pub(crate) is_plain: bool,
    pub(crate) preset: Preset,
    pub(crate) inference: Run,
    pub(crate) learning: Run,
}

/// An option of an axis.
#[derive(Clone)]
struct AxisOption {
    name: String,
    settings: Vec<String>,
    reads: Option<Reads>,
    learning: Option<Learning>,
}

#[derive(Clone, Copy, PartialEq)]
enum Reads {
    All,
    Active,
}

#[derive(Clone, Copy, PartialEq)]
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
        let table = parse(FILE, TEXT)?;
        let mut document = Document::new(FILE, &table)?;
        let preset = document.text("preset")?;
        let counts = Counts::builtin()?;
        let mut axes = Vec::new();
        let mut combinations: Vec<Vec<AxisOption>> = vec![Vec::new()];
        for mut axis in document.inner("axis")? {
            axes.push(axis.text("name")?);
            // For whoever reads the file.
            axis.text("reason")?;
            let options: Vec<AxisOption> =
                axis.inner("option")?.into_iter().map(option).collect::<Result<_, _>>()?;
            axis.finish()?;
            let longer = |chosen: &Vec<AxisOption>| {
                let chosen = chosen.clone();
                options.iter().map(move |option| [chosen.clone(), vec![option.clone()]].concat())
            };
            combinations = combinations.iter().flat_map(longer).collect();
        }
        document.finish()?;
        let structures = combinations.iter().map(|options| structure(&preset, options, &counts));
        Ok(Self { structures: structures.collect::<Result<_, _>>()?, axes })
    }

    /// What structures differ in.
    #[must_use]
    pub fn axes(&self) -> &[String] {
        &self.axes
    }

    /// Which option of an axis a structure has.
    pub(crate) fn option(&self, structure: usize, axis: usize) -> usize {
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

fn option(mut document: Document<'_>) -> Result<AxisOption, UncertaintyError> {
    let option = AxisOption {
        name: document.text("name")?,
        settings: document.texts("settings")?,
        reads: document.choice("reads", &[("all", Reads::All), ("active", Reads::Active)])?,
        learning: document.choice("learning", &[("all", Learning::All), ("changing", Learning::Changing)])?,
    };
    document.finish()?;
    Ok(option)
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
