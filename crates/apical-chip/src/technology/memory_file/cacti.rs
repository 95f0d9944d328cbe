//! Output of CACTI 7: what it prints for one or several runs, and the table that it appends a line to with each.
//!
//! Neither says the supply. A word is what an access brings: the output width of the table, a block of the printed text.

use super::MemoryFileError;
use super::conditions::{NODE, Stated, TEMPERATURE, number};
use super::csv::fields;
use super::row::{self, Row};

/// First line of a run's parameters.
const RUN: &str = "Total cache size (bytes)";
const NODE_OF_TEXT: &str = "Technology size (nm)";
const NODE_OF_TABLE: &str = "Tech node (nm)";
/// Of the table only.
const TEMPERATURE_OF_TEXT: &str = "Temperature";
const WIDTH: &str = "Output width (bits)";
const PLAIN: &str = "run CACTI with -cache type \"ram\"";
const WHOLE: &str = "give CACTI's output as it is";

/// All lines and columns that are read; the others are passed over.
const NAMES: [&str; 24] = [
    RUN,
    NODE_OF_TEXT,
    "Number of banks",
    "Associativity",
    "Block size (bytes)",
    "Read/write Ports",
    "Read ports",
    "Write ports",
    "Total dynamic read energy per access (nJ)",
    "Total dynamic write energy per access (nJ)",
    "Total leakage power of a bank (mW)",
    "Total gate leakage power of a bank (mW)",
    "Cache height x width (mm)",
    "Best Ntwl",
    NODE_OF_TABLE,
    WIDTH,
    "Capacity (bytes)",
    "Dynamic search energy (nJ)",
    "Dynamic read energy (nJ)",
    "Dynamic write energy (nJ)",
    "Standby leakage per bank(mW)",
    "Area (mm2)",
    "Ntwl",
    TEMPERATURE_OF_TEXT,
];

fn known(name: &str) -> Option<&'static str> {
    NAMES.into_iter().find(|known| *known == name)
}

/// Whether a text is what CACTI prints.
pub(super) fn is_text(text: &str) -> bool {
    text.contains("Cache Parameters:") && text.contains(RUN)
}

/// Whether a line is the header of CACTI's table.
pub(super) fn is_header(line: &str) -> bool {
    let names = fields(line);
    [NODE_OF_TABLE, WIDTH].iter().all(|name| names.iter().any(|known| known == name))
}

