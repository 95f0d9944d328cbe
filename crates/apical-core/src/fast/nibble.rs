//! Weights of 2 to 4 bits, two a byte: 64 neurons a block.
// Plain index loops over arrays are what compilers turn into vectors most reliably.
#![allow(clippy::needless_range_loop)]

use super::packing::Packing;
use super::rows::{Part, Rows, Whole};
use super::shape::{Bits, GROUP, HALF, Shape, nibble_of};
use super::update::{Memory, update_nibbles};
use super::vector::{Block, Instructions, NIBBLE_ROWS, NibbleSums, Vector};

/// Two weights a byte.
#[derive(Debug, Clone)]
pub(super) struct Nibble;

impl Packing for Nibble {
    type Sum = i16;
    const BLOCKS: usize = 1;

    fn location(neuron: usize) -> (usize, usize, Bits) {
        let (byte, bits) = nibble_of(neuron);
        (0, byte, bits)
    }

    #[inline(always)]
    fn accumulate<I: Instructions>(
        memory: &[Block],
        shape: Shape,
        events: &[u16],
        start: &[i16],
        offset: i32,
        sums: &mut [i16],
    ) {
        let offset = offset as i16;
        // As many sums as 16 vector registers hold. The commonest layers are done in one pass.
        match (shape.groups, shape.halves) {
            (0, 1) => none::<I, _>(Whole::new(memory), events, start, offset, sums),
            (3, 1) => three::<I, _>(Whole::new(memory), events, start, offset, sums),
            (4, 0) => four::<I, _>(Whole::new(memory), events, start, offset, sums),
            (groups, halves) => {
                let width = shape.weight_blocks::<Self>();
                let mut first = 0;
                macro_rules! pass {
                    ($pass:ident) => {{
                        let (start, sums) = (&start[GROUP * first..], &mut sums[GROUP * first..]);
                        $pass::<I, _>(Part { memory, width, first }, events, start, offset, sums);
                    }};
                }
                while groups - first >= 4 {
                    pass!(four);
                    first += 4;
                }
                if groups - first >= 2 {
                    pass!(two);
                    first += 2;
                }
                if groups > first {
                    pass!(one);
                    first += 1;
                }
                if halves > 0 {
                    pass!(none);
                }
            }
        }
    }

    #[inline(always)]
    fn update<I: Instructions>(memory: Memory<'_>, events: &[u16], changes: &[Block]) {
        update_nibbles::<I>(memory, events, changes);
    }
}

/// Defines a pass over so many groups and halves: in vectors of one block each, or with the widest vectors first.
macro_rules! pass {
    ($name:ident, $blocks:literal, single: $single:literal, wide: $wide:literal + $rest:literal, $halves:literal) => {
        #[inline(always)]
        fn $name<I: Instructions, R: Rows<$blocks>>(
            rows: R,
            events: &[u16],
            start: &[i16],
            offset: i16,
            sums: &mut [i16],
        ) {
            if I::Wide::BLOCKS == 1 {
                pass::<I::Single, I::Single, R, $blocks, 0, $single, $halves>(
                    rows, events, start, offset, sums,
                );
            } else {
                pass::<I::Wide, I::Single, R, $blocks, $wide, $rest, $halves>(
                    rows, events, start, offset, sums,
                );
            }
        }
    };
}

pass!(none, 1, single: 0, wide: 0 + 0, 1);
pass!(one, 1, single: 1, wide: 0 + 1, 0);
pass!(two, 2, single: 2, wide: 1 + 0, 0);
pass!(three, 4, single: 3, wide: 1 + 1, 1);
pass!(four, 4, single: 4, wide: 2 + 0, 0);

/// Sums `WIDE` wide vectors of groups, then `SINGLE` single ones, then `HALVES` half groups: `BLOCKS` in all.
#[inline(always)]
fn pass<
    W: Vector,
    S: Vector,
    R: Rows<BLOCKS>,
    const BLOCKS: usize,
    const WIDE: usize,
    const SINGLE: usize,
    const HALVES: usize,
>(
    rows: R,
    events: &[u16],
    start: &[i16],
    offset: i16,
    sums: &mut [i16],
) {
    assert_eq!(W::BLOCKS * WIDE + SINGLE + HALVES, BLOCKS); // known when compiled
    let (first_single, first_half) = (W::BLOCKS * WIDE, BLOCKS - HALVES);
    let length = GROUP * (BLOCKS - HALVES) + HALF * HALVES;
    let sums = &mut sums[..length];
    for (sum, &start) in sums.iter_mut().zip(&start[..length]) {
        *sum = start.wrapping_add(offset);
    }
    let byte = S::splat16(0x00FF);
    for some in events.chunks(NIBBLE_ROWS) {
        let mut wide = [W::Nibbles::zero(); WIDE];
        let mut single = [S::Nibbles::zero(); SINGLE];
        let mut half = [S::zero(); HALVES];
        macro_rules! add_row {
            ($event:expr) => {{
                let row = rows.row($event);
                for index in 0..WIDE {
                    wide[index] = wide[index].add(W::load(&row[W::BLOCKS * index..]));
                }
                for index in 0..SINGLE {
                    single[index] = single[index].add(S::load(&row[first_single + index..]));
                }
                for index in 0..HALVES {
                    half[index] = half[index].add8(S::load(&row[first_half + index..]));
                }
            }};
        }
        let (fours, rest) = some.as_chunks::<4>();
        for four in fours {
            add_row!(four[0]);
            add_row!(four[1]);
            add_row!(four[2]);
            add_row!(four[3]);
        }
        for &event in rest {
            add_row!(event);
        }
        // The totals are kept in memory: there are more of them than vector registers. They may pass 32767 on the
        // way (15 x 4000); what wraps is exact in the end all the same.
        for index in 0..WIDE {
            add(&mut sums[GROUP * W::BLOCKS * index..], wide[index].separate());
        }
        for index in 0..SINGLE {
            add(&mut sums[GROUP * (first_single + index)..], single[index].separate());
        }
        for index in 0..HALVES {
            let both = half[index];
            add(&mut sums[GROUP * (first_half + index)..], [both.and(byte), both.shift_right16::<8>()]);
        }
    }
}

/// Adds vectors to the sums, `PARTS` a block of memory.
#[inline(always)]
fn add<V: Vector, const PARTS: usize>(sums: &mut [i16], more: [V; PARTS]) {
    for part in 0..PARTS {
        let sums = &mut sums[16 * part..];
        V::gather(sums, GROUP).add16(more[part]).scatter(sums, GROUP);
    }
}
