//! Costs of a front end.

use apical_core::front_end::FilterKind;

use super::block::Block;
use super::cause::Cause;
use super::cost::Gathered;
use super::counter::{Counter, shared};
use super::prices::{Prices, WORD};
use super::sourced::Sourced;
use crate::organisation::{Adders, FrontEndOrganisation, RetinaUnits};
use crate::structure::front_end::{band_bits, thresholds};
use crate::technology::TechnologyError;
use crate::units::Joules;

const VALUE_BITS: u32 = 8;

/// # Errors
/// If the technology has no figures for memories of thresholds.
pub(super) fn gather(
    costs: &mut Gathered<'_>,
    prices: &Prices<'_>,
    units: &FrontEndOrganisation,
) -> Result<(), TechnologyError> {
    // Pixels that are only inverted change what the encoder's register does, and cost nothing more.
    let Some(bits) = units.bits() else { return Ok(()) };
    let (data, clock) = (prices.data, prices.register_clock);
    let value = f64::from(VALUE_BITS);
    // A spike's threshold is compared on the way into the band.
    let spike = units.retina.is_some_and(|retina| retina.value_bits == 1);
    let compared = prices.addition(VALUE_BITS) * if spike { 1.0 } else { 0.0 };
    let entry = units.retina.filter(|retina| retina.width > units.values_per_cycle);
    let entry = entry.map_or(0.0, |retina| f64::from(retina.value_bits));
    let levels = if units.levels.is_some() { 1.0 } else { 0.0 };
    let rows = [
        (
            shared!(values),
            "data of the value's flip-flops, in the pixel register and in the entry row, of which a share changes; the \
             comparison that makes a spike of it",
            data * (value + entry) + compared,
        ),
        (shared!(level_comparisons), "an addition of 8 bits", prices.addition(VALUE_BITS) * levels),
        (
            shared!(field_bits),
            "data of a flip-flop, twice: it is set, and cleared for the next image",
            prices.register_data * 2.0,
        ),
    ];
    let of_retina = units.retina.iter().flat_map(|retina| filters(prices, retina));
    costs.logic(Block::FrontEnd, Cause::Forward, rows.into_iter().chain(of_retina));
    if let Some(array) = thresholds(units) {
        let memory = prices.memory(array, units.values_per_cycle)?;
        costs.memory(
            Block::FrontEnd,
            Cause::Forward,
            [(shared!(threshold_reads), "a read of the memory", memory.read)],
        );
        costs.logic(Block::Wires, Cause::Forward, [(shared!(threshold_reads), WORD, memory.wires)]);
    }
    let band = units.retina.as_ref().map_or(0, band_bits) as f64;
    // A cycle of filtering clocks the bits of its fields; a field has as many positions in a row as it pools.
    let of_position = units.retina.map_or(0.0, |retina| {
        let together = retina.pool.min(retina.positions_per_cycle);
        2.0 * f64::from(retina.filters()) / f64::from(together)
    });
    let of_value = units.levels.map_or(0.0, |levels| f64::from(levels.levels));
    costs.logic(
        Block::FrontEnd,
        Cause::Clock,
        [
            (
                shared!(values),
                "clock of the value's flip-flops, in the pixel register and in the entry row, and of those of its levels' bits",
                clock * (value + entry + of_value),
            ),
            (shared!(band_steps), "clock of the band's flip-flops", clock * band),
            (
                shared!(positions),
                "clock of the flip-flops of its field's bits, shared by the positions of the field in a cycle",
                clock * of_position,
            ),
            (
                shared!(images),
                "clock of the flip-flops of band and bits, which are cleared",
                clock * (band + f64::from(bits)),
            ),
        ],
    );
    Ok(())
}

fn filters(prices: &Prices<'_>, retina: &RetinaUnits) -> [(Counter, &'static str, Sourced<Joules>); 4] {
    let additions = |adders: &[Adders]| {
        adders.iter().fold(Sourced::<Joules>::default(), |sum, adders| {
            sum + prices.addition(adders.bits) * f64::from(adders.count)
        })
    };
    let of_row = additions(&retina.adders()) * (1.0 / f64::from(retina.kernel * retina.positions_per_cycle));
    let compared = [FilterKind::Edge, FilterKind::Bar]
        .map(|kind| Adders { count: 2 * retina.angles, bits: retina.response_bits(kind) });
    // Where positions take turns, each value of their windows is chosen.
    let turns = if retina.cycles_of_row() > 1 { 1.0 } else { 0.0 };
    let bits = retina.kernel * retina.window_columns() * retina.value_bits;
    let chosen = prices.gated_word(bits) * (turns / f64::from(retina.positions_per_cycle));
    [
        (
            shared!(band_steps),
            "data of the band's flip-flops, of which a share changes",
            prices.data * band_bits(retina) as f64,
        ),
        (
            shared!(active_rows),
            "a row's part of the additions of a position: shared sums, differences and triples",
            of_row,
        ),
        (
            shared!(active_positions),
            "two additions a filter of the response's width: comparisons with both thresholds",
            additions(&compared),
        ),
        (
            shared!(positions),
            "where positions take turns, a gate for each bit of their windows that changes",
            chosen,
        ),
    ]
}
