//! A network on the fast back end.

mod activity;
mod calibration;
mod memories;
mod store;

use apical_core::fast::FastProcessor;
use apical_core::run::{ImageSize, Run, Source, Stage, Start};
use apical_core::snapshot::{DataHash, DataRecord};
use apical_core::training::{Defaults, LearningRate, Recipe};
use apical_core::{Config, Counters, Processor, ProcessorError, State, StateError};
use numpy::{PyArray1, PyReadonlyArray1, PyReadonlyArray2};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use crate::arrays::{self, Batch};
use crate::config::{self, Given};
use crate::errors::{detached, input};
use crate::features::GivenInput;
use crate::guarded::Guarded;
use crate::training::{self, EpochArguments};

/// Name and version of the program.
pub(crate) const SOFTWARE: &str = concat!("apical-python ", env!("CARGO_PKG_VERSION"));

/// What the lock is around.
pub(crate) struct Inner {
    pub(crate) processor: FastProcessor,
    pub(crate) run: Run,
}

/// A network, its random generators, and the record of what it learned. Methods may be called from any thread; one
/// works at a time.
#[pyclass(frozen, module = "apical._apical")]
pub(crate) struct Core {
    inner: Guarded<Inner>,
}

impl Core {
    pub(crate) fn from_inner(inner: Inner) -> Self {
        Self { inner: Guarded::new(inner) }
    }

    /// A network that has learned nothing; if it is not the seed's untrained one, the reason why nobody can make it again.
    pub(crate) fn from_state(
        state: &State,
        seed: u64,
        irreproducible: Option<&str>,
    ) -> Result<Self, StateError> {
        let processor = FastProcessor::new(state)?;
        let recipe = Recipe { seed, epochs: 1, learning_rate: LearningRate::DEFAULT, shift: 0 };
        let nothing = apical_data::content_hash((0, 0), 0, &[], &[]).into();
        let source = Source { image_size: Some(image_size(state.config.raw_inputs())), ..Source::default() };
        let mut run = begun(&state.config, recipe, "none".to_owned(), nothing, source);
        if let Some(reason) = irreproducible {
            run.make_irreproducible(reason);
        }
        Ok(Self::from_inner(Inner { processor, run }))
    }

    /// Works on the network without the interpreter's lock.
    pub(crate) fn with<T: Send>(
        &self,
        python: Python<'_>,
        work: impl FnOnce(&mut Inner) -> PyResult<T> + Send,
    ) -> PyResult<T> {
        self.inner.with(python, work)
    }
}

/// A run on arrays, without a test set.
fn begun(config: &Config, recipe: Recipe, name: String, train_hash: DataHash, source: Source) -> Run {
    let size = source.image_size.unwrap_or_else(|| image_size(config.raw_inputs()));
    let test_hash = apical_data::content_hash((0, 0), 0, &[], &[]).into();
    Run::begin(
        config,
        Start {
            stage: Stage { first_test: 0, ..Stage::new(source, recipe) },
            data: DataRecord { name, train_hash, test_hash },
            size,
            class_names: Vec::new(),
        },
    )
}

/// Size of images of so many pixels: square if that is possible, else a row.
fn image_size(inputs: usize) -> ImageSize {
    let side = inputs.isqrt();
    if side * side == inputs {
        ImageSize { height: side, width: side }
    } else {
        ImageSize { height: 1, width: inputs }
    }
}

#[pymethods]
impl Core {
    /// An untrained network.
    #[new]
    fn new(python: Python<'_>, config: Given, seed: u64) -> PyResult<Self> {
        let config = config.config()?;
        detached(python, || Self::from_state(&config.initial_state(seed), seed, None).map_err(input))
    }

    /// A copy that learns on its own.
    fn copy(&self, python: Python<'_>) -> PyResult<Self> {
        self.with(python, |inner| {
            let Inner { processor, run } = inner;
            Ok(Self::from_inner(Inner { processor: processor.clone(), run: run.clone() }))
        })
    }

