//! The cycle-level processor.

mod report;

use std::cell::Cell;
use std::ops::ControlFlow;

use apical_chip::design::{Design, DesignRequest, Fit};
use apical_chip::dvfs::{Counted, DvfsError, ImageRate, Target, Task, VoltageScaling, Workload};
use apical_chip::energy::OperatingPoint;
use apical_chip::machine::ChipProcessor;
use apical_chip::preset::{Preset, Setting};
use apical_chip::simulation::{RunCounts, run_epoch, run_inference};
use apical_chip::units::{Hertz, Seconds, Volts, Watts};
use apical_core::front_end::FrontEnd;
use apical_core::training::{Position, Trainer};
use apical_core::{Config, Outcome, Processor};
use apical_uncertainty::{Estimator, RunOf, SEED, Subject};
use numpy::{PyReadonlyArray1, PyReadonlyArray2};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use crate::arrays::{self, Batch};
use crate::config;
use crate::errors::{self, detached, input, input_text, internal};
use crate::guarded::Guarded;
use crate::network::{Core, counters_to_dict};
use crate::training::{Borrowed, GivenRecipe, TrainingObserver, check_count};

/// Names of the built-in presets.
#[pyfunction]
pub(crate) fn preset_names() -> Vec<&'static str> {
    Preset::builtin_names().collect()
}

/// Text of a built-in preset, in TOML.
#[pyfunction]
pub(crate) fn preset_text(name: &str) -> PyResult<&'static str> {
    Preset::builtin(name).map_err(errors::processor)?;
    Preset::builtin_text(name).ok_or_else(|| internal("a preset without a text"))
}

/// What a run of images took.
#[pyclass(frozen, module = "apical._apical")]
pub(crate) struct Counts {
    run: RunCounts,
}

/// A preset at an operating point, with a network in it.
#[pyclass(frozen, name = "Chip", module = "apical._apical")]
pub(crate) struct PyChip {
    design: Design,
    processor: Guarded<ChipProcessor>,
}

impl PyChip {
    fn with<T: Send>(
        &self,
        python: Python<'_>,
        work: impl FnOnce(&mut ChipProcessor) -> PyResult<T> + Send,
    ) -> PyResult<T> {
        self.processor.with(python, work)
    }

    /// Answers a question about other operating points for images that took what `counts` says.
    fn scaled<T>(
        &self,
        counts: &Counts,
        answer: impl FnOnce(VoltageScaling<'_>) -> Result<T, DvfsError>,
    ) -> PyResult<T> {
        // One kind of work is asked about; both of a workload must be taken.
        let counted = Counted::from(&counts.run);
        let workload = Workload::new(counted.clone(), counted).map_err(errors::processor)?;
        answer(self.design.scaling(&workload)).map_err(errors::processor)
    }
}

/// A dictionary that says which processor.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct GivenChip {
    /// `None`: the one that suits the network's front end.
    preset: Option<String>,
    technology: Option<String>,
    sram: Option<String>,
    settings: Vec<String>,
    supply: Option<f64>,
    clock_mhz: Option<f64>,
    adapt: bool,
    seed: u64,
}

impl GivenChip {
    /// `network`: the one that it gets; memories and lanes are made for it if they are to adapt.
    fn request(&self, network: Option<&Config>) -> PyResult<DesignRequest> {
        let suited =
            DesignRequest::preset_for(network.map_or(&FrontEnd::THRESHOLD, |config| &config.front_end));
        let settings: Result<Vec<Setting>, _> = self.settings.iter().map(|setting| setting.parse()).collect();
        Ok(DesignRequest {
            preset: self.preset.clone().unwrap_or_else(|| suited.to_owned()),
            settings: settings.map_err(errors::processor)?,
            technology: self.technology.clone(),
            sram: self.sram.clone(),
            supply: self.supply.map(Volts::new),
            clock: self.clock_mhz.map(|megahertz| Hertz::new(megahertz * 1e6)),
            network: network.filter(|_| self.adapt).map(|network| (network.clone(), Fit::Exact)),
        })
    }
}

