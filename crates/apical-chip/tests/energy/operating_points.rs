//! What a supply and a clock change, and what not.

use apical_chip::energy::{Cause, EnergyModel, EnergyReport, Estimate, OperatingPoint};
use apical_chip::machine::counters::MachineCounters;
use apical_chip::preset::Preset;
use apical_chip::technology::Technology;
use apical_chip::units::{Cycles, Hertz, Volts};

use crate::common::assert_near;
use crate::common::small;

fn technology() -> Technology {
    Technology::find("65nm").unwrap()
}

fn machines() -> impl Iterator<Item = (Preset, MachineCounters)> {
    [small::EVENT, small::DENSE].into_iter().map(|text| {
        let preset = Preset::parse(text).unwrap();
        let counters = small::inference_and_update(&preset);
        (preset, counters)
    })
}

fn model(preset: &Preset, supply: f64, clock: f64) -> EnergyModel {
    let point = OperatingPoint { supply: Volts::new(supply), clock: Hertz::new(clock) };
    EnergyModel::new(preset, &technology(), point, 3.0).unwrap()
}

fn leaked(report: &EnergyReport) -> Estimate {
    report.sum_where(|item| item.cause == Cause::Leakage)
}

fn dynamic(report: &EnergyReport) -> Estimate {
    report.sum_where(|item| item.cause != Cause::Leakage)
}

#[test]
fn leakage_is_power_times_time() {
    for (preset, counters) in machines() {
        for (supply, clock) in [(0.8, 20e6), (0.7, 3e6), (1.2, 30e6)] {
            let model = model(&preset, supply, clock);
            let time = Cycles::new(counters.cycles()) / Hertz::new(clock);
            let expected = model.leakage() * time;
            let found = leaked(&model.account(&counters));
            assert!(expected.value() > 0.0);
            assert_eq!(found, Estimate::exact(expected));
        }
    }
}

#[test]
fn twice_the_clock_halves_leakage_and_leaves_dynamic_energy() {
    for (preset, counters) in machines() {
        let (slow, fast) = (model(&preset, 0.8, 10e6), model(&preset, 0.8, 20e6));
        let (slow, fast) = (slow.account(&counters), fast.account(&counters));
        assert_near(leaked(&slow).low.value(), leaked(&fast).low.value() * 2.0, 1e-12, "leakage");
        assert_eq!(dynamic(&slow), dynamic(&fast));
    }
}

#[test]
fn dynamic_energy_goes_with_the_square_of_the_supply() {
    for (preset, counters) in machines() {
        let at = |supply: f64| model(&preset, supply, 1e6).account(&counters);
        let reference = at(0.8);
        for supply in [0.7, 0.93, 1.2] {
            let (square, report) = ((supply / 0.8_f64).powi(2), at(supply));
            for (item, before) in report.items.iter().zip(&reference.items) {
                if item.cause == Cause::Leakage {
                    continue;
                }
                let what = format!("{item:?}");
                for part in [|it: &Estimate| it.low, |it: &Estimate| it.high, |it: &Estimate| it.calibrated] {
                    let (found, expected) = (part(&item.energy), part(&before.energy));
                    assert_near(found.value(), expected.value() * square, 1e-12, &what);
                }
            }
            // Leakage power grows faster than the supply: the barrier falls too.
            let power = |supply| model(&preset, supply, 1e6).leakage().value();
            let ratio = power(supply) / power(0.8);
            assert!(
                if supply > 0.8 { ratio > supply / 0.8 } else { ratio < supply / 0.8 },
                "{supply}: {ratio}"
            );
        }
    }
}

#[test]
fn calibration_moves_the_calibrated_value_alone() {
    let (preset, counters) = machines().next().unwrap();
    let with = |factor| {
        let model = EnergyModel::new(&preset, &technology(), preset.operating_point(), factor).unwrap();
        model.account(&counters)
    };
    let (one, two) = (with(1.0), with(2.0));
    assert_eq!((one.total().low, one.total().high), (two.total().low, two.total().high));
    assert_eq!(one.total().calibrated, one.total().low);
    let added = two.total().calibrated - one.total().calibrated;
    assert_near(added.value(), one.memory().low.value(), 1e-9, "the memories' share");
}

#[test]
fn clocks_and_supplies_out_of_range_are_refused_with_the_range() {
    let (preset, _) = machines().next().unwrap();
    let refuse = |supply: f64, clock: f64| {
        let point = OperatingPoint { supply: Volts::new(supply), clock: Hertz::new(clock) };
        EnergyModel::new(&preset, &technology(), point, 1.0).unwrap_err().to_string()
    };
    assert_eq!(
        refuse(0.8, 21e6),
        "frequency: 21.000 MHz is out of range: above 0, at most 20.000 MHz at 0.8 V (preset small-event: 20.000 MHz at 0.8 V)"
    );
    for clock in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(refuse(0.8, clock).starts_with("frequency: "), "{clock}");
    }
    let range = "is out of range: 0.7 V to 1.2 V, where voltage scaling holds";
    assert_eq!(refuse(0.6, 1e6), format!("supply: 0.6 V {range}"));
    assert_eq!(refuse(1.3, 1e6), format!("supply: 1.3 V {range}"));
    assert_eq!(refuse(f64::NAN, 1e6), format!("supply: NaN V {range}"));
}
