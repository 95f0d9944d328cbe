//! `apical export`

use std::path::{Path, PathBuf};

use apical_core::State;
use apical_core::export::{
    Contract, LONGEST_SIDE, Prepare, c_header_with, hex_with, npz_with, rust_source_with,
};
use apical_core::run::ImageSize;
use clap::ValueEnum;

use crate::failure::{Failure, Status};
use crate::model::Model;
use crate::output;

const EXAMPLES: &str = "\
Examples:
  apical export apical-model.safetensors --to c
        apical-model.h: weights, biases and a function that classifies, for a microcontroller
  apical export mnist.safetensors --to c --prepare normalise
        with a function that centres and scales pictures, which a model of a dataset by name does not ask for itself
  apical export apical-model.safetensors --to hex --out memories/
        a file for $readmemh for each memory bank, and manifest.json, which says what is where
  apical export apical-model.safetensors --to npz
        apical-model.npz, for numpy.load
  apical export apical-model.safetensors --to rust --out src/model.rs
        a module without dependencies

What was done to pictures and numbers that the model learned from, and what its classes are called, goes along; it is said which.
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

    /// How pictures become values, where the model does not say: normalise or as-is
    #[arg(long, value_enum, value_name = "HOW", hide_possible_values = true)]
    prepare: Option<Pictures>,
}

/// What is done to pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Pictures {
    /// They are centred and scaled as MNIST was.
    Normalise,
    /// They are taken as they are.
    AsIs,
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
    let model = Model::load(&arguments.model)?;
    let contract = contract(&model, arguments.prepare)?;
    let mut state = model.state;
    if !state.in_flight.is_empty() {
        tracing::warn!(
            "{} images that were being learned when the checkpoint was saved are left out",
            state.in_flight.len()
        );
        state.in_flight.clear();
    }
    let stem = stem(&arguments.model);
    let out = arguments.out.clone().unwrap_or_else(|| arguments.to.default_path(&stem));
    output::check_apart([out.as_path()], [arguments.model.as_path()])?;
    let lines = match arguments.to {
        Kind::Hex => write_folder(&state, &contract, &out)?,
        kind => {
            // Names in the source are those of the file that is written.
            let bytes = kind.content(&state, &contract, &self::stem(&out))?;
            output::write(&out, &bytes)?;
            format!("{} ({} bytes)\n", out.display(), bytes.len())
        }
    };
    output::print(&format!("{lines}{}", said(&contract, arguments.to)))?;
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
    fn content(self, state: &State, contract: &Contract, name: &str) -> Result<Vec<u8>, Failure> {
        Ok(match self {
            Self::C => c_header_with(state, name, contract)?.into_bytes(),
            Self::Rust => rust_source_with(state, contract)?.into_bytes(),
            Self::Npz | Self::Hex => npz_with(state, contract)?,
        })
    }
}

/// What the model says of raw data and classes, or else what was asked for.
fn contract(model: &Model, asked: Option<Pictures>) -> Result<Contract, Failure> {
    let mut contract = Contract::of(&model.run);
    // Output neurons to spare have their numbers.
    if !contract.class_names.is_empty() {
        contract.class_names = model.class_names();
    }
    let Some(asked) = asked else { return Ok(contract) };
    let size = model.image_size();
    let size = ImageSize { height: size.height, width: size.width };
    let asked = match asked {
        Pictures::Normalise => Prepare::Normalise(size),
        Pictures::AsIs => Prepare::AsIs(size),
    };
    if contract.prepare != Prepare::Nothing && contract.prepare != asked {
        return Err(Failure::Use(
            "--prepare: the model says itself how what it learned from was prepared".into(),
        ));
    }
    // What is normalised is bright ink.
    if asked == Prepare::Normalise(size) && model.config().front_end.inverted {
        return Err(Failure::Use(
            "--prepare: this network learned from dark ink, and normalised ink is bright".into(),
        ));
    }
    contract.prepare = asked;
    Ok(contract)
}

/// Which contract the files carry, a line.
fn said(contract: &Contract, kind: Kind) -> String {
    let step = match &contract.prepare {
        Prepare::Nothing => return "takes values from 0 to 255 as the network learned them\n".into(),
        Prepare::Features { ranges, .. } if ranges.len() == 1 => {
            "numbers as measured (one range for all)".to_owned()
        }
        Prepare::Features { ranges, .. } => format!("numbers as measured ({} ranges)", ranges.len()),
        Prepare::AsIs(size) => format!("grey pictures of {size}"),
        Prepare::Normalise(size) => {
            format!("grey pictures of sides up to {LONGEST_SIDE}, which are centred and scaled to {size}")
        }
    };
    match (kind, &contract.prepare) {
        (Kind::C | Kind::Rust, Prepare::Features { .. }) => {
            format!("takes {step}: prepare_features, then infer\n")
        }
        (Kind::C | Kind::Rust, _) => format!("takes {step}: prepare_pixels, then infer\n"),
        // These hold what is to be done; others do it.
        (Kind::Hex, _) => format!("says how to prepare {}: input in manifest.json\n", of(&contract.prepare)),
        (Kind::Npz, _) => format!("says how to prepare {}: arrays input\n", of(&contract.prepare)),
    }
}

fn of(prepare: &Prepare) -> &'static str {
    if matches!(prepare, Prepare::Features { .. }) { "numbers as measured" } else { "pictures" }
}

fn write_folder(state: &State, contract: &Contract, folder: &Path) -> Result<String, Failure> {
    let files = hex_with(state, contract)?;
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
