//! Learning, as `apical train` does it.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use apical_core::run::{Pipeline, Progress};
use apical_core::snapshot::{DataHash, EpochRecord};
use apical_core::training::{LearningRate, Recipe, TrainingImages};
use apical_core::{Outcome, Processor, StepRate};
use numpy::{PyArray1, PyReadonlyArray1, PyReadonlyArray2};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use crate::arrays::{self, Batch};
use crate::errors::{input, input_text};
use crate::network::{Core, Inner, refused};

/// Time between two looks at signals and the progress bar. Python's own loop looks more often, but each look waits
/// for the interpreter's lock.
const LOOK: Duration = Duration::from_millis(100);
/// Images between two looks at the clock.
const IMAGES_A_LOOK: u32 = 64;

/// A dictionary that says what a run does.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct GivenRecipe {
    seed: u64,
    epochs: u32,
    /// Start and end in 1/256.
    learning_rate: (u16, u16),
    shift: u8,
}

impl GivenRecipe {
    pub(crate) fn recipe(self) -> PyResult<Recipe> {
        let (start, end) = self.learning_rate;
        let learning_rate = LearningRate::new(start, end)
            .ok_or_else(|| input_text("learning_rate: out of range: 0 to 127"))?;
        Ok(Recipe { seed: self.seed, epochs: self.epochs, learning_rate, shift: self.shift })
    }
}

/// What an epoch is learned from.
pub(crate) struct EpochArguments<'py> {
    pub(crate) images: PyReadonlyArray2<'py, u8>,
    pub(crate) labels: PyReadonlyArray1<'py, u8>,
    pub(crate) data_hash: DataHash,
    /// Takes what the epoch counted, before anything can be raised.
    pub(crate) history: Bound<'py, PyList>,
    /// Called with the number of images so far.
    pub(crate) progress: Option<Py<PyAny>>,
}

/// Images and labels of Python's as the trainer wants them.
pub(crate) struct Borrowed<'a> {
    pub(crate) pixels: &'a [u8],
    pub(crate) labels: &'a [u8],
    pub(crate) size: usize,
    pub(crate) width: usize,
}

impl TrainingImages for Borrowed<'_> {
    fn count(&self) -> u32 {
        // Checked where it is made.
        u32::try_from(self.labels.len()).unwrap_or(u32::MAX)
    }

    fn width(&self) -> usize {
        self.width
    }

    #[inline]
    fn image(&self, index: u32) -> &[u8] {
        &self.pixels[index as usize * self.size..][..self.size]
    }

    #[inline]
    fn label(&self, index: u32) -> u8 {
        self.labels[index as usize]
    }
}

/// Most images of a set: what a counter of an epoch in a model file holds.
pub(crate) fn check_count(images: usize) -> PyResult<()> {
    let maximum = u32::MAX as usize;
    if (1..=maximum).contains(&images) {
        return Ok(());
    }
    Err(input_text(format!("images: {images} is out of range: 1 to {maximum}")))
}

/// Looks from time to time whether somebody pressed Ctrl-C, and tells how far the work is.
pub(crate) struct TrainingObserver<'a> {
    progress: Option<&'a Py<PyAny>>,
    images: u64,
    next: Instant,
    /// What ended the work.
    stopped: Option<PyErr>,
}

impl<'a> TrainingObserver<'a> {
    pub(crate) fn new(progress: Option<&'a Py<PyAny>>) -> Self {
        Self { progress, images: 0, next: Instant::now() + LOOK, stopped: None }
    }

    /// Counts an image.
    #[inline]
    pub(crate) fn image(&mut self) -> ControlFlow<()> {
        self.images += 1;
        if self.images.is_multiple_of(IMAGES_A_LOOK.into()) && Instant::now() >= self.next {
            return self.look();
        }
        ControlFlow::Continue(())
    }

    #[cold]
    fn look(&mut self) -> ControlFlow<()> {
        let told = Python::attach(|python| {
            python.check_signals()?;
            match self.progress {
                Some(progress) => progress.call1(python, (self.images,)).map(|_| ()),
                None => Ok(()),
            }
        });
        // From here, since the interpreter may have been busy for long.
        self.next = Instant::now() + LOOK;
        match told {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                self.stopped = Some(error);
                ControlFlow::Break(())
            }
        }
    }

    /// What ended the work, if something did.
    pub(crate) fn into_result(self) -> PyResult<()> {
        self.stopped.map_or(Ok(()), Err)
    }
}

