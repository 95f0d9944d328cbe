//! The Python package: its wheel is built and installed into an environment of its own, and its tests run there.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::counting;
use crate::outcome::{Counts, Outcome};
use crate::process::{as_tests, ask, succeeds};
use crate::program;
use crate::readiness::Readiness;
use crate::workspace::Workspace;

/// What builds the wheel; as in python/pyproject.toml.
const BUILDER: &str = "maturin>=1.9,<2";
/// The oldest Python that the wheel is for.
const MINIMUM: (u32, u32) = (3, 10);
/// What the tests need beside the package; another simulator is among it.
const EXTRAS: &str = "test,simulator";

pub(super) fn readiness(_: &Workspace) -> Readiness {
    Readiness::unless(base().is_none().then(too_old))
}

/// The Python that environments are made of, if it is new enough.
fn base() -> Option<PathBuf> {
    let base = program::find("APICAL_PYTHON", &["python3", "python"], "--version")?;
    let version = ask(Command::new(&base).arg("--version"))?;
    (parse_version(&version)? >= MINIMUM).then_some(base)
}

fn too_old() -> String {
    let (major, minor) = MINIMUM;
    format!("no Python {major}.{minor} or newer that can make environments (venv)")
}

pub(super) fn run(workspace: &Workspace) -> Outcome {
    let python = match install(workspace, EXTRAS) {
        Ok(python) => python,
        Err(outcome) => return outcome,
    };
    let mut tests = Command::new(&python);
    // Not from the folder of the sources, which would be imported instead of what is installed.
    tests.current_dir(workspace.path("python/tests"));
    // On all cores: many tests wait for one process.
    tests.args(["-m", "pytest", "-c", "../pyproject.toml", "--durations=10"]);
    tests.args(["-n", "auto", "--dist", "worksteal", ".", "apical"]);
    counting::of_pytest(tests.env("APICAL_PROGRAM", workspace.target("debug/apical")))
}

/// The Python of an environment with the package, built anew, and with what `extras` of it name. The program is built too.
pub(super) fn install(workspace: &Workspace, extras: &str) -> Result<PathBuf, Outcome> {
    let Some(python) = environment(&workspace.target("python")) else {
        return Err(Outcome::Skipped(too_old()));
    };
    let failed = || Outcome::Ran(Counts::one(false));
    if !succeeds(pip(&python).arg(BUILDER)) {
        let reason = "maturin is missing and cannot be installed with pip";
        return Err(Outcome::Skipped(reason.into()));
    }
    let others = install_others(workspace, &python, extras);
    if program::apical(workspace).is_none() {
        return Err(failed());
    }
    let wheels = workspace.target("python/wheels");
    // What an earlier run left would be taken for this one's.
    let _ = std::fs::remove_dir_all(&wheels);
    let mut build = Command::new(&python);
    build.args(["-m", "maturin", "build", "--quiet", "--profile", "dev", "--out"]).arg(&wheels);
    if !succeeds(as_tests(&mut build).current_dir(workspace.path("python"))) {
        return Err(failed());
    }
    // What failed is tried, and told, by the next command.
    let _ = others.map(|mut child| child.wait());
    let wheel = only_file(&wheels).ok_or_else(failed)?;
    let with_extras = format!("{}[{extras}]", wheel.display());
    if !succeeds(pip(&python).arg(with_extras)) {
        let reason = format!("the packages of apical[{extras}] cannot be installed with pip");
        return Err(Outcome::Skipped(reason));
    }
    // A wheel of the same version that was there already stays without this.
    if !succeeds(pip(&python).args(["--force-reinstall", "--no-deps"]).arg(&wheel)) {
        return Err(failed());
    }
    Ok(python)
}

/// Begins to install the packages of others that `extras` name, while the package itself is compiled. `None` of a Python that does not read
/// TOML: they come with the package then.
fn install_others(workspace: &Workspace, python: &Path, extras: &str) -> Option<Child> {
    let listed = ask(Command::new(python)
        .arg("-c")
        .arg(OTHERS)
        .arg(workspace.path("python/pyproject.toml"))
        .arg(extras))?;
    pip(python).args(listed.lines()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()
}

/// Lists requirements of the package and of its extras, those that name the package itself followed.
const OTHERS: &str = r#"
import sys, tomllib
project = tomllib.load(open(sys.argv[1], "rb"))["project"]
extras, own = project["optional-dependencies"], project["name"] + "["
wanted, found = sys.argv[2].split(","), list(project.get("dependencies", []))
while wanted:
    for requirement in extras[wanted.pop()]:
        if requirement.startswith(own):
            wanted += requirement[len(own):-1].split(",")
        else:
            found.append(requirement)
print("\n".join(found))
"#;

/// The Python of an environment in `folder`, which is made if it is not there.
fn environment(folder: &Path) -> Option<PathBuf> {
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let missing = ask(Command::new(&python).arg("--version")).is_none();
    if missing && !succeeds(Command::new(base()?).args(["-m", "venv"]).arg(folder)) {
        return None;
    }
    let version = ask(Command::new(&python).arg("--version"))?;
    (parse_version(&version)? >= MINIMUM).then_some(python)
}

/// Major and minor of `Python 3.11.2`.
fn parse_version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.trim().strip_prefix("Python ")?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

fn pip(python: &Path) -> Command {
    let mut command = Command::new(python);
    command.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    command
}

fn only_file(folder: &Path) -> Option<PathBuf> {
    let mut files = std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path());
    files.next().filter(|_| files.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_numbers() {
        assert_eq!(parse_version("Python 3.11.7\n"), Some((3, 11)));
        assert!(
            parse_version("Python 3.9.1") < Some(MINIMUM) && parse_version("Python 3.10.0") >= Some(MINIMUM)
        );
        assert_eq!(parse_version("pypy"), None);
    }
}
