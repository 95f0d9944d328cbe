//! One cell or macro.

use std::collections::BTreeMap;

use super::{Function, Group, LibertyError, Table};

/// What the numbers of a file are multiples of.
#[derive(Debug, Clone, Copy)]
pub struct Units {
    /// Capacitance, F.
    pub farad: f64,
    /// Leakage, W.
    pub watt: f64,
    /// Energy in power tables, J: capacitance times voltage squared.
    pub joule: f64,
}

impl Units {
    /// Of a `library` group.
    ///
    /// # Errors
    /// If one is missing or not known.
    pub fn of(library: &Group) -> Result<Self, LibertyError> {
        let wrong = |name: &str, found: Option<&str>, allowed: &str| {
            let found = found.unwrap_or("missing").to_owned();
            LibertyError::content(
                format!("library ({})", library.argument),
                format!("{name} is {found}; known: {allowed}"),
            )
        };
        let load = library.attribute("capacitive_load_unit");
        let farad = match load.map(str::to_lowercase).as_deref() {
            Some("1,pf") => 1e-12,
            Some("1,ff") => 1e-15,
            _ => return Err(wrong("capacitive_load_unit", load, "(1,pf), (1,ff)")),
        };
        let leakage = library.attribute("leakage_power_unit");
        let watt = match leakage {
            Some("1pW") => 1e-12,
            Some("1nW") => 1e-9,
            Some("1uW") => 1e-6,
            _ => return Err(wrong("leakage_power_unit", leakage, "1pW, 1nW, 1uW")),
        };
        let voltage = library.attribute("voltage_unit");
        if voltage != Some("1V") {
            return Err(wrong("voltage_unit", voltage, "1V"));
        }
        Ok(Self { farad, watt, joule: farad })
    }
}

/// Where a pin or a port leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// In.
    Input,
    /// Out.
    Output,
}

/// Energy inside a cell at a change of a pin.
#[derive(Debug, Clone, PartialEq)]
pub struct Power {
    /// The pin whose change caused it, for outputs.
    pub related: Option<String>,
    /// What other pins must be.
    pub when: Option<Function>,
    /// At a rise, J.
    pub rise: Table,
    /// At a fall, J.
    pub fall: Table,
}

/// A pin, or all pins of a bus, which are alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Pin {
    /// Direction.
    pub direction: Direction,
    /// Of each bit, F.
    pub capacitance: f64,
    /// Bits.
    pub width: usize,
    /// What an output is, if it is a function of pins or state.
    pub function: Option<Function>,
    /// Whether the library calls it a clock.
    pub clock: bool,
    /// Energies.
    pub powers: Vec<Power>,
}

/// Size of a memory macro.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Memory {
    /// Words.
    pub words: usize,
    /// Bits of a word.
    pub bits: usize,
    /// Ports: 1, or 2.
    pub ports: usize,
}

/// What a cell does with its clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Nothing: outputs are functions of inputs.
    Combinational,
    /// An edge-triggered register.
    Register {
        /// Clock pin.
        clock: String,
        /// What it takes over at the rising edge.
        next: Function,
        /// State variable and its inverse.
        state: [String; 2],
        /// Sets the state to 0, if there is such a pin.
        clear: Option<Function>,
        /// Sets it to 1.
        preset: Option<Function>,
    },
    /// An integrated clock gate: a latch that is open while the clock is low, and an AND.
    ClockGate {
        /// Clock pin.
        clock: String,
        /// Pin of the enable.
        enable: String,
        /// Pin of the gated clock.
        output: String,
    },
    /// A memory macro.
    Memory(Memory),
    /// Latches, tri-state buffers, fillers: not used.
    Other,
}

/// A cell or macro.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// um2.
    pub area: f64,
    /// W.
    pub leakage: f64,
    /// Pins and buses by name.
    pub pins: BTreeMap<String, Pin>,
    /// What it does.
    pub kind: Kind,
}

impl Cell {
    /// A `cell` group of a library.
    ///
    /// # Errors
    /// If an attribute, function or table is not what it must be.
    pub fn read(group: &Group, library: &Group, units: &Units) -> Result<Self, LibertyError> {
        let subject = format!("cell {}", group.argument);
        let mut pins = BTreeMap::new();
        for (names, width) in [("pin", false), ("bus", true)] {
            for pin in group.all(names) {
                if pin.attribute("direction") == Some("internal") {
                    continue;
                }
                let width = if width { bus_width(pin, library)? } else { 1 };
                pins.insert(pin.argument.clone(), read_pin(pin, width, units)?);
            }
        }
        let area = group
            .number("area")?
            .filter(|area| *area >= 0.0)
            .ok_or_else(|| LibertyError::content(subject, "it needs an area of at least 0"))?;
        let leakage = group.number("cell_leakage_power")?.unwrap_or(0.0) * units.watt;
        let kind = read_kind(group, &pins)?;
        Ok(Self { area, leakage, pins, kind })
    }