pub(crate) fn epoch<'py>(core: &Core, python: Python<'py>, arguments: &EpochArguments<'py>) -> PyResult<()> {
    let batch = Batch::new(&arguments.images)?;
    check_count(batch.len())?;
    // A label is a byte; whether it is a class of the network is known below.
    let labels = arrays::labels(&arguments.labels, batch.len(), 256)?;
    let (progress, arguments_hash) = (arguments.progress.as_ref(), arguments.data_hash);
    let (record, seconds, stopped) = core.with(python, |inner| {
        let config = inner.processor.config();
        batch.check(config.raw_inputs())?;
        check_classes(labels, config.classes())?;
        let width = inner.run.record().image_width;
        if arguments_hash != inner.run.record().data.train_hash {
            inner.run.make_irreproducible("its epochs learned from different arrays, which nobody kept");
        }
        let data = Borrowed { pixels: batch.pixels, labels, size: batch.size, width };
        one_epoch(inner, &data, progress).map_err(input)
    })?;
    // What was learned until it was stopped is in the network.
    arguments.history.append(record_to_dict(python, &record, seconds)?)?;
    stopped
}

pub(crate) fn check_classes(labels: &[u8], classes: usize) -> PyResult<()> {
    match labels.iter().position(|&label| usize::from(label) >= classes) {
        None => Ok(()),
        Some(at) => {
            let label = labels[at];
            Err(input_text(format!("labels: {label} at {at} is out of range: 0 to {}", classes - 1)))
        }
    }
}

/// Learns an epoch. If it is stopped, the pipeline is drained, so that the network is whole.
fn one_epoch(
    inner: &mut Inner,
    data: &Borrowed<'_>,
    progress: Option<&Py<PyAny>>,
) -> Result<(EpochRecord, f64, PyResult<()>), apical_core::training::TrainerError> {
    let Inner { processor, run } = inner;
    if run.has_ended() {
        run.extend(run.position().epoch.saturating_add(1));
    }
    let mut observer = TrainingObserver::new(progress);
    let started = Instant::now();
    match run.learn(processor, data, |_: &Outcome| observer.image())? {
        Progress::EpochLearned => run.close_epoch(None),
        // An epoch that was stopped ends where it was stopped: nobody takes it up there, since its data are not kept.
        Progress::Stopped | Progress::Ended => run.cut(processor, data, Pipeline::EpochEnded)?,
    }
    let seconds = started.elapsed().as_secs_f64();
    let record = run.record().history.last().cloned().unwrap_or_default();
    Ok((record, seconds, observer.into_result()))
}

fn record_to_dict<'py>(
    python: Python<'py>,
    record: &EpochRecord,
    seconds: f64,
) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(python);
    dict.set_item("learned", record.learned)?;
    dict.set_item("errors", record.errors)?;
    dict.set_item("updates", record.updates)?;
    dict.set_item("zero_steps", record.zero_steps)?;
    dict.set_item("spikes", &record.spikes)?;
    dict.set_item("seconds", seconds)?;
    Ok(dict)
}

pub(crate) fn learn<'py>(
    core: &Core,
    python: Python<'py>,
    images: &PyReadonlyArray2<'py, u8>,
    labels: &PyReadonlyArray1<'py, u8>,
    rate: u32,
) -> PyResult<Bound<'py, PyDict>> {
    let batch = Batch::new(images)?;
    let labels = arrays::labels(labels, batch.len(), 256)?;
    let (outcomes, stopped) = core.with(python, |inner| {
        let Inner { processor, run } = inner;
        batch.check(processor.config().raw_inputs())?;
        check_classes(labels, processor.config().classes())?;
        run.learned_beside("arrays that nobody kept were learned by Network.learn");
        processor.set_step_rate(StepRate::new(rate, processor.config().format).map_err(input)?);
        let mut outcomes = Vec::with_capacity(batch.len());
        let mut observer = TrainingObserver::new(None);
        for (image, &label) in batch.iter().zip(labels) {
            outcomes.extend(processor.learn(image, label).map_err(refused)?);
            if observer.image().is_break() {
                break;
            }
        }
        outcomes.extend(std::iter::from_fn(|| processor.drain_one()));
        Ok((outcomes, observer.into_result()))
    })?;
    // What was learned stays learned.
    stopped?;
    let dict = PyDict::new(python);
    let column = |value: fn(&Outcome) -> u8| PyArray1::from_iter(python, outcomes.iter().map(value));
    dict.set_item("winner", column(|outcome| outcome.winner))?;
    dict.set_item("margin", column(|outcome| outcome.margin))?;
    dict.set_item("step", column(|outcome| outcome.step))?;
    dict.set_item("correct", PyArray1::from_iter(python, outcomes.iter().map(|outcome| outcome.correct)))?;
    Ok(dict)
}
