//! What the registers of the rule hold.

use apical_core::{Config, StepRate};

/// What the registers that a host writes hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Registers {
    pub(super) step_rate: StepRate,
    pub(super) margin_bits: u8,
    pub(super) drop_shift: u8,
    pub(super) window: Vec<u16>,
}

impl Registers {
    pub(super) fn new(config: &Config) -> Self {
        Self {
            step_rate: StepRate::ZERO,
            margin_bits: config.margin_bits,
            drop_shift: config.drop_shift,
            window: config.window.clone(),
        }
    }
}