    /// Whether it is a register.
    #[must_use]
    pub fn is_register(&self) -> bool {
        matches!(self.kind, Kind::Register { .. })
    }

    /// The pin of its clock, if it has one.
    #[must_use]
    pub fn clock(&self) -> Option<&str> {
        match &self.kind {
            Kind::Register { clock, .. } | Kind::ClockGate { clock, .. } => Some(clock),
            _ => None,
        }
    }
}

fn bus_width(bus: &Group, library: &Group) -> Result<usize, LibertyError> {
    let kind = bus.attribute("bus_type").unwrap_or_default();
    let found = library.all("type").find(|group| group.argument == kind);
    let width = found.map(|group| group.number("bit_width")).transpose()?.flatten();
    match width {
        Some(width) if (1.0..=4096.0).contains(&width) && width.fract() == 0.0 => Ok(width as usize),
        _ => Err(LibertyError::content(
            format!("bus {}", bus.argument),
            format!("bus_type {kind:?} must have a bit_width of 1 to 4096"),
        )),
    }
}

fn read_pin(group: &Group, width: usize, units: &Units) -> Result<Pin, LibertyError> {
    let mut powers = Vec::new();
    let inside = group.all("pin").flat_map(|pin| pin.all("internal_power"));
    for power in group.all("internal_power").chain(inside) {
        let table = |name: &str| match power.all(name).next() {
            Some(table) => Table::read(table).map(|table| table.scaled(units.joule)),
            None => Ok(Table::constant(0.0)),
        };
        powers.push(Power {
            related: power.attribute("related_pin").map(str::to_owned),
            when: power.attribute("when").map(Function::parse).transpose()?,
            rise: table("rise_power")?,
            fall: table("fall_power")?,
        });
    }
    let output = group.attribute("direction") == Some("output");
    let function = group.attribute("function").map(Function::parse).transpose()?;
    Ok(Pin {
        direction: if output { Direction::Output } else { Direction::Input },
        capacitance: group.number("capacitance")?.unwrap_or(0.0) * units.farad,
        width,
        function,
        clock: group.attribute("clock") == Some("true"),
        powers,
    })
}

fn read_kind(group: &Group, pins: &BTreeMap<String, Pin>) -> Result<Kind, LibertyError> {
    if let Some(memory) = group.all("memory").next() {
        let number = |name: &str, highest: f64| {
            let value = memory.number(name)?.filter(|value| (1.0..=highest).contains(value));
            value.map(|value| value as usize).ok_or_else(|| {
                LibertyError::content(
                    format!("cell {}", group.argument),
                    format!("memory: {name} must be 1 to {highest}"),
                )
            })
        };
        let words = 1 << number("address_width", 24.0)?;
        let ports = if pins.contains_key("B_CLK") { 2 } else { 1 };
        return Ok(Kind::Memory(Memory { words, bits: number("word_width", 4096.0)?, ports }));
    }
    if group.attribute("clock_gating_integrated_cell").is_some_and(|kind| kind == "latch_posedge") {
        let pin = |mark: &str| {
            let found = group.all("pin").find(|pin| pin.attribute(mark) == Some("true"));
            found.map(|pin| pin.argument.clone()).ok_or_else(|| {
                LibertyError::content(
                    format!("cell {}", group.argument),
                    format!("a clock gate needs a pin with {mark}"),
                )
            })
        };
        return Ok(Kind::ClockGate {
            clock: pin("clock_gate_clock_pin")?,
            enable: pin("clock_gate_enable_pin")?,
            output: pin("clock_gate_out_pin")?,
        });
    }
    if let Some(register) = group.all("ff").next() {
        let function = |name: &str| register.attribute(name).map(Function::parse).transpose();
        let mut state = register.argument.split(',').map(|name| name.trim().to_owned());
        let state = [state.next().unwrap_or_default(), state.next().unwrap_or_default()];
        if let (Some(Function::Pin(clock)), Some(next)) = (function("clocked_on")?, function("next_state")?) {
            return Ok(Kind::Register {
                clock,
                next,
                state,
                clear: function("clear")?,
                preset: function("preset")?,
            });
        }
        return Ok(Kind::Other);
    }
    let sequential = ["latch", "statetable"].iter().any(|name| group.all(name).next().is_some());
    let outputs = pins.values().filter(|pin| pin.direction == Direction::Output);
    let plain =
        !sequential && outputs.clone().count() > 0 && outputs.clone().all(|pin| pin.function.is_some());
    let tristate = group.all("pin").any(|pin| pin.attribute("three_state").is_some());
    Ok(if plain && !tristate { Kind::Combinational } else { Kind::Other })
}
