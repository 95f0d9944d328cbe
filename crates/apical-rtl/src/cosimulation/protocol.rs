//! A host that makes protocol errors, at the pins of the RTL and at the model's port: both answer the same.

use apical_chip::machine::ChipProcessor;
use apical_chip::machine::host::{Answer, HostPort, Moment};
use apical_chip::machine::map::{Register, Space, control, load_address, load_space};
use apical_core::random::SplitMix64;
use apical_core::{Processor, ProcessorError};

use super::{CosimulationError, Counts, Difference, memories};
use crate::device::Answer as Taken;
use crate::{HostPolicy, RtlProcessor};

/// Both, and what their host draws its errors from.
struct Erring {
    rtl: RtlProcessor,
    port: HostPort,
    random: SplitMix64,
    counts: Counts,
}

/// Sends images of any size with any label, and accesses registers that exist and others, with values in range and others,
/// idle and busy; compares every answer, result, counter and error bit, and all memories at the end.
///
/// # Errors
/// The first difference, or that the RTL failed.
pub fn protocol_errors(rtl: RtlProcessor, seed: u64, images: usize) -> Result<Counts, CosimulationError> {
    let chip = ChipProcessor::new(rtl.organisation(), rtl.loaded())
        .map_err(|error| ProcessorError::BackEnd { name: "chip".into(), message: error.to_string() })?;
    let port = HostPort::new(chip);
    let mut both = Erring { rtl, port, random: SplitMix64::new(seed), counts: Counts::default() };
    // Where loading has left off is not the model's affair.
    for address in [Register::LoadSpace, Register::LoadAddress] {
        both.write(address, 0, Moment::Idle)?;
    }
    for number in 0..images {
        let late = (number as u8).wrapping_mul(40) % 200;
        both.rtl.set_policy(HostPolicy { late_pixels: late, late_results: late, seed: number as u64 });
        both.round()?;
    }
    both.write(Register::Control, control::LEARN.mask() | control::DRAIN.mask(), Moment::Idle)?;
    both.settle()?;
    let (words, found) = memories::first_difference(&both.rtl, &both.port.processor().state())?;
    both.counts.words += words;
    match found {
        Some(memories::Found { module, signal, model, rtl }) => {
            Err(both.difference(&module, &signal, model, rtl))
        }
        None => Ok(both.counts),
    }
}

impl Erring {
    fn difference(&self, module: &str, signal: &str, model: String, rtl: String) -> CosimulationError {
        let image = self.counts.inferred + self.counts.learned;
        let cycle = self.rtl.clock();
        Difference { image, cycle, module: module.into(), signal: signal.into(), model, rtl }.into()
    }

    fn read(&mut self, address: impl Into<u16>, moment: Moment) -> Result<(), CosimulationError> {
        let address = address.into();
        let rtl = self.rtl.device().read(address)?;
        match self.port.read(address, moment) {
            Answer::Value(model) if model != rtl => {
                let signal = format!("read of 0x{address:02x}, {moment:?}");
                Err(self.difference("registers", &signal, format!("0x{model:x}"), format!("0x{rtl:x}")))
            }
            _ => Ok(()),
        }
    }

    fn write(
        &mut self,
        address: impl Into<u16>,
        value: u32,
        moment: Moment,
    ) -> Result<(), CosimulationError> {
        let address = address.into();
        self.rtl.device().write(address, value)?;
        self.port.write(address, value, moment);
        Ok(())
    }

    /// Some accesses, right and wrong.
    fn accesses(&mut self, moment: Moment) -> Result<(), CosimulationError> {
        for _ in 0..4 {
            let address = match self.random.below(8) {
                0 => self.random.below(0x1_0000) as u16,
                1 | 2 => Register::window(self.random.below(9) as u16),
                _ => 4 * self.random.below(17) as u16,
            };
            let value = match self.random.below(4) {
                0 => self.random.below(u32::MAX),
                1 => self.random.below(70_000),
                _ => self.random.below(20),
            };
            // A word that is written would change the RTL's memories alone. What CONTROL asks for is drawn elsewhere.
            let only_read = address == Register::LoadData.address() && moment == Moment::Idle;
            let other_control = address == Register::Control.address() && value < 16;
            if self.random.below(2) == 0 && !only_read && !other_control {
                self.write(address, value, moment)?;
            } else {
                self.read(address, moment)?;
            }
            self.read(Register::Errors, moment)?;
        }
        Ok(())
    }

