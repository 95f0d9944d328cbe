//! How much a client may send.

use std::time::Instant;

/// A store that fills with time and from which each message takes.
#[derive(Debug, Clone)]
pub(crate) struct Allowance {
    per_second: f64,
    most: f64,
    left: f64,
    at: Instant,
}

impl Allowance {
    /// Full at the beginning.
    pub(crate) fn new(per_second: u32, most: u32, now: Instant) -> Self {
        Self { per_second: per_second.into(), most: most.into(), left: most.into(), at: now }
    }

    /// Takes so much. Whether it was there.
    pub(crate) fn take(&mut self, amount: usize, now: Instant) -> bool {
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        self.left = (self.left + passed * self.per_second).min(self.most);
        self.at = now;
        self.left -= amount as f64;
        self.left >= 0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_steady_client_is_never_stopped_and_a_flood_soon() {
        let begin = Instant::now();
        let mut steady = Allowance::new(10, 20, begin);
        assert!((1..1000).all(|tick| steady.take(1, begin + Duration::from_millis(100 * tick))));
        let mut flood = Allowance::new(10, 20, begin);
        let taken = (0..1000).take_while(|_| flood.take(1, begin)).count();
        assert_eq!(taken, 20);
    }
}
