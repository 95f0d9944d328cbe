//! Drives the pins: a host with a register bus and three streams.

use std::collections::VecDeque;

use apical_chip::machine::map::{Register, status};

use crate::RtlError;
use crate::host::{Host, HostPolicy};
use crate::simulator::{Inputs, Outputs, Simulator};

/// Cycles within which the bus answers.
const BUS_PATIENCE: u64 = 1000;

/// What the result stream gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// The winner.
    pub winner: u8,
    /// The image's label.
    pub label: u8,
    /// Whether the label would have won without the margin.
    pub correct: bool,
    /// Whether it was learned.
    pub learned: bool,
    /// Margin drawn.
    pub margin: u8,
    /// Step drawn.
    pub step: u8,
}

/// An image on its way in.
#[derive(Debug, Clone)]
struct Waiting {
    pixels: Vec<u8>,
    label: u8,
}

/// A simulator and the host at its pins.
pub struct Device {
    simulator: Box<dyn Simulator>,
    inputs: Inputs,
    host: Host,
    /// Pixels a group.
    group: usize,
    /// Images that wait for their slots, the next first.
    waiting: VecDeque<Waiting>,
    /// Pixels of the image that the encoder takes in, and how many it has taken.
    pixels: Vec<u8>,
    taken: usize,
    /// Whether the port's pixels are not those at `taken`.
    stale: bool,
    /// No pixels come.
    held: bool,
    answers: VecDeque<Answer>,
    /// Images taken in.
    images: u64,
    clock: u64,
    slot_patience: u64,
}

impl Device {
    /// Switches on and resets. `group`: pixels a cycle; `patience`: no slot with its update takes as many cycles.
    ///
    /// # Errors
    /// If the simulator stopped.
    pub fn new(
        simulator: Box<dyn Simulator>,
        group: usize,
        patience: u64,
        policy: HostPolicy,
    ) -> Result<Self, RtlError> {
        let mut device = Self {
            simulator,
            inputs: Inputs::default(),
            host: Host::new(policy),
            group,
            waiting: VecDeque::new(),
            pixels: Vec::new(),
            taken: 0,
            stale: true,
            held: false,
            answers: VecDeque::new(),
            images: 0,
            clock: 0,
            slot_patience: patience,
        };
        device.reset()?;
        Ok(device)
    }

    /// Another host from now on.
    pub fn set_policy(&mut self, policy: HostPolicy) {
        self.host = Host::new(policy);
    }

    /// Edges of the clock so far, those in which the machine held or was idle too.
    #[must_use]
    pub fn clock(&self) -> u64 {
        self.clock
    }

    /// Images taken in so far.
    #[must_use]
    pub fn images(&self) -> u64 {
        self.images
    }

    /// Resets, and forgets what was under way.
    ///
    /// # Errors
    /// If the simulator stopped.
    pub fn reset(&mut self) -> Result<(), RtlError> {
        self.inputs = Inputs { reset: true, ..Inputs::default() };
        self.waiting.clear();
        self.pixels.clear();
        self.taken = 0;
        for _ in 0..2 {
            self.tick()?;
        }
        self.answers.clear();
        self.inputs.reset = false;
        Ok(())
    }

    /// A cycle: the streams go on by themselves.
    ///
    /// # Errors
    /// If the simulator stopped.
    pub fn tick(&mut self) -> Result<Outputs, RtlError> {
        let (pixels_in_time, result_in_time) = self.host.ready();
        let inputs = &mut self.inputs;
        inputs.pixel_valid = self.taken < self.pixels.len() && pixels_in_time && !self.held;
        inputs.pixel_last = self.taken + self.group >= self.pixels.len();
        inputs.result_ready = result_in_time;
        // The pixels of an image that is too long are still coming when its slot is over.
        inputs.image_valid = !self.waiting.is_empty() && self.taken >= self.pixels.len() && !inputs.reset;
        inputs.image_label = self.waiting.front().map_or(0, |image| image.label);
        let group = (self.stale && inputs.pixel_valid)
            .then(|| &self.pixels[self.taken..(self.taken + self.group).min(self.pixels.len())]);
        self.stale &= group.is_none();
        let outputs = self.simulator.settle(inputs, group)?;
        if !inputs.reset {
            if inputs.pixel_valid && outputs.pixel_ready != 0 {
                self.taken += self.group;
                self.stale = true;
            }
            if inputs.image_valid && outputs.image_ready != 0 {
                self.images += 1;
                if let Some(image) = self.waiting.pop_front() {
                    (self.pixels, self.taken, self.stale) = (image.pixels, 0, true);
                }
            }
            if inputs.result_ready && outputs.result_valid != 0 {
                self.answers.push_back(Answer {
                    winner: outputs.winner,
                    label: outputs.label,
                    correct: outputs.correct != 0,
                    learned: outputs.learned != 0,
                    margin: outputs.margin,
                    step: outputs.step,
                });
            }
        }
        self.simulator.rise()?;
        self.clock += 1;
        Ok(outputs)
    }

