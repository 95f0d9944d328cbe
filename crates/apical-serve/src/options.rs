//! What a server is told.

use std::net::SocketAddr;

use apical_chip::design::Design;
use apical_core::State;
use apical_core::run::Run;
use apical_data::{DataSource, Loaded};

/// What a server is told.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where it listens; port 0 for any free one.
    pub address: SocketAddr,
    /// The network that each session begins with; `None`: one is trained on the built-in digits.
    pub model: Option<StartModel>,
    /// Processors that can be chosen; the first is chosen at the beginning.
    pub processors: Vec<Design>,
    /// Whether a session begins with the processor that suits its network's front end instead, if it is among them, and changes with
    /// the network, until the page chooses one.
    pub follows_front_end: bool,
    /// Datasets that can be learned besides the built-in digits, by name. They are read when they are first asked for.
    pub data: Vec<(String, DataSource)>,
}

/// A network to begin with.
#[derive(Debug, Clone)]
pub struct StartModel {
    /// The network. Images in flight are not learned by sessions: see [`Run::resume_without_pipeline`].
    pub state: State,
    /// The run that made it.
    pub run: Run,
    /// What the accuracy is measured on, if it is at hand.
    pub data: Option<Loaded>,
}
