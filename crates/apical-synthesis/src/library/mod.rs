//! Cells and memory macros of a process, from their Liberty files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use crate::liberty::{Cell, Kind, Memory, Pin, Power, Table};

use crate::SynthesisError;
use crate::liberty::{Group, Units};

/// Cells and macros, and the conditions that they hold under.
#[derive(Debug, Clone, PartialEq)]
pub struct Library {
    /// Cells and macros by name.
    pub cells: BTreeMap<String, Cell>,
    /// Supply, V.
    pub supply: f64,
    /// Temperature, degrees Celsius.
    pub temperature: f64,
    /// Capacitance of the wires of a net, F, by number of sinks.
    pub wires: Wires,
    /// The standard cells' file.
    pub cells_file: PathBuf,
    /// The macros' files by cell.
    pub macro_files: BTreeMap<String, PathBuf>,
}

/// A wire-load model.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Wires {
    /// Name in the library.
    pub name: String,
    /// F for each unit of length.
    capacitance: f64,
    /// Length of nets by fan-out, rising.
    lengths: Vec<(f64, f64)>,
    /// Length for each sink beyond the last.
    slope: f64,
}

impl Wires {
    /// Capacitance of a net's wires, F.
    #[must_use]
    pub fn of(&self, sinks: usize) -> f64 {
        let (sinks, mut before) = (sinks as f64, (0.0, 0.0));
        for &(fanout, length) in &self.lengths {
            if sinks <= fanout {
                let share = (sinks - before.0) / (fanout - before.0);
                return self.capacitance * (before.1 + (length - before.1) * share);
            }
            before = (fanout, length);
        }
        self.capacitance * (before.1 + self.slope * (sinks - before.0))
    }

    fn read(group: &Group, farad: f64) -> Result<Self, SynthesisError> {
        let mut lengths = Vec::new();
        for (name, value) in &group.attributes {
            if name == "fanout_length" {
                let numbers: Vec<f64> =
                    value.split(',').filter_map(|text| text.trim().parse().ok()).collect();
                let &[fanout, length] = numbers.as_slice() else {
                    return Err(SynthesisError::content(
                        format!("wire_load ({})", group.argument),
                        format!("fanout_length ({value}) must be two numbers"),
                    ));
                };
                lengths.push((fanout, length));
            }
        }
        let number = |name: &str| Ok::<_, SynthesisError>(group.number(name)?.unwrap_or(0.0));
        Ok(Self {
            name: group.argument.clone(),
            capacitance: number("capacitance")? * farad,
            lengths,
            slope: number("slope")?,
        })
    }
}

/// The wire-load model that is used: that of blocks of about so many cells as one group of lanes with its memories has.
const WIRE_LOAD: &str = "10k";

impl Library {
    /// Reads a folder: `*stdcell_typ_1p20V_25C.lib[.gz]`, and macros in `sram/*.lib[.gz]`, or the folder above them,
    /// which holds `sg13g2`.
    ///
    /// # Errors
    /// If there is no such file, or one cannot be read.
    pub fn read(folder: &Path) -> Result<Self, SynthesisError> {
        let wrong = |problem: String| SynthesisError::Cells { folder: folder.to_path_buf(), problem };
        let inner = folder.join("sg13g2");
        let folder_of_files = if inner.is_dir() { inner } else { folder.to_path_buf() };
        let files = libraries(&folder_of_files).map_err(|error| wrong(error.to_string()))?;
        let is_cells = |path: &&PathBuf| path.to_string_lossy().contains("stdcell_typ_1p20V_25C");
        let cells_file = files.iter().find(is_cells).cloned();
        let cells_file =
            cells_file.ok_or_else(|| wrong("it has no file *stdcell_typ_1p20V_25C.lib.gz".into()))?;
        let mut library = Self::of_cells(&Group::read(&cells_file)?)?;
        library.cells_file = cells_file;
        for file in libraries(&folder_of_files.join("sram")).unwrap_or_default() {
            let group = Group::read(&file)?;
            let other = Self::of_cells(&group)?;
            if (other.supply, other.temperature) != (library.supply, library.temperature) {
                return Err(wrong(format!("{} holds under other conditions", file.display())));
            }
            for (name, cell) in other.cells {
                library.macro_files.insert(name.clone(), file.clone());
                library.cells.insert(name, cell);
            }
        }
        Ok(library)
    }

    /// The cells of a library's group.
    ///
    /// # Errors
    /// If a unit, attribute or table is not what it must be.
    pub fn of_cells(group: &Group) -> Result<Self, SynthesisError> {
        let units = Units::of(group)?;
        let mut cells = BTreeMap::new();
        for inner in group.all("cell") {
            cells.insert(inner.argument.clone(), Cell::read(inner, group, &units)?);
        }
        let models: Vec<&Group> = group.all("wire_load").collect();
        let chosen = models.iter().find(|model| model.argument == WIRE_LOAD).or(models.first());
        let wires = match chosen {
            Some(model) => Wires::read(model, units.farad)?,
            None => Wires::default(),
        };
        let number = |name: &str| {
            group.number(name)?.ok_or_else(|| {
                SynthesisError::content(format!("library ({})", group.argument), format!("no {name}"))
            })
        };
        Ok(Self {
            cells,
            supply: number("nom_voltage")?,
            temperature: number("nom_temperature")?,
            wires,
            cells_file: PathBuf::new(),
            macro_files: BTreeMap::new(),
        })
    }

    /// A cell by its name.
    ///
    /// # Errors
    /// If there is none.
    pub fn cell(&self, name: &str) -> Result<&Cell, SynthesisError> {
        self.cells.get(name).ok_or_else(|| SynthesisError::content(name, "no such cell in the library"))
    }

    /// Area of a gate equivalent, the smallest NAND with two inputs, um2.
    ///
    /// # Errors
    /// If the library has none.
    pub fn gate_equivalent(&self) -> Result<f64, SynthesisError> {
        let nands = self.cells.iter().filter(|(name, _)| name.contains("nand2_"));
        nands
            .map(|(_, cell)| cell.area)
            .reduce(f64::min)
            .ok_or_else(|| SynthesisError::content("library", "no NAND2 to count gate equivalents by"))
    }
}

fn libraries(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.to_string_lossy().into_owned();
        if name.ends_with(".lib") || name.ends_with(".lib.gz") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wires_grow_with_the_sinks() {
        let text = "library (l) { wire_load (\"w\") { capacitance : 2; fanout_length (1, 10); \
            fanout_length (5, 50); slope : 7; } }";
        let group = Group::parse(text).unwrap();
        let wires = Wires::read(&group.groups[0], 1.0).unwrap();
        assert_eq!([0, 1, 3, 5, 6].map(|sinks| wires.of(sinks)), [0.0, 20.0, 60.0, 100.0, 114.0]);
    }

    #[test]
    fn a_missing_folder_says_how_to_name_one() {
        let error = Library::read(Path::new("/nowhere/at/all")).unwrap_err().to_string();
        assert!(error.starts_with("/nowhere/at/all: ") && error.contains("--cells FOLDER"), "{error}");
    }
}
