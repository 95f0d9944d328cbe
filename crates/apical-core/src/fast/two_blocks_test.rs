//! The path for vectors of two blocks, which AVX-512 takes, on every CPU: a portable vector of that size, put
//! through the sums alone and through the conformance suite.

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;

use super::byte::Byte;
use super::front_end::Input;
use super::machine::PackedMachine;
use super::nibble::Nibble;
use super::packed_sums::PackedSums;
use super::packing::Packing;
use super::portable::Portable;
use super::shape::{Shape, sum_index};
use super::update::Memory;
use super::vector::{Block, Instructions, Vector};
use crate::conformance::{check, standard_cases};
use crate::processor::{check_image, check_label};
use crate::random::SplitMix64;
use crate::{Activity, Config, Counters, Outcome, Processor, ProcessorError, State, StepRate};

type One = <Portable as Instructions>::Wide;

/// Two portable vectors side by side.
#[derive(Clone, Copy)]
struct Two([One; 2]);

impl Two {
    fn both(self, f: impl Fn(One) -> One) -> Self {
        Self(self.0.map(f))
    }

    fn pairwise(self, other: Self, f: impl Fn(One, One) -> One) -> Self {
        Self([f(self.0[0], other.0[0]), f(self.0[1], other.0[1])])
    }
}

impl Vector for Two {
    const BLOCKS: usize = 2;
    type Nibbles = PackedSums<Self>;

    fn zero() -> Self {
        Self([One::zero(); 2])
    }

    fn splat16(value: u16) -> Self {
        Self([One::splat16(value); 2])
    }

    fn load(blocks: &[Block]) -> Self {
        Self([One::load(&blocks[..1]), One::load(&blocks[1..2])])
    }

    fn gather(elements: &[i16], distance: usize) -> Self {
        Self([One::gather(elements, 0), One::gather(&elements[distance..], 0)])
    }

    fn scatter(self, elements: &mut [i16], distance: usize) {
        self.0[0].scatter(elements, 0);
        self.0[1].scatter(&mut elements[distance..], 0);
    }

    fn lanes(self, block: usize) -> [u16; 16] {
        self.0[block].lanes(0)
    }

    fn add8(self, other: Self) -> Self {
        self.pairwise(other, add_wrapping)
    }

    fn add16(self, other: Self) -> Self {
        self.pairwise(other, One::add16)
    }

    fn subtract16(self, other: Self) -> Self {
        self.pairwise(other, One::subtract16)
    }

    fn and(self, other: Self) -> Self {
        self.pairwise(other, One::and)
    }

    fn shift_left16<const BITS: i32>(self) -> Self {
        self.both(One::shift_left16::<BITS>)
    }

    fn shift_right16<const BITS: i32>(self) -> Self {
        self.both(One::shift_right16::<BITS>)
    }
}

/// Wrapping sum of each byte: the portable vectors' own sum must not wrap.
fn add_wrapping(a: One, b: One) -> One {
    let even = One::splat16(0x00FF);
    let odd = One::splat16(0xFF00);
    let low = a.and(even).add16(b.and(even)).and(even);
    let high = a.and(odd).add16(b.and(odd));
    low.add16(high)
}

/// The portable instructions with a wide vector of two blocks.
struct TwoBlocks;

impl Instructions for TwoBlocks {
    type Wide = Two;
    type Single = One;
    type Narrow = <Portable as Instructions>::Narrow;

    fn bright(pixels: &[u8; 64]) -> u64 {
        Portable::bright(pixels)
    }

    fn exceeds(pixels: &[u8; 64], drop_shift: u8, bytes: &[u8; 64]) -> u64 {
        Portable::exceeds(pixels, drop_shift, bytes)
    }

    fn positive(sums: &[i16; 32]) -> u32 {
        Portable::positive(sums)
    }

    fn within(sums: &[i16; 32], limit: i16) -> u32 {
        Portable::within(sums, limit)
    }

    fn prefetch(_blocks: &[Block]) {}

    fn positions(words: &[u64], events: &mut [u16]) -> usize {
        Portable::positions(words, events)
    }

    fn accumulate<P: Packing>(
        memory: &[Block],
        shape: Shape,
        events: &[u16],
        start: &[P::Sum],
        offset: i32,
        sums: &mut [P::Sum],
    ) {
        P::accumulate::<Self>(memory, shape, events, start, offset, sums);
    }

    fn update<P: Packing>(memory: Memory<'_>, events: &[u16], changes: &[Block]) {
        P::update::<Self>(memory, events, changes);
    }
}

/// Sums by the definition of the packing, one neuron at a time.
fn plain_sums<P: Packing>(memory: &[Block], neurons: usize, events: &[u16], mask: u8) -> Vec<i32> {
    let shape = Shape::of(neurons);
    let stored = |event: u16, neuron: usize| {
        let (block, byte, bits) = shape.weight_location::<P>(neuron);
        let row = usize::from(event) * shape.weight_blocks::<P>();
        i32::from(memory[row + block].0[byte] >> bits.shift() & mask)
    };
    (0..neurons).map(|neuron| events.iter().map(|&event| stored(event, neuron)).sum()).collect()
}

