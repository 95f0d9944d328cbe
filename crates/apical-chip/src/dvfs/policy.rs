//! Policies and what they lead to.

use crate::energy::Estimate;
use crate::units::{Joules, Seconds, Watts};

/// How the supply is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Policy {
    /// The preset's own operating point, always.
    Fixed,
    /// A rung of the ladder, always: its number from the lowest, which is 0. The highest if there are not so many.
    FixedAt(usize),
    /// The preset's own operating point while there is something to do. When there has been nothing to do for as long
    /// as going to the lowest supply and back costs, the lowest.
    RaceAtOwn,
    /// As [`RaceAtOwn`](Self::RaceAtOwn), but with the highest supply while there is something to do.
    RaceToIdle,
    /// Before each image, of the operating points at which all images that wait or are under way meet their deadlines
    /// and which put off no more than the [reserve](super::RESERVE) has room for, the one with the least energy for
    /// them; the highest supply if there is none. With nothing to do as the races, unless the way back from the lowest
    /// supply does not fit into the reserve: then it waits at the highest.
    Governor,
}

impl Policy {
    /// All that need no knowledge of the trace, in the order of reports.
    pub const ALL: [Self; 4] = [Self::Fixed, Self::RaceAtOwn, Self::RaceToIdle, Self::Governor];

    /// Name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fixed => "fixed",
            Self::FixedAt(_) => "fixed-at",
            Self::RaceAtOwn => "race-at-own",
            Self::RaceToIdle => "race-to-idle",
            Self::Governor => "governor",
        }
    }
}

/// What a policy made of a trace.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PolicyResult {
    /// The policy.
    pub policy: Policy,
    /// Images.
    pub images: u64,
    /// Images whose result came too late.
    pub missed: u64,
    /// Changes of the supply.
    pub switches: u64,
    /// Energy of the images, with what leaked while the pipeline worked.
    pub working: Estimate,
    /// What leaked while there was nothing to do.
    pub idle: Joules,
    /// What changes of the supply cost, with what leaked meanwhile.
    pub switching: Joules,
    /// Time in which the pipeline worked.
    pub busy: Seconds,
    /// The whole time.
    pub duration: Seconds,
    /// The longest time from an arrival to its result.
    pub longest_latency: Seconds,
}

impl PolicyResult {
    /// All energy.
    #[must_use]
    pub fn total(&self) -> Estimate {
        self.working + Estimate::exact(self.idle + self.switching)
    }

    /// All energy, shared among the images.
    #[must_use]
    pub fn per_image(&self) -> Estimate {
        self.total() / self.images.max(1) as f64
    }

    /// Mean power over the whole time, calibrated; 0 if there was no time.
    #[must_use]
    pub fn average_power(&self) -> Watts {
        if self.duration > Seconds::default() {
            self.total().calibrated / self.duration
        } else {
            Watts::default()
        }
    }

    /// Share of the time in which the pipeline worked.
    #[must_use]
    pub fn busy_share(&self) -> f64 {
        if self.duration > Seconds::default() { self.busy / self.duration } else { 0.0 }
    }
}
