//! From draws to intervals.

use apical_core::random::SplitMix64;
use serde::Serialize;

use crate::UncertaintyError;
use crate::counts::RunOf;
use crate::distribution::gaussian;
use crate::ensemble::{Ensemble, Structure};
use crate::interval::Interval;
use crate::memory::{MemoryShape, Parts};
use crate::prior::{Draw, Prior};
use crate::sensitivity::{Sensitivity, share};
use apical_chip::area::Area;
use apical_chip::design::Process;
use apical_chip::energy::{EnergyModel, OperatingPoint};
use apical_chip::machine::counters::MachineCounters;
use apical_chip::preset::Preset;
use apical_chip::published;
use apical_chip::technology::{Technology, TechnologyFile};

/// How far a structure may be from what is published beside its energy: its overhead in points, its area as a share. Both are as
/// wide as what the model leaves out of them.
const OVERHEAD_DEVIATION: f64 = 0.015;
const AREA_DEVIATION: f64 = 0.1;

/// Draws of all that is not known.
#[derive(Debug)]
pub struct Estimator {
    prior: Prior,
    ensemble: Ensemble,
    file: TechnologyFile,
    samples: usize,
    seed: u64,
}

/// A machine, and what it counted.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The machine.
    pub preset: &'a Preset,
    /// Where it runs.
    pub point: OperatingPoint,
    /// What it counted.
    pub counters: &'a MachineCounters,
    /// For so many images.
    pub images: u64,
    /// What they were for: the silicon's inference or its training is what it is compared with.
    pub run: RunOf,
}

/// What a machine takes, with intervals.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Estimated {
    /// Energy of the silicon for an image over that of the machine.
    pub ratio: Interval,
    /// Energy of an image in nanojoules.
    pub energy_nj: Interval,
    /// In milliwatts, over all cycles of the run.
    pub power_mw: Interval,
    /// In square millimetres.
    pub area_mm2: Interval,
    /// What the spread of the ratio comes from, greatest first.
    pub sensitivities: Vec<Sensitivity>,
}

/// What was found of the silicon.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Silicon {
    /// Energy of an inference in nanojoules before anything is fitted, over all structures.
    pub unfitted_nj: Interval,
    /// The same of preset `park2019` with every constant at its median.
    pub anchored_nj: f64,
    /// Level of memory energies, as a multiple of CACTI's reads, at which it takes the published energy.
    pub level: Interval,
    /// Energy of a training image over that of an inference, less one.
    pub overhead: Interval,
    /// Area in square millimetres, with what the published one may contain beside.
    pub area_mm2: Interval,
    /// Structures with their probability, greatest first.
    pub structures: Vec<StructureWeight>,
    /// Draws, and of how many equally probable ones they are worth.
    pub samples: usize,
    /// See [`samples`](Self::samples).
    pub effective_samples: f64,
}

/// How probable a structure is, given what is published.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StructureWeight {
    /// The option of each axis.
    pub options: Vec<String>,
    /// All sum to 1.
    pub probability: f64,
}

/// What all draws gave, for figures of one machine or of several.
#[derive(Debug)]
pub struct Draws {
    outcomes: Vec<Outcome>,
    /// What was found of the silicon.
    pub silicon: Silicon,
}

/// One draw, and what follows from it.
#[derive(Debug)]
struct Outcome {
    weight: f64,
    structure: usize,
    at: Vec<f64>,
    unfitted: f64,
    level: f64,
    overhead: f64,
    area: f64,
    subjects: Vec<Values>,
}

/// A machine in one draw.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Values {
    /// Energy of the silicon for an image over that of the machine.
    pub ratio: f64,
    /// Of an image, in joules.
    pub energy: f64,
    /// Of its accesses to memories, in joules.
    pub memory: f64,
    /// In watts.
    pub power: f64,
    /// In square millimetres.
    pub area: f64,
}

impl Draws {
    /// A figure of the machines, in the order of the subjects.
    #[must_use]
    pub fn interval(&self, figure: impl Fn(&[Values]) -> f64) -> Interval {
        let figures = self.outcomes.iter().map(|outcome| (figure(&outcome.subjects), outcome.weight));
        // Draws without any weight are none.
        Interval::of(figures).unwrap_or(Interval { low: f64::NAN, median: f64::NAN, high: f64::NAN })
    }
}

impl Estimator {
    /// Of a technology, with so many draws.
    ///
    /// # Errors
    /// If nobody has put ranges to its constants.
    pub fn new(process: &Process, samples: usize, seed: u64) -> Result<Self, UncertaintyError> {
        // A file of one's own may have another one's name; the ranges are of constants, not of a name.
        if !Technology::builtin_names().any(|name| name == process.source()) {
            return Err(UncertaintyError::NoPrior(process.source().to_owned(), "65nm"));
        }
        Ok(Self {
            prior: Prior::of(process.technology())?,
            ensemble: Ensemble::builtin()?,
            file: TechnologyFile::find(process.source())?,
            samples: samples.max(1),
            seed,
        })
    }

