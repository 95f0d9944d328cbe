//! A design without hierarchy: every net and cell once, by number.

use std::collections::HashMap;

use crate::SynthesisError;
use crate::liberty::Function;
use crate::library::{Cell, Kind, Library};
use crate::netlist::{Bit, Design, Direction, Instance, Module};

/// Most inputs of a function.
const INPUTS: usize = 6;
/// Nets of constants.
pub(super) const LOW: u32 = 0;
pub(super) const HIGH: u32 = 1;

/// The net of a constant.
const fn constant(value: bool) -> u32 {
    if value { HIGH } else { LOW }
}

/// A combinational output: its truth table over up to six nets.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gate {
    pub(super) inputs: [u32; INPUTS],
    pub(super) count: u8,
    pub(super) table: u64,
    pub(super) output: u32,
    pub(super) level: u32,
}

/// A register.
#[derive(Debug, Clone, Copy)]
pub(super) struct Register {
    pub(super) clock: u32,
    pub(super) data: u32,
    pub(super) output: u32,
}

/// A clock gate.
#[derive(Debug, Clone, Copy)]
pub(super) struct ClockGate {
    pub(super) clock: u32,
    pub(super) enable: u32,
    pub(super) output: u32,
}

/// A macro: nets of its pins.
#[derive(Debug, Clone)]
pub(super) struct Macro {
    pub(super) pins: HashMap<String, Vec<u32>>,
    pub(super) bits: usize,
    pub(super) words: usize,
    pub(super) ports: usize,
}

/// An instance of a module: what its nets are called in the whole design, and what is inside.
#[derive(Debug, Clone, Default)]
pub struct FlatInstance {
    pub(super) nets: HashMap<u32, u32>,
    /// Inner instances by their names.
    pub(crate) inner: HashMap<String, usize>,
    /// Macros by their names.
    pub(super) macros: HashMap<String, usize>,
}

/// A flat design.
#[derive(Debug, Clone, Default)]
pub struct Flat {
    pub(super) nets: u32,
    pub(super) gates: Vec<Gate>,
    pub(super) registers: Vec<Register>,
    pub(super) clock_gates: Vec<ClockGate>,
    pub(super) macros: Vec<Macro>,
    /// The first is the top.
    pub(crate) instances: Vec<FlatInstance>,
    pub(super) ports: HashMap<String, Vec<u32>>,
}

impl Flat {
    /// Takes the hierarchy out of a design.
    ///
    /// # Errors
    /// If a cell does something that cannot be simulated, or gates form a loop.
    pub fn new(design: &Design, library: &Library) -> Result<Self, SynthesisError> {
        let mut flat = Self { nets: 2, ..Self::default() };
        let top = design.module(&design.top)?;
        let mut nets = HashMap::new();
        for port in &top.ports {
            let bits = port.bits.iter().map(|bit| flat.bit(*bit, &mut nets)).collect();
            flat.ports.insert(port.name.clone(), bits);
        }
        flat.instance(design, library, top, nets)?;
        flat.levels()?;
        Ok(flat)
    }

    /// The net of a bit in an instance.
    pub(crate) fn net(&self, instance: usize, bit: Bit) -> u32 {
        match bit {
            Bit::Constant(value) => constant(value),
            Bit::Net(net) => self.instances[instance].nets.get(&net).copied().unwrap_or(LOW),
        }
    }

    fn bit(&mut self, bit: Bit, nets: &mut HashMap<u32, u32>) -> u32 {
        match bit {
            Bit::Constant(value) => constant(value),
            Bit::Net(net) => *nets.entry(net).or_insert_with(|| {
                self.nets += 1;
                self.nets - 1
            }),
        }
    }

    fn instance(
        &mut self,
        design: &Design,
        library: &Library,
        module: &Module,
        mut nets: HashMap<u32, u32>,
    ) -> Result<usize, SynthesisError> {
        let number = self.instances.len();
        self.instances.push(FlatInstance::default());
        let (mut inner, mut macros) = (HashMap::new(), HashMap::new());
        for instance in &module.instances {
            if let Some(of) = design.modules.get(&instance.of) {
                let mut own = HashMap::new();
                for (name, bits) in &instance.connections {
                    let Some(port) = of.port(name) else { continue };
                    for (bit, outer) in port.bits.iter().zip(bits) {
                        self.connect(*bit, *outer, port.direction, &mut own, &mut nets);
                    }
                }
                let index = self.instance(design, library, of, own)?;
                inner.insert(instance.name.clone(), index);
            } else if let Some(index) = self.cell(instance, library.cell(&instance.of)?, &mut nets)? {
                macros.insert(instance.name.clone(), index);
            }
        }
        self.instances[number] = FlatInstance { nets, inner, macros };
        Ok(number)
    }

    /// Joins a port's bit with what is outside.
    fn connect(
        &mut self,
        bit: Bit,
        outer: Bit,
        direction: Direction,
        own: &mut HashMap<u32, u32>,
        nets: &mut HashMap<u32, u32>,
    ) {
        match bit {
            Bit::Net(net) => match own.get(&net).copied() {
                // A net at two ports, which one gate more joins. What comes in drives what goes out.
                Some(known) => {
                    let outer = self.bit(outer, nets);
                    match direction {
                        _ if outer == known => {}
                        Direction::Input => self.follow(outer, known),
                        Direction::Output => self.follow(known, outer),
                    }
                }
                None => {
                    let outer = self.bit(outer, nets);
                    own.insert(net, outer);
                }
            },
            // A port that is a constant inside drives the net outside.
            Bit::Constant(value) if direction == Direction::Output => {
                let outer = self.bit(outer, nets);
                self.follow(constant(value), outer);
            }
            Bit::Constant(_) => {}
        }
    }

