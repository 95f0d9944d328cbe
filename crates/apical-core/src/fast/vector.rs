//! What the algorithm needs of a CPU's vectors.

use super::packing::Packing;
use super::shape::Shape;
use super::update::Memory;

/// Bytes of one block of 64 four-bit weights, and of the narrowest vector.
pub(super) const BLOCK_BYTES: usize = 32;

/// One block of memory that a vector is loaded from. Aligned, so that none lies across two cache lines.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(32))]
pub(super) struct Block(pub(super) [u8; BLOCK_BYTES]);

impl Block {
    /// All zero.
    pub(super) const ZERO: Self = Self([0; BLOCK_BYTES]);
}

/// A vector of unsigned 16-bit lanes (16 a block), used as bytes where that says so. Sums of lanes wrap.
///
/// Implementations for other than the base instruction set may be used only inside the functions of their own
/// module that enable that set; the dispatcher calls those only after detection.
pub(super) trait Vector: Copy {
    /// Blocks that one vector spans.
    const BLOCKS: usize;
    /// Running sums of the nibbles of up to [`NIBBLE_ROWS`] vectors.
    type Nibbles: NibbleSums<Self>;

    /// All zero.
    fn zero() -> Self;
    /// The same value in every 16-bit lane.
    fn splat16(value: u16) -> Self;
    /// The first [`Self::BLOCKS`] blocks of a slice. Lane `i` of a block is its bytes `2 i` (lower half) and
    /// `2 i + 1`.
    fn load(blocks: &[Block]) -> Self;
    /// Lanes of block `k` from the 16 elements at `k * distance`.
    fn gather(elements: &[i16], distance: usize) -> Self;
    /// Lanes of block `k` to the 16 elements at `k * distance`.
    fn scatter(self, elements: &mut [i16], distance: usize);
    /// Lanes of block `block` of the vector.
    fn lanes(self, block: usize) -> [u16; 16];
    /// Sum of each byte, where none exceeds 255. Vectors with packed sums must wrap beyond.
    fn add8(self, other: Self) -> Self;
    /// Sum of each lane.
    fn add16(self, other: Self) -> Self;
    /// Difference of each lane.
    fn subtract16(self, other: Self) -> Self;
    /// Bits in common.
    fn and(self, other: Self) -> Self;
    /// Lanes shifted up by `BITS`.
    fn shift_left16<const BITS: i32>(self) -> Self;
    /// Lanes shifted down by `BITS`, zeros moving in.
    fn shift_right16<const BITS: i32>(self) -> Self;
}

/// Running sums of the four nibbles of each lane.
pub(super) trait NibbleSums<V>: Copy {
    /// Sums of nothing.
    fn zero() -> Self;
    /// With a vector's nibbles added.
    fn add(self, words: V) -> Self;
    /// The sums: those of the lowest nibble of each lane first.
    fn separate(self) -> [V; 4];
}

/// Vectors whose nibbles (at most 15 each) sum to less than 256. (17 would do; 16 are four times four.)
pub(super) const NIBBLE_ROWS: usize = 16;

/// What else the algorithm does 32 or 64 elements at a time, and what an update needs of one block. Each
/// instruction set has one implementation; see [`Vector`] for where it may be used.
pub(super) trait Instructions {
    /// Vector that potentials are summed in.
    type Wide: Vector;
    /// Vector of one block, for what [`Self::Wide`] leaves over.
    type Single: Vector;
    /// Vector of one block of bytes, for updates.
    type Narrow: UpdateVector;

    /// Bit `i`: whether pixel `i` is at least 128.
    fn bright(pixels: &[u8; 64]) -> u64;
    /// Bit `i`: whether `pixel - (pixel >> drop_shift)` exceeds byte `i`.
    fn exceeds(pixels: &[u8; 64], drop_shift: u8, bytes: &[u8; 64]) -> u64;
    /// Bit `i`: whether the sum of neuron `i` is above 0; sums lie as
    /// [`sum_index`](super::shape::sum_index) tells.
    fn positive(sums: &[i16; 32]) -> u32;
    /// Bit `i`: whether the absolute value of the sum of neuron `i` (which is not -32768) is below the limit.
    fn within(sums: &[i16; 32], limit: i16) -> u32;
    /// Asks for memory that will be needed soon; may do nothing.
    fn prefetch(blocks: &[Block]);
    /// Writes the positions of the set bits, ascending, from the start of `events`; returns how many there are.
    /// `events` has room for 64 a word and eight more.
    fn positions(words: &[u64], events: &mut [u16]) -> usize;

    /// [`Packing::accumulate`] as a function of its own, compiled once a packing with the instruction set enabled.
    /// Inlined into every stage it would be most of what a build compiles.
    fn accumulate<P: Packing>(
        memory: &[Block],
        shape: Shape,
        events: &[u16],
        start: &[P::Sum],
        offset: i32,
        sums: &mut [P::Sum],
    );
    /// [`Packing::update`], likewise.
    fn update<P: Packing>(memory: Memory<'_>, events: &[u16], changes: &[Block]);
}

/// Signed bytes, for updates. A comparison gives bytes of all ones or zeros.
pub(super) trait UpdateVector: Copy {
    /// The same byte in every lane.
    fn splat8(value: u8) -> Self;
    /// Loads one block.
    fn load_block(block: &Block) -> Self;
    /// Stores one block.
    fn store_block(self, block: &mut Block);
    /// Wrapping sum of each signed byte, and whether any overflows.
    fn add_checked(self, other: Self) -> (Self, bool);
    /// Wrapping sum of each signed byte; and the byte of `carry` where it overflows, else 0.
    fn add_carrying(self, other: Self, carry: Self) -> (Self, Self);
    /// Whether there are any bits in common.
    fn meets(self, other: Self) -> bool;
    /// Wrapping sum of each byte.
    fn add_bytes(self, other: Self) -> Self;
    /// Wrapping difference of each byte.
    fn subtract_bytes(self, other: Self) -> Self;
    /// Sum of each signed byte, stopping at -128 and 127.
    fn add_saturating(self, other: Self) -> Self;
    /// Whether bytes are equal.
    fn equal(self, other: Self) -> Self;
    /// Whether signed bytes are greater.
    fn greater(self, other: Self) -> Self;
    /// Bits in common.
    fn both(self, other: Self) -> Self;
    /// Bits of either.
    fn either(self, other: Self) -> Self;
    /// Bits of `other` that are not in `self`.
    fn not_self_and(self, other: Self) -> Self;
    /// Upper nibbles moved down; the upper half of each byte becomes 0.
    fn upper_nibbles(self) -> Self;
    /// Lower nibbles moved up; the lower half of each byte becomes 0.
    fn raised_nibbles(self) -> Self;
}
