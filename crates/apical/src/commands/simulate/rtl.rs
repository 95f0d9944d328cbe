//! `apical simulate --backend rtl`: the images through the hardware description itself.

use apical_chip::design::Design;
use apical_core::State;
use apical_data::Dataset;

use super::SimulateArguments;
use crate::failure::{Failure, Status};

/// What executes the images.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Backend {
    /// The cycle-level model, with energy and area.
    Model,
    /// The RTL, compiled by Verilator: classes and cycles, and how fast it is simulated.
    Rtl,
}

#[cfg(not(feature = "rtl"))]
pub(super) fn run(_: &SimulateArguments, _: &Design, _: &State, _: [&Dataset; 2]) -> Result<Status, Failure> {
    Err(Failure::Use(
        "--backend rtl: this program was built without the RTL; install Verilator and a C++ compiler (Debian: apt-get \
         install verilator g++) and build it with --features rtl"
            .into(),
    ))
}

/// Names the folder in which models are kept that were compiled at run time.
#[cfg(feature = "rtl")]
const MODELS: &str = "APICAL_RTL_MODELS";

/// The model in the program if it is of this processor; else one that is compiled now, or was before.
#[cfg(feature = "rtl")]
fn processor(
    design: &Design,
    state: &State,
    wave: Option<&std::path::Path>,
) -> Result<apical_rtl::RtlProcessor, Failure> {
    use apical_rtl::{Libraries, Library, RtlError, RtlProcessor, package};

    let failed = |error: RtlError| Failure::Use(format!("--backend rtl: {error}"));
    let organisation = &design.preset().organisation;
    let own = package::of_organisation(organisation, "").map_err(failed)?;
    if wave.is_none()
        && let Ok(library) = Library::preset()
        && package::equal(library.package(), &own)
    {
        return RtlProcessor::new(&library, organisation, state).map_err(failed);
    }
    let named = std::env::var_os(MODELS).filter(|value| !value.is_empty()).map(std::path::PathBuf::from);
    let folder = named.or_else(|| apical_data::cache_folder().map(|cache| cache.join("rtl")));
    let folder = folder.ok_or_else(|| {
        Failure::Use(format!(
            "--backend rtl: no cache folder is known on this machine; name one for compiled models by {MODELS}"
        ))
    })?;
    let libraries = Libraries::new(&folder).map_err(failed)?;
    tracing::info!(
        "the RTL of {} is compiled, unless it was before: {}",
        design.preset().name,
        folder.display()
    );
    RtlProcessor::recording(&libraries, organisation, state, wave.map(Into::into)).map_err(failed)
}

/// Waves that appear under their name when the run has succeeded. Its ending says their form.
#[cfg(feature = "rtl")]
fn unfinished(file: &std::path::Path) -> Result<apical_support::Replacement, Failure> {
    match file.extension().and_then(std::ffi::OsStr::to_str) {
        Some("vcd" | "fst") => apical_support::Replacement::begin_by_path(file)
            .map_err(|source| Failure::Write { path: file.to_owned(), source }),
        _ => Err(Failure::Use(format!(
            "--trace: with --backend rtl the name of {} must end in .vcd or .fst (waves, for GTKWave)",
            file.display()
        ))),
    }
}

/// `[train, test]`, cut to what is asked for.
#[cfg(feature = "rtl")]
pub(super) fn run(
    arguments: &SimulateArguments,
    design: &Design,
    state: &State,
    images: [&Dataset; 2],
) -> Result<Status, Failure> {
    if arguments.plot.is_some() {
        return Err(Failure::Use("--plot: not with --backend rtl, only with the model".into()));
    }
    if arguments.ledger.is_some() {
        return Err(Failure::Use("--ledger: not with --backend rtl, only with the model".into()));
    }
    let part = arguments.trace.as_deref().map(unfinished).transpose()?;
    let report =
        simulate(arguments, design, state, images, part.as_ref().map(apical_support::Replacement::path))?;
    if let (Some(part), Some(file)) = (part, &arguments.trace) {
        part.commit().map_err(|error| Failure::Use(format!("--trace: {}: {error}", file.display())))?;
    }
    report.print(arguments, design)
}

