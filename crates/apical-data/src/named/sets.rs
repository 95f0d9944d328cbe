//! MNIST, what is laid out as it is, and USPS.

use super::{Description, FILE_NAMES, Form, RemoteFile};
use crate::checksum::{Checksum, from_hex};

pub(super) const DIGIT_NAMES: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/// Headers of 16 and 8 bytes, then 60,000 or 10,000 images of 784 bytes or labels of one.
const CONTENT_LENGTHS: [u64; 4] = [47_040_016, 60_008, 7_840_016, 10_008];

const fn files(checksums: [Checksum; 4]) -> [RemoteFile; 4] {
    [
        RemoteFile { name: FILE_NAMES[0], content_length: CONTENT_LENGTHS[0], checksum: checksums[0] },
        RemoteFile { name: FILE_NAMES[1], content_length: CONTENT_LENGTHS[1], checksum: checksums[1] },
        RemoteFile { name: FILE_NAMES[2], content_length: CONTENT_LENGTHS[2], checksum: checksums[2] },
        RemoteFile { name: FILE_NAMES[3], content_length: CONTENT_LENGTHS[3], checksum: checksums[3] },
    ]
}

pub(super) const MNIST: Description = Description {
    name: "mnist",
    contents: "60,000 + 10,000 handwritten digits",
    files: &files(MNIST_SUMS),
    mirrors: &[
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
    ],
    form: Form::MNIST,
    images: [60_000, 10_000],
    class_names: &DIGIT_NAMES,
    folders: &[],
    by_hand: None,
};

pub(super) const FASHION_MNIST: Description = Description {
    name: "fashion-mnist",
    contents: "60,000 + 10,000 articles of clothing",
    files: &files(FASHION_MNIST_SUMS),
    // Plain HTTP where the publisher offers nothing else; the hash is what is trusted.
    mirrors: &[
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
    ],
    class_names: &[
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
    ..MNIST
};

pub(super) const KMNIST: Description = Description {
    name: "kmnist",
    contents: "60,000 + 10,000 cursive Japanese characters",
    files: &files(KMNIST_SUMS),
    mirrors: &["http://codh.rois.ac.jp/kmnist/dataset/kmnist/"],
    class_names: &["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"],
    ..MNIST
};

pub(super) const QMNIST: Description = Description {
    name: "qmnist",
    contents: "60,000 + 60,000 handwritten digits, MNIST made anew",
    files: &[
        RemoteFile {
            name: "qmnist-train-images-idx3-ubyte",
            content_length: 47_040_016,
            checksum: Checksum::FileMd5(from_hex("ed72d4157d28c017586c42bc6afe6370")),
        },
        RemoteFile {
            name: "qmnist-train-labels-idx2-int",
            content_length: 1_920_012,
            checksum: Checksum::FileMd5(from_hex("0058f8dd561b90ffdd0f734c6a30e5e4")),
        },
        RemoteFile {
            name: "qmnist-test-images-idx3-ubyte",
            content_length: 47_040_016,
            checksum: Checksum::FileMd5(from_hex("1394631089c404de565df7b7aeaf9412")),
        },
        RemoteFile {
            name: "qmnist-test-labels-idx2-int",
            content_length: 1_920_012,
            checksum: Checksum::FileMd5(from_hex("5b5b05890a5e13444e108efe57b788aa")),
        },
    ],
    mirrors: &["https://raw.githubusercontent.com/facebookresearch/qmnist/master/"],
    form: Form::Pairs { transposed: false, first: 0, wide: true },
    images: [60_000, 60_000],
    ..MNIST
};

pub(super) const USPS: Description = Description {
    name: "usps",
    contents: "7,291 + 2,007 digits of envelopes, 16 x 16",
    files: &[
        RemoteFile { name: "usps", content_length: 0, checksum: Checksum::None },
        RemoteFile { name: "usps.t", content_length: 0, checksum: Checksum::None },
    ],
    mirrors: &[],
    form: Form::Sparse,
    images: [7_291, 2_007],
    class_names: &DIGIT_NAMES,
    folders: &[],
    by_hand: Some(
        "mkdir -p usps && cd usps && for part in usps usps.t; do \
         curl -O https://www.csie.ntu.edu.tw/~cjlin/libsvmtools/datasets/multiclass/$part.bz2; bunzip2 $part.bz2; done",
    ),
};

const MNIST_SUMS: [Checksum; 4] = [
    Checksum::Content(from_hex("ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db")),
    Checksum::Content(from_hex("65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5")),
    Checksum::Content(from_hex("0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7")),
    Checksum::Content(from_hex("ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2")),
];
const FASHION_MNIST_SUMS: [Checksum; 4] = [
    Checksum::File(from_hex("3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84")),
    Checksum::File(from_hex("a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845")),
    Checksum::File(from_hex("346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073")),
    Checksum::File(from_hex("67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5")),
];
const KMNIST_SUMS: [Checksum; 4] = [
    Checksum::File(from_hex("51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4")),
    Checksum::File(from_hex("e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17")),
    Checksum::File(from_hex("edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5")),
    Checksum::File(from_hex("20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c")),
];