    /// Sizes, formats and constants.
    fn config<'py>(&self, python: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let config = self.with(python, |inner| Ok(inner.processor.config().clone()))?;
        config::to_dict(python, &config)
    }

    /// Values of an image.
    fn raw_inputs(&self, python: Python<'_>) -> PyResult<usize> {
        self.with(python, |inner| Ok(inner.processor.config().raw_inputs()))
    }

    /// Which instruction set is used.
    fn kernel(&self, python: Python<'_>) -> PyResult<String> {
        self.with(python, |inner| Ok(inner.processor.kernel().to_string()))
    }

    /// Learning rate of a run behind its front end where none is chosen: start and end, in 1/256.
    fn default_learning_rate(&self, python: Python<'_>) -> PyResult<(u16, u16)> {
        let rate =
            self.with(python, |inner| Ok(Defaults::of(&inner.processor.config().front_end).learning_rate))?;
        Ok((rate.start(), rate.end()))
    }

    /// Events so far.
    fn counters<'py>(&self, python: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let counters = self.with(python, |inner| Ok(inner.processor.counters().clone()))?;
        counters_to_dict(python, &counters)
    }

    /// Names of the classes, if they were given.
    fn class_names(&self, python: Python<'_>) -> PyResult<Vec<String>> {
        self.with(python, |inner| Ok(inner.run.class_names().to_vec()))
    }

    /// Classes of images.
    fn infer<'py>(
        &self,
        python: Python<'py>,
        images: PyReadonlyArray2<'py, u8>,
    ) -> PyResult<Bound<'py, PyArray1<u8>>> {
        let batch = Batch::new(&images)?;
        let classes = self.with(python, |inner| {
            batch.check(inner.processor.config().raw_inputs())?;
            batch
                .iter()
                .map(|image| inner.processor.infer(image))
                .collect::<Result<Vec<_>, _>>()
                .map_err(input)
        })?;
        Ok(PyArray1::from_vec(python, classes))
    }

    /// Potentials of the output layer, shape (images, classes).
    fn output_potentials<'py>(
        &self,
        python: Python<'py>,
        images: PyReadonlyArray2<'py, u8>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let batch = Batch::new(&images)?;
        let (potentials, classes) = self.with(python, |inner| {
            batch.check(inner.processor.config().raw_inputs())?;
            let classes = inner.processor.config().classes();
            let mut potentials = Vec::with_capacity(batch.len() * classes);
            for image in batch.iter() {
                let activity = inner.processor.activity(image).map_err(input)?;
                potentials.extend(
                    activity.layers.into_iter().next_back().map(|layer| layer.potentials).unwrap_or_default(),
                );
            }
            Ok((potentials, classes))
        })?;
        Ok(arrays::matrix(python, potentials, batch.len(), classes)?.into_any())
    }

    /// What every neuron did for each image.
    fn activity<'py>(
        &self,
        python: Python<'py>,
        images: PyReadonlyArray2<'py, u8>,
    ) -> PyResult<Bound<'py, PyDict>> {
        activity::activity(self, python, &images)
    }

    /// Learns images in the order given at one learning rate, in 1/256 of an accumulator unit, then drains the pipeline.
    fn learn<'py>(
        &self,
        python: Python<'py>,
        images: PyReadonlyArray2<'py, u8>,
        labels: PyReadonlyArray1<'py, u8>,
        rate: u32,
    ) -> PyResult<Bound<'py, PyDict>> {
        training::learn(self, python, &images, &labels, rate)
    }

    /// Notes how often it is right on images that it has not learned, by the margin of its winner. Whether there are enough.
    fn calibrate<'py>(
        &self,
        python: Python<'py>,
        images: PyReadonlyArray2<'py, u8>,
        labels: PyReadonlyArray1<'py, u8>,
    ) -> PyResult<bool> {
        calibration::calibrate(self, python, &images, &labels)
    }

    /// Margin, images and right answers of each step of the calibration; empty if there is none.
    fn calibration(&self, python: Python<'_>) -> PyResult<Vec<(u32, u32, u32)>> {
        calibration::steps(self, python)
    }

    /// States of an untrained network what the epochs to come are: seed, epochs, learning rate (start and end in 1/256), shift; of what, and
    /// how its numbers became values.
    #[pyo3(signature = (recipe, data_name, data_hash, image_size, class_names, given_input))]
    #[expect(clippy::too_many_arguments, reason = "keywords to Python")]
    fn begin(
        &self,
        python: Python<'_>,
        recipe: training::GivenRecipe,
        data_name: String,
        data_hash: [u8; 32],
        image_size: (usize, usize),
        class_names: Vec<String>,
        given_input: GivenInput,
    ) -> PyResult<()> {
        let recipe = recipe.recipe()?;
        let how = given_input.input()?;
        self.with(python, |inner| {
            let config = inner.processor.config();
            recipe.learning_rate.check(config.format).map_err(input)?;
            let (height, width) = image_size;
            let size = ImageSize { height, width };
            let source = Source { image_size: Some(size), input: Some(how), ..Source::default() };
            let mut run = begun(config, recipe, data_name, data_hash.into(), source);
            run.set_class_names(class_names);
            inner.run = run;
            Ok(())
        })
    }

    /// Learns the next epoch of the run that [`begin`](Self::begin) stated. `data_hash`: of these arrays, which need not be those
    /// that the run began with.
    #[pyo3(signature = (images, labels, data_hash, history, progress=None))]
    fn epoch<'py>(
        &self,
        python: Python<'py>,
        images: PyReadonlyArray2<'py, u8>,
        labels: PyReadonlyArray1<'py, u8>,
        data_hash: [u8; 32],
        history: Bound<'py, PyList>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<()> {
        training::epoch(
            self,
            python,
            &EpochArguments { images, labels, data_hash: data_hash.into(), history, progress },
        )
    }

    /// Completed epochs of the run.
    fn epochs(&self, python: Python<'_>) -> PyResult<u32> {
        self.with(python, |inner| Ok(inner.run.position().epoch))
    }

    /// Weights, accumulators, biases and signs by layer.
    fn memories<'py>(&self, python: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        memories::to_dict(self, python)
    }

    /// A network from memories and generators.
    #[staticmethod]
    fn from_memories(python: Python<'_>, config: Given, memories: memories::Memories<'_>) -> PyResult<Self> {
        memories::from_arrays(python, config.config()?, &memories)
    }

    /// The model file's content.
    fn to_bytes<'py>(&self, python: Python<'py>) -> PyResult<Bound<'py, pyo3::types::PyBytes>> {
        store::to_bytes(self, python)
    }

    /// From a model file's content; `name` is for messages.
    #[staticmethod]
    fn from_bytes(python: Python<'_>, bytes: &[u8], name: &str) -> PyResult<Self> {
        store::from_bytes(python, bytes, name)
    }

    /// Reads a model file.
    #[staticmethod]
    fn load(python: Python<'_>, path: &str) -> PyResult<Self> {
        store::load(python, path)
    }

    /// What a NumPy archive has of the front end: type, shape and bytes of each array by its name.
    fn front_end_arrays<'py>(&self, python: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        store::front_end_arrays(self, python)
    }

    /// Writes a model file (`npz` false) or a NumPy archive.
    fn save(&self, python: Python<'_>, path: &str, npz: bool) -> PyResult<()> {
        store::save(self, python, path, npz)
    }
}

pub(crate) fn counters_to_dict<'py>(
    python: Python<'py>,
    counters: &Counters,
) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(python);
    dict.set_item("inferred", counters.inferred)?;
    dict.set_item("learned", counters.learned)?;
    dict.set_item("errors", counters.errors)?;
    dict.set_item("updates", counters.updates)?;
    dict.set_item("zero_steps", counters.zero_steps)?;
    dict.set_item("spikes", &counters.spikes)?;
    Ok(dict)
}

/// A refusal of the back end.
pub(crate) fn refused(error: ProcessorError) -> PyErr {
    input(error)
}
