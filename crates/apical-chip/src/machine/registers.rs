//! What the registers of the rule hold.

use apical_core::front_end::{Code, FrontEnd, RetinaInput};
use apical_core::{Config, StepRate};

use super::map::{self, front_end, retina_thresholds};

/// What the registers that a host writes hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Registers {
    pub(super) step_rate: StepRate,
    pub(super) margin_bits: u8,
    pub(super) drop_shift: u8,
    pub(super) window: Vec<u16>,
    /// `FRONT_END` and `RETINA_THRESHOLDS`, as a host reads them.
    pub(super) front_end: u32,
    pub(super) retina_thresholds: u32,
}

impl Registers {
    pub(super) fn new(config: &Config) -> Self {
        let [front_end, retina_thresholds] = map::of_front_end(&config.front_end);
        Self {
            step_rate: StepRate::ZERO,
            margin_bits: config.margin_bits,
            drop_shift: config.drop_shift,
            window: config.window.clone(),
            front_end,
            retina_thresholds,
        }
    }

    /// A front end with what the registers say of it.
    pub(super) fn apply(&self, before: &FrontEnd) -> FrontEnd {
        let mut after = before.clone();
        after.inverted = front_end::INVERTED.get(self.front_end) == 1;
        if let Some(levels) = &mut after.levels {
            let highest = front_end::HIGHEST.get(self.front_end) == 1;
            levels.code = if highest { Code::Highest } else { Code::Thermometer };
        }
        if let Some(retina) = &mut after.retina {
            if retina.input != RetinaInput::Grey {
                retina.input = RetinaInput::Spikes(front_end::SPIKE_THRESHOLD.get(self.front_end) as u8);
            }
            retina.edge_threshold = retina_thresholds::EDGE.get(self.retina_thresholds) as u16;
            retina.bar_threshold = retina_thresholds::BAR.get(self.retina_thresholds) as u16;
        }
        after
    }
}
