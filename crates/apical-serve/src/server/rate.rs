//! How much a client may send: a token bucket.

use std::time::Instant;

/// A bucket of tokens that fills with time, and from which each message takes some.
#[derive(Debug, Clone)]
pub(crate) struct TokenBucket {
    per_second: f64,
    capacity: f64,
    tokens: f64,
    filled: Instant,
}

impl TokenBucket {
    /// Full at the beginning.
    pub(crate) fn new(per_second: u32, capacity: u32, now: Instant) -> Self {
        Self {
            per_second: per_second.into(),
            capacity: capacity.into(),
            tokens: capacity.into(),
            filled: now,
        }
    }

    /// Takes so many tokens. Whether they were there.
    pub(crate) fn take(&mut self, amount: usize, now: Instant) -> bool {
        let passed = now.saturating_duration_since(self.filled).as_secs_f64();
        self.tokens = (self.tokens + passed * self.per_second).min(self.capacity);
        self.filled = now;
        self.tokens -= amount as f64;
        self.tokens >= 0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_steady_client_is_never_stopped_and_a_flood_soon() {
        let begin = Instant::now();
        let mut steady = TokenBucket::new(10, 20, begin);
        assert!((1..1000).all(|tick| steady.take(1, begin + Duration::from_millis(100 * tick))));
        let mut flood = TokenBucket::new(10, 20, begin);
        let taken = (0..1000).take_while(|_| flood.take(1, begin)).count();
        assert_eq!(taken, 20);
    }
}
