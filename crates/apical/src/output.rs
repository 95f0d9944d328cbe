//! Standard output and files.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use apical_support::{check_replaceable, replace_file};
use serde::Serialize;

use crate::failure::Failure;

/// Version of the JSON that `--json` prints. It changes when a key changes its meaning or goes; new keys may come.
pub(crate) const FORMAT_VERSION: u32 = 1;

/// What `--json` prints of a result: the version of its form, then the result's own keys.
#[derive(Serialize)]
pub(crate) struct Versioned<'a, T: Serialize> {
    format_version: u32,
    #[serde(flatten)]
    result: &'a T,
}

impl<'a, T: Serialize> Versioned<'a, T> {
    pub(crate) fn new(result: &'a T) -> Self {
        Self { format_version: FORMAT_VERSION, result }
    }
}

/// Writes text to standard output. (`print!` would panic where the reader has gone.)
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()).map_err(Failure::Output)
}

/// Writes one JSON object as a line to standard output.
pub(crate) fn print_json(value: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string(value).map_err(|error| Failure::Output(error.into()))?;
    print(&(text + "\n"))
}

/// Replaces a file whole or not at all.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    replace_file(path, bytes).map_err(|source| Failure::Write { path: path.to_owned(), source })
}

/// Checks that no file that is written is one that is read, or another one that is written.
pub(crate) fn check_apart<'a>(
    written: impl IntoIterator<Item = &'a Path>,
    read: impl IntoIterator<Item = &'a Path>,
) -> Result<(), Failure> {
    // Of a file that is not there yet, where it will be.
    let whole = |path: &Path| {
        path.canonicalize().ok().or_else(|| {
            let folder =
                path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            Some(folder.canonicalize().ok()?.join(path.file_name()?))
        })
    };
    let read: Vec<PathBuf> = read.into_iter().filter(|path| path.is_file()).filter_map(whole).collect();
    let mut before = Vec::new();
    for path in written {
        let Some(place) = whole(path) else { continue };
        if read.contains(&place) {
            let path = path.display();
            return Err(Failure::Use(format!(
                "{path} is read here and would be replaced; write to another file"
            )));
        }
        if before.contains(&place) {
            return Err(Failure::Use(format!("{}: two results cannot be one file", path.display())));
        }
        before.push(place);
    }
    Ok(())
}

/// Checks that a file of `bytes` bytes can be written, before any work is spent on its content.
pub(crate) fn check_writable(path: &Path, bytes: usize) -> Result<(), Failure> {
    check_replaceable(path, bytes).map_err(|source| Failure::Write { path: path.to_owned(), source })
}

/// What compiles every command and runs one.
pub(crate) const FULL_PROGRAM: &str = "cargo run --release --features full --";

/// How the user called this program, to be put before a subcommand in advice.
pub(crate) fn program() -> &'static str {
    if !run_by_cargo() {
        "apical"
    } else if cfg!(feature = "full") {
        FULL_PROGRAM
    } else {
        "cargo run --release --"
    }
}

/// The same, to be put before `data fetch`, which may have been left out.
pub(crate) fn program_that_fetches() -> &'static str {
    if run_by_cargo() && !cfg!(feature = "fetch") { FULL_PROGRAM } else { program() }
}

/// `cargo run` sets this for the program that it starts.
fn run_by_cargo() -> bool {
    std::env::var_os("CARGO_MANIFEST_DIR").is_some()
}

/// A text with its first letter as a sentence begins.
pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A word of a command line, quoted if a shell would not take it as it is.
pub(crate) fn shell_word(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:,=+@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_survive_a_shell() {
        assert_eq!(shell_word("a/b-1.safetensors"), "a/b-1.safetensors");
        assert_eq!(shell_word("my model"), "'my model'");
        assert_eq!(shell_word("it's"), r"'it'\''s'");
        assert_eq!(shell_word(""), "''");
    }

    #[test]
    fn a_folder_that_is_not_there_is_told_before_the_work() {
        let folder = tempfile::tempdir().unwrap();
        assert!(check_writable(&folder.path().join("model"), 100).is_ok());
        assert!(check_writable(&folder.path().join("none/model"), 100).is_err());
        assert!(check_writable(folder.path(), 100).is_err());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left behind");
    }
}
