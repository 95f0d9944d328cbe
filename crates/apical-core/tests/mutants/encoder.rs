//! Sections 6 and 8: generators and the spike encoder.

use super::fault::Fault;
use super::machine::Machine;

impl Machine {
    // Section 6.

    pub(super) fn xorshift(&self, mut y: u32) -> u32 {
        y ^= y << 13;
        y ^= if self.has(Fault::XorshiftArithmetic) { (y as i32 >> 17) as u32 } else { y >> 17 };
        y ^ (y << if self.has(Fault::XorshiftOf13And17And7) { 7 } else { 5 })
    }

    pub(super) fn step_lanes(&mut self) -> Vec<u8> {
        let before = self.lanes;
        self.lanes = before.map(|lane| self.xorshift(lane));
        let mut words = if self.has(Fault::BytesOfTheStateBefore) { before } else { self.lanes };
        if self.has(Fault::LanesInReverse) {
            words.reverse();
        }
        if self.has(Fault::FifteenLanes) {
            words[15] = words[14];
        }
        let big = self.has(Fault::BytesMostSignificantFirst);
        words.iter().flat_map(|word| if big { word.to_be_bytes() } else { word.to_le_bytes() }).collect()
    }

    pub(super) fn step_control(&mut self) -> (u32, u32) {
        self.control = self.xorshift(self.control);
        let mut bits = u32::from(self.config.margin_bits);
        if self.has(Fault::MarginOneBitShort) {
            bits = bits.saturating_sub(1);
        }
        if self.has(Fault::MarginOfSevenBitsAtMost) {
            bits = bits.min(7);
        }
        if self.has(Fault::MarginOfZeroBitsIsOne) {
            bits = bits.max(1);
        }
        let from = if self.has(Fault::MarginFromBit8) { self.control >> 8 } else { self.control };
        let byte = match self.fault {
            Some(Fault::ByteFromBit0) => self.control,
            Some(Fault::ByteFromBit16) => self.control >> 16,
            _ => self.control >> 8,
        };
        (from & ((1 << bits) - 1), byte & 255)
    }

    // Section 8.

    pub(super) fn encode(&mut self, pixels: &[u8]) -> Vec<bool> {
        let mut bytes =
            if self.has(Fault::LeftoverBytesUsed) { std::mem::take(&mut self.left_over) } else { Vec::new() };
        let mut spikes = Vec::new();
        let mut shift = u32::from(self.config.drop_shift);
        match self.fault {
            Some(Fault::NoDrop) => shift = 8,
            Some(Fault::DropShiftOneMore) => shift += 1,
            Some(Fault::DropShiftOfThreeBits) => shift &= 7,
            Some(Fault::DropOfTwoAtLeast) => shift = shift.max(2),
            _ => {}
        }
        for (j, &pixel) in pixels.iter().enumerate() {
            if bytes.is_empty() {
                let stays = self.has(Fault::LanesStayWithinAnImage) && j > 0;
                let lanes = self.lanes;
                bytes = self.step_lanes();
                if stays {
                    self.lanes = lanes;
                }
            }
            let byte = u32::from(bytes.remove(0));
            let value = u32::from(pixel) - (u32::from(pixel) >> shift);
            spikes.push(match self.fault {
                Some(Fault::SpikeIfEqual) => value >= byte,
                Some(Fault::SignedComparison) => (value as u8 as i8) > byte as u8 as i8,
                _ => value > byte,
            });
        }
        self.left_over = bytes;
        spikes
    }

    pub(super) fn threshold(&self, pixel: u8) -> bool {
        let value = if self.has(Fault::DropInInference) {
            pixel - (pixel >> self.config.drop_shift.min(7))
        } else {
            pixel
        };
        match self.fault {
            Some(Fault::ThresholdOf127) => value >= 127,
            Some(Fault::ThresholdOf129) => value >= 129,
            Some(Fault::ThresholdStrict) => value > 128,
            _ => value >= 128,
        }
    }
}
