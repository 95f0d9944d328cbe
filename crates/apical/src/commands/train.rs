//! `apical train`

mod announce;
mod from;
mod output;
mod resume;
mod start;

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use apical_core::fast::Kernel;
use apical_core::front_end::Request;
use apical_core::run::{Choices, ClassWeight, Names, Origin, Run, RunError, Seed, Stage};
use apical_core::training::LearningRate;
use apical_core::{Format, Order, State};
use apical_data::{ImageSize, Split};
use apical_report::line_chart_svg;

use crate::data::{DataArguments, parse_image_size};
use crate::failure::{Failure, Status};
use crate::interrupt;
use crate::kernel;
use crate::logging::Verbosity;
use crate::memory;
use crate::orientation;
use crate::output::{program, program_that_fetches, shell_word};
use crate::training::{
    Ending, Extent, Session, Summary, choose_display, file_line, model_bytes, save_sheet, training_curve,
};

use output::Output;

const EXAMPLES: &str = "\
Examples:
  apical train
        30 epochs on the built-in digits; writes apical-model.safetensors and a sheet of the worst mistakes
  apical train --data mnist --epochs 100 --seed 3 --json > result.json
        MNIST, for a program: the last line of standard output is one JSON object
  apical train --data mnist --shift 1 --out shifted.safetensors
        random shifts of one pixel, which raise the accuracy
  apical train --data pictures/ --layers 784,400,26
        a folder with a sub-folder of pictures for each class, one hidden layer of 400
  apical train --resume apical-model.checkpoint.safetensors
        go on after Ctrl-C: the result is the same, bit for bit, as without the interruption
  apical train --resume apical-model.safetensors --epochs 50
        train a finished model further, at the learning rate with which it ended
  apical train --from digits.safetensors --data photos/ --early-stop 5
        what a model knows, made fit for other pictures