    fn access(&mut self, address: u16, write: Option<u32>) -> Result<u32, RtlError> {
        self.inputs.bus_cycle = true;
        self.inputs.bus_strobe = true;
        self.inputs.bus_write = write.is_some();
        self.inputs.bus_address = address;
        self.inputs.bus_data = write.unwrap_or(0);
        for _ in 0..BUS_PATIENCE {
            let outputs = self.tick()?;
            if outputs.bus_acknowledge != 0 {
                self.inputs.bus_cycle = false;
                self.inputs.bus_strobe = false;
                self.inputs.bus_write = false;
                return Ok(outputs.bus_data);
            }
        }
        self.inputs.bus_cycle = false;
        self.inputs.bus_strobe = false;
        let state = "not known, as the bus does not answer".to_owned();
        Err(RtlError::Timeout { what: "acknowledge of the bus", cycles: BUS_PATIENCE, state })
    }

    /// Reads the register at a byte address.
    ///
    /// # Errors
    /// If the bus does not answer.
    pub fn read(&mut self, address: impl Into<u16>) -> Result<u32, RtlError> {
        self.access(address.into(), None)
    }

    /// Writes the register at a byte address.
    ///
    /// # Errors
    /// If the bus does not answer.
    pub fn write(&mut self, address: impl Into<u16>, value: u32) -> Result<(), RtlError> {
        self.access(address.into(), Some(value)).map(|_| ())
    }

    /// Whether pixels are held back from now on: the machine waits for them in the middle of a slot.
    pub fn hold_pixels(&mut self, held: bool) {
        self.held = held;
    }

    /// Puts an image into the line of those that wait for a slot. Of any size: its last group has the mark.
    pub fn offer(&mut self, pixels: &[u8], label: u8) {
        self.waiting.push_back(Waiting { pixels: pixels.to_vec(), label });
    }

    /// Until all pixels of the image are sent: of one that is too long some are when its slot is over.
    ///
    /// # Errors
    /// If they are not taken within the time that a slot can take.
    pub fn wait_until_sent(&mut self) -> Result<(), RtlError> {
        self.wait("end of the pixels", |device, _| device.taken >= device.pixels.len())
    }

    /// Until no image waits.
    ///
    /// # Errors
    /// If no slot begins within the time that a slot can take.
    pub fn wait_until_taken(&mut self) -> Result<(), RtlError> {
        self.wait("slot for a waiting image", |device, _| device.waiting.is_empty())
    }

    /// Until the controller is idle.
    ///
    /// # Errors
    /// If it is not within the time that all slots of the pipeline can take.
    pub fn wait_until_idle(&mut self) -> Result<(), RtlError> {
        let limit = self.limit().saturating_mul(16);
        let start = self.clock;
        while self.clock - start < limit {
            if status::STATE.get(self.read(Register::Status)?) == 0 {
                return Ok(());
            }
        }
        Err(self.timeout("idle controller", limit))
    }

    /// The next result.
    ///
    /// # Errors
    /// If there is none within the time that all slots of the pipeline can take.
    pub fn answer(&mut self) -> Result<Answer, RtlError> {
        self.wait("result", |device, _| !device.answers.is_empty())?;
        self.answers.pop_front().ok_or_else(|| RtlError::Answer("a result that is not there".into()))
    }

    /// A result that has come and was not asked for yet.
    pub fn taken_answer(&mut self) -> Option<Answer> {
        self.answers.pop_front()
    }

    fn limit(&self) -> u64 {
        self.slot_patience.saturating_mul(self.host.patience())
    }

    fn wait(
        &mut self,
        what: &'static str,
        done: impl Fn(&Self, Option<&Outputs>) -> bool,
    ) -> Result<(), RtlError> {
        let limit = self.limit().saturating_mul(16);
        for _ in 0..limit {
            if done(self, None) {
                return Ok(());
            }
            self.tick()?;
        }
        Err(self.timeout(what, limit))
    }

    fn timeout(&mut self, what: &'static str, cycles: u64) -> RtlError {
        let state = self
            .read(Register::Status)
            .map_or_else(|error| error.to_string(), |status| status::STATE.get(status).to_string());
        RtlError::Timeout { what, cycles, state }
    }
}
