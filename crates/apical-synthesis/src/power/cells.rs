//! Energies of a cell at a change of a pin.

use crate::liberty::Function;
use crate::library::{Cell, Kind, Pin, Power};
use crate::netlist::Direction;

/// The slew that power tables are read at, in the library's unit (ns). They hardly depend on it.
pub(super) const SLEW: f64 = 0.1;

/// Pins whose value is known.
type Known<'a> = &'a dyn Fn(&str) -> Option<bool>;

/// The share of all values of the other pins for which a condition holds.
fn share(condition: &Function, known: Known<'_>) -> f64 {
    let mut free = Vec::new();
    condition.pins(&mut free);
    free.retain(|pin| known(pin).is_none());
    // More pins than a cell has: then every condition counts alike.
    if free.len() > 10 {
        return 1.0;
    }
    let rows = 1u32 << free.len();
    let holds = (0..rows).filter(|row| {
        condition.evaluate(&|pin| {
            known(pin).unwrap_or_else(|| {
                free.iter().position(|other| other == pin).is_some_and(|index| row >> index & 1 == 1)
            })
        })
    });
    holds.count() as f64 / f64::from(rows)
}

/// The mean of a pin's energies at a rise and at a fall, J; each condition counts by how often it holds.
pub(super) fn edges(pin: &Pin, load: f64, known: Known<'_>) -> [f64; 2] {
    let conditioned = pin.powers.iter().any(|power| power.when.is_some());
    let weighed = pin.powers.iter().map(|power| {
        let weight = match &power.when {
            Some(when) => share(when, known),
            None => f64::from(u8::from(!conditioned)),
        };
        (power, weight)
    });
    // What resets a register has arcs of its own, which are not used.
    let used: Vec<(&Power, f64)> =
        weighed.filter(|(power, weight)| *weight > 0.0 && !is_reset(power)).collect();
    let total: f64 = used.iter().map(|(_, weight)| weight).sum();
    if total == 0.0 {
        return [0.0; 2];
    }
    // Tables have loads in pF.
    let load = load * 1e12;
    let mean = |value: &dyn Fn(&Power) -> f64| {
        used.iter().map(|(power, weight)| weight * value(power)).sum::<f64>() / total
    };
    [mean(&|power| power.rise.at(SLEW, load)), mean(&|power| power.fall.at(SLEW, load))]
}

fn is_reset(power: &Power) -> bool {
    power.related.as_deref().is_some_and(|pin| pin.contains("RESET") || pin.contains("SET"))
}

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

/// A clock edge at which a macro reads or writes, J.
pub(super) fn access(cell: &Cell, port: &str, write: bool) -> f64 {
    let Some(clock) = cell.pins.get(&format!("{port}_CLK")) else { return 0.0 };
    let known = |pin: &str| match pin.strip_prefix(port) {
        Some("_MEN") => Some(true),
        Some("_WEN") => Some(write),
        Some("_REN") => Some(!write),
        _ => None,
    };
    let [rise, fall] = edges(clock, 0.0, &known);
    rise + fall
}
