//! The tasks. Each returns its last line.

use std::path::Path;
use std::time::Instant;

use apical_chip::preset::Preset;
use apical_core::vectors as golden;
use apical_core::{StepRate, training::LearningRate};
use apical_data::{DataSource, LoadOptions, Split};
use apical_rtl::cosimulation::{Counts, RandomCase};
use apical_rtl::{Cosimulation, Libraries, RtlProcessor, description, package};

use crate::Options;

fn text(error: impl ToString) -> String {
    error.to_string()
}

pub(crate) fn write(path: &Path, content: &str) -> Result<(), String> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    std::fs::write(path, content).map_err(|error| format!("{}: {error}", path.display()))
}

fn builtin(name: &str) -> Result<Preset, String> {
    Preset::builtin(name).map_err(text)
}

fn preset() -> Result<Preset, String> {
    builtin("apical")
}

/// Everything in the project that is generated for the RTL: packages, the map of the host port, tables of documents.
pub(crate) fn generate(project: &Path) -> Result<String, String> {
    let packages = project.join("rtl/generated");
    write(&packages.join("apical_package.sv"), &package::of_preset(&preset()?).map_err(text)?)?;
    write(&packages.join("small/apical_package.sv"), &package::small().map_err(text)?)?;
    write(&packages.join("ecp5/apical_package.sv"), &package::ecp5().map_err(text)?)?;
    write(
        &packages.join("retina/apical_package.sv"),
        &package::of_preset(&builtin("retina")?).map_err(text)?,
    )?;
    write(&packages.join("small_retina/apical_package.sv"), &package::small_retina().map_err(text)?)?;
    write(&project.join("rtl/src/address_map.sv"), &description::address_map())?;
    write(&project.join("rtl/test/map.svh"), &description::bench_header())?;
    let document = project.join("docs/microarchitecture.md");
    let failed = |error: String| format!("{}: {error}", document.display());
    let old = std::fs::read_to_string(&document).map_err(|error| failed(error.to_string()))?;
    let new = description::with_tables(&old).map_err(|error| failed(error.to_string()))?;
    if new != old {
        write(&document, &new)?;
    }
    Ok(format!("packages, maps and tables written below {}", project.display()))
}

/// A package for each golden vector.
pub(crate) fn packages(folder: &Path) -> Result<String, String> {
    let preset = preset()?;
    let files = golden::all();
    for (name, content) in &files {
        let vector = golden::parse(content).map_err(text)?;
        let organisation = package::sized_for(&preset.organisation, &vector.start.config).map_err(text)?;
        let own =
            package::of_organisation(&organisation, &format!("Network of testcases/{name}")).map_err(text)?;
        write(&folder.join(&vector.name).join("apical_package.sv"), &own)?;
    }
    Ok(format!("{} packages written below {}", files.len(), folder.display()))
}

/// The images, and what to call them.
fn images(mnist: Option<&Path>) -> Result<(Split, String), String> {
    let source = match mnist {
        Some(folder) => DataSource::Folder(folder.to_path_buf()),
        None => DataSource::Builtin,
    };
    let loaded = source.load(&LoadOptions::default()).map_err(text)?;
    let name =
        if mnist.is_some() { "MNIST".to_owned() } else { "the built-in digits (no MNIST here)".to_owned() };
    Ok((loaded.split, name))
}

