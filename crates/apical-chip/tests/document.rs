//! `docs/microarchitecture.md` against the machine: memories, worked numbers, drawings.

#[path = "../examples/timing/diagrams.rs"]
mod diagrams;
#[path = "../examples/timing/machine.rs"]
mod machine;
#[path = "../examples/timing/sheet.rs"]
mod sheet;

use std::path::{Path, PathBuf};

use apical_chip::machine::ChipProcessor;
use apical_chip::organisation::MemoryArray;
use apical_chip::preset::Preset;
use apical_core::{Order, Processor, State, StepRate};

fn documents() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs")
}

/// A file of the documentation, or nothing where the crate is tested without the project around it.
fn file(name: &str) -> Option<String> {
    match std::fs::read_to_string(documents().join(name)) {
        Ok(text) => Some(text),
        Err(error) if std::env::var_os("CI").is_some_and(|ci| ci == "true") => panic!("docs/{name}: {error}"),
        Err(error) => {
            println!("SKIPPED: docs/{name}: {error}");
            None
        }
    }
}

/// Cells of the rows of the table whose head begins with these cells.
fn table(text: &str, head: &[&str]) -> Vec<Vec<String>> {
    let cells = |line: &str| -> Vec<String> {
        line.trim_matches('|').split('|').map(|cell| cell.trim().trim_matches('`').to_owned()).collect()
    };
    let is_head = |line: &&str| line.starts_with('|') && cells(line).starts_with(&head.map_to_owned());
    let mut lines = text.lines().skip_while(|line| !is_head(line)).skip(2);
    let rows: Vec<_> = lines.by_ref().take_while(|line| line.starts_with('|')).map(cells).collect();
    assert!(!rows.is_empty(), "no table with the head {head:?}");
    rows
}

/// Slices of names as owned strings, to compare with cells.
trait MapToOwned {
    fn map_to_owned(&self) -> Vec<String>;
}

impl MapToOwned for [&str] {
    fn map_to_owned(&self) -> Vec<String> {
        self.iter().map(|&text| text.to_owned()).collect()
    }
}

#[test]
fn the_memories_are_those_of_the_presets() {
    let Some(text) = file("microarchitecture.md") else { return };
    let rows = table(&text, &["preset", "layer", "memories", "words", "bits", "bits in all"]);
    let mut expected = Vec::new();
    for name in ["apical", "park2019"] {
        let preset = Preset::builtin(name).unwrap();
        for (index, layer) in preset.organisation.layers.iter().enumerate() {
            let mut push = |kind: &str, array: MemoryArray| {
                expected.push(vec![
                    name.to_owned(),
                    format!("{} {kind}", index + 1),
                    array.memories.to_string(),
                    array.words.to_string(),
                    array.bits.to_string(),
                    array.total_bits().to_string(),
                ]);
            };
            push("W", layer.weight_array());
            if let Some(array) = layer.accumulator_array() {
                push("G", array);
            }
        }
    }
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| cell.replace(',', "")).collect()).collect();
    assert_eq!(rows, expected);
}

/// The image of a row of the worked numbers.
fn image(spikes: &str) -> Vec<u8> {
    let spikes_at: fn(usize) -> bool = match spikes {
        "none" => |_| false,
        "all" => |_| true,
        "every fourth" => |pixel| pixel.is_multiple_of(4),
        "8 neighbours of each 32" => |pixel| pixel % 32 < 8,
        other => panic!("{other}: no such image"),
    };
    (0..784).map(|pixel| if spikes_at(pixel) { 255 } else { 0 }).collect()
}

/// A network without weights, whose biases make all hidden neurons spike or none. Class 0 wins.
fn network(preset: &Preset, hidden: &str) -> State {
    let mut config = preset.config().unwrap();
    config.order = Order::Sequential;
    (config.drop_shift, config.margin_bits) = (8, 0);
    let mut state = config.initial_state(1);
    let last = state.network.layers.len() - 1;
    for (index, layer) in state.network.layers.iter_mut().enumerate() {
        layer.weights.fill(0);
        layer.accumulators.fill(0);
        let bias = match hidden {
            "all" => 1,
            "none" => 0,
            other => panic!("{other}: all or none"),
        };
        layer.bias_weights.fill(if index < last { bias } else { 0 });
    }
    state
}

#[test]
fn the_worked_numbers_are_what_the_machine_takes() {
    let Some(text) = file("microarchitecture.md") else { return };
    let head = ["preset", "input spikes", "hidden spikes", "cycles"];
    let (_, updates) = text.split_once("Updates without carry").expect("a table of updates");
    let mut checked = 0;
    for row in table(&text, &head) {
        let preset = Preset::builtin(&row[0]).unwrap();
        let state = network(&preset, &row[2]);
        let image = image(&row[1]);
        let cycles = |count: usize| {
            let mut processor = ChipProcessor::new(&preset.organisation, &state).unwrap();
            processor.infer_all(std::iter::repeat_n(image.as_slice(), count)).unwrap();
            processor.cycles().count()
        };
        assert_eq!((cycles(7) - cycles(6)).to_string(), row[3], "{row:?}");
        checked += 1;
    }
    for row in table(updates, &head) {
        let preset = Preset::builtin(&row[0]).unwrap();
        let mut processor = ChipProcessor::new(&preset.organisation, &network(&preset, &row[2])).unwrap();
        processor.set_step_rate(StepRate::new(7 * 256, processor.config().format).unwrap());
        let outcome = processor.learn(&image(&row[1]), 1).unwrap().unwrap();
        assert_eq!((outcome.winner, outcome.step), (0, 7));
        let counters = processor.machine_counters();
        assert_eq!(counters.layers.iter().map(|layer| layer.carries).sum::<u64>(), 0);
        let cycles = counters.shared.broadcast_cycles + counters.shared.update_cycles;
        assert_eq!(cycles.to_string(), row[3], "{row:?}");
        checked += 1;
    }
    assert_eq!(checked, 13);
}

/// `cargo run -p apical-chip --example timing` draws them anew.
#[test]
fn the_drawings_are_what_the_machine_does() {
    for (name, text) in diagrams::all().unwrap() {
        let Some(drawn) = file(&format!("images/{name}")) else { return };
        assert!(drawn == text, "docs/images/{name} is not what the machine does now");
    }
}
