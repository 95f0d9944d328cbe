//! The RTL beside the cycle model: same images, same answers, same cycles, same memories.

mod difference;
mod memories;
mod protocol;
mod random;

use std::fmt;

use apical_chip::machine::ChipProcessor;
use apical_core::{Outcome, Processor, ProcessorError, State, StepRate};

use crate::{HostPolicy, RtlError, RtlProcessor};
pub use difference::Difference;
use difference::Seen;
pub use protocol::protocol_errors;
pub use random::RandomCase;

/// Both processors.
pub struct Cosimulation {
    rtl: RtlProcessor,
    chip: ChipProcessor,
    /// Cycles of both when they were last equal.
    cycles: [u64; 2],
    /// `IMAGES` and `UPDATES`, and what the model counted, at the last reset of either.
    base: [u32; 2],
    counts: Counts,
}

/// What was compared without a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Images inferred.
    pub inferred: u64,
    /// Images learned, those that left the pipeline.
    pub learned: u64,
    /// Of those, images after which the synapses changed.
    pub updates: u64,
    /// Words of memories and registers compared.
    pub words: u64,
    /// Clock cycles by `CYCLES`, all equal to the model's.
    pub cycles: u64,
    /// Resets in the middle of a slot.
    pub resets: u64,
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.inferred += other.inferred;
        self.learned += other.learned;
        self.updates += other.updates;
        self.words += other.words;
        self.cycles += other.cycles;
        self.resets += other.resets;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { inferred, learned, updates, words, cycles, resets } = self;
        write!(
            f,
            "{inferred} images inferred, {learned} learned ({updates} with an update), {cycles} cycles, {words} words \
             of memory, {resets} resets within a slot"
        )
    }
}

