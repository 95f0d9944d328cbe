//! One program, since each would be linked anew whenever a line of the crate changes.

#[cfg(feature = "fetch")]
mod fetch;
mod mnist;
mod pictures;
