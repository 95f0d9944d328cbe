//! The model's gates and registers against those of synthesis, block by block.
//!
//! And the shares of an inference's energy against those of the whole netlist.
//!
//! `modules.csv` holds what Yosys makes of each module of `rtl/src` with the parameters of preset `apical` on the cells of
//! IHP SG13G2; `modules.sh` beside it makes it anew.

use std::collections::BTreeMap;

use apical_chip::area::Area;
use apical_chip::energy::{Block, Cause, EnergyModel, Kind};
use apical_chip::machine::counters::{LayerCounters, MachineCounters};
use apical_chip::preset::Preset;
use apical_chip::technology::Technology;

/// How far the model may be off.
const TOLERANCE: f64 = 0.25;

/// A module of the hardware description, as it was synthesised.
struct Module {
    block: String,
    instances: f64,
    gate_equivalents: f64,
    /// With the load port cut off.
    without_load: f64,
    flip_flops: f64,
    clock_gates: f64,
    always_clocked: f64,
}

fn modules() -> Vec<Module> {
    let mut lines = include_str!("modules.csv").lines();
    let heading = lines.next().unwrap();
    assert_eq!(
        heading,
        "module,block,instances,gate_equivalents,without_load,flip_flops,clock_gates,always_clocked"
    );
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let number = |column: usize| cells[column].parse::<f64>().unwrap();
            Module {
                block: cells[1].to_owned(),
                instances: number(2),
                gate_equivalents: number(3),
                without_load: number(4),
                flip_flops: number(5),
                clock_gates: number(6),
                always_clocked: number(7),
            }
        })
        .collect()
}

/// Gate equivalents of a block of the model: its area, without what placement leaves empty, in NAND2.
fn modelled() -> BTreeMap<&'static str, f64> {
    let technology = Technology::find("sg13g2").unwrap();
    let value = |path: &str| {
        let entry = technology.entries.iter().find(|entry| entry.path == path).unwrap();
        entry.value.split(' ').next().unwrap().parse::<f64>().unwrap()
    };
    let gate = value("cells.gate_area") / value("gates.utilisation");
    let area = Area::new(&Preset::builtin("apical").unwrap(), &technology).unwrap();
    let logic =
        area.blocks.iter().filter(|(block, _)| !matches!(block, Block::Weights | Block::Accumulators));
    logic.map(|(block, area)| (block.name(), area.value() / gate)).collect()
}

/// The pixel register belongs to what drives the pixels, and is no part of the hardware description.
fn pixel_register() -> f64 {
    8.0 * 32.0 * 6.75
}

/// Pairs of modelled and synthesised figures that differ by more than the tolerance.
#[derive(Default)]
struct Comparison(Vec<String>);

impl Comparison {
    fn add(&mut self, what: &str, modelled: f64, synthesised: f64) {
        let ratio = modelled / synthesised;
        let line = format!("{what}: modelled {modelled:.0}, synthesised {synthesised:.0}: {ratio:.2}");
        println!("{line}");
        if !(1.0 - TOLERANCE..=1.0 + TOLERANCE).contains(&ratio) {
            self.0.push(line);
        }
    }

    #[track_caller]
    fn check(&self) {
        assert!(self.0.is_empty(), "{:#?}", self.0);
    }
}

#[test]
fn each_block_has_the_gates_that_synthesis_finds() {
    let mut blocks: BTreeMap<String, f64> = BTreeMap::new();
    for module in modules() {
        *blocks.entry(module.block).or_default() += module.instances * module.without_load;
    }
    let mut modelled = modelled();
    *modelled.get_mut("encoder").unwrap() -= pixel_register();
    // The load port goes through all modules; it is compared as a whole.
    modelled.remove("load port");
    assert_eq!(blocks.len(), modelled.len(), "{blocks:?} {modelled:?}");
    let mut comparison = Comparison::default();
    for (block, synthesised) in &blocks {
        comparison.add(block, modelled[block.as_str()], *synthesised);
    }
    comparison.add("all but the load port", modelled.values().sum(), blocks.values().sum());
    comparison.check();
}

