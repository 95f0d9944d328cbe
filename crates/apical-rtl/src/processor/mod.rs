//! The RTL as a back end.

mod remake;
mod reset;
mod run;

use std::cell::RefCell;
use std::path::PathBuf;

use apical_chip::machine::map::{self, Register};
use apical_chip::organisation::Organisation;
use apical_core::{
    Activity, Config, Counters, InFlight, Outcome, Processor, ProcessorError, State, StepRate,
};

use crate::RtlError;
use crate::device::Device;
use crate::error::NAME;
use crate::host::HostPolicy;
use crate::load::LoadPort;
use crate::map::Memory;
use crate::package;
use crate::simulator::Simulator;
use crate::verilated::{Libraries, Library};
use crate::word::Word;
use remake::{Remake, fits, shape_of};

/// The processor in RTL, driven through its pins.
///
/// Whatever fails (a simulator that stops, an answer that never comes) is [`ProcessorError::BackEnd`]; the processor is
/// then out of order until a state is [loaded](Processor::load). Calls that return no error give what is known:
/// [`state`](Processor::state) what was loaded last, [`drain_one`](Processor::drain_one) nothing;
/// [`failure`](Self::failure) says why.
pub struct RtlProcessor {
    device: RefCell<Device>,
    organisation: Organisation,
    config: Config,
    counters: Counters,
    rate: StepRate,
    /// Layers passed by the images in the pipeline, the newest first.
    passed: Vec<usize>,
    /// What `CONTROL` holds.
    control: Option<u32>,
    cycles: u64,
    /// `CYCLES` when it was last read.
    cycles_read: u32,
    remake: Remake,
    policy: HostPolicy,
    failure: RefCell<Option<RtlError>>,
    /// What was loaded last: in place of a state that cannot be read any more.
    loaded: State,
}

impl RtlProcessor {
    /// A processor of a compiled model, with a network in it.
    ///
    /// # Errors
    /// If the model was compiled for another organisation, or the state does not fit it.
    pub fn new(library: &Library, organisation: &Organisation, state: &State) -> Result<Self, RtlError> {
        let expected = package::of_organisation(organisation, "")?;
        if !package::equal(library.package(), &expected) {
            return Err(RtlError::Answer(format!(
                "the RTL was compiled for another machine than {}",
                shape_of(organisation)
            )));
        }
        Self::of_simulator(library.simulator(None)?, organisation, state)
    }

    /// A processor of the kind of an organisation, sized for whatever network it is given: the RTL is compiled for each.
    ///
    /// # Errors
    /// If the RTL describes no such machine or cannot be compiled.
    pub fn adaptive(libraries: &Libraries, like: &Organisation, state: &State) -> Result<Self, RtlError> {
        Self::recording(libraries, like, state, None)
    }

    /// As [`adaptive`](Self::adaptive), with all waves in a file: FST if its name ends in `.fst`, else VCD.
    ///
    /// # Errors
    /// As [`adaptive`](Self::adaptive), and if the file cannot be written.
    pub fn recording(
        libraries: &Libraries,
        like: &Organisation,
        state: &State,
        wave: Option<PathBuf>,
    ) -> Result<Self, RtlError> {
        state.validate()?;
        let remake = Remake::Compile(libraries.clone(), Box::new(like.clone()), wave);
        let (organisation, simulator) = remake.simulator(&state.config)?;
        let mut processor = Self::of_simulator(simulator, &organisation, state)?;
        processor.remake = remake;
        Ok(processor)
    }

    /// A processor of any simulator or hardware with its pins.
    ///
    /// # Errors
    /// If the state does not fit the organisation, or the simulator does not answer as it must.
    pub fn of_simulator(
        simulator: Box<dyn Simulator>,
        organisation: &Organisation,
        state: &State,
    ) -> Result<Self, RtlError> {
        state.validate()?;
        fits(organisation, &state.config)?;
        let policy = HostPolicy::default();
        let device = start(simulator, organisation, policy)?;
        let mut processor = Self {
            device: RefCell::new(device),
            organisation: organisation.clone(),
            config: state.config.clone(),
            counters: Counters::new(state.config.layer_count()),
            rate: StepRate::ZERO,
            passed: Vec::new(),
            control: None,
            cycles: 0,
            cycles_read: 0,
            remake: Remake::Never,
            policy,
            failure: RefCell::new(None),
            loaded: state.clone(),
        };
        processor.put(state)?;
        Ok(processor)
    }

