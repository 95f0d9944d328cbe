//! From node to node and from supply to supply.

use super::{EnergyCurve, Technology, TechnologyError};
use crate::units::{Hertz, Joules, SquareMillimetres, Volts, Watts};

impl EnergyCurve {
    pub(super) fn at(self, supply: Volts) -> f64 {
        (self.a * supply.value() + self.b) * supply.value() + self.c
    }
}

impl Technology {
    /// Checks that the constants can be brought to a supply.
    ///
    /// # Errors
    /// If they cannot; the range is named.
    pub fn check_supply(&self, supply: Volts) -> Result<(), TechnologyError> {
        if (self.minimum_supply..=self.maximum_supply).contains(&supply) {
            return Ok(());
        }
        let found = supply.value();
        Err(match self.scaling {
            Some(_) => TechnologyError::Supply {
                found,
                minimum: self.minimum_supply.value(),
                maximum: self.maximum_supply.value(),
            },
            None => TechnologyError::OneSupply {
                found,
                supply: self.reference_supply.value(),
                technology: self.name.clone(),
            },
        })
    }

    /// The supply that the technology's energies are brought to first: any preset can be run at it.
    #[must_use]
    pub fn reference_supply(&self) -> Volts {
        self.reference_supply
    }

    /// The supply, if there is only one.
    #[must_use]
    pub fn only_supply(&self) -> Option<Volts> {
        (self.minimum_supply == self.maximum_supply).then_some(self.reference_supply)
    }

    /// Energies brought to the reference supply go with the square of the supply from there.
    pub(crate) fn dynamic(&self, supply: Volts) -> f64 {
        (supply / self.reference_supply).powi(2)
    }

    /// An energy of the arithmetic's node and supply, at this node and a supply.
    pub(super) fn arithmetic_energy(&self, energy: Joules, supply: Volts) -> Joules {
        let factor = self.scaling.map_or(1.0, |scaling| {
            scaling.curve_65nm.at(self.reference_supply) / scaling.curve_45nm.at(scaling.arithmetic_supply)
        });
        energy * (factor * self.dynamic(supply))
    }

    /// An energy of the cell library's node and supply, at this node and a supply.
    pub(crate) fn library_energy(&self, energy: Joules, supply: Volts) -> Joules {
        energy
            * match self.scaling {
                Some(scaling) => scaling.shrink_capacitance * (supply / scaling.shrink_supply).powi(2),
                None => self.dynamic(supply),
            }
    }

    /// One change of one bit over a millimetre of wire, at a supply.
    #[must_use]
    pub fn wire_energy(&self, supply: Volts) -> Joules {
        self.wires.energy_per_millimetre * (supply / self.wires.supply).powi(2)
    }

    /// An area of the cell library's node, at this node.
    pub(crate) fn library_area(&self, area: SquareMillimetres) -> SquareMillimetres {
        area * self.scaling.map_or(1.0, |scaling| scaling.shrink_area)
    }

    /// What so many gates leak at a supply.
    pub(crate) fn logic_leakage(&self, gates: f64, supply: Volts) -> Watts {
        let from = self.scaling.map_or(self.reference_supply, |scaling| scaling.shrink_supply);
        self.leakage(self.gate_leakage * gates, from, supply)
    }

    /// Leakage at one supply, at another: `V exp(dibl V / (n kT/q))`. Without scaling there is one supply only.
    pub(crate) fn leakage(&self, power: Watts, from: Volts, to: Volts) -> Watts {
        let Some(scaling) = self.scaling else { return power };
        let exponent = scaling.dibl * (to.value() - from.value()) / (scaling.slope * scaling.thermal.value());
        power * (to / from * exponent.exp())
    }

    /// The fastest clock at a supply, from a known one: alpha-power law.
    ///
    /// # Errors
    /// If either supply is out of range.
    pub fn frequency(&self, clock: Hertz, from: Volts, to: Volts) -> Result<Hertz, TechnologyError> {
        self.check_supply(from)?;
        self.check_supply(to)?;
        let Some(scaling) = self.scaling else { return Ok(clock) };
        let speed = |supply: Volts| (supply - scaling.threshold).value().powf(scaling.alpha) / supply.value();
        Ok(clock * (speed(to) / speed(from)))
    }

    /// The lowest supply at which a clock is reached, from a known operating point; the minimum if that is enough.
    ///
    /// # Errors
    /// If even the maximum supply is not enough, or the known point is outside the range.
    pub fn supply_for(&self, wanted: Hertz, clock: Hertz, at: Volts) -> Result<Volts, TechnologyError> {
        let (mut low, mut high) = (self.minimum_supply, self.maximum_supply);
        if self.frequency(clock, at, low)? >= wanted {
            return Ok(low);
        }
        let fastest = self.frequency(clock, at, high)?;
        if fastest < wanted {
            return Err(TechnologyError::Clock {
                found: wanted.megahertz(),
                maximum: fastest.megahertz(),
                supply: high.value(),
            });
        }
        // Frequency rises with the supply above the threshold.
        for _ in 0..60 {
            let middle = (low + high) / 2.0;
            if self.frequency(clock, at, middle)? < wanted {
                low = middle;
            } else {
                high = middle;
            }
        }
        Ok(high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn technology() -> Technology {
        Technology::find("65nm").unwrap()
    }

    #[test]
    fn arithmetic_scales_as_stillmaker_and_baas_say() {
        let energy = technology().arithmetic_energy(Joules::new(1.0), Volts::new(0.8));
        assert!((energy.value() - 1.018).abs() < 0.001, "{}", energy.value());
    }

    #[test]
    fn frequency_rises_with_the_supply_and_its_inverse_undoes_it() {
        let technology = technology();
        let at =
            |supply| technology.frequency(Hertz::new(20e6), Volts::new(0.8), Volts::new(supply)).unwrap();
        assert!((at(0.8).value() - 20e6).abs() < 1e-3);
        let mut before = Hertz::new(0.0);
        for tenth in 7..=12 {
            let clock = at(f64::from(tenth) / 10.0);
            assert!(clock > before);
            before = clock;
            let supply = technology.supply_for(clock, Hertz::new(20e6), Volts::new(0.8)).unwrap();
            assert!((supply.value() - f64::from(tenth) / 10.0).abs() < 1e-9);
        }
        assert!(technology.supply_for(before * 1.01, Hertz::new(20e6), Volts::new(0.8)).is_err());
    }

    #[test]
    fn supplies_outside_the_range_are_refused() {
        for supply in [0.69, 1.21, f64::NAN] {
            let error = technology().check_supply(Volts::new(supply)).unwrap_err().to_string();
            assert!(error.contains("0.7") && error.contains("1.2"), "{error}");
        }
    }
}
