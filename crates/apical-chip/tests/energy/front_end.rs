//! Energies and area of a small front end, counted by hand.

use apical_chip::area::Area;
use apical_chip::energy::{Block, Cause, EnergyModel, OperatingPoint};
use apical_chip::machine::counters::MachineCounters;
use apical_chip::preset::Preset;
use apical_chip::technology::Technology;
use apical_chip::units::{Hertz, Volts};

use super::hand::{CALIBRATION, Costs, take};
use crate::common::assert_near;
use crate::common::constants::Constants;
use crate::common::small;

/// A picture of 4 x 4, an edge and a bar of 3 x 3 at two angles, two positions and two values a cycle.
fn retina() -> Preset {
    let head = "[front_end]\ndefinition = \"retina(4x4;kernel=3,angles=2,stride=1,pool=2,input=grey,edge=9,bar=9)\"\n\
                values_per_cycle = 2\npositions_per_cycle = 2\n\n[encoder]";
    let text = small::EVENT.replace("layers = [4, 3, 2]", "layers = [32, 3, 2]").replace("[encoder]", head);
    Preset::parse(&text).unwrap()
}

/// Four values of two levels each, with thresholds of their own.
fn levels() -> Preset {
    let head = "[front_end]\ndefinition = \"levels(4;1,2/3,4/5,6/7,8)\"\nvalues_per_cycle = 2\n\n[encoder]";
    let text = small::EVENT.replace("layers = [4, 3, 2]", "layers = [8, 3, 2]").replace("[encoder]", head);
    Preset::parse(&text).unwrap()
}

/// Bits of all adders. Sums of the columns of three pixels, over four columns: 2 pixels (9 bits), then 3 (10 bits); sums of each of
/// three rows, at both positions: the same; of the whole from three columns: 6 pixels (11 bits), 9 pixels (12 bits). Every edge
/// (765 at most, 11 bits) has a difference, every bar (1,530 at most, 12 bits) is three times its stripe less the whole.
const ADDERS: [(f64, f64); 8] = [
    (4.0, 9.0),
    (4.0, 10.0),
    (6.0, 9.0),
    (6.0, 10.0),
    (2.0, 11.0),
    (2.0, 12.0),
    (2.0 * 2.0, 11.0),
    (2.0 * 2.0 * 2.0, 12.0),
];

#[test]
fn a_small_retina_costs_what_a_hand_count_says() {
    let (preset, supply) = (retina(), 0.9);
    let point = OperatingPoint { supply: Volts::new(supply), clock: Hertz::new(20e6) };
    let technology = Technology::find("65nm").unwrap();
    let model = EnergyModel::new(&preset, &technology, point, CALIBRATION).unwrap();
    let mut counters = MachineCounters::new(2);
    let shared = &mut counters.shared;
    (shared.images, shared.values, shared.band_steps, shared.positions) = (3, 48, 15, 36);
    (shared.active_positions, shared.active_rows, shared.field_bits) = (20, 45, 17);
    (shared.pixels, shared.random_comparisons) = (96, 64);
    let mut report = model.account(&counters);
    let costs = Costs { constants: Constants::new(), supply };
    let same = |energy: f64| [energy; 3];
    // Between 8 and 16 bits an addition grows evenly, wires included.
    let addition = |bits: f64| {
        let (eight, sixteen) = (costs.addition(8.0), costs.addition(16.0));
        eight + (sixteen - eight) * (bits - 8.0) / 8.0
    };
    let adders: f64 = ADDERS.iter().map(|(count, bits)| count * addition(*bits)).sum();
    // A cycle has two positions of three rows.
    let filtered = adders / 6.0 * 45.0;
    // An edge and a bar at each of two angles, both signs.
    let compared = (4.0 * addition(11.0) + 4.0 * addition(12.0)) * 20.0;
    // Rows of 4 positions take turns: 3 rows of 4 columns of 8 bits, half of which change, for two positions.
    let chosen = costs.gate() * costs.constants.of("activity.wires") * 96.0 / 2.0 * 36.0;
    let band = 3.0 * 4.0 * 8.0;
    // A value is in the pixel register and in the entry row.
    let registers = costs.data() * (16.0 * 48.0 + band * 15.0) + costs.register_data() * 2.0 * 17.0;
    take(&mut report, Block::FrontEnd, None, Cause::Forward, same(filtered + compared + chosen + registers));
    // The 8 bits of a field, with two positions of a row in a cycle; all bits and the band are cleared for each image.
    let clocked = 16.0 * 48.0 + band * 15.0 + 8.0 / 2.0 * 36.0 + (band + 32.0) * 3.0;
    take(&mut report, Block::FrontEnd, None, Cause::Clock, same(costs.clock() * clocked));
    // A bit is no pixel: it is in the bit register, and nothing is subtracted before it is compared.
    take(&mut report, Block::Encoder, None, Cause::Forward, same(0.0));
    take(&mut report, Block::Encoder, None, Cause::Update, same(costs.addition(8.0) * 64.0));
    take(&mut report, Block::Encoder, None, Cause::Clock, same(0.0));
    let left = report.items.iter().filter(|item| item.energy.low.value() > 0.0);
    // The spike register of layer 2 is loaded once an image.
    assert_eq!(left.map(|item| item.block).collect::<Vec<_>>(), [Block::Events]);
}

