//! Claim 2: the reconstruction against the silicon.

use apical_chip::published::{
    AREA, INFERENCE_CYCLES, INFERENCE_ENERGY, POWER, TRAINING_CYCLES, TRAINING_OVERHEAD, TRAINING_PIXELS,
};
use apical_chip::units::Seconds;
use apical_report::percent;
use apical_uncertainty::Interval;

use super::super::intervals::Intervals;
use super::super::measure::Silicon;
use super::{Basis, Claim, Judge};

/// How far the prior alone may be from the published energy.
const UNFITTED_DEVIATION: f64 = 0.15;

pub(super) fn claims(judge: &Judge<'_>, silicon: &Silicon, intervals: Option<&Intervals>) -> Vec<Claim> {
    let park = &silicon.park;
    let mut claims = vec![judge.equality(2, "park2019", &silicon.trained)];
    claims.extend(cycles(judge, silicon));
    let energies = park.energies();
    let total = energies.inference.total();
    let [low, high] = [total.low, total.high];
    let position = park
        .chip
        .process()
        .calibration()
        .and_then(|found| found.position())
        .map_or_else(|| "-".to_owned(), |p| percent(p, 0));
    let bounds = format!("{:.1} to {:.1} nJ", low.nanojoules(), high.nanojoules());
    let brackets = (low..=high).contains(&INFERENCE_ENERGY.value);
    let mut energy =
        judge.claim(2, "park2019: bounds bracket the inference energy", bounds, low.nanojoules(), brackets);
    energy.published = INFERENCE_ENERGY.to_string();
    claims.push(energy.note(format!(
        "no fitted number; the silicon lies {position} of the way up: memory factor {:.2}",
        park.chip.process().factor()
    )));
    let time = Seconds::new(park.inference.cycles_per_image() / park.chip.preset().clock.value());
    let [low, high] = [low / time, high / time];
    let bounds = format!("{:.1} to {:.1} mW", low.milliwatts(), high.milliwatts());
    let brackets = (low..=high).contains(&POWER.value);
    let mut power = judge.claim(2, "park2019: bounds bracket the power", bounds, low.milliwatts(), brackets);
    power.published = POWER.to_string();
    claims.push(power.note(format!("{}; no fitted number", POWER.conditions)));
    let overhead = energies.overhead();
    let published = TRAINING_OVERHEAD.to_string();
    claims.push(
        judge
            .claim(
                2,
                "park2019: training overhead, 5 to 10 %",
                percent(overhead, 2),
                overhead,
                (0.05..=0.10).contains(&overhead),
            )
            .published(&published, TRAINING_OVERHEAD.value)
            .on(Basis::Consistent)
            .of_whole_training(judge)
            .note(format!(
                "factor fitted on inference; {} over inferences of training images",
                percent(energies.overhead_over_known(), 2)
            )),
    );
    let overhead = silicon.gated.energies().overhead();
    claims.push(
        judge
            .claim(2, "park2019: the same, idle neurons off in updates", percent(overhead, 2), overhead, true)
            .published(published, TRAINING_OVERHEAD.value)
            .not_judged()
            .note("--set dataflow.update_reads=changing; the published power speaks against it (docs/energy.md)"),
    );
    claims.extend(intervals.map(|found| ensemble(judge, &found.silicon)).into_iter().flatten());
    claims
}

/// What the prior and the structures say of the silicon.
fn ensemble(judge: &Judge<'_>, found: &apical_uncertainty::Silicon) -> [Claim; 3] {
    let published = INFERENCE_ENERGY.number;
    let unfitted = found.anchored_nj;
    let contains = |interval: Interval, value: f64| interval.contains(value);
    [
        judge
            .claim(
                2,
                "park2019: inference within 15 %, nothing fitted",
                format!("{unfitted:.1} nJ"),
                unfitted,
                (unfitted / published - 1.0).abs() <= UNFITTED_DEVIATION,
            )
            .published(INFERENCE_ENERGY.to_string(), published)
            // The prior was set with this figure in view.
            .on(Basis::Consistent)
            .note(format!(
                "every constant at its median; {} nJ over all structures and constants",
                found.unfitted_nj.shown()
            )),
        judge
            .claim(
                2,
                "the silicon, over all structures: training overhead",
                percent(found.overhead.median, 2),
                found.overhead.median,
                contains(found.overhead, TRAINING_OVERHEAD.value),
            )
            .published(TRAINING_OVERHEAD.to_string(), TRAINING_OVERHEAD.value)
            .with(found.overhead)
            .on(Basis::Consistent),
        judge
            .claim(
                2,
                "the silicon, over all structures: area",
                format!("{:.2} mm²", found.area_mm2.median),
                found.area_mm2.median,
                contains(found.area_mm2, AREA.number),
            )
            .published(AREA.to_string(), AREA.number)
            .with(found.area_mm2)
            .on(Basis::Consistent),
    ]
}

fn cycles(judge: &Judge<'_>, silicon: &Silicon) -> [Claim; 3] {
    let park = &silicon.park;
    let (inference, training) = (park.inference.cycles_per_image(), park.training.cycles_per_image());
    let inputs = f64::from(park.chip.preset().organisation.layers[0].inputs);
    let pixels = park.chip.preset().clock.value() * inputs / training;
    let near = |value: f64, published: f64, most: f64| (value - published).abs() <= most;
    [
        judge
            .claim(
                2,
                &format!("park2019: cycles an inference, {} ± 2", INFERENCE_CYCLES.number),
                format!("{inference:.2}"),
                inference,
                near(inference, INFERENCE_CYCLES.value, 2.0),
            )
            .on(Basis::BuiltIn)
            .published(format!("about {}", INFERENCE_CYCLES.number), INFERENCE_CYCLES.value),
        judge
            .claim(
                2,
                &format!("park2019: cycles a training image, {} ± 3", TRAINING_CYCLES.number),
                format!("{training:.2}"),
                training,
                near(training, TRAINING_CYCLES.value, 3.0),
            )
            .published(format!("about {}", TRAINING_CYCLES.number), TRAINING_CYCLES.value)
            .of_whole_training(judge)
            .note(format!("{} of the images update", percent(silicon.trained.update_rate, 2))),
        judge
            .claim(
                2,
                "park2019: training throughput within 2 %",
                format!("{:.2} Mpixel/s", pixels * 1e-6),
                pixels,
                near(pixels / TRAINING_PIXELS.value, 1.0, 0.02),
            )
            .published(TRAINING_PIXELS.to_string(), TRAINING_PIXELS.value)
            .of_whole_training(judge),
    ]
}
