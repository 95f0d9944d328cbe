//! The datasets that are known by name: one description each, of which all else follows.
//!
//! MNIST is checked by the SHA-256 of its uncompressed content, taken from files whose content has the MD5 sums of
//! the original distribution. Of Fashion-MNIST and KMNIST the compressed files are checked, by the SHA-256 and sizes
//! that the TensorFlow Datasets project records of the same addresses
//! (<https://github.com/tensorflow/datasets>, `url_checksums`), of QMNIST by the MD5 sums that torchvision records
//! (<https://github.com/pytorch/vision>, `torchvision/datasets/mnist.py`), which tell damage and not forgery; these were not
//! compared with the files themselves here. On the first verified download, the SHA-256 of the content is therefore recorded beside
//! the files, in `SHA256SUMS`, and checked whenever they are loaded.
//!
//! Of EMNIST and USPS nothing is published of the files that are read, only of the archive and the compressed files that they come in:
//! numbers of images, sizes and labels are checked, and a note says so.

mod emnist;
mod sets;

use crate::checksum::Checksum;

/// The command of the `apical` program that fetches a dataset, for messages; the name of the set follows it.
pub const FETCH_COMMAND: &str = "apical data fetch";

/// Environment variable with the address of one server, or several separated by spaces, to fetch from instead of the
/// usual ones. A dataset is looked for in the folder of its name there: `<address>/mnist/train-images-idx3-ubyte.gz`.
pub const MIRROR_VARIABLE: &str = "APICAL_MIRROR";

/// Names of the four files of MNIST, which other sets took over: training images and labels, test images and
/// labels.
pub const FILE_NAMES: [&str; 4] = [
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
];

/// A dataset that is known by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NamedSet {
    /// MNIST, handwritten digits (LeCun, Cortes, Burges).
    Mnist,
    /// Fashion-MNIST, articles of clothing (Xiao, Rasul, Vollgraf; Zalando Research; MIT licence).
    FashionMnist,
    /// KMNIST, cursive Japanese characters (Clanuwat et al.; CODH; CC BY-SA 4.0).
    Kmnist,
    /// QMNIST, MNIST made anew from its source, with 60,000 test images (Yadav, Bottou).
    Qmnist,
    /// EMNIST, digits and letters, 47 classes of equal numbers; letters whose two cases look alike are one class (Cohen et al.; NIST).
    EmnistBalanced,
    /// EMNIST, digits and letters, all 62 classes.
    EmnistByClass,
    /// EMNIST, digits and letters, the 47 classes of [`EmnistBalanced`](Self::EmnistBalanced) with all images.
    EmnistByMerge,
    /// EMNIST, digits.
    EmnistDigits,
    /// EMNIST, letters without their case.
    EmnistLetters,
    /// EMNIST, digits in the numbers of MNIST.
    EmnistMnist,
    /// USPS, digits of envelopes, 16 x 16 (Hull).
    Usps,
}

/// A file of a dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RemoteFile {
    /// Name of the uncompressed file. On servers it has `.gz` added.
    pub name: &'static str,
    /// Length of the uncompressed file in bytes; 0 where it is not known.
    pub content_length: u64,
    /// The published hash.
    pub checksum: Checksum,
}

/// How the files of a set are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Files of images and of labels: training and test.
    Pairs {
        /// Images are stored column by column.
        transposed: bool,
        /// The label of the first class.
        first: u8,
        /// Labels are rows of numbers, of which the first is the class.
        wide: bool,
    },
    /// A table of sparse rows each, training and test, with values from -1 to 1 and labels from 1.
    Sparse,
}

impl Form {
    const MNIST: Self = Self::Pairs { transposed: false, first: 0, wide: false };
}

/// All there is to know of a set.
pub(crate) struct Description {
    name: &'static str,
    contents: &'static str,
    files: &'static [RemoteFile],
    mirrors: &'static [&'static str],
    pub(crate) form: Form,
    /// Training and test images.
    pub(crate) images: [usize; 2],
    class_names: &'static [&'static str],
    /// Names of folders that it may be in beside that of its name.
    pub(crate) folders: &'static [&'static str],
    /// Commands that fetch it, where [`FETCH_COMMAND`] does not.
    by_hand: Option<&'static str>,
}

impl NamedSet {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Mnist,
        Self::FashionMnist,
        Self::Kmnist,
        Self::Qmnist,
        Self::EmnistBalanced,
        Self::EmnistByClass,
        Self::EmnistByMerge,
        Self::EmnistDigits,
        Self::EmnistLetters,
        Self::EmnistMnist,
        Self::Usps,
    ];

    pub(crate) fn description(self) -> &'static Description {
        match self {
            Self::Mnist => &sets::MNIST,
            Self::FashionMnist => &sets::FASHION_MNIST,
            Self::Kmnist => &sets::KMNIST,
            Self::Qmnist => &sets::QMNIST,
            Self::EmnistBalanced => &emnist::BALANCED,
            Self::EmnistByClass => &emnist::BY_CLASS,
            Self::EmnistByMerge => &emnist::BY_MERGE,
            Self::EmnistDigits => &emnist::DIGITS,
            Self::EmnistLetters => &emnist::LETTERS,
            Self::EmnistMnist => &emnist::MNIST,
            Self::Usps => &sets::USPS,
        }
    }

    /// The name, as it is written on a command line and as a folder.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.description().name
    }

    /// What it holds, in a few words.
    #[must_use]
    pub fn contents(self) -> &'static str {
        self.description().contents
    }

    /// The set of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|set| set.name() == name)
    }

    /// Its files: training images and labels, test images and labels; or a table each.
    #[must_use]
    pub fn files(self) -> &'static [RemoteFile] {
        self.description().files
    }

    /// Addresses of the folders that hold its files, in the order in which they are tried.
    #[must_use]
    pub fn mirrors(self) -> &'static [&'static str] {
        self.description().mirrors
    }

    /// Commands that fetch it into the folder that they are run in, where [`FETCH_COMMAND`] does not.
    #[must_use]
    pub fn by_hand(self) -> Option<&'static str> {
        self.description().by_hand
    }

    /// Names of its classes, class 0 first.
    #[must_use]
    pub fn class_names(self) -> &'static [&'static str] {
        self.description().class_names
    }

    /// How to get it, for messages.
    pub(crate) fn how_to_get(self) -> String {
        match self.by_hand() {
            Some(commands) => format!("Fetch it with `{commands}`"),
            None => format!("Fetch it with `{FETCH_COMMAND} {}`", self.name()),
        }
    }

    /// The names of all sets, for messages.
    pub(crate) fn names() -> String {
        Self::ALL.map(Self::name).join(", ")
    }
}

impl std::fmt::Display for NamedSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_are_sound() {
        for set in NamedSet::ALL {
            assert_eq!(NamedSet::from_name(set.name()), Some(set));
            assert!(set.mirrors().iter().all(|mirror| mirror.ends_with('/')));
            assert_eq!(set.mirrors().is_empty(), set.by_hand().is_some(), "{set}");
            let Description { form, images, files, .. } = set.description();
            match form {
                Form::Sparse => assert_eq!(files.len(), 2),
                Form::Pairs { wide, .. } => {
                    let label = if *wide { 32 } else { 1 };
                    for (part, &count) in files.chunks(2).zip(images) {
                        assert_eq!(part[0].content_length, 16 + 784 * count as u64, "{set}");
                        let header = if *wide { 12 } else { 8 };
                        assert_eq!(part[1].content_length, header + label * count as u64, "{set}");
                    }
                }
            }
        }
        assert_eq!(NamedSet::from_name("MNIST"), None);
    }
}
