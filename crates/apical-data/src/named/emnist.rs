//! EMNIST: digits and letters of NIST's Special Database 19, in six selections.
//!
//! Images are stored column by column. Numbers of images: <https://www.nist.gov/itl/products-and-services/emnist-dataset> and the headers of
//! the files. The archive with all of them has 561,753,746 bytes and the SHA-256
//! `fb9bb67e33772a9cc0b895e4ecf36d2cf35be8b709693c3564cea2a019fcda8e` (as TensorFlow Datasets records it), the MD5 sum
//! `58c8d27c78d21e728a6bc7b3cc06412e` (as torchvision does); of its files nothing is published.

use super::sets::DIGIT_NAMES;
use super::{Description, Form, RemoteFile};
use crate::checksum::Checksum;

const LETTER_NAMES: [&str; 26] = [
    "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "Q", "R", "S", "T", "U",
    "V", "W", "X", "Y", "Z",
];
/// Digits, letters, and small letters that look unlike their capitals.
const MERGED_NAMES: [&str; 47] = [
    "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K",
    "L", "M", "N", "O", "P", "Q", "R", "S", "T", "U", "V", "W", "X", "Y", "Z", "a", "b", "d", "e", "f", "g",
    "h", "n", "q", "r", "t",
];
const ALL_NAMES: [&str; 62] = [
    "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K",
    "L", "M", "N", "O", "P", "Q", "R", "S", "T", "U", "V", "W", "X", "Y", "Z", "a", "b", "c", "d", "e", "f",
    "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u", "v", "w", "x", "y", "z",
];

pub(super) const BALANCED: Description = Description {
    name: "emnist-balanced",
    contents: "112,800 + 18,800 digits and letters, 47 classes of equal numbers",
    files: &[
        RemoteFile {
            name: "emnist-balanced-train-images-idx3-ubyte",
            content_length: 88_435_216,
            checksum: Checksum::None,
        },
        RemoteFile {
            name: "emnist-balanced-train-labels-idx1-ubyte",
            content_length: 112_808,
            checksum: Checksum::None,
        },
        RemoteFile {
            name: "emnist-balanced-test-images-idx3-ubyte",
            content_length: 14_739_216,
            checksum: Checksum::None,
        },
        RemoteFile {
            name: "emnist-balanced-test-labels-idx1-ubyte",
            content_length: 18_808,
            checksum: Checksum::None,
        },
    ],
    images: [112_800, 18_800],
    class_names: &MERGED_NAMES,
    mirrors: &[],
    form: Form::Pairs { transposed: true, first: 0, wide: false },
    folders: &["emnist", "emnist/gzip", "gzip"],
    by_hand: Some(
        "curl -LO https://biometrics.nist.gov/cs_links/EMNIST/gzip.zip && unzip -j gzip.zip -d emnist",
    ),
};

pub(super) const BY_CLASS: Description = Description {
    name: "emnist-byclass",
    contents: "697,932 + 116,323 digits and letters, 62 classes",
    files: &[
        RemoteFile {
            name: "emnist-byclass-train-images-idx3-ubyte",
            content_length: 547_178_704,
            checksum: Checksum::None,
        },
        RemoteFile {
            name: "emnist-byclass-train-labels-idx1-ubyte",
            content_length: 697_940,
            checksum: Checksum::None,
        },
        RemoteFile {
            name: "emnist-byclass-test-images-idx3-ubyte",
            content_length: 91_197_248,
            checksum: Checksum::None,
        },
        RemoteFile {
            name: "emnist-byclass-test-labels-idx1-ubyte",
            content_length: 116_331,
            checksum: Checksum::None,
        },
    ],
    images: [697_932, 116_323],
    class_names: &ALL_NAMES,
    ..BALANCED
};

pub(super) const BY_MERGE: Description = Description {
    name: "emnist-bymerge",
    contents: "697,932 + 116,323 digits and letters, 47 classes",
    files: &[
        RemoteFile {
            name: "emnist-bymerge-train-images-idx3-ubyte",
            content_length: 547_178_704,
            checksum: Checksum::None,
        },
        RemoteFile {
            name: "emnist-bymerge-train-labels-idx1-ubyte",
            content_length: 697_940,
            checksum: Checksum::None,
        },
        RemoteFile {
            name: "emnist-bymerge-test-images-idx3-ubyte",
            content_length: 91_197_248,
            checksum: Checksum::None,
        },
        RemoteFile {
            name: "emnist-bymerge-test-labels-idx1-ubyte",
            content_length: 116_331,
            checksum: Checksum::None,
        },
    ],
    images: [697_932, 116_323],
    class_names: &MERGED_NAMES,
    ..BALANCED
};

pub(super) const DIGITS: Description = Description {
    name: "emnist-digits",
    contents: "240,000 + 40,000 handwritten digits",
    files: &[
        RemoteFile {
            name: "emnist-digits-train-images-idx3-ubyte",
            content_length: 188_160_016,
            checksum: Checksum::None,
        },
        RemoteFile {
            name: "emnist-digits-train-labels-idx1-ubyte",
            content_length: 240_008,
            checksum: Checksum::None,
        },
        RemoteFile {
            name: "emnist-digits-test-images-idx3-ubyte",
            content_length: 31_360_016,
            checksum: Checksum::None,
        },
        RemoteFile {
            name: "emnist-digits-test-labels-idx1-ubyte",
            content_length: 40_008,
            checksum: Checksum::None,
        },
    ],
    images: [240_000, 40_000],
    class_names: &DIGIT_NAMES,
    ..BALANCED
};

pub(super) const LETTERS: Description = Description {
    name: "emnist-letters",
    contents: "124,800 + 20,800 letters without their case",
    files: &[
        RemoteFile {
            name: "emnist-letters-train-images-idx3-ubyte",
            content_length: 97_843_216,
            checksum: Checksum::None,
        },
        RemoteFile {
            name: "emnist-letters-train-labels-idx1-ubyte",
            content_length: 124_808,
            checksum: Checksum::None,
        },
        RemoteFile {
            name: "emnist-letters-test-images-idx3-ubyte",
            content_length: 16_307_216,
            checksum: Checksum::None,
        },
        RemoteFile {
            name: "emnist-letters-test-labels-idx1-ubyte",
            content_length: 20_808,
            checksum: Checksum::None,
        },
    ],
    images: [124_800, 20_800],
    class_names: &LETTER_NAMES,
    form: Form::Pairs { transposed: true, first: 1, wide: false },
    ..BALANCED
};

pub(super) const MNIST: Description = Description {
    name: "emnist-mnist",
    contents: "60,000 + 10,000 handwritten digits in the numbers of MNIST",
    files: &[
        RemoteFile {
            name: "emnist-mnist-train-images-idx3-ubyte",
            content_length: 47_040_016,
            checksum: Checksum::None,
        },
        RemoteFile {
            name: "emnist-mnist-train-labels-idx1-ubyte",
            content_length: 60_008,
            checksum: Checksum::None,
        },
        RemoteFile {
            name: "emnist-mnist-test-images-idx3-ubyte",
            content_length: 7_840_016,
            checksum: Checksum::None,
        },
        RemoteFile {
            name: "emnist-mnist-test-labels-idx1-ubyte",
            content_length: 10_008,
            checksum: Checksum::None,
        },
    ],
    images: [60_000, 10_000],
    class_names: &DIGIT_NAMES,
    ..BALANCED
};
