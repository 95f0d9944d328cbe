//! Energies of a cell at a change of a pin.

use apical_chip::liberty::edges;

use crate::library::{Cell, Kind, Pin};
use crate::netlist::Direction;

/// A value that a tied pin has: asynchronous resets are active low here.
fn tied(pin: &str) -> Option<bool> {
    (pin.contains("RESET") || pin.contains("SET_B")).then_some(true)
}

/// A clock cycle in which a register keeps its value, or of a clock gate's own clock pin, J.
pub(super) fn clock_cycle(cell: &Cell, value: bool) -> f64 {
    clock_edges(cell, value).iter().sum()
}

fn clock_edges(cell: &Cell, value: bool) -> [f64; 2] {
    let Some(clock) = cell.clock().and_then(|clock| cell.pins.get(clock)) else { return [0.0; 2] };
    // What is kept is at the input, too.
    let known = |pin: &str| match pin {
        "D" | "Q" => Some(value),
        _ => tied(pin),
    };
    edges(clock, 0.0, &known)
}

/// A change of an output beyond what the clock pin takes, J, without the load.
pub(super) fn output_change(cell: &Cell, pin: &Pin, load: f64) -> f64 {
    let [rise, fall] = edges(pin, load, &tied);
    let change = (rise + fall) / 2.0;
    match cell.kind {
        // An output's arc contains the rising edge of the clock that caused it.
        Kind::Register { .. } => {
            (change - (clock_edges(cell, false)[0] + clock_edges(cell, true)[0]) / 2.0).max(0.0)
        }
        // Each edge of the gated clock is one of the clock.
        Kind::ClockGate { .. } => (change - clock_cycle(cell, false) / 2.0).max(0.0),
        _ => change,
    }
}

/// A change of a data input that does not change an output, J.
pub(super) fn input_change(pin: &Pin, enabled: Option<bool>) -> f64 {
    if pin.direction == Direction::Output {
        return 0.0;
    }
    let known = |name: &str| if name.ends_with("MEN") { enabled } else { tied(name) };
    let [rise, fall] = edges(pin, 0.0, &known);
    (rise + fall) / 2.0
}
