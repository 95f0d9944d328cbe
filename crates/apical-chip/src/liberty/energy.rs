//! Energies inside a cell at a change of a pin.

use super::{Cell, Function, Pin, Power};

/// The slew that power tables are read at, in the library's unit (ns). They hardly depend on it.
pub const SLEW: f64 = 0.1;

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
pub fn edges(pin: &Pin, load: f64, known: Known<'_>) -> [f64; 2] {
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

/// A clock edge at which a macro reads or writes, J.
#[must_use]
pub fn access(cell: &Cell, port: &str, write: bool) -> f64 {
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
