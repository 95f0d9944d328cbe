//! The RTL, compiled by Verilator, against definition and cycle model. `cargo xtask rtl` does more of the same.

use std::path::{Path, PathBuf};

use apical_chip::preset::Preset;
use apical_core::conformance::{Action, Case, Memories, check, front_end_cases, standard_cases};
use apical_core::{Config, Format, Order, Processor, vectors};
use apical_rtl::cosimulation::RandomCase;
use apical_rtl::{Cosimulation, Libraries, Library, RtlError, RtlProcessor, package};

/// Where compiled models are kept from run to run.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("rtl")
}

/// Verilator, or nothing where it is missing.
fn libraries() -> Option<Libraries> {
    if std::env::var_os("APICAL_RTL_TESTS").is_some_and(|value| value == "none") {
        println!("left to cargo xtask rtl");
        return None;
    }
    match Libraries::new(folder()) {
        Ok(libraries) => Some(libraries),
        Err(error @ RtlError::Tool(_)) => {
            println!("SKIPPED: {error}");
            None
        }
        Err(error) => panic!("{error}"),
    }
}

fn preset() -> Preset {
    Preset::builtin("apical").unwrap()
}

/// Networks larger than this are left out, and further cases: each is RTL of its own to compile, and each state is compared
/// by reading every word over the bus. `APICAL_RTL_TESTS=all` leaves out none and takes an hour.
const MOST_SYNAPSES: usize = 5_000;
const MOST_CASES: usize = 4;

#[test]
fn the_rtl_equals_the_definition_on_the_conformance_suite() {
    let Some(libraries) = libraries() else { return };
    let preset = preset();
    let all = std::env::var_os("APICAL_RTL_TESTS").is_some_and(|value| value == "all");
    let mut kept: Vec<Case> = Vec::new();
    for mut case in standard_cases() {
        let synapses = case.start.config.synapses();
        if !all && synapses > MOST_SYNAPSES {
            println!("left out: {} ({synapses} synapses; every word is read over the bus)", case.name);
            continue;
        }
        if !all && kept.len() == MOST_CASES {
            println!("left out: {} (RTL of its own to compile)", case.name);
            continue;
        }
        // Each further network is RTL of its own to compile: the first case alone loads networks of other shapes.
        let shape = |config: &Config| (config.layers.clone(), config.format);
        let own = shape(&case.start.config);
        if !kept.is_empty() {
            case.actions.retain(|action| match action {
                Action::Load(state) => shape(&state.config) == own || state.validate().is_err(),
                _ => true,
            });
        }
        kept.push(case);
    }
    let mut make = |state: &_| {
        let processor = RtlProcessor::adaptive(&libraries, &preset.organisation, state)?;
        Ok(Box::new(processor) as _)
    };
    match check(&mut make, &kept) {
        Ok(report) => {
            println!("{report}");
            assert_eq!(report.cases, kept.len() as u64);
            assert!(report.updates > 20 && report.refusals > 100, "{report}");
        }
        Err(difference) => panic!("{difference}"),
    }
}

#[test]
fn front_ends_equal_the_definition() {
    let Some(libraries) = libraries() else { return };
    let preset = preset();
    // Records of more inputs cannot be read over the bus, and each case loads networks of other shapes, which are RTL of their own.
    let mut kept: Vec<Case> = front_end_cases();
    kept.retain(|case| case.start.config.inputs() <= 8192);
    assert_eq!(kept.len(), 7);
    let all = std::env::var_os("APICAL_RTL_TESTS").is_some_and(|value| value == "all");
    if !all {
        // The smallest of each kind: values inverted, own thresholds, spikes.
        kept.retain(|case| case.start.config.synapses() <= 22_000);
        assert!(kept.len() >= 5);
    }
    for case in &mut kept {
        let shape = |config: &Config| (config.layers.clone(), config.format, config.front_end.clone());
        let own = shape(&case.start.config);
        case.actions.retain(|action| match action {
            Action::Load(state) => shape(&state.config) == own || state.validate().is_err(),
            _ => true,
        });
    }
    let mut make =
        |state: &_| Ok(Box::new(RtlProcessor::adaptive(&libraries, &preset.organisation, state)?) as _);
    match check(&mut make, &kept) {
        Ok(report) => {
            println!("{report}");
            assert_eq!(report.cases, kept.len() as u64);
        }
        Err(difference) => panic!("{difference}"),
    }
}

#[test]
fn random_machines_with_front_ends_take_the_models_cycles() {
    let Some(libraries) = libraries() else { return };
    let case = RandomCase::with_front_end(7);
    let counts = case.run(&libraries, 14).unwrap_or_else(|error| panic!("{}: {error}", case.name));
    assert!(counts.learned > 10 && counts.cycles > 100 && counts.resets == 2, "{counts}");
}

