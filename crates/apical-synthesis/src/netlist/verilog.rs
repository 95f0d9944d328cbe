//! Writes modules as Verilog: as cells, for timing; or as what the cells do, for simulation.

use std::collections::HashMap;
use std::fmt::Write;

use super::{Bit, Design, Direction, Instance, Module};
use crate::SynthesisError;
use crate::liberty::Function;
use crate::library::{Cell, Kind, Library};

/// What cells become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Instances of the library's cells.
    Structure,
    /// Assignments and registers that do what the cells do; macros stay instances.
    Behaviour,
}

/// Names of a module's nets in Verilog: a bit of a port, or a wire of its own.
#[derive(Debug, Clone)]
pub(crate) struct NetNames {
    names: HashMap<u32, String>,
}

impl NetNames {
    /// Those of a module.
    #[must_use]
    pub(crate) fn of(module: &Module) -> Self {
        let mut names = HashMap::new();
        // An input's name comes first: what drives a net is read everywhere else.
        for direction in [Direction::Input, Direction::Output] {
            for port in module.ports.iter().filter(|port| port.direction == direction) {
                for (index, bit) in port.bits.iter().enumerate() {
                    if let Bit::Net(net) = bit {
                        names.entry(*net).or_insert_with(|| {
                            if port.bits.len() == 1 {
                                port.name.clone()
                            } else {
                                format!("{}[{index}]", port.name)
                            }
                        });
                    }
                }
            }
        }
        Self { names }
    }

    /// A net's name.
    #[must_use]
    pub(crate) fn net(&self, net: u32) -> String {
        self.names.get(&net).cloned().unwrap_or_else(|| format!("n{net}"))
    }

    /// A bit's name or value.
    #[must_use]
    pub(crate) fn bit(&self, bit: Bit) -> String {
        match bit {
            Bit::Net(net) => self.net(net),
            Bit::Constant(value) => format!("1'b{}", u8::from(value)),
        }
    }

    fn is_port(&self, net: u32) -> bool {
        self.names.contains_key(&net)
    }

    fn bits(&self, bits: &[Bit]) -> String {
        match bits {
            [bit] => self.bit(*bit),
            _ => {
                let names: Vec<String> = bits.iter().rev().map(|bit| self.bit(*bit)).collect();
                format!("{{{}}}", names.join(", "))
            }
        }
    }
}

impl Design {
    /// The whole design, every module after those that it instantiates.
    ///
    /// # Errors
    /// If a cell is not in the library, or, for simulation, does something that is not known how to write.
    pub fn verilog(&self, library: &Library, style: Style) -> Result<String, SynthesisError> {
        let mut text = String::new();
        for name in self.bottom_up() {
            self.module(&name)?.verilog(self, library, style, &mut text)?;
        }
        Ok(text)
    }
}

impl Module {
    /// Appends the module.
    fn verilog(
        &self,
        design: &Design,
        library: &Library,
        style: Style,
        text: &mut String,
    ) -> Result<(), SynthesisError> {
        let names = NetNames::of(self);
        let ports: Vec<&str> = self.ports.iter().map(|port| port.name.as_str()).collect();
        // Writing to a string cannot fail.
        let _ = writeln!(text, "module {} ({});", self.name, ports.join(", "));
        if self.quiet {
            text.push_str("  /*verilator tracing_off*/\n");
        }
        for port in &self.ports {
            let direction = if port.direction == Direction::Input { "input" } else { "output" };
            let range = if port.bits.len() == 1 {
                String::new()
            } else {
                format!("[{}:0] ", port.bits.len().max(1) - 1)
            };
            let _ = writeln!(text, "  {direction} {range}{};", port.name);
        }
        for net in self.used_nets().into_iter().filter(|net| !names.is_port(*net)) {
            let _ = writeln!(text, "  wire n{net};");
        }
        for port in self.ports.iter().filter(|port| port.direction == Direction::Output) {
            for (index, bit) in port.bits.iter().enumerate() {
                let own =
                    if port.bits.len() == 1 { port.name.clone() } else { format!("{}[{index}]", port.name) };
                let driver = names.bit(*bit);
                if own != driver {
                    let _ = writeln!(text, "  assign {own} = {driver};");
                }
            }
        }
        let high = self.high_nets(library);
        for instance in &self.instances {
            let cell = library.cells.get(&instance.of);
            let stays = design.modules.contains_key(&instance.of)
                || style == Style::Structure
                || cell.is_none_or(|cell| matches!(cell.kind, Kind::Memory(_)));
            match cell {
                _ if stays => {
                    let connections: Vec<String> = instance
                        .connections
                        .iter()
                        .map(|(port, bits)| format!(".{port}({})", names.bits(bits)))
                        .collect();
                    let _ =
                        writeln!(text, "  {} {} ({});", instance.of, instance.name, connections.join(", "));
                }
                Some(cell) => behaviour(instance, cell, &names, &high, self.quiet, text)?,
                None => {}
            }
        }
        text.push_str(if self.quiet { "  /*verilator tracing_on*/\nendmodule\n\n" } else { "endmodule\n\n" });
        Ok(())
    }

