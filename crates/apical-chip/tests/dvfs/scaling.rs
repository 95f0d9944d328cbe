//! Operating points, their table, and targets.

use apical_chip::dvfs::{Counted, DvfsError, Edge, ImageRate, Performance, Target, Task, Workload};
use apical_chip::energy::EnergyModel;
use apical_chip::machine::counters::MachineCounters;
use apical_chip::preset::Preset;
use apical_chip::technology::Technology;
use apical_chip::units::{Seconds, Volts, Watts};
use proptest::prelude::*;

use super::{APICAL, Made, STEP, close};

#[test]
fn the_table_covers_the_range_and_rises() {
    for name in ["apical", "park2019"] {
        let made = Made::new(name);
        let points = made.scaling().operating_points(STEP).unwrap();
        let supplies: Vec<f64> = points.iter().map(|point| point.point.supply.value()).collect();
        assert_eq!(supplies, [0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0, 1.05, 1.1, 1.15, 1.2], "{name}");
        for pair in points.windows(2) {
            assert!(pair[1].point.clock > pair[0].point.clock);
            assert!(pair[1].leakage > pair[0].leakage);
            for task in Task::ALL {
                let (slow, fast) = (pair[0].of(task), pair[1].of(task));
                assert!(fast.rate > slow.rate && fast.power() > slow.power());
                assert!(fast.slot < slow.slot && fast.latency < slow.latency);
                assert!(fast.energy.low <= fast.energy.calibrated);
                assert!(fast.power_bounds()[0] <= fast.power() && fast.power() <= fast.power_bounds()[1]);
            }
        }
        // A network that knows nothing updates with most images, which takes cycles and energy.
        assert!(points.iter().all(|point| {
            point.training.energy.calibrated > point.inference.energy.calibrated
                && point.training.rate < point.inference.rate
        }));
    }
}

#[test]
fn the_presets_own_point_is_that_of_the_energy_model() {
    let made = &*APICAL;
    let own = made.scaling().at(made.preset.operating_point()).unwrap();
    let model =
        EnergyModel::new(&made.preset, &made.technology, made.preset.operating_point(), made.calibration)
            .unwrap();
    let counted = made.workload.of(Task::Inference);
    let expected = model.account(&counted.counters).per(counted.images).total();
    assert_eq!(own.inference.energy, expected);
    let leaked = own.leakage * own.inference.rate.interval();
    assert!(close((own.inference.switched.calibrated + leaked).value(), expected.calibrated.value()));
    assert!(close(own.inference.latency.value(), 3.0 * own.inference.slot.value()));
    assert_eq!(made.scaling().at_supply(made.preset.supply).unwrap(), own);
}

#[test]
fn steps_that_give_no_table_are_refused() {
    let scaling = APICAL.scaling();
    for step in [0.0, -0.1, f64::NAN, 0.000_9, 0.6] {
        let error = scaling.operating_points(Volts::new(step)).unwrap_err().to_string();
        assert!(error.contains("out of range: 0.001 V to 0.5"), "{error}");
    }
    // A step that does not divide the range still ends at its highest supply.
    let points = scaling.operating_points(Volts::new(0.3)).unwrap();
    let supplies: Vec<f64> = points.iter().map(|point| point.point.supply.value()).collect();
    assert_eq!(supplies, [0.7, 1.0, 1.2]);
}

#[test]
fn supplies_outside_the_range_are_refused() {
    for supply in [0.69, 1.21, f64::NAN] {
        let error = APICAL.scaling().at_supply(Volts::new(supply)).unwrap_err().to_string();
        assert!(error.contains("0.7 V to 1.2 V"), "{error}");
    }
}

#[test]
fn the_least_energy_is_no_more_than_anywhere() {
    for task in Task::ALL {
        let least = APICAL.scaling().least_energy(task).unwrap();
        let found = least.performance.of(task).energy.calibrated;
        for point in APICAL.scaling().operating_points(Volts::new(0.01)).unwrap() {
            assert!(found.value() <= point.of(task).energy.calibrated.value() * (1.0 + 1e-12));
        }
        // Leakage is small at these clocks: the range ends before the energy rises again.
        assert_eq!(least.edge, Some(Edge::Lowest));
        assert_eq!(least.performance.point.supply, Volts::new(0.7));
    }
}

