//! One program, since each would be linked anew whenever a line of the crate changes.

mod common;
mod crowd;
mod front_ends;
mod hostile;
mod sessions;
