//! What reaches a session, and what leaves it.

use std::sync::mpsc;
use std::time::Instant;

use tokio::sync::OwnedSemaphorePermit;

use crate::protocol::{Request, Upload};
use crate::shared::Measured;

/// Where a session's inbound messages go.
pub(crate) type Inbox = mpsc::Sender<Inbound>;

/// What a client asks for.
#[derive(Debug)]
pub(crate) enum Task {
    Request(Request),
    Upload(Upload),
}

/// What reaches a session.
#[derive(Debug)]
pub(crate) enum Inbound {
    /// From the client. The permit is one of few: it is given back when the task is done, which holds back those who ask for
    /// more than can be done.
    Task { task: Task, arrived: Instant, _permit: OwnedSemaphorePermit },
    /// From whoever measures.
    Measured(Measured),
    /// The client is gone.
    Closed,
}

/// What leaves a session.
#[derive(Debug)]
pub(crate) enum Outgoing {
    Text(String),
    Binary(Vec<u8>),
    /// The session cannot go on, for this reason.
    End(String),
}

impl Task {
    /// Whether a later task makes this one useless: of drawings and supplies, only the newest counts.
    pub(crate) fn is_overtaken_by(&self, later: &Self) -> bool {
        matches!(
            (self, later),
            (Self::Upload(Upload::Picture { .. }), Self::Upload(Upload::Picture { .. }))
                | (Self::Request(Request::Supply { .. }), Self::Request(Request::Supply { .. }))
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use apical_data::GreyImage;

    #[test]
    fn only_the_newest_of_drawings_and_supplies_counts() {
        let picture = |request| {
            Task::Upload(Upload::Picture { request, image: GreyImage::new(1, 1, vec![0]).unwrap() })
        };
        let supply = |volts| Task::Request(Request::Supply { volts });
        assert!(picture(1).is_overtaken_by(&picture(2)));
        assert!(supply(0.8).is_overtaken_by(&supply(0.9)));
        assert!(!picture(1).is_overtaken_by(&Task::Request(Request::Undo {})));
        assert!(!Task::Request(Request::Undo {}).is_overtaken_by(&Task::Request(Request::Undo {})));
    }
}
