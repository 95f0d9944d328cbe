//! Reading IDX files without trusting their headers.

use std::io::Read;

use super::{IMAGES_MAGIC, IdxError, LABELS_MAGIC};
use crate::limits::{MAX_IMAGES, MAX_PIXELS};
use crate::stream::Content;

/// The content of an IDX file of images.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdxImages {
    /// Columns of an image, at least 1.
    pub width: usize,
    /// Rows of an image, at least 1.
    pub height: usize,
    /// All pixels, image after image and row by row; 0 = background, 255 = full ink.
    pub pixels: Vec<u8>,
}

/// Reads a file of images, plain or gzip-compressed.
///
/// `at_most` is the largest number of bytes that the source can hold, if it is known (say, from the size of the
/// file); memory is set aside in one piece up to there. With 0 it grows as data arrives.
///
/// # Errors
/// If the source is not an IDX file of images, holds less or more than its header declares, is damaged,
/// or passes the limits of [`crate::limits`].
pub fn read_images(source: impl Read, at_most: u64) -> Result<IdxImages, IdxError> {
    images_from(Content::new(source)?, at_most)
}

/// Reads a file of labels, plain or gzip-compressed: one byte per image.
///
/// # Errors
/// As [`read_images`].
pub fn read_labels(source: impl Read) -> Result<Vec<u8>, IdxError> {
    labels_from(Content::new(source)?)
}

pub(crate) fn images_from(mut content: impl Read, at_most: u64) -> Result<IdxImages, IdxError> {
    let [magic, count, height, width] = read_header::<4>(&mut content, IMAGES_MAGIC, "images")?;
    debug_assert_eq!(magic, IMAGES_MAGIC);
    if count == 0 || height == 0 || width == 0 {
        return Err(IdxError::Empty { count, height, width });
    }
    // Three 32-bit numbers can pass 64 bits.
    let pixels = u128::from(count) * u128::from(height) * u128::from(width);
    if u64::from(count) > MAX_IMAGES || pixels > u128::from(MAX_PIXELS) {
        return Err(IdxError::TooLarge { count, height, width });
    }
    let pixels = read_exactly(content, pixels as u64, at_most, "pixels")?;
    Ok(IdxImages { width: width as usize, height: height as usize, pixels })
}

pub(crate) fn labels_from(mut content: impl Read) -> Result<Vec<u8>, IdxError> {
    let [_, count] = read_header::<2>(&mut content, LABELS_MAGIC, "labels")?;
    if u64::from(count) > MAX_IMAGES {
        return Err(IdxError::TooLarge { count, height: 1, width: 1 });
    }
    read_exactly(content, u64::from(count), 0, "labels")
}

/// Reads `N` big-endian numbers, the first of which must be `magic`.
fn read_header<const N: usize>(
    content: &mut impl Read,
    magic: u32,
    kind: &'static str,
) -> Result<[u32; N], IdxError> {
    let mut bytes = Vec::with_capacity(4 * N);
    content.take(4 * N as u64).read_to_end(&mut bytes)?;
    let mut words =
        bytes.chunks_exact(4).map(|word| u32::from_be_bytes([word[0], word[1], word[2], word[3]]));
    // A wrong magic number says more than the missing end of a header that never was one.
    let mut numbers = [0; N];
    for (position, number) in numbers.iter_mut().enumerate() {
        let Some(word) = words.next() else {
            return Err(IdxError::Header { found: bytes.len(), expected: 4 * N });
        };
        if position == 0 && word != magic {
            return Err(IdxError::Magic { found: word, expected: magic, kind });
        }
        *number = word;
    }
    Ok(numbers)
}

