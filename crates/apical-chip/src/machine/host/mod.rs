//! The host's side of the machine: what hardware answers to a host that keeps to the protocol, and to one that does not.
//!
//! A [`Processor`] refuses a bad call before anything happens. Hardware cannot: it must do
//! something with a wrong access, a label that is no class, an image with too few or too many pixels. [`HostPort`] does
//! what `docs/microarchitecture.md` says (sections 5 and 15), and keeps the bits of `ERRORS`.

use std::collections::VecDeque;

use apical_core::{Outcome, Processor, StepRate};

use super::controller::{Left, ProcessorBlocks};
use super::map::{self, Access, Register, control, errors, load_address, result, status};
use super::processor::ChipProcessor;

/// Bits of `CONTROL` by which slots without a new image begin.
const GOES_ON: u32 = control::SEQUENTIAL.mask() | control::DRAIN.mask() | control::DRAIN_ONE.mask();

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
        let inputs = machine.config.raw_inputs();
        let group = machine.organisation.values_per_cycle() as usize;
        let (sent, whole) = (last / group, (inputs - 1) / group);
        if sent < whole {
            self.errors |= errors::SHORT.mask();
        }
        if sent > whole {
            self.errors |= errors::LONG.mask();
        }
        let mut image = vec![0; inputs];
        let there = inputs.min(pixels.len());
        image[..there].copy_from_slice(&pixels[..there]);

        let class = usize::from(label) < machine.config.classes();
        let learn = self.control & control::LEARN.mask() != 0;
        if learn && !class {
            self.errors |= errors::LABEL.mask();
        }
        let learned = (learn && class).then_some(label);
        machine.enter(learned);
        machine.rule_counters.inferred += u64::from(learned.is_none());
        self.labels.push_back(label);
        let left = machine.slot(&image);
        self.leaves(left);
        self.go_on();
    }

    /// An image that has left, if one has.
    fn leaves(&mut self, left: Option<Left>) {
        let Some(left) = left else { return };
        self.control &= !control::DRAIN_ONE.mask();
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
            self.control &= !control::DRAIN_ONE.mask();
        }
    }

    /// Reads the register at a byte address.
    pub fn read(&mut self, address: u16, moment: Moment) -> Answer {
        let machine = &self.processor.machine;
        let shared = &machine.shared;
        let Some((register, window)) = register_at(machine, address) else {
            self.errors |= errors::ADDRESS.mask();
            return Answer::Value(0);
        };
        let value = match register {
            Register::LoadData => return self.load(moment, false),
            Register::Id => {
                register.description().reset & !0xFFFF | machine.organisation.specification_version()
            }
            Register::Control => self.control,
            Register::Status => {
                let forward = u32::from(moment == Moment::Forward);
                let empty = u32::from(machine.in_flight() == 0 && forward == 0);
                status::RESULT.put(self.last.is_some().into())
                    | status::EMPTY.put(empty)
                    | status::STATE.put(forward)
            }
            Register::StepRate => machine.registers.step_rate.value().into(),
            Register::MarginBits => machine.registers.margin_bits.into(),
            Register::DropShift => machine.registers.drop_shift.into(),
            Register::Result => self.last.map_or(0, |Departed { winner, label, .. }| {
                result::DIFFERENT.put((winner != label).into())
                    | result::LABEL.put(label.into())
                    | result::WINNER.put(winner.into())
            }),
            Register::Images => shared.images as u32,
            Register::Updates => shared.updates as u32,
            Register::Cycles => shared.cycles() as u32,
            Register::LoadSpace => self.load_space,
            Register::LoadAddress => self.load_address,
            Register::Errors => self.errors,
            Register::FrontEnd => machine.registers.front_end,
            Register::RetinaThresholds => machine.registers.retina_thresholds,
            Register::Window => machine.registers.window[window].into(),
        };
        Answer::Value(value)
    }

    /// Writes a register. A word written to a memory through `LOAD_DATA` is not modelled: give the processor a state.
    pub fn write(&mut self, address: u16, value: u32, moment: Moment) {
        let machine = &mut self.processor.machine;
        let found = register_at(machine, address);
        let Some((register, window)) = found.filter(|(register, _)| register.description().writable()) else {
            self.errors |= errors::ADDRESS.mask();
            return;
        };
        if register == Register::LoadData {
            self.load(moment, true);
            return;
        }
        let about = register.description();
        let busy = about.access == Access::WriteWhenIdle && moment != Moment::Idle;
        let outside = !about.takes(value, machine.config.format);
        self.errors |= errors::BUSY.put(busy.into()) | errors::RANGE.put(outside.into());
        if busy || outside {
            return;
        }
        let value = value & about.mask();
        match register {
            Register::Control => {
                self.control = value;
                if moment == Moment::Idle {
                    self.go_on();
                }
            }
            Register::StepRate => {
                machine.registers.step_rate =
                    StepRate::new(value, machine.config.format).unwrap_or(StepRate::ZERO);
            }
            Register::MarginBits => machine.registers.margin_bits = value as u8,
            Register::DropShift => machine.registers.drop_shift = value as u8,
            Register::FrontEnd => {
                machine.registers.front_end = value;
                machine.load_front_end();
            }
            Register::RetinaThresholds => {
                machine.registers.retina_thresholds = value;
                machine.load_front_end();
            }
            Register::Window => machine.registers.window[window] = value as u16,
            Register::LoadSpace => self.load_space = value,
            Register::LoadAddress => self.load_address = value,
            Register::Errors => self.errors &= !value,
            // Answered above: only read, or an access of its own.
            Register::Id
            | Register::Status
            | Register::Result
            | Register::Images
            | Register::Updates
            | Register::Cycles
            | Register::LoadData => {}
        }
    }

    /// An access of `LOAD_DATA`: refused, or it goes on to the next part or word.
    fn load(&mut self, moment: Moment, write: bool) -> Answer {
        if moment != Moment::Idle {
            self.errors |= errors::BUSY.mask();
            return Answer::Value(0);
        }
        let organisation = &self.processor.machine.organisation;
        let Some(last) = map::last_part(organisation, self.load_space, self.load_address, write) else {
            self.errors |= errors::ADDRESS.mask();
            return Answer::Value(0);
        };
        let (word, part) =
            (load_address::WORD.get(self.load_address), load_address::PART.get(self.load_address));
        let (word, part) = if part == last { (word + 1, 0) } else { (word, part + 1) };
        self.load_address = load_address::WORD.put(word) | load_address::PART.put(part);
        Answer::Memory
    }
}

/// The register at an address, if the machine has it, and the hidden layer of a window.
fn register_at(machine: &ProcessorBlocks, address: u16) -> Option<(Register, usize)> {
    let found = Register::at(address, machine.config.hidden_count());
    found.filter(|(register, _)| register.description().machines.include(&machine.organisation))
}