#[test]
fn random_calls_on_one_machine_equal_the_definition() {
    let Some(libraries) = libraries() else { return };
    let preset = preset();
    let mut config = Config::new(vec![70, 12, 9, 5]).unwrap();
    config.format = Format::new(3, 5).unwrap();
    let mut cases = Vec::new();
    for (seed, order) in [(1, Order::Pipelined), (2, Order::Sequential), (3, Order::Pipelined)] {
        config.order = order;
        let memories = [Memories::Limits, Memories::Uniform, Memories::Initial][seed as usize - 1];
        let mut case = Case::random(format!("{order} {seed}"), &config, memories, seed, 40).unwrap();
        case.actions.retain(|action| match action {
            Action::Load(state) => {
                (&state.config.layers, state.config.format) == (&config.layers, config.format)
                    || state.validate().is_err()
            }
            _ => true,
        });
        cases.push(case);
    }
    let organisation = package::sized_for(&preset.organisation, &config).unwrap();
    let text = package::of_organisation(&organisation, "70-12-9-5").unwrap();
    let library = libraries.library(&text, None).unwrap();
    let mut make = |state: &_| {
        Ok(Box::new(
            RtlProcessor::new(&library, &organisation, state).map_err(apical_core::ProcessorError::from)?,
        ) as _)
    };
    match check(&mut make, &cases) {
        Ok(report) => assert_eq!(report.cases, 3, "{report}"),
        Err(difference) => panic!("{difference}"),
    }
}

#[test]
fn golden_vectors_are_replayed() {
    let Some(libraries) = libraries() else { return };
    let preset = preset();
    for name in ["w4g8_pipelined", "limits_w2g4", "four_layers_drained_midway"] {
        let (_, text) = vectors::all().into_iter().find(|(file, _)| file == &format!("{name}.vec")).unwrap();
        let vector = vectors::parse(&text).unwrap();
        let mut processor = RtlProcessor::adaptive(&libraries, &preset.organisation, &vector.start).unwrap();
        if let Err(difference) = vectors::replay(&vector, &mut processor) {
            panic!("{difference}");
        }
        assert_eq!(processor.failure(), None);
    }
}

#[test]
fn random_machines_take_the_models_cycles() {
    let Some(libraries) = libraries() else { return };
    for seed in [1, 2] {
        let case = RandomCase::new(seed);
        let counts = case.run(&libraries, 14).unwrap_or_else(|error| panic!("{}: {error}", case.name));
        assert!(counts.learned > 10 && counts.cycles > 100 && counts.resets == 2, "{counts}");
    }
}

#[test]
fn the_presets_machine_is_compiled_in() {
    if libraries().is_none() {
        return;
    }
    if std::env::var_os("APICAL_RTL_BUILD").is_some_and(|value| value == "none") {
        assert!(Library::preset().is_err());
        return;
    }
    let preset = preset();
    let library = Library::preset().unwrap();
    assert_eq!(library.package(), package::of_preset(&preset).unwrap());
    let state = preset.config().unwrap().initial_state(5);
    let rtl = RtlProcessor::new(&library, &preset.organisation, &state).unwrap();
    assert_eq!(rtl.state(), state);
    let mut both = Cosimulation::new(rtl).unwrap();
    both.set_step_rate(apical_core::StepRate::new(7 * 256, state.config.format).unwrap());
    let image: Vec<u8> = (0..784_u32).map(|pixel| (pixel * pixel % 251) as u8).collect();
    for label in 0..6 {
        both.learn(&image, label).unwrap();
    }
    both.drain().unwrap();
    both.activity(&image).unwrap();
    both.compare_memories().unwrap();
    assert_eq!(both.counts().learned, 6);

    // Another machine is refused.
    let small = package::small_machine().unwrap();
    let config = Config::new(vec![16, 6, 4, 3]).unwrap();
    let error = RtlProcessor::new(&library, &small, &config.initial_state(1)).err().unwrap();
    assert!(error.to_string().contains("compiled for another machine than 16-6-4-3"), "{error}");
}

#[test]
fn waves_are_recorded() {
    let Some(libraries) = libraries() else { return };
    let small = package::small_machine().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let state = Config::new(vec![16, 6, 4, 3]).unwrap().initial_state(1);
    let recorded = |name: &str| {
        let wave = folder.path().join(name);
        let mut rtl = RtlProcessor::recording(&libraries, &small, &state, Some(wave.clone())).unwrap();
        rtl.learn(&[255; 16], 1).unwrap();
        drop(rtl);
        wave
    };
    let text = std::fs::read_to_string(recorded("small.vcd")).unwrap();
    assert!(text.contains("$enddefinitions") && text.contains("result_winner") && text.len() > 10_000);
    let fst = recorded("small.fst");
    // The header: kind 0, 329 bytes.
    assert_eq!(std::fs::read(&fst).unwrap()[..9], [0, 0, 0, 0, 0, 0, 0, 1, 73]);
    match std::process::Command::new("fst2vcd").arg(&fst).output() {
        Ok(converted) => {
            assert!(converted.status.success());
            let converted = String::from_utf8(converted.stdout).unwrap();
            // Scopes and signals are those of the other form; both have a value change for every edge of the clock.
            let variables = |text: &str| text.matches("$var").count();
            let edges = |text: &str| text.lines().filter(|line| line.starts_with('#')).count();
            assert_eq!(variables(&converted), variables(&text));
            assert_eq!(edges(&converted), edges(&text));
        }
        Err(error) => println!("not read back: fst2vcd (Debian package gtkwave): {error}"),
    }
    let nowhere = folder.path().join("no/such/folder.vcd");
    let error = RtlProcessor::recording(&libraries, &small, &state, Some(nowhere)).err().unwrap();
    assert!(error.to_string().contains("cannot record waves into"), "{error}");
}
