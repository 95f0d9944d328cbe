//! From the RTL to the report.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use apical_chip::organisation::Organisation;
use apical_chip::preset::Preset;
use apical_rtl::package;

use crate::gates::Flat;
use crate::library::Library;
use crate::mapping::{self, Mapped, Request};
use crate::netlist::{Sample, Style};
use crate::power::{self, BlockEnergy, Estimator, Source};
use crate::report::{Conditions, FORMAT_VERSION, Learning, PartEnergy, Power, Report, Timing};
use crate::saif::Recording;
use crate::simulation::{Recorded, Simulation};
use crate::stimulus::Stimulus;
use crate::timing::Question;
use crate::tools::{self, Tool};
use crate::{SynthesisError, area};

/// Clock that leakage is counted over, MHz: the silicon's.
const CLOCK: f64 = 20.0;
/// Clocks that the longest path is held against, MHz.
const CLOCKS: [f64; 2] = [20.0, 236.0];
/// Images before and after those recorded.
const AROUND: usize = 8;
/// Most that Verilator's activity may differ from our own, of a block's energy: it counts what a signal is at the start of
/// a recording as a change.
const ALIKE: f64 = 0.15;

/// What is to be done.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Folder of cells.
    pub cells: PathBuf,
    /// The repository's `rtl` folder.
    pub rtl: PathBuf,
    /// Working folder.
    pub work: PathBuf,
    /// The small machine.
    pub quick: bool,
    /// Folder of MNIST; the built-in digits without it.
    pub mnist: Option<PathBuf>,
    /// Areas and timing only.
    pub no_power: bool,
    /// Whether Verilator simulates the netlist too, and its SAIF is compared with our own counts.
    pub verilator: bool,
    /// Whether to take the netlist and the simulator that an earlier run left in the working folder.
    pub reuse: bool,
    /// Images recorded in each part.
    pub images: usize,
}

/// Does all of it. Steps go to the standard error.
///
/// # Errors
/// If a file or tool is missing or fails, or the netlist answers otherwise than the definition.
pub fn run(plan: &Plan) -> Result<Report, SynthesisError> {
    let library = Library::read(&plan.cells)?;
    let (yosys, sta) = (Tool::yosys()?, Tool::sta()?);
    let verilator = if plan.no_power || !plan.verilator { None } else { Some(Tool::verilator()?) };
    let generated = plan.rtl.join("generated");
    let request = Request {
        rtl: plan.rtl.clone(),
        package: if plan.quick { generated.join("small") } else { generated },
        work: plan.work.clone(),
        // The small machine's memories would all be flip-flops: macros are what must keep working.
        macros_only: plan.quick,
        clock_gates: true,
    };
    let mapped = if plan.reuse {
        mapping::again(&request, &library)?
    } else {
        mapping::map(&request, &library, &yosys)?
    };
    let area = area::areas(&mapped.design, &library, &mapped.memories)?;
    let timing = timing(plan, &mapped, &library, &sta)?;
    let mut found = BTreeMap::from([("yosys", yosys.version.clone()), ("opensta", sta.version.clone())]);
    if let Some(verilator) = &verilator {
        found.insert("verilator", verilator.version.clone());
    }
    let power =
        if plan.no_power { None } else { Some(energies(plan, &mapped, &library, verilator.as_ref())?) };
    Ok(Report {
        format_version: FORMAT_VERSION,
        label: "synthesised",
        configuration: if plan.quick { "small (16-6-4-3)".into() } else { "preset apical".into() },
        conditions: Conditions {
            process: "IHP SG13G2, 130 nm, open cells and SRAM macros",
            supply: library.supply,
            temperature: library.temperature,
            corner: "typical",
            clock_megahertz: CLOCK,
            wires: library.wires.name.clone(),
            clock_tree: power::CLOCK_TREE,
            clock_gates: mapped.clock_gates,
            gate_equivalent: library.gate_equivalent()?,
        },
        tools: found,
        area,
        buffers: mapped.buffers,
        timing: Some(timing),
        power,
    })
}

fn timing(plan: &Plan, mapped: &Mapped, library: &Library, sta: &Tool) -> Result<Timing, SynthesisError> {
    eprintln!("synth: longest path");
    tools::write(&plan.work.join("netlist.v"), &mapped.design.verilog(library, Style::Structure)?)?;
    let question = Question {
        work: &plan.work,
        netlist: "netlist.v",
        top: &mapped.design.top,
        macros: mapping::macros(&mapped.memories).into_iter().collect(),
        wires: &library.wires.name,
    };
    let [longest, with_ports] = question.longest(sta)?;
    Ok(Timing {
        megahertz: longest.megahertz(),
        slack: CLOCKS.iter().map(|&clock| (clock, longest.slack(clock))).collect(),
        longest,
        with_ports,
    })
}

fn organisation(plan: &Plan) -> Result<Organisation, SynthesisError> {
    if plan.quick {
        package::small_machine().map_err(|error| SynthesisError::content("small machine", error.to_string()))
    } else {
        let preset = Preset::builtin("apical");
        preset
            .map(|preset| preset.organisation)
            .map_err(|error| SynthesisError::content("preset", error.to_string()))
    }
}

