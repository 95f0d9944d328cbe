//! The form of a technology file.

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;

use toml::{Table, Value};

use super::sram::{MacroTable, SramTable};
use super::{Activity, Cells, EnergyCurve, Entry, Gates, Logic, Technology, TwoPorts, Wires};
use crate::units::{Quantity, UnitError};

const FORMAT_VERSION: i64 = 1;

/// A technology that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TechnologyError {
    /// No technology of that name.
    #[error("there is no technology {name:?}; there are {known} (or give the path of a TOML file)")]
    Unknown {
        /// The name.
        name: String,
        /// The names that there are.
        known: String,
    },
    /// The file cannot be read.
    #[error("cannot read {}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file is no technology.
    #[error("{}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: Box<TechnologyError>,
    },
    /// Not TOML.
    #[error("{}", .0.to_string().trim_end())]
    Syntax(toml::de::Error),
    /// Another version of the form.
    #[error("format_version: expected {FORMAT_VERSION}")]
    Version,
    /// An entry that is not there.
    #[error("{0}: missing; a technology has no defaults")]
    Missing(String),
    /// An entry that nothing reads.
    #[error("{0}: unknown entry")]
    UnknownEntry(String),
    /// An entry of another form.
    #[error("{path}: expected {expected}")]
    Form {
        /// Path of the entry.
        path: String,
        /// What it should be.
        expected: &'static str,
    },
    /// A value with another unit.
    #[error("{path}: {source}")]
    Unit {
        /// Path of the entry.
        path: String,
        /// Why.
        source: UnitError,
    },
    /// A supply that scaling does not hold for.
    #[error("supply: {found} V is out of range: {minimum} V to {maximum} V, where voltage scaling holds")]
    Supply {
        /// The supply.
        found: f64,
        /// Least supply.
        minimum: f64,
        /// Greatest supply.
        maximum: f64,
    },
    /// A clock that no supply reaches.
    #[error("clock: {found:.2} MHz is out of range: at most {maximum:.2} MHz, at {supply} V")]
    Clock {
        /// The clock in MHz.
        found: f64,
        /// The fastest clock in MHz.
        maximum: f64,
        /// The supply of the fastest clock.
        supply: f64,
    },
    /// A value out of range.
    #[error("{path}: {found} is out of range: {range}")]
    Range {
        /// Path of the entry.
        path: String,
        /// Value found.
        found: String,
        /// Values allowed.
        range: &'static str,
    },
}

// Not as its source: the text above is all of it, and would be printed twice.
impl From<toml::de::Error> for TechnologyError {
    fn from(error: toml::de::Error) -> Self {
        Self::Syntax(error)
    }
}

/// Takes entries out of a document, and notes which.
struct Reader<'a> {
    document: Table,
    entries: Vec<Entry>,
    used: BTreeSet<String>,
    scaled: Option<(&'a str, f64)>,
}

