//! Entries of a technology file that a figure follows from.

use std::fmt;

use super::{Memories, Technology};

/// Everything in the two forms of a technology file that an energy can follow from, in their order. What serves the
/// frequency and the area alone is left out.
const PATHS: [&str; 56] = [
    "supply.reference",
    "leakage.dibl",
    "leakage.slope",
    "leakage.thermal",
    "leakage.gate_equivalent",
    "scaling.node_65nm.a",
    "scaling.node_65nm.b",
    "scaling.node_65nm.c",
    "scaling.node_45nm.a",
    "scaling.node_45nm.b",
    "scaling.node_45nm.c",
    "scaling.from_130nm.capacitance",
    "scaling.from_130nm.area",
    "scaling.from_130nm.supply",
    "logic.supply",
    "logic.add_8",
    "logic.add_16",
    "logic.add_32",
    "logic.multiply_8",
    "logic.multiply_32",
    "cells.gate",
    "cells.register_clock",
    "cells.register_data",
    "cells.clock_gate",
    "cells.clock_pin",
    "cells.clock_gate_pin",
    "cells.input",
    "cells.buffer",
    "cells.net",
    "cells.net_input",
    "wires.supply",
    "wires.energy_per_millimetre",
    "gates.register",
    "gates.full_adder",
    "gates.comparator",
    "gates.gate",
    "gates.multiplexer",
    "gates.selector",
    "gates.clock_gate",
    "gates.most_inputs",
    "activity.registers",
    "activity.wires",
    "activity.clock_distribution",
    "activity.fan_out",
    "activity.lane_adders",
    "activity.adder_nets",
    "activity.registers_per_clock_gate",
    "sram.two_ports.energy",
    "sram.two_ports.area",
    "sram.two_ports.leakage",
    "sram.cacti.supply",
    "sram.cacti.rows",
    "sram.macros.supply",
    "sram.macros.rows",
    "sram.library.rows",
    FILE,
];

/// The one path that is no entry of a technology file: memories of a file of one's own.
const FILE: &str = "sram.file";

/// A set of entries of a technology file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Sources(u64);

impl Sources {
    /// No entry.
    pub(crate) const NONE: Self = Self(0);

    /// The entries of these paths. A path that is not in the list does not compile: see [`sources!`].
    pub(crate) const fn of(paths: &[&str]) -> Self {
        let mut set = 0;
        let mut path = 0;
        while path < paths.len() {
            let mut index = 0;
            while !equal(PATHS[index], paths[path]) {
                index += 1;
            }
            set |= 1 << index;
            path += 1;
        }
        Self(set)
    }

    /// The entries of either.
    pub(crate) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether there is no entry.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Paths of the entries, such as `cells.gate`, in the order of the file. A table of memories has the path of its
    /// rows.
    pub fn paths(self) -> impl Iterator<Item = &'static str> {
        (0..PATHS.len()).filter(move |index| self.0 >> index & 1 == 1).map(|index| PATHS[index])
    }
}

impl fmt::Debug for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.paths()).finish()
    }
}

/// Entries by their paths, looked up while the program is compiled.
macro_rules! sources {
    ($($path:literal),+ $(,)?) => {
        const { $crate::technology::Sources::of(&[$($path),+]) }
    };
}
pub(crate) use sources;

const fn equal(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut index = 0;
    while index < a.len() {
        if a[index] != b[index] {
            return false;
        }
        index += 1;
    }
    true
}

/// What the rules of `scaling.rs`, `memory.rs` and `arithmetic.rs` take beside the constant that they bring here.
impl Technology {
    /// Of [`library_energy`](Self::library_energy).
    pub(crate) fn library_sources(&self) -> Sources {
        match self.scaling {
            Some(_) => sources!("scaling.from_130nm.capacitance", "scaling.from_130nm.supply"),
            None => Sources::NONE,
        }
    }

    /// Of an addition of so many bits.
    pub(crate) fn addition_sources(&self, bits: u32) -> Sources {
        self.arithmetic_sources().and(match bits {
            0..=8 => sources!("logic.add_8"),
            9..=15 => sources!("logic.add_8", "logic.add_16"),
            16 => sources!("logic.add_16"),
            32 => sources!("logic.add_32"),
            _ => sources!("logic.add_16", "logic.add_32"),
        })
    }

