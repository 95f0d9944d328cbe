//! Models compiled at run time, as shared objects that are kept by what they were made of.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use apical_support::FolderReplacement;

use super::model::Library;
use super::tool::{self, Recording, Verilator};
use crate::RtlError;

/// The shim, compiled beside each model.
const SHIM: &str = include_str!("../../shim/shim.cpp");
const OBJECT: &str = "libapical_rtl.so";

/// A folder of compiled models.
#[derive(Debug, Clone)]
pub struct Libraries {
    folder: PathBuf,
    sources: Vec<PathBuf>,
    verilator: Verilator,
    compiler: String,
}

impl Libraries {
    /// Compiles into `folder`, from the sources of the project (or those in the folder that `APICAL_RTL_SOURCES` names).
    /// What was compiled before from the same sources, package and Verilator is used again.
    ///
    /// # Errors
    /// If Verilator or the sources are missing; says what to install.
    pub fn new(folder: impl Into<PathBuf>) -> Result<Self, RtlError> {
        let sources = tool::source_folder(Path::new(env!("CARGO_MANIFEST_DIR")));
        Self::of_sources(folder, &sources)
    }

    /// As [`new`](Self::new), from the sources in another folder.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn of_sources(folder: impl Into<PathBuf>, sources: &Path) -> Result<Self, RtlError> {
        let verilator = Verilator::find().map_err(RtlError::Tool)?;
        let found = tool::files(sources, "sv").map_err(RtlError::Tool)?;
        if found.is_empty() {
            return Err(RtlError::file(sources, "no file ends in .sv"));
        }
        let compiler = std::env::var("CXX").unwrap_or_else(|_| "c++".into());
        Ok(Self { folder: folder.into(), sources: found, verilator, compiler })
    }

    /// The model of a package, compiled if there is none yet. `wave`: it records waves in the form that the end of this
    /// name says: `.fst`, else VCD.
    ///
    /// # Errors
    /// If the RTL refuses the package, the compiler fails, or the folder cannot be written.
    pub fn library(&self, package: &str, wave: Option<&Path>) -> Result<Library, RtlError> {
        let recording = match wave {
            None => Recording::None,
            Some(path) if path.extension().is_some_and(|end| end == "fst") => Recording::Fst,
            Some(_) => Recording::Vcd,
        };
        let folder = self.folder.join(self.key(package, recording)?);
        let object = folder.join(OBJECT);
        if !object.is_file() {
            self.compile(package, recording, &folder)?;
        }
        Library::load(&object, package)
    }

    /// A name for everything that a model is made of.
    fn key(&self, package: &str, recording: Recording) -> Result<String, RtlError> {
        let mut hasher = DefaultHasher::new();
        (
            package,
            recording,
            SHIM,
            tool::FLAGS,
            &self.verilator.version,
            &self.verilator.root,
            &self.compiler,
        )
            .hash(&mut hasher);
        for path in &self.sources {
            (path.file_name(), fs::read(path).map_err(|error| RtlError::file(path, error))?)
                .hash(&mut hasher);
        }
        Ok(format!("{:016x}", hasher.finish()))
    }

    /// In a folder of its own that is then renamed, so that another process sees a whole model or none.
    fn compile(&self, package: &str, recording: Recording, folder: &Path) -> Result<(), RtlError> {
        fs::create_dir_all(&self.folder).map_err(|error| RtlError::file(&self.folder, error))?;
        let begun = FolderReplacement::begin(folder).map_err(|error| RtlError::file(folder, error))?;
        let work = begun.path().to_owned();
        let write = |name: &str, text: &str| {
            let path = work.join(name);
            fs::write(&path, text).map_err(|error| RtlError::file(&path, error))?;
            Ok::<_, RtlError>(path)
        };
        let package = write("apical_package.sv", package)?;
        let translation = self.verilator.translate(&package, &self.sources, &work, recording);
        let translation = translation.map_err(RtlError::Tool)?;
        let size: u64 =
            translation.generated.iter().map(|path| fs::metadata(path).map_or(0, |data| data.len())).sum();
        // Small models in one piece; larger ones on two cores.
        let pieces = if size < 400_000 { 1 } else { 2 };
        let bundles = tool::bundle(&translation.generated, &work, pieces).map_err(RtlError::Tool)?;
        let mut slow = bundles.slow;
        slow.push(write("shim.cpp", SHIM)?);
        let runtime = self.runtime(&translation.runtime, recording)?;
        let mut objects = self.compile_all(&bundles.fast, &work, recording, "-O1")?;
        objects.extend(self.compile_all(&slow, &work, recording, "-O0")?);
        let mut link = Command::new(&self.compiler);
        // Nothing but the table is visible, and nothing of another model is taken for one's own.
        link.args(["-shared", "-Wl,-Bsymbolic", "-pthread", "-o"]).arg(work.join(OBJECT));
        link.args(objects).args(runtime);
        link.args((recording == Recording::Fst).then_some("-lz"));
        run(&mut link)?;
        for path in tool::files(&work, "o").map_err(RtlError::Tool)? {
            let _ = fs::remove_file(path);
        }
        match begun.commit() {
            // Another process was quicker.
            Err(_) if folder.join(OBJECT).is_file() => Ok(()),
            result => result.map_err(|error| RtlError::file(folder, error)),
        }
    }

    /// Verilator's run-time library, which is the same for all models.
    fn runtime(&self, files: &[PathBuf], recording: Recording) -> Result<Vec<PathBuf>, RtlError> {
        let mut hasher = DefaultHasher::new();
        (files, recording, &self.verilator.version, &self.compiler).hash(&mut hasher);
        let folder = self.folder.join(format!("runtime-{:016x}", hasher.finish()));
        if !folder.join("done").is_file() {
            fs::create_dir_all(&folder).map_err(|error| RtlError::file(&folder, error))?;
            self.compile_all(files, &folder, recording, "-O1")?;
            fs::write(folder.join("done"), "").map_err(|error| RtlError::file(&folder, error))?;
        }
        tool::files(&folder, "o").map_err(RtlError::Tool)
    }

    /// One object a file, two compilers at a time.
    fn compile_all(
        &self,
        files: &[PathBuf],
        folder: &Path,
        recording: Recording,
        optimisation: &str,
    ) -> Result<Vec<PathBuf>, RtlError> {
        let object = |file: &Path| {
            let stem = file.file_stem().unwrap_or_default().to_string_lossy();
            folder.join(format!("{stem}.o"))
        };
        let compile = |file: &PathBuf| {
            let mut command = Command::new(&self.compiler);
            command.args([
                "-std=c++17",
                optimisation,
                "-fPIC",
                "-fno-gnu-unique",
                "-fvisibility=hidden",
                "-w",
            ]);
            command.args(["-fno-strict-aliasing", "-DVM_SC=0", "-DVM_COVERAGE=0", "-DVERILATOR=1"]);
            command.args(tool::DEFINES.iter().map(|name| format!("-D{name}")));
            command.arg(format!("-DVM_TRACE={}", u8::from(recording != Recording::None)));
            command.arg(format!("-DVM_TRACE_VCD={}", u8::from(recording == Recording::Vcd)));
            command.arg(format!("-DVM_TRACE_FST={}", u8::from(recording == Recording::Fst)));
            command.args(recording.flags().map(|(_, define)| format!("-D{define}")));
            command.arg("-I").arg(folder);
            for include in self.verilator.includes() {
                command.arg("-isystem").arg(include);
            }
            run(command.arg("-c").arg(file).arg("-o").arg(object(file)))
        };
        for pair in files.chunks(2) {
            std::thread::scope(|scope| {
                let running: Vec<_> = pair.iter().map(|file| scope.spawn(|| compile(file))).collect();
                running.into_iter().try_for_each(|thread| {
                    thread.join().unwrap_or_else(|_| Err(RtlError::Tool("the compiler's thread died".into())))
                })
            })?;
        }
        Ok(files.iter().map(|file| object(file)).collect())
    }
}

/// Runs a program to its end; what it says goes into the error.
fn run(command: &mut Command) -> Result<(), RtlError> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| {
        RtlError::Tool(format!(
            "{name} cannot be run ({error}); a C++17 compiler is needed (g++, clang++; CXX names one)"
        ))
    })?;
    if output.status.success() {
        Ok(())
    } else {
        Err(RtlError::Tool(format!("{name}: {}", String::from_utf8_lossy(&output.stderr).trim())))
    }
}
