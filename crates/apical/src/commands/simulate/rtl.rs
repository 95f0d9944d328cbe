//! `apical simulate --backend rtl`: the images through the hardware description itself.

use apical_core::State;
use apical_data::Dataset;

use super::SimulateArguments;
use crate::chip::Chip;
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
pub(super) fn run(_: &SimulateArguments, _: &Chip, _: &State, _: [&Dataset; 2]) -> Result<Status, Failure> {
    Err(Failure::Use(
        "--backend rtl: this program was built without the RTL; install Verilator and a C++ compiler (Debian: apt-get \
         install verilator g++) and build it with --features rtl"
            .into(),
    ))
}

/// `[train, test]`, cut to what is asked for.
#[cfg(feature = "rtl")]
pub(super) fn run(
    arguments: &SimulateArguments,
    chip: &Chip,
    state: &State,
    [train, test]: [&Dataset; 2],
) -> Result<Status, Failure> {
    use apical_core::Processor;
    use apical_core::training::{Position, Recipe, Trainer};
    use apical_rtl::{Library, RtlError, RtlProcessor};

    use crate::data::Images;
    use crate::output;
    use crate::predict;

    let failed = |error: RtlError| Failure::Use(format!("--backend rtl: {error}"));
    for (given, flag) in [(arguments.trace.is_some(), "--trace"), (arguments.plot.is_some(), "--plot")] {
        if given {
            return Err(Failure::Use(format!("{flag}: not with --backend rtl, only with the model")));
        }
    }
    let library = Library::preset().map_err(failed)?;
    let mut rtl = RtlProcessor::new(&library, &chip.preset.organisation, state).map_err(failed)?;
    let (start, clock) = (std::time::Instant::now(), rtl.clock());
    let (images, correct, tested) = if arguments.learn {
        let (seed, epochs, learning_rate) = (arguments.seed, arguments.epochs, arguments.learning_rate);
        let mut trainer = Trainer::new(Recipe { seed, epochs, learning_rate, shift: 0 }, Position::default());
        for _ in 0..epochs {
            trainer.epoch(&mut rtl, &Images(train), |_| std::ops::ControlFlow::Continue(()))?;
        }
        let learned = rtl.read_state().map_err(failed)?;
        let fast = apical_core::fast::FastProcessor::new(&learned)?;
        let correct = predict::correct(&predict::predictions(&fast, test)?, test);
        (train.len() * epochs as usize, correct, test.len())
    } else {
        let pixels = (0..test.len()).map(|index| test.image(index));
        let classes = rtl.infer_stream(pixels)?;
        (test.len(), predict::correct(&classes, test), test.len())
    };
    let seconds = start.elapsed().as_secs_f64().max(1e-9);
    let speed = (rtl.clock() - clock) as f64 / seconds;
    let cycles = rtl.cycle().unwrap_or_default() as f64 / images.max(1) as f64;
    let accuracy = correct as f64 / tested.max(1) as f64;
    if arguments.json {
        let report = serde_json::json!({
            "format_version": output::FORMAT_VERSION,
            "spec_version": apical_core::SPECIFICATION_VERSION,
            "preset": chip.preset.name,
            "backend": "rtl",
            "learning": arguments.learn,
            "images": images,
            "accuracy": accuracy,
            "cycles_per_image": cycles,
            "simulated_cycles_per_second": speed,
            "simulated_images_per_second": images as f64 / seconds,
        });
        output::print_json(&report)?;
    } else {
        let work = if arguments.learn { "learned" } else { "classified" };
        output::print(&format!(
            "{} in RTL: {images} images {work}\n\naccuracy  {:.2} %\ncycles    {cycles:.1} an image, filling and emptying \
             the pipeline included\nspeed     {speed:.0} cycles/s, {:.0} images/s simulated (measured)\n",
            chip.preset.name,
            100.0 * accuracy,
            images as f64 / seconds
        ))?;
    }
    Ok(Status::Success)
}