    /// Another host from now on.
    pub fn set_policy(&mut self, policy: HostPolicy) {
        self.policy = policy;
        self.device.get_mut().set_policy(policy);
    }

    /// The organisation that the RTL was compiled for.
    #[must_use]
    pub fn organisation(&self) -> &Organisation {
        &self.organisation
    }

    /// What put the processor out of order, if anything did.
    #[must_use]
    pub fn failure(&self) -> Option<RtlError> {
        self.failure.borrow().clone()
    }

    /// What was loaded last, without asking the hardware.
    pub(crate) fn loaded(&self) -> &State {
        &self.loaded
    }

    /// The pins, to do what a host should not.
    pub fn device(&mut self) -> &mut Device {
        self.device.get_mut()
    }

    /// Clock cycles not spent waiting for a host, by `CYCLES`.
    #[must_use]
    pub fn cycles(&self) -> u64 {
        self.cycles
    }

    /// Cycles simulated, those of loading and waiting too.
    #[must_use]
    pub fn clock(&self) -> u64 {
        self.device.borrow().clock()
    }

    /// `IMAGES` and `UPDATES`.
    ///
    /// # Errors
    /// If the bus does not answer.
    pub fn image_registers(&mut self) -> Result<[u32; 2], RtlError> {
        Ok([self.device.get_mut().read(Register::Images)?, self.device.get_mut().read(Register::Updates)?])
    }

    /// `ERRORS`: 0 as long as every access was one that can be done.
    ///
    /// # Errors
    /// If the bus does not answer.
    pub fn error_register(&mut self) -> Result<u32, RtlError> {
        self.device.get_mut().read(Register::Errors)
    }

    fn write_registers(&mut self) -> Result<(), RtlError> {
        self.device.get_mut().write(Register::MarginBits, self.config.margin_bits.into())?;
        self.device.get_mut().write(Register::DropShift, self.config.drop_shift.into())?;
        for (index, &theta) in self.config.window.iter().enumerate() {
            self.device.get_mut().write(Register::window(index as u16), theta.into())?;
        }
        let values = map::of_front_end(&self.config.front_end);
        for (register, value) in [Register::FrontEnd, Register::RetinaThresholds].into_iter().zip(values) {
            if register.description().machines.include(&self.organisation) {
                self.device.get_mut().write(register, value)?;
            }
        }
        self.device.get_mut().write(Register::StepRate, self.rate.value().into())
    }

    /// Takes over a state that fits.
    fn put(&mut self, state: &State) -> Result<(), RtlError> {
        self.device.get_mut().wait_until_idle()?;
        self.config = state.config.clone();
        self.control = None;
        self.loaded = state.clone();
        self.passed.clear();
        self.write_registers()?;
        LoadPort { device: self.device.get_mut() }.put_state(state, &self.organisation)?;
        self.passed.extend(state.in_flight.iter().map(|image| image.hidden.len()));
        self.read_cycles()
    }

    /// Everything that the processor holds, read through its load port.
    ///
    /// # Errors
    /// If the processor does not answer, or its records contradict themselves.
    pub fn read_state(&self) -> Result<State, RtlError> {
        if let Some(failure) = self.failure.borrow().as_ref() {
            return Err(failure.clone());
        }
        let result =
            LoadPort { device: &mut self.device.borrow_mut() }.state(&self.config, &self.organisation);
        if let Err(error) = &result {
            *self.failure.borrow_mut() = Some(error.clone());
        }
        result
    }

    /// Words of a memory.
    pub(crate) fn words(&self, memory: &Memory) -> Result<Vec<Word>, RtlError> {
        LoadPort { device: &mut self.device.borrow_mut() }.words(memory)
    }

    /// Images in flight.
    pub(crate) fn records(&self) -> Result<Vec<InFlight>, RtlError> {
        LoadPort { device: &mut self.device.borrow_mut() }.records(&self.config)
    }