/// Lines `name: value` of a run, or fields of a line of the table.
struct Run {
    at: String,
    values: Vec<(&'static str, String)>,
}

impl Run {
    fn text(&self, name: &str) -> Option<&str> {
        self.values.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    fn number(&self, name: &str) -> Result<f64, MemoryFileError> {
        let text = self.text(name).ok_or_else(|| MemoryFileError::Missing {
            what: format!("{}: {name}", self.at),
            remedy: WHOLE,
        })?;
        number(text, name, &self.at, "a number")
    }

    fn content(&self, problem: impl Into<String>) -> MemoryFileError {
        MemoryFileError::Content { at: self.at.clone(), problem: problem.into() }
    }

    /// Tags and searches are no memory's.
    fn is_plain(&self) -> Result<(), MemoryFileError> {
        let has_tags =
            ["Best Ntwl", "Ntwl"].iter().any(|name| self.text(name).is_some_and(|text| text != "N/A"));
        let searches = self.text("Associativity").is_some_and(|text| text.contains("fully"))
            || self.text("Dynamic search energy (nJ)").is_some_and(|text| text != "N/A");
        if has_tags || searches {
            return Err(self.content(format!("a cache with tags, and no memory: {PLAIN}")));
        }
        Ok(())
    }

    /// Words of so many bits that so many bytes are.
    fn words(&self, bytes: f64, bits: f64) -> Result<f64, MemoryFileError> {
        let words = bytes * 8.0 / bits;
        if words >= 1.0 && words.fract() == 0.0 {
            return Ok(words);
        }
        Err(self.content(format!("{bytes} bytes are no whole number of words of {bits} bits")))
    }
}

/// Runs of a text.
pub(super) fn read_text(text: &str, stated: &mut Stated) -> Result<Vec<Row>, MemoryFileError> {
    let mut runs: Vec<Run> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        if stated.comment(line, number)? {
            continue;
        }
        let Some((name, value)) = line.split_once(':') else { continue };
        let (Some(name), value) = (known(name.trim()), value.trim()) else { continue };
        if name == TEMPERATURE_OF_TEXT {
            // Kelvin, before the parameters of the run.
            let kelvin =
                super::conditions::number(value, name, &format!("line {number}"), "a number of kelvin")?;
            stated.say(TEMPERATURE, &format!("{:.2}", kelvin - 273.15), &format!("line {number}"))?;
        } else if name == RUN {
            runs.push(Run { at: format!("run from line {number}"), values: Vec::new() });
            row::check_count(runs.len())?;
        }
        // What is printed in detail comes later, and may have a name again.
        if let Some(run) = runs.last_mut()
            && run.text(name).is_none()
        {
            run.values.push((name, value.to_owned()));
        }
    }
    runs.iter().map(|run| row_of_text(run, stated)).collect()
}

fn row_of_text(run: &Run, stated: &mut Stated) -> Result<Row, MemoryFileError> {
    run.is_plain()?;
    if let Some(node) = run.text(NODE_OF_TEXT) {
        stated.say(NODE, node, &run.at)?;
    }
    let bits = run.number("Block size (bytes)")? * 8.0;
    let sides = run.text("Cache height x width (mm)").and_then(|text| text.split_once('x'));
    let Some((height, width)) = sides else {
        return Err(MemoryFileError::Missing {
            what: format!("{}: Cache height x width (mm)", run.at),
            remedy: WHOLE,
        });
    };
    let side = |text| number(text, "Cache height x width (mm)", &run.at, "two numbers");
    let ports = ["Read/write Ports", "Read ports", "Write ports"].map(|name| run.number(name));
    let [both, read, write] = ports;
    let leakage = run.number("Total leakage power of a bank (mW)")?
        + run.number("Total gate leakage power of a bank (mW)")?;
    Ok(Row {
        at: run.at.clone(),
        ports: both? + read? + write?,
        words: run.words(run.number(RUN)?, bits)?,
        bits,
        read_pj: run.number("Total dynamic read energy per access (nJ)")? * 1e3,
        write_pj: run.number("Total dynamic write energy per access (nJ)")? * 1e3,
        leakage_uw: leakage * run.number("Number of banks")? * 1e3,
        area_mm2: side(height)? * side(width)?,
    })
}

/// Lines of a table. It does not say the ports: 1, unless the whole file says otherwise.
pub(super) fn read_table(text: &str, stated: &mut Stated) -> Result<Vec<Row>, MemoryFileError> {
    let mut names: Option<Vec<Option<&'static str>>> = None;
    let mut header = "";
    let mut runs = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        if line.trim().is_empty() || stated.comment(line, number)? {
            continue;
        }
        let fields = fields(line);
        match &names {
            None => {
                header = line;
                names = Some(fields.iter().map(|name| known(name)).collect());
            }
            // Tables that were put together.
            Some(_) if line == header => {}
            Some(names) => {
                let values = names.iter().zip(fields).filter_map(|(name, field)| Some(((*name)?, field)));
                runs.push(Run { at: format!("line {number}"), values: values.collect() });
                row::check_count(runs.len())?;
            }
        }
    }
    let ports = stated.ports();
    runs.iter().map(|run| row_of_table(run, ports, stated)).collect()
}

fn row_of_table(run: &Run, ports: f64, stated: &mut Stated) -> Result<Row, MemoryFileError> {
    run.is_plain()?;
    if let Some(node) = run.text(NODE_OF_TABLE) {
        stated.say(NODE, node, &run.at)?;
    }
    let bits = run.number(WIDTH)?;
    Ok(Row {
        at: run.at.clone(),
        ports,
        words: run.words(run.number("Capacity (bytes)")?, bits)?,
        bits,
        read_pj: run.number("Dynamic read energy (nJ)")? * 1e3,
        write_pj: run.number("Dynamic write energy (nJ)")? * 1e3,
        // With that of gates.
        leakage_uw: run.number("Standby leakage per bank(mW)")? * run.number("Number of banks")? * 1e3,
        area_mm2: run.number("Area (mm2)")?,
    })
}
