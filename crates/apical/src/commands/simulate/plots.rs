//! Pictures and timelines of a simulation.

use std::path::Path;

use apical_chip::energy::OperatingPoint;
use apical_chip::machine::ChipProcessor;

use super::Simulated;
use crate::chip::Chip;
use crate::failure::Failure;

pub(super) struct Trace;
impl Trace {
    pub(super) fn finish(self) -> Result<String, Failure> {
        Ok(String::new())
    }
}

pub(super) fn trace(_: &Path, _: &mut ChipProcessor, _: OperatingPoint) -> Result<Trace, Failure> {
    Ok(Trace)
}

pub(super) fn draw(_: &Path, _: &Chip, _: &Simulated) -> Result<(), Failure> {
    Ok(())
}
