//! A target that rustup or a distribution has installed.

use std::path::Path;
use std::process::Command;

use super::{Compiler, CrossMachine};
use crate::process::ask;

pub(super) fn compiler(machine: &CrossMachine) -> Option<Compiler> {
    let folder = ask(Command::new("rustc").args(["--print", "target-libdir", "--target", machine.target]))?;
    // rustc names the folder whether it exists or not.
    Path::new(folder.trim()).is_dir().then(|| Compiler { environment: Vec::new(), arguments: Vec::new() })
}