/// Why a co-simulation ended.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CosimulationError {
    /// The first difference.
    #[error(transparent)]
    Difference(#[from] Difference),
    /// The RTL failed, or could not be made.
    #[error(transparent)]
    Rtl(#[from] RtlError),
    /// The model refused what it was given.
    #[error("the model: {0}")]
    Model(#[from] ProcessorError),
}

impl Cosimulation {
    /// The model of the RTL's organisation in the state that the RTL was last given.
    ///
    /// # Errors
    /// If the RTL does not answer, or the model refuses the state.
    pub fn new(mut rtl: RtlProcessor) -> Result<Self, CosimulationError> {
        let chip = ChipProcessor::new(rtl.organisation(), rtl.loaded())
            .map_err(|error| ProcessorError::BackEnd { name: "chip".into(), message: error.to_string() })?;
        let base = rtl.image_registers()?;
        let cycles = [rtl.cycles(), 0];
        Ok(Self { rtl, chip, cycles, base, counts: Counts::default() })
    }

    /// What was compared so far.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Cycles simulated in RTL, those of loading and reading too.
    #[must_use]
    pub fn clock(&self) -> u64 {
        self.rtl.clock()
    }

    /// Another host from now on.
    pub fn set_policy(&mut self, policy: HostPolicy) {
        self.rtl.set_policy(policy);
    }

    /// Sets the learning rate of both.
    pub fn set_step_rate(&mut self, rate: StepRate) {
        self.rtl.set_step_rate(rate);
        self.chip.set_step_rate(rate);
    }

    /// The model's state.
    #[must_use]
    pub fn state(&self) -> State {
        self.chip.state()
    }

    fn difference(
        &self,
        module: impl Into<String>,
        signal: impl Into<String>,
        model: impl ToString,
        rtl: impl ToString,
    ) -> Difference {
        Difference {
            image: self.counts.inferred + self.counts.learned,
            cycle: self.rtl.cycles(),
            module: module.into(),
            signal: signal.into(),
            model: model.to_string(),
            rtl: rtl.to_string(),
        }
    }

    fn equal<T: PartialEq + ToString>(
        &self,
        module: &str,
        signal: &str,
        model: T,
        rtl: T,
    ) -> Result<(), Difference> {
        if model == rtl { Ok(()) } else { Err(self.difference(module, signal, model, rtl)) }
    }

    /// Cycles since the last comparison.
    fn compare_cycles(&mut self, chip: u64, what: &str) -> Result<(), Difference> {
        let rtl = self.rtl.cycles();
        let [rtl_before, chip_before] = self.cycles;
        self.equal("controller", &format!("CYCLES of {what}"), chip - chip_before, rtl - rtl_before)?;
        self.cycles = [rtl, chip];
        self.counts.cycles += chip - chip_before;
        Ok(())
    }

    fn compare_outcomes(&mut self, model: Option<Outcome>, rtl: Option<Outcome>) -> Result<(), Difference> {
        let (model, rtl) = match (model, rtl) {
            (Some(model), Some(rtl)) => (model, rtl),
            (None, None) => return Ok(()),
            (model, rtl) => {
                let of = |outcome: Option<Outcome>| u8::from(outcome.is_some());
                return Err(self.difference("controller", "result_valid", of(model), of(rtl)));
            }
        };
        self.equal("records", "result_label", model.label, rtl.label)?;
        self.equal("control generator", "result_margin", model.margin, rtl.margin)?;
        self.equal("winner search", "result_winner", model.winner, rtl.winner)?;
        self.equal("winner search", "result_correct", u8::from(model.correct), u8::from(rtl.correct))?;
        self.equal("controller", "result_step", model.step, rtl.step)?;
        self.counts.learned += 1;
        self.counts.updates += u64::from(model.step != 0);
        Ok(())
    }

    /// Learns an image in both.
    ///
    /// # Errors
    /// The first difference, or that the RTL failed.
    pub fn learn(&mut self, pixels: &[u8], label: u8) -> Result<(), CosimulationError> {
        let rtl = self.rtl.learn(pixels, label);
        let rtl = self.checked(rtl)?;
        let model = self.chip.learn(pixels, label)?;
        self.compare_outcomes(model, rtl)?;
        self.compare_cycles(self.chip.cycles().count(), "the image")?;
        Ok(())
    }

    /// Takes the oldest image out of both pipelines; whether there was one.
    ///
    /// # Errors
    /// The first difference, or that the RTL failed.
    pub fn drain_one(&mut self) -> Result<bool, CosimulationError> {
        let rtl = self.rtl.drain_one();
        if let Some(failure) = self.rtl.failure() {
            return Err(failure.into());
        }
        let model = self.chip.drain_one();
        self.compare_outcomes(model, rtl)?;
        self.compare_cycles(self.chip.cycles().count(), "the drain")?;
        Ok(model.is_some())
    }

    /// Takes all images out of both pipelines.
    ///
    /// # Errors
    /// The first difference, or that the RTL failed.
    pub fn drain(&mut self) -> Result<(), CosimulationError> {
        while self.drain_one()? {}
        Ok(())
    }

    /// Classifies an image alone in both, and compares every potential and spike.
    ///
    /// # Errors
    /// The first difference, or that the RTL failed.
    pub fn activity(&mut self, pixels: &[u8]) -> Result<(), CosimulationError> {
        let rtl = self.rtl.activity(pixels);
        let rtl = self.checked(rtl)?;
        let model = self.chip.activity(pixels)?;
        for (index, (model, rtl)) in model.layers.iter().zip(&rtl.layers).enumerate() {
            let layer = format!("layer {}", index + 1);
            let potentials = Seen::lists(&model.potentials, &rtl.potentials);
            let spikes = Seen::lists(&model.spikes, &rtl.spikes);
            for (signal, seen) in [("potential", potentials), ("spike", spikes)] {
                if let Some(Seen { index: at, model, rtl }) = seen {
                    let signal = format!("{signal} of neuron {at}");
                    return Err(self.difference(layer, signal, model, rtl).into());
                }
            }
        }
        self.equal("winner search", "result_winner", model.winner, rtl.winner)?;
        self.compare_cycles(self.chip.cycles().count(), "the image")?;
        self.counts.inferred += 1;
        Ok(())
    }

    /// Classifies images with all layers at work, and compares winner and cycles of each.
    ///
    /// # Errors
    /// The first difference, or that the RTL failed. Both pipelines are then in the middle of it.
    pub fn infer<'a>(
        &mut self,
        images: impl IntoIterator<Item = &'a [u8]>,
        mut expect: impl FnMut(u8),
    ) -> Result<(), CosimulationError> {
        // The stream borrows the model; winners and cycles are noted image by image and compared at once.
        let mut steps = images.into_iter().peekable();
        if steps.peek().is_none() {
            return Ok(());
        }
        let Self { rtl, chip, counts, cycles, .. } = self;
        let mut stream = chip.stream()?;
        loop {
            let pixels = steps.next();
            let (model, found, done) = match pixels {
                Some(pixels) => (stream.push(pixels)?, rtl.push_inference(pixels), false),
                None => {
                    let model = stream.finish_one();
                    (model, rtl.finish_inference(), model.is_none())
                }
            };
            let found =
                found.map_err(|error| rtl.failure().map_or(CosimulationError::Model(error), Into::into))?;
            let now = [rtl.cycles(), stream.processor().cycles().count()];
            let taken = [now[0] - cycles[0], now[1] - cycles[1]];
            let differs = |module: &str, signal: &str, model: String, rtl_value: String| Difference {
                image: counts.inferred + counts.learned,
                cycle: now[0],
                module: module.into(),
                signal: signal.into(),
                model,
                rtl: rtl_value,
            };
            if model != found {
                let text =
                    |winner: Option<u8>| winner.map_or("no result".into(), |winner| winner.to_string());
                return Err(differs("winner search", "result_winner", text(model), text(found)).into());
            }
            if taken[0] != taken[1] {
                let (model, rtl) = (taken[1].to_string(), taken[0].to_string());
                return Err(differs("controller", "CYCLES of the image", model, rtl).into());
            }
            *cycles = now;
            counts.cycles += taken[1];
            if let Some(winner) = model {
                counts.inferred += 1;
                expect(winner);
            }
            if done {
                return Ok(());
            }
        }
    }

    /// Classifies images in one go, without a pause between slots, and compares winners and the sum of all cycles.
    ///
    /// # Errors
    /// The first difference, or that the RTL failed.
    pub fn infer_in_one_go(&mut self, images: &[&[u8]]) -> Result<(), CosimulationError> {
        let rtl = self.rtl.infer_stream(images.iter().copied());
        let rtl = self.checked(rtl)?;
        let model = self.chip.infer_all(images.iter().copied())?;
        if let Some(Seen { index: at, model, rtl }) = Seen::lists(&model, &rtl) {
            let signal = format!("result_winner of image {at} of the stream");
            return Err(self.difference("winner search", signal, model, rtl).into());
        }
        self.compare_cycles(self.chip.cycles().count(), "the stream")?;
        self.counts.inferred += model.len() as u64;
        Ok(())
    }

    /// Resets the RTL `cycles` cycles after an image began to be learned, gives both the state of before, and goes on.
    ///
    /// # Errors
    /// If registers do not come up as they must, or the RTL failed.
    pub fn reset_within(&mut self, pixels: &[u8], label: u8, cycles: u64) -> Result<(), CosimulationError> {
        let state = self.chip.state();
        let rate = self.chip.step_rate();
        self.rtl.reset_within(pixels, label, cycles)?;
        let loaded = self.rtl.load(&state);
        self.checked(loaded)?;
        self.rtl.set_step_rate(rate);
        self.base = self.rtl.image_registers()?;
        let shared = self.chip.machine_counters().shared;
        for (base, count) in self.base.iter_mut().zip([shared.images, shared.updates]) {
            *base = base.wrapping_sub(count as u32);
        }
        self.cycles[0] = self.rtl.cycles();
        self.counts.resets += 1;
        Ok(())
    }

    /// Reads the RTL's whole state, images in flight included, and loads it again.
    ///
    /// # Errors
    /// If the RTL failed. A difference would show in what follows.
    pub fn reload(&mut self) -> Result<(), CosimulationError> {
        let state = self.rtl.read_state()?;
        let loaded = self.rtl.load(&state);
        self.checked(loaded)
    }

    /// Compares every word of every memory, all registers of a state, and the counts of images and updates.
    ///
    /// # Errors
    /// The first difference, or that the RTL failed.
    pub fn compare_memories(&mut self) -> Result<(), CosimulationError> {
        let expected = self.chip.state();
        let (words, seen) = memories::first_difference(&self.rtl, &expected)?;
        if let Some(memories::Found { module, signal, model, rtl }) = seen {
            return Err(self.difference(module, signal, model, rtl).into());
        }
        self.counts.words += words;
        let errors = self.rtl.error_register()?;
        self.equal("registers", "ERRORS", 0, errors)?;
        let found = self.rtl.image_registers()?;
        let shared = self.chip.machine_counters().shared;
        let names = ["IMAGES", "UPDATES"];
        for ((name, found), (base, count)) in
            names.into_iter().zip(found).zip(self.base.into_iter().zip([shared.images, shared.updates]))
        {
            self.equal("controller", name, base.wrapping_add(count as u32), found)?;
        }
        Ok(())
    }

    fn checked<T>(&self, result: Result<T, ProcessorError>) -> Result<T, CosimulationError> {
        result.map_err(|error| match self.rtl.failure() {
            Some(failure) => failure.into(),
            None => CosimulationError::Model(error),
        })
    }
}
