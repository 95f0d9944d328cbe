//! What a file of memories holds under.

use super::MemoryFileError;
use crate::technology::Node;
use crate::units::Volts;

/// What memories of a file hold under.
#[derive(Debug, Clone, PartialEq)]
pub struct Conditions {
    /// Supply that energies and leakage hold for.
    pub supply: Volts,
    /// Node of the process.
    pub node: Node,
    /// Degrees Celsius, if the file says them. Nothing is computed from it.
    pub temperature: Option<f64>,
    /// Name of the process corner, if the file says it. Nothing is computed from it.
    pub corner: Option<String>,
}

/// A value, and where it stands.
type Placed<T> = Option<(T, String)>;

/// What was found of it so far.
#[derive(Debug, Default)]
pub(super) struct Stated {
    supply: Placed<f64>,
    node: Placed<f64>,
    temperature: Placed<f64>,
    corner: Placed<String>,
    ports: Placed<f64>,
}

/// Keys of lines `# key = value`; all but the ports and the node can be columns too.
pub(super) const SUPPLY: &str = "supply_v";
pub(super) const TEMPERATURE: &str = "temperature_c";
pub(super) const CORNER: &str = "corner";
pub(super) const NODE: &str = "node_nm";
const PORTS: &str = "ports";
pub(super) const KEYS: [&str; 5] = [SUPPLY, NODE, TEMPERATURE, CORNER, PORTS];

impl Stated {
    /// Takes a line that is a comment, if it is one: `# key = value`. Other comments say nothing.
    pub(super) fn comment(&mut self, line: &str, number: usize) -> Result<bool, MemoryFileError> {
        let Some(comment) = line.trim_start().strip_prefix('#') else { return Ok(false) };
        if let Some((key, value)) = comment.split_once('=') {
            self.say(key.trim(), value.trim(), &format!("line {number}"))?;
        }
        Ok(true)
    }

    /// Takes a condition; keys that are none say nothing.
    pub(super) fn say(&mut self, key: &str, value: &str, at: &str) -> Result<(), MemoryFileError> {
        let number = |range| number(value, key, at, range);
        match key {
            SUPPLY => place(&mut self.supply, number("a number of volts, above 0")?, key, at),
            NODE => place(&mut self.node, number(Node::RANGE)?, key, at),
            TEMPERATURE => place(&mut self.temperature, number("a number of degrees Celsius")?, key, at),
            PORTS => place(&mut self.ports, number("1 or 2")?, key, at),
            CORNER if !value.is_empty() => place(&mut self.corner, value.to_owned(), key, at),
            _ => Ok(()),
        }
    }

    /// Ports of memories that do not say them: 1 unless the whole file says otherwise.
    pub(super) fn ports(&self) -> f64 {
        self.ports.as_ref().map_or(1.0, |(ports, _)| *ports)
    }

    /// All of it.
    pub(super) fn finish(self) -> Result<Conditions, MemoryFileError> {
        let missing = |what: &str, remedy| MemoryFileError::Missing { what: what.to_owned(), remedy };
        let (supply, at) = self.supply.ok_or_else(|| {
            missing(
                SUPPLY,
                "say it in a line such as # supply_v = 1.2, or behind the file's name: FILE,supply_v=1.2",
            )
        })?;
        if !(0.01..=100.0).contains(&supply) {
            let (what, found, range) = (SUPPLY.to_owned(), supply.to_string(), "0.01 to 100 V");
            return Err(MemoryFileError::Range { at, what, found, range });
        }
        let (node, at) = self.node.ok_or_else(|| {
            missing(
                NODE,
                "say it in a line such as # node_nm = 65, or behind the file's name: FILE,node_nm=65",
            )
        })?;
        let node = Node::from_nanometres(node).ok_or_else(|| MemoryFileError::Range {
            at,
            what: NODE.to_owned(),
            found: node.to_string(),
            range: Node::RANGE,
        })?;
        Ok(Conditions {
            supply: Volts::new(supply),
            node,
            temperature: self.temperature.map(|(temperature, _)| temperature),
            corner: self.corner.map(|(corner, _)| corner),
        })
    }
}

/// A finite number.
pub(super) fn number(text: &str, what: &str, at: &str, range: &'static str) -> Result<f64, MemoryFileError> {
    text.trim().parse().ok().filter(|number: &f64| number.is_finite()).ok_or_else(|| MemoryFileError::Range {
        at: at.to_owned(),
        what: what.to_owned(),
        found: format!("{:?}", text.trim().chars().take(40).collect::<String>()),
        range,
    })
}

fn place<T: PartialEq + std::fmt::Display>(
    known: &mut Placed<T>,
    value: T,
    key: &str,
    at: &str,
) -> Result<(), MemoryFileError> {
    match known {
        Some((other, first)) if *other != value => Err(MemoryFileError::Content {
            at: at.to_owned(),
            problem: format!(
                "{key} is {value}, at {first} it is {other}: a table holds under one set of conditions; leave the other rows out"
            ),
        }),
        Some(_) => Ok(()),
        None => {
            *known = Some((value, at.to_owned()));
            Ok(())
        }
    }
}
