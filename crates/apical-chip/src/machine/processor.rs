//! The machine as a back end.

use apical_core::{
    Activity, Config, Counters, LayerActivity, Order, Outcome, Processor, ProcessorError, State, StateError,
    StepRate,
};

use super::controller::{Left, ProcessorBlocks};
use super::counters::MachineCounters;
use super::trace::Observer;
use crate::organisation::{Organisation, OrganisationError};
use crate::units::Cycles;

/// A machine that cannot be built.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChipError {
    /// The organisation contradicts itself, or cannot hold the network.
    #[error(transparent)]
    Organisation(#[from] OrganisationError),
    /// The state contradicts itself.
    #[error(transparent)]
    State(#[from] StateError),
}

/// What happens when a network is loaded that the organisation was not made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sizing {
    /// It is refused if it does not fit.
    Fixed,
    /// Memories and lanes are made anew for it.
    Adapt,
}

/// The cycle-level back end.
pub struct ChipProcessor {
    pub(super) machine: ProcessorBlocks,
    sizing: Sizing,
    /// What was asked for, before any network.
    built: Organisation,
}

impl ChipProcessor {
    /// A processor of the given organisation with a network in it.
    ///
    /// # Errors
    /// If the organisation is impossible, or too small or too narrow for the network.
    pub fn new(organisation: &Organisation, state: &State) -> Result<Self, ChipError> {
        state.validate()?;
        organisation.validate()?;
        organisation.check_network(&state.config)?;
        let machine = ProcessorBlocks::new(organisation.clone(), state);
        Ok(Self { machine, sizing: Sizing::Fixed, built: organisation.clone() })
    }

    /// A processor of the same kind, with memories and lanes [sized for](Organisation::sized_for) each network that it
    /// is given.
    ///
    /// # Errors
    /// If the organisation is impossible.
    pub fn adaptive(organisation: &Organisation, state: &State) -> Result<Self, ChipError> {
        state.validate()?;
        let sized = organisation.sized_for(&state.config);
        sized.validate()?;
        let machine = ProcessorBlocks::new(sized, state);
        Ok(Self { machine, sizing: Sizing::Adapt, built: organisation.clone() })
    }

    /// The organisation as it is now.
    #[must_use]
    pub fn organisation(&self) -> &Organisation {
        &self.machine.organisation
    }

    /// What the hardware did so far.
    #[must_use]
    pub fn machine_counters(&self) -> MachineCounters {
        self.machine.counters()
    }

    /// Clock cycles so far.
    #[must_use]
    pub fn cycles(&self) -> Cycles {
        Cycles::new(self.machine.cycles())
    }

    /// Shows every further cycle to an observer, until it is [taken back](Self::take_observer).
    pub fn observe(&mut self, observer: Box<dyn Observer + Send>) {
        self.machine.audience.observer = Some(observer);
    }

    /// The observer, if there is one. It sees no further cycle.
    pub fn take_observer(&mut self) -> Option<Box<dyn Observer + Send>> {
        self.machine.audience.observer.take()
    }

    fn check_image(&self, pixels: &[u8]) -> Result<(), ProcessorError> {
        let (found, expected) = (pixels.len(), self.machine.config.raw_inputs());
        if found == expected { Ok(()) } else { Err(ProcessorError::ImageSize { found, expected }) }
    }

    pub(super) fn check_inference(&self, pixels: &[u8]) -> Result<(), ProcessorError> {
        self.check_image(pixels)?;
        match self.machine.in_flight() {
            0 => Ok(()),
            in_flight => Err(ProcessorError::NotDrained { in_flight }),
        }
    }

    /// Slots until an image leaves; `None` once the pipeline is empty.
    pub(super) fn next_to_leave(&mut self) -> Option<Left> {
        while self.machine.in_flight() > 0 {
            if let Some(left) = self.machine.slot(&[]) {
                return Some(left);
            }
        }
        None
    }
}

impl Processor for ChipProcessor {
    fn name(&self) -> &str {
        "chip"
    }

    fn config(&self) -> &Config {
        &self.machine.config
    }

    fn load(&mut self, state: &State) -> Result<(), ProcessorError> {
        state.validate()?;
        let refused = |error: OrganisationError| ProcessorError::BackEnd {
            name: "chip".to_owned(),
            message: error.to_string(),
        };
        let organisation = match self.sizing {
            Sizing::Fixed => {
                self.built.check_network(&state.config).map_err(refused)?;
                self.built.clone()
            }
            Sizing::Adapt => {
                let sized = self.built.sized_for(&state.config);
                sized.validate().map_err(refused)?;
                sized
            }
        };
        let mut machine = ProcessorBlocks::new(organisation, state);
        if state.config.layers.len() == self.machine.config.layers.len() {
            machine.rule_counters = self.machine.rule_counters.clone();
            machine.continue_counting(&self.machine.counters());
        }
        if state.config.format == self.machine.config.format {
            machine.registers.step_rate = self.machine.registers.step_rate;
        }
        machine.audience.observer = self.machine.audience.observer.take();
        self.machine = machine;
        Ok(())
    }

    fn state(&self) -> State {
        self.machine.state()
    }

    fn set_step_rate(&mut self, rate: StepRate) {
        self.machine.registers.step_rate = rate.limited_to(self.machine.config.format);
    }

    fn step_rate(&self) -> StepRate {
        self.machine.registers.step_rate
    }

    fn infer(&mut self, pixels: &[u8]) -> Result<u8, ProcessorError> {
        self.check_inference(pixels)?;
        self.machine.enter(None);
        self.machine.rule_counters.inferred += 1;
        let left = self.machine.slot(pixels).or_else(|| self.next_to_leave());
        // An image leaves after as many slots as there are layers.
        Ok(left.map_or(0, |left| left.winner))
    }

    fn activity(&mut self, pixels: &[u8]) -> Result<Activity, ProcessorError> {
        self.check_inference(pixels)?;
        self.machine.enter(None);
        self.machine.rule_counters.inferred += 1;
        let count = self.machine.config.layer_count();
        let mut layers = Vec::new();
        let mut winner = 0;
        for layer in 0..count {
            let left = self.machine.slot(if layer == 0 { pixels } else { &[] });
            let potentials = self.machine.potentials(layer).to_vec();
            let spikes = match left {
                Some(left) => {
                    winner = left.winner;
                    (0..potentials.len()).map(|neuron| neuron == usize::from(winner)).collect()
                }
                None => self.machine.newest_spikes(layer + 1),
            };
            layers.push(LayerActivity { potentials, spikes });
        }
        Ok(Activity { input: self.machine.newest_spikes(0), layers, winner })
    }

    fn learn(&mut self, pixels: &[u8], label: u8) -> Result<Option<Outcome>, ProcessorError> {
        self.check_image(pixels)?;
        let classes = self.machine.config.classes();
        if usize::from(label) >= classes {
            return Err(ProcessorError::Label { label, classes });
        }
        self.machine.enter(Some(label));
        let left = self.machine.slot(pixels);
        let left = match self.machine.config.order {
            Order::Pipelined => left,
            Order::Sequential => left.or_else(|| self.next_to_leave()),
        };
        Ok(left.and_then(|left| left.outcome))
    }

    fn drain_one(&mut self) -> Option<Outcome> {
        self.next_to_leave().and_then(|left| left.outcome)
    }

    fn counters(&self) -> &Counters {
        &self.machine.rule_counters
    }

    fn cycle(&self) -> Option<u64> {
        Some(self.machine.cycles())
    }
}
