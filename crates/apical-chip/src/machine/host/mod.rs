//! The host's side of the machine: what hardware answers to a host that makes no mistake, and to one that does.
//!
//! A [`Processor`] refuses a bad call before anything happens. Hardware cannot: it must do
//! something with a wrong access, a label that is no class, an image with too few or too many pixels. [`HostPort`] does
//! what `docs/microarchitecture.md` says (sections 5 and 15), and keeps the bits of `ERRORS`.

mod location;

use std::collections::VecDeque;

use apical_core::{Outcome, Processor, StepRate};

use super::controller::Left;
use super::processor::ChipProcessor;
use super::registers::{self, REGISTER_MAP};

/// Bits of `ERRORS`.
pub mod error {
    /// Access refused while the controller was busy.
    pub const BUSY: u32 = 1;
    /// Value out of the range of its register.
    pub const RANGE: u32 = 1 << 1;
    /// No such register, memory or word, or it is only read.
    pub const NOWHERE: u32 = 1 << 2;
    /// An image was to be learned with a label that is no class: it was classified.
    pub const LABEL: u32 = 1 << 3;
    /// The mark of the last group came early: the rest of the image counts as 0.
    pub const SHORT: u32 = 1 << 4;
    /// The last group had no mark: what came after it was dropped.
    pub const LONG: u32 = 1 << 5;
    /// All of them.
    pub const ALL: u32 = 0x3F;
}

/// Bits of `CONTROL`.
const LEARN: u32 = 1;
const GOES_ON: u32 = 0b1110;
const DRAIN_ONE: u32 = 8;

/// When the bus is accessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// The controller is idle.
    Idle,
    /// In the forward state: an image has entered, none of its pixels has come.
    Forward,
}

/// An image that has left, as the result stream gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Departed {
    /// Class found.
    pub winner: u8,
    /// Label that came with the image.
    pub label: u8,
    /// Of an image that was learned.
    pub outcome: Option<Outcome>,
}

/// What an access of the bus reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// A value; 0 if the access was refused or wrote.
    Value(u32),
    /// The word behind the load port: of a memory that this model holds as a [`State`](apical_core::State), not as words.
    Memory,
}

/// A processor behind its register bus and streams.
pub struct HostPort {
    processor: ChipProcessor,
    control: u32,
    errors: u32,
    load_space: u32,
    load_address: u32,
    /// Labels of the images in the pipeline, the oldest first.
    labels: VecDeque<u8>,
    last: Option<Departed>,
    departed: VecDeque<Departed>,
}

impl HostPort {
    /// A processor after reset: without images in flight.
    #[must_use]
    pub fn new(processor: ChipProcessor) -> Self {
        let labels = processor.state().in_flight.iter().rev().map(|image| image.label).collect();
        Self {
            processor,
            control: 0,
            errors: 0,
            load_space: 0,
            load_address: 0,
            labels,
            last: None,
            departed: VecDeque::new(),
        }
    }

    /// The processor.
    #[must_use]
    pub fn processor(&self) -> &ChipProcessor {
        &self.processor
    }

    /// What `ERRORS` holds.
    #[must_use]
    pub fn errors(&self) -> u32 {
        self.errors
    }

    /// The next result that was not taken yet.
    pub fn take_result(&mut self) -> Option<Departed> {
        self.departed.pop_front()
    }

    /// Sends an image and lets the slot pass that takes it in. `pixels`: all groups of pixels up to the one with the mark,
    /// which may be fewer or more than the image has. Nothing happens without any pixel: such an image cannot be sent.
    pub fn send(&mut self, pixels: &[u8], label: u8) {
        let Some(last) = pixels.len().checked_sub(1) else { return };
        let machine = &mut self.processor.machine;
        let inputs = machine.config.inputs();
        let group = machine.organisation.pixels_per_cycle as usize;
        let (sent, whole) = (last / group, (inputs - 1) / group);
        if sent < whole {
            self.errors |= error::SHORT;
        }
        if sent > whole {
            self.errors |= error::LONG;
        }
        let mut image = vec![0; inputs];
        let there = inputs.min(pixels.len());
        image[..there].copy_from_slice(&pixels[..there]);

        let class = usize::from(label) < machine.config.classes();
        let learn = self.control & LEARN != 0;
        if learn && !class {
            self.errors |= error::LABEL;
        }
        let learned = (learn && class).then_some(label);
        machine.enter(inputs, learned);
        machine.rule_counters.inferred += u64::from(learned.is_none());
        self.labels.push_back(label);
        let left = machine.slot(&image);
        self.leaves(left);
        self.go_on();
    }

