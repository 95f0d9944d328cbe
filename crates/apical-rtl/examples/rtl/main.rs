//! What `cargo xtask rtl` runs of this crate: packages, co-simulation of the preset, random machines.
//!
//! Run without arguments it says what it does. The last line of a co-simulation is for `xtask`.

mod front_ends;
mod work;

use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "\
usage: rtl generate PROJECT                write rtl/generated, rtl/test/map.svh and the tables of docs/ anew
       rtl packages FOLDER                 write FOLDER/NAME/apical_package.sv for each golden vector
       rtl front-ends FOLDER               write FOLDER/NAME.fe: vectors of the front end's bench
       rtl cosimulate KEPT --infer N --learn N [--mnist DIR] [--wave FILE]
                                           the preset beside the cycle model; compiled models are kept in KEPT
       rtl random KEPT --count N [--front-ends N] [--seed N]
                                           random machines beside the cycle model, and some with front ends
       rtl vectors KEPT                    replay the golden vectors on RTL compiled for each";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let result = match arguments.split_first() {
        Some((task, rest)) => Options::read(rest).and_then(|options| run(task, &options)),
        None => Err(USAGE.to_owned()),
    };
    match result {
        Ok(line) => {
            println!("{line}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("rtl: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: &str, options: &Options) -> Result<String, String> {
    match task {
        "generate" => work::generate(&options.folder),
        "packages" => work::packages(&options.folder),
        "front-ends" => front_ends::write(&options.folder),
        "cosimulate" => work::cosimulate(options),
        "random" => work::random(options),
        "vectors" => work::vectors(options),
        _ => Err(USAGE.to_owned()),
    }
}

/// Everything that a task may be told.
#[derive(Debug, Default)]
struct Options {
    folder: PathBuf,
    infer: usize,
    learn: usize,
    count: u64,
    front_ends: u64,
    seed: u64,
    mnist: Option<PathBuf>,
    wave: Option<PathBuf>,
}

impl Options {
    fn read(arguments: &[String]) -> Result<Self, String> {
        let (folder, rest) = arguments.split_first().ok_or(USAGE)?;
        let mut options = Self { folder: folder.into(), ..Self::default() };
        for pair in rest.chunks(2) {
            let [name, value] = pair else { return Err(USAGE.to_owned()) };
            let number = || value.parse::<u64>().map_err(|error| format!("{name} {value}: {error}"));
            match name.as_str() {
                "--infer" => options.infer = number()? as usize,
                "--learn" => options.learn = number()? as usize,
                "--count" => options.count = number()?,
                "--front-ends" => options.front_ends = number()?,
                "--seed" => options.seed = number()?,
                "--mnist" => options.mnist = Some(value.into()),
                "--wave" => options.wave = Some(value.into()),
                _ => return Err(USAGE.to_owned()),
            }
        }
        Ok(options)
    }
}
