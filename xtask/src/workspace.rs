//! Where things are, and whether this is an unattended run.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

/// The checkout and its environment.
pub(crate) struct Workspace {
    root: PathBuf,
    target: PathBuf,
    continuous_integration: bool,
}

/// The folder of this program's sources. `started`: what `cargo run` says it is. That goes before the folder in which the program
/// was compiled: checkouts that share a target folder share the program too.
fn sources(started: Option<OsString>) -> PathBuf {
    started.map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from)
}

impl Workspace {
    pub(crate) fn find() -> Result<Self, String> {
        let sources = sources(std::env::var_os("CARGO_MANIFEST_DIR"));
        // They are one folder below the root.
        let root = sources.parent().ok_or("xtask has no parent folder")?;
        if !root.join("Cargo.toml").is_file() {
            return Err(format!("{} is not there any more; build xtask anew", root.display()));
        }
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
        let target = std::path::absolute(target).map_err(|error| format!("target folder: {error}"))?;
        let continuous_integration = std::env::var("CI").is_ok_and(|value| value == "true");
        Ok(Self { root: root.to_path_buf(), target, continuous_integration })
    }

    /// A path below the root of the checkout.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// A path below the folder for build products.
    pub(crate) fn target(&self, relative: &str) -> PathBuf {
        self.target.join(relative)
    }

    /// Whether `CI=true`: skips are then failures.
    pub(crate) fn continuous_integration(&self) -> bool {
        self.continuous_integration
    }

    /// The cargo that runs this program, in the root of the checkout.
    pub(crate) fn cargo<I: IntoIterator<Item: AsRef<std::ffi::OsStr>>>(&self, arguments: I) -> Command {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.current_dir(&self.root).args(arguments);
        command
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_another_checkout_compiled_works_on_the_one_that_started_it() {
        assert_eq!(sources(Some("/elsewhere/xtask".into())), PathBuf::from("/elsewhere/xtask"));
        assert_eq!(sources(None), PathBuf::from(env!("CARGO_MANIFEST_DIR")));
    }
}
