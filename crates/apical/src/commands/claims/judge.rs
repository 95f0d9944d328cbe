//! Claims beside what was published and what was found.

use apical_chip::energy::{PUBLISHED_INFERENCE, PUBLISHED_POWER};
use apical_report::{percent, rate};
use serde::Serialize;

use super::measure::{Extent, Measured};
use crate::failure::Failure;

/// Published accuracy on the MNIST test set.
const PUBLISHED_ACCURACY: f64 = 0.9783;
/// Published training energy over inference energy, less one.
const PUBLISHED_OVERHEAD: f64 = 0.075;
/// Published training throughput.
const PUBLISHED_PIXELS: f64 = 73.9e6;
/// The same in images a second.
const PUBLISHED_LEARNING: f64 = 94.3e3;

/// How a figure was come by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Label {
    Measured,
    Modelled,
}

/// Whether a claim holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Verdict {
    Holds,
    Fails,
    /// The run was too small, or of other data.
    NotJudged,
}

impl Verdict {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Fails => "FAILS",
            Self::NotJudged => "not judged",
        }
    }
}

/// A line of the result.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Claim {
    pub(super) number: u8,
    pub(super) claim: String,
    pub(super) published: String,
    pub(super) ours: String,
    /// Relative to the published value, where there is one.
    pub(super) error: Option<f64>,
    /// The value itself, in the unit of `ours`.
    pub(super) value: f64,
    pub(super) label: Label,
    pub(super) command: String,
    pub(super) verdict: Verdict,
    pub(super) note: String,
}

/// What the figures of a run are worth.
struct Judge {
    command: String,
    /// Published figures are of MNIST.
    mnist: bool,
}

impl Judge {
    fn verdict(&self, holds: bool, judged: bool) -> Verdict {
        match (judged && self.mnist, holds) {
            (false, _) => Verdict::NotJudged,
            (true, true) => Verdict::Holds,
            (true, false) => Verdict::Fails,
        }
    }

    fn modelled(&self, number: u8, claim: &str, value: f64, holds: bool) -> Claim {
        Claim {
            number,
            claim: claim.to_owned(),
            published: "-".to_owned(),
            ours: String::new(),
            error: None,
            value,
            label: Label::Modelled,
            command: self.command.clone(),
            verdict: self.verdict(holds, true),
            note: String::new(),
        }
    }
}

