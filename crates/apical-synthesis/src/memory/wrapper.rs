//! Modules around macros.
//!
//! The RTL wants a word that was read to stay at the output until the next read, whatever is written meanwhile. A macro
//! whose output followed writes would need a register behind it. These do not: in the process's own behavioural model
//! the output takes a word at edges with memory enable and read enable high, and only if read and write enable are high
//! together is it the word that is written. So read enable is held low in a write, and nothing stands behind them.

use std::fmt::Write;

use super::{Choice, Size};
use crate::SynthesisError;
use crate::library::{Kind, Library};
use crate::netlist::Direction;

fn ports(size: Size) -> String {
    let (address, data) = (size.address_bits() - 1, size.bits - 1);
    if size.ports == 2 {
        format!(
            "input clock, input read_enable, input [{address}:0] read_address, output [{data}:0] data_out, \
             input write_enable, input [{address}:0] write_address, input [{data}:0] data_in"
        )
    } else {
        format!(
            "input clock, input enable, input write, input [{address}:0] address, input [{data}:0] data_in, \
             output [{data}:0] data_out"
        )
    }
}

/// The module of a choice: instances of its macros, or registers.
///
/// # Errors
/// If a macro is not in the library.
pub fn wrapper(choice: &Choice, library: &Library) -> Result<String, SynthesisError> {
    let size = choice.size;
    let mut text = format!("module {} ({});\n", size.module(), ports(size));
    if choice.slices.is_empty() {
        registers(size, &mut text);
    }
    for (number, slice) in choice.slices.iter().enumerate() {
        let cell = library.cell(&slice.cell)?;
        let _ = writeln!(text, "  wire [{}:0] q{number};", slice.memory.bits - 1);
        let mut connections = Vec::new();
        for (pin, description) in &cell.pins {
            if description.direction == Direction::Output {
                let read = pin == "A_DOUT";
                connections
                    .push(format!(".{pin}({})", if read { format!("q{number}") } else { String::new() }));
                continue;
            }
            let (port, name) = pin.split_at(2.min(pin.len()));
            // With two ports A reads and B writes.
            let (reads, writes) = (port == "A_", size.ports == 1 || port == "B_");
            let value = match (name, size.ports) {
                ("CLK", _) => "clock".to_owned(),
                ("MEN", 1) => "enable".to_owned(),
                ("MEN", _) if reads => "read_enable".to_owned(),
                ("MEN", _) => "write_enable".to_owned(),
                ("WEN", 1) => "write".to_owned(),
                ("REN", 1) => "~write".to_owned(),
                ("WEN", _) if writes => "1'b1".to_owned(),
                ("REN", _) if reads => "1'b1".to_owned(),
                ("ADDR", ports) => {
                    let address = match (ports, reads) {
                        (1, _) => "address",
                        (_, true) => "read_address",
                        _ => "write_address",
                    };
                    let missing = description.width.saturating_sub(size.address_bits());
                    if missing == 0 { address.to_owned() } else { format!("{{{missing}'b0, {address}}}") }
                }
                ("DIN", _) if writes => {
                    let part = format!("data_in[{}:{}]", slice.first + slice.bits - 1, slice.first);
                    let missing = slice.memory.bits - slice.bits;
                    if missing == 0 { part } else { format!("{{{missing}'b0, {part}}}") }
                }
                ("BM", _) if writes => format!("{{{}{{1'b1}}}}", description.width),
                // Self-test, delay setting, and what a port of two does not do.
                _ => format!("{{{}{{1'b0}}}}", description.width),
            };
            connections.push(format!(".{pin}({value})"));
        }
        let _ = writeln!(text, "  {} m{number} ({});", slice.cell, connections.join(", "));
        let (first, last) = (slice.first, slice.first + slice.bits - 1);
        let _ = writeln!(text, "  assign data_out[{last}:{first}] = q{number}[{}:0];", slice.bits - 1);
    }
    text.push_str("endmodule\n");
    Ok(text)
}

fn registers(size: Size, text: &mut String) {
    let (read, write) = if size.ports == 2 {
        ("read_enable", "write_enable")
    } else {
        ("enable && !write", "enable && write")
    };
    let (from, to) = if size.ports == 2 { ("read_address", "write_address") } else { ("address", "address") };
    let (last, bits) = (size.words - 1, size.bits - 1);
    let _ = write!(
        text,
        "  reg [{bits}:0] words [0:{last}];\n  reg [{bits}:0] word;\n  always @(posedge clock) begin\n    \
         if ({write}) words[{to}] <= data_in;\n    if ({read}) word <= words[{from}];\n  end\n  assign data_out = word;\n"
    );
}

/// Empty boxes of macros, for synthesis.
///
/// # Errors
/// If one is not in the library.
pub fn black_boxes<'a>(
    cells: impl IntoIterator<Item = &'a str>,
    library: &Library,
) -> Result<String, SynthesisError> {
    let mut text = String::new();
    for name in cells {
        let _ = writeln!(text, "(* blackbox *)\nmodule {name} ({});\nendmodule", macro_ports(name, library)?);
    }
    Ok(text)
}

fn macro_ports(name: &str, library: &Library) -> Result<String, SynthesisError> {
    let cell = library.cell(name)?;
    let ports: Vec<String> = cell
        .pins
        .iter()
        .map(|(pin, description)| {
            let direction = if description.direction == Direction::Input { "input" } else { "output" };
            // A bus of one bit is still a bus in no macro of this library.
            let range = if description.width == 1 {
                String::new()
            } else {
                format!("[{}:0] ", description.width - 1)
            };
            format!("{direction} {range}{pin}")
        })
        .collect();
    Ok(ports.join(", "))
}

/// What macros do, for simulation. The contents come from `FOLDER/PATH.hex`, where PATH is the instance's, if the file
/// is there. Of their signals only `reads` and `writes` are recorded: whether a word is read or written at the next edge.
///
/// # Errors
/// If one is not in the library, or is no memory.
pub fn simulation_models<'a>(
    cells: impl IntoIterator<Item = &'a str>,
    library: &Library,
    folder: &str,
) -> Result<String, SynthesisError> {
    let mut text = String::from("/*verilator tracing_off*/\n");
    for name in cells {
        let Kind::Memory(memory) = library.cell(name)?.kind else {
            return Err(SynthesisError::content(name, "it is no memory"));
        };
        let (last, bits) = (memory.words - 1, memory.bits - 1);
        let (writes, port) = if memory.ports == 2 { ("B", "B") } else { ("A", "A") };
        let _ = write!(
            text,
            "module {name} ({});
  /*verilator tracing_on*/
  wire reads = A_MEN & A_REN;
  wire writes = {port}_MEN & {port}_WEN;
  /*verilator tracing_off*/
  reg [{bits}:0] words [0:{last}];
  reg [{bits}:0] word;
  string file;
  integer found;
  initial begin
    file = $sformatf(\"{folder}/%m.hex\");
    found = $fopen(file, \"r\");
    if (found != 0) begin
      $fclose(found);
      $readmemh(file, words);
    end
  end
  always @(posedge A_CLK) begin
    if ({port}_MEN & {port}_WEN) words[{writes}_ADDR] <= (words[{writes}_ADDR] & ~{writes}_BM) | ({writes}_DIN & {writes}_BM);
    if (A_MEN & A_REN) word <= words[A_ADDR];
  end
  assign A_DOUT = word;
",
            macro_ports(name, library)?
        );
        if memory.ports == 2 {
            text.push_str("  assign B_DOUT = 0;\n");
        }
        text.push_str("endmodule\n\n");
    }
    Ok(text)
}
