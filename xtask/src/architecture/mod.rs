//! `cargo xtask architecture`: the drawing of the crates and the tables of them, from the crates' own files.

mod crates;
mod drawing;
mod graph;
mod tables;

use std::path::PathBuf;

use crate::outcome::{Counts, Outcome};
use crate::workspace::Workspace;
use crates::Crate;

/// Writes the drawing and the tables.
pub(crate) fn write(workspace: &Workspace) -> Result<(), String> {
    for (path, text) in files(workspace)? {
        std::fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(())
}

/// As a suite: whether they are what would be written.
pub(crate) fn suite(workspace: &Workspace) -> Outcome {
    let stale = files(workspace).map(|files| {
        let differs =
            |path: &PathBuf, text: &String| std::fs::read_to_string(path).ok().as_ref() != Some(text);
        files.into_iter().filter(|(path, text)| differs(path, text)).map(|(path, _)| path).collect::<Vec<_>>()
    });
    let passed = match stale {
        Ok(stale) => {
            for path in &stale {
                eprintln!("{} is stale: cargo xtask architecture", path.display());
            }
            stale.is_empty()
        }
        Err(message) => {
            eprintln!("architecture: {message}");
            false
        }
    };
    Outcome::Ran(Counts::one(passed))
}

/// Each file that is drawn or holds a table, as it should be.
fn files(workspace: &Workspace) -> Result<Vec<(PathBuf, String)>, String> {
    let all = crates::read(workspace)?;
    let drawn: Vec<&Crate> = all.iter().filter(|one| one.folder.starts_with("crates/")).collect();
    let mut files = vec![(workspace.path("docs/images/architecture.svg"), drawing::draw(&drawn))];
    for (name, table) in [
        ("README.md", tables::short(&drawn)),
        ("docs/architecture.md", tables::long(&all.iter().collect::<Vec<_>>())),
    ] {
        let path = workspace.path(name);
        let text = std::fs::read_to_string(&path).map_err(|error| format!("{name}: {error}"))?;
        let text = apical_support::with_section(&text, "crates", &table)
            .ok_or_else(|| format!("{name} has no lines <!-- begin: crates --> and <!-- end: crates -->"))?;
        files.push((path, text));
    }
    Ok(files)
}
