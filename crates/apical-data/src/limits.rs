//! What a data file may ask for. A header or an archive is not trusted beyond this.

/// The most pixels that one set (training or test) may hold, in bytes: 4 GiB.
pub const MAX_PIXELS: u64 = 4 << 30;

/// The most images that one set may hold: 2^24, about 16.8 million.
pub const MAX_IMAGES: u64 = 1 << 24;

/// The most rows or columns of an image that is decoded from a file of a picture.
pub const MAX_DECODED_SIDE: u32 = 16_384;

/// The most memory that decoding one picture may take, in bytes: 512 MiB.
pub const MAX_DECODED_BYTES: u64 = 512 << 20;

/// The largest file of a picture that is read, in bytes: 256 MiB.
pub const MAX_IMAGE_FILE: u64 = 256 << 20;

/// The most features of a row of a table or an array, and so the most columns without that of the labels.
pub const MAX_FEATURES: usize = 1 << 22;

/// The most bytes in one line of a table: 16 MiB, enough for an image of 1,900 x 1,900.
pub const MAX_CSV_LINE: usize = 16 << 20;

/// DEFLATE cannot expand by more than this factor (<https://zlib.net/zlib_tech.html>),
/// so the size of a compressed file bounds what it can hold.
pub(crate) const MAX_GZIP_RATIO: u64 = 1032;
