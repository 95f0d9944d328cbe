//! Random numbers that are the same on every platform.

/// A splitmix64 stream.
pub(super) struct Random(u64);

impl Random {
    /// The stream of item `item` of stream `stream` under `seed`: no two items share a state in practice,
    /// so that each image can be drawn alone.
    pub(super) fn new(seed: u64, stream: u64, item: u64) -> Self {
        let mut random = Self(seed);
        for part in [stream, item] {
            random.0 = random.next() ^ part.wrapping_mul(0xD1B5_4A32_D192_ED03);
        }
        random
    }

    /// The next 64 random bits.
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    /// A position below `count`.
    pub(super) fn below(&mut self, count: usize) -> usize {
        // The high half of the product: unbiased to one part in 2^64 / count, which is far below what anyone can see.
        let product = u128::from(self.next()) * (count as u128);
        (product >> 64) as usize
    }

    /// Uniform in `low..high`.
    pub(super) fn uniform(&mut self, low: f32, high: f32) -> f32 {
        // 24 bits are what an f32 holds exactly.
        let unit = (self.next() >> 40) as f32 / 16_777_216.0;
        low + (high - low) * unit
    }

    /// Whether something of probability `probability` happens.
    pub(super) fn chance(&mut self, probability: f32) -> bool {
        self.uniform(0.0, 1.0) < probability
    }

    /// Bell-shaped with mean 0 and the given standard deviation, never beyond 3.5 deviations:
    /// the sum of four uniform numbers, which needs no logarithm or cosine.
    pub(super) fn normal(&mut self, deviation: f32) -> f32 {
        let bits = self.next();
        let sum: i32 = (0..4).map(|part| i32::from((bits >> (16 * part)) as u16)).sum();
        // Mean of the sum: 2 * 65535; standard deviation: 65536 / sqrt(3).
        (sum - 131_070) as f32 * (1.732_050_8 / 65_536.0) * deviation
    }
}
