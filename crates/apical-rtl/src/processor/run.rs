//! Images through the machine: slots, results, counters of the rule.

use apical_chip::machine::map::{Register, Space, control};
use apical_core::{Activity, LayerActivity, Order, Outcome, ProcessorError};

use super::RtlProcessor;
use crate::RtlError;
use crate::device::Answer;
use crate::load::{LoadPort, hidden_record, input_record};
use crate::map::Memory;

impl RtlProcessor {
    pub(super) fn set_control(&mut self, value: u32) -> Result<(), RtlError> {
        if self.control != Some(value) {
            self.control = None;
            self.device.get_mut().write(Register::Control, value)?;

            self.control = (value & control::DRAIN_ONE.mask() == 0).then_some(value);
        }
        Ok(())
    }

    /// Adds up `CYCLES`, which is 32 bits wide.
    pub(super) fn read_cycles(&mut self) -> Result<(), RtlError> {
        let now = self.device.get_mut().read(Register::Cycles)?;
        self.cycles += u64::from(now.wrapping_sub(self.cycles_read));
        self.cycles_read = now;
        Ok(())
    }

    /// What a slot does to the images in the pipeline; whether one leaves.
    pub(super) fn advance(&mut self, enters: bool) -> bool {
        if enters {
            self.passed.insert(0, 0);
        }
        for passed in &mut self.passed {
            *passed += 1;
        }
        let leaves = self.passed.last().is_some_and(|&passed| passed == self.config.layer_count());
        if leaves {
            self.passed.pop();
        }
        leaves
    }

    /// Slots are over: takes the answer of the image that left, if one must have.
    pub(super) fn finish(&mut self, leaves: bool) -> Result<Option<Answer>, RtlError> {
        self.device.get_mut().wait_until_idle()?;
        let answer = if leaves { Some(self.device.get_mut().answer()?) } else { None };
        if self.device.get_mut().taken_answer().is_some() {
            return Err(RtlError::Answer("a result of an image that is still in the pipeline".into()));
        }
        self.read_cycles()?;
        Ok(answer)
    }

    /// An image that was learned and has left: counts it.
    pub(super) fn learned(&mut self, answer: Answer) -> Result<Outcome, RtlError> {
        let Answer { winner, label, correct, learned, margin, step } = answer;
        if !learned {
            return Err(RtlError::Answer("an image that was to be learned left as one that was not".into()));
        }
        let outcome = Outcome { label, winner, correct, margin, step };
        // Its record stays in the ring until the next image enters.
        let age = self.passed.len();
        let mut port = LoadPort { device: self.device.get_mut() };
        let mut spikes = vec![port.count(&input_record(&self.config, age))?];
        for layer in 1..self.config.layer_count() {
            spikes.push(port.count(&hidden_record(&self.config, Space::RecordSpikes, layer, age))?);
        }
        spikes.push(1);
        let counters = &mut self.counters;
        counters.learned += 1;
        counters.errors += u64::from(!correct);
        counters.updates += u64::from(step != 0);
        counters.zero_steps += u64::from(outcome.disagrees() && step == 0);
        for (sum, count) in counters.spikes.iter_mut().zip(spikes) {
            *sum += count;
        }
        Ok(outcome)
    }

    pub(super) fn learn_one(&mut self, pixels: &[u8], label: u8) -> Result<Option<Outcome>, RtlError> {
        let sequential = self.config.order == Order::Sequential;
        self.set_control(control::LEARN.mask() | if sequential { control::SEQUENTIAL.mask() } else { 0 })?;
        self.device.get_mut().offer(pixels, label);
        self.device.get_mut().wait_until_taken()?;
        let mut leaves = self.advance(true);
        while sequential && !self.passed.is_empty() {
            leaves |= self.advance(false);
        }
        match self.finish(leaves)? {
            Some(answer) => self.learned(answer).map(Some),
            None => Ok(None),
        }
    }

    pub(super) fn drain(&mut self) -> Result<Option<Outcome>, RtlError> {
        if self.passed.is_empty() {
            return Ok(None);
        }
        self.set_control(control::LEARN.mask() | control::DRAIN_ONE.mask())?;
        while !self.advance(false) {}
        match self.finish(true)? {
            Some(answer) => self.learned(answer).map(Some),
            None => Ok(None),
        }
    }

    pub(super) fn infer_one(&mut self, pixels: &[u8]) -> Result<u8, RtlError> {
        self.set_control(control::SEQUENTIAL.mask())?;
        self.device.get_mut().offer(pixels, 0);
        self.device.get_mut().wait_until_taken()?;
        self.advance(true);
        while !self.passed.is_empty() {
            self.advance(false);
        }
        let answer = self.finish(true)?.ok_or_else(|| RtlError::Answer("no result".into()))?;
        if answer.learned || usize::from(answer.winner) >= self.config.classes() {
            return Err(RtlError::Answer(format!("an inference that gave {answer:?}")));
        }
        self.counters.inferred += 1;
        Ok(answer.winner)
    }

