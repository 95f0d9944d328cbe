//! Memories from a file of one's own: what is read, what a machine's memories then cost, and what is refused.

mod cacti;
mod csv;
mod liberty;
mod machine;
mod technologies;

use apical_chip::technology::{MemoryCost, MemoryFile, Technology};
use apical_chip::units::Volts;

/// Two memories, of which each holds under the same conditions.
const SMALL: &str = "\
# two memories
# supply_v = 1.2
# node_nm = 65
# corner = tt
# temperature_c = 25

words,bits,ports,read_pj,write_pj,leakage_uw,area_mm2
128,16,1,2.0,3.0,0.5,0.004
128,24,1,2.5,3.5,0.75,0.005
";

fn read(text: &str) -> MemoryFile {
    MemoryFile::parse("mine.csv", text.as_bytes()).unwrap()
}

/// The message with its causes.
fn refusal(text: &str) -> String {
    chain(&MemoryFile::parse("mine.csv", text.as_bytes()).unwrap_err())
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text += &format!(": {error}");
        cause = error.source();
    }
    text
}

/// The technology with the memories of a text.
fn with(technology: &str, text: &str) -> Technology {
    Technology::find(technology).unwrap().with_memories(read(text)).unwrap()
}

fn cost(technology: &Technology, words: u32, bits: u32, supply: f64) -> MemoryCost {
    technology.memory(words, bits, false, Volts::new(supply)).unwrap()
}
