//! The live page: a server for loopback that shows the processor at work in a browser.
//!
//! [`Server`] answers HTTP with the page, whose files are in this library, and WebSockets with sessions. A session has a
//! processor of its own, the cycle-level model of `apical-chip`, which runs on a thread of its own; what it learns nobody
//! else sees. The messages are those of [`protocol`]; `docs/live-page.md` in the repository describes them.
//!
//! Data flow of a session: `server::socket` reads bytes, checks their rate and has [`protocol`] parse them; `session`
//! executes the requests in their order; its answers go back over a bounded queue.

#![deny(unsafe_code)]

mod error;
mod limits;
mod options;
mod page;
pub mod protocol;
mod server;
mod session;
mod shared;

/// The example of the crate's page, compiled as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

pub use error::ServeError;
pub use limits::{EXAMPLES, MAXIMUM_SESSIONS, MESSAGE_BYTES, MESSAGES_PER_SECOND, UNDO};
pub use options::{Options, StartModel};
pub use server::Server;
