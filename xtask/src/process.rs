//! Running other programs.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

/// A program that has ended.
pub(crate) struct Finished {
    pub(crate) succeeded: bool,
    /// What it wrote to stdout; bytes that are no UTF-8 are replaced.
    pub(crate) stdout: String,
}

/// Runs a program to its end, with its output on this program's.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    announce(command);
    match command.status() {
        Ok(status) => status.success(),
        Err(error) => cannot_start(command, &error),
    }
}

/// As [`succeeds`], and keeps what it wrote to stdout.
pub(crate) fn run(command: &mut Command) -> Finished {
    announce(command);
    let mut child = match command.stdout(Stdio::piped()).stdin(Stdio::null()).spawn() {
        Ok(child) => child,
        Err(error) => {
            return Finished { succeeded: cannot_start(command, &error), stdout: String::new() };
        }
    };
    let mut stdout = String::new();
    if let Some(pipe) = child.stdout.take() {
        let mut reader = BufReader::new(pipe);
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line).is_ok_and(|bytes| bytes > 0) {
            let text = String::from_utf8_lossy(&line);
            print!("{text}");
            stdout.push_str(&text);
            line.clear();
        }
    }
    Finished { succeeded: child.wait().is_ok_and(|status| status.success()), stdout }
}

/// Runs a program silently; its stdout if it succeeded.
pub(crate) fn ask(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether a program is there: it says its version.
pub(crate) fn exists(program: &str) -> bool {
    ask(Command::new(program).arg("--version")).is_some()
}

/// Has cargo compile as tests are compiled, which the suite unit has done with most of it. (The profile `test` itself would
/// make a test program of an extension module.)
pub(crate) fn as_tests(command: &mut Command) -> &mut Command {
    command.env("CARGO_PROFILE_DEV_OPT_LEVEL", "2")
}

fn announce(command: &Command) {
    let arguments: Vec<_> = command.get_args().map(|argument| argument.to_string_lossy()).collect();
    eprintln!("+ {} {}", command.get_program().to_string_lossy(), arguments.join(" "));
}

fn cannot_start(command: &Command, error: &std::io::Error) -> bool {
    eprintln!("xtask: {}: {error}", command.get_program().to_string_lossy());
    false
}
