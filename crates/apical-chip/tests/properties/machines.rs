//! Energy and area of random machines.

use std::sync::LazyLock;

use apical_chip::area::Area;
use apical_chip::energy::{EnergyModel, Estimate};
use apical_chip::machine::ChipProcessor;
use apical_chip::machine::counters::MachineCounters;
use apical_chip::preset::Preset;
use apical_chip::technology::Technology;
use apical_core::random::SplitMix64;
use apical_core::{Processor, State, StepRate};
use proptest::prelude::*;

use super::organisations::presets;

static TECHNOLOGY: LazyLock<Technology> = LazyLock::new(|| Technology::find("65nm").unwrap());

fn model(preset: &Preset) -> EnergyModel {
    EnergyModel::new(preset, &TECHNOLOGY, preset.operating_point(), 2.0).unwrap()
}

fn image(pixels: usize, random: &mut SplitMix64) -> Vec<u8> {
    (0..pixels).map(|_| random.below(256) as u8).collect()
}

/// A run of both kinds.
fn run(preset: &Preset, seed: u64) -> MachineCounters {
    let config = preset.config().unwrap();
    let mut processor = ChipProcessor::new(&preset.organisation, &config.initial_state(seed)).unwrap();
    let mut random = SplitMix64::new(seed);
    processor.set_step_rate(StepRate::new(5 * 256, config.format).unwrap());
    for _ in 0..3 {
        let pixels = image(config.inputs(), &mut random);
        processor.infer(&pixels).unwrap();
    }
    for _ in 0..6 {
        let pixels = image(config.inputs(), &mut random);
        let label = random.below(config.classes() as u32) as u8;
        processor.learn(&pixels, label).unwrap();
    }
    while processor.drain_one().is_some() {}
    processor.machine_counters()
}

/// The inference of one image.
fn inference(preset: &Preset, state: &State, pixels: &[u8]) -> MachineCounters {
    let mut processor = ChipProcessor::new(&preset.organisation, state).unwrap();
    processor.infer(pixels).unwrap();
    processor.machine_counters()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn energies_are_finite_and_not_negative(preset in presets(), seed in any::<u64>()) {
        let report = model(&preset).account(&run(&preset, seed));
        for item in &report.items {
            let Estimate { low, high, calibrated } = item.energy;
            for energy in [low, high, calibrated] {
                prop_assert!(energy.value() >= 0.0 && energy.value().is_finite(), "{item:?}");
            }
        }
        let total = report.total();
        prop_assert!(total.low.value() > 0.0 && total.high.value() > 0.0 && total.calibrated >= total.low);
        let parts: Estimate = report.by_block().into_iter().map(|(_, energy)| energy).sum();
        prop_assert!((parts.high / total.high - 1.0).abs() < 1e-9);
    }

    #[test]
    fn areas_are_positive_and_sum_to_the_whole(preset in presets()) {
        let area = Area::new(&preset, &TECHNOLOGY).unwrap();
        let mut sum = 0.0;
        for (block, part) in &area.blocks {
            prop_assert!(part.value() > 0.0 && part.value().is_finite(), "{}", block.name());
            sum += part.value();
        }
        prop_assert!((sum / area.total().value() - 1.0).abs() < 1e-9);
        let leakage = area.leakage(&TECHNOLOGY, preset.supply).value();
        prop_assert!(leakage > 0.0 && leakage.is_finite());
        // Memories hold at least the network.
        let format = preset.organisation.format;
        let synapses = preset.config().unwrap().synapses() as u64;
        let needed = synapses * u64::from(format.weight_bits() + format.accumulator_bits());
        prop_assert!(area.memory_bits >= needed, "{} bits for {needed}", area.memory_bits);
        prop_assert_eq!(model(&preset).leakage().value(), leakage);
    }

    /// With weights that are not negative, more input spikes make more spikes everywhere.
    #[test]
    fn more_events_never_cost_less(preset in presets(), seed in any::<u64>(), extra in 0_usize..30) {
        let config = preset.config().unwrap();
        let mut state = config.initial_state(seed);
        for layer in &mut state.network.layers {
            for weight in &mut layer.weights {
                *weight = (*weight).max(0);
            }
        }
        let mut random = SplitMix64::new(seed);
        let few = image(config.inputs(), &mut random);
        let mut many = few.clone();
        for _ in 0..extra {
            many[random.below(config.inputs() as u32) as usize] = 255;
        }
        let (few, many) = (inference(&preset, &state, &few), inference(&preset, &state, &many));
        for (few, many) in few.layers.iter().zip(&many.layers) {
            prop_assert!(few.events <= many.events && few.forward_reads <= many.forward_reads);
        }
        prop_assert!(few.cycles() <= many.cycles(), "{} cycles, then {}", few.cycles(), many.cycles());
        let model = model(&preset);
        let (few, many) = (model.account(&few), model.account(&many));
        for (few, many) in few.items.iter().zip(&many.items) {
            prop_assert!(few.energy.low <= many.energy.low, "{few:?} {many:?}");
            prop_assert!(few.energy.high <= many.energy.high, "{few:?} {many:?}");
        }
    }

    /// Every count is one of something that costs, so that the sum of two runs costs what both do.
    #[test]
    fn the_energy_of_two_runs_is_the_sum(preset in presets(), seed in any::<u64>()) {
        let (first, second) = (run(&preset, seed), run(&preset, seed ^ 1));
        let mut both = first.clone();
        both += &second;
        let model = model(&preset);
        let apart = model.account(&first).total() + model.account(&second).total();
        let together = model.account(&both).total();
        prop_assert!((apart.low / together.low - 1.0).abs() < 1e-9);
        prop_assert!((apart.high / together.high - 1.0).abs() < 1e-9);
    }
}
