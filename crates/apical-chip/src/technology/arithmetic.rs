//! What additions and multiplications of any width cost.

use super::Technology;
use crate::units::{Joules, Volts};

/// Energies of arithmetic at a supply, cells alone: what they drive is not in them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Arithmetic {
    add: [Joules; 3],
    multiply: [Joules; 2],
}

impl Technology {
    /// Arithmetic at this node and a supply.
    ///
    /// The supply is not checked, see [`check_supply`](Self::check_supply).
    #[must_use]
    pub fn arithmetic(&self, supply: Volts) -> Arithmetic {
        let here = |energy| self.arithmetic_energy(energy, supply);
        Arithmetic { add: self.logic.add.map(here), multiply: self.logic.multiply.map(here) }
    }
}

impl Arithmetic {
    /// An addition of so many bits: linear between 8, 16 and 32 bits, in proportion below.
    #[must_use]
    pub fn addition(&self, bits: u32) -> Joules {
        let bits = f64::from(bits);
        let [byte, half, word] = self.add;
        if bits <= 8.0 {
            byte * (bits / 8.0)
        } else if bits <= 16.0 {
            byte + (half - byte) * ((bits - 8.0) / 8.0)
        } else {
            half + (word - half) * ((bits - 16.0) / 16.0)
        }
    }

    /// A multiplication of two factors of so many bits: a power of the width through 8 and 32 bits, as multipliers grow
    /// with about its square. At 16 bits it is the geometric mean of the two.
    #[must_use]
    pub fn multiplication(&self, bits: u32) -> Joules {
        let [byte, word] = self.multiply;
        byte * (word / byte).powf((f64::from(bits) / 8.0).ln() / 4.0_f64.ln())
    }
}
