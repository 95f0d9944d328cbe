//! Parts sum to wholes.

use apical_chip::energy::{Block, Calibration, Cause, EnergyModel, EnergyReport, Estimate, Kind};
use apical_chip::machine::ChipProcessor;
use apical_chip::machine::counters::MachineCounters;
use apical_chip::preset::Preset;
use apical_chip::technology::Technology;
use apical_core::{Processor, StepRate};

use crate::common::assert_near;
use crate::common::images::made;

/// What each of a few images took, then what emptying the pipeline took; the first half are classified, the others
/// learned.
fn image_by_image(preset: &Preset) -> (Vec<MachineCounters>, MachineCounters) {
    let state = preset.config().unwrap().initial_state(2);
    let mut processor = ChipProcessor::new(&preset.organisation, &state).unwrap();
    let images = made(12, 5);
    let mut parts = Vec::new();
    let mut before = processor.machine_counters();
    let mut note = |processor: &ChipProcessor| {
        let now = processor.machine_counters();
        parts.push(&now - &before);
        before = now;
    };
    let mut stream = processor.stream().unwrap();
    for image in &images {
        stream.push(image).unwrap();
        note(stream.processor());
    }
    while stream.finish_one().is_some() {
        note(stream.processor());
    }
    drop(stream);
    processor.set_step_rate(StepRate::new(9 * 256, preset.organisation.format).unwrap());
    for (label, image) in images.iter().enumerate() {
        processor.learn(image, (label % 10) as u8).unwrap();
        note(&processor);
    }
    while processor.drain_one().is_some() {
        note(&processor);
    }
    let whole = processor.machine_counters();
    assert!(whole.shared.updates > 3, "something must be learned for its energy to be counted");
    (parts, whole)
}

fn model(preset: &Preset) -> EnergyModel {
    let technology = Technology::find("65nm").unwrap();
    EnergyModel::new(preset, &technology, preset.operating_point(), 2.5).unwrap()
}

#[track_caller]
fn assert_same(found: Estimate, expected: Estimate, what: &str) {
    assert_near(found.low.value(), expected.low.value(), 1e-9, what);
    assert_near(found.high.value(), expected.high.value(), 1e-9, what);
    assert_near(found.calibrated.value(), expected.calibrated.value(), 1e-9, what);
}

fn sum_of(report: &EnergyReport, condition: impl Fn(Option<usize>, Kind) -> bool) -> Estimate {
    report.sum_where(|item| condition(item.layer, item.kind))
}

#[test]
fn the_energy_of_a_run_is_the_sum_over_its_images() {
    for name in Preset::builtin_names() {
        let preset = Preset::builtin(name).unwrap();
        let (parts, whole) = image_by_image(&preset);
        let model = model(&preset);
        let summed: Estimate = parts.iter().map(|part| model.account(part).total()).sum();
        assert_same(summed, model.account(&whole).total(), name);
        // Block by block and cause by cause as well.
        for block in Block::ALL {
            for cause in Cause::ALL {
                let of = |counters: &MachineCounters| {
                    let report = model.account(counters);
                    report.sum_where(|item| (item.block, item.cause) == (block, cause))
                };
                let summed: Estimate = parts.iter().map(of).sum();
                assert_same(summed, of(&whole), &format!("{name} {} {}", block.name(), cause.name()));
            }
        }
    }
}

#[test]
fn blocks_causes_layers_and_kinds_each_sum_to_the_whole() {
    for name in Preset::builtin_names() {
        let preset = Preset::builtin(name).unwrap();
        let (_, whole) = image_by_image(&preset);
        let report = model(&preset).account(&whole);
        let total = report.total();
        assert!(total.low > apical_chip::units::Joules::new(0.0));
        assert_same(report.by_block().into_iter().map(|(_, energy)| energy).sum(), total, name);
        assert_same(report.by_cause().into_iter().map(|(_, energy)| energy).sum(), total, name);
        let layers = [None, Some(1), Some(2), Some(3)];
        let by_layer = layers.map(|layer| sum_of(&report, |found, _| found == layer));
        assert_same(by_layer.into_iter().sum(), total, name);
        let logic = sum_of(&report, |_, kind| kind == Kind::Logic);
        assert_same(report.memory() + logic, total, name);
        assert_same(report.per(24).total() * 24.0, total, name);
    }
}

/// With the factor that is fitted, for every memory of every machine, and not only for the sum.
#[test]
fn calibrated_values_lie_between_the_bounds() {
    let technology = Technology::find("65nm").unwrap();
    let factor = Calibration::of(&technology).unwrap().factor;
    for name in Preset::builtin_names() {
        let preset = Preset::builtin(name).unwrap();
        let (_, whole) = image_by_image(&preset);
        let model = EnergyModel::new(&preset, &technology, preset.operating_point(), factor).unwrap();
        let report = model.account(&whole);
        for item in &report.items {
            let Estimate { low, high, calibrated } = item.energy;
            match item.kind {
                Kind::Memory => assert!(low <= calibrated && calibrated <= high, "{name} {item:?}"),
                Kind::Logic => assert!(low == calibrated && calibrated == high, "{name} {item:?}"),
            }
        }
        let total = report.total();
        assert!(total.low < total.calibrated && total.calibrated < total.high, "{name}");
    }
}

#[test]
fn every_counter_of_accesses_and_arithmetic_costs_energy() {
    use apical_chip::machine::counters::LayerCounters;
    type Set = fn(&mut LayerCounters);
    let counters: [(&str, Set); 12] = [
        ("events", |layer| layer.events = 1),
        ("forward_reads", |layer| layer.forward_reads = 1),
        ("update_weight_reads", |layer| layer.update_weight_reads = 1),
        ("update_weight_writes", |layer| layer.update_weight_writes = 1),
        ("backward_reads", |layer| layer.backward_reads = 1),
        ("accumulator_reads", |layer| layer.accumulator_reads = 1),
        ("accumulator_writes", |layer| layer.accumulator_writes = 1),
        // Additions of weights and updates of synapses happen in adders that these bring to work.
        ("potential_additions", |layer| layer.potential_additions = 1),
        ("potential_clocks", |layer| layer.potential_clocks = 1),
        ("signs_read", |layer| layer.signs_read = 1),
        ("carries", |layer| layer.carries = 1),
        ("multiplications", |layer| layer.multiplications = 1),
    ];
    let model = model(&Preset::builtin("apical").unwrap());
    for (name, set) in counters {
        for layer in 0..3 {
            let mut counted = MachineCounters::new(3);
            set(&mut counted.layers[layer]);
            let total = model.account(&counted).total();
            assert!(total.low.value() > 0.0, "{name} of layer {layer} costs nothing");
            // Twice as many cost twice as much.
            let twice = {
                let once = counted.clone();
                counted += &once;
                model.account(&counted).total()
            };
            assert_same(twice, total * 2.0, name);
        }
    }
    assert_eq!(model.account(&MachineCounters::new(3)).total(), Estimate::default());
}
