//! A session: a network on a processor of its own, and what a page does with it.
//!
//! Requests are executed one after the other on the session's thread. A training run goes on between them, in slices of
//! some milliseconds, so that neither waits for the other for long.

mod averages;
mod changes;
mod chip;
mod execute;
mod figures;
mod file;
mod model;
mod picture;
mod queue;
mod recognise;
mod run;
mod send;
mod teach;
mod training;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use crate::protocol::{Message, TrainingState};
use crate::shared::{Measured, Shared, Trained};

use averages::Averages;
use chip::SessionChip;
use model::{Earlier, Model, Undo};
use picture::{Example, Picture};
use training::Training;

pub(crate) use queue::{Inbound, Inbox, Outgoing, Task};
pub(crate) use run::begin;

/// Time between two messages about something that goes on.
const MESSAGE_INTERVAL: Duration = Duration::from_millis(100);

/// Why a request was not done.
#[derive(Debug)]
pub(crate) enum Stop {
    /// It cannot be; nothing has changed.
    Refused(String),
    /// The client is gone.
    Gone,
}

impl Stop {
    fn refused(error: impl ToString) -> Self {
        Self::Refused(error.to_string())
    }
}

type Done = Result<(), Stop>;

/// A session's state.
pub(crate) struct Session {
    shared: Arc<Shared>,
    outgoing: tokio::sync::mpsc::Sender<Outgoing>,
    /// For what is measured beside the session.
    inbox: Inbox,
    model: Model,
    chip: SessionChip,
    /// Whether a network of another front end brings the processor that suits it.
    follows_front_end: bool,
    undo: Undo,
    revision: Arc<AtomicU32>,
    /// Correct test images of the network as it is, and as it was before; and whose they are.
    correct: Option<(u64, String)>,
    before: Option<(u64, String)>,
    picture: Option<Picture>,
    examples: Vec<Example>,
    /// Test images shown.
    shown: u64,
    averages: Averages,
    training: Option<Training>,
}

/// What is still to be measured for a session that has ended is of no use.
impl Drop for Session {
    fn drop(&mut self) {
        self.revision.fetch_add(1, Ordering::Relaxed);
    }
}

impl Session {
    /// A session with the network to begin with.
    ///
    /// # Errors
    /// If the first processor cannot hold it.
    fn new(
        shared: Arc<Shared>,
        start: &Trained,
        inbox: Inbox,
        outgoing: tokio::sync::mpsc::Sender<Outgoing>,
    ) -> Result<Self, Stop> {
        let model = Model::new(start.run.clone(), &start.state.config);
        let follows = shared.follows_front_end;
        let index = if follows { shared.processor_for(&start.state.config.front_end) } else { 0 };
        let chip = SessionChip::new(&shared.processors, index, &start.state)?;
        Ok(Self {
            shared,
            follows_front_end: follows,
            outgoing,
            inbox,
            model,
            chip,
            undo: Undo::default(),
            revision: Arc::new(AtomicU32::new(1)),
            correct: None,
            before: None,
            picture: None,
            examples: Vec::new(),
            shown: 0,
            averages: Averages::default(),
            training: None,
        })
    }

    fn revision(&self) -> u32 {
        self.revision.load(Ordering::Relaxed)
    }

    fn send(&self, message: &Message) -> Done {
        // All of it are numbers, texts and lists of them, which JSON has.
        let text = serde_json::to_string(message).map_err(Stop::refused)?;
        self.outgoing.blocking_send(Outgoing::Text(text)).map_err(|_| Stop::Gone)
    }

    fn send_bytes(&self, bytes: Vec<u8>) -> Done {
        self.outgoing.blocking_send(Outgoing::Binary(bytes)).map_err(|_| Stop::Gone)
    }

    fn is_training(&self) -> bool {
        self.training.as_ref().is_some_and(Training::is_under_way)
    }

    /// Refuses what a training run would get in the way of.
    fn check_at_rest(&self) -> Done {
        if self.is_training() {
            return Err(Stop::Refused("a training run is under way: stop it first".into()));
        }
        Ok(())
    }

    /// How long the session may wait for a request before it has something to do by itself.
    fn patience(&self) -> Option<Duration> {
        let running = self.training.as_ref().filter(|run| run.state() == TrainingState::Running);
        match running {
            Some(run) => Some(run.pause()),
            None if self.averages.is_due() => Some(self.averages.due_in(Instant::now())),
            None => None,
        }
    }

    /// What there is to do between requests.
    fn idle(&mut self) -> Done {
        if self.training.as_ref().is_some_and(|run| run.state() == TrainingState::Running) {
            self.learn_on()?;
        }
        self.send_averages()
    }

    fn measured(&mut self, measured: Measured) -> Done {
        if measured.revision == self.revision() {
            self.send_accuracy(&measured)?;
            self.correct = Some((measured.correct, measured.data));
        }
        Ok(())
    }
}
