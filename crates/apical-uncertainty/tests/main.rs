//! Intervals of energies.

use apical_chip::design::{Design, DesignRequest, Process};
use apical_chip::machine::ChipProcessor;
use apical_chip::machine::counters::MachineCounters;
use apical_chip::preset::Setting;
use apical_uncertainty::{Ensemble, Estimated, Estimator, Prior, RunOf, Silicon, Subject, UncertaintyError};

const SAMPLES: usize = 600;
const IMAGES: u64 = 50;

fn estimator(samples: usize, seed: u64) -> Estimator {
    Estimator::new(&Process::find("65nm").unwrap(), samples, seed).unwrap()
}

/// A design, and what it counts for images of about a hundred spiking pixels.
fn counted(preset: &str, settings: &[&str]) -> (Design, MachineCounters) {
    let settings: Vec<Setting> = settings.iter().map(|setting| setting.parse().unwrap()).collect();
    let design = DesignRequest { settings, ..DesignRequest::of(preset) }.resolve().unwrap();
    let state = design.preset().config().unwrap().initial_state(1);
    let mut machine = ChipProcessor::new(&design.preset().organisation, &state).unwrap();
    let pixels: Vec<u8> = (0..784).map(|pixel| if pixel % 33 < 4 { u8::MAX } else { 0 }).collect();
    machine.infer_all(std::iter::repeat_n(pixels.as_slice(), IMAGES as usize)).unwrap();
    let counters = machine.machine_counters();
    (design, counters)
}

fn estimated(estimator: &Estimator, preset: &str, settings: &[&str]) -> (Silicon, Estimated) {
    let (design, counters) = counted(preset, settings);
    let subject = Subject {
        preset: design.preset(),
        point: design.point(),
        counters: &counters,
        images: IMAGES,
        run: RunOf::Inference,
    };
    let (silicon, mut found) = estimator.estimate(&[subject]).unwrap();
    (silicon, found.remove(0))
}

#[test]
fn the_silicon_itself_takes_what_was_published() {
    let (silicon, park) = estimated(&estimator(SAMPLES, 1), "park2019", &[]);
    // The preset is one of the structures; where the silicon left words unread, the preset takes more than it.
    assert!(park.ratio.contains(1.0) && park.energy_nj.contains(236.5), "{park:?}");
    assert!(silicon.overhead.contains(0.075), "{silicon:?}");
    assert!(silicon.area_mm2.contains(10.08), "{silicon:?}");
    // A cache of another node and another publication, and nothing fitted: within 15 %.
    assert!((silicon.anchored_nj / 236.5 - 1.0).abs() < 0.15, "{}", silicon.anchored_nj);
    assert!(silicon.unfitted_nj.contains(236.5), "{silicon:?}");
    let all: f64 = silicon.structures.iter().map(|structure| structure.probability).sum();
    assert!((all - 1.0).abs() < 1e-9 && silicon.effective_samples > 30.0, "{silicon:?}");
}

#[test]
fn draws_are_those_of_their_seed() {
    let once = estimated(&estimator(200, 1), "apical", &[]);
    assert_eq!(once, estimated(&estimator(200, 1), "apical", &[]));
    assert_ne!(once, estimated(&estimator(200, 2), "apical", &[]));
}

#[test]
fn ratios_are_known_better_than_joules_of_the_prior() {
    let (silicon, apical) = estimated(&estimator(SAMPLES, 1), "apical", &[]);
    let spread = |low: f64, high: f64| high / low;
    assert!(apical.ratio.low > 3.0 && apical.ratio.high < 30.0, "{apical:?}");
    assert!(
        spread(apical.ratio.low, apical.ratio.high)
            < spread(silicon.unfitted_nj.low, silicon.unfitted_nj.high),
        "{apical:?} {silicon:?}"
    );
    let shares: Vec<f64> = apical.sensitivities.iter().map(|found| found.share).collect();
    assert!(
        shares.is_sorted_by(|a, b| a >= b)
            && shares[0] > 0.2
            && shares.iter().all(|s| (0.0..=1.0).contains(s))
    );
}

/// A machine that is compared with itself under the same draws: the interval of such a ratio has no width.
#[test]
fn what_is_common_to_two_machines_leaves_their_ratio() {
    let (design, counters) = counted("apical", &[]);
    let of = |images: u64| Subject {
        preset: design.preset(),
        point: design.point(),
        counters: &counters,
        images,
        run: RunOf::Inference,
    };
    let (_, found) = estimator(SAMPLES, 1).estimate(&[of(IMAGES), of(2 * IMAGES)]).unwrap();
    let halves = found[0].energy_nj;
    for (once, twice) in [
        (halves.low, found[1].energy_nj.low),
        (halves.median, found[1].energy_nj.median),
        (halves.high, found[1].energy_nj.high),
    ] {
        assert!((once / twice - 2.0).abs() < 1e-9);
    }
}

#[test]
fn every_cause_says_why_and_every_structure_can_be_built() {
    let process = Process::find("65nm").unwrap();
    let prior = Prior::of(process.technology()).unwrap();
    for cause in prior.causes() {
        assert!(!cause.reason.is_empty() && !cause.source.is_empty() && !cause.of.is_empty(), "{cause:?}");
    }
    let ensemble = Ensemble::builtin().unwrap();
    assert_eq!(ensemble.structures().len(), 20);
    for structure in ensemble.structures() {
        assert_eq!(structure.options.len(), ensemble.axes().len());
    }
}

#[test]
fn a_technology_without_ranges_has_no_intervals() {
    let process = Process::find("sg13g2").unwrap();
    let error = Estimator::new(&process, 10, 1).unwrap_err();
    assert!(matches!(error, UncertaintyError::NoPrior(ref name, "65nm") if name == "sg13g2"), "{error}");
    assert!(Estimator::if_known(&process, 10, 1).unwrap().is_none());
    // Nor has a file with constants of one's own, whatever it calls itself.
    let own = std::env::temp_dir().join(format!("apical-own-{}.toml", std::process::id()));
    std::fs::write(&own, apical_chip::technology::Technology::builtin_text("65nm").unwrap()).unwrap();
    let process = Process::find(own.to_str().unwrap()).unwrap();
    assert!(Estimator::if_known(&process, 10, 1).unwrap().is_none());
    std::fs::remove_file(&own).unwrap();
}
