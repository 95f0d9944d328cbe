//! Model files: what is written is what is read, damage is named, and a run goes on where it was cut.

mod any;
mod damage;
mod fields;
mod files;
mod resume;
mod round_trip;
