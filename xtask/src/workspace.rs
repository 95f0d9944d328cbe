//! Where things are, and whether this is an unattended run.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The checkout and its environment.
pub(crate) struct Workspace {
    root: PathBuf,
    target: PathBuf,
    continuous_integration: bool,
}

impl Workspace {
    pub(crate) fn find() -> Result<Self, String> {
        // The sources of this program are one folder below the root.
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("xtask has no parent folder")?;
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
