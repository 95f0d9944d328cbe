//! Publishing, up to the point where something would be uploaded.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::outcome::{Counts, Outcome};
use crate::process::succeeds;
use crate::workspace::Workspace;

/// Where cargo leaves what a dry run packed: versions differ.
const PACKED: [&str; 2] = ["package", "package/tmp-crate"];

/// Each package is unpacked and checked, so that a file or dependency that exists only in the checkout is noticed. All are
/// checked in one go, with each other, so that what they share is looked at once.
pub(super) fn run(workspace: &Workspace) -> Outcome {
    forget(workspace);
    let publish = ["publish", "--workspace", "--dry-run", "--allow-dirty", "--no-verify"];
    let mut counts = Counts::one(succeeds(&mut workspace.cargo(publish)));
    if counts.failed == 0 {
        let checked = unpack(workspace).map(|folder| check(workspace, &folder));
        counts.add(Counts::one(checked.unwrap_or_else(|message| {
            eprintln!("xtask: package: {message}");
            false
        })));
    }
    Outcome::Ran(counts)
}

/// Unpacks what was packed into folders of a workspace of their own; returns that.
fn unpack(workspace: &Workspace) -> Result<PathBuf, String> {
    let folder = workspace.target("package/unpacked");
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    match fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(failed(error)),
        _ => fs::create_dir_all(&folder).map_err(failed)?,
    }
    let mut manifest = "[workspace]\nresolver = \"3\"\nmembers = [\"*\"]\n\n[patch.crates-io]\n".to_owned();
    let packages: Vec<PathBuf> =
        PACKED.iter().flat_map(|folder| entries(&workspace.target(folder), "apical")).collect();
    for package in packages.iter().filter(|path| path.extension().is_some_and(|kind| kind == "crate")) {
        let mut unpack = Command::new("tar");
        // Packed files are all of one old date, by which cargo would take what it compiled of earlier ones to be fresh.
        if !succeeds(unpack.arg("-xzmf").arg(package).arg("-C").arg(&folder)) {
            return Err(format!("{} cannot be unpacked", package.display()));
        }
        let stem = package.file_stem().unwrap_or_default().to_string_lossy();
        let (name, _) = stem.rsplit_once('-').ok_or_else(|| format!("{stem} has no version"))?;
        manifest += &format!("{name} = {{ path = \"{stem}\" }}\n");
    }
    fs::write(folder.join("Cargo.toml"), manifest).map_err(failed)?;
    fs::copy(workspace.path("Cargo.lock"), folder.join("Cargo.lock")).map_err(failed)?;
    Ok(folder)
}

/// In the folder of the other suites: dependencies that clippy has looked at serve here too.
fn check(workspace: &Workspace, folder: &Path) -> bool {
    let mut check = workspace.cargo(["check", "--workspace", "--all-features"]);
    check.current_dir(folder).env("APICAL_RTL_BUILD", "none");
    succeeds(check.arg("--target-dir").arg(workspace.target("")))
}

/// Removes what earlier runs left of the project's own crates: cargo takes a packed crate of a version to stay as it is.
fn forget(workspace: &Workspace) {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|user| user.join(".cargo")));
    // The registry that a dry run makes up of packed crates has no host before the dash.
    let made_up =
        home.into_iter().flat_map(|home| ["src", "cache"].map(|kind| home.join("registry").join(kind)));
    let mut folders: Vec<PathBuf> = made_up.flat_map(|folder| entries(&folder, "-")).collect();
    folders.extend(PACKED.map(|folder| workspace.target(folder)));
    for path in folders.iter().flat_map(|folder| entries(folder, "apical")) {
        // What stays is noticed as the failure that it causes.
        let _ = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
    }
}

/// Paths in a folder whose names begin with `prefix`, in order; none without the folder.
fn entries(folder: &Path, prefix: &str) -> Vec<PathBuf> {
    let listed = fs::read_dir(folder).into_iter().flatten().flatten();
    let named = listed.filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix));
    let mut paths: Vec<PathBuf> = named.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}
