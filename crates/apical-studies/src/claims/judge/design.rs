//! Claims 3 to 5: our own machine, and those that it is compared with.

use apical_chip::energy::{Cause, EnergyReport, Estimate, Kind};
use apical_chip::published::{
    AREA_EFFICIENCY_GAIN, INFERENCE_ENERGY, INFERENCE_RATE, MEMORY_SAVING, TRAINING_OVERHEAD,
};
use apical_chip::simulation::RunCounts;
use apical_report::{percent, rate};

use super::super::intervals::DesignIntervals;
use super::super::machine::{Energies, MeasuredMachine};
use super::super::measure::Design;
use super::{Claim, Judge};

/// Energy of an inference that is claimed, in nanojoules.
const MOST_NANOJOULES: f64 = 25.0;
const LEAST_RATE: f64 = 180e3;
/// Energy of the silicon over ours that is claimed.
const LEAST_RATIO: f64 = 10.0;

pub(super) fn claims(judge: &Judge<'_>, design: &Design, intervals: Option<DesignIntervals>) -> Vec<Claim> {
    let energies = design.apical.energies();
    let mut claims = vec![judge.equality(3, "apical and its comparisons", &design.trained)];
    claims.extend(intervals.map(|found| ratio(judge, &found)));
    claims.extend(energy(judge, &energies, intervals));
    claims.push(throughput(judge, &design.apical));
    claims.extend(savings(judge, &energies, design, intervals));
    claims.extend(gains(judge, design, intervals));
    claims
}

/// The figure that is known best.
fn ratio(judge: &Judge<'_>, intervals: &DesignIntervals) -> Claim {
    let interval = intervals.ratio;
    let holds = |value: f64| value >= LEAST_RATIO;
    judge
        .claim(
            3,
            &format!("apical: at least {LEAST_RATIO:.0} times less energy an image than the silicon"),
            format!("{:.1} x", interval.median),
            interval.median,
            holds(interval.median),
        )
        .within(Some(interval), holds)
        .note("inferences; each draw is made to take the silicon's published energy (docs/energy.md)")
}

fn energy(judge: &Judge<'_>, energies: &Energies, intervals: Option<DesignIntervals>) -> [Claim; 2] {
    let total = energies.inference.total();
    let value = total.calibrated.nanojoules();
    let overhead = energies.overhead();
    [
        judge
            .claim(
                3,
                "apical: at most 25 nJ an image at 0.8 V",
                format!("{value:.2} nJ"),
                value,
                value <= MOST_NANOJOULES,
            )
            .published(INFERENCE_ENERGY.to_string(), INFERENCE_ENERGY.number)
            .within(intervals.map(|found| found.energy_nj), |value| value <= MOST_NANOJOULES)
            .note(format!(
                "calibrated, goal 15 nJ; bounds {:.1} to {:.1} nJ",
                total.low.nanojoules(),
                total.high.nanojoules()
            )),
        judge
            .claim(
                3,
                &format!("apical: learning overhead at most {TRAINING_OVERHEAD}"),
                percent(overhead, 2),
                overhead,
                overhead <= TRAINING_OVERHEAD.value,
            )
            .published(TRAINING_OVERHEAD.to_string(), TRAINING_OVERHEAD.value)
            .within(intervals.map(|found| found.overhead), |value| value <= TRAINING_OVERHEAD.value)
            .of_whole_training(judge)
            .note(format!(
                "{:.2} nJ a training image; {} over inferences of training images",
                energies.training.total().calibrated.nanojoules(),
                percent(energies.overhead_over_known(), 2)
            )),
    ]
}

fn throughput(judge: &Judge<'_>, apical: &MeasuredMachine) -> Claim {
    let value = apical.images_per_second(&apical.inference);
    judge
        .claim(
            3,
            "apical: at least 180 k images/s at 20 MHz",
            format!("{} images/s", rate(value)),
            value,
            value >= LEAST_RATE,
        )
        .published(INFERENCE_RATE.to_string(), INFERENCE_RATE.value)
        .note(format!(
            "{:.1} cycles an image; {} images/s in training",
            apical.inference.cycles_per_image(),
            rate(apical.images_per_second(&apical.training))
        ))
}

fn savings(
    judge: &Judge<'_>,
    apical: &Energies,
    design: &Design,
    intervals: Option<DesignIntervals>,
) -> [Claim; 2] {
    let saving = |claim: &str, other: &MeasuredMachine, what: &str, index: usize| {
        let other = other.energies().training;
        let (ours, theirs) = (apical.training.memory(), other.memory());
        let saved = |of: fn(Estimate) -> f64| 1.0 - of(ours) / of(theirs);
        let part = |cause: Cause| {
            let of = |report: &EnergyReport| {
                let part = report.sum_where(|item| item.kind == Kind::Memory && item.cause == cause);
                part.calibrated.value()
            };
            percent(1.0 - of(&apical.training) / of(&other), 1)
        };
        let value = saved(|energy| energy.calibrated.value());
        judge
            .claim(4, claim, percent(value, 1), value, value >= MEMORY_SAVING.value)
            .published(MEMORY_SAVING.to_string(), MEMORY_SAVING.value)
            .within(intervals.map(|found| found.savings[index]), |value| value >= MEMORY_SAVING.value)
            .of_whole_training(judge)
            .note(format!(
                "against {what}; of the forward phase alone {}, of updates alone {}; {} and {} with the bounds' memories",
                part(Cause::Forward),
                part(Cause::Update),
                percent(saved(|energy| energy.low.value()), 1),
                percent(saved(|energy| energy.high.value()), 1)
            ))
    };
    [
        saving(
            &format!("memory-access energy of training, at least {MEMORY_SAVING} less"),
            &design.single_bank,
            "the same machine with one 16-bit bank",
            0,
        ),
        saving(
            "the same, against words without spare bits",
            &design.packed,
            "one bank of the 12 bits that the rule needs, four in a word",
            1,
        )
        .not_judged(),
    ]
}

fn gains(judge: &Judge<'_>, design: &Design, intervals: Option<DesignIntervals>) -> [Claim; 2] {
    let gain = |claim: &str, other: &MeasuredMachine, what: &str, index: usize| {
        let ratio = |run: fn(&MeasuredMachine) -> &RunCounts| {
            let efficiency = |machine: &MeasuredMachine| {
                machine.images_per_second(run(machine)) / machine.area().total().value()
            };
            efficiency(&design.apical) / efficiency(other)
        };
        let value = ratio(|machine| &machine.inference);
        judge
            .claim(5, claim, format!("{value:.2} x"), value, value >= AREA_EFFICIENCY_GAIN.value)
            .published(format!("{:.2} x", AREA_EFFICIENCY_GAIN.number), AREA_EFFICIENCY_GAIN.value)
            .within(intervals.map(|found| found.gains[index]), |value| value >= AREA_EFFICIENCY_GAIN.value)
            .note(format!(
                "inferences/s/mm²; {:.2} x in training; {:.2} mm² against {:.2} mm² {what}",
                ratio(|machine| &machine.training),
                design.apical.area().total().value(),
                other.area().total().value()
            ))
    };
    [
        gain(
            &format!("area efficiency over backpropagation, at least {AREA_EFFICIENCY_GAIN}"),
            &design.backpropagation,
            "with a port for transposed reads",
            0,
        ),
        gain(
            "the same, errors going back row by row",
            &design.by_rows,
            "with one port (--set layers.*.weights.ports=1)",
            1,
        ),
    ]
}
