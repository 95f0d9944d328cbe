//! Messages between page and server. Version [`VERSION`] is described in `docs/live-page.md` of the repository, whose tables
//! are generated from these types, as are the page's own: after a change, `cargo xtask protocol` writes them anew.

mod binary;
mod layout;
mod message;
mod request;
mod seed;

pub use binary::{
    BinaryError, DOWNLOAD, IMAGE_FILE, MODEL_FILE, PICTURE, TO_PAGE, TO_SERVER, Upload, WEIGHTS,
    encode_model, encode_weights,
};
pub use layout::{Field, Layout};
pub use message::*;
pub use request::{LearningRateSchedule, Request, TrainRequest};
pub use seed::Seed;

/// Version of the messages. It changes when a message changes its meaning or goes; new ones may come.
pub const VERSION: u32 = 1;