/// Reads to the end of `content`, which must come after `declared` bytes.
fn read_exactly(
    mut content: impl Read,
    declared: u64,
    at_most: u64,
    kind: &'static str,
) -> Result<Vec<u8>, IdxError> {
    let mut bytes = Vec::new();
    // The smaller of what the header claims and what the file can hold: a header of a few bytes gets no gigabytes.
    // Exact, because growth by doubling would hold up to three times the data at its peak.
    let ahead = declared.min(at_most);
    let refused = |_| IdxError::Memory { bytes: declared };
    bytes.try_reserve_exact(usize::try_from(ahead).unwrap_or(usize::MAX)).map_err(refused)?;
    content.by_ref().take(declared).read_to_end(&mut bytes)?;
    if (bytes.len() as u64) < declared {
        return Err(IdxError::Truncated { expected: declared, found: bytes.len() as u64, kind });
    }
    // Reading on to the end is also what makes the gzip decoder compare its checksum.
    let mut more = Vec::new();
    content.take(1).read_to_end(&mut more)?;
    if !more.is_empty() {
        return Err(IdxError::TrailingBytes { expected: declared, kind });
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::super::{write_images, write_labels};
    use super::*;
    use crate::Dataset;
    use proptest::prelude::*;

    fn header(numbers: &[u32]) -> Vec<u8> {
        numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
    }

    fn images_file(numbers: [u32; 3], pixels: usize) -> Vec<u8> {
        let mut file = header(&[IMAGES_MAGIC, numbers[0], numbers[1], numbers[2]]);
        file.extend((0..pixels).map(|i| i as u8));
        file
    }

    #[test]
    fn reads_images_and_labels() {
        let images = read_images(&images_file([2, 3, 4], 24)[..], 0).unwrap();
        assert_eq!((images.width, images.height), (4, 3));
        assert_eq!(images.pixels, (0..24).collect::<Vec<u8>>());
        let mut labels = header(&[LABELS_MAGIC, 3]);
        labels.extend([7, 0, 255]);
        assert_eq!(read_labels(&labels[..]).unwrap(), [7, 0, 255]);
    }

    #[test]
    fn wrong_magic_names_found_and_expected() {
        let labels = header(&[LABELS_MAGIC, 0]);
        let message = read_images(&labels[..], 0).unwrap_err().to_string();
        assert_eq!(
            message,
            "its magic number is 0x00000801 (a file of labels); a file of images starts with 0x00000803"
        );
        let page = read_labels(&b"<!DOCTYPE html>"[..]).unwrap_err().to_string();
        assert!(page.contains("(a web page)") && page.contains("0x00000801"), "{page}");
        assert!(matches!(read_images(&b"\0\0"[..], 0), Err(IdxError::Header { found: 2, expected: 16 })));
        assert!(matches!(read_labels(&[0, 0, 8, 1, 0][..]), Err(IdxError::Header { found: 5, expected: 8 })));
    }

    #[test]
    fn too_little_and_too_much_are_errors() {
        let short = read_images(&images_file([2, 3, 4], 23)[..], 0);
        assert!(matches!(short, Err(IdxError::Truncated { expected: 24, found: 23, .. })), "{short:?}");
        let long = read_images(&images_file([2, 3, 4], 25)[..], 0);
        assert!(matches!(long, Err(IdxError::TrailingBytes { expected: 24, .. })), "{long:?}");
    }

    #[test]
    fn huge_declarations_are_refused_before_any_memory_is_taken() {
        for numbers in [[u32::MAX; 3], [1, u32::MAX, 2], [1 << 25, 1, 1], [16, 1 << 15, 1 << 14]] {
            let result = read_images(&images_file(numbers, 10)[..], u64::MAX);
            assert!(matches!(result, Err(IdxError::TooLarge { .. })), "{numbers:?}: {result:?}");
        }
        assert!(matches!(
            read_labels(&header(&[LABELS_MAGIC, u32::MAX])[..]),
            Err(IdxError::TooLarge { .. })
        ));
        for numbers in [[0, 28, 28], [1, 0, 28], [1, 28, 0]] {
            assert!(matches!(read_images(&images_file(numbers, 0)[..], 0), Err(IdxError::Empty { .. })));
        }
        // Within the limits, yet nothing behind it: memory follows what the file can hold, not the header.
        let claims = images_file([1 << 20, 28, 28], 5);
        assert!(matches!(read_images(&claims[..], 21), Err(IdxError::Truncated { found: 5, .. })));
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = read_images(&bytes[..], bytes.len() as u64);
            let _ = read_labels(&bytes[..]);
            let mut behind_magic = header(&[IMAGES_MAGIC]);
            behind_magic.extend(&bytes);
            let _ = read_images(&behind_magic[..], behind_magic.len() as u64);
            let mut behind_magic = header(&[LABELS_MAGIC]);
            behind_magic.extend(&bytes);
            let _ = read_labels(&behind_magic[..]);
        }

        #[test]
        fn what_is_written_reads_back(
            width in 1_usize..9,
            height in 1_usize..9,
            labels in proptest::collection::vec(0_u8..10, 1..20),
            seed in any::<u8>(),
        ) {
            let pixels: Vec<u8> =
                (0..width * height * labels.len()).map(|i| (i as u8).wrapping_mul(31).wrapping_add(seed)).collect();
            let set = Dataset::new(width, height, 10, pixels, labels).unwrap();
            let (mut image_file, mut label_file) = (Vec::new(), Vec::new());
            write_images(&mut image_file, &set).unwrap();
            write_labels(&mut label_file, &set).unwrap();
            let images = read_images(&image_file[..], 0).unwrap();
            prop_assert_eq!((images.width, images.height), (width, height));
            prop_assert_eq!(&images.pixels[..], set.pixels());
            prop_assert_eq!(&read_labels(&label_file[..]).unwrap()[..], set.labels());
        }
    }
}
