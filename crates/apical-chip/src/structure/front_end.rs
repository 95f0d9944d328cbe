//! Registers and gates of a front end.

use apical_core::front_end::FilterKind;

use crate::organisation::{FrontEndOrganisation, MemoryArray, Ports, RetinaUnits};
use crate::technology::Gates;

/// Bits of a raw value, of a threshold, of a pixel.
const VALUE_BITS: u64 = 8;
/// `FRONT_END` and `RETINA_THRESHOLDS`.
const BUS_BITS: u64 = 10 + 30;
/// Values taken, row that steps next, row that is filtered and its cycle, rows of fields: counters that no gate stops.
const CONTROL_BITS: u64 = 15 + 13 + 1 + 12 + 7;

/// Registers of a front end that makes bits.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct FrontEndRegisters {
    /// The group of values that is taken.
    pub(crate) pixels: u64,
    /// Values of a row before it is complete.
    pub(crate) entry: u64,
    /// Rows that the filters look at.
    pub(crate) band: u64,
    /// Bits of an image.
    pub(crate) bits: u64,
    /// Thresholds that all values share, and those of the retina.
    pub(crate) thresholds: u64,
    /// What is clocked in every cycle.
    pub(crate) control: u64,
}

impl FrontEndRegisters {
    pub(crate) fn new(units: &FrontEndOrganisation) -> Self {
        let Some(bits) = units.bits() else { return Self::default() };
        let shared = units.levels.filter(|levels| !levels.own_thresholds);
        let retina = |of: fn(&RetinaUnits) -> u64| units.retina.as_ref().map_or(0, of);
        let before_last = |retina: &RetinaUnits| retina.width - units.values_per_cycle;
        let entry = units.retina.map_or(0, |retina| before_last(&retina) * retina.value_bits);
        Self {
            pixels: VALUE_BITS * u64::from(units.values_per_cycle),
            entry: entry.into(),
            band: retina(band_bits),
            bits: bits.into(),
            thresholds: BUS_BITS + shared.map_or(0, |levels| VALUE_BITS * u64::from(levels.levels)),
            control: CONTROL_BITS,
        }
    }

    /// All but those that are clocked in every cycle.
    pub(crate) fn gated(&self) -> u64 {
        self.pixels + self.entry + self.band + self.bits + self.thresholds
    }

    /// Clock gates, none of which drives more than `fan_out` registers.
    pub(crate) fn gates(&self, units: &FrontEndOrganisation, fan_out: f64) -> u64 {
        let of = |group: u64| (group as f64 / fan_out).ceil() as u64;
        // Groups of a row are written one by one.
        let group = units.retina.map_or(0, |retina| u64::from(retina.value_bits * units.values_per_cycle));
        let groups = self.entry.checked_div(group).unwrap_or(0);
        // Bits of levels are written group by group, those of a retina field by field.
        let levels = units.levels.map_or(0, |levels| {
            let group = u64::from(levels.levels * units.values_per_cycle);
            u64::from(units.groups()) * of(group)
        });
        let fields = units.retina.map_or(0, |retina| {
            let (rows, columns) = retina.fields();
            u64::from(rows * columns) * of(u64::from(2 * retina.filters()))
        });
        of(self.pixels) + groups * of(group) + of(self.band) + levels + fields + of(self.thresholds)
    }
}

/// Bits of the band.
pub(crate) fn band_bits(retina: &RetinaUnits) -> u64 {
    u64::from(retina.kernel) * u64::from(retina.width) * u64::from(retina.value_bits)
}

/// Memories of thresholds that each value has of its own.
pub(crate) fn thresholds(units: &FrontEndOrganisation) -> Option<MemoryArray> {
    let levels = units.levels.filter(|levels| levels.own_thresholds)?;
    Some(MemoryArray {
        memories: units.values_per_cycle,
        words: units.groups(),
        bits: VALUE_BITS as u32 * levels.levels,
        ports: Ports::One,
    })
}

/// Gates of all but registers.
pub(super) fn logic(units: &FrontEndOrganisation, pixels_per_cycle: u32, gates: &Gates) -> f64 {
    let values = f64::from(units.values_per_cycle);
    let value = VALUE_BITS as f64;
    let Some(bits) = units.bits() else {
        return f64::from(pixels_per_cycle) * value * gates.gate;
    };
    let inversion = values * value * gates.gate;
    let levels = units
        .levels
        .map_or(0.0, |levels| values * f64::from(levels.levels) * (value * gates.comparator + gates.gate));
    // The encoder takes some of the bits.
    let chosen = f64::from(bits) * gates.selector;
    inversion + levels + units.retina.map_or(0.0, |retina| filters(&retina, values, gates)) + chosen
}

fn filters(retina: &RetinaUnits, values: f64, gates: &Gates) -> f64 {
    let positions = f64::from(retina.positions_per_cycle);
    let entering = if retina.value_bits == 1 { values * VALUE_BITS as f64 * gates.comparator } else { 0.0 };
    // Where positions take turns, each value of the window is chosen.
    let turns = f64::from(retina.cycles_of_row());
    let chosen = if turns > 1.0 { turns * gates.selector } else { 0.0 };
    let window = f64::from(retina.kernel * retina.window_columns() * retina.value_bits) * chosen;
    let added: u32 = retina.adders().iter().map(|adders| adders.count * adders.bits).sum();
    let compared: u32 =
        [FilterKind::Edge, FilterKind::Bar].map(|kind| retina.response_bits(kind)).iter().sum();
    let comparators = 2.0 * f64::from(retina.angles * compared) * gates.comparator;
    // Results of a field's positions meet, and join the bit.
    let pooled = 2.0 * f64::from(retina.filters()) * gates.gate;
    entering + window + f64::from(added) * gates.full_adder + positions * (comparators + pooled)
}
