//! One program, since each would be linked anew whenever a line of the crate changes.

mod stages;
