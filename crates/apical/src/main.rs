//! The `apical` command line.
fn main() {}
