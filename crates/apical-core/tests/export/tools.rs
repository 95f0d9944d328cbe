//! Programs outside this workspace.

use std::io::Write;
use std::process::{Command, Stdio};

/// Whether a program answers. In continuous integration a compiler must.
pub(crate) fn is_there(program: &str, arguments: &[&str], needed_in_ci: bool) -> bool {
    let answer = Command::new(program).args(arguments).output();
    if answer.is_ok_and(|output| output.status.success()) {
        return true;
    }
    let ci = std::env::var_os("CI").is_some_and(|ci| ci == "true");
    assert!(!(ci && needed_in_ci), "{program} {arguments:?} fails, and CI needs it");
    println!("SKIPPED: {program} {arguments:?} fails here");
    false
}

/// Runs a program to its end, which must be good, and returns what it wrote.
pub(crate) fn run(command: &mut Command, input: &[u8]) -> String {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{command:?}\n{}", String::from_utf8_lossy(&output.stderr));
    writer.join().unwrap().unwrap();
    String::from_utf8(output.stdout).unwrap()
}
