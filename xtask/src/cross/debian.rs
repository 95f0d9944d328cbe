//! Debian's newer compiler, unpacked privately: for a machine whose own toolchain cannot be given a target.
//!
//! Debian keeps a recent rustc for building web browsers (`rustc-web`), with the sources of the standard libraries.
//! Nothing is installed: the packages are unpacked under the target folder, and that rustc compiles the libraries
//! from source for the other machine.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Compiler, CrossMachine};
use crate::process::{ask, exists, succeeds};
use crate::workspace::Workspace;

const COMPILER: &str = "rustc-web";
const SOURCES: &str = "rust-web-src";
/// What [`COMPILER`] depends on and a plain system lacks, by the beginning of the package's name.
const LIBRARIES: [&str; 2] = ["libstd-rust-web", "libllvm"];

pub(super) fn compiler(workspace: &Workspace, machine: &CrossMachine) -> Result<Compiler, String> {
    if !exists("apt-get") || !exists("dpkg") {
        return Err("this is no Debian system to take a compiler from: rustup target add it".into());
    }
    let version = candidate()?;
    let needed = env!("CARGO_PKG_RUST_VERSION");
    if release(&version) < release(needed) {
        return Err(format!("Debian's {COMPILER} is {version}, {needed} is needed"));
    }
    let folder = workspace.target("cross").join(version.replace(':', "_"));
    if !folder.is_dir() {
        unpack(&folder)?;
    }
    Ok(Compiler {
        environment: vec![
            ("RUSTC".into(), wrapper(&folder)?.into()),
            // The libraries are compiled by a feature of cargo that a stable release has to be told to allow.
            ("RUSTC_BOOTSTRAP".into(), "1".into()),
            (linker_variable(machine.target), linker()?),
        ],
        arguments: vec![format!("-Zbuild-std={}", machine.libraries)],
    })
}

/// The version that apt would install.
fn candidate() -> Result<String, String> {
    let policy = ask(Command::new("apt-cache").args(["policy", COMPILER]).env("LC_ALL", "C"));
    let policy = policy.unwrap_or_default();
    let version = policy.lines().find_map(|line| line.trim().strip_prefix("Candidate: "));
    match version {
        Some(version) if version != "(none)" => Ok(version.to_owned()),
        _ => Err(format!("apt knows no {COMPILER}; apt-get update may help")),
    }
}

/// Major and minor number at the beginning of a version.
fn release(version: &str) -> (u32, u32) {
    let mut numbers = version.split(['.', '+', '~', '-']).map(|part| part.parse().unwrap_or(0));
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0))
}

/// Downloads the packages and unpacks them all into `folder`, which appears only once it is complete.
fn unpack(folder: &Path) -> Result<(), String> {
    let mut unfinished = folder.as_os_str().to_owned();
    unfinished.push(format!(".unfinished-{}", std::process::id()));
    let unfinished = PathBuf::from(unfinished);
    fs::create_dir_all(&unfinished).map_err(|error| format!("{}: {error}", unfinished.display()))?;
    let mut download = Command::new("apt-get");
    download.current_dir(&unfinished).arg("download").args(packages()?);
    if !succeeds(&mut download) {
        return Err("apt-get could not download it".into());
    }
    let files = fs::read_dir(&unfinished).map_err(|error| error.to_string())?;
    let archives: Vec<PathBuf> = files.filter_map(|file| Some(file.ok()?.path())).collect();
    for archive in archives {
        if !succeeds(Command::new("dpkg").arg("-x").arg(&archive).arg(&unfinished)) {
            return Err(format!("dpkg could not unpack {}", archive.display()));
        }
        fs::remove_file(&archive).map_err(|error| format!("{}: {error}", archive.display()))?;
    }
    fs::rename(&unfinished, folder).map_err(|error| format!("{}: {error}", folder.display()))
}

/// Names of the packages: two libraries carry their version in it.
fn packages() -> Result<Vec<String>, String> {
    let mut command = Command::new("apt-cache");
    command.args(["depends", "--recurse", "--important", COMPILER]).env("LC_ALL", "C");
    let all = ask(&mut command).ok_or("apt-cache could not name its dependencies")?;
    let wanted = |name: &&str| LIBRARIES.iter().any(|library| name.starts_with(library));
    let libraries = all.lines().filter(wanted).map(str::to_owned);
    Ok([COMPILER, SOURCES].map(str::to_owned).into_iter().chain(libraries).collect())
}

/// A script that starts the unpacked rustc with its libraries.
fn wrapper(folder: &Path) -> Result<PathBuf, String> {
    let libraries = fs::read_dir(folder.join("usr/lib")).map_err(|error| error.to_string())?;
    let libraries = libraries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.to_string_lossy().ends_with("-linux-gnu"))
        .ok_or("the unpacked compiler has no libraries")?;
    let script = format!(
        "#!/bin/sh\nLD_LIBRARY_PATH='{}' exec '{}' \"$@\"\n",
        libraries.display(),
        folder.join("usr/bin/rustc").display()
    );
    let path = folder.join("rustc");
    // Left alone if it is right: cargo compiles everything anew when its compiler's time stamp changes.
    if fs::read_to_string(&path).ok().as_deref() != Some(&script) {
        fs::write(&path, script).map_err(|error| format!("{}: {error}", path.display()))?;
        make_executable(&path)?;
    }
    Ok(path)
}

#[cfg(unix)]
fn make_executable(path: &Path) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).map_err(|error| error.to_string())
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> Result<(), String> {
    Err("a Debian compiler runs on Linux only".into())
}

/// The linker of the machine's own toolchain, which Debian's lacks.
fn linker() -> Result<OsString, String> {
    let rustc = |arguments: &[&str]| ask(Command::new("rustc").args(arguments)).unwrap_or_default();
    let verbose = rustc(&["-vV"]);
    let host = verbose.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default();
    let sysroot = rustc(&["--print", "sysroot"]);
    let path = Path::new(sysroot.trim()).join("lib/rustlib").join(host).join("bin/rust-lld");
    if path.is_file() { Ok(path.into()) } else { Err("the installed toolchain has no rust-lld".into()) }
}

fn linker_variable(target: &str) -> String {
    format!("CARGO_TARGET_{}_LINKER", target.replace('-', "_").to_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number() {
        assert!(release("1.96.0+dfsg1-1~deb12u2") > release("1.95"));
        assert!(release("1.9.0") < release("1.95"));
        assert_eq!(release("1.95"), (1, 95));
    }

    #[test]
    fn cargo_is_told_the_linker_by_the_name_it_expects() {
        assert_eq!(linker_variable("wasm32-unknown-unknown"), "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER");
    }
}
