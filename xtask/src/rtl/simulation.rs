//! Co-simulation with the cycle model, by the tool of `apical-rtl`.

use std::path::PathBuf;
use std::process::Command;

use super::{Run, Total};
use crate::process::{ask, run as run_to_end};
use crate::program::named;

/// Verilator as `apical-rtl` finds it, if it is there.
pub(crate) fn verilator() -> Option<Command> {
    let program = named("APICAL_VERILATOR").unwrap_or_else(|| "verilator".into());
    let own = program.parent().and_then(std::path::Path::parent).map(std::path::Path::to_path_buf);
    let own = own.filter(|own| own.join("include/verilated.h").is_file());
    let command = || {
        let mut command = Command::new(&program);
        command.envs(own.as_ref().map(|own| ("VERILATOR_ROOT", own)));
        command
    };
    ask(command().arg("--version")).map(|_| command())
}

impl Run<'_> {
    /// The tool of `apical-rtl`. The preset is compiled by it too, not by the build script: once for all profiles.
    pub(super) fn tool(&self) -> Command {
        let mut command =
            self.workspace.cargo(["run", "--quiet", "--profile", "test", "--package", "apical-rtl"]);
        command.args(["--features", "verilator", "--example", "rtl", "--"]).env("APICAL_RTL_BUILD", "none");
        command
    }

    fn count(&mut self, command: &mut Command) -> bool {
        let finished = run_to_end(command);
        match finished.stdout.lines().last().and_then(Total::read) {
            Some(total) if finished.succeeded => {
                self.total.add(total);
                true
            }
            _ => false,
        }
    }
}

/// Where MNIST is, if it is.
fn mnist(run: &Run<'_>) -> Option<PathBuf> {
    let named = std::env::var_os("APICAL_TEST_MNIST").map(PathBuf::from);
    named.or_else(|| Some(run.workspace.path("../shared/data/mnist"))).filter(|folder| folder.is_dir())
}

pub(super) fn all(run: &mut Run<'_>) {
    let kept = run.workspace.target("rtl/models");
    let quick = run.options.quick;
    let [plain, seeing] = if quick { ["4", "3"] } else { ["24", "16"] };
    run.check(&format!("{plain} random machines beside the model, {seeing} with front ends"), |run| {
        let mut command = run.tool();
        command.arg("random").arg(&kept);
        run.count(command.args(["--count", plain, "--front-ends", seeing, "--seed", "1"]))
    });
    if !quick {
        run.check("conformance suite and golden vectors on the verilated RTL", |run| {
            let test = [
                "test",
                "--package",
                "apical-rtl",
                "--features",
                "verilator",
                "--test",
                "all",
                "verilated::",
            ];
            crate::process::succeeds(run.workspace.cargo(test).env("APICAL_RTL_BUILD", "none"))
        });
    }
    let images = match (&run.options.wave, quick) {
        (Some(_), _) => ["8", "8"],
        (None, true) => ["200", "60"],
        (None, false) => ["10000", "2000"],
    };
    let [infer, learn] = images;
    run.check(&format!("preset beside the model: {infer} images inferred, {learn} learned"), |run| {
        let mut command = run.tool();
        command.arg("cosimulate").arg(&kept).args(["--infer", infer, "--learn", learn]);
        match mnist(run) {
            Some(folder) => {
                command.arg("--mnist").arg(folder);
            }
            None => eprintln!("rtl: no MNIST (APICAL_TEST_MNIST): the built-in digits"),
        }
        if let Some(wave) = run.options.wave.clone() {
            command.arg("--wave").arg(wave);
        }
        run.count(&mut command)
    });
}
