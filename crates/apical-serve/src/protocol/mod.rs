//! Messages between page and server. Version [`VERSION`] is described in `docs/live-page.md` of the repository.

mod binary;
mod message;
mod request;

pub use binary::{BinaryError, Upload, encode_model, encode_weights};
pub use message::*;
pub use request::{Ends, Request, Run};

/// Version of the messages. It changes when a message changes its meaning or goes; new ones may come.
pub const VERSION: u32 = 1;
