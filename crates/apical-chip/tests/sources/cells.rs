//! Standard cells.

use super::liberty::Group;
use super::tables;
use crate::common::assert_near;
use crate::common::constants::Constants;

const SUPPLY: f64 = 1.2;

fn library() -> Option<Group> {
    let library = Group::read(&tables()?.join("cells/sg13g2/sg13g2_stdcell_typ_1p20V_25C.lib.gz"));
    assert_eq!(library.attribute("capacitive_load_unit"), Some("1,pf"));
    assert_eq!(library.attribute("voltage_unit"), Some("1V"));
    assert_eq!(library.attribute("leakage_power_unit"), Some("1pW"));
    assert_eq!(library.number("nom_voltage"), SUPPLY);
    Some(library)
}

/// A pulse on a pin of some capacitance in pF charges it once, in fJ.
fn pulse(capacitance: f64) -> f64 {
    capacitance * SUPPLY * SUPPLY * 1e3
}

/// Both files hold the cells as the library has them; 65nm scales them afterwards.
fn both() -> [Constants; 2] {
    ["65nm", "sg13g2"].map(Constants::of_technology)
}

/// Mean internal energy of a change of an output, and of the load of two inputs of its kind, in fJ.
fn change(cell: &Group, output: &str, arcs: &[(&str, Option<&str>)]) -> f64 {
    let pin = cell.one("pin", output);
    let internal = arcs.iter().map(|(related, when)| {
        let power = pin.power(Some(related), *when);
        (power.values("rise_power")[0] + power.values("fall_power")[0]) / 2.0
    });
    let inputs = ["A", "B"].map(|input| cell.one("pin", input).number("capacitance"));
    // A change charges or discharges the load: half of a pulse.
    internal.sum::<f64>() / arcs.len() as f64 * 1e3 + (pulse(inputs[0]) + pulse(inputs[1])) / 2.0
}

fn exclusive_or(library: &Group) -> f64 {
    let arcs = [("A", Some("B")), ("A", Some("!B")), ("B", Some("A")), ("B", Some("!A"))];
    change(library.one("cell", "sg13g2_xor2_1"), "X", &arcs)
}

fn femtojoules(constants: &Constants, path: &str) -> f64 {
    constants.of(path) * 1e15
}

#[test]
fn areas_and_leakage_are_those_of_the_cells() {
    let Some(library) = library() else { return };
    let cell = |name: &str| library.one("cell", &format!("sg13g2_{name}_1"));
    for constants in both() {
        areas_and_leakage(&constants, cell);
    }
}

fn areas_and_leakage<'a>(constants: &Constants, cell: impl Fn(&str) -> &'a Group) {
    let nand = cell("nand2");
    // Square micrometres.
    assert_near(constants.of("cells.gate_area") * 1e6, nand.number("area"), 1e-12, "NAND2");
    let leakage = constants.of("leakage.gate_equivalent") * 1e12;
    assert_near(leakage, nand.number("cell_leakage_power"), 1e-3, "leakage of NAND2, pW");
    let equivalents = |name: &str| cell(name).number("area") / nand.number("area");
    assert_near(constants.of("gates.register"), equivalents("dfrbpq"), 1e-12, "flip-flop");
    assert_near(constants.of("gates.gate"), equivalents("xor2"), 1e-12, "XOR2");
    assert_near(constants.of("gates.full_adder"), 2.0 * equivalents("xor2") + 3.0, 1e-12, "full adder");
    assert_near(constants.of("gates.comparator"), equivalents("xor2") + 2.0, 1e-12, "comparator");
    assert_near(constants.of("gates.multiplexer"), equivalents("mux2"), 1e-12, "MUX2");
    assert_near(constants.of("gates.clock_gate"), equivalents("lgcp"), 1e-12, "clock gate");
    let selector = equivalents("a22oi") / 2.0 + equivalents("nand4") / 8.0;
    assert_near(constants.of("gates.selector"), selector, 1e-4, "selector");
}

#[test]
fn clock_energies_are_those_of_the_cells() {
    let Some(library) = library() else { return };
    // Slew of 0.02 ns; the flip-flop holds a 0, or a 1.
    let clock = library.one("cell", "sg13g2_dfrbpq_1").one("pin", "CLK");
    let held = ["(!D*RESET_B*!Q)", "(D*RESET_B*Q)"].map(|when| {
        let stable = clock.power(None, Some(when));
        let edges = (stable.values("rise_power")[0] + stable.values("fall_power")[0]) * 1e3;
        edges + pulse(clock.number("capacitance"))
    });
    assert_near(held[0], 25.6, 0.01, "holding 0");
    assert_near(held[1], 36.1, 0.01, "holding 1");
    let mean = (held[0] + held[1]) / 2.0;
    for constants in both() {
        assert_near(femtojoules(&constants, "cells.register_clock"), mean, 0.01, "flip-flop, a clock cycle");
        let pin = pulse(clock.number("capacitance"));
        assert_near(femtojoules(&constants, "cells.clock_pin"), pin, 0.01, "flip-flop, clock pin");
    }
    // Slew of 0.1 ns; the gate is closed.
    let clock = library.one("cell", "sg13g2_lgcp_1").one("pin", "CLK");
    let power = clock.power(None, None);
    let edges = (power.values("rise_power")[1] + power.values("fall_power")[1]) * 1e3;
    let expected = edges + pulse(clock.number("capacitance"));
    for constants in both() {
        assert_near(femtojoules(&constants, "cells.clock_gate"), expected, 0.01, "clock gate, a clock cycle");
        let pin = pulse(clock.number("capacitance"));
        assert_near(femtojoules(&constants, "cells.clock_gate_pin"), pin, 0.01, "clock gate, clock pin");
    }
}

