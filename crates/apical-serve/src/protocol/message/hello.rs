//! What a page is told before the session begins.

use serde::Serialize;

/// What the server is.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Hello {
    /// Version of this protocol.
    pub protocol: u32,
    /// Name and version of the program.
    pub software: &'static str,
    /// Version of the specification.
    pub specification: u32,
    /// What a client may send.
    pub limits: Limits,
    /// Datasets that `train` takes.
    pub data: Vec<String>,
    /// Front ends to choose from in `train`, which takes others too.
    pub front_ends: Vec<&'static str>,
    /// Processors that `preset` takes.
    pub presets: Vec<PresetName>,
    /// Set if the server's own training is not done yet: the session begins when it is.
    pub preparing: Option<Preparing>,
}

/// What a client may send. More than that ends the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Limits {
    /// Longest message, in bytes.
    pub message_bytes: usize,
    /// Messages a second, on average.
    pub messages_per_second: u32,
}

/// A processor that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PresetName {
    /// Its name.
    pub name: String,
    /// What it is, in a sentence.
    pub summary: String,
}

/// How far the server's own training has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Preparing {
    /// Completed epochs.
    pub epoch: u32,
    /// Epochs of the whole run.
    pub epochs: u32,
}
