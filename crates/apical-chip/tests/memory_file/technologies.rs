//! A file's memories in the place of a technology's.

use apical_chip::technology::{Memories, Technology};
use apical_chip::units::Volts;

use super::{SMALL, chain, cost, read, with};
use crate::common::assert_near;
use crate::common::constants::Constants;

/// 128 x 16 is there; 200 x 40 is 128 x 16 and 128 x 24 beside each other, two of each above each other.
#[test]
fn a_memory_is_the_tables_own_or_put_together_from_it() {
    let technology = with("65nm", SMALL);
    let square = (0.8_f64 / 1.2).powi(2);
    let own = cost(&technology, 128, 16, 0.8);
    assert_near(own.low[0].picojoules(), 2.0 * square, 1e-12, "read");
    assert_near(own.low[1].picojoules(), 3.0 * square, 1e-12, "write");
    assert_near(own.area.value(), 0.004, 1e-12, "area");
    let constants = Constants::new();
    let slope = constants.of("leakage.slope") * constants.of("leakage.thermal");
    let leaks = 0.5e-6 * (0.8 / 1.2) * (constants.of("leakage.dibl") * (0.8 - 1.2) / slope).exp();
    assert_near(own.leakage.value(), leaks, 1e-12, "leakage");
    let made = cost(&technology, 200, 40, 0.8);
    assert_near(made.low[0].picojoules(), (2.0 + 2.5) * square, 1e-12, "read of one of each");
    assert_near(made.low[1].picojoules(), (3.0 + 3.5) * square, 1e-12, "write");
    assert_near(made.area.value(), 2.0 * (0.004 + 0.005), 1e-12, "area of all");
    assert_near(made.leakage.value(), leaks / 0.5 * 2.0 * (0.5 + 0.75), 1e-12, "leakage of all");
    // There is one energy, and no bounds.
    assert_eq!((made.low, technology.has_bounds()), (made.high, false));
    // At the file's own supply nothing is changed.
    assert_near(cost(&technology, 128, 16, 1.2).low[0].picojoules(), 2.0, 1e-12, "at its own supply");
}

/// Even if smaller ones together took less area.
#[test]
fn a_memory_of_the_very_size_is_taken() {
    let large = SMALL.to_owned() + "128,32,1,9.0,9.0,0.1,0.5\n";
    assert_near(
        cost(&with("65nm", &large), 128, 32, 1.2).low[0].picojoules(),
        9.0,
        1e-12,
        "the one of 32 bits",
    );
    assert_near(cost(&with("65nm", SMALL), 128, 32, 1.2).low[0].picojoules(), 4.0, 1e-12, "two of 16 bits");
}

#[test]
fn a_memory_with_two_ports_needs_one_that_has_them() {
    let technology = with("65nm", SMALL);
    let error = technology.memory(196, 56, true, Volts::new(0.8)).unwrap_err().to_string();
    assert_eq!(
        error,
        "mine.csv: a memory of 196 words of 56 bits needs two ports; all 2 memories there have one: rows with ports = 2 would do"
    );
    let two = with("65nm", &SMALL.replace("16,1,", "16,2,"));
    let made = two.memory(128, 32, true, Volts::new(1.2)).unwrap();
    assert_near(made.low[0].picojoules(), 4.0, 1e-12, "two with two ports");
    // One of them stays idle.
    assert_near(cost(&two, 128, 16, 1.2).low[0].picojoules(), 2.0, 1e-12, "one port of two");
}

/// As the technology brings its own macros and gates: energies by the ratio of the capacitances, areas by its square.
#[test]
fn memories_of_130_nm_are_brought_to_65_nm_by_the_technologys_rule() {
    let technology = with("65nm", &SMALL.replace("node_nm = 65", "node_nm = 130"));
    let made = cost(&technology, 128, 16, 0.8);
    assert_near(made.low[0].picojoules(), 2.0 * 0.5 * (0.8_f64 / 1.2).powi(2), 1e-12, "read");
    assert_near(made.area.value(), 0.004 * 0.25, 1e-12, "area");
    let same = cost(&with("65nm", SMALL), 128, 16, 0.8);
    assert_eq!(made.leakage, same.leakage);
    let Memories::Own(own) = &technology.memories else { panic!("memories of the file") };
    let said = own.adaptations(&technology, Volts::new(0.8));
    assert_eq!(
        said,
        [
            "130 nm to 65 nm by scaling.from_130nm: energies times 0.5, areas times 0.25, leakage as it is, as a gate's",
            "1.2 V to 0.8 V: energies times 0.444 (V²), leakage times 0.221 by the rule of [leakage]"
        ]
    );
    let Memories::Own(own) = with("sg13g2", &SMALL.replace("node_nm = 65", "node_nm = 130")).memories else {
        panic!("memories of the file")
    };
    assert!(own.adaptations(&technology, Volts::new(1.2)).is_empty());
}

#[test]
fn other_nodes_and_supplies_are_refused_with_what_would_do() {
    let refusal = |technology: &str, text: &str| {
        chain(&Technology::find(technology).unwrap().with_memories(read(text)).unwrap_err())
    };
    let of = |node: &str, supply: &str| {
        SMALL
            .replace("node_nm = 65", &format!("node_nm = {node}"))
            .replace("supply_v = 1.2", &format!("supply_v = {supply}"))
    };
    let message = refusal("65nm", &of("45", "0.9"));
    assert!(message.starts_with(
        "mine.csv: its memories are of 45 nm, technology 65nm of 65 nm: it states a rule from 130 nm only"
    ));
    let message = refusal("sg13g2", SMALL);
    assert!(
        message.starts_with(
            "mine.csv: its memories are of 65 nm, technology sg13g2 of 130 nm: it states no rule"
        )
    );
    let message = refusal("65nm", &of("65", "1.8"));
    assert!(
        message.contains("of 1.8 V: supply: 1.8 V is out of range: 0.7 V to 1.2 V")
            && message.contains("would do")
    );
    let message = refusal("sg13g2", &of("130", "1.5"));
    assert!(message.contains("1.5 V is out of range: 1.2 V, the only supply"), "{message}");
    let without = Technology::builtin_text("sg13g2").unwrap().replace("node_nm = 130\n", "");
    let error = Technology::parse(&without).unwrap().with_memories(read(&of("130", "1.2"))).unwrap_err();
    assert!(chain(&error).contains("does not say its node: give its table [sram.library] an entry node_nm"));
    let wrong =
        Technology::builtin_text("sg13g2").unwrap().replace("node_nm = 130\n", "node_nm = \"130 nm\"\n");
    assert!(
        Technology::parse(&wrong)
            .unwrap_err()
            .to_string()
            .contains("sram.library.node_nm: \"130 nm\" is out of range")
    );
}
