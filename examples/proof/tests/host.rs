//! The cases themselves: every back end of the host agrees, and there is something to agree on.

use apical_proof::{BackEnd, CASES, Report, run, state_hash};

fn report(case: &apical_proof::Case, back_end: BackEnd) -> Report {
    run(case, back_end).unwrap()
}

#[test]
fn every_back_end_ends_in_the_same_state() {
    for case in CASES {
        let expected = report(case, BackEnd::Reference);
        assert_eq!(report(case, BackEnd::Portable), expected);
        assert_eq!(report(case, BackEnd::Fastest), expected);
    }
}

#[test]
fn every_case_learns() {
    for case in CASES {
        let initial = state_hash(&case.config().unwrap().initial_state(2019));
        let report = report(case, BackEnd::Fastest);
        assert_ne!(report.hash_in_flight, initial, "{}", case.name);
        assert!(report.updates > 20, "{}: {} updates", case.name, report.updates);
        assert!(report.correct * 2 > report.inferred, "{report}");
    }
}

#[test]
fn the_pipeline_holds_images_when_it_is_hashed() {
    for case in CASES {
        let report = report(case, BackEnd::Fastest);
        let pipelined = case.order == apical_core::Order::Pipelined;
        assert_eq!(report.hash_in_flight != report.hash, pipelined, "{}", case.name);
    }
}
