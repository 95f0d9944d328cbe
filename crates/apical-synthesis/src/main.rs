//! The program.
use std::path::Path;
use apical_synthesis::*;
use apical_core::Processor;
fn main() {
    let lib = library::Library::read(Path::new("/work/shared/data/cells")).unwrap();
    let work = Path::new("/work/wt-synth/target/synth").join(std::env::args().nth(1).unwrap());
    let small = std::env::args().nth(1).unwrap() == "small";
    let skip = std::env::args().nth(2).is_some();
    let pk = if small { "rtl/generated/small" } else { "rtl/generated" };
    let req = mapping::Request { rtl: Path::new("/work/wt-synth/rtl").into(), package: Path::new("/work/wt-synth").join(pk), work: work.clone(), macros_only: small, clock_gates: true };
    let y = tools::Tool::yosys().unwrap();
    let t = std::time::Instant::now();
    let m = if skip {mapping::again(&req, &lib).unwrap()} else {mapping::map(&req, &lib, &y).unwrap()};
    eprintln!("mapped {:?} buffers {}", t.elapsed(), m.buffers);
    std::fs::write(work.join("netlist.v"), m.design.verilog(&lib, netlist::Style::Structure).unwrap()).unwrap();
    if !skip {
    let q = timing::Question { work: &work, netlist: "netlist.v", top: "apical", macros: mapping::macros(&m.memories).into_iter().collect(), wires: &lib.wires.name };
    println!("{:#?}", q.longest(&tools::Tool::sta().unwrap()));
    }
    let organisation = if small { apical_rtl::package::small_machine().unwrap() } else { apical_chip::preset::Preset::builtin("apical").unwrap().organisation };
    let sim = simulation::Simulation { mapped: &m, library: &lib, work: work.clone(), organisation: &organisation };
    let t = std::time::Instant::now();
    sim.compile(&tools::Tool::verilator().unwrap()).unwrap();
    eprintln!("compiled {:?}", t.elapsed());
    let mut config = apical_core::Config::new(std::iter::once(organisation.layers[0].inputs as usize).chain(organisation.layers.iter().map(|l| l.neurons as usize)).collect()).unwrap();
    config.format = organisation.format;
    let state = config.initial_state(1);
    let mut gold = apical_core::fast::FastProcessor::new(&state).unwrap();
    let n = config.inputs();
    let images: Vec<_> = (0..20u32).map(|k| simulation::Image { pixels: (0..n).map(|i| ((i as u32 * 7919 + k * 104729) % 251) as u8).collect(), label: (k % 3) as u8 }).collect();
    let t = std::time::Instant::now();
    let r = sim.run(&state, &[simulation::Part { name: "inference".into(), learn: false, step_rate: 1536, images: images.clone() }]).unwrap();
    eprintln!("ran {:?}", t.elapsed());
    let w: Vec<_> = r[0].results.iter().map(|a| a.winner).collect();
    let g: Vec<_> = images.iter().map(|i| gold.infer(&i.pixels).unwrap()).collect();
    println!("{} cycles {w:?}\n{g:?}", r[0].cycles);
}
