//! The map of the host port: registers of the bus, and what lies behind the load port.
//!
//! This is the one description. From it follow the answers of [`HostPort`](super::host::HostPort), the constants of the
//! SystemVerilog package and of the test benches, what `apical-rtl` selects, and the tables of
//! `docs/microarchitecture.md`, section 15 (all written by `cargo xtask rtl --generate`). Other forms (C, Python,
//! SystemRDL) need nothing but [`Register::ALL`] and [`Space::ALL`].
//!
//! ```
//! use apical_chip::machine::map::{Register, Space, control, selector};
//!
//! assert_eq!(Register::Control.address(), 0x04);
//! assert_eq!(control::DRAIN.mask(), 0b100);
//! assert_eq!(selector(Space::Biases, 1, 0), 0x12);
//! ```

mod extent;
mod field;
mod fields;
mod register;
mod space;
mod values;

pub use extent::{Extent, PART_BITS, last_part, selector};
pub use field::Field;
pub use fields::{
    bias, control, errors, front_end, header, load_address, load_space, result, retina_thresholds, status,
};
pub use register::{Access, Description, Machines, Register, Values};
pub use space::{Layers, Space, SpaceDescription};
pub use values::of_front_end;

#[cfg(test)]
mod tests {
    use super::*;

    /// Hosts, bitstreams and layouts that exist were made for these numbers: they are never given to something else.
    #[test]
    fn the_map_is_the_one_that_hosts_were_written_for() {
        let registers = Register::ALL.map(|register| {
            let about = register.description();
            (about.name, about.address, about.mask(), about.reset)
        });
        assert_eq!(
            registers,
            [
                ("ID", 0x00, 0xFFFF_FFFF, 0x4150_0001),
                ("CONTROL", 0x04, 0xF, 0),
                ("STATUS", 0x08, 0x1F, 0x8),
                ("STEP_RATE", 0x0C, 0xFFFF, 0),
                ("MARGIN_BITS", 0x10, 0xF, 5),
                ("DROP_SHIFT", 0x14, 0xF, 3),
                ("RESULT", 0x18, 0x1_FFFF, 0),
                ("IMAGES", 0x1C, 0xFFFF_FFFF, 0),
                ("UPDATES", 0x20, 0xFFFF_FFFF, 0),
                ("CYCLES", 0x24, 0xFFFF_FFFF, 0),
                ("LOAD_SPACE", 0x28, 0xFFFF_00FF, 0),
                ("LOAD_ADDRESS", 0x2C, 0x00FF_FFFF, 0),
                ("LOAD_DATA", 0x30, 0xFFFF_FFFF, 0),
                ("ERRORS", 0x34, 0x3F, 0),
                ("FRONT_END", 0x38, 0xFF03, 0),
                ("RETINA_THRESHOLDS", 0x3C, 0x7FFF_7FFF, 0x0001_0001),
                ("WINDOW", 0x40, 0xFFFF, 16),
            ]
        );
        let bits = [control::ALL, errors::ALL]
            .map(|fields| fields.iter().map(|field| (field.name, field.mask())).collect::<Vec<_>>());
        assert_eq!(bits[0], [("LEARN", 1), ("SEQUENTIAL", 2), ("DRAIN", 4), ("DRAIN_ONE", 8)]);
        assert_eq!(
            bits[1],
            [("BUSY", 1), ("RANGE", 2), ("ADDRESS", 4), ("LABEL", 8), ("SHORT", 16), ("LONG", 32)]
        );
        assert_eq!(
            Space::ALL.map(|space| space.description().name),
            [
                "WEIGHTS",
                "ACCUMULATORS",
                "BIASES",
                "SIGNS",
                "LANES",
                "CONTROL_GENERATOR",
                "RECORD_INPUT",
                "RECORD_SPIKES",
                "RECORD_WINDOW",
                "RECORD_HEADER",
                "PIPELINE",
                "POTENTIALS",
                "LEVEL_THRESHOLDS",
            ]
        );
    }
}