/// What a run gave.
#[cfg(feature = "rtl")]
struct RtlReport {
    images: usize,
    correct: u64,
    tested: u64,
    /// By `CYCLES`.
    cycles: u64,
    /// Edges simulated, those of register accesses too, and the time they took.
    simulated: u64,
    seconds: f64,
}

#[cfg(feature = "rtl")]
fn simulate(
    arguments: &SimulateArguments,
    design: &Design,
    state: &State,
    [train, test]: [&Dataset; 2],
    wave: Option<&std::path::Path>,
) -> Result<RtlReport, Failure> {
    use apical_core::Processor;
    use apical_core::run::Tested;
    use apical_core::training::{Position, Recipe, Trainer};

    use crate::predict;

    let mut rtl = processor(design, state, wave)?;
    let (start, clock) = (std::time::Instant::now(), rtl.clock());
    let simulated = |rtl: &apical_rtl::RtlProcessor| (rtl.clock() - clock, start.elapsed().as_secs_f64());
    let ((simulated, seconds), images, predictions) = if arguments.learn {
        let (seed, epochs, learning_rate) = (arguments.seed, arguments.epochs, arguments.learning_rate);
        let mut trainer = Trainer::new(Recipe { seed, epochs, learning_rate, shift: 0 }, Position::default());
        for _ in 0..epochs {
            trainer.epoch(&mut rtl, train, |_| std::ops::ControlFlow::Continue(()))?;
        }
        let spent = simulated(&rtl);
        let learned = rtl.read_state().map_err(|error| Failure::Use(format!("--backend rtl: {error}")))?;
        let fast = apical_core::fast::FastProcessor::new(&learned)?;
        (spent, train.len() * epochs as usize, predict::predictions(&fast, test)?)
    } else {
        let classes = rtl.infer_stream((0..test.len()).map(|index| test.image(index)))?;
        (simulated(&rtl), test.len(), classes)
    };
    let Tested { tested, correct } = Tested::of_predictions(&predictions, test.labels());
    let cycles = rtl.cycle().unwrap_or_default();
    Ok(RtlReport { images, correct, tested, cycles, simulated, seconds: seconds.max(1e-9) })
}

#[cfg(feature = "rtl")]
impl RtlReport {
    fn print(&self, arguments: &SimulateArguments, design: &Design) -> Result<Status, Failure> {
        use crate::output;

        let images = self.images as f64;
        let cycles = self.cycles as f64 / images.max(1.0);
        let accuracy = self.correct as f64 / self.tested.max(1) as f64;
        let (speed, rate) = (self.simulated as f64 / self.seconds, images / self.seconds);
        if arguments.json {
            let report = serde_json::json!({
                "format_version": output::FORMAT_VERSION,
                "spec_version": apical_core::SPECIFICATION_VERSION,
                "preset": design.preset().name,
                "backend": "rtl",
                "learning": arguments.learn,
                "images": self.images,
                "accuracy": accuracy,
                "cycles": self.cycles,
                "cycles_per_image": cycles,
                "simulated_cycles_per_second": speed,
                "simulated_images_per_second": rate,
            });
            output::print_json(&report)?;
            return Ok(Status::Success);
        }
        let work = if arguments.learn { "learned" } else { "classified" };
        let wave =
            arguments.trace.as_ref().map_or(String::new(), |file| format!("waves     {}\n", file.display()));
        output::print(&format!(
            "{} in RTL: {} images {work}\n\naccuracy  {:.2} %\ncycles    {cycles:.1} an image, filling and emptying the \
             pipeline included\nspeed     {speed:.0} cycles/s, {rate:.0} images/s simulated (measured)\n{wave}",
            design.preset().name,
            self.images,
            100.0 * accuracy
        ))?;
        Ok(Status::Success)
    }
}