    /// Of a multiplication.
    pub(crate) fn multiplication_sources(&self) -> Sources {
        self.arithmetic_sources().and(sources!("logic.multiply_8", "logic.multiply_32"))
    }

    fn arithmetic_sources(&self) -> Sources {
        match self.scaling {
            Some(_) => sources!(
                "supply.reference",
                "scaling.node_65nm.a",
                "scaling.node_65nm.b",
                "scaling.node_65nm.c",
                "scaling.node_45nm.a",
                "scaling.node_45nm.b",
                "scaling.node_45nm.c",
                "logic.supply",
            ),
            None => Sources::NONE,
        }
    }

    /// Of an access to a memory, in any of its bounds.
    pub(crate) fn access_sources(&self, two_ports: bool) -> Sources {
        match &self.memories {
            Memories::Library(_) => sources!("sram.library.rows"),
            Memories::Own(own) if own.is_shrunk => sources!("sram.file", "scaling.from_130nm.capacitance"),
            Memories::Own(_) => sources!("sram.file"),
            Memories::Tables(_) => {
                let tables = sources!(
                    "sram.cacti.supply",
                    "sram.cacti.rows",
                    "sram.macros.supply",
                    "sram.macros.rows",
                    "scaling.from_130nm.capacitance",
                );
                if two_ports { tables.and(sources!("sram.two_ports.energy")) } else { tables }
            }
        }
    }

    /// Of a memory's area.
    pub(crate) fn memory_area_sources(&self, two_ports: bool) -> Sources {
        match (&self.memories, two_ports) {
            (Memories::Library(_), _) => sources!("sram.library.rows"),
            (Memories::Own(own), _) if own.is_shrunk => sources!("sram.file", "scaling.from_130nm.area"),
            (Memories::Own(_), _) => sources!("sram.file"),
            (Memories::Tables(_), false) => sources!("sram.cacti.rows"),
            (Memories::Tables(_), true) => sources!("sram.cacti.rows", "sram.two_ports.area"),
        }
    }

    /// Of what a processor leaks; `two_ports`: whether any of its memories has a second port.
    pub(crate) fn leakage_sources(&self, two_ports: bool) -> Sources {
        let gates = sources!(
            "leakage.gate_equivalent",
            "gates.register",
            "gates.full_adder",
            "gates.comparator",
            "gates.gate",
            "gates.multiplexer",
            "gates.selector",
            "gates.clock_gate",
            "activity.registers_per_clock_gate",
        );
        let memories = match (&self.memories, two_ports) {
            (Memories::Library(_), _) => sources!("sram.library.rows"),
            (Memories::Own(_), _) => sources!("sram.file"),
            (Memories::Tables(_), false) => sources!("sram.cacti.supply", "sram.cacti.rows"),
            (Memories::Tables(_), true) => {
                sources!("sram.cacti.supply", "sram.cacti.rows", "sram.two_ports.leakage")
            }
        };
        let supply = match self.scaling {
            Some(_) => {
                sources!("leakage.dibl", "leakage.slope", "leakage.thermal", "scaling.from_130nm.supply")
            }
            None => Sources::NONE,
        };
        gates.and(memories).and(supply)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_entries_of_a_technology() {
        let files = Technology::builtin_names().map(|name| {
            let text = Technology::builtin_text(name).expect("a built-in name");
            text.parse::<toml::Table>().expect("a built-in technology")
        });
        let files: Vec<_> = files.collect();
        for path in PATHS.into_iter().filter(|path| *path != FILE) {
            let has = |file: &toml::Table| {
                let mut parts = path.split('.');
                let first = parts.next().and_then(|part| file.get(part));
                parts.try_fold(first, |value, part| value.map(|value| value.get(part))).flatten().is_some()
            };
            assert!(files.iter().any(has), "{path}");
        }
    }

    #[test]
    fn a_set_names_its_entries_once_and_in_order() {
        let set = sources!("cells.gate", "supply.reference").and(sources!("cells.gate"));
        assert_eq!(set.paths().collect::<Vec<_>>(), ["supply.reference", "cells.gate"]);
        assert!(!set.is_empty() && Sources::NONE.is_empty());
        assert_eq!(sources!("sram.library.rows").paths().collect::<Vec<_>>(), ["sram.library.rows"]);
    }
}