fn relative(value: f64, published: f64) -> Option<f64> {
    Some(value / published - 1.0)
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// All claims of a run.
pub(super) fn judge(
    found: &Measured,
    extent: Extent,
    mnist: bool,
    command: String,
) -> Result<Vec<Claim>, Failure> {
    let judge = Judge { command, mnist };
    let mut claims = accuracy(&judge, found, extent);
    claims.extend(silicon(&judge, found)?);
    claims.extend(ours(&judge, found)?);
    claims.push(Claim {
        ours: format!("{} images/s", rate(found.learning_rate)),
        published: format!("{} images/s", rate(PUBLISHED_LEARNING)),
        error: relative(found.learning_rate, PUBLISHED_LEARNING),
        label: Label::Measured,
        note: "median epoch, one core of this machine".to_owned(),
        ..judge.modelled(
            7,
            "the software model learns faster than the silicon did",
            found.learning_rate,
            found.learning_rate >= PUBLISHED_LEARNING,
        )
    });
    Ok(claims)
}

fn accuracy(judge: &Judge, found: &Measured, extent: Extent) -> Vec<Claim> {
    let seeds = found.accuracies.len();
    let enough = seeds >= 5;
    let value = mean(&found.accuracies);
    let spread = |values: &[f64]| {
        let (least, most) = values.iter().fold((1.0_f64, 0.0_f64), |(l, m), &v| (l.min(v), m.max(v)));
        format!("{} to {}", percent(least, 2), percent(most, 2))
    };
    let note = if enough {
        format!(
            "mean of {seeds} seeds ({}), each of the last 5 of {} epochs",
            spread(&found.accuracies),
            extent.epochs
        )
    } else {
        "one seed: a mean of five decides (leave out --quick)".to_owned()
    };
    let mut claims = vec![Claim {
        published: percent(PUBLISHED_ACCURACY, 2),
        ours: percent(value, 2),
        error: relative(value, PUBLISHED_ACCURACY),
        label: Label::Measured,
        verdict: judge.verdict(value >= PUBLISHED_ACCURACY, enough),
        note,
        ..judge.modelled(1, "accuracy on MNIST, at least 97.83 %", value, true)
    }];
    if !found.shifted.is_empty() {
        let value = mean(&found.shifted);
        claims.push(Claim {
            published: percent(PUBLISHED_ACCURACY, 2),
            ours: percent(value, 2),
            error: relative(value, PUBLISHED_ACCURACY),
            label: Label::Measured,
            verdict: judge.verdict(value >= PUBLISHED_ACCURACY, true),
            note: format!("seeds from {}; goal 98.30 %", spread(&found.shifted)),
            ..judge.modelled(1, "the same with shifts of one pixel", value, true)
        });
    }
    claims
}

/// The reconstruction against the silicon.
fn silicon(judge: &Judge, found: &Measured) -> Result<Vec<Claim>, Failure> {
    let park = &found.park;
    let [inference, training] = park.energies()?;
    let cycles = park.inference.cycles_per_image();
    let learning = park.training.cycles_per_image();
    let pixels =
        park.chip.preset.clock.value() * park.chip.preset.organisation.layers[0].inputs as f64 / learning;
    let (low, high) = (inference.total().low, inference.total().high);
    let time = apical_chip::units::Seconds::new(cycles / park.chip.preset.clock.value());
    let (low_power, high_power) = (low / time, high / time);
    let overhead = training.total().calibrated / inference.total().calibrated - 1.0;
    let [gated_inference, gated_training] = found.park_gated.energies()?;
    let gated = gated_training.total().calibrated / gated_inference.total().calibrated - 1.0;
    let position = park.chip.calibration.position();
    Ok(vec![
        Claim {
            published: "about 200".to_owned(),
            ours: format!("{cycles:.2}"),
            error: relative(cycles, 200.0),
            ..judge.modelled(
                2,
                "park2019: cycles an inference, 200 ± 2",
                cycles,
                (cycles - 200.0).abs() <= 2.0,
            )
        },
        Claim {
            published: "about 212".to_owned(),
            ours: format!("{learning:.2}"),
            error: relative(learning, 212.0),
            note: format!("{} of the images update", percent(found.update_rate, 2)),
            ..judge.modelled(
                2,
                "park2019: cycles a training image, 212 ± 3",
                learning,
                (learning - 212.0).abs() <= 3.0,
            )
        },
        Claim {
            published: "73.9 Mpixel/s".to_owned(),
            ours: format!("{:.2} Mpixel/s", pixels * 1e-6),
            error: relative(pixels, PUBLISHED_PIXELS),
            ..judge.modelled(
                2,
                "park2019: training throughput within 2 %",
                pixels,
                (pixels / PUBLISHED_PIXELS - 1.0).abs() <= 0.02,
            )
        },
        Claim {
            published: "236.5 nJ".to_owned(),
            ours: format!("{:.1} to {:.1} nJ", low.nanojoules(), high.nanojoules()),
            note: format!(
                "no fitted number; the silicon lies {} of the way up: memory factor {:.2}",
                percent(position, 0),
                park.chip.calibration.factor
            ),
            ..judge.modelled(
                2,
                "park2019: bounds bracket the inference energy",
                low.nanojoules(),
                (low..=high).contains(&PUBLISHED_INFERENCE),
            )
        },
        Claim {
            published: "23.6 mW".to_owned(),
            ours: format!("{:.1} to {:.1} mW", low_power.milliwatts(), high_power.milliwatts()),
            note: "at 0.8 V and 20 MHz; no fitted number".to_owned(),
            ..judge.modelled(
                2,
                "park2019: bounds bracket the power",
                low_power.milliwatts(),
                (low_power..=high_power).contains(&PUBLISHED_POWER),
            )
        },
        Claim {
            published: percent(PUBLISHED_OVERHEAD, 1),
            ours: percent(overhead, 2),
            error: relative(overhead, PUBLISHED_OVERHEAD),
            note: format!(
                "calibrated on inference; {} if unchanged neurons stayed idle in updates",
                percent(gated, 2)
            ),
            ..judge.modelled(
                2,
                "park2019: training overhead predicted, 5 to 10 %",
                overhead,
                (0.05..=0.10).contains(&overhead),
            )
        },
    ])
}

/// Our own machine, and those that it is compared with.
fn ours(judge: &Judge, found: &Measured) -> Result<Vec<Claim>, Failure> {
    let apical = &found.apical;
    let [inference, training] = apical.energies()?;
    let energy = inference.total().calibrated.nanojoules();
    let overhead = training.total().calibrated / inference.total().calibrated - 1.0;
    let throughput = apical.images_per_second(&apical.inference);
    let [_, single] = found.single_bank.energies()?;
    let saving = 1.0 - training.memory().calibrated / single.memory().calibrated;
    let efficiency = |machine: &super::measure::Machine| {
        machine.images_per_second(&machine.inference) / machine.area.total().value()
    };
    let gain = efficiency(apical) / efficiency(&found.backpropagation);
    Ok(vec![
        Claim {
            published: "236.5 nJ".to_owned(),
            ours: format!("{energy:.2} nJ"),
            error: relative(energy, PUBLISHED_INFERENCE.nanojoules()),
            note: format!(
                "calibrated, goal 15 nJ; bounds {:.1} to {:.1} nJ",
                inference.total().low.nanojoules(),
                inference.total().high.nanojoules()
            ),
            ..judge.modelled(3, "apical: at most 25 nJ an image at 0.8 V", energy, energy <= 25.0)
        },
        Claim {
            published: percent(PUBLISHED_OVERHEAD, 1),
            ours: percent(overhead, 2),
            error: relative(overhead, PUBLISHED_OVERHEAD),
            note: format!("{:.2} nJ a training image", training.total().calibrated.nanojoules()),
            ..judge.modelled(3, "apical: learning overhead at most 7.5 %", overhead, overhead <= 0.075)
        },
        Claim {
            published: "99.8 k images/s".to_owned(),
            ours: format!("{} images/s", rate(throughput)),
            error: relative(throughput, 99.8e3),
            note: format!("{:.1} cycles an image at 20 MHz", apical.inference.cycles_per_image()),
            ..judge.modelled(3, "apical: at least 180 k images/s at 20 MHz", throughput, throughput >= 180e3)
        },
        Claim {
            published: percent(0.62, 0),
            ours: percent(saving, 1),
            error: relative(saving, 0.62),
            note: "against the same machine with one 16-bit bank".to_owned(),
            ..judge.modelled(
                4,
                "memory-access energy of training, at least 62 % less",
                saving,
                saving >= 0.62,
            )
        },
        Claim {
            published: "1.40 x".to_owned(),
            ours: format!("{gain:.2} x"),
            error: relative(gain, 1.4),
            note: format!(
                "{:.2} mm² against {:.2} mm² for backpropagation at the same throughput",
                apical.area.total().value(),
                found.backpropagation.area.total().value()
            ),
            ..judge.modelled(5, "area efficiency, at least 1.4 x", gain, gain >= 1.4)
        },
    ])
}