#[test]
fn the_load_port_has_the_gates_that_synthesis_finds() {
    let with = modules().iter().map(|m| m.instances * (m.gate_equivalents - m.without_load)).sum::<f64>();
    // Without the trees of `layer` that potentials are read through, which the model has.
    let mut comparison = Comparison::default();
    comparison.add("load port", modelled()["load port"], with);
    comparison.check();
}

#[test]
fn there_are_as_many_registers_as_in_the_hardware_description() {
    let technology = Technology::find("sg13g2").unwrap();
    let area = Area::new(&Preset::builtin("apical").unwrap(), &technology).unwrap();
    let sum = |of: fn(&Module) -> f64| modules().iter().map(|m| m.instances * of(m)).sum::<f64>();
    let mut comparison = Comparison::default();
    comparison.add("registers", area.registers as f64 - 8.0 * 32.0, sum(|module| module.flip_flops));
    let always = sum(|module| module.always_clocked);
    comparison.add("registers clocked always", area.always_clocked as f64, always);
    // The pixel register has eight.
    comparison.add("clock gates", area.clock_gates as f64 - 8.0, sum(|module| module.clock_gates));
    comparison.check();
}

/// What 10,000 test images of MNIST made preset `apical` do: `apical simulate MODEL --data mnist --json`, MODEL 30 epochs of
/// MNIST with seed 1.
fn inferences() -> MachineCounters {
    let layer = |events, neurons, memories, busy_cycles| LayerCounters {
        events,
        forward_reads: events * memories,
        additions: events * neurons,
        potential_additions: busy_cycles * neurons,
        // And the biases, once an image.
        potential_clocks: (busy_cycles + 10_000) * neurons,
        busy_cycles,
        ..LayerCounters::default()
    };
    let mut counters = MachineCounters::new(3);
    counters.layers[0] = layer(1_052_359, 200, 20, 249_798);
    counters.layers[1] = layer(981_504, 200, 10, 159_192);
    counters.layers[2] = layer(1_004_602, 10, 1, 155_473);
    let shared = &mut counters.shared;
    (shared.forward_cycles, shared.handoff_cycles) = (313_663, 10_002);
    (shared.images, shared.slots) = (10_000, 10_002);
    (shared.pixels, shared.queue_pushes, shared.queue_pops) = (7_840_000, 173_996, 173_996);
    (shared.search_comparisons, shared.record_bits) = (100_000, 4_000_000);
    counters
}

/// Of an inference in the synthesised netlist after 29 epochs, nJ: `cargo xtask synth`, docs/synthesis.md. What the model
/// says of the very same images is compared in `crates/apical-synthesis/tests/kept.rs`.
const LOGIC: f64 = 21.024;
const CLOCK: f64 = 6.438;
const MEMORY: f64 = 131.072;
const LEAKAGE: f64 = 0.239;

#[test]
fn clock_and_logic_take_the_shares_of_an_inference_that_synthesis_finds() {
    let technology = Technology::find("sg13g2").unwrap();
    let mut preset = Preset::builtin("apical").unwrap();
    preset.supply = technology.maximum_supply;
    let report =
        EnergyModel::new(&preset, &technology, preset.operating_point(), 1.0).unwrap().account(&inferences());
    let total = report.total().low.value();
    let share = |parts: &dyn Fn(Cause, Kind) -> bool| {
        report.sum_where(|i| parts(i.cause, i.kind)).low.value() / total
    };
    let memory = share(&|_, kind| kind == Kind::Memory);
    let clock = share(&|cause, _| cause == Cause::Clock);
    let leakage = share(&|cause, _| cause == Cause::Leakage);
    let logic = 1.0 - memory - clock - leakage;
    let whole = LOGIC + CLOCK + MEMORY + LEAKAGE;
    // In hundredths of a per cent.
    let mut comparison = Comparison::default();
    for (what, modelled, synthesised) in [
        ("memory's share", memory, MEMORY),
        ("clock's share", clock, CLOCK),
        ("logic's share", logic, LOGIC),
        ("leakage's share", leakage, LEAKAGE),
    ] {
        comparison.add(what, 1e4 * modelled, 1e4 * synthesised / whole);
    }
    comparison.add("pJ an inference", 1e12 * total / 10_000.0, 1e3 * whole);
    comparison.check();
}
