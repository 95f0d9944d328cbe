//! What `cargo xtask synth` runs: area, timing and power of the RTL. Results on the standard output.

use std::path::PathBuf;
use std::process::ExitCode;

use apical_synthesis::flow::{SynthesisPlan, run};

const USAGE: &str = "\
usage: cargo xtask synth [OPTIONS]     area, timing and power of the RTL on open 130-nm cells (docs/synthesis.md)

  --preset NAME     apical or retina [apical]
  --quick           the small machine of its kind, for tests; its memories are macros even where flip-flops are smaller
  --cells FOLDER    Liberty files of SG13G2 [APICAL_CELLS, else ../shared/data/cells beside the repository]
  --mnist FOLDER    MNIST [APICAL_TEST_MNIST, else ../shared/data/mnist; the built-in digits if it is missing]
  --images N        images recorded in each part, 1 to 10000 [32]
  --no-power        areas and timing only
  --verilator       simulate the netlist by Verilator too, and compare activity (the small machine: always)
  --reuse           take netlist and simulator of the last run with the same options
  --work FOLDER     working folder [target/synth/...]
  --json            print JSON (format_version 1) instead of tables

Exit codes: 0, 1 if netlist, definition or Verilator differ, 2 for wrong arguments, missing files and failing tools.
Tools: APICAL_YOSYS, APICAL_STA and APICAL_VERILATOR name other programs.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| matches!(argument.as_str(), "-h" | "--help")) {
        println!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    let (plan, json) = match read(&arguments) {
        Ok(plan) => plan,
        Err(message) => {
            eprintln!("synth: {message}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match run(&plan) {
        Ok(report) if json => match serde_json::to_string_pretty(&report) {
            Ok(text) => {
                println!("{text}");
                ExitCode::SUCCESS
            }
            Err(error) => fail(&error.to_string(), 2),
        },
        Ok(report) => {
            print!("{report}");
            ExitCode::SUCCESS
        }
        Err(error) => fail(&error.to_string(), error.exit_code()),
    }
}

fn fail(message: &str, code: u8) -> ExitCode {
    eprintln!("synth: {message}");
    ExitCode::from(code)
}

fn read(arguments: &[String]) -> Result<(SynthesisPlan, bool), String> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let root = root.canonicalize().unwrap_or(root);
    let named =
        |variable: &str| std::env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from);
    let mut plan = SynthesisPlan {
        cells: named("APICAL_CELLS").unwrap_or_else(|| root.join("../shared/data/cells")),
        rtl: root.join("rtl"),
        work: PathBuf::new(),
        preset: "apical".into(),
        quick: false,
        mnist: named("APICAL_TEST_MNIST")
            .or_else(|| Some(root.join("../shared/data/mnist")).filter(|folder| folder.is_dir())),
        no_power: false,
        verilator: false,
        reuse: false,
        images: 32,
    };
    let (mut json, mut work) = (false, None);
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let mut value = || rest.next().ok_or_else(|| format!("{argument} needs a value"));
        match argument.as_str() {
            "--quick" => plan.quick = true,
            "--no-power" => plan.no_power = true,
            "--verilator" => plan.verilator = true,
            "--reuse" => plan.reuse = true,
            "--preset" => plan.preset.clone_from(value()?),
            "--json" => json = true,
            "--cells" => plan.cells = value()?.into(),
            "--mnist" => plan.mnist = Some(value()?.into()),
            "--work" => work = Some(PathBuf::from(value()?)),
            "--images" => {
                let text = value()?;
                let images = text.parse().ok().filter(|images| (1..=10_000).contains(images));
                plan.images =
                    images.ok_or_else(|| format!("--images {text}: a number of 1 to 10000 is wanted"))?;
            }
            _ => return Err(format!("unknown argument {argument}")),
        }
    }
    plan.verilator |= plan.quick;
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let kind = if plan.quick { format!("{}-small", plan.preset) } else { plan.preset.clone() };
    let work = work.unwrap_or_else(|| target.join("synth").join(kind));
    plan.work = std::path::absolute(&work).unwrap_or(work);
    Ok((plan, json))
}
