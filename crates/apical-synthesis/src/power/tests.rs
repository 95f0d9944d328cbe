//! A tiny netlist whose energies are worked out by hand.

use std::collections::BTreeMap;

use super::*;
use crate::liberty::Group;
use crate::saif::Recording;

/// An inverter: 2 fJ inside at a rise, 4 at a fall, 1 fF. A register: its clock pin takes 10 and 20 fJ while 0 is kept, 30
/// and 40 while 1 is kept; its output's arc 50 and 60. Supply 1 V; no wires.
const CELLS: &str = r#"library (l) { capacitive_load_unit (1,pf); voltage_unit : "1V"; leakage_power_unit : "1nW";
nom_voltage : 1.0; nom_temperature : 25;
cell (inv) { area : 1; cell_leakage_power : 5;
  pin (Y) { direction : output; function : "!A"; internal_power () { related_pin : "A";
    rise_power (s) { values ("0.002"); } fall_power (s) { values ("0.004"); } } }
  pin (A) { direction : input; capacitance : 0.001; } }
cell (dff) { area : 5; cell_leakage_power : 7; ff (IQ,IQN) { clocked_on : "C"; next_state : "D"; }
  pin (Q) { direction : output; function : "IQ"; internal_power () { related_pin : "C";
    rise_power (s) { values ("0.05"); } fall_power (s) { values ("0.06"); } } }
  pin (D) { direction : input; capacitance : 0.002; internal_power () {
    rise_power (s) { values ("0.006"); } fall_power (s) { values ("0.008"); } } }
  pin (C) { direction : input; clock : true; capacitance : 0.003;
    internal_power () { when : "!D*!Q"; rise_power (s) { values ("0.01"); } fall_power (s) { values ("0.02"); } }
    internal_power () { when : "D*Q"; rise_power (s) { values ("0.03"); } fall_power (s) { values ("0.04"); } } } }
}"#;

/// A register that an inverter feeds back: it changes in every cycle. Two of them in the top.
const NETLIST: &str = r#"{ "modules": {
"top": { "attributes": {}, "ports": { "clock": { "direction": "input", "bits": [2] } },
  "cells": { "half[0].it": { "type": "half", "connections": { "clock": [2] } },
             "half[1].it": { "type": "half", "connections": { "clock": [2] } } } },
"half": { "attributes": {}, "ports": { "clock": { "direction": "input", "bits": [2] } },
  "cells": { "a": { "type": "inv", "connections": { "A": [3], "Y": [4] } },
             "b": { "type": "dff", "connections": { "C": [2], "D": [4], "Q": [3] } } } } } }"#;

/// Ten cycles: 19 units of time.
const SAIF: &str = r#"(SAIFILE (DURATION 19) (INSTANCE TOP (INSTANCE top (NET (clock (T1 10) (TC 20)))
  (INSTANCE half_0_it (NET (clock (T1 10) (TC 20)) (n3 (T1 10) (TC 10)) (n4 (T1 9) (TC 10))))
  (INSTANCE half_1_it (NET (clock (T1 10) (TC 20)) (n3 (T1 0) (TC 0)) (n4 (T1 19) (TC 0)))))))"#;

fn blocks(every: usize) -> BTreeMap<String, BlockEnergy> {
    let library = Library::of_cells(&Group::parse(CELLS).unwrap()).unwrap();
    let design = Design::parse(NETLIST, "top").unwrap();
    let estimator = Estimator::new(&design, &library, Sample { every, from: 2 }).unwrap();
    estimator.blocks(Source::Saif(&Recording::parse(SAIF).unwrap())).unwrap()
}

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-9 * expected.abs() + 1e-24, "{found} instead of {expected}");
}

#[test]
fn energies_are_those_worked_out_by_hand() {
    let half = blocks(1)["half"];
    const FEMTO: f64 = 1e-15;
    // Inverter: 10 changes of 3 fJ. Register: 10 changes of its output, (50 + 60) / 2 less the rising edge of the clock,
    // (10 + 30) / 2; 10 changes of its input of 7 fJ.
    near(half.internal, (10.0 * 3.0 + 10.0 * (55.0 - 20.0) + 10.0 * 7.0) * FEMTO);
    // Net 3 drives the inverter, 1 fF, net 4 the register, 2 fF: 10 changes of half a capacitance each.
    near(half.switching, (10.0 * 0.5 * 1.0 + 10.0 * 0.5 * 2.0) * FEMTO);
    // The first register is 1 for 10 of 19 units: 10 cycles of 70 or 30 fJ; the second is 0: 10 cycles of 30. And twice 20
    // edges of half of 3 fF.
    let share = 10.0 / 19.0;
    let inside = 10.0 * (70.0 * share + 30.0 * (1.0 - share)) + 10.0 * 30.0;
    let pins = 2.0 * 20.0 * 0.5 * 3.0;
    near(half.clock_pins, (inside + pins) * FEMTO);
    near(half.clock_tree, CLOCK_TREE * pins * FEMTO);
    assert_eq!(half.clock_gates, 0.0);
    // Nothing is gated here.
    near(half.clock_ungated, half.clock());
    near(half.leakage, 2.0 * (5.0 + 7.0) * 1e-9);
    assert_eq!(half.toggles, 20.0);
}

#[test]
fn parts_sum_to_the_whole_and_samples_are_scaled() {
    // The first of two stands for both.
    let (all, sampled) = (blocks(1)["half"], blocks(2)["half"]);
    near(sampled.internal, 2.0 * all.internal);
    near(sampled.leakage, all.leakage);
    assert_eq!(blocks(1)["top"].logic(), 0.0);
}

#[test]
fn a_signal_that_was_not_recorded_is_named() {
    let library = Library::of_cells(&Group::parse(CELLS).unwrap()).unwrap();
    let design = Design::parse(NETLIST, "top").unwrap();
    let estimator = Estimator::new(&design, &library, Sample { every: 1, from: 2 }).unwrap();
    let recording = Recording::parse(&SAIF.replace("(n4 (T1 9)", "(n5 (T1 9)")).unwrap();
    let error = estimator.blocks(Source::Saif(&recording)).unwrap_err();
    assert_eq!(error.to_string(), "SAIF: no signal n4 in an instance of half");
}
