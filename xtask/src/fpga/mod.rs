//! `cargo xtask fpga`: from the RTL to a bitstream for a board with an ECP5, and what it takes.

mod read;
mod report;
mod tools;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::outcome::{Counts, Outcome};
use crate::process::run as run_to_end;
use crate::readiness::Readiness;
use crate::workspace::Workspace;
use read::{Synthesis, placement, synthesis};
use report::FpgaReport;
use tools::Tools;

/// What was asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Options {
    /// The small network for tests, in minutes.
    quick: bool,
    /// Synthesis of the preset alone: it fits on no such device.
    preset: bool,
    /// Where the figures go.
    json: Option<PathBuf>,
}

impl Options {
    pub(crate) fn read(arguments: &[&str]) -> Result<Self, String> {
        let mut options = Self::default();
        let mut rest = arguments.iter();
        while let Some(&argument) = rest.next() {
            match argument {
                "--quick" => options.quick = true,
                "--preset" => options.preset = true,
                "--json" => match rest.next() {
                    Some(file) => options.json = Some(file.into()),
                    None => return Err("--json needs the name of a file".into()),
                },
                _ => {
                    return Err(format!(
                        "fpga: unknown argument {argument}; --quick, --preset and --json FILE are known"
                    ));
                }
            }
        }
        if options.quick && options.preset {
            return Err("fpga: --quick and --preset are two different machines".into());
        }
        Ok(options)
    }

    fn machine(&self) -> FpgaMachine {
        match (self.quick, self.preset) {
            (true, _) => FpgaMachine { name: "small", package: "rtl/generated/small", board: true },
            (_, true) => FpgaMachine { name: "apical", package: "rtl/generated", board: false },
            _ => FpgaMachine { name: "ecp5", package: "rtl/generated/ecp5", board: true },
        }
    }
}

/// A machine, and how far it goes.
struct FpgaMachine {
    name: &'static str,
    /// Folder of its package.
    package: &'static str,
    /// Placed and routed with the board around it, or synthesised alone.
    board: bool,
}

/// The tools.
pub(crate) fn readiness(_: &Workspace) -> Readiness {
    Readiness::unless(Tools::find().err())
}

/// The quick form, as a suite.
pub(crate) fn suite(workspace: &Workspace) -> Outcome {
    run(workspace, &Options { quick: true, ..Options::default() })
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Outcome {
    let tools = match Tools::find() {
        Ok(tools) => tools,
        Err(reason) => {
            eprintln!("SKIPPED: fpga: {reason}");
            return Outcome::Skipped(reason);
        }
    };
    let made = make(workspace, &tools, &options.machine()).and_then(|report| {
        print!("{}", report.text());
        match &options.json {
            Some(path) => {
                let written = apical_support::replace_file(path, report.json().as_bytes());
                written.map_err(|error| format!("{}: {error}", path.display()))
            }
            None => Ok(()),
        }
    });
    if let Err(message) = &made {
        eprintln!("fpga: {message}");
    }
    Outcome::Ran(Counts::one(made.is_ok()))
}

fn make(workspace: &Workspace, tools: &Tools, machine: &FpgaMachine) -> Result<FpgaReport, String> {
    let work = workspace.target(&format!("fpga/{}", machine.name));
    let files = gather(workspace, machine, &work)?;
    let top = if machine.board { "ulx3s" } else { "apical" };
    let script = script(&files, top, machine.board);
    std::fs::write(work.join("synthesis.ys"), script).map_err(|error| format!("synthesis.ys: {error}"))?;
    let start = Instant::now();
    step(&work, tools.yosys(), &["-q", "-l", "synthesis.log", "-s", "synthesis.ys"])?;
    let synthesis_seconds = start.elapsed().as_secs_f64();
    let synthesis = synthesis(&text(&work.join("cells.txt"))?)?;
    check(&synthesis)?;
    let mut report = FpgaReport::new(machine.name, network(&work)?, synthesis, synthesis_seconds);
    if !machine.board {
        return Ok(report);
    }
    let start = Instant::now();
    let placing = ["--85k", "--package", "CABGA381", "--speed", "6", "--seed", "1", "--json", "top.json"];
    let files = [
        "--lpf",
        "ulx3s.lpf",
        "--textcfg",
        "top.config",
        "--report",
        "report.json",
        // Of the clock that is made on the device. Our own check knows what the board has.
        // The other router goes on for hours where wires are many.
        "--router",
        "router2",
        "--freq",
        "25",
        "--timing-allow-fail",
        "-q",
        "-l",
        "placement.log",
    ];
    step(&work, tools.nextpnr(), &[placing.as_slice(), files.as_slice()].concat())?;
    step(&work, tools.ecppack(), &["--compress", "--input", "top.config", "--bit", "top.bit"])?;
    report.placement = Some(placement(&text(&work.join("report.json"))?)?);
    report.placement_seconds = start.elapsed().as_secs_f64();
    let bitstream = work.join("top.bit");
    let size = std::fs::metadata(&bitstream).map_err(|error| format!("{}: {error}", bitstream.display()))?;
    report.bitstream = Some((bitstream, size.len()));
    report.check()?;
    Ok(report)
}

/// Copies package, RTL and pins into a folder of their own: tools in WebAssembly see little else. Names of the sources.
fn gather(workspace: &Workspace, machine: &FpgaMachine, work: &Path) -> Result<Vec<String>, String> {
    let failed = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    let _ = std::fs::remove_dir_all(work);
    std::fs::create_dir_all(work).map_err(|error| failed(work, error))?;
    let package = workspace.path(machine.package).join("apical_package.sv");
    let mut paths = vec![package];
    paths.extend(crate::rtl::sources(&workspace.path("rtl"), "src"));
    if machine.board {
        paths.extend(crate::rtl::sources(&workspace.path("rtl"), "fpga"));
        paths.push(workspace.path("rtl/fpga/ulx3s.lpf"));
    }
    let mut names = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        std::fs::copy(&path, work.join(&name)).map_err(|error| failed(&path, error))?;
        if name.ends_with(".sv") {
            names.push(name);
        }
    }
    Ok(names)
}