    /// Nets at ports and pins.
    pub(crate) fn used_nets(&self) -> std::collections::BTreeSet<u32> {
        let ports = self.ports.iter().flat_map(|port| &port.bits);
        let pins =
            self.instances.iter().flat_map(|instance| instance.connections.iter().flat_map(|(_, bits)| bits));
        ports.chain(pins).filter_map(|bit| if let Bit::Net(net) = bit { Some(*net) } else { None }).collect()
    }

    /// Nets that a tie cell holds at 1.
    fn high_nets(&self, library: &Library) -> std::collections::HashSet<u32> {
        let mut nets = std::collections::HashSet::new();
        for instance in &self.instances {
            let Some(cell) = library.cells.get(&instance.of) else { continue };
            for (pin, description) in &cell.pins {
                if description.function == Some(Function::Constant(true))
                    && let Some(Bit::Net(net)) = instance.bit(pin)
                {
                    nets.insert(net);
                }
            }
        }
        nets
    }
}

/// Appends what a cell does.
fn behaviour(
    instance: &Instance,
    cell: &Cell,
    names: &NetNames,
    high: &std::collections::HashSet<u32>,
    quiet: bool,
    text: &mut String,
) -> Result<(), SynthesisError> {
    let pin = |pin: &str| instance.bit(pin).map_or_else(|| "1'b0".to_owned(), |bit| names.bit(bit));
    // State that is an output's too would be counted twice.
    let (off, on) = if quiet { ("", "") } else { ("/*verilator tracing_off*/", "/*verilator tracing_on*/") };
    let refuse =
        |problem: &str| SynthesisError::content(format!("{} {}", instance.of, instance.name), problem);
    let outputs = || {
        cell.pins
            .iter()
            .filter(|(name, pin)| pin.direction == Direction::Output && instance.bit(name).is_some())
    };
    match &cell.kind {
        Kind::Combinational => {
            for (name, output) in outputs() {
                let function = output.function.as_ref().ok_or_else(|| refuse("an output has no function"))?;
                let _ = writeln!(text, "  assign {} = {};", pin(name), function.verilog(&pin));
            }
        }
        Kind::Register { clock, next, state, clear, preset } => {
            // Asynchronous pins must be tied: nothing in the RTL uses them.
            let is_high = |pin: &str| match instance.bit(pin) {
                Some(Bit::Constant(value)) => value,
                Some(Bit::Net(net)) => high.contains(&net),
                None => false,
            };
            if [clear, preset].into_iter().flatten().any(|function| function.evaluate(&is_high)) {
                return Err(refuse("a register with an asynchronous reset that is not tied to inactive"));
            }
            let own = format!("q_{}", instance.name);
            let _ = writeln!(text, "  {off} reg {own}; {on}");
            let _ = writeln!(text, "  always @(posedge {}) {own} <= {};", pin(clock), next.verilog(&pin));
            for (name, output) in outputs() {
                let function = output.function.as_ref().ok_or_else(|| refuse("an output has no function"))?;
                let value = |variable: &str| {
                    if variable == state[0] {
                        own.clone()
                    } else if variable == state[1] {
                        format!("~{own}")
                    } else {
                        pin(variable)
                    }
                };
                let _ = writeln!(text, "  assign {} = {};", pin(name), function.verilog(&value));
            }
        }
        Kind::ClockGate { clock, enable, output } => {
            let own = format!("q_{}", instance.name);
            let (clock, enable) = (pin(clock), pin(enable));
            let _ = writeln!(text, "  {off} reg {own}; {on}");
            let _ = writeln!(text, "  always_latch if (~{clock}) {own} = {enable};");
            let _ = writeln!(text, "  assign {} = {clock} & {own};", pin(output));
        }
        Kind::Memory(_) | Kind::Other => return Err(refuse("a cell whose behaviour is not known")),
    }
    Ok(())
}