    /// Does something unless the processor is out of order; it is if that fails.
    fn guarded<T>(
        &mut self,
        action: impl FnOnce(&mut Self) -> Result<T, RtlError>,
    ) -> Result<T, ProcessorError> {
        if let Some(failure) = self.failure.get_mut() {
            let message = format!("out of order since: {failure}");
            return Err(ProcessorError::BackEnd { name: NAME.to_owned(), message });
        }
        action(self).map_err(|error| {
            *self.failure.get_mut() = Some(error.clone());
            error.into()
        })
    }

    fn take_over(&mut self, state: &State) -> Result<(), RtlError> {
        let same = fits(&self.organisation, &state.config);
        if self.failure.get_mut().is_some() || same.is_err() {
            let (organisation, simulator) = match (&self.remake, same) {
                (Remake::Never, Err(error)) => return Err(error),
                (Remake::Never, Ok(())) => {
                    // What failed may hang for good: a reset is all that can be tried.
                    self.device.get_mut().reset()?;
                    *self.failure.get_mut() = None;
                    self.cycles_read = 0;
                    return self.put(state);
                }
                (remake, _) => remake.simulator(&state.config)?,
            };
            self.device = RefCell::new(start(simulator, &organisation, self.policy)?);
            self.organisation = organisation;
            self.cycles_read = 0;
            *self.failure.get_mut() = None;
        }
        if state.config.layers.len() != self.config.layers.len() {
            self.counters = Counters::new(state.config.layer_count());
            self.cycles = 0;
        }
        if state.config.format != self.config.format {
            self.rate = StepRate::ZERO;
        }
        self.put(state)
    }
}

/// No slot with its update takes as many cycles: an update reads each input's word, and serves each input's carry.
fn start(
    simulator: Box<dyn Simulator>,
    organisation: &Organisation,
    policy: HostPolicy,
) -> Result<Device, RtlError> {
    let sizes: u64 = organisation.layers.iter().map(|layer| u64::from(layer.inputs + layer.neurons)).sum();
    Device::new(simulator, organisation.values_per_cycle() as usize, 1000 + 8 * sizes, policy)
}

impl Processor for RtlProcessor {
    fn name(&self) -> &str {
        NAME
    }

    fn config(&self) -> &Config {
        &self.config
    }

    fn load(&mut self, state: &State) -> Result<(), ProcessorError> {
        state.validate()?;
        self.take_over(state).map_err(ProcessorError::from)
    }

    fn state(&self) -> State {
        self.read_state().unwrap_or_else(|_| self.loaded.clone())
    }

    fn set_step_rate(&mut self, rate: StepRate) {
        self.rate = rate.limited_to(self.config.format);
        let value = self.rate.value().into();
        // A failure shows with the next call that can say so.
        let _ = self.guarded(|processor| processor.device.get_mut().write(Register::StepRate, value));
    }

    fn step_rate(&self) -> StepRate {
        self.rate
    }

    fn infer(&mut self, pixels: &[u8]) -> Result<u8, ProcessorError> {
        self.check_image(pixels)?;
        self.check_drained()?;
        self.guarded(|processor| processor.infer_one(pixels))
    }

    fn activity(&mut self, pixels: &[u8]) -> Result<Activity, ProcessorError> {
        self.check_image(pixels)?;
        self.check_drained()?;
        self.guarded(|processor| processor.activity_of(pixels))
    }

    fn learn(&mut self, pixels: &[u8], label: u8) -> Result<Option<Outcome>, ProcessorError> {
        self.check_image(pixels)?;
        let classes = self.config.classes();
        if usize::from(label) >= classes {
            return Err(ProcessorError::Label { label, classes });
        }
        self.guarded(|processor| processor.learn_one(pixels, label))
    }

    fn drain_one(&mut self) -> Option<Outcome> {
        self.guarded(Self::drain).unwrap_or(None)
    }

    fn counters(&self) -> &Counters {
        &self.counters
    }

    fn cycle(&self) -> Option<u64> {
        Some(self.cycles)
    }
}
