//! When images arrive.

use apical_core::random::SplitMix64;

use crate::units::Seconds;

/// Most images of a trace.
pub const MAXIMUM_IMAGES: usize = 100_000;
/// Latest arrival. Up to here, numbers tell nanoseconds apart.
pub const MAXIMUM_SECONDS: Seconds = Seconds::new(1e6);

/// Arrival times of images, none before the one ahead of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    arrivals: Vec<Seconds>,
}

impl Trace {
    /// A trace of checked arrivals.
    pub(super) fn checked(arrivals: Vec<Seconds>) -> Self {
        debug_assert!(arrivals.is_sorted(), "readers check the order");
        Self { arrivals }
    }

    /// One image in every interval, the first at 0. At most [`MAXIMUM_IMAGES`].
    #[must_use]
    pub fn periodic(images: usize, interval: Seconds) -> Self {
        let arrivals = (0..images.min(MAXIMUM_IMAGES)).map(|number| interval * number as f64);
        Self { arrivals: arrivals.collect() }
    }

    /// Bursts of 1 to `largest` images that arrive at once, with pauses between; in the long run one image in every
    /// `interval`. The same seed gives the same trace. At most [`MAXIMUM_IMAGES`].
    #[must_use]
    pub fn bursty(images: usize, largest: u32, interval: Seconds, seed: u64) -> Self {
        const PARTS: u32 = 1024;
        let images = images.min(MAXIMUM_IMAGES);
        let mut random = SplitMix64::new(seed);
        let mut arrivals = Vec::with_capacity(images);
        let mut now = Seconds::default();
        while arrivals.len() < images {
            let burst = (1 + random.below(largest.max(1)) as usize).min(images - arrivals.len());
            arrivals.extend(std::iter::repeat_n(now, burst));
            // Half to one and a half times what the burst's images have on average.
            let share = 0.5 + f64::from(random.below(PARTS)) / f64::from(PARTS);
            now += interval * (burst as f64 * share);
        }
        Self { arrivals }
    }

    /// Arrival times, in order.
    #[must_use]
    pub fn arrivals(&self) -> &[Seconds] {
        &self.arrivals
    }

    /// The last arrival; 0 if there is none.
    #[must_use]
    pub fn end(&self) -> Seconds {
        self.arrivals.last().copied().unwrap_or_default()
    }
}
