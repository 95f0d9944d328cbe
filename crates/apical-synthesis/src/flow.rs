//! From the RTL to the report.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::energies::energies;
use crate::library::Library;
use crate::mapping::{self, Mapped, Request};
use crate::netlist::Style;
use crate::report::{Conditions, FORMAT_VERSION, SynthesisReport, Timing};
use crate::target::Target;
use crate::timing::Question;
use crate::tools::{self, Tool};
use crate::{SynthesisError, area, power};

/// Clock that leakage is counted over, MHz: the silicon's.
pub(crate) const CLOCK: f64 = 20.0;
/// Clocks that the longest path is held against, MHz.
const CLOCKS: [f64; 2] = [20.0, 236.0];

/// What is to be done.
#[derive(Debug, Clone)]
pub struct SynthesisPlan {
    /// Folder of cells.
    pub cells: PathBuf,
    /// The repository's `rtl` folder.
    pub rtl: PathBuf,
    /// Working folder.
    pub work: PathBuf,
    /// The preset.
    pub preset: String,
    /// The small machine of its kind.
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
pub fn run(plan: &SynthesisPlan) -> Result<SynthesisReport, SynthesisError> {
    let library = Library::read(&plan.cells)?;
    let (yosys, sta) = (Tool::yosys()?, Tool::sta()?);
    let verilator = if plan.no_power || !plan.verilator { None } else { Some(Tool::verilator()?) };
    let target = Target::new(&plan.preset, plan.quick)?;
    let request = Request {
        rtl: plan.rtl.clone(),
        package: plan.rtl.join("generated").join(target.folder),
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
    let neurons = target.organisation.layers.iter().map(|layer| layer.neurons as usize).sum();
    let area = area::areas(&mapped.design, &library, &mapped.memories, neurons)?;
    let timing = timing(plan, &mapped, &library, &sta)?;
    let mut found = BTreeMap::from([("yosys", yosys.version.clone()), ("opensta", sta.version.clone())]);
    if let Some(verilator) = &verilator {
        found.insert("verilator", verilator.version.clone());
    }
    let power = if plan.no_power {
        None
    } else {
        Some(energies(plan, &target, &mapped, &library, verilator.as_ref())?)
    };
    Ok(SynthesisReport {
        format_version: FORMAT_VERSION,
        label: "synthesised",
        configuration: target.name,
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

fn timing(
    plan: &SynthesisPlan,
    mapped: &Mapped,
    library: &Library,
    sta: &Tool,
) -> Result<Timing, SynthesisError> {
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
