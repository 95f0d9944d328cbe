//! A session's thread.

use std::collections::VecDeque;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Instant;

use super::{Inbound, Inbox, Outgoing, Session, Stop, Task};
use crate::protocol::{Message, Upload};
use crate::shared::{Shared, Trained};

/// Begins a session on a thread of its own. It ends after [`Inbound::Closed`], or when nobody takes its messages.
///
/// # Errors
/// If the system has no thread to give.
pub(crate) fn begin(
    shared: Arc<Shared>,
    start: Arc<Trained>,
    outgoing: tokio::sync::mpsc::Sender<Outgoing>,
) -> std::io::Result<(Inbox, thread::JoinHandle<()>)> {
    let (inbox, inbound) = mpsc::channel();
    let own = inbox.clone();
    let thread = thread::Builder::new().name("session".into()).spawn(move || {
        let ended = match Session::new(shared, &start, own, outgoing.clone()) {
            Ok(mut session) => session.run(&inbound),
            Err(stop) => Err(stop),
        };
        if let Err(Stop::Refused(reason)) = ended {
            // Nobody may be left to hear it.
            let _ = outgoing.blocking_send(Outgoing::End(reason));
        }
    })?;
    Ok((inbox, thread))
}

impl Session {
    fn run(&mut self, inbound: &mpsc::Receiver<Inbound>) -> Result<(), Stop> {
        self.send_everything()?;
        let mut waiting = VecDeque::new();
        loop {
            if waiting.is_empty() {
                let next = match self.patience() {
                    Some(time) => match inbound.recv_timeout(time) {
                        Ok(next) => Some(next),
                        Err(mpsc::RecvTimeoutError::Timeout) => None,
                        Err(mpsc::RecvTimeoutError::Disconnected) => return Ok(()),
                    },
                    None => match inbound.recv() {
                        Ok(next) => Some(next),
                        Err(mpsc::RecvError) => return Ok(()),
                    },
                };
                waiting.extend(next);
            }
            waiting.extend(inbound.try_iter());
            match waiting.pop_front() {
                Some(Inbound::Closed) => return Ok(()),
                Some(Inbound::Measured(measured)) => self.measured(measured)?,
                Some(Inbound::Task { task, arrived, _permit }) => {
                    let later = waiting.iter().filter_map(|later| match later {
                        Inbound::Task { task, .. } => Some(task),
                        _ => None,
                    });
                    // A task of another kind may be about this one.
                    let overtaken = later.take(1).any(|later| task.is_overtaken_by(later));
                    if !overtaken {
                        self.answer(task, arrived)?;
                    }
                }
                None => {}
            }
            self.idle()?;
        }
    }

    /// Executes a task; what is wrong with it is told the client.
    fn answer(&mut self, task: Task, arrived: Instant) -> Result<(), Stop> {
        let (about, request) = match &task {
            Task::Request(request) => (request.name(), None),
            Task::Upload(Upload::Picture { request, .. }) => ("picture", Some(*request)),
            Task::Upload(Upload::ImageFile { request, .. }) => ("image", Some(*request)),
            Task::Upload(Upload::ModelFile { request, .. }) => ("model", Some(*request)),
        };
        let done = match task {
            Task::Request(request) => self.execute(request, arrived),
            Task::Upload(upload) => self.take(upload, arrived),
        };
        match done {
            Err(Stop::Refused(message)) => self.send(&Message::Error { request, about, message }),
            done => done,
        }
    }
}
