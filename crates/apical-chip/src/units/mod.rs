//! Physical quantities, a type each, so that joules are never added to seconds.
//!
//! ```
//! use apical_chip::units::{Cycles, Hertz, Seconds, Watts};
//!
//! let time: Seconds = Cycles::new(200) / Hertz::new(20e6);
//! let energy = Watts::new(24.5e-3) * time;
//! assert!((energy.nanojoules() - 245.0).abs() < 1e-9);
//! ```
//!
//! What has no meaning does not compile:
//!
//! ```compile_fail,E0308
//! use apical_chip::units::{Joules, Seconds};
//! let nonsense = Joules::new(1.0) + Seconds::new(1.0);
//! ```
//!
//! ```compile_fail,E0308
//! use apical_chip::units::{Joules, Watts};
//! let nonsense = Joules::new(1.0) - Watts::new(1.0);
//! ```
//!
//! ```compile_fail,E0308
//! use apical_chip::units::{Joules, SquareMillimetres};
//! let mut sum = Joules::new(1.0);
//! sum += SquareMillimetres::new(1.0);
//! ```
//!
//! ```compile_fail,E0308
//! use apical_chip::units::{Joules, Watts};
//! let nonsense = Joules::new(1.0) < Watts::new(1.0);
//! ```
//!
//! ```compile_fail,E0277
//! use apical_chip::units::{Joules, Seconds, Watts};
//! let nonsense: Joules = Watts::new(1.0) / Seconds::new(1.0);
//! ```
//!
//! ```compile_fail,E0308
//! use apical_chip::units::{Joules, Volts};
//! let nonsense: Joules = Joules::new(1.0) * Volts::new(1.0);
//! ```
//!
//! ```compile_fail,E0308
//! use apical_chip::units::{Volts};
//! let nonsense = Volts::new(1.0) * Volts::new(1.0);
//! ```
//!
//! ```compile_fail,E0308
//! use apical_chip::units::{Cycles, Volts};
//! let nonsense = Cycles::new(200) / Volts::new(0.8);
//! ```
//!
//! ```compile_fail,E0369
//! use apical_chip::units::{Cycles, Hertz};
//! let nonsense = Cycles::new(200) * Hertz::new(20e6);
//! ```
//!
//! ```compile_fail,E0277
//! use apical_chip::units::{Hertz, Watts};
//! let nonsense = Watts::new(1.0) / Hertz::new(1.0);
//! ```
//!
//! ```compile_fail,E0277
//! use apical_chip::units::{Joules, Seconds};
//! let nonsense: Joules = [Seconds::new(1.0)].into_iter().sum();
//! ```
//!
//! ```compile_fail,E0308
//! use apical_chip::units::{Joules};
//! let nonsense = Joules::new(1.0) + 1.0;
//! ```
//!
//! ```compile_fail,E0308
//! use apical_chip::units::{Joules};
//! let nonsense: f64 = Joules::new(1.0);
//! ```
//!
//! ```compile_fail,E0423
//! use apical_chip::units::Joules;
//! let nonsense = Joules(1.0);
//! ```

mod parse;

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, Sub};

pub use parse::{Quantity, UnitError};

/// Declares a quantity that is stored in its SI unit.
macro_rules! quantity {
    ($(#[$documentation:meta])* $name:ident, $symbol:literal) => {
        $(#[$documentation])*
        #[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
        pub struct $name(f64);

        impl $name {
            #[doc = concat!("So many ", $symbol, ".")]
            #[must_use]
            pub const fn new(value: f64) -> Self {
                Self(value)
            }

            #[doc = concat!("The value in ", $symbol, ".")]
            #[must_use]
            pub const fn value(self) -> f64 {
                self.0
            }
        }

        impl Quantity for $name {
            const SYMBOL: &'static str = $symbol;

            fn from_si(value: f64) -> Self {
                Self(value)
            }

            fn to_si(&self) -> f64 {
                self.0
            }
        }

        impl Add for $name {
            type Output = Self;

            fn add(self, other: Self) -> Self {
                Self(self.0 + other.0)
            }
        }

        impl AddAssign for $name {
            fn add_assign(&mut self, other: Self) {
                self.0 += other.0;
            }
        }

        impl Sub for $name {
            type Output = Self;

            fn sub(self, other: Self) -> Self {
                Self(self.0 - other.0)
            }
        }

        impl Mul<f64> for $name {
            type Output = Self;

            fn mul(self, factor: f64) -> Self {
                Self(self.0 * factor)
            }
        }

        impl Div<f64> for $name {
            type Output = Self;

            fn div(self, divisor: f64) -> Self {
                Self(self.0 / divisor)
            }
        }

        /// The ratio of two like quantities has no unit.
        impl Div for $name {
            type Output = f64;

            fn div(self, other: Self) -> f64 {
                self.0 / other.0
            }
        }

        impl Sum for $name {
            fn sum<I: Iterator<Item = Self>>(values: I) -> Self {
                Self(values.map(|value| value.0).sum())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                parse::display(self.0, $symbol, f)
            }
        }
    };
}

quantity!(
    /// Electric potential.
    Volts, "V"
);
quantity!(
    /// Frequency.
    Hertz, "Hz"
);
quantity!(
    /// Time.
    Seconds, "s"
);
quantity!(
    /// Energy.
    Joules, "J"
);
quantity!(
    /// Power.
    Watts, "W"
);
quantity!(
    /// Area.
    SquareMillimetres, "mm2"
);

impl Joules {
    /// The value in nanojoules.
    #[must_use]
    pub fn nanojoules(self) -> f64 {
        self.0 * 1e9
    }

    /// The value in picojoules.
    #[must_use]
    pub fn picojoules(self) -> f64 {
        self.0 * 1e12
    }
}

impl Watts {
    /// The value in milliwatts.
    #[must_use]
    pub fn milliwatts(self) -> f64 {
        self.0 * 1e3
    }
}

impl Hertz {
    /// The value in megahertz.
    #[must_use]
    pub fn megahertz(self) -> f64 {
        self.0 * 1e-6
    }
}

impl Mul<Seconds> for Watts {
    type Output = Joules;

    fn mul(self, time: Seconds) -> Joules {
        Joules(self.0 * time.0)
    }
}

impl Div<Seconds> for Joules {
    type Output = Watts;

    fn div(self, time: Seconds) -> Watts {
        Watts(self.0 / time.0)
    }
}

/// Clock cycles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Cycles(u64);

impl Cycles {
    /// So many cycles.
    #[must_use]
    pub const fn new(count: u64) -> Self {
        Self(count)
    }

    /// The number of cycles.
    #[must_use]
    pub const fn count(self) -> u64 {
        self.0
    }
}

impl Add for Cycles {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Cycles {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Div<Hertz> for Cycles {
    type Output = Seconds;

    fn div(self, clock: Hertz) -> Seconds {
        Seconds(self.0 as f64 / clock.0)
    }
}

impl fmt::Display for Cycles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} cycles", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn power_is_energy_over_time() {
        let energy = Watts::new(2.0) * Seconds::new(3.0);
        assert_eq!(energy, Joules::new(6.0));
        assert_eq!(energy / Seconds::new(2.0), Watts::new(3.0));
        assert_eq!(energy / Joules::new(3.0), 2.0);
        assert_eq!([Joules::new(1.0), Joules::new(2.5)].into_iter().sum::<Joules>(), Joules::new(3.5));
    }

    #[test]
    fn cycles_take_time() {
        assert_eq!(Cycles::new(200) / Hertz::new(20e6), Seconds::new(1e-5));
    }
}
