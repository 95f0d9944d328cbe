//! Front ends: docs/microarchitecture.md, section 20, against what the machine shows and counts.

use std::sync::{Arc, Mutex};

use apical_chip::machine::ChipProcessor;
use apical_chip::machine::counters::SharedCounters;
use apical_chip::machine::trace::{CycleView, FrontEndState, Observer};
use apical_chip::organisation::{FrontEndOrganisation, Organisation, RetinaUnits};
use apical_chip::preset::Preset;
use apical_core::front_end::FrontEnd;
use apical_core::{Config, Processor, State, StepRate};

/// In each cycle of an image: whether values were taken or the band stepped, whether positions were filtered, values taken, bits
/// available.
type Cycles = Vec<(bool, bool, u32, usize)>;

#[derive(Default)]
struct Seen(Cycles);

impl Observer for Seen {
    fn cycle(&mut self, view: &CycleView<'_>) {
        let front_end = view.front_end;
        let takes = matches!(front_end.state, FrontEndState::Take | FrontEndState::Both);
        let filters = matches!(front_end.state, FrontEndState::Filter | FrontEndState::Both);
        self.0.push((takes, filters, front_end.values_taken, front_end.available));
    }
}

fn state(front_end: &str) -> State {
    let front_end: FrontEnd = front_end.parse().unwrap();
    let mut config = Config::new(vec![front_end.bits().unwrap(), 6, 3]).unwrap();
    config.front_end = front_end;
    config.initial_state(3)
}

fn organisation(state: &State, values: u32, positions: u32) -> Organisation {
    let mut organisation = Preset::builtin("retina").unwrap().organisation.sized_for(&state.config);
    let inputs = state.config.inputs() as u32;
    organisation.front_end = FrontEndOrganisation::new(&state.config.front_end, inputs, values, positions);
    organisation.validate().unwrap();
    organisation
}

/// One inference of a machine.
fn inference(state: &State, organisation: &Organisation, image: &[u8]) -> (Cycles, SharedCounters) {
    let mut chip = ChipProcessor::new(organisation, state).unwrap();
    let seen = Arc::new(Mutex::new(Seen::default()));
    chip.observe(Box::new(Arc::clone(&seen)));
    chip.infer(image).unwrap();
    chip.take_observer();
    let cycles = Arc::into_inner(seen).unwrap().into_inner().unwrap().0;
    (cycles, chip.machine_counters().shared)
}

/// The formulas of the document: in which cycle (from 1) each row steps, and the first and last in which each row of positions is
/// filtered.
fn formulas(units: &FrontEndOrganisation, retina: &RetinaUnits) -> (Vec<u32>, Vec<(u32, u32)>) {
    let (half, stride) = (retina.kernel / 2, retina.stride);
    let (rows, columns) = (retina.height.div_ceil(stride), retina.width.div_ceil(stride));
    let filtering = columns.div_ceil(retina.positions_per_cycle);
    let mut steps: Vec<u32> = Vec::new();
    let mut before = 0;
    for row in 0..retina.height.max(stride * (rows - 1) + half + 1) {
        let taking = if row < retina.height { retina.width / units.values_per_cycle } else { 1 };
        steps.push(steps.last().copied().unwrap_or(0) + taking.max(before));
        let middle = row.checked_sub(half).filter(|middle| middle % stride == 0 && middle / stride < rows);
        before = middle.map_or(0, |_| filtering);
    }
    let filtered = (0..rows).map(|row| {
        let step = steps[(stride * row + half) as usize];
        (step + 1, step + filtering)
    });
    let filtered = filtered.collect();
    (steps, filtered)
}

const RETINAS: [(&str, &[(u32, u32)]); 4] = [
    (
        "retina(20x15;kernel=7,angles=6,stride=1,pool=4,input=grey,edge=900,bar=1200)",
        &[(1, 1), (5, 4), (15, 15), (3, 1), (15, 6)],
    ),
    (
        "inverted+retina(11x12;kernel=3,angles=8,stride=2,pool=2,input=128,edge=2,bar=3)",
        &[(1, 1), (4, 6), (12, 6), (12, 1)],
    ),
    // Rows that no filter looks at, and more of them than the last one needs.
    ("retina(10x16;kernel=3,angles=2,stride=8,pool=1,input=grey,edge=9,bar=9)", &[(2, 1), (16, 2)]),
    ("retina(9x9;kernel=9,angles=3,stride=1,pool=64,input=grey,edge=9,bar=9)", &[(9, 9), (3, 2)]),
];