The configuration file (TOML) may hold these keys; flags come before it:
  data = \"mnist\" or [\"train.csv\", \"test.csv\"], data_dir, prepare, image_size = \"28x28\", limit
  class_weight = \"balanced\"           images of rare classes are shown more often
  from = \"model.safetensors\"         begin with its network; early_stop = 5
  class_names = [\"zero\", \"one\"]       names for the classes, class 0 first
  front_end = \"retina\"              what becomes of pixels or features
  layers = [784, 200, 200, 10], format = \"w4g8\", order = \"pipelined\"
  epochs, seed, shift, learning_rate = \"10:0.3\", out, checkpoint_every
  learning_rate_epochs                over which the learning rate falls, if not over all
  stop_after, stop_image              epochs and then images after which to end before that
  first_test = 1                      first epoch after which the test images are tried; 0: none
  window = 16 or [16, 16]             a neuron learns if its potential is nearer to 0 (1 to 65535)
  margin_bits = 6                     bits of the random margin by which a label must win (0 to 8)
  drop_shift = 2                      one input spike in 2^drop_shift is dropped (1 to 8; 8: none)
  initial_range = 250                 of the weights, in 1/256 of a weight step (0 to 32767)
  feedback_sharing = 1                neurons that share their feedback signs (1 to 4000)
What is left out follows from front end and data: docs/defaults.md.
Seeds above 2^53 may be written in quotation marks. Models store the whole of it, with data_record (what
the data must be), cuts and [[stage]] where a run has them: `apical info MODEL --config` prints it, and the
same model comes out of it again.";

/// Train a network, as the processor does: one image at a time, in integers
///
/// Learns from the training images and measures the accuracy on the test images after each epoch. Ctrl-C saves a
/// checkpoint and says how to go on; a second Ctrl-C ends at once.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct TrainArguments {
    #[command(flatten)]
    data: DataArguments,

    /// Size that pictures from a folder are brought to [default: 28x28]
    #[arg(long, value_name = "HxW", value_parser = parse_image_size, hide_short_help = true, help_heading = "Data")]
    image_size: Option<ImageSize>,

    /// Learn from N training images only, of each class in proportion
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), help_heading = "Data")]
    limit: Option<u32>,

    /// How much images of rare classes count: none, or balanced, each class alike [default: none]
    #[arg(long, value_name = "HOW", hide_short_help = true, help_heading = "Data")]
    class_weight: Option<ClassWeight>,

    /// What becomes of pixels or features [default: by the kind of data]
    ///
    /// auto (the default: by the kind of data), threshold, levels:K, thermometer:K, retina, retina+levels:K; docs/front-ends.md
    #[arg(long, value_name = "NAME", help_heading = "Network")]
    front_end: Option<Request>,

    /// Sizes, from the image to the classes [default: pixels,200,200,classes]
    ///
    /// The first must be the number of pixels of an image (or of bits of the front end), the last at least the number of
    /// classes. Inputs 1 to 16384, hidden layers 1 to 4000, classes 2 to 256, 2 to 8 layers of neurons.
    #[arg(long, value_name = "N,N,N", value_delimiter = ',', help_heading = "Network")]
    layers: Option<Vec<i64>>,

    /// Bits of weights (2-8) and accumulators (4-8) [default: w4g8]
    #[arg(long, value_name = "wNgM", help_heading = "Network")]
    format: Option<Format>,

    /// pipelined or sequential updates [default: pipelined]
    #[arg(long, value_name = "ORDER", help_heading = "Network")]
    order: Option<Order>,

    /// Times that each training image is shown [default: 30]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000), help_heading = "Run")]
    epochs: Option<u32>,

    /// Seed of weights, feedback signs, image order and spikes [default: 1]
    #[arg(long, value_name = "S", help_heading = "Run")]
    seed: Option<Seed>,

    /// Shift training images at random by up to so many pixels [default: 0]
    #[arg(long, value_name = "PIXELS", value_parser = clap::value_parser!(u8).range(..=100), help_heading = "Run")]
    shift: Option<u8>,

    /// Learning rate, from A falling to B over the run [default: by the front end, 10:0.3 or 6:0.3]
    ///
    /// In units of 1/256 of a weight step, 0 to 127.
    #[arg(long, value_name = "A:B", help_heading = "Run")]
    learning_rate: Option<LearningRate>,

    /// Read what is not given as a flag from a TOML file
    #[arg(long, value_name = "FILE", help_heading = "Run")]
    config: Option<PathBuf>,

    /// Begin with the network of a model, on other data with the same inputs
    ///
    /// Front end, sizes and constants are the model's, and data are prepared and scaled as its own were. Classes are matched
    /// by name; others get output neurons of their own. The learning rate begins at a quarter of the usual one.
    #[arg(long, value_name = "MODEL", conflicts_with = "resume", help_heading = "Run")]
    from: Option<PathBuf>,

    /// End after N epochs that bring nothing better, and keep the best network
    ///
    /// A sixth of the training images is held out and tells which is better; apical eval then tries the test images.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000), help_heading = "Run")]
    early_stop: Option<u32>,

    /// Go on from a checkpoint or a model
    ///
    /// The run goes on as it was begun, to its own number of epochs; flags that contradict it are errors, and so are
    /// other training data. A larger --epochs adds epochs at the final learning rate.
    #[arg(long, value_name = "FILE", help_heading = "Run")]
    resume: Option<PathBuf>,

    /// End after N epochs of the run, as if interrupted there
    ///
    /// The learning rate still falls over --epochs epochs, so that a resumed run ends as an uninterrupted one.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), help_heading = "Run")]
    stop_after: Option<u32>,

    /// Save a checkpoint after every N epochs
    #[arg(
        long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000),
        help_heading = "Run"
    )]
    checkpoint_every: Option<u32>,

    /// Instruction set: portable, avx2 or avx512 [default: the fastest]
    #[arg(long, value_name = "KERNEL", help_heading = "Run", hide_short_help = true)]
    kernel: Option<Kernel>,

    /// Model file [default: apical-model.safetensors]
    ///
    /// Checkpoints and the sheet of mistakes are written beside it: MODEL.checkpoint.safetensors, MODEL-mistakes.png.
    #[arg(long, short, value_name = "MODEL", help_heading = "Output")]
    out: Option<PathBuf>,

    /// Draw the training curve as an SVG file
    #[arg(long, value_name = "FILE.svg", help_heading = "Output")]
    plot: Option<PathBuf>,

    /// Print the result as one JSON object, the last line of standard output
    #[arg(long, help_heading = "Output")]
    json: bool,
}

