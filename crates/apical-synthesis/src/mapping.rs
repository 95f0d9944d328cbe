//! Has Yosys map the RTL to cells and macros.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::library::Library;
use crate::memory::{self, Choice, Size};
use crate::netlist::{Buffering, Design};
use crate::tools::{Tool, finish, write};
use crate::{SynthesisError, liberty};

/// What is to be mapped, and how.
#[derive(Debug, Clone)]
pub struct Request {
    /// The repository's `rtl` folder.
    pub rtl: PathBuf,
    /// Folder of `apical_package.sv`.
    pub package: PathBuf,
    /// Working folder; files of earlier runs in it are written over.
    pub work: PathBuf,
    /// Whether memories become macros even where flip-flops are smaller.
    pub macros_only: bool,
    /// Whether registers with an enable get clock gates.
    pub clock_gates: bool,
}

/// A mapped design.
#[derive(Debug)]
pub struct Mapped {
    /// With buffers.
    pub design: Design,
    /// Memories and what they are made of.
    pub memories: Vec<Choice>,
    /// Buffers put in.
    pub buffers: usize,
    /// Whether clock gates were put in.
    pub clock_gates: bool,
}

/// Registers with one enable for which a clock gate is put in, at least. Four is usual: a gate takes as much clock energy
/// as about two registers.
const GATED_REGISTERS: usize = 4;

/// What ABC aims at, ps: within the cycle of 4.2 ns that the silicon's 65-nm lanes would have at 236 MHz.
const TARGET: usize = 4000;

/// Maps the RTL.
///
/// # Errors
/// If a file cannot be read or written, Yosys fails, or a memory has no macro.
pub fn map(request: &Request, library: &Library, yosys: &Tool) -> Result<Mapped, SynthesisError> {
    let work = &request.work;
    std::fs::create_dir_all(work).map_err(SynthesisError::file(work))?;
    // As plain text, for tools that do not unpack.
    unpack(&library.cells_file, &work.join("cells.lib"))?;
    let run = |name: &str, script: String| {
        write(&work.join(name), &script)?;
        finish(yosys.command().current_dir(work).args(["-q", "-Q", "-s", name]), "Yosys")
    };
    let mut files = vec![request.package.join("apical_package.sv")];
    files.extend(sources(&request.rtl.join("src"))?);
    let list: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
    eprintln!("synth: elaborating {} files", files.len());
    run(
        "elaborate.ys",
        format!(
            "read_verilog -sv -DSYNTHESIS_BLACK_BOX {}\nhierarchy -check -top apical\n\
             tee -q -o memories.txt dump t:memory_one_port t:memory_two_port\nwrite_rtlil elaborated.il\n",
            list.join(" ")
        ),
    )?;
    let dump = read(&work.join("memories.txt"))?;
    let sizes = sizes(&dump)?;
    let memories: Vec<Choice> = sizes
        .iter()
        .map(|size| memory::choose(*size, library, request.macros_only))
        .collect::<Result<_, _>>()?;
    let macros = macros(&memories);
    for name in &macros {
        if let Some(file) = library.macro_files.get(name.as_str()) {
            unpack(file, &work.join(format!("{name}.lib")))?;
        }
    }
    let mut wrappers = memory::black_boxes(macros.iter().map(String::as_str), library)?;
    for choice in &memories {
        wrappers.push_str(&memory::wrapper(choice, library)?);
    }
    write(&work.join("memories.sv"), &wrappers)?;
    let gates = request.clock_gates && yosys.knows("clockgate");
    eprintln!("synth: mapping, with {} sizes of memories", memories.len());
    run("map.ys", script(&sizes, gates, library)?)?;
    finish_mapping(work, memories, gates, library)
}

fn finish_mapping(
    work: &Path,
    memories: Vec<Choice>,
    clock_gates: bool,
    library: &Library,
) -> Result<Mapped, SynthesisError> {
    let mut design = Design::parse(&read(&work.join("mapped.json"))?, "apical")?;
    let buffering = Buffering { cell: cell_like(library, "buf_2")?, load: 150e-15, sinks: 8 };
    let buffers = buffering.apply(&mut design, library)?;
    Ok(Mapped { design, memories, buffers, clock_gates })
}

/// What an earlier run left in the working folder.
///
/// # Errors
/// If something is missing there.
pub fn again(request: &Request, library: &Library) -> Result<Mapped, SynthesisError> {
    let sizes = sizes(&read(&request.work.join("memories.txt"))?)?;
    let memories = sizes.iter().map(|size| memory::choose(*size, library, request.macros_only));
    finish_mapping(&request.work, memories.collect::<Result<_, _>>()?, request.clock_gates, library)
}

/// Macros that choices use.
#[must_use]
pub fn macros(memories: &[Choice]) -> BTreeSet<String> {
    memories.iter().flat_map(|choice| choice.slices.iter().map(|slice| slice.cell.clone())).collect()
}

fn cell_like(library: &Library, end: &str) -> Result<String, SynthesisError> {
    let found = library.cells.keys().find(|name| name.ends_with(&format!("_{end}")));
    found.cloned().ok_or_else(|| SynthesisError::content("library", format!("no cell *_{end}")))
}

