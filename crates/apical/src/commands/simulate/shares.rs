//! What each layer did in all cycles of a run.

use apical_chip::machine::counters::MachineCounters;
use serde::Serialize;

/// Shares of all cycles. All but `bank_conflicts`, which is a part of `utilisation`, sum to 1.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub(super) struct LayerShares {
    /// Took in events; a dense machine: a word of inputs.
    pub(super) utilisation: f64,
    /// While an event had to wait for its bank and another bank was idle.
    pub(super) bank_conflicts: f64,
    /// Waited for the encoder.
    pub(super) starved: f64,
    /// Added what was read last.
    pub(super) closing: f64,
    /// Had no image, or was done before the slot's end.
    pub(super) waiting: f64,
    /// Its update module worked.
    pub(super) update: f64,
    /// Hand-over, broadcast, backward pass, updates of other layers.
    pub(super) other: f64,
}

impl LayerShares {
    /// Of each layer.
    pub(super) fn all(counters: &MachineCounters) -> Vec<Self> {
        let cycles = counters.cycles();
        let share = |count: u64| count as f64 / cycles.max(1) as f64;
        let forward = counters.shared.forward_cycles;
        let layers = counters.layers.iter().map(|layer| Self {
            utilisation: share(layer.busy_cycles),
            bank_conflicts: share(layer.conflict_cycles),
            starved: share(layer.starved_cycles),
            closing: share(forward - layer.busy_cycles - layer.starved_cycles - layer.waiting_cycles),
            waiting: share(layer.waiting_cycles),
            update: share(layer.update_busy_cycles),
            other: share(cycles - forward - layer.update_busy_cycles),
        });
        layers.collect()
    }

    /// Parts that do not overlap, with names for a picture.
    pub(super) fn parts(&self) -> [(&'static str, f64); 7] {
        [
            ("takes in events", self.utilisation - self.bank_conflicts),
            ("the same, while one waits for its bank", self.bank_conflicts),
            ("waits for the encoder", self.starved),
            ("adds what was read last", self.closing),
            ("done or without an image", self.waiting),
            ("updates its synapses", self.update),
            ("hand-over, broadcast, other layers' updates", self.other),
        ]
    }
}

#[cfg(test)]
mod tests {
    use apical_chip::machine::ChipProcessor;
    use apical_chip::preset::Preset;
    use apical_core::{Processor, StepRate};

    use super::*;

    #[test]
    fn shares_are_all_there_is() {
        for name in Preset::builtin_names() {
            let preset = Preset::builtin(name).unwrap();
            let state = preset.config().unwrap().initial_state(1);
            let mut chip = ChipProcessor::new(&preset.organisation, &state).unwrap();
            chip.set_step_rate(StepRate::new(300, state.config.format).unwrap());
            for label in 0..6 {
                chip.learn(&[130 + 20 * label; 784], label).unwrap();
            }
            while chip.drain_one().is_some() {}
            for shares in LayerShares::all(&chip.machine_counters()) {
                let sum: f64 = shares.parts().iter().map(|(_, share)| share).sum();
                assert!((sum - 1.0).abs() < 1e-12, "{name}: {shares:?}");
                assert!(shares.parts().iter().all(|(_, share)| *share >= 0.0), "{name}: {shares:?}");
                assert!(shares.utilisation > 0.0 && shares.update > 0.0, "{name}: {shares:?}");
            }
        }
        assert_eq!(LayerShares::all(&MachineCounters::new(1)), [LayerShares::default()]);
    }
}