#[pymethods]
impl PyChip {
    /// A processor with a network, or with an untrained one of the preset's size.
    #[new]
    #[pyo3(signature = (given, core=None))]
    fn new(python: Python<'_>, given: GivenChip, core: Option<&Core>) -> PyResult<Self> {
        let state = core.map(|core| core.with(python, |inner| Ok(inner.processor.state()))).transpose()?;
        detached(python, || {
            let design = given
                .request(state.as_ref().map(|state| &state.config))?
                .resolve()
                .map_err(errors::design)?;
            let state = match state {
                Some(state) => state,
                None => design.preset().config().map_err(errors::processor)?.initial_state(given.seed),
            };
            let processor = design.machine(&state).map_err(errors::processor)?;
            Ok(Self { design, processor: Guarded::new(processor) })
        })
    }

    /// What the processor is.
    fn description<'py>(&self, python: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let network = self.with(python, |processor| Ok(processor.config().clone()))?;
        let dict = PyDict::new(python);
        dict.set_item("preset", &self.design.preset().name)?;
        dict.set_item("summary", &self.design.preset().summary)?;
        let (technology, point) = (self.design.technology(), self.design.point());
        dict.set_item("technology", &technology.name)?;
        dict.set_item("supply_v", point.supply.value())?;
        dict.set_item("clock_mhz", point.clock.megahertz())?;
        dict.set_item(
            "supply_range_v",
            (technology.minimum_supply.value(), technology.maximum_supply.value()),
        )?;
        let calibration = self.design.process().calibration();
        dict.set_item("calibration_factor", calibration.map(|found| found.factor))?;
        dict.set_item("network", config::to_dict(python, &network)?)?;
        Ok(dict)
    }

    /// Values of an image.
    fn raw_inputs(&self, python: Python<'_>) -> PyResult<usize> {
        self.with(python, |processor| Ok(processor.config().raw_inputs()))
    }

    /// Classifies images in a stream.
    fn infer<'py>(
        &self,
        python: Python<'py>,
        images: PyReadonlyArray2<'py, u8>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let batch = Batch::new(&images)?;
        check_count(batch.len())?;
        let (run, classes, stopped) = self.with(python, |processor| {
            batch.check(processor.config().raw_inputs())?;
            let mut observer = TrainingObserver::new(None);
            // A stream that is cut short still comes to its end, which empties the pipeline.
            let going = Cell::new(true);
            let images = Interruptible { images: batch.iter(), going: &going };
            let observe = || going.set(observer.image().is_continue());
            let (run, classes) = run_inference(processor, images, observe).map_err(input)?;
            Ok((run, classes, observer.into_result()))
        })?;
        stopped?;
        self.run_to_dict(python, run, Some(classes))
    }

    /// Learns epochs.
    fn learn<'py>(
        &self,
        python: Python<'py>,
        images: PyReadonlyArray2<'py, u8>,
        labels: PyReadonlyArray1<'py, u8>,
        recipe: GivenRecipe,
        width: usize,
    ) -> PyResult<Bound<'py, PyDict>> {
        let batch = Batch::new(&images)?;
        check_count(batch.len())?;
        let recipe = recipe.recipe()?;
        let classes = self.with(python, |processor| Ok(processor.config().classes()))?;
        let labels = arrays::labels(&labels, batch.len(), classes)?;
        let (run, stopped) = self.with(python, |processor| {
            batch.check(processor.config().raw_inputs())?;
            let data = Borrowed { pixels: batch.pixels, labels, size: batch.size, width };
            let mut trainer = Trainer::new(recipe, Position::default());
            let mut run = RunCounts::default();
            let mut observer = TrainingObserver::new(None);
            for _ in 0..recipe.epochs {
                let observe = |_: &Outcome| -> ControlFlow<()> { observer.image() };
                if !run_epoch(processor, &mut trainer, &data, &mut run, observe).map_err(input)? {
                    while processor.drain_one().is_some() {}
                    break;
                }
            }
            Ok((run, observer.into_result()))
        })?;
        stopped?;
        self.run_to_dict(python, run, None)
    }

    /// The network in it.
    fn network(&self, python: Python<'_>) -> PyResult<Core> {
        let state = self.with(python, |processor| Ok(processor.state()))?;
        Core::from_state(&state, 0, Some("it learned on a simulated processor in Python")).map_err(input)
    }

    /// Events of the rule so far.
    fn counters<'py>(&self, python: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let counters = self.with(python, |processor| Ok(processor.counters().clone()))?;
        counters_to_dict(python, &counters)
    }

    /// Area by block.
    fn area<'py>(&self, python: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        report::area(python, self.design.area())
    }

    /// Figures at supplies `step` volts apart, each with its fastest clock.
    fn operating_points<'py>(
        &self,
        python: Python<'py>,
        counts: &Counts,
        step: f64,
    ) -> PyResult<Bound<'py, PyList>> {
        let points = self.scaled(counts, |scaling| scaling.operating_points(Volts::new(step)))?;
        let list = PyList::empty(python);
        for point in &points {
            list.append(report::performance(python, point)?)?;
        }
        Ok(list)
    }

    /// Figures at a supply, with its fastest clock or another.
    #[pyo3(signature = (counts, supply, clock_mhz=None))]
    fn at<'py>(
        &self,
        python: Python<'py>,
        counts: &Counts,
        supply: f64,
        clock_mhz: Option<f64>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let supply = Volts::new(supply);
        let point = self.scaled(counts, |scaling| match clock_mhz {
            None => scaling.at_supply(supply),
            Some(clock) => scaling.at(OperatingPoint { supply, clock: Hertz::new(clock * 1e6) }),
        })?;
        report::performance(python, &point)
    }

    /// Low end, median and high end of ratio, energy, power and area; `None` where a technology has no ranges.
    fn intervals<'py>(
        &self,
        python: Python<'py>,
        counts: &Counts,
        learning: bool,
        samples: usize,
    ) -> PyResult<Option<Bound<'py, PyDict>>> {
        let found = detached(python, || {
            let estimator = Estimator::if_known(self.design.process(), samples, SEED);
            let Some(estimator) = estimator.map_err(errors::processor)? else { return Ok(None) };
            let subject = Subject {
                preset: self.design.preset(),
                point: self.design.point(),
                counters: &counts.run.counters,
                images: counts.run.images,
                run: if learning { RunOf::Learning } else { RunOf::Inference },
            };
            let (_, machines) = estimator.estimate(&[subject]).map_err(errors::processor)?;
            Ok(machines.into_iter().next())
        })?;
        found.map(|machine| report::intervals(python, &machine)).transpose()
    }

    /// The supply at which an image takes the least energy.
    fn least_energy<'py>(&self, python: Python<'py>, counts: &Counts) -> PyResult<Bound<'py, PyDict>> {
        let least = self.scaled(counts, |scaling| scaling.least_energy(Task::Inference))?;
        report::performance(python, &least.performance)
    }

    /// The best point for a target: `rate` (images/s), `power` (mW) or `deadline` (us).
    fn meet<'py>(
        &self,
        python: Python<'py>,
        counts: &Counts,
        kind: &str,
        value: f64,
    ) -> PyResult<Bound<'py, PyDict>> {
        let target = match kind {
            "rate" => Target::Rate(ImageRate::new(value)),
            "power" => Target::Power(Watts::new(value * 1e-3)),
            "deadline" => Target::Deadline(Seconds::new(value * 1e-6)),
            _ => return Err(input_text(format!("target: {kind:?} is none of rate, power, deadline"))),
        };
        let point = self.scaled(counts, |scaling| scaling.meet(target, Task::Inference))?;
        report::performance(python, &point)
    }
}

impl PyChip {
    fn run_to_dict<'py>(
        &self,
        python: Python<'py>,
        run: RunCounts,
        classes: Option<Vec<u8>>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let energy = self.design.energy().account(&run.counters).per(run.images);
        let dict = report::run(python, &run, &energy, self.design.point())?;
        dict.set_item("classes", classes.map(|classes| numpy::PyArray1::from_vec(python, classes)))?;
        dict.set_item("counts", Py::new(python, Counts { run })?)?;
        Ok(dict)
    }
}

/// Images until somebody says that it is enough.
struct Interruptible<'a, I> {
    images: I,
    going: &'a Cell<bool>,
}

impl<I: Iterator> Iterator for Interruptible<'_, I> {
    type Item = I::Item;

    fn next(&mut self) -> Option<I::Item> {
        self.going.get().then(|| self.images.next()).flatten()
    }
}