#[test]
fn thresholds_of_levels_cost_what_a_hand_count_says() {
    let (preset, supply) = (levels(), 0.8);
    let point = OperatingPoint { supply: Volts::new(supply), clock: Hertz::new(20e6) };
    let technology = Technology::find("65nm").unwrap();
    let model = EnergyModel::new(&preset, &technology, point, CALIBRATION).unwrap();
    let mut counters = MachineCounters::new(2);
    let shared = &mut counters.shared;
    (shared.values, shared.level_comparisons, shared.threshold_reads) = (8, 16, 8);
    let mut report = model.account(&counters);
    let costs = Costs { constants: Constants::new(), supply };
    let logic = costs.data() * 8.0 * 8.0 + costs.addition(8.0) * 16.0;
    // Words of two thresholds, in memories as small as there are.
    let memory = costs.memory(16.0, 8.0, 0.0).map(|reads| reads + logic);
    take(&mut report, Block::FrontEnd, None, Cause::Forward, memory);
    // The pixel register, and the two bits of the value.
    take(&mut report, Block::FrontEnd, None, Cause::Clock, [costs.clock() * (8.0 + 2.0) * 8.0; 3]);
    let side = (costs.constants.row("sram.cacti.rows", 256.0, 16.0)[6] * 2.0).sqrt() / 2.0;
    let wire = costs.constants.of("wires.energy_per_millimetre")
        * (supply / costs.constants.of("wires.supply")).powi(2)
        * costs.constants.of("activity.wires");
    take(&mut report, Block::Wires, None, Cause::Forward, [wire * 16.0 * side * 8.0; 3]);
    assert!(report.items.iter().all(|item| item.energy.low.value() == 0.0));
}

#[test]
fn areas_are_those_counted_by_hand() {
    let constants = Constants::new();
    let technology = Technology::find("65nm").unwrap();
    let nand = constants.of("cells.gate_area") * constants.of("scaling.from_130nm.area")
        / constants.of("gates.utilisation");
    let [register, adder, comparator, gate] =
        ["register", "full_adder", "comparator", "gate"].map(|name| constants.of(&format!("gates.{name}")));
    let [multiplexer, selector, clock_gate] =
        ["multiplexer", "selector", "clock_gate"].map(|name| constants.of(&format!("gates.{name}")));
    let found = |preset: &Preset, wanted: Block| {
        let area = Area::new(preset, &technology).unwrap();
        area.blocks.iter().find(|(block, _)| *block == wanted).unwrap().1.value()
    };
    // Two values inverted, 32 bits to choose from; a window of 3 rows of 4 columns of 8 bits for either of two turns; two positions with
    // 2 x 2 comparisons of 11 and of 12 bits and 8 bits to be pooled.
    let adders: f64 = ADDERS.iter().map(|(count, bits)| count * bits * adder).sum();
    let logic = 16.0 * gate
        + 32.0 * selector
        + 96.0 * 2.0 * selector
        + adders
        + 2.0 * (4.0 * (11.0 + 12.0) * comparator + 8.0 * gate);
    // Pixels, half a row, the band, the bits, both registers of the bus; a gate each for pixels and the entry row's one group, three for the
    // band, one for each of four fields, two for the bus.
    let registers = 16.0 + 16.0 + 96.0 + 32.0 + 40.0;
    let gates = logic + registers * register + (1.0 + 1.0 + 3.0 + 4.0 + 2.0) * clock_gate;
    assert_near(found(&retina(), Block::FrontEnd), gates * nand, 1e-12, "retina");
    // The encoder has no pixels. Two bits are compared with what is kept of 255: one subtraction and one shift.
    let encoder = 2.0 * (8.0 * comparator + gate + 8.0 * 32.0 * multiplexer)
        + 8.0 * adder
        + 17.0 * multiplexer
        + 16.0 * 61.0 * gate
        + 16.0 * 32.0 * register
        + 16.0 * clock_gate;
    assert_near(found(&retina(), Block::Encoder), encoder * nand, 1e-12, "encoder");
    // Two values inverted, with two comparators each and a gate for the highest; 8 bits to choose from.
    let logic = 16.0 * gate + 2.0 * 2.0 * (8.0 * comparator + gate) + 8.0 * selector;
    let registers = 16.0 + 8.0 + 40.0;
    // Pixels, two groups of four bits, the bus.
    let gates = logic + registers * register + (1.0 + 2.0 + 2.0) * clock_gate;
    let memory = constants.row("sram.cacti.rows", 256.0, 16.0)[6];
    assert_near(found(&levels(), Block::FrontEnd), gates * nand + 2.0 * memory, 1e-12, "levels");
}
