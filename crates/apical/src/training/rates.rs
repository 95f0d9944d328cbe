//! How fast a session learned.

use apical_report::median;

/// Times of the training parts of epochs; tests of accuracy do not count.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rates {
    /// Images and seconds, an entry for each epoch or part of one.
    epochs: Vec<(u64, f64)>,
}

impl Rates {
    pub(crate) fn add(&mut self, images: u64, seconds: f64) {
        self.epochs.push((images, seconds));
    }

    /// Seconds spent on learning.
    pub(crate) fn seconds(&self) -> f64 {
        self.epochs.iter().map(|(_, seconds)| seconds).sum()
    }

    /// Images per second of the last epoch.
    pub(crate) fn last(&self) -> f64 {
        self.epochs.last().map_or(0.0, |&epoch| per_second(epoch))
    }

    /// Median over epochs of images per second, which one epoch that was disturbed does not move.
    pub(crate) fn median(&self) -> f64 {
        median(self.epochs.iter().map(|&epoch| per_second(epoch)).collect())
    }
}

fn per_second((images, seconds): (u64, f64)) -> f64 {
    // A clock that did not move says nothing about the rate.
    if seconds > 0.0 { images as f64 / seconds } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slow_epoch_does_not_move_the_rate() {
        let mut rates = Rates::default();
        for seconds in [1.0, 1.0, 50.0] {
            rates.add(100, seconds);
        }
        assert_eq!((rates.median(), rates.last(), rates.seconds()), (100.0, 2.0, 52.0));
    }
}