/// What Yosys does. Newer versions take variables of loops for latches unless what is unused goes first; real latches, and
/// memories of 32 words and more that would become flip-flops, are refused. Without a board modules stay apart: each kind is mapped once.
fn script(files: &[String], top: &str, board: bool) -> String {
    let flatten = if board { "" } else { " -noflatten" };
    let steps = [
        format!("read_verilog -sv {}", files.join(" ")),
        format!("hierarchy -check -top {top}"),
        "proc".into(),
        "opt_clean".into(),
        "select -assert-none t:$dlatch t:$adlatch".into(),
        format!("synth_ecp5 -top {top} -nowidelut{flatten} -run begin:map_ffram"),
        "select -assert-none t:$mem_v2 r:SIZE>=32 %i".into(),
        format!("synth_ecp5 -top {top} -nowidelut{flatten} -run map_ffram:check"),
        "check -assert".into(),
        format!("tee -q -o cells.txt stat -top {top}"),
    ];
    let mut text = steps.join("\n") + "\n";
    if board {
        // Models of cells that have processes are not for the netlist.
        text += "blackbox =A:whitebox\nwrite_json top.json\n";
    }
    text
}

fn step(work: &Path, mut command: Command, arguments: &[&str]) -> Result<(), String> {
    let name = command.get_program().to_string_lossy().into_owned();
    command.current_dir(work).args(arguments);
    if run_to_end(&mut command).succeeded {
        Ok(())
    } else {
        Err(format!("{name} failed; see its log in {}", work.display()))
    }
}

fn text(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// The network, from the head of the package.
fn network(work: &Path) -> Result<String, String> {
    let text = text(&work.join("apical_package.sv"))?;
    let head = text.lines().find_map(|line| line.strip_prefix("// ")?.strip_suffix('.')?.rsplit_once(": "));
    Ok(head.map_or_else(|| "unknown network".into(), |(_, network)| network.to_owned()))
}

fn check(synthesis: &Synthesis) -> Result<(), String> {
    if synthesis.luts > 0 && synthesis.flip_flops > 0 {
        return Ok(());
    }
    Err("Yosys counted no cells".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_choose_the_machine() {
        assert_eq!(Options::read(&[]).unwrap().machine().name, "ecp5");
        assert_eq!(Options::read(&["--quick", "--json", "x"]).unwrap().machine().name, "small");
        let preset = Options::read(&["--preset"]).unwrap().machine();
        assert!(preset.name == "apical" && !preset.board);
        assert!(Options::read(&["--json"]).unwrap_err().contains("--json needs"));
        assert!(Options::read(&["--fast"]).unwrap_err().contains("unknown argument --fast"));
        assert!(Options::read(&["--quick", "--preset"]).unwrap_err().contains("two different"));
    }

    #[test]
    fn latches_and_lost_memories_are_refused() {
        let script = script(&["a.sv".into(), "b.sv".into()], "ulx3s", true);
        for line in [
            "read_verilog -sv a.sv b.sv",
            "select -assert-none t:$mem_v2 r:SIZE>=32 %i",
            "write_json top.json",
        ] {
            assert!(script.lines().any(|found| found == line), "{script}");
        }
    }
}
