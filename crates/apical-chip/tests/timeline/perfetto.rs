//! The trace-event file, held to the format's description.

use std::collections::BTreeMap;

use apical_chip::machine::trace::{ControllerState, EncoderState, FrontEndState, UpdateState};
use serde_json::Value;

use super::{ObservedRun, RUNS, observed};

/// Slices of a track: start and end in nanoseconds, name, cycles, image.
type Slices = Vec<(u64, u64, String, u64, Option<u64>)>;

struct Trace {
    /// By the track's name.
    tracks: BTreeMap<String, Slices>,
    /// By the counter's name: time in nanoseconds and value.
    counters: BTreeMap<String, Vec<(u64, u64)>>,
}

fn nanoseconds(value: &Value) -> u64 {
    let exact = value.as_f64().expect("a number of microseconds") * 1e3;
    assert!((exact - exact.round()).abs() < 1e-3 && exact >= 0.0, "{exact}");
    exact.round() as u64
}

fn read(file: &Value) -> Trace {
    assert_eq!(file["displayTimeUnit"], "ns");
    let events = file["traceEvents"].as_array().unwrap();
    let mut names = BTreeMap::new();
    let (mut tracks, mut counters) = (BTreeMap::<_, Slices>::new(), BTreeMap::<_, Vec<_>>::new());
    let mut process = None;
    for event in events {
        let number = |key: &str| event[key].as_u64().unwrap_or_else(|| panic!("{key} in {event}"));
        let name = event["name"].as_str().unwrap_or_else(|| panic!("name in {event}")).to_owned();
        let (pid, tid, time) = (number("pid"), number("tid"), nanoseconds(&event["ts"]));
        assert_eq!(pid, 1);
        let args = event["args"].as_object().unwrap();
        match event["ph"].as_str().unwrap() {
            "M" if name == "thread_name" => {
                let track = args["name"].as_str().unwrap().to_owned();
                assert!(names.insert(tid, track).is_none(), "a track is named twice");
            }
            "M" if name == "process_name" => process = args["name"].as_str(),
            "M" => assert!(name == "thread_sort_index" && args["sort_index"].is_u64()),
            "X" => {
                let track = names.get(&tid).unwrap_or_else(|| panic!("track {tid} has no name")).clone();
                let (end, cycles) = (time + nanoseconds(&event["dur"]), args["cycles"].as_u64().unwrap());
                let image = args.get("image").map(|image| image.as_u64().unwrap());
                tracks.entry(track).or_default().push((time, end, name, cycles, image));
            }
            "C" => {
                assert_eq!(args.len(), 1);
                let value = args.values().next().unwrap().as_u64().unwrap();
                counters.entry(name).or_default().push((time, value));
            }
            other => panic!("unexpected phase {other}"),
        }
    }
    assert!(process.is_some_and(|process| process.contains("\"$end\"")), "the title is escaped");
    for (track, slices) in &mut tracks {
        slices.sort();
        for pair in slices.windows(2) {
            assert!(pair[0].1 <= pair[1].0, "{track}: {pair:?} overlap");
        }
    }
    Trace { tracks, counters }
}

#[test]
fn tracks_do_not_overlap_and_sum_to_the_cycles() {
    for run in RUNS {
        let ObservedRun { cycles, perfetto, counters, images, .. } = observed(run);
        let trace = read(&perfetto);
        let sum = |track: &str, condition: &dyn Fn(&str) -> bool| -> u64 {
            let slices = trace.tracks.get(track).into_iter().flatten();
            slices.filter(|slice| condition(&slice.2)).map(|slice| slice.3).sum()
        };
        for slice in trace.tracks.values().flatten() {
            assert_eq!(slice.1 - slice.0, 50 * slice.3, "a cycle has 50 ns at 20 MHz: {slice:?}");
        }
        assert_eq!(sum("controller", &|_| true), counters.cycles(), "{run:?}");
        assert_eq!(trace.tracks["controller"].last().unwrap().1, 50 * counters.cycles(), "{run:?}");
        assert_eq!(sum("controller", &|name| name == "update"), counters.shared.update_cycles, "{run:?}");
        assert_eq!(sum("encoder", &|name| name == "queue full"), counters.shared.encoder_stalls, "{run:?}");
        assert_eq!(sum("encoder", &|name| name == "no bits"), counters.shared.front_end_waits, "{run:?}");
        let encodes = sum("encoder", &|name| name.starts_with("image"));
        assert_eq!(encodes, counters.shared.encoder_cycles, "{run:?}");
        for (index, layer) in counters.layers.iter().enumerate() {
            let name = format!("layer {}", index + 1);
            let slices = &trace.tracks[&name];
            let found: Vec<_> = slices.iter().map(|slice| slice.4.unwrap()).collect();
            assert_eq!(found, (0..images).collect::<Vec<_>>(), "{run:?}: one slice an image in {name}");
            let waiting = counters.shared.forward_cycles - layer.waiting_cycles;
            assert_eq!(sum(&name, &|_| true), waiting, "{run:?} {name}");
            let busy = sum(&format!("update {name}"), &|_| true);
            assert_eq!(busy, layer.update_busy_cycles, "{run:?} {name}");
        }
        assert_eq!(
            sum("winner search", &|_| true),
            cycles.iter().filter(|cycle| cycle.searching).count() as u64
        );
    }
}