impl Reader<'_> {
    fn find(&mut self, path: &str) -> Result<&Value, TechnologyError> {
        self.used.insert(path.to_owned());
        let mut parts = path.split('.');
        let first = parts.next().and_then(|part| self.document.get(part));
        parts
            .try_fold(first, |value, part| value.map(|value| value.get(part)))
            .flatten()
            .ok_or_else(|| TechnologyError::Missing(path.to_owned()))
    }

    fn text(&mut self, path: &str) -> Result<String, TechnologyError> {
        let expected =
            TechnologyError::Form { path: path.to_owned(), expected: "a string that is not empty" };
        match self.find(path)? {
            Value::String(text) if !text.trim().is_empty() => Ok(text.clone()),
            _ => Err(expected),
        }
    }

    /// The value of an entry, with everything that must stand beside it.
    fn entry(&mut self, path: &str) -> Result<Value, TechnologyError> {
        let Value::Table(table) = self.find(path)?.clone() else {
            let expected = "a table of value, conditions and source";
            return Err(TechnologyError::Form { path: path.to_owned(), expected });
        };
        if let Some(key) = table.keys().find(|key| !["value", "conditions", "source"].contains(&key.as_str()))
        {
            return Err(TechnologyError::UnknownEntry(format!("{path}.{key}")));
        }
        let (conditions, source) =
            (self.text(&format!("{path}.conditions"))?, self.text(&format!("{path}.source"))?);
        let value = self.find(&format!("{path}.value"))?.clone();
        let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        self.entries.push(Entry { path: path.to_owned(), value: shown, conditions, source });
        Ok(value)
    }

    fn factor(&self, path: &str) -> f64 {
        self.scaled.filter(|(scaled, _)| *scaled == path).map_or(1.0, |(_, factor)| factor)
    }

    /// A positive quantity.
    fn quantity<Q: Quantity + std::ops::Mul<f64, Output = Q> + PartialOrd>(
        &mut self,
        path: &str,
    ) -> Result<Q, TechnologyError> {
        let value = self.entry(path)?;
        let Value::String(text) = value else {
            let expected = "a number with a unit, in quotes";
            return Err(TechnologyError::Form { path: path.to_owned(), expected });
        };
        let quantity =
            Q::parse(&text).map_err(|source| TechnologyError::Unit { path: path.to_owned(), source })?;
        if quantity <= Q::from_si(0.0) {
            return Err(TechnologyError::Range { path: path.to_owned(), found: text, range: "above 0" });
        }
        Ok(quantity * self.factor(path))
    }

    /// A number without unit, of either sign.
    fn any_number(&mut self, path: &str) -> Result<f64, TechnologyError> {
        let value = match self.entry(path)? {
            Value::Float(value) => value,
            Value::Integer(value) => value as f64,
            _ => {
                return Err(TechnologyError::Form {
                    path: path.to_owned(),
                    expected: "a number without unit",
                });
            }
        };
        if value.is_finite() {
            Ok(value * self.factor(path))
        } else {
            Err(TechnologyError::Range { path: path.to_owned(), found: value.to_string(), range: "finite" })
        }
    }

    /// A positive number without unit.
    fn number(&mut self, path: &str) -> Result<f64, TechnologyError> {
        let value = self.any_number(path)?;
        if value > 0.0 {
            Ok(value)
        } else {
            Err(TechnologyError::Range { path: path.to_owned(), found: value.to_string(), range: "above 0" })
        }
    }

    /// A part of a whole, without unit.
    fn share(&mut self, path: &str) -> Result<f64, TechnologyError> {
        let value = self.number(path)?;
        // What is scaled, to see how much hangs on it, may pass 1.
        if value <= self.factor(path) {
            Ok(value)
        } else {
            let (path, found) = (path.to_owned(), value.to_string());
            Err(TechnologyError::Range { path, found, range: "above 0, at most 1" })
        }
    }

    fn curve(&mut self, path: &str) -> Result<EnergyCurve, TechnologyError> {
        Ok(EnergyCurve {
            a: self.any_number(&format!("{path}.a"))?,
            b: self.any_number(&format!("{path}.b"))?,
            c: self.any_number(&format!("{path}.c"))?,
        })
    }

    /// Rows of `N` positive numbers.
    fn rows<const N: usize>(&mut self, path: &str) -> Result<Vec<[f64; N]>, TechnologyError> {
        let form = || TechnologyError::Form {
            path: path.to_owned(),
            expected: "rows of as many numbers as columns",
        };
        let Value::Array(rows) = self.find(path)?.clone() else { return Err(form()) };
        let mut numbers = Vec::new();
        for (index, row) in rows.iter().enumerate() {
            let row = row.as_array().filter(|row| row.len() == N).ok_or_else(form)?;
            let mut values = [0.0; N];
            for (value, cell) in values.iter_mut().zip(row) {
                let number = cell.as_float().or_else(|| cell.as_integer().map(|cell| cell as f64));
                *value = number.ok_or_else(form)?;
                if !(*value > 0.0 && value.is_finite()) {
                    return Err(TechnologyError::Range {
                        path: format!("{path}.{index}"),
                        found: cell.to_string(),
                        range: "above 0",
                    });
                }
            }
            numbers.push(values);
        }
        if numbers.is_empty() { Err(form()) } else { Ok(numbers) }
    }

    /// The first entry that nothing has asked for.
    fn unused(&self) -> Option<String> {
        fn walk(table: &Table, path: &str, used: &BTreeSet<String>) -> Option<String> {
            table.iter().find_map(|(key, value)| {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                match value {
                    Value::Table(inner) if !inner.is_empty() => walk(inner, &path, used),
                    _ => (!used.contains(&path)).then_some(path),
                }
            })
        }
        walk(&self.document, "", &self.used)
    }
}

