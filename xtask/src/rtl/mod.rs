//! `cargo xtask rtl`: everything that holds the RTL to the model.

mod benches;
mod mutations;
mod parse;
mod simulation;

use std::path::PathBuf;
use std::time::Instant;

use crate::outcome::{Counts, Outcome};
use crate::process::{ask, succeeds};
use crate::readiness::Readiness;
use crate::workspace::Workspace;
pub(crate) use benches::sources;
pub(crate) use simulation::verilator;

/// What was asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Options {
    /// Less of everything: for every change.
    pub(crate) quick: bool,
    /// Write what is generated (packages, the benches' map, tables of documents), and nothing else.
    pub(crate) generate: bool,
    /// Record waves of the first images of the preset.
    pub(crate) wave: Option<PathBuf>,
}

impl Options {
    pub(crate) fn read(arguments: &[&str]) -> Result<Self, String> {
        let mut options = Self::default();
        let mut rest = arguments.iter();
        while let Some(&argument) = rest.next() {
            match argument {
                "--quick" => options.quick = true,
                "--generate" => options.generate = true,
                "--wave" => match rest.next() {
                    Some(file) => {
                        options.wave = Some(std::path::absolute(file).unwrap_or_else(|_| file.into()))
                    }
                    None => return Err("--wave needs the name of a file: .fst, or .vcd".into()),
                },
                _ => {
                    return Err(format!(
                        "rtl: unknown argument {argument}; --quick, --generate and --wave FILE are known"
                    ));
                }
            }
        }
        Ok(options)
    }
}

/// What the simulations add up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Total {
    inferred: u64,
    learned: u64,
    configurations: u64,
}

impl Total {
    /// The last line of a co-simulation: `counted 1 inferred, 2 learned, 3 configurations`.
    fn read(line: &str) -> Option<Self> {
        let mut numbers =
            line.strip_prefix("counted ")?.split(", ").map(|part| part.split(' ').next()?.parse().ok());
        let mut next = || numbers.next().flatten();
        Some(Self { inferred: next()?, learned: next()?, configurations: next()? })
    }

    fn add(&mut self, other: Self) {
        self.inferred += other.inferred;
        self.learned += other.learned;
        self.configurations += other.configurations;
    }
}

/// A bench that prints what it found; whether it passed.
type Bench = fn(&Workspace) -> bool;

/// Where a run has got to.
struct Run<'a> {
    workspace: &'a Workspace,
    options: Options,
    counts: Counts,
    total: Total,
}

impl Run<'_> {
    /// A check, timed.
    fn check(&mut self, what: &str, check: impl FnOnce(&mut Self) -> bool) {
        let start = Instant::now();
        let passed = check(self);
        let word = if passed { "passed" } else { "FAILED" };
        eprintln!("rtl: {what}: {word} ({:.0} s)", start.elapsed().as_secs_f64());
        self.counts.add(Counts::one(passed));
    }

    fn skip(&mut self, what: &str, tool: &str) {
        eprintln!("SKIPPED: rtl: {what}: {tool} is missing (Debian package {tool})");
        self.counts.skipped.push(format!("{what}: {tool} is missing (Debian package {tool})"));
    }
}

/// Tools that checks need.
pub(crate) fn readiness(_: &Workspace) -> Readiness {
    let there = tools();
    let absent = ["verilator", "iverilog", "yosys"].into_iter().zip(there).filter(|(_, there)| !there);
    Readiness::without(absent.map(|(tool, _)| format!("{tool} is missing (Debian package {tool})")).collect())
}

/// Whether Verilator, Icarus and Yosys are there.
fn tools() -> [bool; 3] {
    [
        simulation::verilator().is_some(),
        ask(std::process::Command::new("iverilog").arg("-V")).is_some(),
        ask(std::process::Command::new("yosys").arg("-V")).is_some(),
    ]
}