#[test]
fn slices_lie_where_the_cycles_were() {
    for run in [RUNS[2], RUNS[6]] {
        slices_lie_in(run);
    }
}

fn slices_lie_in(run: (&str, &[&str], bool)) {
    let ObservedRun { cycles, perfetto, .. } = observed(run);
    let trace = read(&perfetto);
    let at = |track: &str, cycle: u64| {
        let slices = trace.tracks.get(track).into_iter().flatten();
        let found = slices.filter(|slice| (slice.0..slice.1).contains(&(50 * cycle)));
        found.map(|slice| (slice.2.clone(), slice.4)).next()
    };
    for cycle in &cycles {
        let named = |name: &str, image| Some((name.to_owned(), image));
        assert_eq!(at("controller", cycle.cycle), named(cycle.state.name(), cycle.learned));
        let first = cycle.layers[0].image;
        let encoder = match cycle.encoder {
            EncoderState::Idle => None,
            EncoderState::Encode => named(&format!("image {}", first.unwrap()), first),
            EncoderState::Stalled | EncoderState::Waiting => named(cycle.encoder.name(), first),
        };
        assert_eq!(at("encoder", cycle.cycle), encoder, "{cycle:?}");
        let front_end = cycle.front_end.state;
        let expected = (front_end != FrontEndState::Idle).then(|| (front_end.name().to_owned(), first));
        assert_eq!(at("front end", cycle.cycle), expected, "{cycle:?}");
        for (index, layer) in cycle.layers.iter().enumerate() {
            let expected = layer.image.filter(|_| layer.is_running());
            let found = at(&format!("layer {}", index + 1), cycle.cycle);
            assert_eq!(found.and_then(|found| found.1), expected);
            let expected = (layer.update != UpdateState::Idle).then(|| layer.update.name().to_owned());
            let found = at(&format!("update layer {}", index + 1), cycle.cycle);
            assert_eq!(found.map(|found| found.0), expected);
        }
    }
    assert!(cycles.iter().any(|cycle| cycle.state == ControllerState::Update));
}

#[test]
fn counters_have_the_value_of_every_cycle() {
    for run in RUNS {
        let ObservedRun { cycles, perfetto, .. } = observed(run);
        let trace = read(&perfetto);
        for (name, values) in &trace.counters {
            let value = |cycle: &super::Cycle| match name.strip_prefix("events a cycle, layer ") {
                Some(layer) => u64::from(cycle.layers[layer.parse::<usize>().unwrap() - 1].events),
                None => cycle.queue_words as u64,
            };
            let mut changes = values.iter().peekable();
            let mut current = None;
            for cycle in &cycles {
                while let Some((_, value)) = changes.next_if(|(time, _)| *time <= 50 * cycle.cycle) {
                    assert_ne!(current, Some(*value), "{run:?} {name}: only changes are written");
                    current = Some(*value);
                }
                assert_eq!(current, Some(value(cycle)), "{run:?} {name}, cycle {}", cycle.cycle);
            }
            assert_eq!(values.last().unwrap().1, 0, "{run:?} {name} ends at 0");
        }
        assert_eq!(trace.counters.len(), 4, "{run:?}");
    }
}
