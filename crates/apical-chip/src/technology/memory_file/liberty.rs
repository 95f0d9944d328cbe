//! Cells in the Liberty format that are memories.
//!
//! An access takes what the clock pin takes inside at its two edges, where the port is enabled and reads or writes. Which pins
//! enable and write is told by their names: those of one of the conventions below.

use super::MemoryFileError;
use super::conditions::{CORNER, SUPPLY, Stated, TEMPERATURE};
use super::row::{self, Row};
use crate::liberty::{Cell, Group, Kind, Pin, Units, edges};

/// Names of the pins of a port: what stands for `*` names the port.
struct Convention {
    clock: &'static str,
    /// Pins with their values at a read and at a write.
    pins: &'static [(&'static str, bool, bool)],
    ports: &'static [&'static str],
}

const CONVENTIONS: [Convention; 2] = [
    // As in IHP's macros: all active high.
    Convention {
        clock: "*_CLK",
        pins: &[("*_MEN", true, true), ("*_WEN", false, true), ("*_REN", true, false)],
        ports: &["A", "B"],
    },
    // As in many compilers' macros: all active low.
    Convention {
        clock: "CLK*",
        pins: &[("CEN*", false, false), ("GWEN*", true, false), ("WEN*", true, false)],
        ports: &["", "A", "B"],
    },
];

/// Whether a text begins as a library does, comments aside.
pub(super) fn is_library(text: &str) -> bool {
    let mut rest = text.trim_start();
    while let Some(comment) = rest.strip_prefix("/*") {
        let Some((_, behind)) = comment.split_once("*/") else { return false };
        rest = behind.trim_start();
    }
    rest.strip_prefix("library").is_some_and(|rest| rest.trim_start().starts_with('('))
}

/// Memories of a library.
pub(super) fn read(text: &str, stated: &mut Stated) -> Result<Vec<Row>, MemoryFileError> {
    let library = Group::parse(text)?;
    let units = Units::of(&library)?;
    let at = format!("library {}", library.argument);
    for (key, attribute) in [(SUPPLY, "nom_voltage"), (TEMPERATURE, "nom_temperature")] {
        if let Some(value) = library.attribute(attribute) {
            stated.say(key, value, &at)?;
        }
    }
    let corner = library.attribute("default_operating_conditions");
    if let Some(corner) =
        corner.or(library.all("operating_conditions").next().map(|group| group.argument.as_str()))
    {
        stated.say(CORNER, corner, &at)?;
    }
    let memories = library.all("cell").filter(|cell| cell.all("memory").next().is_some());
    let mut rows = Vec::new();
    for group in memories {
        rows.push(read_cell(group, &library, &units)?);
        row::check_count(rows.len())?;
    }
    if rows.is_empty() {
        return Err(MemoryFileError::Content { at, problem: "no cell has a group memory ()".to_owned() });
    }
    Ok(rows)
}

fn read_cell(group: &Group, library: &Group, units: &Units) -> Result<Row, MemoryFileError> {
    let at = format!("cell {}", group.argument);
    let cell = Cell::read(group, library, units)?;
    let Kind::Memory(memory) = cell.kind else {
        return Err(MemoryFileError::Content { at, problem: "its group memory () is none".to_owned() });
    };
    let leakage = group.number("cell_leakage_power")?.ok_or_else(|| MemoryFileError::Missing {
        what: format!("{at}: cell_leakage_power"),
        remedy: "give the cell that attribute",
    })?;
    let (convention, ports) = ports(&cell, &at)?;
    let energy = |write: bool| {
        let found = access(convention, &cell, ports[0], write);
        found.filter(|energy| *energy > 0.0).ok_or_else(|| MemoryFileError::Content {
            at: at.clone(),
            problem: format!(
                "no internal_power of pin {} at a {}: give a CSV file",
                convention.clock.replace('*', ports[0]),
                if write { "write" } else { "read" }
            ),
        })
    };
    Ok(Row {
        ports: ports.len() as f64,
        words: memory.words as f64,
        bits: memory.bits as f64,
        read_pj: energy(false)? * 1e12,
        write_pj: energy(true)? * 1e12,
        leakage_uw: leakage * units.watt * 1e6,
        area_mm2: cell.area * 1e-6,
        at,
    })
}

/// The convention whose clock and enables a cell has, and the ports.
fn ports(cell: &Cell, at: &str) -> Result<(&'static Convention, Vec<&'static str>), MemoryFileError> {
    for convention in &CONVENTIONS {
        let has = |pattern: &str, port: &str| cell.pins.contains_key(&pattern.replace('*', port));
        let is_port = |port: &&str| {
            let (enable, ..) = convention.pins[0];
            has(convention.clock, port) && has(enable, port)
        };
        let ports: Vec<&str> = convention.ports.iter().copied().filter(is_port).collect();
        if !ports.is_empty() {
            return Ok((convention, ports));
        }
    }
    let clocks: Vec<&str> =
        cell.pins.iter().filter(|(_, pin)| pin.clock).map(|(name, _)| name.as_str()).take(4).collect();
    Err(MemoryFileError::Content {
        at: at.to_owned(),
        problem: format!(
            "no port whose pins are A_CLK, A_MEN, A_WEN and A_REN, or CLK, CEN and GWEN or WEN (clocks: {}): which conditions are \
             a read and a write is not known; give a CSV file",
            if clocks.is_empty() { "none".to_owned() } else { clocks.join(", ") }
        ),
    })
}

/// Energy of a clock cycle in which a port reads or writes, J; `None` if no condition of the clock pin tells these apart.
fn access(convention: &Convention, cell: &Cell, port: &str, write: bool) -> Option<f64> {
    let clock = cell.pins.get(&convention.clock.replace('*', port))?;
    let value = |name: &str| {
        let found = convention.pins.iter().find(|(pattern, ..)| pattern.replace('*', port) == name);
        found.map(|&(_, read, written)| if write { written } else { read })
    };
    depends(clock, &value).then(|| edges(clock, 0.0, &value).iter().sum())
}

/// Whether some condition is of a pin that enables or writes.
fn depends(clock: &Pin, value: &dyn Fn(&str) -> Option<bool>) -> bool {
    let mut pins = Vec::new();
    clock.powers.iter().filter_map(|power| power.when.as_ref()).for_each(|when| when.pins(&mut pins));
    pins.iter().any(|pin| value(pin).is_some())
}
