//! The macros of least area for a size.

use super::Size;
use crate::SynthesisError;
use crate::library::{Kind, Library, Memory};

/// A macro that holds a part of every word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slice {
    /// The macro.
    pub cell: String,
    /// Its size.
    pub memory: Memory,
    /// First bit of the word that it holds.
    pub first: usize,
    /// How many.
    pub bits: usize,
}

/// What a memory is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// The size asked for.
    pub size: Size,
    /// Macros side by side; none: flip-flops.
    pub slices: Vec<Slice>,
    /// Their area, or an estimate of the flip-flops', um2.
    pub area: f64,
    /// The estimate, if macros were taken, um2.
    pub flip_flops: f64,
}

/// What flip-flops would take: a register a bit; an AND and an OR a bit to read; a clock gate and three gates of decoder a
/// word; a register and two gates an output bit, which must stay until the next read.
fn flip_flops(size: Size, library: &Library) -> Result<f64, SynthesisError> {
    let gate = library.gate_equivalent()?;
    let least = |fits: &dyn Fn(&Kind) -> bool| {
        library.cells.values().filter(|cell| fits(&cell.kind)).map(|cell| cell.area).reduce(f64::min)
    };
    let missing = |what: &str| SynthesisError::content("library", format!("no {what}"));
    let register =
        least(&|kind| matches!(kind, Kind::Register { .. })).ok_or_else(|| missing("flip-flop"))?;
    let gating = least(&|kind| matches!(kind, Kind::ClockGate { .. })).unwrap_or(4.0 * gate);
    let (words, bits) = (size.words as f64, size.bits as f64);
    Ok(words * bits * (register + 2.0 * gate)
        + words * (gating + 3.0 * gate)
        + bits * (register + 2.0 * gate))
}

/// The choice of least area; `forced`: macros even where flip-flops are smaller.
///
/// Words must fit into one macro: those of this library are deep enough for every memory of the processor.
///
/// # Errors
/// If no macro is deep enough and flip-flops are not smaller.
pub fn choose(size: Size, library: &Library, forced: bool) -> Result<Choice, SynthesisError> {
    let known: Vec<(&String, Memory, f64)> = library
        .cells
        .iter()
        .filter_map(|(name, cell)| match cell.kind {
            Kind::Memory(memory) if memory.ports == size.ports && memory.words >= size.words => {
                Some((name, memory, cell.area))
            }
            _ => None,
        })
        .collect();
    // Least area of macros for the first so many bits, and the last macro of that set.
    let mut best: Vec<Option<(f64, usize, usize)>> = vec![None; size.bits + 1];
    best[0] = Some((0.0, 0, 0));
    for bits in 1..=size.bits {
        for (number, (_, memory, area)) in known.iter().enumerate() {
            let before = bits.saturating_sub(memory.bits);
            let Some((so_far, ..)) = best[before] else { continue };
            let total = so_far + area;
            if best[bits].is_none_or(|(least, ..)| total < least) {
                best[bits] = Some((total, before, number));
            }
        }
    }
    let flops = flip_flops(size, library)?;
    let macros = best[size.bits].map(|(area, ..)| area);
    let area = match macros {
        Some(area) if forced || area < flops => area,
        None if forced => {
            let problem = format!("no macro with {} words and {} ports", size.words, size.ports);
            return Err(SynthesisError::content(size.module(), problem));
        }
        _ => return Ok(Choice { size, slices: Vec::new(), area: flops, flip_flops: flops }),
    };
    let mut slices = Vec::new();
    let mut end = size.bits;
    while end > 0 {
        let Some((_, first, number)) = best[end] else { break };
        let (cell, memory, _) = known[number];
        slices.push(Slice { cell: cell.clone(), memory, first, bits: end - first });
        end = first;
    }
    slices.reverse();
    Ok(Choice { size, slices, area, flip_flops: flops })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::liberty::Group;

    fn library() -> Library {
        let memory = |name: &str, address: u32, bits: u32, area: f64| {
            format!(
                "cell ({name}) {{ area : {area}; memory() {{ address_width : {address}; word_width : {bits}; }} }}"
            )
        };
        let text = format!(
            "library (l) {{ capacitive_load_unit (1,pf); voltage_unit : \"1V\"; leakage_power_unit : \"1nW\";
            nom_voltage : 1.2; nom_temperature : 25;
            cell (x_nand2_1) {{ area : 7; pin (Y) {{ direction : output; function : \"!(A*B)\"; }} }}
            cell (dff) {{ area : 50; ff (IQ, IQN) {{ clocked_on : \"C\"; next_state : \"D\"; }} }}
            {} {} {} }}",
            memory("deep8", 8, 8, 1000.0),
            memory("deep32", 8, 32, 3000.0),
            memory("flat32", 6, 32, 2500.0)
        );
        Library::of_cells(&Group::parse(&text).unwrap()).unwrap()
    }

    fn cells(words: usize, bits: usize, forced: bool) -> Vec<String> {
        let size = Size { words, bits, ports: 1 };
        choose(size, &library(), forced).unwrap().slices.into_iter().map(|slice| slice.cell).collect()
    }

    #[test]
    fn the_set_of_least_area_is_taken() {
        assert_eq!(cells(98, 40, false), ["deep8", "deep32"]);
        assert_eq!(cells(64, 32, false), ["flat32"]);
        assert_eq!(cells(65, 32, false), ["deep32"]);
        assert_eq!(cells(65, 16, false), ["deep8", "deep8"]);
    }

    #[test]
    fn few_bits_become_flip_flops() {
        // 8 bits: 64 each, 2 words: 49 each, 4 output bits: 64 each.
        let choice = choose(Size { words: 2, bits: 4, ports: 1 }, &library(), false).unwrap();
        assert_eq!((choice.slices.len(), choice.area), (0, 8.0 * 64.0 + 2.0 * 49.0 + 4.0 * 64.0));
        assert_eq!(cells(2, 4, true), ["deep8"]);
        assert!(choose(Size { words: 2, bits: 4, ports: 2 }, &library(), true).is_err());
    }

    #[test]
    fn slices_cover_the_word() {
        let choice = choose(Size { words: 100, bits: 45, ports: 1 }, &library(), true).unwrap();
        let mut end = 0;
        for slice in &choice.slices {
            assert_eq!(slice.first, end);
            assert!(slice.bits <= slice.memory.bits);
            end += slice.bits;
        }
        assert_eq!(end, 45);
        let area: f64 = choice.slices.iter().map(|slice| library().cells[&slice.cell].area).sum();
        assert_eq!(choice.area, area);
    }
}
