//! The runs that the claims rest on.

use apical_chip::preset::{PresetError, Setting};
use apical_core::Config;
use apical_data::Split;
use rayon::prelude::*;

use super::machine::Machine;
use super::training::{self, SAMPLE, TIMED_EPOCHS, Trained, WARM_EPOCHS};
use crate::failure::Failure;
use crate::progress::Progress;

/// How much is run, and for which claims.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extent<'a> {
    pub(super) epochs: u32,
    pub(super) seeds: u64,
    pub(super) quick: bool,
    /// Numbers of the claims; none: all.
    pub(super) only: &'a [u8],
}

impl Extent<'_> {
    fn wants(self, claims: &[u8]) -> bool {
        self.only.is_empty() || claims.iter().any(|claim| self.only.contains(claim))
    }

    fn accuracy(self) -> bool {
        self.wants(&[1])
    }

    fn silicon(self) -> bool {
        self.wants(&[2])
    }

    fn design(self) -> bool {
        self.wants(&[3, 4, 5])
    }

    fn speed(self) -> bool {
        self.wants(&[7])
    }
}

/// The reconstruction.
pub(super) struct Silicon {
    pub(super) park: Machine,
    /// With neurons that do not change left idle in updates.
    pub(super) gated: Machine,
    pub(super) trained: Trained,
}

/// Our own machine, and those that it is compared with.
pub(super) struct Design {
    pub(super) apical: Machine,
    pub(super) single_bank: Machine,
    /// The same without the bits that the rule leaves unused.
    pub(super) packed: Machine,
    pub(super) backpropagation: Machine,
    /// The same without a second port: errors go back row by row.
    pub(super) by_rows: Machine,
    pub(super) trained: Trained,
}

/// Everything measured; what was not asked for is not there.
#[derive(Default)]
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
pub(super) fn work(extent: Extent<'_>, split: &Split) -> u64 {
    let epoch = split.train.len() as u64;
    let training = u64::from(extent.epochs) * epoch;
    let machines = 2 * u64::from(extent.silicon()) + 5 * u64::from(extent.design());
    let simulated = if extent.quick {
        u64::from(extent.epochs) * u64::from(SAMPLE.parts * SAMPLE.images).min(epoch)
    } else {
        training
    };
    let beside = u64::from(extent.silicon()) + u64::from(extent.design());
    let timed = u64::from(extent.speed()) * u64::from(WARM_EPOCHS + TIMED_EPOCHS) * epoch;
    timed + machines * simulated + (beside + accuracy_runs(extent).len() as u64) * training
}

/// Seeds and shifts that are trained for accuracy alone.
fn accuracy_runs(extent: Extent<'_>) -> Vec<(u64, u8)> {
    if !extent.accuracy() {
        return Vec::new();
    }
    // Seed 1 is that of the simulated training.
    let first = if extent.design() { 2 } else { 1 };
    let shifts = if extent.quick { 1..1 } else { 1..extent.seeds + 1 };
    (first..=extent.seeds).map(|seed| (seed, 0)).chain(shifts.map(|seed| (seed, 1))).collect()
}

/// Runs all of it.
pub(super) fn measure(extent: Extent<'_>, split: &Split, progress: &Progress) -> Result<Measured, Failure> {
    let config = Machine::new("apical", &[])?.chip.preset.config()?;
    let mut found = Measured::default();
    if extent.speed() {
        progress.say("timing");
        found.learning_rate = Some(training::time_learning(&config, split, progress)?);
    }
    progress.say("training and simulating");
    let (silicon, design) = rayon::join(
        || extent.silicon().then(|| silicon(extent, split, progress)).transpose(),
        || extent.design().then(|| design(&config, extent, split, progress)).transpose(),
    );
    (found.silicon, found.design) = (silicon?, design?);
    progress.say("further seeds");
    let runs = accuracy_runs(extent);
    let results: Result<Vec<f64>, Failure> = runs
        .par_iter()
        .map(|&(seed, shift)| {
            training::accuracy(&config, training::recipe(seed, extent.epochs, shift), split, progress)
        })
        .collect();
    if extent.accuracy() {
        found.accuracies.extend(found.design.as_ref().map(|design| design.trained.accuracy));
    }
    for ((_, shift), accuracy) in runs.into_iter().zip(results?) {
        if shift == 0 { &mut found.accuracies } else { &mut found.shifted }.push(accuracy);
    }
    Ok(found)
}

fn silicon(extent: Extent<'_>, split: &Split, progress: &Progress) -> Result<Silicon, Failure> {
    let idle: Setting = "dataflow.update_reads=changing".parse().map_err(PresetError::from)?;
    let (mut park, mut gated) = (Machine::new("park2019", &[])?, Machine::new("park2019", &[idle])?);
    let config = park.chip.preset.config()?;
    let trained = training::simulated(&config, extent, split, progress, &mut [&mut park, &mut gated])?;
    Ok(Silicon { park, gated, trained })
}

fn design(
    config: &Config,
    extent: Extent<'_>,
    split: &Split,
    progress: &Progress,
) -> Result<Design, Failure> {
    let mut apical = Machine::new("apical", &[])?;
    let mut single_bank = Machine::new("single-bank", &[])?;
    let packed = ["layers.*.weights.synapses_per_word=4", "layers.*.weights.word_bits=48"];
    let packed: Result<Vec<Setting>, _> = packed.iter().map(|setting| setting.parse()).collect();
    let mut packed = Machine::new("single-bank", &packed.map_err(PresetError::from)?)?;
    let mut backpropagation = Machine::new("backpropagation", &[])?;
    let one_port: Setting = "layers.*.weights.ports=1".parse().map_err(PresetError::from)?;
    let mut by_rows = Machine::new("backpropagation", &[one_port])?;
    let mut machines = [&mut apical, &mut single_bank, &mut packed, &mut backpropagation, &mut by_rows];
    let trained = training::simulated(config, extent, split, progress, &mut machines)?;
    Ok(Design { apical, single_bank, packed, backpropagation, by_rows, trained })
}
