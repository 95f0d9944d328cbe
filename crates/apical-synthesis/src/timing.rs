//! The longest path, by OpenSTA.

use std::path::Path;

use serde::Serialize;

use crate::SynthesisError;
use crate::tools::{Tool, finish, write};

/// Cycle that the paths are first held against, ns: 20 MHz.
const PERIOD: f64 = 50.0;

/// A path between registers, macros and ports.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TimingPath {
    /// Where it begins.
    pub start: String,
    /// Where it ends.
    pub end: String,
    /// Cycle that it needs, with the setup time of its end, ns.
    pub nanoseconds: f64,
    /// Cells and macros on the way.
    pub stages: usize,
}

impl TimingPath {
    /// Clock at which it is just met, MHz.
    #[must_use]
    pub fn megahertz(&self) -> f64 {
        1e3 / self.nanoseconds
    }

    /// What is left of a cycle of a clock in MHz, ns.
    #[must_use]
    pub fn slack(&self, megahertz: f64) -> f64 {
        1e3 / megahertz - self.nanoseconds
    }
}

/// What OpenSTA is asked.
pub struct Question<'a> {
    /// Working folder, which holds `cells.lib`, `MACRO.lib` and the netlist.
    pub work: &'a Path,
    /// File of the netlist in it.
    pub netlist: &'a str,
    /// Module at the top.
    pub top: &'a str,
    /// Macros.
    pub macros: Vec<String>,
    /// Wire-load model.
    pub wires: &'a str,
}

impl Question<'_> {
    /// The longest path from clock edge to clock edge, and the longest of all, which may begin or end at a port.
    ///
    /// # Errors
    /// If OpenSTA fails, or finds no path.
    pub fn longest(&self, sta: &Tool) -> Result<[TimingPath; 2], SynthesisError> {
        let mut script = self.libraries();
        script.push_str(&format!(
            "link_design {}\nset_wire_load_mode top\nset_wire_load_model -name {}\n\
             create_clock -name clock -period {PERIOD} [get_ports clock]\n\
             set_input_delay 0 -clock clock [all_inputs]\nset_output_delay 0 -clock clock [all_outputs]\n\
             puts {{== all ==}}\nreport_checks -path_delay max -digits 4\n\
             set_false_path -from [all_inputs]\nset_false_path -to [all_outputs]\n\
             puts {{== inner ==}}\nreport_checks -path_delay max -digits 4\nexit\n",
            self.top, self.wires
        ));
        let name = "timing.tcl";
        write(&self.work.join(name), &script)?;
        let text = finish(sta.command().current_dir(self.work).args(["-exit", name]), "OpenSTA")?;
        write(&self.work.join("timing.txt"), &text)?;
        let part = |mark: &str| {
            let rest = text.split_once(mark).map_or("", |(_, rest)| rest);
            path(rest.split("== ").next().unwrap_or(rest))
        };
        Ok([part("== inner ==")?, part("== all ==")?])
    }
}

impl Question<'_> {
    fn libraries(&self) -> String {
        let mut script = String::from("read_liberty cells.lib\n");
        for name in &self.macros {
            script.push_str(&format!("read_liberty {name}.lib\n"));
        }
        script.push_str(&format!("read_verilog {}\n", self.netlist));
        script
    }
}

/// Reads the first path of a report.
fn path(text: &str) -> Result<TimingPath, SynthesisError> {
    let missing = |what: &str| {
        let end: Vec<&str> = text.lines().take(12).collect();
        SynthesisError::content("OpenSTA", format!("its report has no {what}: {}", end.join(" / ")))
    };
    let after = |mark: &str| {
        let line = text.lines().find_map(|line| line.trim().strip_prefix(mark));
        line.map(|rest| rest.split(" (").next().unwrap_or(rest).trim().to_owned())
            .ok_or_else(|| missing(mark))
    };
    let slack = text
        .lines()
        .find(|line| line.contains("slack ("))
        .and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok())
        .ok_or_else(|| missing("slack"))?;
    // A stage: delay, time, edge, pin (cell).
    let stages = text.lines().filter(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        matches!(words.as_slice(), [_, _, "^" | "v", pin, _] if pin.contains('/'))
    });
    Ok(TimingPath {
        start: after("Startpoint:")?,
        end: after("Endpoint:")?,
        nanoseconds: PERIOD - slack,
        stages: stages.count(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "\
Startpoint: a/b_1 (rising edge-triggered flip-flop clocked by clock)
Endpoint: m0 (rising edge-triggered flip-flop clocked by clock)
Path Group: clock
Path Type: max

   Delay     Time   Description
-----------------------------------------------------------
  0.0000   0.0000   clock clock (rise edge)
  0.0000   0.0000 ^ a/b_1/CLK (sg13g2_dfrbpq_1)
  0.2000   0.2000 v a/b_1/Q (sg13g2_dfrbpq_1)
  1.5000   1.7000 ^ c/Y (sg13g2_nand2_1)
           1.7000   data arrival time

 50.0000  50.0000   clock clock (rise edge)
 -0.1000  49.9000   library setup time
-----------------------------------------------------------
          48.2000   slack (MET)
";

    #[test]
    fn a_report_is_read() {
        let path = path(REPORT).unwrap();
        assert_eq!((path.start.as_str(), path.end.as_str(), path.stages), ("a/b_1", "m0", 3));
        assert!((path.nanoseconds - 1.8).abs() < 1e-9);
        assert!((path.megahertz() - 1e3 / 1.8).abs() < 1e-6);
        assert!((path.slack(100.0) - 8.2).abs() < 1e-9);
        assert!(super::path("No paths found.").unwrap_err().to_string().contains("no slack"));
    }
}
