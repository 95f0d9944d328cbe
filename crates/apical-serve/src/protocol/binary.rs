//! Messages that are not text.

use apical_data::GreyImage;

use crate::limits::PICTURE_SIDE;

/// Bytes before the content: kind and number.
const HEADER: usize = 5;

/// What a page sends as bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Upload {
    /// Drawn.
    Picture {
        /// Number of the request.
        number: u32,
        /// 0: no ink, 255: ink.
        image: GreyImage,
    },
    /// An image file.
    ImageFile {
        /// Number of the request.
        number: u32,
        /// Its content.
        content: Vec<u8>,
    },
    /// A model file.
    ModelFile {
        /// Number of the request.
        number: u32,
        /// Its content.
        content: Vec<u8>,
    },
}

/// Bytes that no page sends.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BinaryError {
    /// Too short for a header.
    #[error("message: {0} bytes; the header alone takes {HEADER}")]
    Short(usize),
    /// Another kind.
    #[error("message: kind {0} is out of range: 1 to 3")]
    Kind(u8),
    /// A picture whose size is out of range, or not that of its pixels.
    #[error(
        "picture: {columns} x {rows} pixels in {bytes} bytes; 1 to {PICTURE_SIDE} columns and rows, a byte a pixel"
    )]
    Size {
        /// Columns.
        columns: usize,
        /// Rows.
        rows: usize,
        /// Bytes that follow.
        bytes: usize,
    },
}

impl Upload {
    /// Reads a message.
    ///
    /// # Errors
    /// If no page sends this.
    pub fn parse(bytes: &[u8]) -> Result<Self, BinaryError> {
        let (header, content) = bytes.split_at_checked(HEADER).ok_or(BinaryError::Short(bytes.len()))?;
        let number = u32::from_le_bytes([header[1], header[2], header[3], header[4]]);
        match header[0] {
            1 => Ok(Self::Picture { number, image: picture(content)? }),
            2 => Ok(Self::ImageFile { number, content: content.to_vec() }),
            3 => Ok(Self::ModelFile { number, content: content.to_vec() }),
            kind => Err(BinaryError::Kind(kind)),
        }
    }
}

fn picture(content: &[u8]) -> Result<GreyImage, BinaryError> {
    let (size, pixels) = content.split_at_checked(4).ok_or(BinaryError::Short(content.len() + HEADER))?;
    let side = |low, high| usize::from(u16::from_le_bytes([size[low], size[high]]));
    let (columns, rows) = (side(0, 1), side(2, 3));
    let refused = || BinaryError::Size { columns, rows, bytes: pixels.len() };
    let range = 1..=PICTURE_SIDE;
    if !range.contains(&columns) || !range.contains(&rows) || columns * rows != pixels.len() {
        return Err(refused());
    }
    GreyImage::new(columns, rows, pixels.to_vec()).map_err(|_| refused())
}

/// A model file, as a message.
#[must_use]
pub fn encode_model(file: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(1 + file.len());
    bytes.push(2);
    bytes.extend_from_slice(file);
    bytes
}

/// Weights of some neurons of a layer, as a message. `weights`: shape (neurons, inputs).
#[must_use]
pub fn encode_weights(revision: u32, layer: u16, inputs: u16, first: u16, weights: &[i8]) -> Vec<u8> {
    let neurons = (weights.len() / usize::from(inputs.max(1))) as u16;
    let mut bytes = Vec::with_capacity(13 + weights.len());
    bytes.push(1);
    bytes.extend(revision.to_le_bytes());
    for number in [layer, inputs, first, neurons] {
        bytes.extend(number.to_le_bytes());
    }
    bytes.extend(weights.iter().map(|weight| weight.cast_unsigned()));
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_picture_is_read() {
        let bytes = [1, 7, 0, 0, 0, 2, 0, 1, 0, 10, 20];
        let Ok(Upload::Picture { number: 7, image }) = Upload::parse(&bytes) else { panic!() };
        assert_eq!((image.width(), image.height(), image.pixels()), (2, 1, &[10, 20][..]));
    }

    #[test]
    fn damaged_messages_are_refused() {
        let size = |columns, rows, bytes| Err(BinaryError::Size { columns, rows, bytes });
        assert_eq!(Upload::parse(&[]), Err(BinaryError::Short(0)));
        assert_eq!(Upload::parse(&[9, 0, 0, 0, 0]), Err(BinaryError::Kind(9)));
        assert_eq!(Upload::parse(&[1, 0, 0, 0, 0, 1]), Err(BinaryError::Short(6)));
        assert_eq!(Upload::parse(&[1, 0, 0, 0, 0, 2, 0, 2, 0, 1, 1, 1]), size(2, 2, 3));
        assert_eq!(Upload::parse(&[1, 0, 0, 0, 0, 0, 0, 0, 0]), size(0, 0, 0));
        assert_eq!(Upload::parse(&[1, 0, 0, 0, 0, 255, 255, 1, 0]), size(65_535, 1, 0));
    }

    #[test]
    fn weights_are_written_as_the_page_reads_them() {
        let bytes = encode_weights(258, 1, 2, 5, &[-1, 2, 3, -4]);
        assert_eq!(bytes, [1, 2, 1, 0, 0, 1, 0, 2, 0, 5, 0, 2, 0, 255, 2, 3, 252]);
        assert_eq!(encode_model(&[9, 8]), [2, 9, 8]);
    }

    proptest! {
        #[test]
        fn no_bytes_are_too_much(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            // Whatever arrives is read or refused.
            if let Ok(Upload::Picture { image, .. }) = Upload::parse(&bytes) {
                prop_assert_eq!(image.pixels(), &bytes[9..]);
            }
        }
    }
}
