//! Random numbers, the same in software and hardware.
//!
//! What the processor draws while it learns comes from xorshift32 generators, which are a few gates each.
//! What is prepared beforehand (weights, signs, orders) comes from splitmix64 streams, one a purpose, so that
//! each can be reproduced alone.

/// Lanes of the input encoder's generator: 16 of 32 bits make 64 bytes a step.
pub const LANES: usize = 16;
/// Random bytes of one step of all lanes.
pub const BYTES_PER_STEP: usize = 4 * LANES;
/// What replaces a zero seed, from which xorshift32 would never leave: the golden ratio's 32 bits.
pub const ZERO_SEED_REPLACEMENT: u32 = 0x9E37_79B9;

const GOLDEN_GAMMA: u64 = 0x9E37_79B9_7F4A_7C15;

/// The splitmix64 generator (Steele, Lea and Flood, OOPSLA 2014).
///
/// Output `k` depends only on the seed and `k`, so any of them can be had without the ones before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SplitMix64 {
    state: u64,
}

impl SplitMix64 {
    /// A generator whose first output belongs to `seed`.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// Output `index` (from 0) of the generator started with `seed`.
    #[must_use]
    pub const fn at(seed: u64, index: u64) -> u64 {
        let mut z = seed.wrapping_add(GOLDEN_GAMMA.wrapping_mul(index.wrapping_add(1)));
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// The next 64 bits.
    pub const fn next_u64(&mut self) -> u64 {
        let output = Self::at(self.state, 0);
        self.state = self.state.wrapping_add(GOLDEN_GAMMA);
        output
    }

    /// An integer in `0..bound`: the upper 32 bits of an output, scaled (`bits * bound >> 32`, rounded down).
    pub const fn below(&mut self, bound: u32) -> u32 {
        (((self.next_u64() >> 32) * bound as u64) >> 32) as u32
    }
}

/// What a stream of random numbers is for. The discriminant is the index of the splitmix64 output of the user's
/// seed that seeds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub enum Stream {
    /// Initial weights.
    Weights = 0,
    /// Feedback signs.
    FeedbackSigns = 1,
    /// Order of the training images.
    Order = 2,
    /// Seeds of the xorshift32 generators.
    Lanes = 3,
    /// Shifts of the training images.
    Shift = 4,
}

impl Stream {
    /// The seed of this stream under a user's seed.
    #[must_use]
    pub const fn seed(self, user_seed: u64) -> u64 {
        SplitMix64::at(user_seed, self as u64)
    }

    /// The generator of this stream under a user's seed.
    #[must_use]
    pub const fn generator(self, user_seed: u64) -> SplitMix64 {
        SplitMix64::new(self.seed(user_seed))
    }
}

/// One step of xorshift32 with shifts 13, 17, 5 (Marsaglia, J. Stat. Soft. 2003). Never 0 for a nonzero state.
#[must_use]
pub const fn xorshift32(mut state: u32) -> u32 {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    state
}

/// The random state of a processor: the 16 lanes of the spike encoder and the control generator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RandomState {
    /// Lanes of the spike encoder, all nonzero. All step together, once per 64 pixels of a training image.
    pub lanes: [u32; LANES],
    /// The control generator, nonzero. Steps once per training image, when that image reaches the output layer.
    pub control: u32,
}

impl RandomState {
    /// The start state under a user's seed: the upper half of outputs 0 to 15 of the stream
    /// [`Stream::Lanes`] seeds the lanes, that of output 16 the control generator.
    #[must_use]
    pub fn new(user_seed: u64) -> Self {
        let mut generator = Stream::Lanes.generator(user_seed);
        let mut seed = || match (generator.next_u64() >> 32) as u32 {
            0 => ZERO_SEED_REPLACEMENT,
            nonzero => nonzero,
        };
        Self { lanes: core::array::from_fn(|_| seed()), control: seed() }
    }

    /// Steps all lanes and returns their 64 bytes: lane by lane, least significant byte first.
    pub fn step_lanes(&mut self) -> [u8; BYTES_PER_STEP] {
        let mut bytes = [0; BYTES_PER_STEP];
        for (lane, out) in self.lanes.iter_mut().zip(bytes.chunks_exact_mut(4)) {
            *lane = xorshift32(*lane);
            out.copy_from_slice(&lane.to_le_bytes());
        }
        bytes
    }

    /// Steps the control generator: the margin (its lowest `margin_bits` bits, at most 8) and the byte of the
    /// learning-rate step (bits 8 to 15).
    pub const fn step_control(&mut self, margin_bits: u8) -> (u8, u8) {
        self.control = xorshift32(self.control);
        ((self.control & ((1 << margin_bits) - 1)) as u8, (self.control >> 8) as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splitmix64_gives_the_published_sequence() {
        // First outputs for seed 1234567, as in the algorithm's widely used test vector.
        let mut generator = SplitMix64::new(1_234_567);
        let expected = [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
            4_593_380_528_125_082_431,
            16_408_922_859_458_223_821,
        ];
        for (index, value) in expected.into_iter().enumerate() {
            assert_eq!(generator.next_u64(), value);
            assert_eq!(SplitMix64::at(1_234_567, index as u64), value);
        }
    }

    #[test]
    fn xorshift32_gives_the_published_first_output() {
        assert_eq!(xorshift32(2_463_534_242), 723_471_715); // Marsaglia's example seed
    }

    #[test]
    fn lanes_are_read_least_significant_byte_first() {
        let mut state = RandomState::new(1);
        let bytes = state.step_lanes();
        assert_eq!(bytes[..4], state.lanes[0].to_le_bytes());
        assert_eq!(bytes[60..], state.lanes[15].to_le_bytes());
    }

    #[test]
    fn a_bound_is_never_reached_and_every_value_below_it_is() {
        let mut generator = SplitMix64::new(9);
        let mut seen = [false; 7];
        for _ in 0..1000 {
            seen[generator.below(7) as usize] = true;
        }
        assert_eq!(seen, [true; 7]);
    }
}
