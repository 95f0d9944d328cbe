//! What is in a folder and is not read.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

/// Why something is passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Reason {
    /// A picture in a format that is not read, by the end of its name (`.heic`, `.svg`).
    UnreadPicture,
    /// A file of another kind.
    OtherKind,
    /// A link to what is not there.
    BrokenLink,
    /// A link to a folder whose pictures are read already.
    ReadAlready,
    /// A folder that lies too deep.
    TooDeep,
    /// A folder of a class without pictures.
    EmptyClass,
    /// A picture beside the folders of the classes.
    BesideClasses,
    /// A folder beside those of training and test set.
    BesideParts,
    /// A picture that no folder of a class and no table gives a label.
    WithoutLabel,
    /// A line of a table of labels whose picture is not there.
    WithoutPicture,
    /// A line of a table of labels without a label.
    EmptyLabel,
    /// A table that a competition wants filled in: its labels are not true.
    Submission,
}

impl Reason {
    /// What is passed over, for one and for several, and why or what helps.
    fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::UnreadPicture => {
                ("picture of a format", "pictures of a format", "that is not read: save as PNG to use")
            }
            Self::OtherKind => ("file", "files", "of another kind"),
            Self::BrokenLink => ("broken link", "broken links", "to what is not there"),
            Self::ReadAlready => ("link", "links", "to a folder that is read already"),
            Self::TooDeep => ("folder", "folders", "that lies too deep"),
            Self::EmptyClass => ("folder", "folders", "without pictures, which make no class"),
            Self::BesideClasses => {
                ("picture", "pictures", "beside the folders of the classes, without a class")
            }
            Self::BesideParts => ("folder", "folders", "beside those of the training and test set"),
            Self::WithoutLabel => ("picture", "pictures", "without a label"),
            Self::WithoutPicture => ("label", "labels", "in a table, whose pictures are not there"),
            Self::EmptyLabel => ("line", "lines", "of a table without a label"),
            Self::Submission => ("table", "tables", "to be filled in, whose labels are not true"),
        }
    }
}

/// Things that were passed over for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassedOver {
    /// Why.
    pub reason: Reason,
    /// How many, at least 1.
    pub count: usize,
    /// The first of them in the order in which the folder was read.
    pub example: PathBuf,
}

impl fmt::Display for PassedOver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (one, several, why) = self.reason.words();
        let what = if self.count == 1 { one } else { several };
        let such_as = if self.count == 1 { "" } else { "such as " };
        write!(f, "passed over: {} {what} {why} ({such_as}{})", self.count, self.example.display())
    }
}

/// Counts by reason.
#[derive(Debug, Default)]
pub(super) struct Tally(BTreeMap<Reason, (usize, PathBuf)>);

impl Tally {
    pub(super) fn add(&mut self, reason: Reason, example: &Path) {
        self.0.entry(reason).or_insert_with(|| (0, example.to_owned())).0 += 1;
    }

    pub(super) fn into_list(self) -> Vec<PassedOver> {
        let list = self.0.into_iter();
        list.map(|(reason, (count, example))| PassedOver { reason, count, example }).collect()
    }
}
