//! `apical export`

use std::path::{Path, PathBuf};

use apical_core::State;
use apical_core::export::{c_header, hex, npz, rust_source};
use clap::ValueEnum;

use crate::failure::{Failure, Status};
use crate::model::Model;
use crate::output;

const EXAMPLES: &str = "\
Examples:
  apical export apical-model.safetensors --to c
        apical-model.h: weights, biases and a function that classifies, for a microcontroller
  apical export apical-model.safetensors --to hex --out memories/
        a file for $readmemh for each memory bank, and manifest.json, which says what is where
  apical export apical-model.safetensors --to npz
        apical-model.npz, for numpy.load
  apical export apical-model.safetensors --to rust --out src/model.rs
        a module without dependencies

The manual's page on exports (docs/exports.md) describes every file and bit.";

/// Write a model for hardware, C, Rust or NumPy
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct ExportArguments {
    /// Model or checkpoint
    #[arg(value_name = "MODEL")]
    model: PathBuf,

    /// What to write
    #[arg(long, value_enum, value_name = "KIND")]
    to: Kind,

    /// File to write, or folder for hex [default: the model's name with another ending, in the current folder]
    #[arg(long, short, value_name = "PATH")]
    out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Memory images, a file for each bank, for a hardware simulator or FPGA
    Hex,
    /// C header with weights and inference
    C,
    /// NumPy archive of all arrays
    Npz,
    /// Rust module with weights and inference
    Rust,
}

pub(crate) fn run(arguments: &ExportArguments) -> Result<Status, Failure> {
    let mut state = Model::load(&arguments.model)?.state;
    if !state.in_flight.is_empty() {
        tracing::warn!(
            "{} images that were being learned when the checkpoint was saved are left out",
            state.in_flight.len()
        );
        state.in_flight.clear();
    }
    let stem = stem(&arguments.model);
    let out = arguments.out.clone().unwrap_or_else(|| arguments.to.default_path(&stem));
    let lines = match arguments.to {
        Kind::Hex => write_folder(&state, &out)?,
        kind => {
            // Names in the source are those of the file that is written.
            let bytes = kind.content(&state, &self::stem(&out))?;
            output::write(&out, &bytes)?;
            format!("{} ({} bytes)\n", out.display(), bytes.len())
        }
    };
    output::print(&lines)?;
    Ok(Status::Success)
}

impl Kind {
    fn default_path(self, stem: &str) -> PathBuf {
        match self {
            Self::Hex => format!("{stem}-hex"),
            Self::C => format!("{stem}.h"),
            Self::Npz => format!("{stem}.npz"),
            Self::Rust => format!("{stem}.rs"),
        }
        .into()
    }

    /// The content of the one file.
    fn content(self, state: &State, name: &str) -> Result<Vec<u8>, Failure> {
        Ok(match self {
            Self::C => c_header(state, name)?.into_bytes(),
            Self::Rust => rust_source(state)?.into_bytes(),
            Self::Npz | Self::Hex => npz(state)?,
        })
    }
}

fn write_folder(state: &State, folder: &Path) -> Result<String, Failure> {
    let files = hex(state)?;
    std::fs::create_dir_all(folder).map_err(|source| Failure::Write { path: folder.to_owned(), source })?;
    for (name, bytes) in &files {
        output::write(&folder.join(name), bytes)?;
    }
    Ok(format!("{} ({} files)\n", folder.display(), files.len()))
}

/// The name of a file without its last ending.
fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}
