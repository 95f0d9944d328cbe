//! Messages as bytes: pictures, weights and files.

use apical_data::GreyImage;

use super::layout::{Field, Layout};
use crate::limits::PICTURE_SIDE;

const REQUEST: Field = Field {
    name: "request",
    bytes: 4,
    about: "number of the request, which `recognition` and `error` carry back",
};

/// A picture to recognise.
pub const PICTURE: Layout = Layout {
    name: "picture",
    about: "To be recognised: `recognition`. Of pictures that arrive faster than that, only the newest is answered.",
    kind: 1,
    fields: &[
        REQUEST,
        Field { name: "columns", bytes: 2, about: "1 to 512" },
        Field { name: "rows", bytes: 2, about: "1 to 512" },
    ],
    content: "one byte a pixel, row by row: 0 no ink, 255 ink",
};

/// An image file to recognise.
pub const IMAGE_FILE: Layout = Layout {
    name: "image file",
    about: "To be recognised: `recognition`.",
    kind: 2,
    fields: &[REQUEST],
    content: "the file: PNG, JPEG or BMP",
};

/// A network to go on with.
pub const MODEL_FILE: Layout = Layout {
    name: "model file",
    about: "The network to go on with: `model`, `processor`, `examples`, later `accuracy`.",
    kind: 3,
    fields: &[REQUEST],
    content: "the file, as `apical train` writes it",
};

/// Weights of some neurons of a layer.
pub const WEIGHTS: Layout = Layout {
    name: "weights",
    about: "The answer to `weights`.",
    kind: 1,
    fields: &[
        Field { name: "revision", bytes: 4, about: "of the network" },
        Field { name: "layer", bytes: 2, about: "the layer, from 0" },
        Field { name: "inputs", bytes: 2, about: "inputs of a neuron" },
        Field { name: "first", bytes: 2, about: "first neuron" },
        Field { name: "neurons", bytes: 2, about: "neurons" },
    ],
    content: "for each neuron, one signed byte for each input: its weights W",
};

/// The network.
pub const DOWNLOAD: Layout = Layout {
    name: "model file",
    about: "The answer to `download`.",
    kind: 2,
    fields: &[],
    content: "the file, as `apical eval` takes it",
};

/// All that a page sends as bytes.
pub const TO_SERVER: [Layout; 3] = [PICTURE, IMAGE_FILE, MODEL_FILE];
/// All that a server sends as bytes.
pub const TO_PAGE: [Layout; 2] = [WEIGHTS, DOWNLOAD];

/// What a page sent as bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Upload {
    /// A drawing.
    Picture {
        /// Number of the request.
        request: u32,
        /// 0: no ink, 255: ink.
        image: GreyImage,
    },
    /// An image file.
    ImageFile {
        /// Number of the request.
        request: u32,
        /// Its content.
        content: Vec<u8>,
    },
    /// A model file.
    ModelFile {
        /// Number of the request.
        request: u32,
        /// Its content.
        content: Vec<u8>,
    },
}

/// A protocol error in a binary message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BinaryError {
    /// Nothing.
    #[error("message: 0 bytes; the first is its kind, 1 to 3")]
    Empty,
    /// Too short for its header.
    #[error("{name}: {bytes} bytes; the header alone takes {header}")]
    Short {
        /// What the message is called.
        name: &'static str,
        /// Length of the message.
        bytes: usize,
        /// Length of its header.
        header: usize,
    },
    /// An unknown kind.
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
    /// If it is laid out as none of [`TO_SERVER`].
    pub fn parse(bytes: &[u8]) -> Result<Self, BinaryError> {
        let kind = *bytes.first().ok_or(BinaryError::Empty)?;
        if kind == PICTURE.kind {
            let ([request, columns, rows], pixels) = read(&PICTURE, bytes)?;
            Ok(Self::Picture { request, image: picture(columns as usize, rows as usize, pixels)? })
        } else if kind == IMAGE_FILE.kind {
            let ([request], content) = read(&IMAGE_FILE, bytes)?;
            Ok(Self::ImageFile { request, content: content.to_vec() })
        } else if kind == MODEL_FILE.kind {
            let ([request], content) = read(&MODEL_FILE, bytes)?;
            Ok(Self::ModelFile { request, content: content.to_vec() })
        } else {
            Err(BinaryError::Kind(kind))
        }
    }
}

fn read<'a, const N: usize>(layout: &Layout, bytes: &'a [u8]) -> Result<([u32; N], &'a [u8]), BinaryError> {
    let short = || BinaryError::Short { name: layout.name, bytes: bytes.len(), header: layout.header() };
    layout.read(bytes).ok_or_else(short)
}

fn picture(columns: usize, rows: usize, pixels: &[u8]) -> Result<GreyImage, BinaryError> {
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
    let mut bytes = DOWNLOAD.write(&[], file.len());
    bytes.extend_from_slice(file);
    bytes
}

/// Weights of some neurons of a layer, as a message. `weights`: shape (neurons, inputs).
#[must_use]
pub fn encode_weights(revision: u32, layer: u16, inputs: u16, first: u16, weights: &[i8]) -> Vec<u8> {
    let neurons = (weights.len() / usize::from(inputs.max(1))) as u32;
    let header = [revision, layer.into(), inputs.into(), first.into(), neurons];
    let mut bytes = WEIGHTS.write(&header, weights.len());
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
        let Ok(Upload::Picture { request: 7, image }) = Upload::parse(&bytes) else { panic!() };
        assert_eq!((image.width(), image.height(), image.pixels()), (2, 1, &[10, 20][..]));
    }

    #[test]
    fn damaged_messages_are_refused() {
        let size = |columns, rows, bytes| Err(BinaryError::Size { columns, rows, bytes });
        let short = |name, bytes, header| Err(BinaryError::Short { name, bytes, header });
        assert_eq!(Upload::parse(&[]), Err(BinaryError::Empty));
        assert_eq!(Upload::parse(&[9, 0, 0, 0, 0]), Err(BinaryError::Kind(9)));
        assert_eq!(Upload::parse(&[1, 0, 0, 0, 0, 1]), short("picture", 6, 9));
        assert_eq!(Upload::parse(&[3, 0, 0, 0]), short("model file", 4, 5));
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

    #[test]
    fn kinds_and_ranges_are_those_that_are_described() {
        for layouts in [&TO_SERVER[..], &TO_PAGE[..]] {
            for (index, layout) in layouts.iter().enumerate() {
                assert_eq!(usize::from(layout.kind), index + 1, "{}", layout.name);
                assert!(layout.fields.iter().all(|field| [2, 4].contains(&field.bytes)));
            }
        }
        for field in &PICTURE.fields[1..] {
            assert_eq!(field.about, format!("1 to {PICTURE_SIDE}"));
        }
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
