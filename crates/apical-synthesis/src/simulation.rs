//! Runs images through the mapped netlist and records its switching activity.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

use apical_chip::machine::map::{self, Register, control};
use apical_chip::organisation::Organisation;
use apical_core::State;
use apical_rtl::image::{self, MemoryImage, MemoryKind};

use crate::gates::{self, Command, Counts, Flat, Gates};
use crate::library::Library;
use crate::memory;
use crate::netlist::{Design, Occurrence, Sample, Style};
use crate::tools::{Tool, finish, write};
use crate::{SynthesisError, mapping};

/// Images before and after those that are recorded, so that all layers work in every recorded cycle.
pub(crate) const AROUND: usize = 4;
/// Memories of up to so many words altogether are loaded over the bus.
const OVER_THE_BUS: usize = 4096;

/// An image and its class.
#[derive(Debug, Clone)]
pub struct Image {
    /// Values of 0 to 255.
    pub pixels: Vec<u8>,
    /// Class.
    pub label: u8,
}

/// A part of the run whose activity is recorded.
#[derive(Debug, Clone)]
pub struct Part {
    /// Name: that of its file.
    pub name: String,
    /// Whether the images are learned.
    pub learn: bool,
    /// Value of the learning-rate register, in 1/256.
    pub step_rate: u32,
    /// Images: recorded are all but four at both ends, while the pipeline fills and empties.
    pub images: Vec<Image>,
}

fn write_register<'p>(register: Register, value: u32) -> Command<'p> {
    Command::Write(register.address().into(), value)
}

/// What came of a part.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// Name.
    pub name: String,
    /// The SAIF file.
    pub file: PathBuf,
    /// Images recorded.
    pub images: usize,
    /// Cycles recorded.
    pub cycles: u64,
    /// Updates in them.
    pub updates: u64,
    /// Winners and steps of all images of the part, in order.
    pub results: Vec<Answer>,
}

/// What the result stream said of an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// Class found.
    pub winner: u8,
    /// Step of the update, 0 if there was none.
    pub step: u8,
}

/// A simulator of a mapped design.
pub struct Simulation<'a> {
    /// The design.
    pub mapped: &'a mapping::Mapped,
    /// Cells.
    pub library: &'a Library,
    /// Working folder.
    pub work: PathBuf,
    /// Which blocks are recorded.
    pub sample: Sample,
    /// Sizes of the machine that the RTL was made for.
    pub organisation: &'a Organisation,
}

