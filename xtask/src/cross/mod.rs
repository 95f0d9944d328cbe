//! Building for machines other than this one.

mod debian;
mod installed;

use std::ffi::OsString;
use std::path::PathBuf;

use crate::process::succeeds;
use crate::workspace::Workspace;

/// A machine that a crate outside the workspace is built for.
pub(crate) struct CrossMachine {
    /// Folder of the crate.
    pub(crate) folder: &'static str,
    /// Target triple.
    pub(crate) target: &'static str,
    /// Standard libraries it needs, where they have to be compiled first.
    pub(crate) libraries: &'static str,
    /// File that the build leaves.
    pub(crate) product: &'static str,
}

/// What came of a build.
pub(crate) enum Product {
    Built(PathBuf),
    Failed,
    /// There is no compiler for that machine, and why.
    NoCompiler(String),
}

/// What cargo needs to build for another machine.
struct Compiler {
    environment: Vec<(String, OsString)>,
    arguments: Vec<String>,
}

/// Builds a crate: with an installed target if there is one, else with Debian's newer compiler.
pub(crate) fn build(workspace: &Workspace, machine: &CrossMachine) -> Product {
    let compiler = match installed::compiler(machine) {
        Some(compiler) => compiler,
        None => match debian::compiler(workspace, machine) {
            Ok(compiler) => compiler,
            Err(reason) => {
                let target = machine.target;
                return Product::NoCompiler(format!("target {target} is not installed, and {reason}"));
            }
        },
    };
    let folder = workspace.path(machine.folder);
    let target = workspace.target("nostd");
    let mut command = workspace.cargo(["build", "--release", "--locked"]);
    // From the crate's own folder, whose .cargo/config.toml names the target and its linker script.
    command.current_dir(&folder).args(&compiler.arguments).arg("--target-dir").arg(&target);
    // Flags and wrappers for the host are not meant for the other machine.
    command.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS").envs(compiler.environment);
    if succeeds(&mut command) {
        Product::Built(target.join(machine.target).join("release").join(machine.product))
    } else {
        Product::Failed
    }
}
