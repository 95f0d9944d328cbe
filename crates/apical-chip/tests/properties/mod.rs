//! What holds for every organisation, every network, every text.

mod machines;
mod organisations;
mod texts;
