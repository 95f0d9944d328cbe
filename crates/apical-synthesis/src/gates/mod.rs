//! A simulator of mapped designs that counts what every net does.
//!
//! It does to a netlist what Verilator does, and nothing else: gates have no delay, registers take over at the rising
//! edge, clock gates open and close while the clock is low. Only what changes is computed, so that a netlist of a million
//! cells needs neither a compiler nor long. The two are held against each other on the small machine.

mod flat;
mod host;
mod memory;

use crate::SynthesisError;
use crate::saif::Activity;
pub use flat::{Flat, FlatInstance};
use flat::{HIGH, LOW};
pub(crate) use host::{Command, run};
use memory::Contents;

/// A simulation.
pub struct Gates<'a> {
    flat: &'a Flat,
    values: Vec<bool>,
    /// Gates that a net leads to: a range of `sinks`.
    first_sink: Vec<u32>,
    sinks: Vec<u32>,
    /// Registers by clock net; the ungated clock first.
    clocked: Vec<(u32, Vec<u32>)>,
    /// Whether a clock gate lets the next edge through.
    open: Vec<bool>,
    /// Gates to compute, by level.
    queue: Vec<Vec<u32>>,
    queued: Vec<bool>,
    contents: Vec<Contents>,
    clock: u32,
    recorder: Option<Recorder>,
    /// Nets whose value may not be what the recorder saw last.
    touched: Vec<u32>,
}

/// What nets have done since the recording began.
struct Recorder {
    seen: Vec<bool>,
    since: Vec<u64>,
    activities: Vec<Activity>,
    time: u64,
    reads: Vec<u64>,
    writes: Vec<u64>,
}

/// A finished recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    /// Of each net.
    pub(crate) activities: Vec<Activity>,
    /// Units of time: two a cycle, less one.
    pub duration: u64,
    /// Words read of each macro.
    pub(crate) reads: Vec<u64>,
    /// Words written.
    pub(crate) writes: Vec<u64>,
}

impl Flat {
    /// What a bit of an instance did.
    pub(crate) fn activity(&self, counts: &Counts, instance: usize, bit: crate::netlist::Bit) -> Activity {
        counts.activities[self.net(instance, bit) as usize]
    }

    /// Reads and writes of a macro of an instance.
    pub(crate) fn accesses(&self, counts: &Counts, instance: usize, name: &str) -> Option<(u64, u64)> {
        let index = *self.instances[instance].macros.get(name)?;
        Some((counts.reads[index], counts.writes[index]))
    }

    /// The instance at a path.
    pub(crate) fn at(&self, path: &[&str]) -> Option<usize> {
        path.iter().try_fold(0, |instance, name| self.instances.get(instance)?.inner.get(*name).copied())
    }
}

impl<'a> Gates<'a> {
    /// Everything is 0 at first, and settled.
    ///
    /// # Errors
    /// If there is no port `clock`, or a clock is not that or a clock gate's output.
    pub fn new(flat: &'a Flat) -> Result<Self, SynthesisError> {
        let missing = || SynthesisError::content("netlist", "no port clock");
        let clock = *flat.ports.get("clock").and_then(|bits| bits.first()).ok_or_else(missing)?;
        let nets = flat.nets as usize;
        let mut first_sink = vec![0u32; nets + 1];
        for gate in &flat.gates {
            for input in &gate.inputs[..gate.count as usize] {
                first_sink[*input as usize + 1] += 1;
            }
        }
        for net in 0..nets {
            first_sink[net + 1] += first_sink[net];
        }
        let mut next = first_sink.clone();
        let mut sinks = vec![0u32; first_sink[nets] as usize];
        for (index, gate) in flat.gates.iter().enumerate() {
            for input in &gate.inputs[..gate.count as usize] {
                sinks[next[*input as usize] as usize] = index as u32;
                next[*input as usize] += 1;
            }
        }
        let mut clocked = vec![(clock, Vec::new())];
        clocked.extend(flat.clock_gates.iter().map(|gate| (gate.output, Vec::new())));
        let by_net: std::collections::HashMap<u32, usize> =
            clocked.iter().enumerate().map(|(index, (net, _))| (*net, index)).collect();
        for (index, register) in flat.registers.iter().enumerate() {
            let group = by_net.get(&register.clock).ok_or_else(|| {
                SynthesisError::content(
                    "netlist",
                    "the clock of a register comes from a gate that is no clock gate",
                )
            })?;
            clocked[*group].1.push(index as u32);
        }
        if flat.clock_gates.iter().any(|gate| gate.clock != clock) {
            return Err(SynthesisError::content("netlist", "a clock gate behind another is not simulated"));
        }
        let levels = flat.gates.iter().map(|gate| gate.level as usize + 1).max().unwrap_or(0);
        let mut gates = Self {
            flat,
            values: vec![false; nets],
            first_sink,
            sinks,
            clocked,
            open: vec![false; flat.clock_gates.len()],
            queue: vec![Vec::new(); levels],
            queued: vec![false; flat.gates.len()],
            contents: flat.macros.iter().map(Contents::new).collect(),
            clock,
            recorder: None,
            touched: Vec::new(),
        };
        gates.values[HIGH as usize] = true;
        for index in 0..flat.gates.len() as u32 {
            gates.enqueue(index);
        }
        gates.settle();
        Ok(gates)
    }

    fn enqueue(&mut self, gate: u32) {
        if !std::mem::replace(&mut self.queued[gate as usize], true) {
            self.queue[self.flat.gates[gate as usize].level as usize].push(gate);
        }
    }

