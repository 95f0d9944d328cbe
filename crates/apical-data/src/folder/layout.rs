//! Which folder is which part, and which is merely wrapped around.

use std::path::{Path, PathBuf};

use super::entries::{Entries, name_of};
use crate::DataError;

/// A part of a dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Train,
    Validation,
    Test,
}

impl Part {
    pub(super) const ALL: [Self; 3] = [Self::Train, Self::Validation, Self::Test];

    fn words(self) -> &'static [&'static str] {
        match self {
            Self::Train => &["train", "training"],
            Self::Validation => &["val", "valid", "validation"],
            Self::Test => &["test", "testing"],
        }
    }

    /// The part that a word stands for.
    fn of_word(word: &str) -> Option<Self> {
        let word = word.to_lowercase();
        Self::ALL.into_iter().find(|part| part.words().contains(&&*word))
    }

    /// The part of which a name has a whole word: `train_labels`, `trainLabels`; not `latest`.
    pub(super) fn of_name(name: &str) -> Option<Self> {
        words(name).find_map(|word| Self::of_word(&word))
    }
}

/// The words of a name: separated by whatever is no letter, or by a capital after a small letter.
pub(super) fn words(name: &str) -> impl Iterator<Item = String> {
    let mut spaced = String::with_capacity(name.len() + 4);
    let mut before = ' ';
    for character in name.chars() {
        if before.is_lowercase() && character.is_uppercase() {
            spaced.push(' ');
        }
        spaced.push(if character.is_alphabetic() { character } else { ' ' });
        before = character;
    }
    spaced.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().into_iter()
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_tell_the_part() {
        for (name, part) in [
            ("train.csv", Some(Part::Train)),
            ("trainLabels.csv", Some(Part::Train)),
            ("my-training_set2.csv", Some(Part::Train)),
            ("TEST_labels", Some(Part::Test)),
            ("labels (valid)", Some(Part::Validation)),
            ("latest.csv", None),
            ("constraints.csv", None),
            ("labels.csv", None),
        ] {
            assert_eq!(Part::of_name(name), part, "{name}");
        }
    }
}
