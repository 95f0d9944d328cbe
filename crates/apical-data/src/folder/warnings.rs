//! What may be wrong with pictures that were read.

use std::fmt;
use std::path::PathBuf;

use super::load::Seen;

/// A kind of doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Doubt {
    /// The file ends before the picture does: the rest of it is made up.
    Truncated,
    /// The file holds further pictures (an animation, pages), which are not read.
    MorePictures,
    /// Nothing is on it.
    Blank,
    /// Ink goes to the edge of the picture. Only where pictures are normalised.
    TouchesEdge,
    /// Several characters stand side by side. Only where pictures are normalised.
    SeveralParts,
}

impl Doubt {
    const ALL: [Self; 5] =
        [Self::Truncated, Self::MorePictures, Self::Blank, Self::TouchesEdge, Self::SeveralParts];

    fn applies(self, seen: &Seen) -> bool {
        match self {
            Self::Truncated => seen.truncated,
            Self::MorePictures => seen.more,
            Self::Blank => seen.blank,
            Self::TouchesEdge => seen.doubts.touches_edge,
            Self::SeveralParts => seen.doubts.several,
        }
    }

    /// One of so many is worth a warning.
    fn one_of(self) -> usize {
        match self {
            Self::Truncated | Self::MorePictures | Self::Blank => usize::MAX,
            // A few are as people write.
            Self::TouchesEdge | Self::SeveralParts => 20,
        }
    }

    /// What is so, of one and of several pictures.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Truncated => ("ends before all of it is there", "end before all of them is there"),
            Self::MorePictures => {
                ("is only the first of several in its file", "are only the first of several in their files")
            }
            Self::Blank => ("is blank", "are blank"),
            Self::TouchesEdge => ("has ink that touches the edge", "have ink that touches the edge"),
            Self::SeveralParts => {
                ("has several characters side by side", "have several characters side by side")
            }
        }
    }

    /// What helps.
    #[must_use]
    pub fn remedy(self) -> &'static str {
        match self {
            Self::Truncated => "copy or download them again",
            Self::MorePictures => "save each picture as a file of its own",
            Self::Blank => {
                "remove them, or look whether the ink is too faint (32 of 255 grey levels at least)"
            }
            Self::TouchesEdge => {
                "leave a margin around the character, or use pictures as they are if they fill their frame on purpose"
            }
            Self::SeveralParts => "cut the pictures so that each has one character",
        }
    }
}

/// A doubt about some of the pictures of a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureWarning {
    /// What is in doubt.
    pub doubt: Doubt,
    /// Of how many pictures, at least 1.
    pub count: usize,
    /// Of how many in all.
    pub of: usize,
    /// The first of them.
    pub example: PathBuf,
}

impl fmt::Display for PictureWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (one, several) = self.doubt.words();
        let what = if self.count == 1 { one } else { several };
        let (count, of, example) = (self.count, self.of, self.example.display());
        write!(f, "{count} of {of} pictures {what} (the first is {example}): {}", self.doubt.remedy())
    }
}

/// What is worth telling of all pictures.
pub(super) fn of<'a>(pictures: impl Iterator<Item = (&'a PathBuf, &'a Seen)> + Clone) -> Vec<PictureWarning> {
    let of = pictures.clone().count();
    let warning = |doubt: Doubt| {
        let mut doubted = pictures.clone().filter(|(_, seen)| doubt.applies(seen));
        let example = doubted.next()?.0.clone();
        let count = 1 + doubted.count();
        (count >= of / doubt.one_of()).then_some(PictureWarning { doubt, count, of, example })
    };
    Doubt::ALL.into_iter().filter_map(warning).collect()
}
