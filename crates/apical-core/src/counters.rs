//! What happened, in events of the rule.

use alloc::vec;
use alloc::vec::Vec;
use core::ops::Sub;

/// Events of the rule since a processor was made, the same in every back end. Back ends that model hardware
/// count their own events beside these.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counters {
    /// Images inferred.
    pub inferred: u64,
    /// Images learned from: those that have left the output layer.
    pub learned: u64,
    /// Of those, images whose label did not have the highest potential (the margin left out).
    pub errors: u64,
    /// Of those, images after which the synapses were changed.
    pub updates: u64,
    /// Images that asked for an update but drew a step of 0.
    pub zero_steps: u64,
    /// Spikes of learned images, by layer, the input first. The output spikes once an image and is the last.
    pub spikes: Vec<u64>,
}

impl Counters {
    /// Nothing yet, for a network with `layer_count` layers of neurons.
    #[must_use]
    pub fn new(layer_count: usize) -> Self {
        Self { spikes: vec![0; layer_count + 1], ..Self::default() }
    }

    /// Share of the learned images that changed the synapses; 0 if there are none.
    #[must_use]
    pub fn update_rate(&self) -> f64 {
        self.per_image(self.updates)
    }

    /// Share of the learned images that were misjudged while they were learned; 0 if there are none.
    #[must_use]
    pub fn error_rate(&self) -> f64 {
        self.per_image(self.errors)
    }

    /// Mean spikes per learned image, by layer, the input first.
    #[must_use]
    pub fn spikes_per_image(&self) -> Vec<f64> {
        self.spikes.iter().map(|&spikes| self.per_image(spikes)).collect()
    }

    fn per_image(&self, count: u64) -> f64 {
        if self.learned == 0 { 0.0 } else { count as f64 / self.learned as f64 }
    }
}

/// What happened between two readings of the same processor.
impl Sub for &Counters {
    type Output = Counters;

    fn sub(self, earlier: &Counters) -> Counters {
        Counters {
            inferred: self.inferred - earlier.inferred,
            learned: self.learned - earlier.learned,
            errors: self.errors - earlier.errors,
            updates: self.updates - earlier.updates,
            zero_steps: self.zero_steps - earlier.zero_steps,
            spikes: self.spikes.iter().zip(&earlier.spikes).map(|(now, then)| now - then).collect(),
        }
    }
}
