//! One program, since each would be linked anew whenever a line of the crate changes.

mod gradients;
mod learning;
mod store;