/// A run that is ready to begin or to go on.
struct Prepared {
    run: Run,
    state: State,
    split: Split,
    /// Stages that follow.
    later: VecDeque<Stage>,
    /// Epochs without anything better after which to end.
    patience: Option<u32>,
    output: Output,
    /// What is said before it learns, a line each.
    told: Vec<String>,
}

pub(crate) fn run(arguments: &TrainArguments, verbosity: Verbosity) -> Result<Status, Failure> {
    interrupt::listen()?;
    let flags = arguments.choices();
    let file = match &arguments.config {
        Some(path) => Choices::read(path)?,
        None => Choices::default(),
    };
    if !file.stage.is_empty()
        && let Some(key) = flags.keys().first()
    {
        let message = "the configuration has several stages; say there in which".to_owned();
        let key = KEYS.iter().find(|known| *known == key).copied().unwrap_or("stage");
        return Err(RunError::Value { key, message }.into());
    }
    let given = flags.clone().or(file.clone());
    let prepared = match &arguments.resume {
        Some(checkpoint) => resume::prepare(checkpoint, &given, arguments),
        None => start::prepare(&given, arguments),
    };
    let prepared = prepared.map_err(|failure| match (failure, &arguments.config) {
        (Failure::Settings(error), Some(path)) => error.blaming(path, &file, &flags).into(),
        (failure, _) => failure,
    })?;
    if let Some(text) = prepared.output.left_over(arguments.resume.as_deref()) {
        // Also where quiet was asked for: it may be gone soon.
        to_stderr(&format!("warning: {text}"));
    }
    train(prepared, arguments, verbosity)
}

/// Keys of flags that are about a stage or the network.
const KEYS: [&str; 16] = [
    "data",
    "prepare",
    "image_size",
    "limit",
    "front_end",
    "layers",
    "format",
    "order",
    "epochs",
    "seed",
    "shift",
    "learning_rate",
    "stop_after",
    "class_weight",
    "from",
    "label_column",
];

impl TrainArguments {
    fn choices(&self) -> Choices {
        let size = |size: ImageSize| apical_core::run::ImageSize { height: size.height, width: size.width };
        Choices {
            data: self.data.data.clone().map(Names::from_list),
            data_dir: self.data.reading.data_dir.clone(),
            prepare: self.data.reading.prepare.map(|prepare| prepare.of_run()),
            image_size: self.image_size.map(size),
            label_column: self.data.reading.label_column.clone(),
            limit: self.limit.map(Into::into),
            class_weight: self.class_weight,
            from: self
                .from
                .as_ref()
                .map(|path| Origin { model: path.to_string_lossy().into_owned(), state: None }),
            early_stop: self.early_stop.map(Into::into),
            front_end: self.front_end.clone(),
            layers: self.layers.clone(),
            format: self.format,
            order: self.order,
            epochs: self.epochs.map(Into::into),
            seed: self.seed,
            shift: self.shift.map(Into::into),
            learning_rate: self.learning_rate,
            stop_after: self.stop_after.map(Into::into),
            out: self.out.clone(),
            checkpoint_every: self.checkpoint_every.map(Into::into),
            ..Choices::default()
        }
    }
}

