//! Energy of memories: accesses times what the macros take.

use serde::Serialize;

use super::Source;
use crate::SynthesisError;
use crate::liberty::access;
use crate::library::{Kind, Library};
use crate::memory::Choice;
use crate::netlist::Design;

/// Memories of one size.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MemoryEnergy {
    /// Words.
    pub words: usize,
    /// Bits of a word.
    pub bits: usize,
    /// The RTL's module that has them, such as `weight_memories`.
    pub owner: String,
    /// How many.
    pub count: usize,
    /// Words read in the recording.
    pub reads: f64,
    /// Words written.
    pub writes: f64,
    /// One read, J.
    pub read: f64,
    /// One write, J.
    pub write: f64,
    /// Leakage of all, W.
    pub leakage: f64,
}

impl MemoryEnergy {
    /// All accesses, J.
    #[must_use]
    pub fn accesses(&self) -> f64 {
        self.reads * self.read + self.writes * self.write
    }
}

/// Memories made of macros, all of which are recorded, whatever the sample.
///
/// # Errors
/// If a macro was not recorded.
pub fn memories(
    design: &Design,
    library: &Library,
    choices: &[Choice],
    source: Source<'_>,
) -> Result<Vec<MemoryEnergy>, SynthesisError> {
    let mut all: Vec<MemoryEnergy> = Vec::new();
    let top = source.top(&design.top)?;
    let occurrences = design.occurrences();
    let owners: std::collections::HashMap<Vec<&str>, &str> = occurrences
        .iter()
        .map(|occurrence| (occurrence.path.clone(), occurrence.module.origin.as_str()))
        .collect();
    for occurrence in &occurrences {
        let Some(choice) = choices.iter().find(|choice| choice.size.module() == occurrence.module.name)
        else {
            continue;
        };
        if choice.slices.is_empty() {
            continue;
        }
        // The wrapper of the RTL's parametrised one is not its owner.
        let owner = (0..occurrence.path.len())
            .rev()
            .filter_map(|length| owners.get(&occurrence.path[..length]).copied())
            .find(|origin| !origin.starts_with("memory_"))
            .unwrap_or_default();
        let size = choice.size;
        let found = all.iter().position(|known| {
            (known.words, known.bits, known.owner.as_str()) == (size.words, size.bits, owner)
        });
        let index = match found {
            Some(index) => index,
            None => {
                let writer = if size.ports == 2 { "B" } else { "A" };
                let mut new = MemoryEnergy {
                    words: size.words,
                    bits: size.bits,
                    owner: owner.to_owned(),
                    count: 0,
                    reads: 0.0,
                    writes: 0.0,
                    read: 0.0,
                    write: 0.0,
                    leakage: 0.0,
                };
                for slice in &choice.slices {
                    let cell = library.cell(&slice.cell)?;
                    new.read += access(cell, "A", false);
                    new.write += access(cell, writer, true);
                }
                all.push(new);
                all.len() - 1
            }
        };
        let macros = occurrence.module.instances.iter().filter(|instance| {
            library.cells.get(&instance.of).is_some_and(|cell| matches!(cell.kind, Kind::Memory(_)))
        });
        let at = occurrence.path.iter().try_fold(top, |at, name| at.inner(name))?;
        let mut counts = [0.0, 0.0];
        for instance in macros {
            all[index].leakage += library.cell(&instance.of)?.leakage;
            // All macros of a word do the same.
            counts = at.accesses(&instance.name)?;
        }
        all[index].count += 1;
        all[index].reads += counts[0];
        all[index].writes += counts[1];
    }
    Ok(all)
}
