//! Benches under Icarus and claims under Yosys, on the RTL itself or on a copy of it.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use super::Run;
use crate::workspace::Workspace;

/// A bench that has not ended by then has failed. The longest takes a tenth of it.
const PATIENCE: Duration = Duration::from_secs(240);

/// The synthesizable files of a folder of a copy of `rtl/`.
pub(crate) fn sources(rtl: &Path, folder: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(rtl.join(folder)).into_iter().flatten();
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|path| path.extension().is_some_and(|end| end == "sv"));
    files.sort();
    files
}

/// Compiles a bench with a package.
fn compile(rtl: &Path, bench: &str, package: &Path, program: &Path) -> Result<(), String> {
    let mut command = Command::new("iverilog");
    command.arg(package);
    compile_with(command, rtl, bench, program)
}

/// Compiles a bench with what the command has already.
fn compile_with(mut command: Command, rtl: &Path, bench: &str, program: &Path) -> Result<(), String> {
    if let Some(folder) = program.parent() {
        std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    command.args(["-g2012", "-s", bench, "-I"]).arg(rtl.join("test")).arg("-o").arg(program);
    command.args(sources(rtl, "src"));
    if bench == BOARD {
        command.args(sources(rtl, "fpga"));
    }
    command.arg(rtl.join("test").join(format!("{bench}.sv")));
    let output = command.output().map_err(|error| format!("iverilog: {error}"))?;
    let text = String::from_utf8_lossy(&output.stderr);
    if output.status.success() { Ok(()) } else { Err(format!("iverilog: {}", text.trim())) }
}

/// Waits for a program, which is ended if it takes longer.
fn wait(child: &mut Child, patience: Duration) -> Result<ExitStatus, String> {
    let start = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status),
            Ok(None) if start.elapsed() > patience => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!("no end within {} s", patience.as_secs()));
            }
            Ok(None) => std::thread::sleep(Duration::from_millis(20)),
            Err(error) => return Err(error.to_string()),
        }
    }
}

/// Runs a program within a time; what it printed.
fn finish(mut child: Child, patience: Duration) -> Result<String, String> {
    let stdout = child.stdout.take();
    let reader = std::thread::spawn(move || {
        let mut text = String::new();
        if let Some(mut stdout) = stdout {
            let _ = std::io::Read::read_to_string(&mut stdout, &mut text);
        }
        text
    });
    wait(&mut child, patience)?;
    reader.join().map_err(|_| "its output cannot be read".to_owned())
}

/// Runs a compiled bench; its last line must say `0 differences`.
fn bench(program: &Path, arguments: &[String], patience: Duration) -> Result<String, String> {
    let mut command = Command::new("vvp");
    command.arg("-n").arg(program).args(arguments);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let child = command.spawn().map_err(|error| format!("vvp: {error}"))?;
    let text = finish(child, patience)?;
    let last = text.lines().last().unwrap_or("no output").to_owned();
    if last.ends_with(" 0 differences") { Ok(last) } else { Err(format!("{text}\n{last}")) }
}

/// The bench of the host's side on the small machine.
pub(super) fn bus(workspace: &Workspace) -> bool {
    report(bus_at(&workspace.path("rtl"), "small", &workspace.target("rtl/bus.vvp"), PATIENCE))
}

/// The same on the small machine with a front end.
pub(super) fn bus_behind_front_end(workspace: &Workspace) -> bool {
    let program = workspace.target("rtl/bus_front_end.vvp");
    report(bus_at(&workspace.path("rtl"), "small_retina", &program, PATIENCE))
}

/// The bench that has the board's files too.
const BOARD: &str = "serial";

/// The bench of the board with the small machine.
pub(super) fn board(workspace: &Workspace) -> bool {
    let (rtl, program) = (workspace.path("rtl"), workspace.target("rtl/serial.vvp"));
    let compiled = compile(&rtl, BOARD, &rtl.join("generated/small/apical_package.sv"), &program);
    report(compiled.and_then(|()| bench(&program, &[], PATIENCE)))
}

/// The same on a copy of `rtl/`.
pub(super) fn bus_of_copy(rtl: &Path, patience: Duration) -> Result<String, String> {
    bus_at(rtl, "small", &rtl.join("bus.vvp"), patience)
}

fn bus_at(rtl: &Path, machine: &str, program: &Path, patience: Duration) -> Result<String, String> {
    compile(rtl, "bus", &rtl.join("generated").join(machine).join("apical_package.sv"), program)?;
    bench(program, &[], patience)
}

/// The bench of the front end.
const FRONT_END: &str = "front_end_bench";

/// Where the vectors of the front end's bench are written.
pub(super) fn front_end_folder(workspace: &Workspace) -> PathBuf {
    workspace.target("rtl/front_ends")
}

