//! Claim 2: the reconstruction against the silicon.

use apical_chip::energy::{PUBLISHED_INFERENCE, PUBLISHED_POWER};
use apical_chip::units::Seconds;
use apical_report::percent;

use super::super::measure::Silicon;
use super::{Claim, Judge};
use crate::StudyError;

/// Published training energy over inference energy, less one.
pub(super) const PUBLISHED_OVERHEAD: f64 = 0.075;
/// Published training throughput, in pixels a second.
const PUBLISHED_PIXELS: f64 = 73.9e6;
/// Cycles that follow from the published throughput, power and clock.
const PUBLISHED_INFERENCE_CYCLES: f64 = 200.0;
const PUBLISHED_TRAINING_CYCLES: f64 = 212.0;

pub(super) fn claims(judge: &Judge<'_>, silicon: &Silicon) -> Result<Vec<Claim>, StudyError> {
    let park = &silicon.park;
    let mut claims = vec![judge.equality(2, "park2019", &silicon.trained)];
    claims.extend(cycles(judge, silicon));
    let energies = park.energies()?;
    let total = energies.inference.total();
    let [low, high] = [total.low, total.high];
    let position =
        park.calibration.and_then(|found| found.position()).map_or_else(|| "-".to_owned(), |p| percent(p, 0));
    let bounds = format!("{:.1} to {:.1} nJ", low.nanojoules(), high.nanojoules());
    let brackets = (low..=high).contains(&PUBLISHED_INFERENCE);
    let mut energy =
        judge.claim(2, "park2019: bounds bracket the inference energy", bounds, low.nanojoules(), brackets);
    energy.published = format!("{:.1} nJ", PUBLISHED_INFERENCE.nanojoules());
    claims.push(energy.note(format!(
        "no fitted number; the silicon lies {position} of the way up: memory factor {:.2}",
        park.factor()
    )));
    let time = Seconds::new(park.inference.cycles_per_image() / park.preset.clock.value());
    let [low, high] = [low / time, high / time];
    let bounds = format!("{:.1} to {:.1} mW", low.milliwatts(), high.milliwatts());
    let brackets = (low..=high).contains(&PUBLISHED_POWER);
    let mut power = judge.claim(2, "park2019: bounds bracket the power", bounds, low.milliwatts(), brackets);
    power.published = format!("{:.1} mW", PUBLISHED_POWER.milliwatts());
    claims.push(power.note("at 0.8 V and 20 MHz; no fitted number"));
    let overhead = energies.overhead();
    let published = percent(PUBLISHED_OVERHEAD, 1);
    claims.push(
        judge
            .claim(
                2,
                "park2019: training overhead, 5 to 10 %",
                percent(overhead, 2),
                overhead,
                (0.05..=0.10).contains(&overhead),
            )
            .published(&published, PUBLISHED_OVERHEAD)
            .of_whole_training(judge)
            .note(format!(
                "factor fitted on inference; {} over inferences of training images",
                percent(energies.overhead_over_known(), 2)
            )),
    );
    let overhead = silicon.gated.energies()?.overhead();
    claims.push(
        judge
            .claim(2, "park2019: the same, idle neurons off in updates", percent(overhead, 2), overhead, true)
            .published(published, PUBLISHED_OVERHEAD)
            .not_judged()
            .note("--set dataflow.update_reads=changing; the published power speaks against it (docs/energy.md)"),
    );
    Ok(claims)
}

fn cycles(judge: &Judge<'_>, silicon: &Silicon) -> [Claim; 3] {
    let park = &silicon.park;
    let (inference, training) = (park.inference.cycles_per_image(), park.training.cycles_per_image());
    let inputs = f64::from(park.preset.organisation.layers[0].inputs);
    let pixels = park.preset.clock.value() * inputs / training;
    let near = |value: f64, published: f64, most: f64| (value - published).abs() <= most;
    [
        judge
            .claim(
                2,
                "park2019: cycles an inference, 200 ± 2",
                format!("{inference:.2}"),
                inference,
                near(inference, PUBLISHED_INFERENCE_CYCLES, 2.0),
            )
            .published("about 200", PUBLISHED_INFERENCE_CYCLES),
        judge
            .claim(
                2,
                "park2019: cycles a training image, 212 ± 3",
                format!("{training:.2}"),
                training,
                near(training, PUBLISHED_TRAINING_CYCLES, 3.0),
            )
            .published("about 212", PUBLISHED_TRAINING_CYCLES)
            .of_whole_training(judge)
            .note(format!("{} of the images update", percent(silicon.trained.update_rate, 2))),
        judge
            .claim(
                2,
                "park2019: training throughput within 2 %",
                format!("{:.2} Mpixel/s", pixels * 1e-6),
                pixels,
                near(pixels / PUBLISHED_PIXELS, 1.0, 0.02),
            )
            .published("73.9 Mpixel/s", PUBLISHED_PIXELS)
            .of_whole_training(judge),
    ]
}
