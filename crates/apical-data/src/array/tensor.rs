//! Numbers in several dimensions, as they are stored.

use std::io::Read;

use super::{ArrayError, Element};
use crate::limits::{MAX_IMAGES, MAX_PIXELS};

/// An array in memory: its bytes as a file holds them, and how to read them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tensor {
    pub(crate) name: String,
    pub(crate) element: Element,
    pub(crate) big_endian: bool,
    /// The first dimension runs fastest.
    pub(crate) fortran: bool,
    pub(crate) shape: Vec<usize>,
    pub(crate) bytes: Vec<u8>,
}

impl Tensor {
    /// The sizes of its dimensions.
    #[must_use]
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// What its elements are.
    #[must_use]
    pub fn element(&self) -> Element {
        self.element
    }

    /// What messages call it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The shape as people write it.
    pub(crate) fn shape_text(&self) -> String {
        let sizes: Vec<String> = self.shape.iter().map(ToString::to_string).collect();
        if sizes.is_empty() { "of a single number".to_owned() } else { sizes.join(" x ") }
    }

    /// Reads the elements that a header has told of: `declared` bytes, of which at most `at_most` can be there.
    pub(crate) fn read(mut self, mut content: impl Read, at_most: u64) -> Result<Self, ArrayError> {
        let array = || self.name.clone();
        let elements = self.shape.iter().try_fold(1_u64, |product, &size| product.checked_mul(size as u64));
        let declared = elements.and_then(|elements| elements.checked_mul(self.element.size() as u64));
        let rows = self.shape.first().copied().unwrap_or(1) as u64;
        let declared = match (elements, declared) {
            // An element may be of no bytes, so both are limited.
            (Some(elements), Some(bytes))
                if elements <= MAX_PIXELS && bytes <= MAX_PIXELS && rows <= MAX_IMAGES =>
            {
                bytes
            }
            _ => return Err(ArrayError::TooLarge { array: array() }),
        };
        let refused = |_| ArrayError::Memory { array: array(), bytes: declared };
        let ahead = usize::try_from(declared.min(at_most)).unwrap_or(usize::MAX);
        let mut bytes = Vec::new();
        bytes.try_reserve_exact(ahead).map_err(refused)?;
        content.by_ref().take(declared).read_to_end(&mut bytes)?;
        if (bytes.len() as u64) < declared {
            let problem = format!(
                "{declared} bytes of elements are declared, but only {} follow: it is truncated",
                bytes.len()
            );
            return Err(ArrayError::Format { array: array(), problem });
        }
        // On to the end, where the checksum of compressed data is compared.
        let mut more = Vec::new();
        content.take(1).read_to_end(&mut more)?;
        if !more.is_empty() {
            let problem = format!("{declared} bytes of elements are declared, but more follow");
            return Err(ArrayError::Format { array: array(), problem });
        }
        self.bytes = bytes;
        Ok(self)
    }

    /// The element at an index in the order of storage.
    #[inline]
    pub(crate) fn number(&self, index: usize) -> f64 {
        let size = self.element.size();
        let bytes = self.bytes.get(index * size..).unwrap_or_default();
        self.element.number(bytes, self.big_endian)
    }

    /// Numbers that are stored one after another, from an index on.
    pub(crate) fn numbers(&self, index: usize, values: &mut [f64]) {
        let bytes = self.bytes.get(index * self.element.size()..).unwrap_or_default();
        // The usual ones, for which the compiler makes a loop each.
        macro_rules! stored {
            ($type:ty) => {
                bytes.chunks_exact(size_of::<$type>()).zip(values).for_each(|(bytes, value)| {
                    let word = bytes.try_into().unwrap_or_default();
                    *value = if self.big_endian {
                        <$type>::from_be_bytes(word)
                    } else {
                        <$type>::from_le_bytes(word)
                    } as f64;
                })
            };
        }
        match self.element {
            Element::Unsigned(1) => stored!(u8),
            Element::Unsigned(2) => stored!(u16),
            Element::Unsigned(4) => stored!(u32),
            Element::Unsigned(8) => stored!(u64),
            Element::Signed(1) => stored!(i8),
            Element::Signed(2) => stored!(i16),
            Element::Signed(4) => stored!(i32),
            Element::Signed(8) => stored!(i64),
            Element::Float(4) => stored!(f32),
            Element::Float(8) => stored!(f64),
            _ => values.iter_mut().enumerate().for_each(|(at, value)| *value = self.number(index + at)),
        }
    }

    /// The first number of each row, which must be a byte.
    pub(crate) fn first_column(&self) -> Result<Vec<u8>, ArrayError> {
        let rows = self.shape.first().copied().unwrap_or(0);
        let width: usize = self.shape.iter().skip(1).product();
        let class = |row: usize| {
            let number = self.number(row * width);
            let byte = number as u8;
            (f64::from(byte) == number).then_some(byte).ok_or_else(|| ArrayError::Label {
                array: self.name.clone(),
                row,
                value: number.to_string(),
                problem: "a class is a whole number from 0 to 255".to_owned(),
            })
        };
        (0..rows).map(class).collect()
    }

    /// The text at an index in the order of storage.
    pub(crate) fn text(&self, index: usize) -> String {
        let size = self.element.size();
        let bytes = self.bytes.get(index * size..).and_then(|bytes| bytes.get(..size)).unwrap_or_default();
        let text = match self.element {
            Element::Unicode(_) => {
                let code = |bytes: &[u8]| {
                    let word = [bytes[0], bytes[1], bytes[2], bytes[3]];
                    if self.big_endian { u32::from_be_bytes(word) } else { u32::from_le_bytes(word) }
                };
                bytes.chunks_exact(4).map(|bytes| char::from_u32(code(bytes)).unwrap_or('\u{fffd}')).collect()
            }
            _ => String::from_utf8_lossy(bytes).into_owned(),
        };
        text.trim_end_matches('\0').to_owned()
    }
}
