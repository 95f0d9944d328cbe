//! Running a case.

use alloc::boxed::Box;
use core::error::Error;
use core::fmt;

use apical_core::fast::{FastProcessor, Kernel};
use apical_core::reference::ReferenceProcessor;
use apical_core::{Processor, State, StepRate};

use crate::{BackEnd, Case, SyntheticImages, state_hash};

/// The seed of every case.
const SEED: u64 = 2019;
/// The learning rate falls from 40.0 to 4.0, in 1/256: far above that of a real run, so that a few hundred images
/// are enough, and that carries into the weights are frequent.
const FIRST_RATE: u32 = 40 * 256;
const LAST_RATE: u32 = 4 * 256;

/// What came of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Name of the case.
    pub name: &'static str,
    /// Hash of the state after the last image has entered the pipeline, before it is drained.
    pub hash_in_flight: u64,
    /// Hash of the state in the end.
    pub hash: u64,
    /// Images after which synapses were changed.
    pub updates: u64,
    /// Images inferred.
    pub inferred: u32,
    /// Of those, images whose class was found.
    pub correct: u32,
}

impl fmt::Display for Report {
    /// One line: `case NAME HASH_IN_FLIGHT HASH updates N correct N/M`, hashes as 16 hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, hash_in_flight, hash, updates, inferred, correct } = self;
        write!(
            f,
            "case {name} {hash_in_flight:016x} {hash:016x} updates {updates} correct {correct}/{inferred}"
        )
    }
}

/// Runs a case on a back end.
///
/// # Errors
/// If the case is outside the specification, which the tests of this crate exclude.
pub fn run(case: &Case, back_end: BackEnd) -> Result<Report, Box<dyn Error>> {
    let mut processor = processor(case, back_end)?;
    let mut images = SyntheticImages::new(processor.config().raw_inputs(), processor.config().classes());
    learn(case, &mut *processor, &mut images)?;
    let hash_in_flight = state_hash(&processor.state());
    while processor.drain_one().is_some() {}
    let correct = infer(case, &mut *processor, &mut images)?;
    Ok(Report {
        name: case.name,
        hash_in_flight,
        hash: state_hash(&processor.state()),
        updates: processor.counters().updates,
        inferred: case.inferred,
        correct,
    })
}

/// The untrained processor of a case.
///
/// # Errors
/// As [`run`].
pub fn processor(case: &Case, back_end: BackEnd) -> Result<Box<dyn Processor>, Box<dyn Error>> {
    let state: State = case.config()?.initial_state(SEED);
    Ok(match back_end {
        BackEnd::Reference => Box::new(ReferenceProcessor::new(state)?),
        BackEnd::Portable => Box::new(FastProcessor::new(&state)?.with_kernel(Kernel::Portable)?),
        BackEnd::Fastest => Box::new(FastProcessor::new(&state)?),
    })
}

/// Learns from all images of a case; the last ones stay in the pipeline.
///
/// # Errors
/// As [`run`].
pub fn learn(
    case: &Case,
    processor: &mut dyn Processor,
    images: &mut SyntheticImages,
) -> Result<(), Box<dyn Error>> {
    for index in 0..case.learned {
        let rate = FIRST_RATE - (FIRST_RATE - LAST_RATE) * index / case.learned;
        processor.set_step_rate(StepRate::new(rate, case.format)?);
        let (pixels, label) = images.image(index);
        processor.learn(pixels, label)?;
    }
    Ok(())
}

/// Infers images that were not learned; returns how many were classified rightly.
///
/// # Errors
/// As [`run`].
pub fn infer(
    case: &Case,
    processor: &mut dyn Processor,
    images: &mut SyntheticImages,
) -> Result<u32, Box<dyn Error>> {
    let mut correct = 0;
    for index in case.learned..case.learned + case.inferred {
        let (pixels, label) = images.image(index);
        correct += u32::from(processor.infer(pixels)? == label);
    }
    Ok(correct)
}
