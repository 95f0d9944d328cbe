//! The generated files against those of the project, and what the RTL has no machine for.

use std::path::Path;

use apical_chip::preset::Preset;
use apical_core::vectors;
use apical_rtl::cosimulation::RandomCase;
use apical_rtl::{RtlError, description, package};

/// A file of the project, or nothing where the crate is tested without the project around it.
fn project(name: &str) -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name);
    match std::fs::read_to_string(&path) {
        Ok(text) => Some(text),
        Err(error) if std::env::var_os("CI").is_some_and(|ci| ci == "true") => panic!("{path:?}: {error}"),
        Err(error) => {
            println!("SKIPPED: {}: {error}", path.display());
            None
        }
    }
}

fn assert_generated(name: &str, expected: &str) {
    if let Some(text) = project(name) {
        assert!(text == expected, "{name} is stale: cargo xtask rtl --generate");
    }
}

#[test]
fn the_generated_packages_are_those_of_their_machines() {
    let preset = Preset::builtin("apical").unwrap();
    assert_generated("rtl/generated/apical_package.sv", &package::of_preset(&preset).unwrap());
    assert_generated("rtl/generated/small/apical_package.sv", &package::small().unwrap());
    assert_generated("rtl/generated/ecp5/apical_package.sv", &package::ecp5().unwrap());
    let retina = Preset::builtin("retina").unwrap();
    assert_generated("rtl/generated/retina/apical_package.sv", &package::of_preset(&retina).unwrap());
    assert_generated("rtl/generated/small_retina/apical_package.sv", &package::small_retina().unwrap());
}

#[test]
fn the_map_of_rtl_benches_and_documents_is_that_of_the_machine() {
    assert_generated("rtl/src/address_map.sv", &description::address_map());
    assert_generated("rtl/test/map.svh", &description::bench_header());
    let name = "docs/microarchitecture.md";
    let Some(text) = project(name) else { return };
    assert_generated(name, &description::with_tables(&text).unwrap());
}

#[test]
fn the_rtl_takes_the_map_from_the_package_of_the_map() {
    let Some(text) = project("rtl/src/registers.sv") else { return };
    // A name of the package that nothing uses would be a number that is written by hand somewhere.
    let sources = ["apical", "layer"].map(|name| project(&format!("rtl/src/{name}.sv")).unwrap_or_default());
    let all = sources.into_iter().fold(text, |all, text| all + &text);
    for line in description::address_map().lines().filter(|line| line.contains("localparam")) {
        let name = line.split(" = ").next().and_then(|declared| declared.split(' ').next_back()).unwrap();
        assert!(all.contains(&format!("address_map::{name}")), "{name} is not used");
    }
}

/// Values of a parameter with one value a layer, layer 1 first.
fn vector(text: &str, name: &str) -> Vec<u32> {
    let start = format!("  localparam [32*LAYERS-1:0] {name} = {{");
    let line = text.lines().find_map(|line| line.strip_prefix(&start)).expect(name);
    let numbers = line.trim_end_matches("};").split(", ");
    let mut values: Vec<u32> =
        numbers.map(|number| number.strip_prefix("32'd").unwrap().parse().unwrap()).collect();
    values.reverse();
    values
}

fn scalar(text: &str, name: &str) -> u32 {
    let start = format!("  localparam {name} = ");
    let line = text.lines().find_map(|line| line.strip_prefix(&start)).expect(name);
    line.trim_end_matches(';').parse().unwrap()
}

#[test]
fn every_golden_vector_has_a_package_of_its_sizes() {
    let preset = Preset::builtin("apical").unwrap();
    let files = vectors::all();
    assert!(files.len() > 20);
    for (name, text) in files {
        let vector_file = vectors::parse(&text).unwrap();
        let config = &vector_file.start.config;
        let organisation = package::sized_for(&preset.organisation, config).unwrap();
        let text = package::of_organisation(&organisation, &name).unwrap();
        let inputs: Vec<usize> = vector(&text, "INPUTS").iter().map(|&size| size as usize).collect();
        let neurons: Vec<usize> = vector(&text, "NEURONS").iter().map(|&size| size as usize).collect();
        assert_eq!(inputs, config.layers[..config.layer_count()], "{name}");
        assert_eq!(neurons, config.layers[1..], "{name}");
        assert_eq!(scalar(&text, "LAYERS") as usize, config.layer_count());
        assert_eq!(scalar(&text, "WEIGHT_BITS"), config.format.weight_bits());
        assert_eq!(scalar(&text, "ACCUMULATOR_BITS"), config.format.accumulator_bits());
    }
}

#[test]
fn random_machines_are_as_various_as_the_rtl() {
    let mut orders = [0; 2];
    let mut ports = [0; 2];
    let mut formats = std::collections::BTreeSet::new();
    for seed in 0..300 {
        let case = RandomCase::new(seed);
        let text = case.package().unwrap();
        vector(&text, "ACCUMULATOR_INPUT_ORDER").iter().for_each(|&order| orders[order as usize] += 1);
        vector(&text, "ACCUMULATOR_PORTS").iter().for_each(|&count| ports[count as usize - 1] += 1);
        formats.insert((scalar(&text, "WEIGHT_BITS"), scalar(&text, "ACCUMULATOR_BITS")));
        assert_eq!(case.state.validate(), Ok(()));
    }
    let mut kinds = std::collections::BTreeSet::new();
    for seed in 0..100 {
        let case = RandomCase::with_front_end(seed);
        let text = case.package().unwrap();
        let there = |name| scalar(&text, name).min(2);
        let front_end = ["FRONT_END", "LEVELS", "LEVELS_OWN", "RETINA_VALUE_BITS"].map(there);
        kinds.insert(front_end);
        assert!(scalar(&text, "SPECIFICATION_VERSION") == 2 && there("FRONT_END") > 0, "{}", case.name);
        let units = case.organisation.front_end.as_ref().unwrap();
        assert_eq!(case.organisation.check_network(&case.state.config), Ok(()), "{}: {units:?}", case.name);
    }
    // An inversion; levels with thresholds of both kinds, filters of grey values and of spikes, and of these one of each.
    assert_eq!(kinds.iter().filter(|kind| kind[0] == 1).count(), 1);
    assert!(kinds.len() >= 8, "{kinds:?}");
    assert_eq!(formats.len(), 35);
    assert!(orders.iter().chain(&ports).all(|&count| count > 50), "{orders:?} {ports:?}");
}

#[test]
fn machines_that_the_rtl_does_not_describe_are_refused_by_field() {
    for (name, field) in [
        ("park2019", "dataflow.kind"),
        ("backpropagation", "dataflow.feedback"),
        ("single-bank", "layers.0.accumulators"),
    ] {
        match package::of_preset(&Preset::builtin(name).unwrap()) {
            Err(RtlError::Unsupported { field: found, .. }) => assert_eq!(found, field),
            other => panic!("{name}: {other:?}"),
        }
    }
    let mut organisation = Preset::builtin("apical").unwrap().organisation;
    organisation.pixels_per_cycle = 3;
    let error = package::of_organisation(&organisation, "x").unwrap_err();
    assert!(error.to_string().contains("encoder.pixels_per_cycle: 3 is no power of two"), "{error}");
}