    /// Puts an image to classify into the layer pipeline; the winner of the one that leaves, if one does.
    ///
    /// # Errors
    /// As [`infer`](apical_core::Processor::infer).
    pub fn push_inference(&mut self, pixels: &[u8]) -> Result<Option<u8>, ProcessorError> {
        self.check_image(pixels)?;
        self.guarded(|processor| {
            processor.set_control(0)?;
            processor.device.get_mut().offer(pixels, 0);
            processor.device.get_mut().wait_until_taken()?;
            let leaves = processor.advance(true);
            processor.counters.inferred += 1;
            Ok(processor.finish(leaves)?.map(|answer| answer.winner))
        })
    }

    /// The winner of the next image to leave, with none behind it; `None` once all have left.
    ///
    /// # Errors
    /// If the processor fails.
    pub fn finish_inference(&mut self) -> Result<Option<u8>, ProcessorError> {
        self.guarded(|processor| {
            if processor.passed.is_empty() {
                return Ok(None);
            }
            processor.set_control(control::DRAIN_ONE.mask())?;
            while !processor.advance(false) {}
            Ok(processor.finish(true)?.map(|answer| answer.winner))
        })
    }

    /// Classifies images in one go: each waits at the port before the slot of the one before it is over, so that no cycle
    /// lies between slots. The number of images in the pipeline must be 0 before and is 0 after.
    ///
    /// # Errors
    /// As [`infer`](apical_core::Processor::infer).
    pub fn infer_stream<'a>(
        &mut self,
        images: impl IntoIterator<Item = &'a [u8]>,
    ) -> Result<Vec<u8>, ProcessorError> {
        self.check_drained()?;
        let mut count: usize = 0;
        for pixels in images {
            self.check_image(pixels)?;
            self.device.get_mut().offer(pixels, 0);
            count += 1;
        }
        self.guarded(|processor| {
            // Set while images wait already: the first slot begins at once.
            processor.control = None;
            processor.set_control(0)?;
            processor.stream(count)
        })
    }

    pub(super) fn stream(&mut self, count: usize) -> Result<Vec<u8>, RtlError> {
        let mut winners = Vec::with_capacity(count);
        let depth = self.config.hidden_count();
        while winners.len() + depth < count {
            winners.push(self.device.get_mut().answer()?.winner);
        }
        self.device.get_mut().wait_until_taken()?;
        self.device.get_mut().wait_until_idle()?;
        while winners.len() < count {
            if let Some(answer) = self.device.get_mut().taken_answer() {
                winners.push(answer.winner);
                continue;
            }
            self.set_control(control::DRAIN_ONE.mask())?;
            winners.push(self.device.get_mut().answer()?.winner);
            self.device.get_mut().wait_until_idle()?;
        }
        self.counters.inferred += count as u64;
        self.read_cycles()?;
        Ok(winners)
    }

    pub(super) fn activity_of(&mut self, pixels: &[u8]) -> Result<Activity, RtlError> {
        let winner = self.infer_one(pixels)?;
        let config = &self.config;
        let mut port = LoadPort { device: self.device.get_mut() };
        let mut layers = Vec::new();
        for layer in 1..=config.layer_count() {
            let neurons = config.layers[layer];
            let memory = Memory { space: Space::Potentials, layer, index: 0, words: neurons, bits: 32 };
            let potentials: Vec<i32> =
                port.words(&memory)?.iter().map(|word| word.parts[0].cast_signed()).collect();
            let spikes = if layer == config.layer_count() {
                (0..neurons).map(|neuron| neuron == usize::from(winner)).collect()
            } else {
                let record = hidden_record(config, Space::RecordSpikes, layer, 0);
                port.word(&record, 0)?.bits(neurons)
            };
            layers.push(LayerActivity { potentials, spikes });
        }
        // The record of an image that is only classified has no input spikes; in the layers' potentials they show.
        Ok(Activity { input: config.front_end.encode(pixels), layers, winner })
    }

    pub(super) fn check_image(&self, pixels: &[u8]) -> Result<(), ProcessorError> {
        let (found, expected) = (pixels.len(), self.config.raw_inputs());
        if found == expected { Ok(()) } else { Err(ProcessorError::ImageSize { found, expected }) }
    }

    pub(super) fn check_drained(&self) -> Result<(), ProcessorError> {
        match self.passed.len() {
            0 => Ok(()),
            in_flight => Err(ProcessorError::NotDrained { in_flight }),
        }
    }
}
