//! The Rust source, compiled without the standard library and run.

use std::fs;
use std::process::Command;

use apical_core::export::rust_source;

use super::{any, tools};

/// Proves that the module needs no standard library: the library crate has none.
const LIBRARY: &str = "#![no_std]\n#![forbid(unsafe_code)]\n#![deny(warnings)]\n#[path = \"model.rs\"]\nmod source;\npub use source::*;\n";

const MAIN: &str = r#"
use std::io::Read;
fn main() {
    let mut pixels = [0; library::INPUTS];
    while std::io::stdin().read_exact(&mut pixels).is_ok() {
        BITS
        for potential in library::potentials(&pixels) {
            print!("{potential} ");
        }
        println!("{}", library::infer(&pixels));
    }
}
"#;

const BITS: &str = r#"library::encode(&pixels).iter().for_each(|byte| print!("{byte:02x}")); print!(" ");"#;

#[test]
fn rust_gives_the_potentials_and_winners_of_the_definition() {
    let compiler = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".into());
    if !tools::is_there(&compiler, &["--version"], true) {
        return;
    }
    for any::Case { name, state, images, expected } in any::cases() {
        let folder = tempfile::tempdir().unwrap();
        let bits = if state.config.specification_version() > 1 { BITS } else { "" };
        for (file, text) in [
            ("model.rs", rust_source(&state).unwrap()),
            ("lib.rs", LIBRARY.into()),
            ("main.rs", MAIN.replace("BITS", bits)),
        ] {
            fs::write(folder.path().join(file), text).unwrap();
        }
        let compile = |arguments: &[&str]| {
            let edition = ["--edition", "2021", "-C", "debug-assertions=on"];
            tools::run(Command::new(&compiler).args(edition).args(arguments).current_dir(&folder), b"");
        };
        compile(&["--crate-type", "rlib", "--crate-name", "library", "lib.rs"]);
        compile(&["--extern", "library=liblibrary.rlib", "main.rs"]);
        let found = tools::run(&mut Command::new(folder.path().join("main")), &images.concat());
        assert_eq!(found, expected, "{name}");
    }
}