    /// A wire.
    fn follow(&mut self, input: u32, output: u32) {
        self.gates.push(Gate { inputs: [input, 0, 0, 0, 0, 0], count: 1, table: 0b10, output, level: 0 });
    }

    fn cell(
        &mut self,
        instance: &Instance,
        cell: &Cell,
        nets: &mut HashMap<u32, u32>,
    ) -> Result<Option<usize>, SynthesisError> {
        let refuse =
            |problem: &str| SynthesisError::content(format!("{} {}", instance.of, instance.name), problem);
        let mut pin = |flat: &mut Self, name: &str| match instance.bit(name) {
            Some(bit) => flat.bit(bit, nets),
            None => LOW,
        };
        match &cell.kind {
            Kind::Combinational => {
                let outputs = cell
                    .pins
                    .iter()
                    .filter(|(name, pin)| pin.direction == Direction::Output && instance.bit(name).is_some());
                for (name, output) in outputs {
                    let function =
                        output.function.as_ref().ok_or_else(|| refuse("an output has no function"))?;
                    let (table, names) = table(function).ok_or_else(|| refuse("more than six inputs"))?;
                    let mut inputs = [LOW; INPUTS];
                    for (input, name) in inputs.iter_mut().zip(&names) {
                        *input = pin(self, name);
                    }
                    let output = pin(self, name);
                    self.gates.push(Gate { inputs, count: names.len() as u8, table, output, level: 0 });
                }
            }
            Kind::Register { clock, next, state, .. } => {
                let Function::Pin(data) = next else {
                    return Err(refuse("a register that does more than keep"));
                };
                let outputs: Vec<&String> = cell
                    .pins
                    .iter()
                    .filter(|(name, pin)| pin.direction == Direction::Output && instance.bit(name).is_some())
                    .map(|(name, _)| name)
                    .collect();
                let [name] = outputs.as_slice() else {
                    return Err(refuse("a register needs one output that is used"));
                };
                if cell.pins[*name].function != Some(Function::Pin(state[0].clone())) {
                    return Err(refuse("a register whose output is not its state"));
                }
                let register =
                    Register { clock: pin(self, clock), data: pin(self, data), output: pin(self, name) };
                self.registers.push(register);
            }
            Kind::ClockGate { clock, enable, output } => {
                let gate = ClockGate {
                    clock: pin(self, clock),
                    enable: pin(self, enable),
                    output: pin(self, output),
                };
                self.clock_gates.push(gate);
            }
            Kind::Memory(memory) => {
                let mut pins = HashMap::new();
                for (name, bits) in &instance.connections {
                    let bits = bits.iter().map(|bit| self.bit(*bit, nets)).collect();
                    pins.insert(name.clone(), bits);
                }
                self.macros.push(Macro { pins, bits: memory.bits, words: memory.words, ports: memory.ports });
                return Ok(Some(self.macros.len() - 1));
            }
            Kind::Other => return Err(refuse("a cell whose behaviour is not known")),
        }
        Ok(None)
    }

    /// Orders gates so that each comes after those that it depends on.
    fn levels(&mut self) -> Result<(), SynthesisError> {
        let mut drivers: Vec<u32> = vec![u32::MAX; self.nets as usize];
        for (index, gate) in self.gates.iter().enumerate() {
            drivers[gate.output as usize] = index as u32;
        }
        let mut waits = vec![0u32; self.gates.len()];
        let mut readers: Vec<Vec<u32>> = vec![Vec::new(); self.gates.len()];
        for (index, gate) in self.gates.iter().enumerate() {
            for input in &gate.inputs[..gate.count as usize] {
                let driver = drivers[*input as usize];
                if driver != u32::MAX {
                    waits[index] += 1;
                    readers[driver as usize].push(index as u32);
                }
            }
        }
        let mut ready: Vec<u32> =
            (0..self.gates.len() as u32).filter(|index| waits[*index as usize] == 0).collect();
        let mut done = 0;
        while let Some(index) = ready.pop() {
            done += 1;
            let level = self.gates[index as usize].level + 1;
            for reader in std::mem::take(&mut readers[index as usize]) {
                let reader = reader as usize;
                self.gates[reader].level = self.gates[reader].level.max(level);
                waits[reader] -= 1;
                if waits[reader] == 0 {
                    ready.push(reader as u32);
                }
            }
        }
        if done == self.gates.len() {
            return Ok(());
        }
        Err(SynthesisError::content("netlist", format!("{} gates form loops", self.gates.len() - done)))
    }
}

/// A function's truth table, and the pins that it is of.
fn table(function: &Function) -> Option<(u64, Vec<String>)> {
    let mut names = Vec::new();
    function.pins(&mut names);
    if names.len() > INPUTS {
        return None;
    }
    let table = (0..1u64 << names.len()).fold(0, |table, row| {
        let value = function.evaluate(&|pin| {
            names.iter().position(|name| name == pin).is_some_and(|index| row >> index & 1 == 1)
        });
        table | u64::from(value) << row
    });
    Some((table, names))
}
