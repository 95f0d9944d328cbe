//! The one fitted number.

use apical_chip::energy::{Calibration, EnergyModel, Estimate};
use apical_chip::machine::ChipProcessor;
use apical_chip::preset::Preset;
use apical_chip::published::INFERENCE_ENERGY;
use apical_chip::simulation::run_inference;
use apical_chip::technology::Technology;

use crate::common::assert_near;
use crate::common::images::{made, mnist};

fn technology() -> Technology {
    Technology::find("65nm").unwrap()
}

/// Strokes of four pixels, as digits have, wherever they are.
fn strokes() -> Vec<Vec<u8>> {
    let image = |shift| (0..784).map(|pixel| if (pixel + shift) % 33 < 4 { 255 } else { 0 }).collect();
    (0..66).map(image).collect()
}

/// Energy of an inference by `park2019`, an image.
fn inference(images: &[Vec<u8>], factor: f64) -> (Estimate, Estimate) {
    let preset = Preset::builtin("park2019").unwrap();
    let state = preset.config().unwrap().initial_state(3);
    let mut processor = ChipProcessor::new(&preset.organisation, &state).unwrap();
    let (run, _) = run_inference(&mut processor, images.iter().map(Vec::as_slice), || {}).unwrap();
    let model = EnergyModel::new(&preset, &technology(), preset.operating_point(), factor).unwrap();
    let report = model.account(&run.counters).per(run.images);
    (report.total(), report.memory())
}

#[test]
fn the_dense_machine_takes_the_published_energy_on_made_images() {
    let factor = Calibration::of(&technology()).unwrap().factor;
    let (total, _) = inference(&made(400, 8), factor);
    // Adders and their wires, whose whole tree works in a cycle with a spike, notice that these images are brighter than
    // digits: spikes are scattered over nearly all words of layer 1.
    assert_near(total.calibrated.nanojoules(), 236.5, 1.5e-2, "nJ an image");
    let (total, _) = inference(&strokes(), factor);
    assert_near(total.calibrated.nanojoules(), 236.5, 2e-3, "nJ an image of strokes");
}

#[test]
fn the_dense_machine_takes_the_published_energy_on_real_images() {
    let Some(images) = mnist(1000) else { return };
    let images: Vec<_> = images.into_iter().map(|(image, _)| image).collect();
    let factor = Calibration::of(&technology()).unwrap().factor;
    let (total, _) = inference(&images, factor);
    assert_near(total.calibrated.nanojoules(), 236.5, 1e-3, "nJ an image");
}

#[test]
fn the_factor_is_what_the_memories_lack() {
    let calibration = Calibration::of(&technology()).unwrap();
    let (total, memory) = inference(&strokes(), 1.0);
    let logic = total.low.nanojoules() - memory.low.nanojoules();
    let factor = (INFERENCE_ENERGY.value.nanojoules() - logic) / memory.low.nanojoules();
    assert_near(calibration.factor, factor, 3e-3, "factor");
    assert_near(calibration.low.value(), total.low.value(), 5e-3, "low");
    assert_near(calibration.high.value(), total.high.value(), 2e-3, "high");
    assert_near(calibration.memory_low.value(), memory.low.value(), 1e-9, "memories, low");
    assert_near(calibration.memory_high.value(), memory.high.value(), 1e-9, "memories, high");
}

#[test]
fn the_bounds_bracket_the_published_energy_and_the_factor_lies_between() {
    let calibration = Calibration::of(&technology()).unwrap();
    assert!(calibration.low < INFERENCE_ENERGY.value && INFERENCE_ENERGY.value < calibration.high);
    let highest = calibration.memory_high / calibration.memory_low;
    assert!(1.0 < calibration.factor && calibration.factor < highest, "{} of {highest}", calibration.factor);
    assert!(calibration.position().is_some_and(|position| (0.0..1.0).contains(&position)));
}

#[test]
fn the_factor_is_fitted_once_for_all_machines() {
    // A technology whose memories cost more needs less of a factor; the calibrated energy stays.
    let dearer = Technology::find_scaled("65nm", Some(("sram.cacti.energy", 1.3))).unwrap();
    let (plain, dear) = (Calibration::of(&technology()).unwrap(), Calibration::of(&dearer).unwrap());
    assert_near(dear.factor * 1.3, plain.factor, 1e-12, "factor");
    assert_near(dear.memory_high.value(), plain.memory_high.value(), 1e-12, "the high bound stays");
}

#[test]
fn a_technology_whose_logic_takes_it_all_cannot_be_calibrated() {
    let hot = Technology::find_scaled("65nm", Some(("cells.register_clock", 20.0))).unwrap();
    let error = Calibration::of(&hot).unwrap_err().to_string();
    assert!(
        error.starts_with("technology 65nm: without its memories, an inference of park2019 takes "),
        "{error}"
    );
    assert!(
        error.ends_with("the published 236.5 nJ leave nothing for them, so that no calibration is possible"),
        "{error}"
    );
}
