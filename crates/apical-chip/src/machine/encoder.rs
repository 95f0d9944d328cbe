//! Pixel input and spike encoder.

use apical_core::random::{BYTES_PER_STEP, RandomState};

use super::queue::SpikeWord;

/// What decides whether a pixel spikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Value at least 128.
    Threshold,
    /// `p - (p >> shift)` above a random byte.
    Random {
        /// The drop shift.
        shift: u8,
    },
}

/// Takes a group of pixels a cycle and gives one spike word.
#[derive(Debug, Clone)]
pub(super) struct Encoder {
    pixels_per_cycle: usize,
    next: usize,
    count: usize,
    encoding: Encoding,
    /// The last step of all lanes: 64 bytes serve 64 pixels.
    bytes: [u8; BYTES_PER_STEP],
}

impl Encoder {
    pub(super) fn new(pixels_per_cycle: usize) -> Self {
        let bytes = [0; BYTES_PER_STEP];
        Self { pixels_per_cycle, next: 0, count: 0, encoding: Encoding::Threshold, bytes }
    }

    /// Begins an image of so many pixels.
    pub(super) fn start(&mut self, count: usize, encoding: Encoding) {
        self.next = 0;
        self.count = count;
        self.encoding = encoding;
    }

    pub(super) fn is_done(&self) -> bool {
        self.next >= self.count
    }

    /// The next pixel to be taken.
    pub(super) fn position(&self) -> usize {
        self.next
    }

    /// Where the next group ends.
    pub(super) fn end(&self) -> usize {
        (self.next + self.pixels_per_cycle).min(self.count)
    }

    /// Takes the next group. Also returns how many pixels it had, and whether the lanes were stepped.
    #[inline]
    pub(super) fn take(&mut self, pixels: &[u8], random: &mut RandomState) -> (SpikeWord, usize, bool) {
        let first = self.next;
        let end = self.end();
        let group = &pixels[first..end];
        let mut stepped = false;
        let mut spikes = 0_u64;
        match self.encoding {
            Encoding::Threshold => {
                spikes = top_bits(group);
            }
            Encoding::Random { shift } => {
                stepped = self.step(random);
                let bytes = &self.bytes[first % BYTES_PER_STEP..];
                for (index, (&pixel, &byte)) in group.iter().zip(bytes).enumerate() {
                    let kept = u32::from(pixel) - (u32::from(pixel) >> shift);
                    spikes |= u64::from(kept > u32::from(byte)) << index;
                }
            }
        }
        self.next = end;
        (SpikeWord { first: first as u16, spikes }, group.len(), stepped)
    }

    /// The same with bits: one that is set is a pixel of 255.
    #[inline]
    pub(super) fn take_bits(&mut self, bits: &[u64], random: &mut RandomState) -> (SpikeWord, usize, bool) {
        let (first, end) = (self.next, self.end());
        // Groups divide 64.
        let mut spikes = bits[first / 64] >> (first % 64);
        if end - first < 64 {
            spikes &= (1 << (end - first)) - 1;
        }
        let mut stepped = false;
        if let Encoding::Random { shift } = self.encoding {
            stepped = self.step(random);
            let kept = 255 - (255_u32 >> shift);
            let bytes = &self.bytes[first % BYTES_PER_STEP..];
            for (index, &byte) in bytes.iter().take(end - first).enumerate() {
                spikes &= !(u64::from(kept <= u32::from(byte)) << index);
            }
        }
        self.next = end;
        (SpikeWord { first: first as u16, spikes }, end - first, stepped)
    }

    /// Steps the lanes where a group begins for which they must. Groups divide 64, so that none straddles two steps.
    fn step(&mut self, random: &mut RandomState) -> bool {
        let due = self.next.is_multiple_of(BYTES_PER_STEP);
        if due {
            self.bytes = random.step_lanes();
        }
        due
    }
}

/// The highest bit of each of up to 64 bytes.
#[inline(always)]
fn top_bits(bytes: &[u8]) -> u64 {
    let mut bits = 0;
    let (eights, rest) = bytes.as_chunks::<8>();
    for (index, eight) in eights.iter().enumerate() {
        let tops = u64::from_le_bytes(*eight) >> 7 & 0x0101_0101_0101_0101;
        // The product brings bit 8k to bit 56 + k.
        bits |= (tops.wrapping_mul(0x0102_0408_1020_4080) >> 56) << (8 * index);
    }
    for (index, &byte) in rest.iter().enumerate() {
        bits |= u64::from(byte >> 7) << (8 * eights.len() + index);
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;
    use apical_core::reference::{encode_inference, encode_training};

    fn spikes(
        pixels_per_cycle: usize,
        pixels: &[u8],
        encoding: Encoding,
        random: &mut RandomState,
    ) -> Vec<bool> {
        let mut encoder = Encoder::new(pixels_per_cycle);
        encoder.start(pixels.len(), encoding);
        let mut spikes = Vec::new();
        while !encoder.is_done() {
            let (word, count, _) = encoder.take(pixels, random);
            assert_eq!(usize::from(word.first), spikes.len());
            spikes.extend((0..count).map(|index| word.spikes >> index & 1 == 1));
        }
        spikes
    }

    #[test]
    fn every_width_gives_the_spikes_of_the_definition() {
        let pixels: Vec<u8> = (0..150).map(|pixel| (pixel * 37 % 256) as u8).collect();
        for width in [1, 2, 4, 16, 64] {
            let (mut ours, mut reference) = (RandomState::new(3), RandomState::new(3));
            let encoding = Encoding::Random { shift: 3 };
            assert_eq!(
                spikes(width, &pixels, encoding, &mut ours),
                encode_training(&pixels, 3, &mut reference)
            );
            assert_eq!(ours, reference);
            assert_eq!(spikes(width, &pixels, Encoding::Threshold, &mut ours), encode_inference(&pixels));
            assert_eq!(ours, reference, "an inference draws no random number");
        }
    }

    #[test]
    fn bits_spike_as_pixels_of_255_do() {
        let words = [0xF0F0_1234_5678_9ABC_u64, 0x8000_0000_0000_0001, 0x0003_FFFF];
        let pixels: Vec<u8> =
            (0..150).map(|bit| if words[bit / 64] >> (bit % 64) & 1 == 1 { 255 } else { 0 }).collect();
        for width in [1, 2, 4, 16, 64] {
            for encoding in
                [Encoding::Random { shift: 3 }, Encoding::Random { shift: 8 }, Encoding::Threshold]
            {
                let mut encoders = [Encoder::new(width), Encoder::new(width)];
                let mut generators = [RandomState::new(3), RandomState::new(3)];
                for encoder in &mut encoders {
                    encoder.start(150, encoding);
                }
                while !encoders[0].is_done() {
                    let ours = encoders[0].take_bits(&words, &mut generators[0]);
                    assert_eq!(ours, encoders[1].take(&pixels, &mut generators[1]), "{width} {encoding:?}");
                }
                assert!(encoders[1].is_done());
                assert_eq!(generators[0], generators[1]);
            }
        }
    }
}