    /// The same; `None` if nobody has put ranges to the technology's constants.
    ///
    /// # Errors
    /// As [`new`](Self::new), otherwise.
    pub fn if_known(process: &Process, samples: usize, seed: u64) -> Result<Option<Self>, UncertaintyError> {
        match Self::new(process, samples, seed) {
            Err(UncertaintyError::NoPrior(..)) => Ok(None),
            estimator => estimator.map(Some),
        }
    }

    /// What is not known.
    #[must_use]
    pub fn prior(&self) -> &Prior {
        &self.prior
    }

    /// Intervals of machines, all of the same draws.
    ///
    /// # Errors
    /// If one of them has no energies in some draw, or no draw agrees with what is published.
    pub fn estimate(&self, subjects: &[Subject<'_>]) -> Result<(Silicon, Vec<Estimated>), UncertaintyError> {
        let Draws { outcomes, silicon } = self.draws(subjects)?;
        let none = || UncertaintyError::NoAgreement { samples: self.samples };
        let estimated =
            (0..subjects.len()).map(|subject| self.estimated(&outcomes, subject).ok_or_else(none));
        Ok((silicon, estimated.collect::<Result<_, _>>()?))
    }

    /// All draws, for figures that several machines have together.
    ///
    /// # Errors
    /// As [`estimate`](Self::estimate).
    pub fn draws(&self, subjects: &[Subject<'_>]) -> Result<Draws, UncertaintyError> {
        let outcomes = self.outcomes(subjects)?;
        let silicon = self.silicon(&outcomes, self.anchored()?);
        let silicon = silicon.ok_or(UncertaintyError::NoAgreement { samples: self.samples })?;
        Ok(Draws { outcomes, silicon })
    }

    /// Energy of the plain preset's inference in joules, with every constant at its median.
    fn anchored(&self) -> Result<f64, UncertaintyError> {
        let draw = self.prior.medians();
        let technology = self.file.draw(&self.prior.factors(&draw))?;
        let mut structures = self.ensemble.structures().iter();
        let plain = structures.find(|structure| structure.is_plain).unwrap_or(&self.ensemble.structures()[0]);
        Ok(Reconstructed::new(plain, &draw, &technology)?.inference.at(draw.level).value())
    }

    /// All draws; each has a generator of its own, so that they are the same on any number of threads.
    fn outcomes(&self, subjects: &[Subject<'_>]) -> Result<Vec<Outcome>, UncertaintyError> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(self.samples);
        let part = self.samples.div_ceil(threads);
        std::thread::scope(|scope| {
            let parts: Vec<_> = (0..threads)
                .map(|thread| {
                    let numbers = thread * part..self.samples.min((thread + 1) * part);
                    scope.spawn(move || numbers.map(|number| self.outcome(number, subjects)).collect())
                })
                .collect();
            let mut all = Vec::with_capacity(self.samples);
            for part in parts {
                let found: Result<Vec<_>, UncertaintyError> =
                    part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
                all.extend(found?);
            }
            Ok(all)
        })
    }

    fn outcome(&self, number: usize, subjects: &[Subject<'_>]) -> Result<Outcome, UncertaintyError> {
        let mut random = SplitMix64::new(SplitMix64::at(self.seed, number as u64));
        let mut draw = self.prior.draw(&mut random);
        let technology = self.file.draw(&self.prior.factors(&draw))?;
        let index = number % self.ensemble.structures().len();
        let structure = &self.ensemble.structures()[index];
        let silicon = Reconstructed::new(structure, &draw, &technology)?;
        let published = published::INFERENCE_ENERGY.value.value() * (1.0 - draw.energy_beside);
        let Parts { memory, logic } = silicon.inference;
        let level = (published - logic.value()) / memory.value();
        let unfitted = silicon.inference.at(draw.level).value();
        let weight = if level > 0.0 { self.weight(level, &silicon) } else { 0.0 };
        draw.at[self.prior.level_index()] = level;
        let subjects = subjects.iter().map(|subject| subject.values(&draw, &technology, level, &silicon));
        Ok(Outcome {
            weight,
            structure: index,
            level,
            unfitted,
            overhead: silicon.overhead(level),
            area: silicon.area,
            subjects: subjects.collect::<Result<_, _>>()?,
            at: draw.at,
        })
    }

    /// How probable a draw is, given all that is published: the density of the level that meets the energy, and the other figures.
    fn weight(&self, level: f64, silicon: &Reconstructed) -> f64 {
        // The density is one of the level's logarithm; what is known is an energy, which goes with level times memory.
        let of_level = self.prior.level().density(level) / (level * silicon.inference.memory.value());
        let overhead = (silicon.overhead(level) - published::TRAINING_OVERHEAD.value) / OVERHEAD_DEVIATION;
        let area = (silicon.area / published::AREA.number).ln() / AREA_DEVIATION;
        of_level * gaussian(overhead) * gaussian(area)
    }

    fn silicon(&self, outcomes: &[Outcome], anchored: f64) -> Option<Silicon> {
        let weighted = |value: fn(&Outcome) -> f64| {
            Interval::of(outcomes.iter().map(|outcome| (value(outcome), outcome.weight)))
        };
        let total: f64 = outcomes.iter().map(|outcome| outcome.weight).sum();
        let squares: f64 = outcomes.iter().map(|outcome| outcome.weight * outcome.weight).sum();
        let of_structure = |index: usize| {
            let own = outcomes.iter().filter(|outcome| outcome.structure == index);
            own.map(|outcome| outcome.weight).sum::<f64>() / total
        };
        let all = self.ensemble.structures().iter().enumerate();
        let mut structures: Vec<StructureWeight> = all
            .map(|(index, structure)| StructureWeight {
                options: structure.options.clone(),
                probability: of_structure(index),
            })
            .collect();
        structures.sort_by(|a, b| b.probability.total_cmp(&a.probability));
        Some(Silicon {
            unfitted_nj: Interval::of(outcomes.iter().map(|outcome| (outcome.unfitted, 1.0)))?.times(1e9),
            anchored_nj: anchored * 1e9,
            level: weighted(|outcome| outcome.level)?,
            overhead: weighted(|outcome| outcome.overhead)?,
            area_mm2: weighted(|outcome| outcome.area)?,
            structures,
            samples: self.samples,
            effective_samples: total * total / squares,
        })
    }

    fn estimated(&self, outcomes: &[Outcome], subject: usize) -> Option<Estimated> {
        let of = |value: fn(&Values) -> f64| {
            let values = outcomes.iter().map(|outcome| (value(&outcome.subjects[subject]), outcome.weight));
            Interval::of(values)
        };
        let shares = |at: &dyn Fn(&Outcome) -> f64| {
            let point =
                |outcome: &Outcome| (at(outcome), outcome.subjects[subject].ratio.ln(), outcome.weight);
            share(outcomes.iter().map(point).collect())
        };
        let causes = self.prior.causes().iter().enumerate().map(|(index, cause)| Sensitivity {
            cause: cause.name.clone(),
            share: shares(&|outcome| outcome.at[index]),
        });
        let axes = self.ensemble.axes().iter().enumerate().map(|(axis, name)| Sensitivity {
            cause: name.clone(),
            share: shares(&|outcome| self.ensemble.option(outcome.structure, axis) as f64),
        });
        let mut sensitivities: Vec<Sensitivity> = causes.chain(axes).collect();
        sensitivities.sort_by(|a, b| b.share.total_cmp(&a.share));
        Some(Estimated {
            ratio: of(|values| values.ratio)?,
            energy_nj: of(|values| values.energy)?.times(1e9),
            power_mw: of(|values| values.power)?.times(1e3),
            area_mm2: of(|values| values.area)?,
            sensitivities,
        })
    }
}

/// The silicon with one structure and one draw of the constants.
struct Reconstructed {
    inference: Parts,
    learning: Parts,
    area: f64,
}

impl Reconstructed {
    fn new(structure: &Structure, draw: &Draw, technology: &Technology) -> Result<Self, UncertaintyError> {
        let preset = &structure.preset;
        let point = preset.operating_point();
        let model = EnergyModel::new(preset, technology, point, 1.0)?;
        let memories = MemoryShape::new(draw, technology, point.supply)?;
        let parts = |run: &crate::counts::Run| {
            memories.parts(&model, &model.counts(&run.counters), run.images as f64)
        };
        let area = Area::new(preset, technology)?.total().value() * (1.0 + draw.area_beside);
        let (inference, learning) = (parts(&structure.inference), parts(&structure.learning));
        // What an update adds is counted at another share of updates than the silicon had.
        let share = draw.updates / structure.learning.update_share();
        Ok(Self { inference, learning: inference.towards(learning, share), area })
    }

    fn overhead(&self, level: f64) -> f64 {
        self.learning.at(level) / self.inference.at(level) - 1.0
    }
}

impl Subject<'_> {
    fn values(
        &self,
        draw: &Draw,
        technology: &Technology,
        level: f64,
        silicon: &Reconstructed,
    ) -> Result<Values, UncertaintyError> {
        let Self { preset, point, counters, images, run } = *self;
        let model = EnergyModel::new(preset, technology, point, 1.0)?;
        let memories = MemoryShape::new(draw, technology, point.supply)?;
        let images = images.max(1) as f64;
        let parts = memories.parts(&model, &model.counts(counters), images);
        let energy = parts.at(level);
        let silicon = match run {
            RunOf::Inference => silicon.inference,
            RunOf::Learning => silicon.learning,
        };
        let seconds = counters.cycles().max(1) as f64 / point.clock.value();
        Ok(Values {
            ratio: silicon.at(level) / energy,
            energy: energy.value(),
            memory: parts.memory.value() * level,
            power: energy.value() * images / seconds,
            area: Area::new(preset, technology)?.total().value(),
        })
    }
}
