//! What the reconstructed silicon counts, for an image.

use crate::UncertaintyError;
use crate::document::{Document, parse};
use apical_chip::machine::counters::{LayerCounters, MachineCounters};

const FILE: &str = "ensemble/counts.toml";
const TEXT: &str = include_str!("../ensemble/counts.toml");

/// A run, and of how many images.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub(crate) images: u64,
    pub(crate) counters: MachineCounters,
}

/// What is counted once and used for every structure: how wide words are changes no count.
#[derive(Debug, Clone)]
pub(crate) struct Counts {
    pub(crate) inference: Run,
    /// Learning, where an update reads all memories; and where only those of neurons that change.
    pub(crate) all: Run,
    pub(crate) changing: Run,
}

/// What a run of images was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunOf {
    /// They were classified.
    Inference,
    /// They were learned.
    Learning,
}

impl Counts {
    pub(crate) fn builtin() -> Result<Self, UncertaintyError> {
        let table = parse(FILE, TEXT)?;
        let mut document = Document::new(FILE, &table)?;
        let counts = Self {
            inference: run(&mut document, "inference")?,
            all: run(&mut document, "all")?,
            changing: run(&mut document, "changing")?,
        };
        document.finish()?;
        Ok(counts)
    }
}

fn run(document: &mut Document<'_>, name: &'static str) -> Result<Run, UncertaintyError> {
    let mut document = document.inner(name)?.remove(0);
    let mut run = Run { images: document.count("images")?, counters: MachineCounters::default() };
    for (name, count) in document.counts("shared")? {
        if !run.counters.shared.set(name, count) {
            return Err(document.wrong(&format!("{name}: no counter")));
        }
    }
    for mut layer in document.inner("layers")? {
        let mut counters = LayerCounters::default();
        for (name, count) in layer.counts("counts")? {
            if !counters.set(name, count) {
                return Err(layer.wrong(&format!("{name}: no counter")));
            }
        }
        layer.finish()?;
        run.counters.layers.push(counters);
    }
    document.finish()?;
    Ok(run)
}

impl Run {
    /// Updates an image.
    pub(crate) fn update_share(&self) -> f64 {
        self.counters.shared.updates as f64 / self.images as f64
    }

    /// The same where words without a spike are left unread by the forward phase.
    pub(crate) fn of_active_words(mut self) -> Self {
        for layer in &mut self.counters.layers {
            // A neuron adds in a cycle just when its word has a spike.
            layer.forward_reads = layer.forward_reads.min(layer.potential_additions);
        }
        self
    }
}
