//! Energies of images, from what the mapped netlist's nets do.

use std::path::Path;

use crate::SynthesisError;
use crate::compare::compare;
use crate::flow::{CLOCK, SynthesisPlan};
use crate::gates::{Counts, Flat};
use crate::library::Library;
use crate::mapping::Mapped;
use crate::model;
use crate::netlist::Sample;
use crate::power::{self, Estimator, Source};
use crate::report::{Learning, PartEnergy, PhaseEnergy, Power};
use crate::saif::Recording;
use crate::simulation::{AROUND, Recorded, Simulation};
use crate::stimulus::{EPOCHS, Phase, Stimulus};
use crate::target::Target;
use crate::tools::Tool;

/// Epochs of the small machine's training: less is to be learned.
const SMALL_EPOCHS: u64 = 2;

/// Simulates the parts of a training, and adds up what their images take.
pub(crate) fn energies(
    plan: &SynthesisPlan,
    target: &Target,
    mapped: &Mapped,
    library: &Library,
    verilator: Option<&Tool>,
) -> Result<Power, SynthesisError> {
    let sample = if plan.quick { Sample { every: 1, from: 1 } } else { Sample { every: 8, from: 16 } };
    // The small machine has no preset that the cycle model could tell of.
    let design = target.preset.map(|preset| model::design(preset, library.supply)).transpose()?;
    let organisation = &target.organisation;
    let simulation = Simulation { mapped, library, work: plan.work.clone(), sample, organisation };
    let epochs = if plan.quick { SMALL_EPOCHS } else { EPOCHS };
    let stimulus =
        Stimulus::new(target.config.clone(), plan.mnist.clone(), plan.images + 2 * AROUND, epochs)?;
    if let Some(verilator) = verilator
        && !(plan.reuse && plan.work.join("compiled/Vapical").is_file())
    {
        eprintln!("synth: compiling the netlist's simulation by Verilator");
        simulation.compile(verilator)?;
    }
    let flat = Flat::new(&mapped.design, library)?;
    let every = Estimator::new(&mapped.design, library, Sample { every: 1, from: 1 })?;
    let (mut phases, mut answers, mut alike) = (Vec::new(), 0, 0);
    for phase in &stimulus.phases {
        eprintln!("synth: {}: simulating {} parts of {} images", phase.name, phase.parts.len(), plan.images);
        let counted = simulation.count(&flat, &phase.state, &phase.parts)?;
        let found: Vec<Recorded> = counted.iter().map(|(recorded, _)| recorded.clone()).collect();
        check(phase, &found)?;
        answers += found.iter().map(|part| part.results.len()).sum::<usize>();
        let mut parts = Vec::new();
        for (part, counts) in &counted {
            let source = Source::Counts(&flat, counts);
            let modules = every.blocks(source)?;
            let memories = power::memories(&mapped.design, library, &mapped.memories, source)?;
            let seconds = part.cycles as f64 / (CLOCK * 1e6);
            let what = (part.name.clone(), part.images, part.cycles, part.updates);
            parts.push(PartEnergy::new(what, modules, memories, seconds));
        }
        if verilator.is_some() {
            let recorded = simulation.run(&phase.state, &phase.parts)?;
            check(phase, &recorded)?;
            for ((part, own), energy) in recorded.iter().zip(&counted).zip(&parts) {
                alike += by_verilator(&simulation, &flat, part, own, energy)?;
            }
        }
        if let Some(design) = &design {
            for (part, modelled) in parts.iter_mut().zip(model::phase(design, phase)?) {
                part.modelled = Some(modelled);
            }
        }
        phases.push(PhaseEnergy {
            name: phase.name.into(),
            learned: phase.learned,
            learning: Learning::new(&parts, phase.update_rate)?,
            learning_modelled: Learning::modelled(&parts, phase.update_rate)?,
            parts,
        });
    }
    let last = phases.last();
    let overhead = last.and_then(|phase| phase.learning.overhead(stimulus.update_rate));
    let overhead_modelled = last
        .and_then(|phase| phase.learning_modelled)
        .and_then(|learning| learning.overhead(stimulus.update_rate));
    Ok(Power {
        images: stimulus.source,
        epochs: stimulus.epochs,
        update_rate: stimulus.update_rate,
        compared: answers,
        verilator_nets: verilator.map(|_| alike),
        overhead,
        overhead_modelled,
        phases,
    })
}

/// Compares what Verilator recorded with our own counts; nets that were compared.
fn by_verilator(
    simulation: &Simulation<'_>,
    flat: &Flat,
    part: &Recorded,
    (own, counts): &(Recorded, Counts),
    energy: &PartEnergy,
) -> Result<usize, SynthesisError> {
    let subject = || format!("Verilator, {}", part.name);
    if (part.cycles, part.updates) != (own.cycles, own.updates) {
        let problem = format!("{} cycles instead of {}", part.cycles, own.cycles);
        return Err(SynthesisError::differs(subject(), problem));
    }
    let recording = read(&part.file)?.after(&read(&part.file.with_extension("saif.start"))?)?;
    let design = &simulation.mapped.design;
    let nets = compare(design, simulation.sample, flat, counts, &recording)?;
    // Verilator leaves memories out of what stands below a block that is not recorded.
    if simulation.sample.every == 1 {
        let memories = &simulation.mapped.memories;
        if power::memories(design, simulation.library, memories, Source::Saif(&recording))? != energy.memories
        {
            let problem = "memories were accessed otherwise than in our own simulator";
            return Err(SynthesisError::differs(subject(), problem));
        }
    }
    Ok(nets)
}

fn check(phase: &Phase, recorded: &[Recorded]) -> Result<(), SynthesisError> {
    match phase.difference(recorded) {
        Some(difference) => {
            Err(SynthesisError::differs("the mapped netlist differs from the definition", difference))
        }
        None => Ok(()),
    }
}

fn read(file: &Path) -> Result<Recording, SynthesisError> {
    let text = std::fs::read_to_string(file).map_err(SynthesisError::file(file))?;
    // Verilator's first line is a comment.
    Recording::parse(
        text.strip_prefix("//").and_then(|rest| rest.split_once('\n')).map_or(&text, |(_, rest)| rest),
    )
}