#[test]
fn a_retina_takes_steps_and_filters_when_the_document_says() {
    for (text, shapes) in RETINAS {
        let state = state(text);
        let image: Vec<u8> = (0..state.config.raw_inputs()).map(|index| (index * 41 % 256) as u8).collect();
        for &(values, positions) in shapes {
            let organisation = organisation(&state, values, positions);
            let units = organisation.front_end.as_ref().unwrap();
            let retina = units.retina.unwrap();
            let (cycles, shared) = inference(&state, &organisation, &image);
            let (steps, filtered) = formulas(units, &retina);
            let what = format!("{text}, {values} values, {positions} positions");
            assert_eq!(shared.band_steps, steps.len() as u64, "{what}");
            let done = steps.last().copied().max(filtered.last().map(|last| last.1)).unwrap();
            for (index, &(takes, filters, taken, available)) in cycles.iter().enumerate() {
                let cycle = index as u32 + 1;
                let in_row = filtered.iter().any(|row| (row.0..=row.1).contains(&cycle));
                assert_eq!(filters, in_row, "{what}: cycle {cycle}");
                assert!(!takes || cycle <= done, "{what}: cycle {cycle}");
                let complete =
                    steps.iter().take(retina.height as usize).filter(|&&step| step <= cycle).count();
                let complete = complete as u32 * retina.width;
                assert!((complete..complete + retina.width).contains(&taken), "{what}: cycle {cycle}");
                let rows = filtered.iter().filter(|row| row.1 <= cycle).count();
                let all = rows == filtered.len();
                let fields =
                    if all { retina.fields().0 } else { rows as u32 / retina.pool } * retina.bits_of_row();
                assert_eq!(available, fields as usize, "{what}: cycle {cycle}");
            }
            assert_eq!(shared.positions, u64::from(retina.positions().0 * retina.positions().1), "{what}");
            assert_eq!(shared.values, image.len() as u64, "{what}");
        }
    }
}

#[test]
fn the_preset_does_what_the_document_says_of_it() {
    let preset = Preset::builtin("retina").unwrap();
    let state = preset.config().unwrap().initial_state(1);
    let (cycles, shared) = inference(&state, &preset.organisation, &[0; 784]);
    let filters: Vec<usize> =
        (1..).zip(&cycles).filter(|(_, cycle)| cycle.1).map(|(cycle, _)| cycle).collect();
    assert_eq!(filters, (5..33).collect::<Vec<_>>(), "row y is filtered in cycle y + 5");
    let available = |fields: usize| cycles.iter().position(|cycle| cycle.3 >= fields * 168).unwrap() + 2;
    assert_eq!([1, 2, 7].map(available), [9, 13, 33], "seen from the cycle after it is filtered");
    // Two words of 64 in the first row of fields, then 2 or 3 in each of the others.
    assert_eq!((shared.encoder_cycles, shared.front_end_waits), (19, 36 - 19));
    // Nothing spikes: the last word in cycle 36, 37 closes, 38 hands over; then two more slots of 2 cycles.
    assert_eq!(shared.cycles(), 38 + 2 + 2);
    assert_eq!((shared.field_bits, shared.active_rows, shared.active_positions), (0, 0, 0));
}

#[test]
fn levels_are_there_a_cycle_after_their_values() {
    let state = state("thermometer(21;10,20,30)");
    for (values, groups) in [(1, 21), (4, 6), (21, 1), (64, 1)] {
        let organisation = organisation(&state, values, 1);
        let image: Vec<u8> = (0..21).map(|index| (index * 2) as u8).collect();
        let (cycles, shared) = inference(&state, &organisation, &image);
        for (index, cycle) in cycles.iter().enumerate() {
            let taken = 21.min((index as u32 + 1) * values);
            assert_eq!((cycle.2, cycle.3), (taken, 3 * taken as usize), "{values}");
            assert_eq!((cycle.0, cycle.1), (index < groups, false), "{values}");
        }
        // One word of 64: 63 bits, once all are there.
        assert_eq!((shared.encoder_cycles, shared.front_end_waits), (1, groups as u64), "{values}");
        assert_eq!((shared.level_comparisons, shared.threshold_reads), (63, 0));
    }
}

