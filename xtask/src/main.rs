//! Development tasks: `cargo xtask test` and friends. `cargo xtask help` lists them.

mod architecture;
mod counting;
mod cross;
mod fpga;
mod outcome;
mod process;
mod program;
mod protocol;
mod readiness;
mod rtl;
mod runner;
mod suites;
mod synthesis;
mod table;
mod workspace;

use std::process::ExitCode;

use workspace::Workspace;

const HELP: &str = "\
Development tasks of Apical

  cargo xtask test                run every suite, then print a table of them
  cargo xtask test --only NAME    run one suite (may be repeated)
  cargo xtask test --list         name the suites
  cargo xtask architecture        write the drawing and the tables of the crates anew
  cargo xtask fpga                a bitstream for a board with an ECP5-85F; resources and clock
  cargo xtask fpga --quick        the same of a small network, as the suite fpga does
  cargo xtask fpga --preset       synthesis of the preset alone, which fits on no ECP5
  cargo xtask fpga --json FILE    write the figures too
  cargo xtask nostd               run the core on a Cortex-M4 (QEMU) and in WebAssembly (Node)
  cargo xtask protocol            write what page and documentation say of the page's messages anew
  cargo xtask protocol --check    compare that with what would be written
  cargo xtask rtl                 hold the RTL to the model: lint, benches, claims, co-simulation, faults
  cargo xtask rtl --quick         the same with less of everything, as the suite rtl does
  cargo xtask rtl --generate      write rtl/generated, the benches' map and the map's tables anew
  cargo xtask rtl --wave FILE     record the preset's first images (.fst, or .vcd)
  cargo xtask synth               area, timing and power of the RTL on 130-nm cells (--help says more)
  cargo xtask vectors             write testcases/ anew
  cargo xtask vectors --check     compare testcases/ with what would be written

What cannot run here is named before the first suite starts. With CI=true in the environment a skipped suite or test is a failure, unless this CPU is the reason.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let workspace = match Workspace::find() {
        Ok(workspace) => workspace,
        Err(message) => return refuse(&message),
    };
    match arguments.as_slice() {
        ["test", "--list"] => {
            print!("{}", suites::list());
            ExitCode::SUCCESS
        }
        ["test", rest @ ..] => match suites::choose(rest) {
            Ok(chosen) => runner::run(&workspace, &chosen),
            Err(message) => refuse(&message),
        },
        ["architecture"] => match architecture::write(&workspace) {
            Ok(()) => ExitCode::SUCCESS,
            Err(message) => refuse(&message),
        },
        ["nostd"] => runner::run(&workspace, &suites::named("nostd-")),
        ["protocol", rest @ ..] => runner::exit_code(protocol::tool(&workspace, rest)),
        ["rtl", rest @ ..] => match rtl::Options::read(rest) {
            Ok(options) => {
                let outcome = rtl::run(&workspace, &options);
                runner::exit_code(!outcome.failed(workspace.continuous_integration()))
            }
            Err(message) => refuse(&message),
        },
        ["fpga", rest @ ..] => match fpga::Options::read(rest) {
            Ok(options) => {
                let outcome = fpga::run(&workspace, &options);
                runner::exit_code(!outcome.failed(workspace.continuous_integration()))
            }
            Err(message) => refuse(&message),
        },
        ["synth", rest @ ..] => synthesis::task(&workspace, rest),
        ["vectors", rest @ ..] => runner::exit_code(suites::vectors::tool(&workspace, rest)),
        [] | ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            ExitCode::SUCCESS
        }
        _ => refuse(&format!("no such task: {}\n\n{HELP}", arguments.join(" "))),
    }
}

fn refuse(message: &str) -> ExitCode {
    eprintln!("xtask: {message}");
    ExitCode::from(2)
}
