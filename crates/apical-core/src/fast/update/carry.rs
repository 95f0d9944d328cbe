//! The carry from accumulator to weight, 32 synapses at once.

use crate::fast::vector::UpdateVector;

/// What becomes of 32 weights (as stored, 0 to the limit) and accumulators after `change` was added: `wrapped`
/// and `stopped` are the wrapping and the saturating sum. `limits` are the greatest stored weight and the bits of
/// a byte that an accumulator uses. Returns weights and accumulators.
#[inline(always)]
pub(super) fn add_with_carry<V: UpdateVector>(
    weight: V,
    change: V,
    wrapped: V,
    stopped: V,
    (weight_limit, accumulator_mask): (V, V),
) -> (V, V) {
    let zero = V::splat8(0);
    let up = wrapped.equal(stopped).not_self_and(change.greater(zero));
    let down = wrapped.equal(stopped).not_self_and(zero.greater(change));
    let at_top = weight.equal(weight_limit).both(up);
    let at_bottom = weight.equal(zero).both(down);
    // A comparison's ones are -1: subtracting them counts up.
    let weight = weight.subtract_bytes(at_top.not_self_and(up)).add_bytes(at_bottom.not_self_and(down));
    let stays = at_top.either(at_bottom);
    let limit = stopped.both(accumulator_mask).both(stays);
    (weight, limit.either(stays.not_self_and(wrapped)))
}