#[test]
fn where_leakage_counts_the_least_energy_lies_inside_the_range() {
    let mut made = Made::new("apical");
    // Leakage that grows little with the supply, in a processor so slow that an image mostly leaks: faster is then
    // better, until switching costs more.
    made.technology = Technology::find_scaled("65nm", Some(("leakage.dibl", 0.01))).unwrap();
    let mut inside = 0;
    for slowing in [10.0, 100.0, 1e3, 1e4, 1e5] {
        made.preset.clock = Preset::builtin("apical").unwrap().clock / slowing;
        let least = made.scaling().least_energy(Task::Inference).unwrap();
        let energy = |performance: &Performance| performance.inference.energy.calibrated.value();
        let found = energy(&least.performance);
        if least.edge.is_none() {
            inside += 1;
            for offset in [-1e-3, 1e-3] {
                let supply = Volts::new(least.performance.point.supply.value() + offset);
                assert!(energy(&made.scaling().at_supply(supply).unwrap()) > found);
            }
        }
    }
    assert!(inside > 0, "no clock has its least energy inside the range");
}

#[test]
fn rates_are_reached_exactly_and_with_the_lowest_supply() {
    let scaling = APICAL.scaling();
    let points = scaling.operating_points(STEP).unwrap();
    for point in &points {
        let met = scaling.meet(Target::Rate(point.inference.rate), Task::Inference).unwrap();
        assert!(close(met.inference.rate.per_second(), point.inference.rate.per_second()));
        assert!((met.point.supply.value() - point.point.supply.value()).abs() < 1e-6);
    }
    // Slower than the lowest supply is at its best: its clock is slowed.
    let slow = ImageRate::new(points[0].inference.rate.per_second() / 4.0);
    let met = scaling.meet(Target::Rate(slow), Task::Inference).unwrap();
    assert_eq!(met.point.supply, Volts::new(0.7));
    assert!(close(met.inference.rate.per_second(), slow.per_second()));
    assert!(met.inference.energy.calibrated > points[0].inference.energy.calibrated, "it leaks longer");
}

#[test]
fn targets_out_of_reach_name_the_limit() {
    let scaling = APICAL.scaling();
    let highest = scaling.at_supply(Volts::new(1.2)).unwrap().inference;
    for rate in [highest.rate.per_second() * 1.01, 0.0, -5.0, f64::NAN, f64::INFINITY] {
        let error = scaling.meet(Target::Rate(ImageRate::new(rate)), Task::Inference).unwrap_err();
        assert!(matches!(error, DvfsError::Rate { maximum, .. } if maximum == highest.rate), "{error}");
        let limit = format!("{:.0} images/s", highest.rate.per_second().floor());
        assert!(error.to_string().contains(&limit), "{error}");
    }
    let leakage = scaling.at_supply(Volts::new(0.7)).unwrap().leakage;
    for power in [0.0, -1.0, f64::NAN, leakage.value()] {
        let error = scaling.meet(Target::Power(Watts::new(power)), Task::Inference).unwrap_err();
        assert!(matches!(error, DvfsError::Power { minimum, .. } if minimum == leakage), "{error}");
    }
    for deadline in [0.0, -1.0, f64::NAN, highest.latency.value() * 0.99] {
        let error = scaling.meet(Target::Deadline(Seconds::new(deadline)), Task::Inference).unwrap_err();
        assert!(matches!(error, DvfsError::Deadline { minimum, .. } if minimum == highest.latency));
        assert!(error.to_string().contains("at least"), "{error}");
    }
}