#[test]
fn a_change_of_a_flip_flop_is_output_data_pin_and_load_beyond_the_clock() {
    let Some(library) = library() else { return };
    let cell = library.one("cell", "sg13g2_dfrbpq_1");
    let (clock, output) = (cell.one("pin", "CLK"), cell.one("pin", "Q").power(Some("CLK"), None));
    let stable = |when| clock.power(None, Some(when)).values("rise_power")[0];
    let rise = output.values("rise_power")[0] - stable("(D*RESET_B*Q)");
    let fall = output.values("fall_power")[0] - stable("(!D*RESET_B*!Q)");
    let arc = (rise + fall) / 2.0 * 1e3;
    assert_near(arc, 14.6, 0.06, "output");
    let data = cell.one("pin", "D");
    // While the clock is low, the master follows.
    let power = data.power(None, Some("(!CLK*RESET_B)"));
    let data = (power.values("rise_power")[0] + power.values("fall_power")[0]) / 2.0 * 1e3;
    assert_near(data, 10.3, 0.01, "data pin");
    let load = pulse(library.one("cell", "sg13g2_xor2_1").one("pin", "A").number("capacitance")) / 2.0;
    assert_near(load, 4.1, 0.01, "load");
    for constants in both() {
        let found = femtojoules(&constants, "cells.register_data");
        assert_near(found, arc + data + load, 0.01, "change of a flip-flop");
    }
}

#[test]
fn a_change_of_an_exclusive_or_is_its_internal_energy_and_two_inputs() {
    let Some(library) = library() else { return };
    let load = exclusive_or(&library) - 6.2;
    assert_near(load, 7.8, 0.03, "internal energy 6.2 fJ, load");
    for constants in both() {
        let found = femtojoules(&constants, "cells.gate");
        assert_near(found, exclusive_or(&library), 0.01, "change of an exclusive-or");
    }
}

/// Two XOR2 that change every second time; two NAND2 that are low a quarter of the time, and so change 0.375 times; and
/// one that is low half of the time.
#[test]
fn arithmetic_of_the_library_is_its_full_adders() {
    let Some(library) = library() else { return };
    let nand = change(library.one("cell", "sg13g2_nand2_1"), "Y", &[("A", None), ("B", None)]);
    assert_near(nand, 6.73, 0.01, "change of a NAND2");
    let low = |share: f64| 2.0 * share * (1.0 - share);
    let adder = 2.0 * 0.5 * 14.0 + (2.0 * low(0.25) + low(0.5)) * nand;
    assert_near(adder, 22.41, 1e-3, "full adder");
    let and = low(0.25) * nand;
    assert_near(and, 2.52, 5e-3, "an AND of two bits");
    let constants = Constants::of_technology("sg13g2");
    for bits in [8.0, 16.0, 32.0] {
        let found = femtojoules(&constants, &format!("logic.add_{bits}"));
        assert_near(found, bits * adder, 1e-3, "addition");
    }
    for bits in [8.0, 32.0] {
        let found = femtojoules(&constants, &format!("logic.multiply_{bits}"));
        assert_near(found, bits * bits * (adder + and), 1e-3, "multiplication");
    }
}

#[test]
fn nets_are_wires_of_the_wire_load_model_inputs_and_buffers() {
    let Some(library) = library() else { return };
    let model = library.one("wire_load", "10k");
    // Micrometres with one input and with five.
    let lengths = model.pairs("fanout_length");
    assert_eq!((lengths[0].0, lengths[1].0), (1.0, 5.0));
    let wire = |length: f64| pulse(model.number("capacitance") * length) / 2.0;
    let (nand, buffer) = (library.one("cell", "sg13g2_nand2_1"), library.one("cell", "sg13g2_buf_2"));
    let capacitances = ["A", "B"].map(|pin| nand.one("pin", pin).number("capacitance"));
    let input = pulse((capacitances[0] + capacitances[1]) / 2.0) / 2.0;
    let power = buffer.one("pin", "X").power(Some("A"), None);
    let internal = (power.values("rise_power")[0] + power.values("fall_power")[0]) / 2.0 * 1e3;
    let buffer = internal + pulse(buffer.one("pin", "A").number("capacitance")) / 2.0;
    for constants in both() {
        let found = |path: &str| femtojoules(&constants, path);
        assert_near(found("cells.net"), wire(lengths[0].1), 0.01, "net with an input");
        let further = wire(lengths[1].1 - lengths[0].1) / 4.0;
        assert_near(found("cells.net_input"), further, 0.01, "each further input");
        assert_near(found("cells.input"), input, 0.01, "input");
        assert_near(found("cells.buffer"), buffer, 0.01, "buffer");
    }
}