impl Simulation<'_> {
    /// Has Verilator make a program of the netlist.
    ///
    /// # Errors
    /// If a cell cannot be simulated, or a tool fails.
    pub fn compile(&self, verilator: &Tool) -> Result<(), SynthesisError> {
        let design = &self.sample.quieted(&self.mapped.design);
        write(&self.work.join("behaviour.v"), &design.verilog(self.library, Style::Behaviour)?)?;
        let macros = mapping::macros(&self.mapped.memories);
        let names = macros.iter().map(String::as_str);
        write(&self.work.join("macros.v"), &memory::simulation_models(names, self.library, "memories")?)?;
        write(&self.work.join("main.cpp"), include_str!("../bench/main.cpp"))?;
        write(&self.work.join("config.vlt"), &configuration(design, macros.iter().map(String::as_str)))?;
        let group = format!("-DVALUES_PER_CYCLE={}", self.organisation.values_per_cycle());
        let mut command = verilator.command();
        command.current_dir(&self.work).args(["--cc", "--exe", "--build", "-j", "2", "-O3"]);
        command.args(["--top-module", "apical", "--Mdir", "compiled", "--x-assign", "0", "--x-initial", "0"]);
        command.args(["--trace-saif", "--trace-underscore", "-Wno-fatal", "-Wno-lint", "--noassert"]);
        command.args(["--output-split", "20000", "--output-split-cfuncs", "2000"]);
        command.args(["--output-split-ctrace", "5000"]);
        command.args([
            "-CFLAGS",
            &format!("-O1 {group}"),
            "-MAKEFLAGS",
            "OPT_FAST=-O1 OPT_SLOW=-O0 OPT_GLOBAL=-O0",
        ]);
        command.args(["-MAKEFLAGS", "CFG_CXXFLAGS_PCH_I=-include"]);
        command.args(["config.vlt", "behaviour.v", "macros.v", "main.cpp"]);
        finish(&mut command, "Verilator").map(|_| ())
    }

    /// Loads a state and runs parts one after the other in our own simulator; what every net did in each.
    ///
    /// # Errors
    /// If the simulation stops, or the processor reports an error.
    pub fn count(
        &self,
        flat: &Flat,
        state: &State,
        parts: &[Part],
    ) -> Result<Vec<(Recorded, Counts)>, SynthesisError> {
        let mut gates = Gates::new(flat)?;
        let images = image::of_state(state, self.organisation);
        let occurrences = self.occurrences_of(&images)?;
        for image in &images {
            if let Some(occurrence) = occurrences.get(&key(image)) {
                self.fill(&mut gates, flat, image, occurrence)?;
            }
        }
        let commands = self.commands(&images, &occurrences, state, parts);
        let streams = gates::run(&mut gates, self.organisation.values_per_cycle() as usize, &commands)?;
        let recorded = streams.into_iter().zip(parts).map(|(stream, part)| {
            let recorded = Recorded {
                name: part.name.clone(),
                file: PathBuf::new(),
                images: part.images.len().saturating_sub(2 * AROUND),
                cycles: stream.cycles,
                updates: stream.updates,
                results: stream.results,
            };
            (recorded, stream.counts)
        });
        Ok(recorded.collect())
    }

    /// The same in the program that Verilator made; each part leaves a SAIF file.
    ///
    /// # Errors
    /// As [`Simulation::count`].
    pub fn run(&self, state: &State, parts: &[Part]) -> Result<Vec<Recorded>, SynthesisError> {
        let images = image::of_state(state, self.organisation);
        let occurrences = self.occurrences_of(&images)?;
        self.write_files(&images, &occurrences)?;
        let mut script = String::new();
        for command in self.commands(&images, &occurrences, state, parts) {
            let _ = match command {
                Command::Write(address, value) => writeln!(script, "write {address:x} {value:x}"),
                Command::Zero(address) => writeln!(script, "read {address:x}"),
                Command::Drain(value) => writeln!(script, "drain {value:x}"),
                Command::Stream(images, around) => {
                    let recorded = images.len().saturating_sub(2 * around);
                    let name = parts.iter().find(|part| std::ptr::eq(part.images.as_slice(), images));
                    let name = name.map_or("-", |part| part.name.as_str());
                    let _ = writeln!(script, "stream {name}.saif {around} {recorded} {}", images.len());
                    for image in images {
                        let _ = write!(script, "image {} ", image.label);
                        for pixel in &image.pixels {
                            let _ = write!(script, "{pixel:02x}");
                        }
                        script.push('\n');
                    }
                    Ok(())
                }
            };
        }
        write(&self.work.join("commands.txt"), &script)?;
        let mut command = std::process::Command::new(self.work.join("compiled/Vapical"));
        let text = finish(command.current_dir(&self.work).arg("commands.txt"), "the simulation")?;
        self.answers(&text, parts)
    }

    fn commands<'p>(
        &self,
        images: &[MemoryImage],
        occurrences: &Occurrences<'_>,
        state: &State,
        parts: &'p [Part],
    ) -> Vec<Command<'p>> {
        let mut commands = Vec::new();
        for image in images.iter().filter(|image| !occurrences.contains_key(&key(image))) {
            commands.push(write_register(Register::LoadSpace, image.selector));
            commands.push(write_register(Register::LoadAddress, 0));
            commands
                .extend(image.words.iter().flatten().map(|part| write_register(Register::LoadData, *part)));
        }
        let config = &state.config;
        commands.push(write_register(Register::MarginBits, config.margin_bits.into()));
        commands.push(write_register(Register::DropShift, config.drop_shift.into()));
        for (hidden, &theta) in config.window.iter().enumerate() {
            commands.push(Command::Write(Register::window(hidden as u16).into(), theta.into()));
        }
        let values = map::of_front_end(&config.front_end);
        for (register, value) in [Register::FrontEnd, Register::RetinaThresholds].into_iter().zip(values) {
            if register.description().machines.include(self.organisation) {
                commands.push(write_register(register, value));
            }
        }
        for part in parts {
            commands.push(write_register(Register::StepRate, part.step_rate));
            commands.push(write_register(Register::Control, control::LEARN.put(part.learn.into())));
            commands.push(Command::Stream(&part.images, AROUND));
            commands.push(Command::Drain(control::DRAIN.mask() | control::LEARN.put(part.learn.into())));
        }
        commands.push(Command::Zero(Register::Errors.address().into()));
        commands
    }

    /// The macros that are filled from outside: none if everything is soon loaded over the bus.
    fn occurrences_of(&self, images: &[MemoryImage]) -> Result<Occurrences<'_>, SynthesisError> {
        let total: usize = images.iter().map(|image| image.words.len()).sum();
        if total <= OVER_THE_BUS {
            return Ok(BTreeMap::new());
        }
        let occurrences = self.memory_occurrences();
        for image in images.iter().filter(|image| image.kind != MemoryKind::Registers) {
            if !occurrences.contains_key(&key(image)) {
                let problem = format!(
                    "no macro in the netlist is memory {} of {:?} of layer {}",
                    image.number, image.kind, image.layer
                );
                return Err(SynthesisError::content("memories", problem));
            }
        }
        Ok(occurrences)
    }

    fn write_files(
        &self,
        images: &[MemoryImage],
        occurrences: &Occurrences<'_>,
    ) -> Result<(), SynthesisError> {
        let folder = self.work.join("memories");
        if folder.is_dir() {
            std::fs::remove_dir_all(&folder).map_err(SynthesisError::file(&folder))?;
        }
        std::fs::create_dir_all(&folder).map_err(SynthesisError::file(&folder))?;
        for image in images {
            if let Some(occurrence) = occurrences.get(&key(image)) {
                self.files(image, occurrence)?;
            }
        }
        Ok(())
    }

    /// Memories made of macros, by kind, layer and number.
    fn memory_occurrences(&self) -> Occurrences<'_> {
        let made: Vec<String> = self
            .mapped
            .memories
            .iter()
            .filter(|choice| !choice.slices.is_empty())
            .map(|choice| choice.size.module())
            .collect();
        let columns: Vec<usize> = self
            .organisation
            .layers
            .iter()
            .map(|layer| columns(layer.neurons as usize, layer.weights.synapses as usize))
            .collect();
        let occurrences = self
            .mapped
            .design
            .occurrences()
            .into_iter()
            .filter(|occurrence| made.contains(&occurrence.module.name));
        occurrences
            .filter_map(|occurrence| {
                let path = occurrence.original.join(".");
                let layer = index_of(&path, "stage")? + 1;
                let key = match index_of(&path, "memory") {
                    Some(number) => (MemoryKind::Accumulators as u8, layer, number),
                    None => {
                        let bank = index_of(&path, "row_bank")?;
                        let column = index_of(&path, "word")?;
                        let columns = columns.get(layer - 1)?;
                        (MemoryKind::Weights as u8, layer, bank * columns + column)
                    }
                };
                Some((key, occurrence))
            })
            .collect()
    }

    /// Macros of a memory: their instances' names, and the bits of each word that they hold, lowest first.
    fn slices(
        &self,
        image: &MemoryImage,
        occurrence: &Occurrence<'_>,
    ) -> Result<Vec<Filled>, SynthesisError> {
        let choice =
            self.mapped.memories.iter().find(|choice| choice.size.module() == occurrence.module.name);
        let mut found = Vec::new();
        for (number, slice) in choice.iter().flat_map(|choice| choice.slices.iter().enumerate()) {
            let mark = format!("m{number}");
            let instance = occurrence.module.instances.iter().find(|instance| instance.original == mark);
            let instance = instance.ok_or_else(|| {
                SynthesisError::content(occurrence.module.name.clone(), format!("no macro {mark} in it"))
            })?;
            let bit = |word: &Vec<u32>, at: usize| {
                at < slice.bits
                    && word
                        .get((slice.first + at) / 32)
                        .is_some_and(|part| part >> ((slice.first + at) % 32) & 1 == 1)
            };
            let words =
                image.words.iter().map(|word| (0..slice.memory.bits).map(|at| bit(word, at)).collect());
            found.push((instance.name.clone(), words.collect()));
        }
        Ok(found)
    }

    fn fill(
        &self,
        gates: &mut Gates<'_>,
        flat: &Flat,
        image: &MemoryImage,
        occurrence: &Occurrence<'_>,
    ) -> Result<(), SynthesisError> {
        let instance = flat.at(&occurrence.path);
        for (name, words) in self.slices(image, occurrence)? {
            if !instance.is_some_and(|instance| gates.fill(instance, &name, words.into_iter())) {
                return Err(SynthesisError::content(occurrence.path.join("."), format!("no macro {name}")));
            }
        }
        Ok(())
    }

    /// A file for each macro of a memory.
    fn files(&self, image: &MemoryImage, occurrence: &Occurrence<'_>) -> Result<(), SynthesisError> {
        for (name, words) in self.slices(image, occurrence)? {
            let mut text = String::new();
            for word in words {
                for digit in word.chunks(4).rev() {
                    let value = digit.iter().rev().fold(0, |value, bit| value << 1 | u32::from(*bit));
                    let _ = write!(text, "{value:x}");
                }
                text.push('\n');
            }
            let path = format!("memories/apical.{}.{name}.hex", occurrence.path.join("."));
            write(&self.work.join(path), &text)?;
        }
        Ok(())
    }

    fn answers(&self, text: &str, parts: &[Part]) -> Result<Vec<Recorded>, SynthesisError> {
        let wrong = |line: &str| SynthesisError::content("the simulation", format!("it says {line:?}"));
        let mut recorded: Vec<Recorded> = Vec::new();
        let (mut errors, mut seen) = (None, 0);
        for line in text.lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            let number = |text: &str| text.parse::<u64>().map_err(|_| wrong(line));
            match words.as_slice() {
                ["window", cycles, updates] => {
                    let part = parts.get(recorded.len()).ok_or_else(|| wrong(line))?;
                    recorded.push(Recorded {
                        name: part.name.clone(),
                        file: self.work.join(format!("{}.saif", part.name)),
                        images: part.images.len() - 2 * AROUND,
                        cycles: number(cycles)?,
                        updates: number(updates)?,
                        results: Vec::new(),
                    });
                    seen += 1;
                }
                ["result", winner, _, step] => {
                    let part = recorded.last_mut().ok_or_else(|| wrong(line))?;
                    part.results.push(Answer { winner: number(winner)? as u8, step: number(step)? as u8 });
                }
                ["read", value] => errors = Some(u32::from_str_radix(value, 16).map_err(|_| wrong(line))?),
                _ => return Err(wrong(line)),
            }
        }
        let complete =
            recorded.iter().zip(parts).all(|(found, part)| found.results.len() == part.images.len());
        if seen != parts.len() || !complete || errors != Some(0) {
            return Err(SynthesisError::differs(
                "the simulation",
                format!("{seen} of {} parts, register ERRORS {errors:?}", parts.len()),
            ));
        }
        Ok(recorded)
    }
}