#[test]
fn own_thresholds_are_read_with_every_value() {
    let state = state("levels(3;0,5/9,9/254,255)");
    let (_, shared) = inference(&state, &organisation(&state, 2, 1), &[5, 8, 255]);
    assert_eq!((shared.threshold_reads, shared.level_comparisons), (3, 6));
    assert_eq!(shared.field_bits, 2, "the highest of the first and of the last");
}

#[test]
fn bits_of_levels_come_before_those_of_a_retina() {
    let state =
        state("levels(100;128)+retina(10x10;kernel=5,angles=4,stride=1,pool=3,input=grey,edge=500,bar=700)");
    let (cycles, _) = inference(&state, &organisation(&state, 10, 10), &[200; 100]);
    // Fields of rows 0 to 2 are finished in cycle 6, values in cycle 10.
    assert_eq!(cycles[8].3, 90);
    assert_eq!(cycles[9].3, 100 + 2 * 64, "two rows of fields have been filtered by then");
}

#[test]
fn what_is_not_zero_is_counted_as_the_filters_see_it() {
    for (text, shapes) in RETINAS {
        let state = state(text);
        let front_end = &state.config.front_end;
        let retina = front_end.retina.as_ref().unwrap();
        let (rows, columns) = retina.positions();
        for seed in 0_usize..4 {
            let pixel = |index: usize| match ((index * 2654435761) >> (seed + 5)) % 11 {
                0 => 255,
                1 => 3,
                _ if front_end.inverted => 255,
                _ => 0,
            };
            let image: Vec<u8> = (0..retina.width * retina.height).map(pixel).collect();
            let (_, shared) = inference(&state, &organisation(&state, shapes[0].0, shapes[0].1), &image);
            let (mut active_rows, mut active_positions) = (0, 0);
            for (y, x) in (0..rows).flat_map(|y| (0..columns).map(move |x| (y, x))) {
                let half = retina.kernel / 2;
                let row_is_active = |dy: usize| {
                    let row = (y * retina.stride + dy).checked_sub(half).filter(|&row| row < retina.height);
                    row.is_some_and(|row| {
                        (0..retina.kernel).any(|dx| {
                            let column = (x * retina.stride + dx).checked_sub(half);
                            column.filter(|&column| column < retina.width).is_some_and(|column| {
                                retina.filtered(front_end.seen(image[row * retina.width + column])) != 0
                            })
                        })
                    })
                };
                let count = (0..retina.kernel).filter(|&dy| row_is_active(dy)).count() as u64;
                active_rows += count;
                active_positions += u64::from(count > 0);
            }
            assert_eq!(
                (shared.active_rows, shared.active_positions),
                (active_rows, active_positions),
                "{text}"
            );
            let bits = front_end.encode(&image).iter().filter(|&&bit| bit).count() as u64;
            assert_eq!((shared.field_bits, shared.input_spikes), (bits, bits), "{text}");
        }
    }
}

#[test]
fn values_change_no_cycle_of_the_front_end() {
    let state = state(RETINAS[0].0);
    let mut organisation = organisation(&state, 5, 4);
    organisation.queue_words = 2;
    let dark = inference(&state, &organisation, &[0; 300]);
    let mixed: Vec<u8> = (0..300).map(|index| (index * 77 % 256) as u8).collect();
    let busy = inference(&state, &organisation, &mixed);
    assert!(busy.1.encoder_stalls > 0, "the queue runs full");
    let length = dark.0.iter().position(|cycle| cycle.3 == 480).unwrap();
    assert_eq!(dark.0[..length + 1], busy.0[..length + 1]);
}

#[test]
fn a_dense_machine_waits_for_its_bits() {
    let state = state(RETINAS[1].0);
    let organisation = Preset::builtin("park2019").unwrap().organisation.sized_for(&state.config);
    let (_, shared) = inference(&state, &organisation, &[0; 132]);
    assert!(shared.front_end_waits > 0);
    let mut chip = ChipProcessor::new(&organisation, &state).unwrap();
    chip.set_step_rate(StepRate::new(500, state.config.format).unwrap());
    chip.infer(&[255; 132]).unwrap();
    let counters = chip.machine_counters();
    let words = (state.config.inputs() as u64).div_ceil(organisation.pixels_per_cycle.into());
    assert_eq!(counters.layers[0].busy_cycles, words);
    assert_eq!(counters.layers[0].starved_cycles, counters.shared.front_end_waits);
}
