//! `apical vectors`

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use crate::failure::{Failure, Status};
use crate::output;

/// How the golden files end; other files in the folder are nobody's business here.
const ENDING: &str = ".vec";

const EXAMPLES: &str = "\
Examples:
  apical vectors --out testcases
        write them again, after the specification was changed on purpose
  apical vectors --check --out testcases
        exit with status 1 if any file differs from what the definition gives, is missing, or should not be there";

/// Write the golden test vectors, or compare them with files
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct VectorsArguments {
    /// Folder of the vectors
    #[arg(long, short, value_name = "DIR", default_value = "testcases")]
    out: PathBuf,

    /// Write nothing; compare, and exit with status 1 if anything differs
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(arguments: &VectorsArguments) -> Result<Status, Failure> {
    let mut vectors = apical_core::vectors::all();
    vectors.extend(apical_core::vectors::front_ends());
    vectors.push((apical_core::vectors::RUNS_FILE.to_owned(), apical_core::vectors::runs()));
    if arguments.check { check(&vectors, &arguments.out) } else { write(&vectors, &arguments.out) }
}

fn write(vectors: &[(String, String)], folder: &Path) -> Result<Status, Failure> {
    let mut text = String::new();
    for (name, content) in vectors {
        let path = folder.join(name);
        let parent = path.parent().unwrap_or(folder);
        std::fs::create_dir_all(parent)
            .map_err(|source| Failure::Write { path: parent.to_owned(), source })?;
        let state = match read(&path)? {
            Some(found) if found == content.as_bytes() => "unchanged",
            Some(_) => "changed",
            None => "new",
        };
        if state != "unchanged" {
            output::write(&path, content.as_bytes())?;
        }
        text += &format!("{}: {state}\n", path.display());
    }
    output::print(&text)?;
    Ok(Status::Success)
}

fn check(vectors: &[(String, String)], folder: &Path) -> Result<Status, Failure> {
    let mut problems = String::new();
    for (name, content) in vectors {
        let path = folder.join(name);
        match read(&path)? {
            None => problems += &format!("{}: missing\n", path.display()),
            Some(found) if found != content.as_bytes() => {
                let line = first_difference(&found, content.as_bytes());
                problems += &format!("{}: differs in line {line}\n", path.display());
            }
            Some(_) => {}
        }
    }
    for name in strangers(vectors, folder)? {
        problems += &format!("{}: no such vector\n", folder.join(name).display());
    }
    if problems.is_empty() {
        output::print(&format!("{}: all {} vectors as they should be\n", folder.display(), vectors.len()))?;
        return Ok(Status::Success);
    }
    output::print(&problems)?;
    Ok(Status::CheckFailed)
}

/// Files that look like vectors but are none of ours.
fn strangers(vectors: &[(String, String)], folder: &Path) -> Result<BTreeSet<String>, Failure> {
    let ours: BTreeSet<&str> = vectors.iter().map(|(name, _)| name.as_str()).collect();
    let failed = |source| Failure::Read { path: folder.to_owned(), source };
    let mut strangers = BTreeSet::new();
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(strangers),
        entries => entries.map_err(failed)?,
    };
    for entry in entries {
        let name = entry.map_err(failed)?.file_name().to_string_lossy().into_owned();
        if name.ends_with(ENDING) && !ours.contains(name.as_str()) {
            strangers.insert(name);
        }
    }
    Ok(strangers)
}

fn read(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(Failure::Read { path: path.to_owned(), source }),
    }
}

/// The first line, from 1, in which two texts differ.
fn first_difference(found: &[u8], expected: &[u8]) -> usize {
    let same = found.iter().zip(expected).take_while(|(a, b)| a == b).count();
    1 + found[..same].iter().filter(|&&byte| byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_found_by_line() {
        assert_eq!(first_difference(b"a\nb\nc", b"a\nb\nd"), 3);
        assert_eq!(first_difference(b"x", b"a"), 1);
        assert_eq!(first_difference(b"a\n", b"a\nb\n"), 2);
    }
}