/// The preset: learning, then streams of inferences.
pub(crate) fn cosimulate(options: &Options) -> Result<String, String> {
    let preset = preset()?;
    let (split, name) = images(options.mnist.as_deref())?;
    let libraries = Libraries::new(&options.folder).map_err(text)?;
    let state = preset.config().map_err(text)?.initial_state(1);
    let start = Instant::now();
    let wave = options.wave.clone();
    let rtl = RtlProcessor::recording(&libraries, &preset.organisation, &state, wave).map_err(text)?;
    eprintln!("preset compiled and loaded in {:.0} s", start.elapsed().as_secs_f64());

    let mut both = Cosimulation::new(rtl).map_err(text)?;
    // Reading all memories over the bus takes as long as thousands of images; a short run does it at its end alone.
    let thorough = options.learn >= 1000;
    let learn = options.learn.min(split.train.len());
    let rate = StepRate::new(LearningRate::DEFAULT.start().into(), state.config.format).map_err(text)?;
    both.set_step_rate(rate);
    let (start, clock) = (Instant::now(), both.clock());
    for index in 0..learn {
        both.learn(split.train.image(index), split.train.labels()[index]).map_err(text)?;
        if thorough && index + 1 == learn / 2 {
            // In the middle, with images in flight.
            both.compare_memories().map_err(text)?;
        }
    }
    both.drain().map_err(text)?;
    speed("learned", both.counts().learned, start, both.clock() - clock);
    if thorough {
        both.compare_memories().map_err(text)?;
    }

    let infer = options.infer.min(split.test.len());
    let (start, clock) = (Instant::now(), both.clock());
    let mut winners = Vec::with_capacity(infer);
    both.infer((0..infer).map(|index| split.test.image(index)), |winner| winners.push(winner))
        .map_err(text)?;
    speed("inferred", infer as u64, start, both.clock() - clock);
    let correct = winners.iter().zip(split.test.labels()).filter(|(winner, label)| winner == label).count();
    let head: Vec<&[u8]> = (0..infer.min(100)).map(|index| split.test.image(index)).collect();
    both.infer_in_one_go(&head).map_err(text)?;
    both.compare_memories().map_err(text)?;
    eprintln!("{name}: {correct} of {infer} test images right after {learn} learned");
    Ok(counted(both.counts(), 1))
}

fn speed(what: &str, images: u64, start: Instant, cycles: u64) {
    let seconds = start.elapsed().as_secs_f64().max(1e-9);
    eprintln!(
        "{images} images {what} in {seconds:.1} s: {:.0} images/s, {:.0} cycles/s (loading and register accesses too)",
        images as f64 / seconds,
        cycles as f64 / seconds
    );
}

/// Random machines.
pub(crate) fn random(options: &Options) -> Result<String, String> {
    let libraries = Libraries::new(&options.folder).map_err(text)?;
    let mut all = Counts::default();
    let plain = (options.seed..options.seed + options.count).map(RandomCase::new);
    let seeing = (options.seed..options.seed + options.front_ends).map(RandomCase::with_front_end);
    for case in plain.chain(seeing) {
        let counts = case.run(&libraries, 26).map_err(|error| format!("{}: {error}", case.name))?;
        eprintln!("{}: {counts}", case.name);
        all += counts;
    }
    Ok(counted(all, options.count + options.front_ends))
}

/// The golden vectors.
pub(crate) fn vectors(options: &Options) -> Result<String, String> {
    let preset = preset()?;
    let libraries = Libraries::new(&options.folder).map_err(text)?;
    let mut all = Counts::default();
    let files = golden::all();
    for (name, content) in &files {
        let vector = golden::parse(content).map_err(text)?;
        let mut rtl =
            RtlProcessor::adaptive(&libraries, &preset.organisation, &vector.start).map_err(text)?;
        golden::replay(&vector, &mut rtl).map_err(text)?;
        if let Some(failure) = rtl.failure() {
            return Err(format!("{name}: {failure}"));
        }
        all.inferred += vector.inferences.len() as u64;
        all.learned += vector.steps.iter().filter(|step| step.departure.is_some()).count() as u64;
    }
    Ok(counted(all, files.len() as u64))
}

/// What `cargo xtask rtl` adds up.
fn counted(counts: Counts, configurations: u64) -> String {
    eprintln!("{counts}");
    format!(
        "counted {} inferred, {} learned, {configurations} configurations",
        counts.inferred, counts.learned
    )
}
