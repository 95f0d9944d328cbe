//! The datasets that are known by name: their files, servers and hashes.
//!
//! MNIST is checked by the SHA-256 of its uncompressed content, taken from files whose content has the MD5 sums of
//! the original distribution. Of Fashion-MNIST and KMNIST the compressed files are checked, by the SHA-256 and sizes
//! that the TensorFlow Datasets project records of the same addresses
//! (<https://github.com/tensorflow/datasets>, `url_checksums`); these were not compared with the files themselves
//! here. On the first verified download, the SHA-256 of the content is therefore recorded beside the files,
//! in `SHA256SUMS`, and checked whenever they are loaded.

use crate::checksum::{Checksum, from_hex};

/// The command of the `apical` program that fetches a dataset, for messages; the name of the set follows it.
pub const FETCH_COMMAND: &str = "apical data fetch";

/// Environment variable with the address of one server, or several separated by spaces, to fetch from instead of the
/// usual ones. A dataset is looked for in the folder of its name there: `<address>/mnist/train-images-idx3-ubyte.gz`.
pub const MIRROR_VARIABLE: &str = "APICAL_MIRROR";

/// A dataset that is known by name. All have 10 classes and 60,000 + 10,000 images of 28 x 28.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NamedSet {
    /// MNIST, handwritten digits (LeCun, Cortes, Burges).
    Mnist,
    /// Fashion-MNIST, articles of clothing (Xiao, Rasul, Vollgraf; Zalando Research; MIT licence).
    FashionMnist,
    /// KMNIST, cursive Japanese characters (Clanuwat et al.; CODH; CC BY-SA 4.0).
    Kmnist,
}

/// One of the four files of a dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RemoteFile {
    /// Name of the uncompressed file. On servers it has `.gz` added.
    pub name: &'static str,
    /// Length of the uncompressed file in bytes.
    pub content_length: u64,
    /// The published hash.
    pub checksum: Checksum,
}

/// Names of the four files of MNIST, which the other sets took over: training images and labels, test images and
/// labels.
pub const FILE_NAMES: [&str; 4] = [
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
];
/// Headers of 16 and 8 bytes, then 60,000 or 10,000 images of 784 bytes or labels of one.
const CONTENT_LENGTHS: [u64; 4] = [47_040_016, 60_008, 7_840_016, 10_008];

impl NamedSet {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Mnist, Self::FashionMnist, Self::Kmnist];
    /// Number of classes of each.
    pub const CLASSES: usize = 10;

    /// The name, as it is written on a command line and as a folder.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Mnist => "mnist",
            Self::FashionMnist => "fashion-mnist",
            Self::Kmnist => "kmnist",
        }
    }

    /// The set of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|set| set.name() == name)
    }

    /// Its four files: training images and labels, test images and labels.
    #[must_use]
    pub fn files(self) -> [RemoteFile; 4] {
        let checksums = match self {
            Self::Mnist => MNIST,
            Self::FashionMnist => FASHION_MNIST,
            Self::Kmnist => KMNIST,
        };
        std::array::from_fn(|i| RemoteFile {
            name: FILE_NAMES[i],
            content_length: CONTENT_LENGTHS[i],
            checksum: checksums[i],
        })
    }

    /// Addresses of the folders that hold its files, in the order in which they are tried.
    #[must_use]
    pub fn mirrors(self) -> &'static [&'static str] {
        match self {
            Self::Mnist => &[
                "https://storage.googleapis.com/cvdf-datasets/mnist/",
                "https://ossci-datasets.s3.amazonaws.com/mnist/",
            ],
            // Plain HTTP where the publisher offers nothing else; the hash is what is trusted.
            Self::FashionMnist => &[
                "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
                "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
            ],
            Self::Kmnist => &["http://codh.rois.ac.jp/kmnist/dataset/kmnist/"],
        }
    }

    /// Names of its classes, class 0 first.
    #[must_use]
    pub fn class_names(self) -> [&'static str; Self::CLASSES] {
        match self {
            Self::Mnist => ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
            Self::FashionMnist => [
                "T-shirt/top",
                "Trouser",
                "Pullover",
                "Dress",
                "Coat",
                "Sandal",
                "Shirt",
                "Sneaker",
                "Bag",
                "Ankle boot",
            ],
            Self::Kmnist => ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"],
        }
    }
}

impl std::fmt::Display for NamedSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

const MNIST: [Checksum; 4] = [
    Checksum::Content(from_hex("ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db")),
    Checksum::Content(from_hex("65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5")),
    Checksum::Content(from_hex("0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7")),
    Checksum::Content(from_hex("ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2")),
];
const FASHION_MNIST: [Checksum; 4] = [
    Checksum::File(from_hex("3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84")),
    Checksum::File(from_hex("a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845")),
    Checksum::File(from_hex("346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073")),
    Checksum::File(from_hex("67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5")),
];
const KMNIST: [Checksum; 4] = [
    Checksum::File(from_hex("51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4")),
    Checksum::File(from_hex("e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17")),
    Checksum::File(from_hex("edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5")),
    Checksum::File(from_hex("20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c")),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_found() {
        for set in NamedSet::ALL {
            assert_eq!(NamedSet::from_name(set.name()), Some(set));
            assert!(set.mirrors().iter().all(|mirror| mirror.ends_with('/')));
        }
        assert_eq!(NamedSet::from_name("MNIST"), None);
    }
}
