//! Parts of a dataset that files and folders set apart, by their names.

use std::path::Path;

/// A part of a dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// To learn from.
    Train,
    /// To choose by.
    Validation,
    /// To measure on.
    Test,
}

impl Role {
    pub(crate) const ALL: [Self; 3] = [Self::Train, Self::Validation, Self::Test];

    fn words(self) -> &'static [&'static str] {
        match self {
            Self::Train => &["train", "training"],
            Self::Validation => &["val", "valid", "validation", "dev"],
            Self::Test => &["test", "testing", "t10k"],
        }
    }

    /// As people call its images.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Train => "training",
            Self::Validation => "validation",
            Self::Test => "test",
        }
    }

    /// The part that a word stands for, in any case.
    pub(crate) fn of_word(word: &str) -> Option<Self> {
        let word = word.to_lowercase();
        Self::ALL.into_iter().find(|role| role.words().contains(&&*word))
    }

    /// The part of which a name has a whole word: `train_labels`, `trainLabels`, `X-test2.csv`; not `latest`. `None` if it has words of
    /// two parts.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        let mut roles = words(name).filter_map(|word| {
            let letters = word.trim_end_matches(|sign: char| sign.is_ascii_digit());
            Self::of_word(&word).or_else(|| Self::of_word(letters))
        });
        let first = roles.next()?;
        roles.all(|role| role == first).then_some(first)
    }

    /// The part that a file's own name tells.
    pub(crate) fn of_file(file: &Path) -> Option<Self> {
        Self::of_name(&file.file_name()?.to_string_lossy())
    }
}

/// The words of a name in small letters: separated by whatever is neither letter nor digit, or by a capital behind a small letter.
pub(crate) fn words(name: &str) -> impl Iterator<Item = String> {
    let mut spaced = String::with_capacity(name.len() + 4);
    let mut before = ' ';
    for sign in name.chars() {
        if before.is_lowercase() && sign.is_uppercase() {
            spaced.push(' ');
        }
        spaced.push(if sign.is_alphanumeric() { sign } else { ' ' });
        before = sign;
    }
    spaced.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_tell_the_part() {
        for (name, role) in [
            ("train.csv", Some(Role::Train)),
            ("mnist_train.csv.gz", Some(Role::Train)),
            ("trainLabels.csv", Some(Role::Train)),
            ("my-training_set2.csv", Some(Role::Train)),
            ("train2.csv", Some(Role::Train)),
            ("TEST_labels", Some(Role::Test)),
            ("X_test.npy", Some(Role::Test)),
            ("t10k-images-idx3-ubyte", Some(Role::Test)),
            ("labels (valid)", Some(Role::Validation)),
            ("latest.csv", None),
            ("constraints.csv", None),
            ("trainer.csv", None),
            ("train_test.csv", None),
            ("labels.csv", None),
            ("", None),
        ] {
            assert_eq!(Role::of_name(name), role, "{name}");
        }
    }
}