    /// An image that has left, if one has.
    fn leaves(&mut self, left: Option<Left>) {
        let Some(left) = left else { return };
        self.control &= !DRAIN_ONE;
        let label = self.labels.pop_front().unwrap_or(0);
        let departed = Departed { winner: left.winner, label, outcome: left.outcome };
        self.last = Some(departed);
        self.departed.push_back(departed);
    }

    /// Slots without a new image, as long as `CONTROL` asks for them.
    fn go_on(&mut self) {
        while self.processor.machine.in_flight() > 0 && self.control & GOES_ON != 0 {
            let left = self.processor.machine.slot(&[]);
            self.leaves(left);
        }
        if self.processor.machine.in_flight() == 0 {
            self.control &= !DRAIN_ONE;
        }
    }

    /// Reads a register.
    pub fn read(&mut self, address: u16, moment: Moment) -> Answer {
        let machine = &self.processor.machine;
        let shared = &machine.shared;
        let value = match registers::name_at(address, machine.config.hidden_count()) {
            None => {
                self.errors |= error::NOWHERE;
                0
            }
            Some("LOAD_DATA") => return self.load(moment, false),
            Some("CONTROL") => self.control,
            Some("STATUS") => {
                let forward = u32::from(moment == Moment::Forward);
                let empty = u32::from(machine.in_flight() == 0 && forward == 0);
                u32::from(self.last.is_some()) << 4 | empty << 3 | forward
            }
            Some("STEP_RATE") => machine.registers.step_rate.value().into(),
            Some("MARGIN_BITS") => machine.registers.margin_bits.into(),
            Some("DROP_SHIFT") => machine.registers.drop_shift.into(),
            Some("RESULT") => self.last.map_or(0, |Departed { winner, label, .. }| {
                u32::from(winner != label) << 16 | u32::from(label) << 8 | u32::from(winner)
            }),
            Some("IMAGES") => shared.images as u32,
            Some("UPDATES") => shared.updates as u32,
            Some("CYCLES") => shared.cycles() as u32,
            Some("LOAD_SPACE") => self.load_space,
            Some("LOAD_ADDRESS") => self.load_address,
            Some("ERRORS") => self.errors,
            Some("WINDOW") => machine.registers.window[registers::window_at(address)].into(),
            Some(name) => registers::reset_value(name),
        };
        Answer::Value(value)
    }

    /// Writes a register. A word written to a memory through `LOAD_DATA` is not modelled: give the processor a state.
    pub fn write(&mut self, address: u16, value: u32, moment: Moment) {
        let machine = &mut self.processor.machine;
        let name = registers::name_at(address, machine.config.hidden_count());
        let name = name
            .filter(|name| REGISTER_MAP.iter().any(|register| register.name == *name && register.writable));
        let Some(name) = name else {
            self.errors |= error::NOWHERE;
            return;
        };
        if name == "LOAD_DATA" {
            self.load(moment, true);
            return;
        }
        let (range, only_idle) = registers::written_range(name, machine.config.format);
        let busy = only_idle && moment != Moment::Idle;
        let outside = !range.contains(&value);
        self.errors |= if busy { error::BUSY } else { 0 } | if outside { error::RANGE } else { 0 };
        if busy || outside {
            return;
        }
        match name {
            "CONTROL" => {
                self.control = value;
                if moment == Moment::Idle {
                    self.go_on();
                }
            }
            "STEP_RATE" => {
                machine.registers.step_rate =
                    StepRate::new(value, machine.config.format).unwrap_or(StepRate::ZERO);
            }
            "MARGIN_BITS" => machine.registers.margin_bits = value as u8,
            "DROP_SHIFT" => machine.registers.drop_shift = value as u8,
            "WINDOW" => machine.registers.window[registers::window_at(address)] = value as u16,
            "LOAD_SPACE" => self.load_space = value & 0xFFFF_00FF,
            "LOAD_ADDRESS" => self.load_address = value & 0x00FF_FFFF,
            _ => self.errors &= !value,
        }
    }

    /// An access of `LOAD_DATA`: refused, or it goes on to the next part or word.
    fn load(&mut self, moment: Moment, write: bool) -> Answer {
        if moment != Moment::Idle {
            self.errors |= error::BUSY;
            return Answer::Value(0);
        }
        let organisation = &self.processor.machine.organisation;
        let Some(last) = location::last_part(organisation, self.load_space, self.load_address, write) else {
            self.errors |= error::NOWHERE;
            return Answer::Value(0);
        };
        let (word, part) = (self.load_address & 0xFFFF, self.load_address >> 16);
        self.load_address = if part == last { (word + 1) & 0xFFFF } else { (part + 1) << 16 | word };
        Answer::Memory
    }
}
