//! The runs that the claims rest on.

use apical_chip::preset::{PresetError, Setting};
use apical_core::Config;
use rayon::prelude::*;

use super::machine::MeasuredMachine;
use super::request::ClaimsRequest;
use super::training::{self, SAMPLE, TIMED_EPOCHS, Trained, WARM_EPOCHS};
use crate::{Control, StudyError};

/// The reconstruction.
#[derive(Debug, Clone)]
pub(super) struct Silicon {
    pub(super) park: MeasuredMachine,
    /// With neurons that do not change left idle in updates.
    pub(super) gated: MeasuredMachine,
    pub(super) trained: Trained,
}

/// Our own machine, and those that it is compared with.
#[derive(Debug, Clone)]
pub(super) struct Design {
    pub(super) apical: MeasuredMachine,
    pub(super) single_bank: MeasuredMachine,
    /// The same without the bits that the rule leaves unused.
    pub(super) packed: MeasuredMachine,
    pub(super) backpropagation: MeasuredMachine,
    /// The same without a second port: errors go back row by row.
    pub(super) by_rows: MeasuredMachine,
    pub(super) trained: Trained,
}

/// Everything measured; what was not asked for is not there.
#[derive(Debug, Clone, Default)]
pub(super) struct Measured {
    /// Accuracy of each seed.
    pub(super) accuracies: Vec<f64>,
    /// With shifts of one pixel; full runs only.
    pub(super) shifted: Vec<f64>,
    pub(super) silicon: Option<Silicon>,
    pub(super) design: Option<Design>,
    /// Images learned a second on one core here.
    pub(super) learning_rate: Option<f64>,
}

/// Images that a run passes in all, for the progress bar.
pub(super) fn work(request: &ClaimsRequest<'_>) -> u64 {
    let epoch = request.split.train.len() as u64;
    let training = u64::from(request.epochs) * epoch;
    let machines = 2 * u64::from(request.silicon()) + 5 * u64::from(request.design());
    let simulated = if request.quick {
        u64::from(request.epochs) * u64::from(SAMPLE.parts * SAMPLE.images).min(epoch)
    } else {
        training
    };
    let beside = u64::from(request.silicon()) + u64::from(request.design());
    let timed = u64::from(request.speed()) * u64::from(WARM_EPOCHS + TIMED_EPOCHS) * epoch;
    timed + machines * simulated + (beside + accuracy_runs(request).len() as u64) * training
}

/// Seeds and shifts that are trained for accuracy alone.
fn accuracy_runs(request: &ClaimsRequest<'_>) -> Vec<(u64, u8)> {
    if !request.accuracy() {
        return Vec::new();
    }
    // Seed 1 is that of the simulated training.
    let first = if request.design() { 2 } else { 1 };
    let shifts = if request.quick { 1..1 } else { 1..request.seeds + 1 };
    (first..=request.seeds).map(|seed| (seed, 0)).chain(shifts.map(|seed| (seed, 1))).collect()
}

/// Runs all of it.
pub(super) fn measure(request: &ClaimsRequest<'_>, control: Control<'_>) -> Result<Measured, StudyError> {
    let config = MeasuredMachine::new("apical", &[])?.chip.preset().config()?;
    let mut found = Measured::default();
    if request.speed() {
        control.stage("timing");
        found.learning_rate = Some(training::time_learning(&config, request.split, control)?);
    }
    control.stage("training and simulating");
    let (silicon, design) = rayon::join(
        || request.silicon().then(|| silicon(request, control)).transpose(),
        || request.design().then(|| design(&config, request, control)).transpose(),
    );
    (found.silicon, found.design) = (silicon?, design?);
    control.stage("further seeds");
    let runs = accuracy_runs(request);
    let results: Result<Vec<f64>, StudyError> = runs
        .par_iter()
        .map(|&(seed, shift)| {
            training::accuracy(&config, training::recipe(seed, request.epochs, shift), request.split, control)
        })
        .collect();
    if request.accuracy() {
        found.accuracies.extend(found.design.as_ref().map(|design| design.trained.accuracy));
    }
    for ((_, shift), accuracy) in runs.into_iter().zip(results?) {
        if shift == 0 { &mut found.accuracies } else { &mut found.shifted }.push(accuracy);
    }
    Ok(found)
}

fn silicon(request: &ClaimsRequest<'_>, control: Control<'_>) -> Result<Silicon, StudyError> {
    let idle: Setting = "dataflow.update_reads=changing".parse().map_err(PresetError::from)?;
    let (mut park, mut gated) =
        (MeasuredMachine::new("park2019", &[])?, MeasuredMachine::new("park2019", &[idle])?);
    let config = park.chip.preset().config()?;
    let trained = training::simulated(&config, request, control, &mut [&mut park, &mut gated])?;
    Ok(Silicon { park, gated, trained })
}

fn design(config: &Config, request: &ClaimsRequest<'_>, control: Control<'_>) -> Result<Design, StudyError> {
    let mut apical = MeasuredMachine::new("apical", &[])?;
    let mut single_bank = MeasuredMachine::new("single-bank", &[])?;
    let packed = ["layers.*.weights.synapses_per_word=4", "layers.*.weights.word_bits=48"];
    let packed: Result<Vec<Setting>, _> = packed.iter().map(|setting| setting.parse()).collect();
    let mut packed = MeasuredMachine::new("single-bank", &packed.map_err(PresetError::from)?)?;
    let mut backpropagation = MeasuredMachine::new("backpropagation", &[])?;
    let one_port: Setting = "layers.*.weights.ports=1".parse().map_err(PresetError::from)?;
    let mut by_rows = MeasuredMachine::new("backpropagation", &[one_port])?;
    let mut machines = [&mut apical, &mut single_bank, &mut packed, &mut backpropagation, &mut by_rows];
    let trained = training::simulated(config, request, control, &mut machines)?;
    Ok(Design { apical, single_bank, packed, backpropagation, by_rows, trained })
}
