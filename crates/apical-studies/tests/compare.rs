//! Rules compared, on a small set of images.

use std::sync::atomic::Ordering;

use apical_baselines::RuleName;
use apical_baselines::setting::Setting;
use apical_baselines::store::Store;
use apical_data::Split;
use apical_studies::compare::{ComparisonPlan, ComparisonRequest, ComparisonRow};
use apical_studies::{Control, StudyError};

use crate::{Noted, bars};

fn request(split: &Split) -> ComparisonRequest<'_> {
    ComparisonRequest {
        data: "bars",
        split,
        rules: &[RuleName::Bp, RuleName::Dfa],
        settings: &[Setting::Epochs],
        rule_settings: &[],
        front_end: None,
        layers: &[64, 16, 4],
        epochs: 3,
        seeds: 2,
        validation: false,
        command: "",
    }
}

#[test]
fn a_stopped_comparison_goes_on_where_it_was() {
    let split = bars(8, 4, 200, 40);
    let plan = ComparisonPlan::new(&request(&split)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let all = Noted::default();
    let whole = tempfile::tempdir().unwrap();
    let expected = plan
        .run(&Store::open(whole.path()).unwrap(), None, Control { observer: &all, stop: &all.stop })
        .unwrap();
    let work = all.begun.load(Ordering::Relaxed);
    assert_eq!(all.done.load(Ordering::Relaxed), work);
    let some = Noted { limit: work / 2, ..Noted::default() };
    let stopped = plan.run(&store, Some(1), Control { observer: &some, stop: &some.stop });
    assert!(matches!(stopped, Err(StudyError::Stopped)));
    let stored = plan.runs().iter().filter(|run| store.get(run).unwrap().is_some()).count();
    assert!((1..plan.runs().len()).contains(&stored), "{stored}");
    let rest = Noted::default();
    let result = plan.run(&store, None, Control { observer: &rest, stop: &rest.stop }).unwrap();
    assert!(rest.begun.load(Ordering::Relaxed) < work, "what is stored is not run again");
    for (ours, expected) in result.runs.iter().zip(&expected.runs) {
        assert_eq!(
            (&ours.config, ours.accuracy, &ours.curves),
            (&expected.config, expected.accuracy, &expected.curves)
        );
    }
}

#[test]
fn what_does_not_fit_is_refused_before_the_first_run() {
    let split = bars(8, 4, 20, 8);
    for (layers, expected) in
        [(&[65, 8, 4][..], "number of pixels, 64"), (&[64, 8, 3], "number of classes, 4")]
    {
        let request = ComparisonRequest { layers, ..request(&split) };
        let message = ComparisonPlan::new(&request).unwrap_err().to_string();
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn rules_behind_a_front_end_learn_from_its_bits() {
    let split = bars(8, 4, 200, 40);
    let front_end = "thermometer:3".parse().unwrap();
    let behind = ComparisonRequest {
        front_end: Some(&front_end),
        rules: &[RuleName::Bp, RuleName::Drtp, RuleName::DsfW4G8],
        settings: &[Setting::Epochs, Setting::NewWriter],
        seeds: 1,
        ..request(&split)
    };
    let plan = ComparisonPlan::new(&behind).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let noted = Noted::default();
    let result = plan.run(&store, Some(1), Control { observer: &noted, stop: &noted.stop }).unwrap();
    // Three bits a pixel.
    assert_eq!(result.layers, [192, 16, 4]);
    assert_eq!(result.front_end.as_deref(), Some("thermometer(64;64,128,192)"));
    assert!(
        result.extent().starts_with("192-16-4 behind thermometer(64;64,128,192) on bars"),
        "{}",
        result.extent()
    );
    assert!(
        result.runs.iter().all(|run| run.config.front_end == result.front_end && run.config.layers[0] == 192)
    );
    let learned = |row: &ComparisonRow| row.rule == RuleName::Drtp || row.accuracy > 0.6;
    assert!(result.rows.iter().take(3).all(learned), "{}", result.text());
    // Beside runs without it, which are others.
    let keys = |plan: &ComparisonPlan<'_>| plan.runs().iter().map(|run| run.key()).collect::<Vec<_>>();
    let without = keys(&ComparisonPlan::new(&ComparisonRequest { front_end: None, ..behind }).unwrap());
    assert!(keys(&plan).iter().all(|key| !without.contains(key)));
}

#[test]
fn what_a_front_end_does_not_fit_is_refused_before_the_first_run() {
    let split = bars(8, 4, 20, 8);
    for (text, layers, expected) in [
        ("retina", &[1000, 8, 4][..], "the number of the front end's bits, "),
        ("retina:kernel=9", &[64, 8, 4], "kernel"),
        ("levels(63;128)", &[64, 8, 4], "the front end takes 63 values, but the images have 64 pixels"),
        ("thermometer:3", &[192, 8, 3], "number of classes, 4"),
    ] {
        let front_end = text.parse().unwrap();
        let request = ComparisonRequest { layers, front_end: Some(&front_end), ..request(&split) };
        let message = ComparisonPlan::new(&request).map(|_| ()).unwrap_err().to_string();
        assert!(message.contains(expected), "{text}: {message}");
    }
}
