//! Studies from outside: what they tell an observer, how they stop, and what they leave behind.

mod claims;
#[cfg(feature = "compare")]
mod compare;
mod drawings;

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use apical_data::{Dataset, Split};
use apical_studies::Observer;

/// Notes what it is told, and asks for an end after so much work.
#[derive(Default)]
pub(crate) struct Noted {
    pub(crate) begun: AtomicU64,
    pub(crate) done: AtomicU64,
    pub(crate) stages: Mutex<Vec<String>>,
    pub(crate) stop: AtomicBool,
    /// Work after which `stop` is set; 0: never.
    pub(crate) limit: u64,
}

impl Observer for Noted {
    fn begin(&self, work: u64) {
        self.begun.store(work, Ordering::Relaxed);
    }

    fn progress(&self, work: u64) {
        let done = self.done.fetch_add(work, Ordering::Relaxed) + work;
        if self.limit > 0 && done >= self.limit {
            self.stop.store(true, Ordering::Relaxed);
        }
    }

    fn stage(&self, stage: &str) {
        self.stages.lock().unwrap().push(stage.to_owned());
    }
}

/// Bars on a black ground, a class for each row of bars.
pub(crate) fn bars(side: usize, classes: usize, train: usize, test: usize) -> Split {
    let set = |first: usize, count: usize| {
        let mut pixels = Vec::new();
        let mut labels = Vec::new();
        for index in first..first + count {
            let class = index % classes;
            let mut noise = index as u32;
            for pixel in 0..side * side {
                noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let is_bar = pixel / side == 1 + class * (side - 2) / classes;
                pixels.push(if is_bar { 220 } else { (noise >> 28) as u8 });
            }
            labels.push(class as u8);
        }
        Dataset::new(side, side, classes, pixels, labels).unwrap()
    };
    Split { train: set(0, train), test: set(train, test) }
}
