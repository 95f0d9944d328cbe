//! IDX files, the format of MNIST: a big-endian header, then one byte per pixel or label.
//!
//! | offset | images | labels |
//! |---|---|---|
//! | 0 | magic `0x00000803` | magic `0x00000801` |
//! | 4 | number of images | number of labels |
//! | 8 | rows | the labels |
//! | 12 | columns | |
//! | 16 | the pixels, row by row, 0 = background | |
//!
//! Read plain or gzip-compressed, told apart by content. [`read_tensor`] reads the other types as well, in one to four
//! dimensions: the magic number is `0x0000`, the type, and the number of dimensions, each of which has a size.
//!
//! | type | elements |
//! |---|---|
//! | `08`, `09` | bytes without and with a sign |
//! | `0b`, `0c` | integers of 16 and 32 bits |
//! | `0d`, `0e` | floating-point numbers of 32 and 64 bits |

mod any;
mod read;
mod write;

pub use any::{read_tensor, recognise};
pub use read::{IdxImages, read_images, read_labels};
pub(crate) use read::{images_from, labels_from};
pub use write::{write_images, write_labels};

/// Magic number of a file of unsigned bytes in three dimensions: images.
pub const IMAGES_MAGIC: u32 = 0x0000_0803;
/// Magic number of a file of unsigned bytes in one dimension: labels.
pub const LABELS_MAGIC: u32 = 0x0000_0801;

/// What is wrong with the content of an IDX file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IdxError {
    /// The first four bytes are not those of the kind of file that was expected.
    #[error("its magic number is {found:#010x}{}; a file of {kind} starts with {expected:#010x}", hint(*.found))]
    Magic {
        /// The number found.
        found: u32,
        /// The number of the kind of file that was expected.
        expected: u32,
        /// "images" or "labels".
        kind: &'static str,
    },
    /// The file ends inside its header.
    #[error("it ends after {found} bytes, inside the header of {expected} bytes")]
    Header {
        /// Bytes found.
        found: usize,
        /// Bytes of a header.
        expected: usize,
    },
    /// There is less data than the header declares.
    #[error("its header declares {expected} bytes of {kind}, but only {found} follow: it is truncated")]
    Truncated {
        /// Bytes declared.
        expected: u64,
        /// Bytes found.
        found: u64,
        /// "pixels" or "labels".
        kind: &'static str,
    },
    /// There is more data than the header declares.
    #[error("its header declares {expected} bytes of {kind}, but more follow")]
    TrailingBytes {
        /// Bytes declared.
        expected: u64,
        /// "pixels" or "labels".
        kind: &'static str,
    },
    /// The header declares nothing at all.
    #[error("its header declares {count} images of {height} x {width}: each number must be at least 1")]
    Empty {
        /// Images declared.
        count: u32,
        /// Rows declared.
        height: u32,
        /// Columns declared.
        width: u32,
    },
    /// The header declares more than is accepted.
    #[error(
        "its header declares {count} images of {height} x {width}; the limits are {} images and {} pixels in all",
        crate::limits::MAX_IMAGES,
        crate::limits::MAX_PIXELS
    )]
    TooLarge {
        /// Images or labels declared.
        count: u32,
        /// Rows declared (1 for labels).
        height: u32,
        /// Columns declared (1 for labels).
        width: u32,
    },
    /// There is not enough memory.
    #[error("there is no memory for its {bytes} bytes")]
    Memory {
        /// Bytes wanted.
        bytes: u64,
    },
    /// The file cannot be read, or its gzip data is damaged.
    #[error("it cannot be read")]
    Read(#[from] std::io::Error),
}

/// Names the usual mix-ups: the other file of the pair, or a file that is not IDX at all.
fn hint(found: u32) -> &'static str {
    match found {
        IMAGES_MAGIC => " (a file of images)",
        LABELS_MAGIC => " (a file of labels)",
        0x8950_4e47 => " (a PNG image)",
        0x504b_0304 => " (a ZIP archive)",
        0x3c21_444f | 0x3c21_646f | 0x3c68_746d | 0x3c48_544d => " (a web page)",
        0x0000_0800..=0x0000_0eff => " (an IDX file of another type or number of dimensions)",
        _ => "",
    }
}
