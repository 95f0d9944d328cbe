//! The controller's registers, as a host sees them.

use std::ops::RangeInclusive;

use apical_core::{Config, Format, StepRate};

/// A register of the bus: 32 bits at a byte address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Register {
    /// Name.
    pub name: &'static str,
    /// Byte address.
    pub address: u16,
    /// Highest bit in use.
    pub high: u8,
    /// Lowest bit in use.
    pub low: u8,
    /// Whether a host may write it.
    pub writable: bool,
    /// What it holds.
    pub meaning: &'static str,
}

const fn register(
    name: &'static str,
    address: u16,
    high: u8,
    writable: bool,
    meaning: &'static str,
) -> Register {
    Register { name, address, high, low: 0, writable, meaning }
}

/// The register map; [`HostPort`](super::host::HostPort) answers as it says. The words behind the load port, `LOAD_DATA`, are
/// of hardware alone: this model's memories are loaded and read as a [`State`](apical_core::State). Layer `l` (from 1) has its window at `0x40 + 4 (l - 1)`.
pub const REGISTER_MAP: [Register; 15] = [
    register("ID", 0x00, 31, false, "0x4150_0001: \"AP\" and the version of the specification"),
    register(
        "CONTROL",
        0x04,
        3,
        true,
        "bit 0 learn (else infer), bit 1 sequential order, bit 2 drain, bit 3 drain until an image has left",
    ),
    register(
        "STATUS",
        0x08,
        4,
        false,
        "bits 2:0 state of the controller, bit 3 pipeline empty, bit 4 result valid",
    ),
    register("STEP_RATE", 0x0C, 15, true, "learning rate, 8.8 unsigned, in accumulator units"),
    register("MARGIN_BITS", 0x10, 3, true, "bits of the random margin, 0 to 8"),
    register("DROP_SHIFT", 0x14, 3, true, "a training spike is dropped one time in 2^n, 1 to 8"),
    register("RESULT", 0x18, 16, false, "bits 7:0 winner, 15:8 label, bit 16 whether they differ"),
    register("IMAGES", 0x1C, 31, false, "images that left the output layer, modulo 2^32"),
    register("UPDATES", 0x20, 31, false, "updates done, modulo 2^32"),
    register("CYCLES", 0x24, 31, false, "clock cycles not spent waiting for a host, modulo 2^32"),
    register(
        "LOAD_SPACE",
        0x28,
        31,
        true,
        "what LOAD_DATA reaches: bits 3:0 kind of memory or register, 7:4 layer, 31:16 number of the memory",
    ),
    register("LOAD_ADDRESS", 0x2C, 23, true, "bits 15:0 word, 23:16 part of it, 32 bits each, lowest first"),
    register("LOAD_DATA", 0x30, 31, true, "a part of a word; each access goes on to the next part or word"),
    register(
        "ERRORS",
        0x34,
        5,
        true,
        "mistakes of the host since it was cleared: access refused, bit 0 while busy, 1 out of range, 2 no such place; image \
         with, 3 a label that is no class, 4 too few pixels, 5 too many",
    ),
    register("WINDOW", 0x40, 15, true, "theta of hidden layer 1; further layers at the next addresses"),
];

/// Value of a register after reset, with the default rule.
#[must_use]
pub fn reset_value(name: &str) -> u32 {
    match name {
        "ID" => 0x4150_0000 | apical_core::SPECIFICATION_VERSION,
        // Idle, nothing in the pipeline.
        "STATUS" => 0b0_1000,
        "MARGIN_BITS" => 5,
        "DROP_SHIFT" => 3,
        "WINDOW" => 16,
        _ => 0,
    }
}

/// Name of the register at an address, with so many hidden layers.
pub(super) fn name_at(address: u16, hidden: usize) -> Option<&'static str> {
    let window =
        address.checked_sub(WINDOW).is_some_and(|offset| offset % 4 == 0 && usize::from(offset / 4) < hidden);
    if window {
        return Some("WINDOW");
    }
    let plain = |register: &&Register| register.address == address && address != WINDOW;
    REGISTER_MAP.iter().find(plain).map(|register| register.name)
}

/// Hidden layer, from 0, whose window is at an address.
pub(super) fn window_at(address: u16) -> usize {
    usize::from(address.saturating_sub(WINDOW) / 4)
}

const WINDOW: u16 = 0x40;

/// Values that can be written to a register, and whether only while the controller is idle.
pub(super) fn written_range(name: &str, format: Format) -> (RangeInclusive<u32>, bool) {
    match name {
        "CONTROL" => (0..=15, false),
        "STEP_RATE" => (0..=256 * format.accumulator_maximum() as u32, false),
        "MARGIN_BITS" => (0..=8, true),
        "DROP_SHIFT" => (1..=8, true),
        "WINDOW" => (1..=65_535, true),
        _ => (0..=u32::MAX, false),
    }
}

/// What the registers that a host writes hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Registers {
    pub(super) step_rate: StepRate,
    pub(super) margin_bits: u8,
    pub(super) drop_shift: u8,
    pub(super) window: Vec<u16>,
}

impl Registers {
    pub(super) fn new(config: &Config) -> Self {
        Self {
            step_rate: StepRate::ZERO,
            margin_bits: config.margin_bits,
            drop_shift: config.drop_shift,
            window: config.window.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use apical_core::Config;

    #[test]
    fn addresses_are_distinct_and_reset_values_fit() {
        for (index, register) in REGISTER_MAP.iter().enumerate() {
            assert_eq!(register.address % 4, 0);
            assert!(REGISTER_MAP[..index].iter().all(|other| other.address < register.address));
            let width = u32::from(register.high) + 1;
            assert!(u64::from(reset_value(register.name)) < 1_u64 << width, "{}", register.name);
        }
    }

    #[test]
    fn reset_values_are_the_default_rule() {
        let config = Config::new(vec![784, 200, 200, 10]).unwrap();
        let registers = Registers::new(&config);
        assert_eq!(reset_value("MARGIN_BITS"), u32::from(registers.margin_bits));
        assert_eq!(reset_value("DROP_SHIFT"), u32::from(registers.drop_shift));
        assert_eq!(reset_value("WINDOW"), u32::from(registers.window[0]));
    }
}