    fn assign(&mut self, net: u32, value: bool) {
        if net == LOW || net == HIGH || self.values[net as usize] == value {
            return;
        }
        self.values[net as usize] = value;
        if self.recorder.is_some() {
            self.touched.push(net);
        }
        for index in self.first_sink[net as usize]..self.first_sink[net as usize + 1] {
            self.enqueue(self.sinks[index as usize]);
        }
    }

    /// Computes all gates whose inputs changed.
    fn settle(&mut self) {
        for level in 0..self.queue.len() {
            let mut gates = std::mem::take(&mut self.queue[level]);
            for index in gates.drain(..) {
                self.queued[index as usize] = false;
                let gate = self.flat.gates[index as usize];
                let mut row = 0;
                for (bit, input) in gate.inputs[..gate.count as usize].iter().enumerate() {
                    row |= u32::from(self.values[*input as usize]) << bit;
                }
                self.assign(gate.output, gate.table >> row & 1 == 1);
            }
            self.queue[level] = gates;
        }
    }

    /// The rising edge: registers and macros take over, and what follows from them settles.
    pub(crate) fn rise(&mut self) {
        let mut changes: Vec<(u32, bool)> = Vec::new();
        for (group, (_, registers)) in self.clocked.iter().enumerate() {
            if group > 0 && !self.open[group - 1] {
                continue;
            }
            for register in registers {
                let register = self.flat.registers[*register as usize];
                changes.push((register.output, self.values[register.data as usize]));
            }
        }
        for (index, contents) in self.contents.iter_mut().enumerate() {
            contents.edge(&self.flat.macros[index], &self.values, &mut changes);
        }
        self.set_clocks(true);
        for (net, value) in changes {
            self.assign(net, value);
        }
        self.settle();
    }

    /// The falling edge.
    pub(crate) fn fall(&mut self) {
        self.set_clocks(false);
        for (open, gate) in self.open.iter_mut().zip(&self.flat.clock_gates) {
            *open = self.values[gate.enable as usize];
        }
        self.settle();
    }

    fn set_clocks(&mut self, value: bool) {
        self.assign(self.clock, value);
        for index in 0..self.open.len() {
            if self.open[index] {
                self.assign(self.flat.clock_gates[index].output, value);
            }
        }
    }

    /// Drives an input port.
    pub(crate) fn drive(&mut self, port: &str, bits: &[bool]) {
        let flat = self.flat;
        for (index, net) in flat.ports.get(port).into_iter().flatten().enumerate() {
            self.assign(*net, bits.get(index).copied().unwrap_or(false));
        }
        self.settle();
    }

    /// Drives an input port with a number of up to 64 bits.
    pub(crate) fn drive_number(&mut self, port: &str, value: u64) {
        let bits: Vec<bool> = (0..64).map(|bit| value >> bit & 1 == 1).collect();
        self.drive(port, &bits);
    }

    /// The lowest 64 bits of a port.
    pub(crate) fn number(&self, port: &str) -> u64 {
        let bits = self.flat.ports.get(port).into_iter().flatten().take(64).enumerate();
        bits.fold(0, |value, (index, net)| value | u64::from(self.values[*net as usize]) << index)
    }

    /// Fills a macro; bits of a word, lowest first.
    pub(crate) fn fill(
        &mut self,
        instance: usize,
        name: &str,
        words: impl Iterator<Item = Vec<bool>>,
    ) -> bool {
        let Some(index) = self.flat.instances[instance].macros.get(name) else { return false };
        for (address, bits) in words.enumerate() {
            self.contents[*index].put(address, &bits);
        }
        true
    }

    /// Begins to record.
    pub(crate) fn begin(&mut self) {
        let nets = self.values.len();
        self.touched.clear();
        self.recorder = Some(Recorder {
            seen: self.values.clone(),
            since: vec![0; nets],
            activities: vec![Activity::default(); nets],
            time: 0,
            reads: vec![0; self.contents.len()],
            writes: vec![0; self.contents.len()],
        });
    }

    /// Notes what changed up to now. After the clock's rise and what follows from it, and after its fall.
    pub(crate) fn note(&mut self, risen: bool) {
        let Some(recorder) = &mut self.recorder else { return };
        for net in self.touched.drain(..) {
            let net = net as usize;
            let value = self.values[net];
            if std::mem::replace(&mut recorder.seen[net], value) != value {
                recorder.activities[net].toggles += 1;
                if value {
                    recorder.since[net] = recorder.time;
                } else {
                    recorder.activities[net].high += recorder.time - recorder.since[net];
                }
            }
        }
        if risen {
            for (index, own) in self.flat.macros.iter().enumerate() {
                recorder.reads[index] += u64::from(memory::reads(own, &self.values));
                recorder.writes[index] += u64::from(memory::writes(own, &self.values));
            }
        }
        recorder.time += 1;
    }

    /// Ends the recording.
    pub(crate) fn end(&mut self) -> Option<Counts> {
        let recorder = self.recorder.take()?;
        let duration = recorder.time.saturating_sub(1);
        let mut activities = recorder.activities;
        for (net, activity) in activities.iter_mut().enumerate() {
            if recorder.seen[net] {
                activity.high += duration.saturating_sub(recorder.since[net]);
            }
        }
        Some(Counts { activities, duration, reads: recorder.reads, writes: recorder.writes })
    }
}
