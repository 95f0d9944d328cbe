//! What the cycle model says of the parts that the netlist was simulated with: the same images, learned by the same network.

use apical_chip::design::{Design, DesignRequest};
use apical_chip::energy::{Cause, EnergyModel, Kind};
use apical_chip::machine::ChipProcessor;
use apical_chip::machine::counters::MachineCounters;
use apical_chip::units::{Hertz, Volts};
use apical_core::{Processor, StepRate};

use crate::SynthesisError;
use crate::flow::CLOCK;
use crate::report::{Modelled, Split};
use crate::simulation::{AROUND, Part};
use crate::stimulus::Phase;

/// The technology file of these cells and macros.
const TECHNOLOGY: &str = "sg13g2";

fn wrong(error: impl std::fmt::Display) -> SynthesisError {
    SynthesisError::content("the cycle model", error.to_string())
}

/// A preset that is synthesised, in these cells at a supply.
///
/// # Errors
/// If they do not hold at that supply.
pub fn design(preset: &str, supply: f64) -> Result<Design, SynthesisError> {
    let request = DesignRequest {
        technology: Some(TECHNOLOGY.to_owned()),
        supply: Some(Volts::new(supply)),
        clock: Some(Hertz::new(CLOCK * 1e6)),
        ..DesignRequest::of(preset)
    };
    request.resolve().map_err(wrong)
}

/// Models all parts of a phase, one after the other as the netlist has them.
///
/// Counted is what happens between the entry of the first recorded image and that of the first behind them; the netlist's
/// recording begins and ends a few images later or earlier, at the output, so that cycles differ a little.
///
/// # Errors
/// If the processor cannot hold the network.
pub fn phase(design: &Design, phase: &Phase) -> Result<Vec<Modelled>, SynthesisError> {
    let mut processor = design.machine(&phase.state).map_err(wrong)?;
    phase.parts.iter().map(|part| energies(design.energy(), &counted(&mut processor, part)?, part)).collect()
}

fn counted(processor: &mut ChipProcessor, part: &Part) -> Result<MachineCounters, SynthesisError> {
    let (first, behind) = (AROUND, part.images.len().saturating_sub(AROUND));
    let mut readings = Vec::new();
    if part.learn {
        let format = processor.config().format;
        processor.set_step_rate(StepRate::new(part.step_rate, format).map_err(wrong)?);
        for (index, image) in part.images.iter().enumerate() {
            if index == first || index == behind {
                readings.push(processor.machine_counters());
            }
            processor.learn(&image.pixels, image.label).map_err(wrong)?;
        }
        while processor.drain_one().is_some() {}
    } else {
        let mut stream = processor.stream().map_err(wrong)?;
        for (index, image) in part.images.iter().enumerate() {
            if index == first || index == behind {
                readings.push(stream.processor().machine_counters());
            }
            stream.push(&image.pixels).map_err(wrong)?;
        }
    }
    match readings.as_slice() {
        [from, to] => Ok(to - from),
        _ => Err(wrong(format!("{}: too few images", part.name))),
    }
}

fn energies(
    model: &EnergyModel,
    counters: &MachineCounters,
    part: &Part,
) -> Result<Modelled, SynthesisError> {
    let images = part.images.len().saturating_sub(2 * AROUND).max(1) as f64;
    let report = model.account(counters);
    let sum = |condition: &dyn Fn(Kind, Cause) -> bool| {
        report.sum_where(|item| condition(item.kind, item.cause)).high.value() / images
    };
    let split = Split {
        logic: sum(&|kind, cause| kind == Kind::Logic && !matches!(cause, Cause::Clock | Cause::Leakage)),
        clock: sum(&|_, cause| cause == Cause::Clock),
        memories: sum(&|kind, _| kind == Kind::Memory),
        // The model has one figure for both.
        leakage_logic: sum(&|_, cause| cause == Cause::Leakage),
        leakage_memories: 0.0,
    };
    Ok(Modelled { cycles: counters.cycles(), updates: counters.shared.updates, image: split })
}
