//! Why there is no server.

use std::io;
use std::net::SocketAddr;

/// A server that cannot start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The address is taken, or not this machine's.
    #[error("cannot listen on {address} (another port: --port N; any free one: --port 0)")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// No threads, timers or signals.
    #[error("cannot start the server")]
    Runtime(#[source] io::Error),
    /// A processor that the page cannot show, or a network that a processor cannot hold.
    #[error("{0}")]
    Processor(String),
}
