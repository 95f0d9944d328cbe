//! Mapped designs: modules of cells, with their hierarchy kept.

mod buffers;
mod json;
mod names;
mod sample;
mod verilog;

use std::collections::BTreeMap;

pub use buffers::Buffering;
pub use sample::{Like, Sample};
pub(crate) use verilog::NetNames;
pub use verilog::Style;

use crate::SynthesisError;
pub use crate::liberty::Direction;

/// A bit of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Bit {
    /// A net of the module, by number.
    Net(u32),
    /// A constant; undefined ones are 0.
    Constant(bool),
}

/// A port of a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Port {
    /// Name.
    pub name: String,
    /// Direction.
    pub direction: Direction,
    /// Bits, lowest first.
    pub bits: Vec<Bit>,
}

/// A cell, a macro, or an instance of another module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    /// Name, a plain Verilog identifier.
    pub name: String,
    /// Name in the RTL, such as `row_bank[2].rows`.
    pub original: String,
    /// Module or cell.
    pub of: String,
    /// Ports and what they are connected to, lowest bit first.
    pub connections: Vec<(String, Vec<Bit>)>,
}

impl Instance {
    /// Whether it is a buffer that was put in for a net with many sinks.
    #[must_use]
    pub fn is_buffer(&self) -> bool {
        let number = self.original.strip_prefix('b').unwrap_or_default();
        !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit())
    }

    /// What a port of one bit is connected to.
    #[must_use]
    pub fn bit(&self, port: &str) -> Option<Bit> {
        self.connections.iter().find(|(name, _)| name == port).and_then(|(_, bits)| bits.first().copied())
    }
}

/// A module of a mapped design.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Module {
    /// Name, a plain Verilog identifier.
    pub name: String,
    /// The RTL's module, which several can come from by parameters.
    pub origin: String,
    /// Ports by name.
    pub ports: Vec<Port>,
    /// Everything inside.
    pub instances: Vec<Instance>,
    /// One more than the highest net's number.
    pub nets: u32,
    /// Whether a simulation does not record its signals.
    pub quiet: bool,
}

impl Module {
    /// A port by its name.
    #[must_use]
    pub fn port(&self, name: &str) -> Option<&Port> {
        self.ports.iter().find(|port| port.name == name)
    }
}

/// A mapped design.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Design {
    /// The module at the top.
    pub top: String,
    /// Modules by name.
    pub modules: BTreeMap<String, Module>,
}

/// An instance of a module in the design: its path from the top, and the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence<'a> {
    /// Instances from below the top down, as the netlist names them.
    pub path: Vec<&'a str>,
    /// The same as the RTL names them.
    pub original: Vec<&'a str>,
    /// The module.
    pub module: &'a Module,
}

impl Design {
    /// Reads what Yosys' `write_json` wrote of a mapped design.
    ///
    /// # Errors
    /// If it is no such text, lacks the top, instantiates itself, or has ports in both directions.
    pub fn parse(text: &str, top: &str) -> Result<Self, SynthesisError> {
        json::parse(text, top)
    }

    /// A module by its name.
    ///
    /// # Errors
    /// If there is none.
    pub fn module(&self, name: &str) -> Result<&Module, SynthesisError> {
        self.modules.get(name).ok_or_else(|| SynthesisError::content(name, "no such module in the netlist"))
    }

    /// Modules with those that they instantiate before them.
    #[must_use]
    pub fn bottom_up(&self) -> Vec<String> {
        let mut order = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        self.descend(&self.top, &mut seen, &mut order);
        order
    }

    fn descend<'a>(
        &'a self,
        name: &'a str,
        seen: &mut std::collections::BTreeSet<&'a str>,
        order: &mut Vec<String>,
    ) {
        let Some(module) = self.modules.get(name) else { return };
        if seen.insert(name) {
            for instance in &module.instances {
                self.descend(&instance.of, seen, order);
            }
            order.push(name.to_owned());
        }
    }

    /// Every instance of every module, the top first.
    #[must_use]
    pub fn occurrences(&self) -> Vec<Occurrence<'_>> {
        let mut occurrences = Vec::new();
        if let Some(module) = self.modules.get(&self.top) {
            self.visit(Occurrence { path: Vec::new(), original: Vec::new(), module }, &mut occurrences);
        }
        occurrences
    }

    fn visit<'a>(&'a self, occurrence: Occurrence<'a>, occurrences: &mut Vec<Occurrence<'a>>) {
        let inner: Vec<Occurrence<'a>> = occurrence
            .module
            .instances
            .iter()
            .filter_map(|instance| {
                let module = self.modules.get(&instance.of)?;
                let (mut path, mut original) = (occurrence.path.clone(), occurrence.original.clone());
                path.push(&instance.name);
                original.push(&instance.original);
                Some(Occurrence { path, original, module })
            })
            .collect();
        occurrences.push(occurrence);
        for occurrence in inner {
            self.visit(occurrence, occurrences);
        }
    }
}