/// The quick form, as a suite.
pub(crate) fn suite(workspace: &Workspace) -> Outcome {
    run(workspace, &Options { quick: true, ..Options::default() })
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Outcome {
    let mut run =
        Run { workspace, options: options.clone(), counts: Counts::default(), total: Total::default() };
    if options.generate {
        run.check("packages, map and tables written", |run| {
            succeeds(run.tool().arg("generate").arg(run.workspace.path(".")))
        });
        return Outcome::Ran(run.counts);
    }
    let [verilator, icarus, yosys] = tools();
    if verilator {
        run.check("lint", lint);
    } else {
        run.skip("lint", "verilator");
    }
    if yosys {
        run.check("formal claims", |run| benches::formal(&run.workspace.path("rtl")));
    } else {
        run.skip("formal claims", "yosys");
    }
    if icarus {
        run.check("packages of the golden vectors", |run| {
            let folder = run.workspace.target("rtl/vectors");
            succeeds(run.tool().arg("packages").arg(folder))
        });
        run.check("vectors of front ends", |run| {
            let folder = benches::front_end_folder(run.workspace);
            succeeds(run.tool().arg("front-ends").arg(folder))
        });
        benches::front_ends(&mut run);
        let mut of_host: Vec<(&str, Bench)> =
            vec![("bench of the board", benches::board), ("bus bench", benches::bus)];
        if !run.options.quick {
            of_host.push(("bus bench behind a front end", benches::bus_behind_front_end));
        }
        let names: Vec<&str> = of_host.iter().map(|(name, _)| *name).collect();
        run.check(&names.join(", "), |run| {
            benches::in_pairs(&of_host, |(name, bench)| {
                let passed = bench(run.workspace);
                if !passed {
                    eprintln!("rtl: {name}: FAILED");
                }
                passed
            })
        });
        benches::vectors(&mut run);
    } else {
        run.skip("benches", "iverilog");
    }
    if verilator {
        simulation::all(&mut run);
    } else {
        run.skip("co-simulation", "verilator");
    }
    if icarus && yosys {
        mutations::all(&mut run);
    } else {
        run.skip("mutations", if icarus { "yosys" } else { "iverilog" });
    }
    let Total { inferred, learned, configurations } = run.total;
    println!(
        "rtl: {inferred} images inferred, {learned} images learned, {configurations} configurations, {} differences",
        run.counts.failed
    );
    Outcome::Ran(run.counts)
}

/// Verilator's own checks, without a warning.
fn lint(run: &mut Run<'_>) -> bool {
    let workspace = run.workspace;
    let all = ["", "/small", "/ecp5", "/retina", "/small_retina"].map(|name| format!("rtl/generated{name}"));
    benches::in_pairs(&all, |folder| {
        let package = format!("{folder}/apical_package.sv");
        let Some(mut command) = simulation::verilator() else { return false };
        command.args(["--lint-only", "-Wall", "--top-module", "apical"]).arg(workspace.path(&package));
        succeeds(command.args(sources(&workspace.path("rtl"), "src"))) && lint_board(workspace, &package)
    })
}

/// The same with the board around it.
fn lint_board(workspace: &Workspace, package: &str) -> bool {
    let Some(mut command) = simulation::verilator() else { return false };
    command.args(["--lint-only", "-Wall", "--top-module", "ulx3s"]).arg(workspace.path(package));
    let rtl = workspace.path("rtl");
    succeeds(command.args(sources(&rtl, "src")).args(sources(&rtl, "fpga")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_of_a_co_simulation_is_read() {
        let total = Total { inferred: 10, learned: 2, configurations: 3 };
        assert_eq!(Total::read("counted 10 inferred, 2 learned, 3 configurations"), Some(total));
        assert_eq!(Total::read("counted 10 inferred"), None);
        assert_eq!(Total::read("10 inferred, 2 learned, 3 configurations"), None);
    }

    #[test]
    fn unknown_arguments_are_refused() {
        assert!(Options::read(&["--quick", "--wave", "x.fst"]).unwrap().quick);
        assert!(Options::read(&["--wave"]).unwrap_err().contains("--wave needs"));
        assert!(Options::read(&["--fast"]).unwrap_err().contains("unknown argument --fast"));
    }
}
