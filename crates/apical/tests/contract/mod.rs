//! What is exported does with raw data what the program does: the same bytes, and the same class for every row and picture.

mod features;
mod picture;
mod pixels;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::common::{Sandbox, refused, shown, succeeded};

/// Compiles `m.h` of a folder with a main function, and gives what it says of the input; `None` if there is no compiler.
pub(super) fn c_says(folder: &Path, main: &str, input: &[u8]) -> Option<Vec<[String; 3]>> {
    fs::write(folder.join("main.c"), main).unwrap();
    // As people compile, and where the processor can round a product and a sum at once.
    let compile = |flags: &[&str]| {
        let mut compiler = Command::new(std::env::var("CC").unwrap_or_else(|_| "cc".into()));
        compiler.current_dir(folder).args(flags).args(["-Wall", "-Werror", "main.c", "-o", "main"]).output()
    };
    let output = match compile(&["-O2", "-march=native", "-mtune=generic"]) {
        Ok(output) if output.status.success() => output,
        Ok(_) => compile(&["-O2"]).unwrap(),
        Err(error) => {
            assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "a C compiler: {error}");
            eprintln!("SKIPPED: there is no C compiler: {error}");
            return None;
        }
    };
    assert!(output.status.success(), "{}", shown(&output));
    Some(lines_of(folder, input))
}

/// The same of `m.rs`.
pub(super) fn rust_says(folder: &Path, main: &str, input: &[u8]) -> Option<Vec<[String; 3]>> {
    fs::write(folder.join("main.rs"), main).unwrap();
    let mut compiler = Command::new(std::env::var("RUSTC").unwrap_or_else(|_| "rustc".into()));
    compiler.current_dir(folder).args(["--edition", "2021", "-O", "-A", "dead_code", "main.rs"]);
    match compiler.output() {
        Ok(output) => assert!(output.status.success(), "{}", shown(&output)),
        Err(error) => {
            assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "a Rust compiler: {error}");
            eprintln!("SKIPPED: there is no Rust compiler: {error}");
            return None;
        }
    }
    Some(lines_of(folder, input))
}

/// The three fields of each line that the program says.
fn lines_of(folder: &Path, input: &[u8]) -> Vec<[String; 3]> {
    let file = folder.join("input");
    fs::write(&file, input).unwrap();
    let mut program = Command::new(folder.join("main"));
    let output = program.stdin(Stdio::from(fs::File::open(file).unwrap())).output().unwrap();
    assert!(output.status.success(), "{}", shown(&output));
    let lines = String::from_utf8(output.stdout).unwrap();
    let fields = |line: &str| line.splitn(3, ',').map(str::to_owned).collect::<Vec<_>>().try_into().unwrap();
    lines.lines().map(fields).collect()
}

pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A dataset of bytes says nothing of pictures.
#[test]
fn a_model_that_says_nothing_is_told_what_to_do_with_pictures() {
    let sandbox = Sandbox::new();
    succeeded(sandbox.train(&["--epochs", "1", "--out", "m"]));
    succeeded(sandbox.apical(&["export", "m", "--to", "c", "--out", "plain.h"]));
    let text = String::from_utf8(sandbox.read("plain.h")).unwrap();
    assert!(!text.contains("_prepare_") && text.contains("From raw data to a class: values from 0 to 255"));
    let said = succeeded(sandbox.apical(&["export", "m", "--to", "rust", "--prepare", "as-is"]));
    assert!(said.contains("grey pictures of 8x8: prepare_pixels"), "{said}");
    for (kind, expected) in [("hex", "input in manifest.json"), ("npz", "arrays input")] {
        let said = succeeded(sandbox.apical(&["export", "m", "--to", kind, "--prepare", "normalise"]));
        assert!(said.contains(expected), "{said}");
    }
    let dark = ["train", "--data", "set", "--front-end", "inverted+threshold", "--epochs", "1", "--out", "n"];
    succeeded(sandbox.apical(&dark));
    let message = refused(sandbox.apical(&["export", "n", "--to", "c", "--prepare", "normalise"]));
    assert!(message.contains("dark ink"), "{message}");
}
