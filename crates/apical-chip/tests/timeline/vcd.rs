//! The waveform file, read by another program's parser.

use std::collections::HashMap;
use std::io::BufReader;

use apical_chip::machine::trace::{
    ControllerState, EncoderState, FrontEndState, FrontEndView, LayerState, LayerView, UpdateState,
};
use vcd::{Command, IdCode, ReferenceIndex, TimescaleUnit, Value};

use super::{Cycle, ObservedRun, RUNS, observed};

/// Values of all signals at each rise of the clock, and the times.
struct Waveform {
    cycles: Vec<HashMap<IdCode, Option<u64>>>,
    times: Vec<u64>,
    end: u64,
    names: HashMap<String, IdCode>,
    per_cycle: u64,
}

/// Bits as a number; `None` if they are unknown.
fn number(bits: impl Iterator<Item = Value>) -> Option<u64> {
    let mut number = 0;
    for bit in bits {
        number = number << 1
            | match bit {
                Value::V0 => 0,
                Value::V1 => 1,
                Value::X => return None,
                Value::Z => panic!("no signal floats"),
            };
    }
    Some(number)
}

fn read(text: &str) -> Waveform {
    let mut parser = vcd::Parser::new(BufReader::new(text.as_bytes()));
    let header = parser.parse_header().unwrap();
    assert_eq!(header.timescale, Some((1, TimescaleUnit::NS)));
    let (mut names, mut widths) = (HashMap::new(), HashMap::new());
    let top = header.find_scope(&["apical"]).expect("the machine's scope");
    let mut add = |path: String, variable: &vcd::Var| {
        assert!(names.insert(path, variable.code).is_none(), "a name twice");
        assert!(widths.insert(variable.code, variable.size).is_none(), "an identifier twice");
        let range = (variable.size > 1).then(|| ReferenceIndex::Range(variable.size as i32 - 1, 0));
        assert_eq!(variable.index, range);
    };
    for item in &top.items {
        match item {
            vcd::ScopeItem::Var(variable) => add(variable.reference.clone(), variable),
            vcd::ScopeItem::Scope(scope) => {
                for item in &scope.items {
                    if let vcd::ScopeItem::Var(variable) = item {
                        add(format!("{}.{}", scope.identifier, variable.reference), variable);
                    }
                }
            }
            _ => {}
        }
    }
    let clock = names["clock"];
    let mut now = HashMap::new();
    let (mut cycles, mut times) = (Vec::new(), Vec::new());
    let mut time = None;
    let mut rises = false;
    for command in parser {
        match command.unwrap() {
            Command::Timestamp(next) => {
                assert!(time.is_none_or(|time| time < next), "time goes on");
                if rises {
                    cycles.push(now.clone());
                    times.push(time.unwrap());
                }
                rises = false;
                time = Some(next);
            }
            Command::ChangeScalar(id, value) => {
                assert_eq!(widths[&id], 1);
                let value = number(std::iter::once(value));
                assert_ne!(now.insert(id, value), Some(value), "only changes are written");
                rises |= id == clock && value == Some(1);
            }
            Command::ChangeVector(id, value) => {
                assert!(value.len() <= widths[&id] as usize);
                let value = number(value.iter());
                assert_ne!(now.insert(id, value), Some(value), "only changes are written");
            }
            Command::Begin(_) | Command::End(_) => assert!(cycles.is_empty(), "initial values come first"),
            other => panic!("unexpected {other:?}"),
        }
    }
    assert_eq!(now.len(), names.len(), "every signal has a value");
    let per_cycle = times[1] - times[0];
    Waveform { cycles, times, end: time.unwrap(), names, per_cycle }
}

fn rebuilt(waveform: &Waveform, layers: usize) -> Vec<Cycle> {
    let cycle = |(values, &time): (&HashMap<IdCode, Option<u64>>, &u64)| {
        let value = |name: &str| values[&waveform.names[name]];
        let known = |name: &str| value(name).unwrap_or_else(|| panic!("{name} is unknown"));
        let layer = |index: usize| {
            let of_layer = |signal: &str| format!("layer{}.{signal}", index + 1);
            let view = LayerView {
                image: value(&of_layer("image")),
                state: LayerState::ALL[known(&of_layer("state")) as usize],
                events: known(&of_layer("events")) as u32,
                conflict: known(&of_layer("conflict")) == 1,
                update: UpdateState::ALL[known(&format!("update.layer{}", index + 1)) as usize],
            };
            assert_eq!(known(&of_layer("active")) == 1, view.image.is_some());
            assert_eq!(known(&of_layer("running")) == 1, view.is_running());
            view
        };
        Cycle {
            cycle: time / waveform.per_cycle,
            state: ControllerState::ALL[known("controller.state") as usize],
            front_end: if waveform.names.contains_key("front_end.state") {
                FrontEndView {
                    state: FrontEndState::ALL[known("front_end.state") as usize],
                    values_taken: known("front_end.values_taken") as u32,
                    available: known("front_end.available") as usize,
                }
            } else {
                FrontEndView::default()
            },
            encoder: EncoderState::ALL[known("encoder.state") as usize],
            pixels_taken: known("encoder.pixels_taken") as usize,
            queue_words: known("queue.words") as usize,
            searching: known("search.busy") == 1,
            slot: known("controller.slot"),
            learned: value("update.image"),
            layers: (0..layers).map(layer).collect(),
        }
    };
    waveform.cycles.iter().zip(&waveform.times).map(cycle).collect()
}

#[test]
fn the_file_gives_back_exactly_the_cycles() {
    for run in RUNS {
        let ObservedRun { cycles, vcd, .. } = observed(run);
        let waveform = read(&vcd);
        assert_eq!(waveform.per_cycle, 50, "20 MHz");
        assert_eq!(waveform.end, 50 * cycles.len() as u64, "the last cycle has its whole length");
        assert_eq!(rebuilt(&waveform, 3), cycles, "{run:?}");
    }
}

#[test]
fn states_are_explained_in_comments() {
    let observed = observed(RUNS[0]);
    for comment in [
        "$comment state: 0 forward, 1 handoff, 2 broadcast, 3 backward, 4 update $end",
        "$comment state: 0 idle, 1 encode, 2 queue full, 3 no bits $end",
        "$comment state: 0 idle, 1 busy, 2 starved, 3 closing, 4 waiting $end",
        "$comment layer2: 0 idle, 1 read, 2 carry read, 3 carry write, 4 write $end",
    ] {
        assert!(observed.vcd.contains(comment), "{comment}");
    }
}