#[test]
fn limits_are_shown_so_that_they_are_allowed() {
    let scaling = APICAL.scaling();
    let number = |text: &str, after: &str| -> f64 {
        text.split(after).nth(1).unwrap().split(' ').next().unwrap().parse().unwrap()
    };
    let meet = |target| scaling.meet(target, Task::Training);
    let error = meet(Target::Rate(ImageRate::new(1e12))).unwrap_err().to_string();
    assert!(meet(Target::Rate(ImageRate::new(number(&error, "0.001 to ")))).is_ok(), "{error}");
    let error = meet(Target::Deadline(Seconds::new(0.1 * 1e-6))).unwrap_err().to_string();
    assert!(error.starts_with("deadline: 0.1 us is"), "{error}");
    assert!(meet(Target::Deadline(Seconds::new(number(&error, "at least ") * 1e-6))).is_ok(), "{error}");
    let error = meet(Target::Power(Watts::new(0.0001 * 1e-3))).unwrap_err().to_string();
    assert!(error.starts_with("power: 0.0001 mW is"), "{error}");
    let power = number(&error, "more than ") + 1e-4;
    assert!(meet(Target::Power(Watts::new(power * 1e-3))).is_ok(), "{error}");
}

#[test]
fn a_workload_of_nothing_is_refused() {
    let good = APICAL.workload.of(Task::Inference).clone();
    let none = Counted { counters: MachineCounters::new(3), images: 1 };
    let no_images = Counted { images: 0, ..good.clone() };
    for bad in [none, no_images] {
        let error = Workload::new(good.clone(), bad).unwrap_err().to_string();
        assert!(error.contains("training"), "{error}");
    }
}

/// Two supplies of the range, the second higher than the first.
fn supplies() -> impl Strategy<Value = (f64, f64)> {
    (0.7..1.199, 0.001..=1.0_f64).prop_map(|(low, share)| (low, low + share * (1.2 - low)))
}

proptest! {
    #[test]
    fn the_clock_rises_with_the_supply((low, high) in supplies()) {
        let at = |supply| APICAL.scaling().at_supply(Volts::new(supply)).unwrap();
        prop_assert!(at(low).point.clock < at(high).point.clock);
        prop_assert!(at(low).inference.power() < at(high).inference.power());
    }

    #[test]
    fn a_rate_within_reach_is_met(share in 0.001..1.0_f64) {
        let scaling = APICAL.scaling();
        let fastest = scaling.at_supply(Volts::new(1.2)).unwrap().training.rate.per_second();
        let met = scaling.meet(Target::Rate(ImageRate::new(fastest * share)), Task::Training).unwrap();
        prop_assert!(close(met.training.rate.per_second(), fastest * share));
        // At this rate, every higher supply takes more.
        let higher = Volts::new((met.point.supply.value() + 0.01).min(1.2));
        let point = apical_chip::energy::OperatingPoint { supply: higher, clock: met.point.clock };
        let other = scaling.at(point).unwrap().training.energy.calibrated;
        prop_assert!(other >= met.training.energy.calibrated);
    }

    #[test]
    fn a_power_within_reach_is_used_up_and_not_more(share in 0.0001..1.2_f64) {
        let scaling = APICAL.scaling();
        let most = scaling.at_supply(Volts::new(1.2)).unwrap().inference.power();
        let leakage = scaling.at_supply(Volts::new(0.7)).unwrap().leakage;
        let budget = leakage + (most - leakage) * share;
        let met = scaling.meet(Target::Power(budget), Task::Inference).unwrap();
        let used = met.inference.power() / budget;
        prop_assert!(used <= 1.0 + 1e-9);
        prop_assert!(used >= 1.0 - 1e-6 || met.point.supply == Volts::new(1.2), "{used}");
    }

    #[test]
    fn a_deadline_within_reach_is_met(share in 1.0..50.0_f64) {
        let scaling = APICAL.scaling();
        let shortest = scaling.at_supply(Volts::new(1.2)).unwrap().inference.latency;
        let met = scaling.meet(Target::Deadline(shortest * share), Task::Inference).unwrap();
        prop_assert!(met.inference.latency <= shortest * (share * (1.0 + 1e-9)));
    }
}
