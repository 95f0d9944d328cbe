//! Buffers where a net drives more than it can.
//!
//! Yosys maps every module alone and knows nothing of what its ports drive, so nets with hundreds of sinks come out of it
//! with one driver. Modules are taken from the bottom up. What a net drives is the capacitance of the pins on it, where
//! an input of an inner module counts with what it drives in there. Above a limit the sinks are split into groups, each
//! behind a buffer, until what is left is within the limit. Clocks are left alone: a clock tree is not made here.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{Bit, Design, Direction, Instance, Module};
use crate::SynthesisError;
use crate::liberty::Function;
use crate::library::{Kind, Library};

/// How nets are split.
#[derive(Debug, Clone)]
pub struct Buffering {
    /// The cell that is put in, with pins `A` and `X`.
    pub cell: String,
    /// Most that a driver may see, F.
    pub load: f64,
    /// Most sinks of a driver.
    pub sinks: usize,
}

/// What the bits of a module's inputs drive inside: capacitance, F, and sinks.
type Loads = HashMap<(String, usize), (f64, usize)>;

/// An input pin: instance, connection, bit; and what it takes.
struct Sink {
    instance: usize,
    connection: usize,
    bit: usize,
    load: f64,
    count: usize,
}

impl Buffering {
    /// Puts buffers into all modules; how many there are in the whole design.
    ///
    /// # Errors
    /// If a cell is not in the library.
    pub fn apply(&self, design: &mut Design, library: &Library) -> Result<usize, SynthesisError> {
        // Of each module's inputs: load and sinks; for clocks none.
        let mut inputs: HashMap<String, Loads> = HashMap::new();
        let mut clocks: HashMap<String, HashSet<(String, usize)>> = HashMap::new();
        let mut added: HashMap<String, usize> = HashMap::new();
        for name in design.bottom_up() {
            let mut module = design.module(&name)?.clone();
            let count = self.module(&mut module, library, &mut inputs, &mut clocks)?;
            let inner: usize = module.instances.iter().filter_map(|instance| added.get(&instance.of)).sum();
            added.insert(name.clone(), count + inner);
            design.modules.insert(name, module);
        }
        Ok(added.get(&design.top).copied().unwrap_or(0))
    }

    fn module(
        &self,
        module: &mut Module,
        library: &Library,
        inputs: &mut HashMap<String, Loads>,
        clocks: &mut HashMap<String, HashSet<(String, usize)>>,
    ) -> Result<usize, SynthesisError> {
        let buffer = library.cell(&self.cell)?;
        let buffer_load = buffer.pins.get("A").map_or(0.0, |pin| pin.capacitance);
        let mut sinks: BTreeMap<u32, Vec<Sink>> = BTreeMap::new();
        // Nets of clocks and constants.
        let mut kept: HashSet<u32> = HashSet::new();
        for (index, instance) in module.instances.iter().enumerate() {
            let inner = inputs.get(&instance.of);
            for (number, (port, bits)) in instance.connections.iter().enumerate() {
                for (bit, net) in bits.iter().enumerate() {
                    let Bit::Net(net) = *net else { continue };
                    let (load, count) = match inner {
                        Some(known) => match known.get(&(port.clone(), bit)) {
                            Some(found) => *found,
                            None => continue,
                        },
                        None => {
                            let cell = library.cell(&instance.of)?;
                            let Some(pin) = cell.pins.get(port) else { continue };
                            if pin.direction == Direction::Output {
                                // Constants do not change, however many pins they hold.
                                let constant = matches!(pin.function, Some(Function::Constant(_)));
                                if constant || matches!(cell.kind, Kind::ClockGate { .. }) {
                                    kept.insert(net);
                                }
                                continue;
                            }
                            if pin.clock {
                                kept.insert(net);
                            }
                            (pin.capacitance, 1)
                        }
                    };
                    if clocks.get(&instance.of).is_some_and(|own| own.contains(&(port.clone(), bit))) {
                        kept.insert(net);
                    }
                    if count > 0 {
                        let sink = Sink { instance: index, connection: number, bit, load, count };
                        sinks.entry(net).or_default().push(sink);
                    }
                }
            }
        }
        let mut added = 0;
        let mut totals: HashMap<u32, (f64, usize)> = HashMap::new();
        for (net, mut own) in sinks {
            if !kept.contains(&net) {
                added += self.net(module, net, &mut own, library, buffer_load);
            }
            let load: f64 = own.iter().map(|sink| sink.load).sum();
            let count: usize = own.iter().map(|sink| sink.count).sum();
            totals.insert(net, (load + library.wires.of(count), count));
        }
        let mut loads = HashMap::new();
        let mut own_clocks = HashSet::new();
        for port in module.ports.iter().filter(|port| port.direction == Direction::Input) {
            for (index, bit) in port.bits.iter().enumerate() {
                let Bit::Net(net) = bit else { continue };
                let key = (port.name.clone(), index);
                if kept.contains(net) {
                    own_clocks.insert(key.clone());
                }
                loads.insert(key, totals.get(net).copied().unwrap_or((0.0, 0)));
            }
        }
        inputs.insert(module.name.clone(), loads);
        clocks.insert(module.name.clone(), own_clocks);
        Ok(added)
    }

    /// Splits one net's sinks; what is left on it replaces them.
    fn net(
        &self,
        module: &mut Module,
        net: u32,
        sinks: &mut Vec<Sink>,
        library: &Library,
        buffer_load: f64,
    ) -> usize {
        let mut added = 0;
        loop {
            let load: f64 = sinks.iter().map(|sink| sink.load).sum();
            let count: usize = sinks.iter().map(|sink| sink.count).sum();
            if sinks.len() < 2 || (count <= self.sinks && load + library.wires.of(count) <= self.load) {
                return added;
            }
            let mut rest = Vec::new();
            let before = sinks.len();
            let mut left = std::mem::take(sinks).into_iter().peekable();
            while left.peek().is_some() {
                let mut group: Vec<Sink> = Vec::new();
                let (mut load, mut count) = (0.0, 0);
                while let Some(next) = left.peek() {
                    let (with, sinks_with) = (load + next.load, count + next.count);
                    let fits = sinks_with <= self.sinks && with + library.wires.of(sinks_with) <= self.load;
                    if !group.is_empty() && !fits {
                        break;
                    }
                    (load, count) = (with, sinks_with);
                    group.extend(left.next());
                }
                rest.push(self.behind_buffer(module, net, &group, buffer_load));
                added += 1;
            }
            let no_gain = rest.len() >= before;
            *sinks = rest;
            if no_gain {
                return added;
            }
        }
    }

    fn behind_buffer(&self, module: &mut Module, net: u32, group: &[Sink], buffer_load: f64) -> Sink {
        let new = module.nets;
        module.nets += 1;
        for sink in group {
            module.instances[sink.instance].connections[sink.connection].1[sink.bit] = Bit::Net(new);
        }
        let name = format!("b{new}");
        module.instances.push(Instance {
            original: name.clone(),
            name,
            of: self.cell.clone(),
            connections: vec![("A".into(), vec![Bit::Net(net)]), ("X".into(), vec![Bit::Net(new)])],
        });
        Sink { instance: module.instances.len() - 1, connection: 0, bit: 0, load: buffer_load, count: 1 }
    }
}