fn energies(
    plan: &Plan,
    mapped: &Mapped,
    library: &Library,
    verilator: Option<&Tool>,
) -> Result<Power, SynthesisError> {
    let organisation = organisation(plan)?;
    let sample = if plan.quick { Sample { every: 1, from: 1 } } else { Sample { every: 8, from: 16 } };
    let simulation =
        Simulation { mapped, library, work: plan.work.clone(), sample, organisation: &organisation };
    let stimulus = Stimulus::new(&organisation, plan.mnist.clone(), plan.images + AROUND)?;
    eprintln!("synth: simulating {} images in each of {} parts", plan.images, stimulus.parts.len());
    let flat = Flat::new(&mapped.design, library)?;
    let counted = simulation.count(&flat, &stimulus.state, &stimulus.parts)?;
    let answers: Vec<Recorded> = counted.iter().map(|(recorded, _)| recorded.clone()).collect();
    check(&stimulus, &answers)?;
    let every = Estimator::new(&mapped.design, library, Sample { every: 1, from: 1 })?;
    let mut parts = Vec::new();
    for (part, counts) in &counted {
        let source = Source::Counts(&flat, counts);
        let modules = every.blocks(source)?;
        let memories = power::memories(&mapped.design, library, &mapped.memories, source)?;
        let seconds = part.cycles as f64 / (CLOCK * 1e6);
        let what = (part.name.clone(), part.images, part.cycles, part.updates);
        parts.push(PartEnergy::new(what, modules, memories, seconds));
    }
    let saif = match verilator {
        Some(verilator) => {
            if !(plan.reuse && plan.work.join("compiled/Vapical").is_file()) {
                eprintln!("synth: compiling the netlist's simulation by Verilator");
                simulation.compile(verilator)?;
            }
            let recorded = simulation.run(&stimulus.state, &stimulus.parts)?;
            check(&stimulus, &recorded)?;
            let estimator = Estimator::new(&mapped.design, library, sample)?;
            let mut worst: f64 = 0.0;
            for ((part, (own, counts)), energy) in recorded.iter().zip(&counted).zip(&parts) {
                if (part.cycles, part.updates) != (own.cycles, own.updates) {
                    let problem = format!("{} cycles instead of {}", part.cycles, own.cycles);
                    return Err(SynthesisError::content(format!("Verilator, {}", part.name), problem));
                }
                let recording = read(&part.file)?;
                let source = Source::Saif(&recording);
                // The same sample of our own counts: what is compared are counts of the same nets.
                let sampled = estimator.blocks(Source::Counts(&flat, counts))?;
                worst = worst.max(difference(&estimator.blocks(source)?, &sampled));
                // Verilator leaves memories out of what stands below a block that is not recorded.
                if sample.every == 1
                    && power::memories(&mapped.design, library, &mapped.memories, source)? != energy.memories
                {
                    let problem = "memories were accessed otherwise than in our own simulator";
                    return Err(SynthesisError::content(format!("Verilator, {}", part.name), problem));
                }
            }
            if worst > ALIKE {
                let problem =
                    format!("activity differs by {worst:.4} of a block's energy from our own simulator's");
                return Err(SynthesisError::content("Verilator", problem));
            }
            Some(worst)
        }
        None => None,
    };
    let [inference, without, learning] = parts.as_slice() else {
        return Err(SynthesisError::content("the simulation", "three parts were to be recorded"));
    };
    let learning = Learning::new(inference, without, learning);
    Ok(Power {
        images: stimulus.source,
        trained: stimulus.trained,
        compared: answers.iter().map(|part| part.results.len()).sum(),
        verilator_difference: saif,
        parts,
        learning,
    })
}

fn check(stimulus: &Stimulus, recorded: &[Recorded]) -> Result<(), SynthesisError> {
    match stimulus.difference(recorded) {
        Some(difference) => {
            Err(SynthesisError::content("the mapped netlist differs from the definition", difference))
        }
        None => Ok(()),
    }
}

/// The largest difference of a block's energy, relative to the block's.
fn difference(a: &BTreeMap<String, BlockEnergy>, b: &BTreeMap<String, BlockEnergy>) -> f64 {
    let of = |name: &String| {
        let (a, b) = (a.get(name).copied().unwrap_or_default(), b.get(name).copied().unwrap_or_default());
        let total = b.logic() + b.clock() + b.memory_pins;
        let apart = (a.logic() - b.logic()).abs() + (a.clock() - b.clock()).abs();
        if total > 0.0 { (apart + (a.memory_pins - b.memory_pins).abs()) / total } else { apart }
    };
    a.keys().chain(b.keys()).map(of).fold(0.0, f64::max)
}

fn read(file: &Path) -> Result<Recording, SynthesisError> {
    let text = std::fs::read_to_string(file).map_err(SynthesisError::file(file))?;
    // Verilator's first line is a comment.
    Recording::parse(
        text.strip_prefix("//").and_then(|rest| rest.split_once('\n')).map_or(&text, |(_, rest)| rest),
    )
}
