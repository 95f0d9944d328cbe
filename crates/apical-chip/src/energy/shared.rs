//! Costs of what all layers share.

use super::block::Block;
use super::cause::Cause;
use super::cost::Gathered;
use super::counter::{Counter, shared};
use super::prices::Prices;
use super::sourced::Sourced;
use crate::organisation::Organisation;
use crate::structure::{self, LANE_BITS, LANE_GATES, LANES, Registers};
use crate::units::{Joules, Seconds, Watts};

/// Bits of a pixel.
const PIXEL_BITS: f64 = 8.0;
/// Bits of the control generator.
const CONTROL_BITS: f64 = 32.0;

/// Gathers them; `leakage`: of the whole processor.
pub(super) fn gather(
    costs: &mut Gathered<'_>,
    prices: &Prices<'_>,
    organisation: &Organisation,
    registers: &Registers,
    leakage: Sourced<Watts>,
) {
    encoder(costs, prices, organisation.makes_bits());
    let (data, clock) = (prices.data, prices.register_clock);
    let (format, word) = (organisation.format, structure::queue_word_bits(organisation) as f64);
    costs.logic(
        Block::Events,
        Cause::Forward,
        [(shared!(queue_pushes), "data of the word's flip-flops, of which a share changes", data * word)],
    );
    costs.logic(
        Block::Events,
        Cause::Clock,
        [(shared!(queue_pushes), "clock of the word's flip-flops", clock * word)],
    );
    let potential = prices.addition(organisation.potential_bits(organisation.layers.len() - 1));
    costs.logic(
        Block::Search,
        Cause::Forward,
        [(shared!(search_comparisons), "an addition of the potential's width", potential)],
    );
    let deltas = registers.deltas as f64;
    costs.logic(
        Block::Feedback,
        Cause::Update,
        [(shared!(updates), "data of all delta bits' flip-flops, of which a share changes", data * deltas)],
    );
    costs.logic(
        Block::Feedback,
        Cause::Clock,
        [(shared!(updates), "clock of all delta bits' flip-flops", clock * deltas)],
    );
    // Each neuron's bias adder takes the step once an update.
    let neurons: u32 = organisation.layers.iter().map(|layer| layer.neurons).sum();
    let biases = prices.addition(format.accumulator_bits()) * f64::from(neurons);
    costs.logic(
        Block::Lanes,
        Cause::Update,
        [(shared!(updates), "an addition of the accumulator's width in each neuron's bias adder", biases)],
    );
    costs.logic(
        Block::Records,
        Cause::Update,
        [(shared!(record_bits), "data of a flip-flop, for the share that changes", data)],
    );
    costs.logic(Block::Records, Cause::Clock, [(shared!(record_bits), "clock of a flip-flop", clock)]);
    costs.logic(
        Block::Control,
        Cause::Clock,
        [(
            Counter::CYCLES,
            "all clock gates, and the clock of the flip-flops that no gate stops",
            trunk(prices, registers),
        )],
    );
    costs.logic(
        Block::Leakage,
        Cause::Leakage,
        [(Counter::SECONDS, "leakage power of all memories and gates", leakage.map(of_a_second))],
    );
}

/// `bits`: a front end keeps what the encoder takes, and a bit is compared without a subtraction.
fn encoder(costs: &mut Gathered<'_>, prices: &Prices<'_>, bits: bool) {
    let (gate, data, clock) = (prices.gate, prices.data, prices.register_clock);
    let lane_bits = (LANES * LANE_BITS) as f64;
    let lane_gates = (LANES * LANE_GATES) as f64;
    let (pixel_bits, additions, compared) =
        if bits { (0.0, 1.0, "an addition of 8 bits") } else { (PIXEL_BITS, 2.0, "two additions of 8 bits") };
    costs.logic(
        Block::Encoder,
        Cause::Forward,
        [(shared!(pixels), "data of 8 flip-flops, of which a share changes", data * pixel_bits)],
    );
    costs.logic(
        Block::Encoder,
        Cause::Clock,
        [
            (shared!(pixels), "clock of 8 flip-flops", clock * pixel_bits),
            (shared!(random_steps), "clock of all lanes' flip-flops", clock * lane_bits),
            (shared!(control_steps), "clock of 32 flip-flops", clock * CONTROL_BITS),
        ],
    );
    // Random bits change every second time.
    costs.logic(
        Block::Encoder,
        Cause::Update,
        [
            (
                shared!(random_steps),
                "half of all lanes' gates and flip-flops change",
                gate * (lane_gates / 2.0) + prices.register_data * (lane_bits / 2.0),
            ),
            (shared!(control_steps), "16 flip-flops change", prices.register_data * (CONTROL_BITS / 2.0)),
            (shared!(random_comparisons), compared, prices.addition(8) * additions),
        ],
    );
}

fn trunk(prices: &Prices<'_>, registers: &Registers) -> Sourced<Joules> {
    let gates = Sourced::new(
        registers.clock_gates.total() as f64,
        crate::technology::sources!("activity.registers_per_clock_gate"),
    );
    prices.clock_gate * gates + prices.register_clock * registers.always_clocked() as f64
}

fn of_a_second(power: Watts) -> Joules {
    power * Seconds::new(1.0)
}
