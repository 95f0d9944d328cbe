//! Deliberate faults: each must be caught by every check that its entry names.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::Run;
use super::benches::{claim, front_end, in_pairs, vector};
use super::parse::{Mutation, mutations};
use crate::workspace::Workspace;

/// A check that has not ended by then has noticed.
const PATIENCE: Duration = Duration::from_secs(60);
/// Quickly, every third fault is tried.
const QUICK_STEP: usize = 3;

pub(super) fn all(run: &mut Run<'_>) {
    let path = run.workspace.path("rtl/mutations.toml");
    let read = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()));
    let all = match read.and_then(|text| mutations(&text)) {
        Ok(all) => all,
        Err(message) => {
            eprintln!("rtl: {message}");
            run.check("mutations", |_| false);
            return;
        }
    };
    let (workspace, quick) = (run.workspace, run.options.quick);
    // All of them take minutes.
    let (all, what) = if quick {
        let some: Vec<Mutation> = all.iter().step_by(QUICK_STEP).cloned().collect();
        let what = format!("{} of {} mutations are caught", some.len(), all.len());
        (some, what)
    } else {
        let what = format!("{} mutations are caught", all.len());
        (all, what)
    };
    run.check(&what, |_| {
        all.len() >= 10
            && in_pairs(&all, |mutation| match caught(workspace, mutation, quick) {
                Ok(by) => {
                    eprintln!("  {}: caught by {by}", mutation.name);
                    true
                }
                Err(message) => {
                    eprintln!("  {}: {message}", mutation.name);
                    false
                }
            })
    });
}

/// Applies a fault to a copy of `rtl/` and runs its checks; quickly: the first of them.
fn caught(workspace: &Workspace, mutation: &Mutation, quick: bool) -> Result<String, String> {
    let name: String = mutation
        .name
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' })
        .collect();
    let copy = workspace.target(&format!("rtl/mutants/{name}"));
    let _ = std::fs::remove_dir_all(&copy);
    copy_folder(&workspace.path("rtl"), &copy)?;
    let path = copy.join(&mutation.file);
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let occurrences = text.matches(&mutation.find).count();
    if occurrences != 1 {
        return Err(format!("its text occurs {occurrences} times in {}, not once", mutation.file));
    }
    let text = text.replacen(&mutation.find, &mutation.replace, 1);
    std::fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    let checks = if quick { &mutation.caught_by[..1] } else { &mutation.caught_by[..] };
    for check in checks {
        let result = match check.split_once(' ') {
            Some(("vectors", vector_name)) => vector(workspace, &copy, vector_name, 20, PATIENCE),
            Some(("front_end", name)) => front_end(workspace, &copy, name, 20, PATIENCE),
            Some(("formal", claim_name)) => claim(&copy, claim_name, PATIENCE),
            None if check == "bus" => super::benches::bus_of_copy(&copy, PATIENCE),
            _ => return Err(format!("there is no check {check:?}")),
        };
        match result {
            Ok(_) => return Err(format!("NOT caught by {check}")),
            // A fault that does not compile shows nothing.
            Err(message) if message.starts_with("iverilog:") => return Err(message),
            Err(_) => {}
        }
    }
    let _ = std::fs::remove_dir_all(&copy);
    Ok(checks.join(", "))
}

fn copy_folder(from: &Path, to: &Path) -> Result<(), String> {
    let failed = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    std::fs::create_dir_all(to).map_err(|error| failed(to, error))?;
    let entries = std::fs::read_dir(from).map_err(|error| failed(from, error))?;
    let paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    for path in paths {
        let target = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy_folder(&path, &target)?;
        } else {
            std::fs::copy(&path, &target).map_err(|error| failed(&path, error))?;
        }
    }
    Ok(())
}
