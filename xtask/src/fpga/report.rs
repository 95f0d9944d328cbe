//! What is printed and written.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::read::{Placement, Synthesis};

/// Clock of the processor on the board, MHz: half that of the board, as `rtl/fpga/ulx3s.sv` has it.
const BOARD_CLOCK: f64 = 12.5;

/// Figures of a machine. Measured by the tools, but for the times.
pub(super) struct FpgaReport {
    name: &'static str,
    network: String,
    synthesis: Synthesis,
    synthesis_seconds: f64,
    pub(super) placement: Option<Placement>,
    pub(super) placement_seconds: f64,
    /// File, and its bytes.
    pub(super) bitstream: Option<(PathBuf, u64)>,
}

impl FpgaReport {
    pub(super) fn new(
        name: &'static str,
        network: String,
        synthesis: Synthesis,
        synthesis_seconds: f64,
    ) -> Self {
        Self {
            name,
            network,
            synthesis,
            synthesis_seconds,
            placement: None,
            placement_seconds: 0.0,
            bitstream: None,
        }
    }

    /// A bitstream that is too slow for its board, or an empty one, is none.
    pub(super) fn check(&self) -> Result<(), String> {
        if let Some(Placement { clock, .. }) = self.placement
            && clock < BOARD_CLOCK
        {
            return Err(format!("{clock:.1} MHz at most; on the board it has {BOARD_CLOCK:.1} MHz"));
        }
        match &self.bitstream {
            Some((path, 0)) => Err(format!("{} is empty", path.display())),
            _ => Ok(()),
        }
    }

    pub(super) fn text(&self) -> String {
        let Self { name, network, synthesis, .. } = self;
        let mut out = format!("\nfpga: {name}, {network}, ECP5-85F\n\n");
        let mut row = |what: &str, cells: u64, placed: Option<[u64; 2]>| {
            let placed = placed.map_or(String::new(), |[used, there]| {
                format!("{used:>9} of {there} ({:.0} %)", 100.0 * used as f64 / there.max(1) as f64)
            });
            let _ = writeln!(out, "{:<28}{cells:>9}{placed}", what);
        };
        let placed = self.placement;
        row("LUTs of 4 inputs", synthesis.luts, placed.map(|placement| placement.luts));
        row("carry cells (2 LUTs each)", synthesis.carries, None);
        row("flip-flops", synthesis.flip_flops, placed.map(|placement| placement.flip_flops));
        row("block RAMs of 18 kbit", synthesis.block_rams, placed.map(|placement| placement.block_rams));
        row("RAMs of 16 x 4 bits in LUTs", synthesis.table_rams, None);
        row("multipliers", synthesis.multipliers, placed.map(|placement| placement.multipliers));
        if let Some(Placement { clock, .. }) = placed {
            let _ = writeln!(out, "clock: {clock:.1} MHz at most, {BOARD_CLOCK:.1} MHz on the board");
        }
        if let Some((path, bytes)) = &self.bitstream {
            let _ = writeln!(out, "bitstream: {} ({bytes} bytes)", path.display());
        }
        let _ = writeln!(
            out,
            "took {:.0} s to synthesise, {:.0} s to place and route",
            self.synthesis_seconds, self.placement_seconds
        );
        out
    }

    pub(super) fn json(&self) -> String {
        let Self { name, network, synthesis, .. } = self;
        let mut fields = vec![
            "\"format_version\": 1".to_owned(),
            format!("\"machine\": \"{name}\""),
            format!("\"network\": \"{network}\""),
            "\"device\": \"LFE5U-85F CABGA381 speed 6\"".to_owned(),
            format!(
                "\"synthesis\": {{\"luts\": {}, \"carry_cells\": {}, \"flip_flops\": {}, \"block_rams\": {}, \
                 \"table_rams\": {}, \"multipliers\": {}, \"seconds\": {:.1}}}",
                synthesis.luts,
                synthesis.carries,
                synthesis.flip_flops,
                synthesis.block_rams,
                synthesis.table_rams,
                synthesis.multipliers,
                self.synthesis_seconds
            ),
        ];
        if let Some(Placement { luts, flip_flops, block_rams, multipliers, clock }) = self.placement {
            let pair = |[used, there]: [u64; 2]| format!("{{\"used\": {used}, \"available\": {there}}}");
            fields.push(format!(
                "\"placement\": {{\"luts\": {}, \"flip_flops\": {}, \"block_rams\": {}, \"multipliers\": {}, \
                 \"seconds\": {:.1}}}",
                pair(luts),
                pair(flip_flops),
                pair(block_rams),
                pair(multipliers),
                self.placement_seconds
            ));
            fields.push(format!("\"clock_mhz\": {clock:.2}, \"board_clock_mhz\": {BOARD_CLOCK:.2}"));
        }
        if let Some((_, bytes)) = &self.bitstream {
            fields.push(format!("\"bitstream_bytes\": {bytes}"));
        }
        format!("{{\n  {}\n}}\n", fields.join(",\n  "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> FpgaReport {
        let synthesis = Synthesis { luts: 41_418, flip_flops: 9070, block_rams: 58, ..Synthesis::default() };
        let mut report = FpgaReport::new("ecp5", "784-48-48-10 in w4g8".into(), synthesis, 200.0);
        report.placement = Some(Placement { luts: [51_590, 83_640], clock: 41.25, ..Placement::default() });
        report.bitstream = Some(("top.bit".into(), 1_000_000));
        report
    }

    #[test]
    fn figures_are_printed_and_written() {
        let text = report().text();
        assert!(text.contains("block RAMs of 18 kbit              58"), "{text}");
        assert!(text.contains("51590 of 83640 (62 %)"), "{text}");
        assert!(text.contains("clock: 41.2 MHz at most, 12.5 MHz on the board"), "{text}");
        let json = report().json();
        assert!(json.contains("\"luts\": {\"used\": 51590, \"available\": 83640}"), "{json}");
        assert_eq!(json.matches('{').count(), json.matches('}').count());
        assert!(json.contains("\"bitstream_bytes\": 1000000"));
    }

    #[test]
    fn a_clock_too_slow_for_the_board_is_a_failure() {
        assert_eq!(report().check(), Ok(()));
        let mut slow = report();
        slow.placement.as_mut().unwrap().clock = 12.4;
        assert!(slow.check().unwrap_err().contains("12.4 MHz at most"));
        let mut empty = report();
        empty.bitstream = Some(("top.bit".into(), 0));
        assert!(empty.check().unwrap_err().contains("is empty"));
    }
}
