//! Runs, and the configurations that make them again.

mod again;
mod files;
mod world;
