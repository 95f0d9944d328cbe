//! How punctual the host is that feeds the streams.

use apical_core::random::SplitMix64;

/// How often pixels are late and results are not taken. No cycle count depends on it: the machine holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HostPolicy {
    /// Share of the cycles in which no group of pixels is offered, in 1/256: 0 never late, at most 240.
    pub late_pixels: u8,
    /// Share of the cycles in which a result would not be taken, in 1/256; at most 240.
    pub late_results: u8,
    /// What the choices are drawn from.
    pub seed: u64,
}

/// A host by a policy.
pub(crate) struct Host {
    policy: HostPolicy,
    random: SplitMix64,
}

/// Greatest share: a host that never comes would only show the watchdog.
const MOST: u8 = 240;

impl Host {
    pub(crate) fn new(policy: HostPolicy) -> Self {
        Self { policy, random: SplitMix64::new(policy.seed) }
    }

    /// Whether pixels, and whether a result, would be offered and taken in this cycle.
    pub(crate) fn ready(&mut self) -> (bool, bool) {
        let HostPolicy { late_pixels, late_results, .. } = self.policy;
        let mut in_time = |late: u8| late == 0 || self.random.below(256) >= u32::from(late.min(MOST));
        (in_time(late_pixels), in_time(late_results))
    }

    /// How many times as long as a punctual host's its waits may be.
    pub(crate) fn patience(&self) -> u64 {
        if self.policy.late_pixels == 0 && self.policy.late_results == 0 { 1 } else { 64 }
    }
}
