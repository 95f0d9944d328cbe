//! Constants of the map: the package that the RTL takes them from, and those of the test benches.

use std::fmt::{Result, Write};

use apical_chip::machine::map::{Access, Field, Register, Space, Values};

/// A text that cannot fail to be written.
fn text(write: impl FnOnce(&mut String) -> Result) -> String {
    let mut text = String::new();
    let _ = write(&mut text);
    text
}

/// `rtl/src/address_map.sv`: the map as a package, of addresses, values after reset, limits, bits and spaces.
#[must_use]
pub fn address_map() -> String {
    text(|out| {
        writeln!(
            out,
            "// SPDX-License-Identifier: Apache-2.0\n//\n\
             // The map of the host port, the same for every machine. Written by `cargo xtask rtl --generate`; do not edit.\n\
             // Its name comes before those of the modules that use it: tools take the files of this folder in order.\n\n\
             package address_map;\n  \
             // Byte addresses of registers."
        )?;
        for register in Register::ALL {
            let about = register.description();
            writeln!(out, "  localparam [15:0] REGISTER_{} = 16'h{:02X};", about.name, about.address)?;
        }
        writeln!(out, "  // Values after reset, where they are not 0.")?;
        for register in Register::ALL {
            let about = register.description();
            // What is only read is made of what is kept elsewhere.
            if about.reset != 0 && about.access != Access::Read {
                let bits = u32::BITS - about.mask().leading_zeros();
                let (name, reset) = (about.name, about.reset);
                writeln!(out, "  localparam [{}:0] RESET_{name} = {bits}'h{reset:X};", bits - 1)?;
            }
        }
        // The least are 0 and 1, which is cheaper to see than a number that is compared with.
        writeln!(out, "  // Greatest values, where they are not those of the bits.")?;
        for register in Register::ALL {
            let about = register.description();
            let Values::Range(_, highest) = about.values else { continue };
            if highest != about.mask() {
                writeln!(out, "  localparam [31:0] MAXIMUM_{} = 32'd{highest};", about.name)?;
            }
        }
        writeln!(out, "  // Bits of registers, each by its number.")?;
        for register in [Register::Control, Register::Errors] {
            let about = register.description();
            for field in about.fields {
                writeln!(out, "  localparam {}_{}_BIT = {};", about.name, field.name, field.low)?;
            }
        }
        writeln!(out, "  // Spaces behind the load port.")?;
        for space in Space::ALL {
            writeln!(out, "  localparam [3:0] SPACE_{} = 4'd{};", space.description().name, space.code())?;
        }
        writeln!(out, "endpackage")
    })
}

/// `rtl/test/map.svh`: the map for test benches.
#[must_use]
pub fn bench_header() -> String {
    text(|out| {
        writeln!(
            out,
            "// SPDX-License-Identifier: Apache-2.0\n//\n\
             // The map of the host port, for test benches; to be included in a module. Written by\n\
             // `cargo xtask rtl --generate`; do not edit.\n\n\
             // Byte addresses of registers."
        )?;
        for register in Register::ALL {
            let about = register.description();
            writeln!(out, "localparam [15:0] {} = 16'h{:02X};", about.name, about.address)?;
        }
        writeln!(out, "\n// Values after reset.")?;
        for register in Register::ALL {
            let about = register.description();
            writeln!(out, "localparam [31:0] RESET_{} = 32'h{:X};", about.name, about.reset)?;
        }
        writeln!(out, "\n// Least and greatest values.")?;
        for register in Register::ALL {
            let about = register.description();
            if let Values::Range(lowest, highest) = about.values {
                writeln!(out, "localparam [31:0] MINIMUM_{} = 32'd{lowest};", about.name)?;
                writeln!(out, "localparam [31:0] MAXIMUM_{} = 32'd{highest};", about.name)?;
            }
        }
        writeln!(
            out,
            "\n// Fields of registers, and of words behind the load port: bits, and the lowest of them."
        )?;
        for register in Register::ALL {
            let about = register.description();
            if about.fields.len() > 1 {
                fields(out, about.name, about.fields)?;
            }
        }
        for space in Space::ALL {
            let about = space.description();
            fields(out, about.name, about.fields)?;
        }
        writeln!(out, "\n// Spaces behind the load port.")?;
        for space in Space::ALL {
            writeln!(out, "localparam SPACE_{} = {};", space.description().name, space.code())?;
        }
        Ok(())
    })
}

fn fields(out: &mut String, word: &str, fields: &[Field]) -> Result {
    for field in fields {
        let name = field.name;
        writeln!(out, "localparam [31:0] {word}_{name} = 32'h{:X};", field.mask())?;
        writeln!(out, "localparam {word}_{name}_BIT = {};", field.low)?;
    }
    Ok(())
}
