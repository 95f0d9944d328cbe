//! What holds for every organisation, every network, every text.

#[path = "../common/mod.rs"]
mod common;

mod machines;
mod organisations;
mod texts;
