//! The core's conformance suite over the cycle model, in the organisation of every preset.

use apical_chip::machine::ChipProcessor;
use apical_chip::preset::Preset;
use apical_core::conformance::{Case, ConformanceReport, check, front_end_cases, standard_cases};

fn conforms(name: &str) {
    let report = conforms_in(name, &standard_cases());
    assert!(report.updates > 500 && report.refusals > 1000, "{report}");
}

fn conforms_in(name: &str, cases: &[Case]) -> ConformanceReport {
    let preset = Preset::builtin(name).unwrap();
    let mut make = |state: &_| {
        let processor = ChipProcessor::adaptive(&preset.organisation, state);
        Ok(Box::new(processor.expect("the organisation can be sized for every case")) as _)
    };
    match check(&mut make, cases) {
        Ok(report) => {
            println!("{name}: {report}");
            assert_eq!(report.cases, cases.len() as u64);
            report
        }
        Err(difference) => panic!("{name}: {difference}"),
    }
}

#[test]
fn the_event_driven_machine_equals_the_definition() {
    conforms("apical");
}

#[test]
fn the_dense_machine_equals_the_definition() {
    conforms("park2019");
}

#[test]
fn the_comparison_machines_equal_the_definition() {
    conforms("single-bank");
    conforms("backpropagation");
}

/// Every machine can be built with every front end, and with the most inputs.
#[test]
fn front_ends_equal_the_definition_in_every_machine() {
    for name in Preset::builtin_names() {
        let report = conforms_in(name, &front_end_cases());
        assert!(report.updates > 50 && report.refusals > 100, "{name}: {report}");
    }
}
