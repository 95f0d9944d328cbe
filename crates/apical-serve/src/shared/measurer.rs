//! Accuracies, measured beside everything else on one thread for all sessions.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;

use apical_core::fast::FastProcessor;
use apical_core::run::{Run, Tested};
use apical_core::{Processor, State};
use apical_data::{Dataset, Loaded};

/// A network whose accuracy is asked for.
pub(crate) struct Job {
    pub(crate) state: State,
    pub(crate) data: Arc<Loaded>,
    pub(crate) revision: u32,
    /// Revision of the session's network now: another one has made this job useless.
    pub(crate) newest: Arc<AtomicU32>,
    /// Takes the result.
    pub(crate) done: Box<dyn FnOnce(Measured) + Send>,
}

/// An accuracy.
#[derive(Debug, Clone)]
pub(crate) struct Measured {
    pub(crate) revision: u32,
    pub(crate) correct: u64,
    pub(crate) tested: u64,
    pub(crate) data: String,
}

/// Who measures.
pub(crate) struct Measurer {
    jobs: mpsc::Sender<Job>,
}

impl Measurer {
    pub(crate) fn start() -> Self {
        let (jobs, queue) = mpsc::channel::<Job>();
        // It ends when the last sender is gone.
        thread::spawn(move || queue.into_iter().for_each(measure));
        Self { jobs }
    }

    pub(crate) fn ask(&self, job: Job) {
        // The thread lives as long as this sender.
        let _ = self.jobs.send(job);
    }
}

fn measure(job: Job) {
    if job.newest.load(Ordering::Relaxed) != job.revision {
        return;
    }
    let test = &job.data.split.test;
    if let Some(Tested { tested, correct }) = tested(&job.state, test) {
        (job.done)(Measured { revision: job.revision, correct, tested, data: job.data.name.clone() });
    }
}

/// The accuracy of a network, images in flight left out; `None` if it does not take the images.
fn tested(state: &State, images: &Dataset) -> Option<Tested> {
    let mut processor = if state.in_flight.is_empty() {
        FastProcessor::new(state).ok()?
    } else {
        FastProcessor::new(&State { in_flight: Vec::new(), ..state.clone() }).ok()?
    };
    Tested::of(&mut processor, images).ok()
}

/// Closes an epoch with what the network, of which nothing is in flight, takes the test images for; with nothing if it does not take them.
pub(crate) fn close_epoch(run: &mut Run, state: &State, images: &Dataset) {
    let judge = |mut processor: FastProcessor| {
        (0..images.len()).map(|index| processor.judge(images.image(index)).ok()).collect::<Option<Vec<_>>>()
    };
    match FastProcessor::new(state).ok().and_then(judge) {
        Some(found) => run.close_tested_epoch(&found, images.labels()),
        None => run.close_epoch(None),
    }
}