/// A macro's instance, and its words with their lowest bits first.
type Filled = (String, Vec<Vec<bool>>);

/// Memories made of macros: kind, layer, number, and where they are.
type Occurrences<'a> = BTreeMap<(u8, usize, usize), Occurrence<'a>>;

fn key(image: &MemoryImage) -> (u8, usize, usize) {
    (image.kind as u8, image.layer, image.number)
}

fn columns(neurons: usize, synapses: usize) -> usize {
    neurons.div_ceil(synapses.max(1))
}

/// The number in `name[NUMBER]` of a path.
fn index_of(path: &str, name: &str) -> Option<usize> {
    let mark = format!("{name}[");
    let at = path.match_indices(&mark).find(|(at, _)| *at == 0 || path[..*at].ends_with('.'))?.0;
    path[at + mark.len()..].split(']').next()?.parse().ok()
}

/// Modules with many instances keep code of their own, shared by all of them.
fn configuration<'a>(design: &Design, macros: impl Iterator<Item = &'a str>) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for occurrence in design.occurrences() {
        *counts.entry(&occurrence.module.name).or_default() += 1;
    }
    let mut text = String::from("`verilator_config\n");
    for (name, count) in counts {
        let cells = design.modules.get(name).map_or(0, |module| module.instances.len());
        if count >= 8 && cells >= 20 {
            let _ = writeln!(text, "no_inline -module \"{name}\"");
        }
    }
    for name in macros {
        let _ = writeln!(text, "no_inline -module \"{name}\"");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memories_are_told_by_their_paths() {
        let path = "stage[1].neurons.weight.row_bank[3].word[12].rows";
        assert_eq!(index_of(path, "stage"), Some(1));
        assert_eq!(index_of(path, "word"), Some(12));
        assert_eq!(index_of(path, "row_bank"), Some(3));
        assert_eq!(index_of(path, "memory"), None);
        assert_eq!(index_of(path, "bank"), None);
        let path = "stage[0].neurons.accumulator.memory[199].one_port.accumulators";
        assert_eq!(index_of(path, "memory"), Some(199));
        assert_eq!(columns(200, 10), 20);
        assert_eq!(columns(10, 4), 3);
    }
}
