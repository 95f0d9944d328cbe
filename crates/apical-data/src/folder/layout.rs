//! Which folder is which part, and which is merely wrapped around.

use std::path::{Path, PathBuf};

use super::entries::{Entries, name_of};
use crate::DataError;

pub(super) use crate::role::{Role as Part, words};

/// Sub-folders that are parts, and the others.
pub(super) type Split = (Vec<(Part, PathBuf)>, Vec<PathBuf>);

/// The sub-folders that are parts, and the others; `None` if the folder has no parts.
///
/// A class may be called "train": then its pictures lie right in it, and it has other classes beside it.
pub(super) fn parts(
    root: &Path,
    folders: &[PathBuf],
    classes: Option<&[String]>,
) -> Result<Option<Split>, DataError> {
    let is_class = |folder: &PathBuf| classes.is_some_and(|classes| classes.contains(&name_of(folder)));
    if !folders.is_empty() && folders.iter().all(is_class) {
        return Ok(None);
    }
    let (mut found, mut others) = (Vec::<(Part, PathBuf)>::new(), Vec::new());
    for folder in folders {
        match Part::of_word(&name_of(folder)) {
            Some(part) => found.push((part, folder.clone())),
            None => others.push(folder.clone()),
        }
    }
    found.sort();
    if let Some([(_, first), (_, second)]) = found.array_windows().find(|[one, other]| one.0 == other.0) {
        let problem = format!(
            "it has two folders for the same part, {} and {}: remove or rename one",
            name_of(first),
            name_of(second)
        );
        return Err(DataError::Unrecognised { path: root.to_owned(), problem });
    }
    let clear = match &found[..] {
        [] => false,
        [(_, only)] => others.is_empty() || Entries::of(only)?.pictures.is_empty(),
        _ => true,
    };
    Ok(clear.then_some((found, others)))
}

/// Levels that are passed through at most.
const WRAPPINGS: usize = 4;

/// The folder that a folder is merely wrapped around, or the folder itself; and those that are passed through.
///
/// Passed through is a folder with one sub-folder, which is neither a part nor a known class and is not a lone class.
pub(super) fn unwrapped(
    folder: &Path,
    classes: Option<&[String]>,
) -> Result<(PathBuf, Vec<PathBuf>), DataError> {
    let mut at = folder.to_owned();
    let mut passed = Vec::new();
    for _ in 0..WRAPPINGS {
        let entries = Entries::of(&at)?;
        let [only] = &entries.folders[..] else { break };
        let name = name_of(only);
        let known = classes.is_some_and(|classes| classes.contains(&name));
        if known || Part::of_word(&name).is_some() || !entries.pictures.is_empty() {
            break;
        }
        let inner = Entries::of(only)?;
        if inner.folders.is_empty() && inner.tables.is_empty() {
            break;
        }
        passed.push(std::mem::replace(&mut at, only.clone()));
    }
    Ok((at, passed))
}