/// A front end on RTL made for its sizes, which are in the first line of its vectors.
pub(super) fn front_end(
    workspace: &Workspace,
    rtl: &Path,
    name: &str,
    lateness: u32,
    patience: Duration,
) -> Result<String, String> {
    let own = workspace.path("rtl") == rtl;
    let folder = if own { front_end_folder(workspace) } else { rtl.to_path_buf() };
    let program = folder.join(name).with_extension("vvp");
    let vectors = front_end_folder(workspace).join(name).with_extension("fe");
    let text =
        std::fs::read_to_string(&vectors).map_err(|error| format!("{}: {error}", vectors.display()))?;
    let mut command = Command::new("iverilog");
    let parameters = text.lines().next().unwrap_or_default().split(' ');
    command.args(parameters.map(|parameter| format!("-P{FRONT_END}.{parameter}")));
    // The bench has no need of a package, but other files do.
    command.arg(rtl.join("generated/small/apical_package.sv"));
    compile_with(command, rtl, FRONT_END, &program)?;
    let arguments = [format!("+file={}", vectors.display()), format!("+lateness={lateness}")];
    bench(&program, &arguments, patience)
}

/// Front ends of the quick form.
const QUICK_FRONT_ENDS: [&str; 3] = ["levels_own", "narrow", "both_own"];

/// All front ends that there are vectors of, with a host that is late now and then.
pub(super) fn front_ends(run: &mut Run<'_>) {
    let mut names = names(&front_end_folder(run.workspace), ".fe");
    if run.options.quick {
        names.retain(|name| QUICK_FRONT_ENDS.contains(&name.as_str()));
    }
    let workspace = run.workspace;
    run.check(&format!("{} front ends under Icarus", names.len()), |_| {
        !names.is_empty()
            && in_pairs(&names, |name| {
                report(front_end(workspace, &workspace.path("rtl"), name, 20, PATIENCE))
            })
    });
}

/// Names of the files of a folder with an end, without it.
fn names(folder: &Path, end: &str) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut names: Vec<String> = entries
        .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().strip_suffix(end)?.to_owned()))
        .collect();
    names.sort();
    names
}

/// A golden vector on RTL made for its network.
pub(super) fn vector(
    workspace: &Workspace,
    rtl: &Path,
    name: &str,
    lateness: u32,
    patience: Duration,
) -> Result<String, String> {
    let program = rtl_program(workspace, rtl, name);
    let package = workspace.target(&format!("rtl/vectors/{name}/apical_package.sv"));
    compile(rtl, "vectors", &package, &program)?;
    let file = workspace.path(&format!("testcases/{name}.vec"));
    let arguments = [format!("+file={}", file.display()), format!("+lateness={lateness}")];
    bench(&program, &arguments, patience)
}

fn rtl_program(workspace: &Workspace, rtl: &Path, name: &str) -> PathBuf {
    // A copy of the RTL keeps its programs beside it.
    let own = workspace.path("rtl") == rtl;
    if own {
        workspace.target(&format!("rtl/vectors/{name}/vectors.vvp"))
    } else {
        rtl.join(format!("{name}.vvp"))
    }
}

/// Vectors of the quick form: both orders, limits, a deep pipeline.
const QUICK: [&str; 6] =
    ["w4g8_pipelined", "w3g5_sequential", "limits_w4g8", "inputs_5", "ties", "four_layers_drained_midway"];

/// Golden vectors, with a host that is late now and then; two at a time.
pub(super) fn vectors(run: &mut Run<'_>) {
    let mut names = names(&run.workspace.path("testcases"), ".vec");
    if run.options.quick {
        names.retain(|name| QUICK.contains(&name.as_str()));
    }
    let workspace = run.workspace;
    run.check(&format!("{} golden vectors under Icarus", names.len()), |_| {
        !names.is_empty()
            && in_pairs(&names, |name| report(vector(workspace, &workspace.path("rtl"), name, 20, PATIENCE)))
    });
}

/// Whether all hold, two at a time.
pub(super) fn in_pairs<T: Sync>(items: &[T], holds: impl Fn(&T) -> bool + Sync) -> bool {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let worker = || {
        let mut all = true;
        while let Some(item) = items.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
            all &= holds(item);
        }
        all
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(worker);
        let own = worker();
        other.join().unwrap_or(false) && own
    })
}

/// One claim of `rtl/formal`.
pub(super) fn claim(rtl: &Path, name: &str, patience: Duration) -> Result<String, String> {
    let mut command = Command::new("yosys");
    command.current_dir(rtl.join("formal")).arg("-q").arg(format!("{name}.ys"));
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|error| format!("yosys: {error}"))?;
    match wait(&mut child, patience) {
        Ok(status) if status.success() => Ok(format!("formal {name}: proved")),
        Ok(_) => Err(format!("formal {name}: not proved")),
        Err(reason) => Err(format!("formal {name}: {reason}")),
    }
}

/// All claims.
pub(super) fn formal(rtl: &Path) -> bool {
    let names = names(&rtl.join("formal"), ".ys");
    !names.is_empty() && in_pairs(&names, |name| report(claim(rtl, name, PATIENCE)))
}

fn report(result: Result<String, String>) -> bool {
    match result {
        Ok(line) => {
            eprintln!("  {line}");
            true
        }
        Err(message) => {
            eprintln!("  {message}");
            false
        }
    }
}