fn train(prepared: Prepared, arguments: &TrainArguments, verbosity: Verbosity) -> Result<Status, Failure> {
    let Prepared { run, state, split, later, patience, output, told } = prepared;
    let out = &output.model;
    let bytes = model_bytes(&run, &state).unwrap_or(0);
    crate::output::check_writable(out, bytes)?;
    let processor = kernel::processor(&state, arguments.kernel)?;
    let (kernel, config) = (processor.kernel(), state.config);
    tracing::info!("{} synapses in {}, kernel {kernel}", config.synapses(), config.format);
    if verbosity != Verbosity::Quiet && !arguments.json {
        told.iter().for_each(|line| to_stderr(&format!("{line}\n")));
    }
    interrupt::finish_first();
    let mut session = Session::new(processor, run, split, patience);
    if learn(&mut session, later, &output, arguments, verbosity)? == Ending::Interrupted {
        return Ok(Status::Interrupted);
    }
    session.save(out)?;
    let sheet = output.sheet();
    let predictions = session.predictions().to_vec();
    let test = session.split().test.clone();
    if !predictions.is_empty() {
        orientation::say_if_turned(session.processor(), &test, &predictions)?;
    }
    // The model is saved: what cannot be drawn is told after the result.
    let pictured = save_sheet(&sheet, session.processor(), &test, &predictions);
    let plotted = match &arguments.plot {
        Some(plot) => {
            crate::output::write(plot, line_chart_svg(&training_curve(session.record())).as_bytes())
        }
        None => Ok(()),
    };
    if let Some(bytes) = memory::peak_bytes() {
        tracing::info!("peak memory {} MiB", bytes >> 20);
    }
    let summary = Summary::new(&config, session.record(), session.rates(), kernel.to_string());
    if arguments.json {
        crate::output::print_json(&summary)?;
        return pictured.and(plotted).map(|()| Status::Success);
    }
    let mut text = summary.text(session.split().train.len());
    text += &session.kept();
    match &pictured {
        Ok(_) if predictions.is_empty() => {}
        Ok((0, _)) => text += "mistakes       none on the test images\n",
        Ok((shown, mistakes)) => {
            text += &format!("mistakes       {} (the worst {shown} of {mistakes})\n", sheet.display());
        }
        Err(_) => {}
    }
    text += &format!("model          {}\n", file_line(out));
    if let (Some(plot), Ok(())) = (&arguments.plot, &plotted) {
        text += &format!("curve          {}\n", plot.display());
    }
    text += &next_commands(out, !session.course().is_complete(), &session.record().data.name);
    crate::output::print(&text)?;
    pictured.and(plotted).map(|()| Status::Success)
}

/// Learns stage by stage; says how to go on if it is interrupted.
fn learn(
    session: &mut Session,
    mut later: VecDeque<Stage>,
    output: &Output,
    arguments: &TrainArguments,
    verbosity: Verbosity,
) -> Result<Ending, Failure> {
    loop {
        let (run, config) = (session.course(), session.config());
        let extent = Extent {
            last_epoch: run.end().epoch + u32::from(run.end().image > 0),
            images: session.split().train.len() as u64,
            layers: config.layer_count(),
        };
        let mut display = choose_display(verbosity, arguments.json, extent, run.record());
        let ending = session.run(&output.checkpoints, later.is_empty(), display.as_mut());
        display.finish();
        if ending? == Ending::Interrupted {
            if verbosity != Verbosity::Quiet {
                say_how_to_resume(session.course(), later.is_empty(), output);
            }
            return Ok(Ending::Interrupted);
        }
        let Some(stage) = later.pop_front() else { return Ok(Ending::Complete) };
        let (start, split) = start::next(stage, output.data_dir.as_deref(), session.course())?;
        session.next_stage(start, split);
    }
}

fn next_commands(out: &Path, unfinished: bool, data: &str) -> String {
    let (program, model) = (program(), shell_word(&out.to_string_lossy()));
    let mut text = "\nnext:\n".to_owned();
    if unfinished {
        text += &format!("  {program} train --resume {model}\n");
    }
    text += &format!("  {program} eval {model}\n  {program} classify {model} DIGIT.png\n");
    text += &format!("  {program} export {model} --to c\n");
    if data == "builtin" {
        text += &format!(
            "  {} data fetch mnist && {program} train --data mnist --epochs 100\n",
            program_that_fetches()
        );
    }
    text
}

/// `last`: no stage follows.
fn say_how_to_resume(run: &Run, last: bool, output: &Output) {
    let target = run.end().epoch.max(1);
    let longer = (target > run.recipe().epochs).then_some(target);
    let mut text = format!(
        "interrupted; everything learned so far is in {}\nto go on:\n  {}\n",
        output.checkpoints.path.display(),
        output.resuming(longer)
    );
    if !(last && run.is_plain()) {
        text += "of the configuration, that completes this stage alone; the same command as before does it all again\n";
    }
    to_stderr(&text);
}

/// Nothing is lost if it cannot be said.
fn to_stderr(text: &str) {
    let _ = std::io::Write::write_all(&mut std::io::stderr(), text.as_bytes());
}