pub(super) fn parse(text: &str, scaled: Option<(&str, f64)>) -> Result<Technology, TechnologyError> {
    let document: Table = text.parse()?;
    let mut file = Reader { document, entries: Vec::new(), used: BTreeSet::new(), scaled };
    if file.find("format_version")?.as_integer() != Some(FORMAT_VERSION) {
        return Err(TechnologyError::Version);
    }
    let mut technology = Technology {
        name: file.text("name")?,
        summary: file.text("summary")?,
        entries: Vec::new(),
        minimum_supply: file.quantity("supply.minimum")?,
        maximum_supply: file.quantity("supply.maximum")?,
        reference_supply: file.quantity("supply.reference")?,
        threshold: file.quantity("delay.threshold")?,
        alpha: file.number("delay.alpha")?,
        dibl: file.number("leakage.dibl")?,
        slope: file.number("leakage.slope")?,
        thermal: file.quantity("leakage.thermal")?,
        gate_leakage: file.quantity("leakage.gate_equivalent")?,
        curve_65nm: file.curve("scaling.node_65nm")?,
        curve_45nm: file.curve("scaling.node_45nm")?,
        shrink_capacitance: file.number("scaling.from_130nm.capacitance")?,
        shrink_area: file.number("scaling.from_130nm.area")?,
        shrink_supply: file.quantity("scaling.from_130nm.supply")?,
        logic: Logic {
            supply: file.quantity("logic.supply")?,
            add: [
                file.quantity("logic.add_8")?,
                file.quantity("logic.add_16")?,
                file.quantity("logic.add_32")?,
            ],
            multiply: [file.quantity("logic.multiply_8")?, file.quantity("logic.multiply_32")?],
        },
        cells: Cells {
            gate: file.quantity("cells.gate")?,
            register_clock: file.quantity("cells.register_clock")?,
            register_data: file.quantity("cells.register_data")?,
            clock_gate: file.quantity("cells.clock_gate")?,
            gate_area: file.quantity("cells.gate_area")?,
        },
        wires: Wires {
            supply: file.quantity("wires.supply")?,
            energy_per_millimetre: file.quantity("wires.energy_per_millimetre")?,
        },
        gates: Gates {
            register: file.number("gates.register")?,
            full_adder: file.number("gates.full_adder")?,
            comparator: file.number("gates.comparator")?,
            gate: file.number("gates.gate")?,
            utilisation: file.share("gates.utilisation")?,
        },
        activity: Activity {
            registers: file.share("activity.registers")?,
            wires: file.share("activity.wires")?,
            clock_distribution: file.number("activity.clock_distribution")?,
            registers_per_clock_gate: file.number("activity.registers_per_clock_gate")?,
        },
        two_ports: TwoPorts {
            energy: file.number("sram.two_ports.energy")?,
            area: file.number("sram.two_ports.area")?,
            leakage: file.number("sram.two_ports.leakage")?,
        },
        cacti: {
            file.text("sram.cacti.source")?;
            let supply = file.quantity("sram.cacti.supply")?;
            let factors =
                ["sram.cacti.energy", "sram.cacti.leakage", "sram.cacti.area"].map(|p| file.factor(p));
            SramTable::new(supply, file.rows("sram.cacti.rows")?, factors)?
        },
        macros: {
            file.text("sram.macros.source")?;
            let supply = file.quantity("sram.macros.supply")?;
            let factor = file.factor("sram.macros.energy");
            MacroTable::new(supply, &file.rows("sram.macros.rows")?, factor)?
        },
    };
    if let Some(path) = file.unused() {
        return Err(TechnologyError::UnknownEntry(path));
    }
    let supplies = [technology.minimum_supply, technology.reference_supply, technology.maximum_supply];
    for (path, curve, supplies) in [
        ("scaling.node_65nm", technology.curve_65nm, supplies.as_slice()),
        ("scaling.node_45nm", technology.curve_45nm, &[technology.logic.supply]),
    ] {
        if let Some(supply) = supplies.iter().find(|supply| curve.at(**supply) <= 0.0) {
            return Err(TechnologyError::Range {
                path: path.to_owned(),
                found: format!("{} at {supply}", curve.at(*supply)),
                range: "an energy above 0",
            });
        }
    }
    technology.entries = file.entries;
    if technology.minimum_supply > technology.reference_supply
        || technology.reference_supply > technology.maximum_supply
        || technology.threshold >= technology.minimum_supply
    {
        return Err(TechnologyError::Range {
            path: "supply".to_owned(),
            found: format!("{} to {}", technology.minimum_supply, technology.maximum_supply),
            range: "above the threshold, with the reference between minimum and maximum",
        });
    }
    Ok(technology)
}