fn script(sizes: &BTreeSet<Size>, gates: bool, library: &Library) -> Result<String, SynthesisError> {
    let mut text = String::from("read_rtlil elaborated.il\n");
    for size in sizes {
        let (origin, module) = (size.origin(), size.module());
        let selection = format!("t:{origin} r:WORDS={} %i r:WIDTH={} %i", size.words, size.bits);
        text.push_str(&format!(
            "select -set these {selection}\nsetparam -unset WORDS -unset WIDTH -unset ADDRESS_BITS @these\n\
             chtype -set {module} @these\n"
        ));
    }
    text.push_str(
        "delete memory_one_port memory_two_port\nread_verilog -sv memories.sv\nhierarchy -check -top apical\n\
         proc\nopt -full\nwreduce\npeepopt\nopt_clean\nalumacc\nshare\nopt\nmemory -nomap\nopt_clean\n\
         opt -fast -full\nmemory_map\nopt -undriven -fine\ntechmap\nopt -fast\n\
         dfflegalize -cell $_DFF_P_ x -cell $_DFFE_PP_ x\nopt -fast\n",
    );
    if gates {
        let gate = cell_like(library, "lgcp_1")?;
        text.push_str(&format!("clockgate -pos {gate} GATE:CLK:GCLK -min_net_size {GATED_REGISTERS}\n"));
    }
    let (high, low) = (cell_like(library, "tiehi")?, cell_like(library, "tielo")?);
    text.push_str(&format!(
        "dfflibmap -liberty cells.lib\nopt -fast\nabc -liberty cells.lib -D {TARGET}\nopt_clean -purge\n\
         hilomap -singleton -hicell {high} L_HI -locell {low} L_LO\nopt_clean -purge\ncheck\nwrite_json mapped.json\n"
    ));
    Ok(text)
}

/// Sizes of memories in what Yosys' `dump` wrote of their instances.
fn sizes(dump: &str) -> Result<BTreeSet<Size>, SynthesisError> {
    let wrong = |line: usize, problem: &str| SynthesisError::Syntax {
        format: "Yosys' list of memories",
        line,
        problem: problem.to_owned(),
    };
    let mut found = BTreeSet::new();
    let mut current: Option<(usize, Option<usize>, Option<usize>)> = None;
    for (number, line) in dump.lines().enumerate() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match (words.as_slice(), &mut current) {
            (["cell", r"\memory_one_port", _], _) => current = Some((1, None, None)),
            (["cell", r"\memory_two_port", _], _) => current = Some((2, None, None)),
            (["parameter", rest @ ..], Some((_, words, bits))) => {
                let (name, value) = match rest {
                    [name, value] | ["signed", name, value] => (*name, *value),
                    _ => return Err(wrong(number + 1, "a parameter with a name and a value was expected")),
                };
                let value = number_of(value).ok_or_else(|| wrong(number + 1, "no number"))?;
                match name {
                    r"\WORDS" => *words = Some(value),
                    r"\WIDTH" => *bits = Some(value),
                    _ => {}
                }
            }
            (["end"], Some((ports, words, bits))) => {
                let (Some(words), Some(bits)) = (*words, *bits) else {
                    return Err(wrong(number + 1, "a memory without WORDS and WIDTH"));
                };
                if words == 0 || bits == 0 {
                    return Err(wrong(number + 1, "a memory without a word or a bit"));
                }
                found.insert(Size { words, bits, ports: *ports });
                current = None;
            }
            _ => {}
        }
    }
    Ok(found)
}

/// `98`, or `32'0000...`.
fn number_of(text: &str) -> Option<usize> {
    match text.split_once('\'') {
        Some((_, bits)) => usize::from_str_radix(bits, 2).ok(),
        None => text.parse().ok(),
    }
}

/// The RTL's files.
fn sources(folder: &Path) -> Result<Vec<PathBuf>, SynthesisError> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(SynthesisError::file(folder))? {
        let path = entry.map_err(SynthesisError::file(folder))?.path();
        if path.extension().is_some_and(|end| end == "sv") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn read(path: &Path) -> Result<String, SynthesisError> {
    std::fs::read_to_string(path).map_err(SynthesisError::file(path))
}

fn unpack(from: &Path, to: &Path) -> Result<(), SynthesisError> {
    std::fs::write(to, liberty::text(from)?).map_err(SynthesisError::file(to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_from_a_dump() {
        let dump = "module \\a\n  cell \\memory_one_port \\rows\n    parameter \\WIDTH 40\n    \
            parameter signed \\WORDS 32'00000000000000000000000001100010\n    connect \\clock \\c\n  end\nend\n";
        let expected = Size { words: 98, bits: 40, ports: 1 };
        assert_eq!(sizes(dump).unwrap(), BTreeSet::from([expected]));
        assert!(sizes("cell \\memory_two_port \\x\nend\n").is_err());
        assert_eq!(expected.module(), "memory_one_port_98x40");
        assert_eq!(expected.address_bits(), 7);
    }
}