    /// A location of the load port that may or may not exist; read, and written where nothing can be written.
    fn location(&mut self) -> Result<(), CosimulationError> {
        let space = load_space::SPACE.put(self.random.below(16))
            | load_space::LAYER.put(self.random.below(5))
            | load_space::NUMBER.put(self.random.below(12));
        let address =
            load_address::WORD.put(self.random.below(12)) | load_address::PART.put(self.random.below(3));
        self.write(Register::LoadSpace, space, Moment::Idle)?;
        self.write(Register::LoadAddress, address, Moment::Idle)?;
        if Space::of_code(load_space::SPACE.get(space)).is_none_or(|space| !space.description().writable) {
            self.write(Register::LoadData, u32::MAX, Moment::Idle)?;
        }
        for address in [Register::LoadData, Register::LoadAddress, Register::Errors] {
            self.read(address, Moment::Idle)?;
        }
        Ok(())
    }

    /// An image, and what comes before and after it.
    fn round(&mut self) -> Result<(), CosimulationError> {
        let config = self.rtl.loaded().config.clone();
        let (inputs, classes) = (config.raw_inputs(), config.classes() as u32);
        self.accesses(Moment::Idle)?;
        self.location()?;
        let wanted = [0, 1, 1, 1, 1, 1, 2, 3, 4, 5, 8, 9][self.random.below(12) as usize];
        self.write(Register::Control, wanted, Moment::Idle)?;
        self.settle()?;
        // With a drain asked for, slots would begin while the image is late.
        let order = control::LEARN.mask() | control::SEQUENTIAL.mask();
        self.write(Register::Control, wanted & order, Moment::Idle)?;
        self.settle()?;

        let size = match self.random.below(3) {
            0 => inputs,
            _ => 1 + self.random.below(2 * inputs as u32 + 70) as usize,
        };
        let pixels: Vec<u8> = (0..size).map(|_| self.random.below(256) as u8).collect();
        let wait = self.random.below(3) == 0;
        let label = match self.random.below(3) {
            // While it waits its label must not be the error: the model notices it later.
            0 if !wait => self.random.below(256),
            _ => self.random.below(classes),
        } as u8;
        let device = self.rtl.device();
        // Held back would be what is left of the image before, too, and this one would never come.
        device.wait_until_sent()?;
        device.hold_pixels(wait);
        device.offer(&pixels, label);
        device.wait_until_taken()?;
        if wait {
            self.accesses(Moment::Forward)?;
            self.read(Register::Status, Moment::Forward)?;
            self.rtl.device().hold_pixels(false);
        }
        self.port.send(&pixels, label);
        self.settle()
    }

    /// Until the RTL is idle: results and counters.
    fn settle(&mut self) -> Result<(), CosimulationError> {
        self.rtl.device().wait_until_idle()?;
        while let Some(model) = self.port.take_result() {
            let rtl = self.rtl.device().answer()?;
            let outcome = model.outcome;
            let expected = Taken {
                winner: model.winner,
                label: model.label,
                correct: outcome.is_some_and(|outcome| outcome.correct),
                learned: outcome.is_some(),
                margin: outcome.map_or(0, |outcome| outcome.margin),
                step: outcome.map_or(0, |outcome| outcome.step),
            };
            if expected != rtl {
                return Err(self.difference(
                    "results",
                    "result",
                    format!("{expected:?}"),
                    format!("{rtl:?}"),
                ));
            }
            match outcome {
                Some(_) => self.counts.learned += 1,
                None => self.counts.inferred += 1,
            }
        }
        if let Some(rtl) = self.rtl.device().taken_answer() {
            return Err(self.difference("results", "result_valid", "no result".into(), format!("{rtl:?}")));
        }
        for address in [
            Register::Cycles,
            Register::Images,
            Register::Updates,
            Register::Status,
            Register::Control,
            Register::Errors,
        ] {
            self.read(address, Moment::Idle)?;
        }
        Ok(())
    }
}
