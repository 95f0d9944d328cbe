//! The live page: a server for loopback that shows the processor at work in a browser.
//!
//! [`Server`] answers HTTP with the page, whose files are in this library, and WebSockets with sessions. A session has a
//! processor of its own, the cycle-level model of `apical-chip`, which runs on a thread of its own; what it learns nobody
//! else sees. The messages are those of [`protocol`]; `docs/live-page.md` in the repository describes them.
//!
//! Without the feature `server` (default), the messages alone are there.
//!
//! Data flow of a session: `server::socket` reads bytes, checks their rate and has [`protocol`] parse them; `session`
//! executes the requests in their order; its answers go back over a bounded queue.

#![deny(unsafe_code)]

#[cfg(feature = "server")]
mod error;
// Most of them are the server's.
#[cfg_attr(not(feature = "server"), allow(dead_code))]
mod limits;
#[cfg(feature = "server")]
mod options;
#[cfg(feature = "server")]
mod page;
pub mod protocol;
#[cfg(feature = "server")]
mod server;
#[cfg(feature = "server")]
mod session;
#[cfg(feature = "server")]
mod shared;

/// The example of the crate's page, compiled as a test.
#[cfg(all(doctest, feature = "server"))]
#[doc = include_str!("../README.md")]
struct Readme;

#[cfg(feature = "server")]
pub use error::ServeError;
pub use limits::{EXAMPLES, MAXIMUM_SESSIONS, MESSAGE_BYTES, MESSAGES_PER_SECOND, UNDO};
#[cfg(feature = "server")]
pub use options::{Options, StartModel};
#[cfg(feature = "server")]
pub use server::Server;
