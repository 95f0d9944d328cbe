//! Why a command ends without its result, and what the process tells the shell.

use std::error::Error;
use std::fmt::Write as _;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[cfg(feature = "compare")]
use apical_baselines::BaselineError;
use apical_chip::design::DesignError;
use apical_chip::dvfs::TraceError;
use apical_chip::machine::ChipError;
use apical_chip::preset::PresetError;
use apical_chip::technology::TechnologyError;
use apical_core::export::ExportError;
use apical_core::fast::KernelError;
use apical_core::run::RunError;
use apical_core::snapshot::SnapshotError;
use apical_core::training::TrainerError;
use apical_core::{ConfigError, ProcessorError, StateError};
#[cfg(feature = "fetch")]
use apical_data::fetch::FetchError;
use apical_data::{DataError, DatasetError, SheetError};
#[cfg(feature = "page")]
use apical_serve::ServeError;
use apical_studies::StudyError;
use apical_support::StoreError;
#[cfg(feature = "sweep")]
use apical_sweep::SweepError;
use apical_uncertainty::UncertaintyError;

/// How a command that has no complaint ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// The result is there.
    Success,
    /// A check that the command was asked for did not hold; the command has said so.
    CheckFailed,
    /// Ctrl-C; a checkpoint was saved.
    Interrupted,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        match status {
            Status::Success => Self::SUCCESS,
            Status::CheckFailed => Self::from(1),
            // 128 + SIGINT, as shells report a program that was interrupted.
            Status::Interrupted => Self::from(130),
        }
    }
}

/// Bad use or bad input. Messages name file, field and allowed range.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error("{0}")]
    Use(String),
    #[error(transparent)]
    Settings(#[from] RunError),
    #[error(transparent)]
    Data(#[from] DataError),
    #[error(transparent)]
    Dataset(#[from] DatasetError),
    #[cfg(feature = "fetch")]
    #[error(transparent)]
    Fetch(#[from] FetchError),
    #[error(transparent)]
    Sheet(#[from] SheetError),
    #[error(transparent)]
    Uncertainty(#[from] UncertaintyError),
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    State(#[from] StateError),
    #[error(transparent)]
    Processor(#[from] ProcessorError),
    #[error(transparent)]
    Trainer(#[from] TrainerError),
    #[error(transparent)]
    Export(#[from] ExportError),
    #[error(transparent)]
    Kernel(#[from] KernelError),
    #[error(transparent)]
    Design(#[from] DesignError),
    #[error(transparent)]
    Preset(#[from] PresetError),
    #[error(transparent)]
    Technology(#[from] TechnologyError),
    #[error(transparent)]
    Chip(#[from] ChipError),
    #[cfg(feature = "compare")]
    #[error(transparent)]
    Baseline(#[from] BaselineError),
    #[error(transparent)]
    Study(#[from] StudyError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[cfg(feature = "sweep")]
    #[error(transparent)]
    Sweep(Box<SweepError>),
    #[cfg(feature = "page")]
    #[error(transparent)]
    Serve(#[from] ServeError),
    /// A trace of arrivals; the error names its file.
    #[error(transparent)]
    Trace(Box<TraceError>),
    /// An error that names its file itself.
    #[error(transparent)]
    ModelFile(Box<SnapshotError>),
    /// An error in the content of a model file.
    #[error("{} cannot be used", .path.display())]
    Model { path: PathBuf, source: Box<SnapshotError> },
    #[error("cannot write {}; a file that was there before is unchanged", .path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error("cannot read {}", .path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("cannot write the result to standard output")]
    Output(#[source] io::Error),
    #[error("cannot listen for Ctrl-C")]
    Interrupt(#[from] ctrlc::Error),
    #[error("cannot start {threads} threads")]
    Threads { threads: usize, source: rayon::ThreadPoolBuildError },
}

#[cfg(feature = "sweep")]
impl From<SweepError> for Failure {
    fn from(error: SweepError) -> Self {
        Self::Sweep(error.into())
    }
}

impl Failure {
    /// Wraps what is wrong with a model file, so that the file is named once.
    pub(crate) fn model(path: &Path, source: SnapshotError) -> Self {
        match source {
            SnapshotError::Read { .. } | SnapshotError::Write { .. } | SnapshotError::NotAFile { .. } => {
                Self::ModelFile(source.into())
            }
            _ => Self::Model { path: path.to_owned(), source: source.into() },
        }
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(2)
    }

    /// Whether standard output was closed by its reader.
    pub(crate) fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == ErrorKind::BrokenPipe)
    }

    /// The error and its causes, once.
    pub(crate) fn print(&self, to: &mut impl Write) -> io::Result<()> {
        let mut text = format!("error: {self}");
        let mut cause = self.source();
        while let Some(error) = cause {
            // Some errors repeat their cause in their own text.
            let message = error.to_string();
            let message = message.trim_end();
            if !text.ends_with(message) {
                // Writing to a String cannot fail.
                let _ = write!(text, ": {message}");
            }
            cause = error.source();
        }
        writeln!(to, "{}", text.trim_end())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_are_printed_once_and_in_order() {
        let cause = io::Error::from(ErrorKind::StorageFull);
        let failure = Failure::Write { path: "m.safetensors".into(), source: cause };
        let mut text = Vec::new();
        failure.print(&mut text).unwrap();
        let text = String::from_utf8(text).unwrap();
        assert!(
            text.starts_with(
                "error: cannot write m.safetensors; a file that was there before is unchanged: "
            )
        );
        assert_eq!(text.matches("m.safetensors").count(), 1);
    }

    #[test]
    fn only_a_closed_standard_output_is_forgiven() {
        let closed = || io::Error::from(ErrorKind::BrokenPipe);
        assert!(Failure::Output(closed()).is_closed_pipe());
        assert!(!Failure::Write { path: "x".into(), source: closed() }.is_closed_pipe());
        assert!(!Failure::Output(io::Error::from(ErrorKind::StorageFull)).is_closed_pipe());
    }
}