/// Sums over random memories of `inputs` rows; with `greatest` all stored weights are the greatest there are.
fn sums_agree<P: Packing>(mask: u8, greatest: bool) {
    let inputs = 320;
    let mut random = SplitMix64::new(3);
    for neurons in
        (0..9).flat_map(|groups| [64 * groups + 1, 64 * groups + 32, 64 * groups + 33, 64 * groups + 64])
    {
        let shape = Shape::of(neurons);
        let mut block =
            || Block(core::array::from_fn(|_| if greatest { 0xFF } else { random.below(256) as u8 }));
        let mut memory: Vec<Block> = (0..inputs * shape.weight_blocks::<P>()).map(|_| block()).collect();
        if shape.halves == 1 {
            // A half group's bytes hold one weight, not two nibbles.
            let width = shape.weight_blocks::<P>();
            for row in memory.chunks_mut(width) {
                row[width - 1].0.iter_mut().for_each(|byte| *byte &= mask);
            }
        }
        for spikes in [0, 1, 15, 16, 17, 18, 34, 256, 257, 258, 320] {
            let events: Vec<u16> = (0..inputs as u16).rev().take(spikes).collect();
            // What was there before does not matter.
            let sum = <P::Sum as super::packing::Sum>::from_i32;
            let mut sums = vec![sum(77); neurons.next_multiple_of(64)];
            let start: Vec<P::Sum> = (0..sums.len()).map(|index| sum(index as i32 % 50)).collect();
            P::accumulate::<TwoBlocks>(&memory, shape, &events, &start, -9, &mut sums);
            let found: Vec<i32> = (0..neurons)
                .map(|neuron| sums[sum_index(neuron)].into() + 9 - start[sum_index(neuron)].into())
                .collect();
            assert_eq!(
                found,
                plain_sums::<P>(&memory, neurons, &events, mask),
                "{neurons} neurons, {spikes} spikes"
            );
        }
    }
}

#[test]
fn sums_of_nibbles_are_those_of_the_packing() {
    sums_agree::<Nibble>(0x0F, false);
    sums_agree::<Nibble>(0x0F, true);
}

#[test]
fn sums_of_bytes_are_those_of_the_packing() {
    sums_agree::<Byte>(0xFF, false);
    sums_agree::<Byte>(0xFF, true);
}

/// The fast processor's machines, run with vectors of two blocks.
enum TwoBlockProcessor {
    Nibble(PackedMachine<Nibble>),
    Byte(PackedMachine<Byte>),
}

/// Calls whichever machine there is.
macro_rules! machine {
    ($processor:expr, $machine:ident => $call:expr) => {
        match $processor {
            TwoBlockProcessor::Nibble($machine) => $call,
            TwoBlockProcessor::Byte($machine) => $call,
        }
    };
}

impl TwoBlockProcessor {
    fn new(state: &State) -> Result<Self, ProcessorError> {
        state.validate()?;
        Ok(if state.config.format.weight_bits() <= 4 {
            Self::Nibble(PackedMachine::new(state))
        } else {
            Self::Byte(PackedMachine::new(state))
        })
    }

    fn check_drained(&self) -> Result<(), ProcessorError> {
        match machine!(self, machine => machine.in_flight()) {
            0 => Ok(()),
            in_flight => Err(ProcessorError::NotDrained { in_flight }),
        }
    }
}

impl Processor for TwoBlockProcessor {
    fn name(&self) -> &str {
        "two blocks"
    }

    fn config(&self) -> &Config {
        machine!(self, machine => &machine.config)
    }

    fn load(&mut self, state: &State) -> Result<(), ProcessorError> {
        let mut loaded = Self::new(state)?;
        if self.config().layer_count() == state.config.layer_count() {
            let counters = self.counters().clone();
            machine!(&mut loaded, machine => machine.counters = counters);
        }
        if self.config().format == state.config.format {
            loaded.set_step_rate(self.step_rate());
        }
        *self = loaded;
        Ok(())
    }

    fn state(&self) -> State {
        machine!(self, machine => machine.state())
    }

    fn set_step_rate(&mut self, rate: StepRate) {
        machine!(self, machine => machine.step_rate = rate.limited_to(machine.config.format));
    }

    fn step_rate(&self) -> StepRate {
        machine!(self, machine => machine.step_rate)
    }

    fn infer(&mut self, pixels: &[u8]) -> Result<u8, ProcessorError> {
        check_image(pixels, self.config())?;
        self.check_drained()?;
        Ok(machine!(self, machine => machine.infer::<TwoBlocks>(Input::Pixels(pixels), None)))
    }

    fn activity(&mut self, pixels: &[u8]) -> Result<Activity, ProcessorError> {
        check_image(pixels, self.config())?;
        self.check_drained()?;
        Ok(
            machine!(self, machine => machine.activity(|machine, observer| machine.infer::<TwoBlocks>(Input::Pixels(pixels), Some(observer)))),
        )
    }

    fn learn(&mut self, pixels: &[u8], label: u8) -> Result<Option<Outcome>, ProcessorError> {
        check_image(pixels, self.config())?;
        check_label(label, self.config())?;
        Ok(machine!(self, machine => machine.advance::<TwoBlocks>(Some((Input::Pixels(pixels), label)))))
    }

    fn drain_one(&mut self) -> Option<Outcome> {
        machine!(self, machine => machine.advance::<TwoBlocks>(None))
    }

    fn counters(&self) -> &Counters {
        machine!(self, machine => &machine.counters)
    }
}

#[test]
fn the_machine_with_vectors_of_two_blocks_equals_the_definition() {
    let cases = standard_cases();
    let mut make = |state: &State| Ok(Box::new(TwoBlockProcessor::new(state)?) as Box<dyn Processor>);
    match check(&mut make, &cases) {
        Ok(report) => assert_eq!(report.cases, cases.len() as u64),
        Err(difference) => panic!("{difference}"),
    }
}
