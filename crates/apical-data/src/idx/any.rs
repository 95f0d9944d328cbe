//! IDX files of every type of element, in one to four dimensions.

use std::io::Read;

use crate::array::{ArrayError, Element, Tensor};
use crate::stream::Content;

/// More dimensions than are read.
const MOST_DIMENSIONS: u8 = 4;

/// What the first four bytes of an IDX file say: the type of its elements, and the number of its dimensions. `None` if
/// they are not of an IDX file.
///
/// One dimension is labels, more are images or features (see [`crate::array`]).
#[must_use]
pub fn recognise(start: &[u8]) -> Option<(Element, usize)> {
    let [0, 0, kind, dimensions, ..] = *start else { return None };
    let element = match kind {
        0x08 => Element::Unsigned(1),
        0x09 => Element::Signed(1),
        0x0b => Element::Signed(2),
        0x0c => Element::Signed(4),
        0x0d => Element::Float(4),
        0x0e => Element::Float(8),
        _ => return None,
    };
    (1..=MOST_DIMENSIONS).contains(&dimensions).then_some((element, dimensions.into()))
}

/// Reads an IDX file of any type, plain or gzip-compressed. `name` is what messages call it; `at_most` as in
/// [`super::read_images`].
///
/// # Errors
/// If it is no IDX file, holds less or more than its header declares, or passes the limits of [`crate::limits`].
pub fn read_tensor(source: impl Read, name: &str, at_most: u64) -> Result<Tensor, ArrayError> {
    let mut content = Content::new(source)?;
    let problem = |problem: String| ArrayError::Format { array: name.to_owned(), problem };
    let mut words = |count: usize| -> Result<Vec<u8>, ArrayError> {
        let mut bytes = Vec::new();
        content.by_ref().take(4 * count as u64).read_to_end(&mut bytes)?;
        if bytes.len() < 4 * count {
            return Err(problem("it ends inside its header".to_owned()));
        }
        Ok(bytes)
    };
    let start = words(1)?;
    let Some((element, dimensions)) = recognise(&start) else {
        return Err(problem(format!(
            "it begins with {:#04x}{:02x}{:02x}{:02x}; an IDX file begins with 0x0000, its type (08, 09, 0b, 0c, 0d or 0e) and 01 \
             to 04 dimensions",
            start[0], start[1], start[2], start[3]
        )));
    };
    let sizes = words(dimensions)?;
    let size = |word: &[u8]| u32::from_be_bytes([word[0], word[1], word[2], word[3]]) as usize;
    let shape = sizes.chunks_exact(4).map(size).collect();
    let tensor =
        Tensor { name: name.to_owned(), element, big_endian: true, fortran: false, shape, bytes: Vec::new() };
    tensor.read(content, at_most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::array::{ArrayLabels, Samples};
    use crate::idx::{read_images, read_labels, write_images, write_labels};
    use crate::{Dataset, FeatureScale};
    use proptest::prelude::*;

    fn file(kind: u8, shape: &[u32], elements: &[u8]) -> Vec<u8> {
        let sizes: Vec<u8> = shape.iter().flat_map(|size| size.to_be_bytes()).collect();
        [&[0, 0, kind, shape.len() as u8][..], &sizes, elements].concat()
    }

    fn big_endian<const N: usize, T: Copy>(numbers: &[T], bytes: impl Fn(T) -> [u8; N]) -> Vec<u8> {
        numbers.iter().flat_map(|&number| bytes(number)).collect()
    }

    #[test]
    fn every_type_and_number_of_dimensions() {
        let numbers = [0_i8, -1, 2, 100, -128, 127];
        let expected: Vec<f64> = numbers.map(f64::from).to_vec();
        for (kind, elements) in [
            (0x09, big_endian(&numbers, i8::to_be_bytes)),
            (0x0b, big_endian(&numbers.map(i16::from), i16::to_be_bytes)),
            (0x0c, big_endian(&numbers.map(i32::from), i32::to_be_bytes)),
            (0x0d, big_endian(&numbers.map(f32::from), f32::to_be_bytes)),
            (0x0e, big_endian(&numbers.map(f64::from), f64::to_be_bytes)),
        ] {
            for shape in [&[3, 2][..], &[3, 1, 2], &[3, 2, 1], &[3, 1, 2, 1]] {
                let samples =
                    Samples::new(read_tensor(&file(kind, shape, &elements)[..], "a", 0).unwrap(), None)
                        .unwrap();
                let survey = samples.survey(None).unwrap();
                let ranges: [f64; 4] = [expected[4], expected[2], expected[1], expected[5]];
                assert_eq!(
                    survey.ranges,
                    [(ranges[0], ranges[1]), (ranges[2], ranges[3])],
                    "{kind:#x} {shape:?}"
                );
                let scale = FeatureScale::Common { lower: -128.0, upper: 127.0 };
                let (found, ..) = samples.to_bytes(&survey, &[], &scale).unwrap();
                assert_eq!(
                    found,
                    numbers.map(|number| (i16::from(number) + 128) as u8),
                    "{kind:#x} {shape:?}"
                );
            }
            let labels =
                ArrayLabels::new(&read_tensor(&file(kind, &[6], &elements)[..], "l", 0).unwrap()).unwrap();
            let classes: Vec<String> = labels.classes().unwrap().into_iter().map(|(name, _)| name).collect();
            assert_eq!(classes, ["-128", "-1", "0", "2", "100", "127"], "{kind:#x}");
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        let message = |file: &[u8]| read_tensor(file, "a", 0).unwrap_err().to_string();
        assert!(message(&file(0x0a, &[1], &[0])).contains("0x00000a01"));
        assert!(message(&file(0x08, &[1; 5], &[0])).contains("dimensions"));
        assert!(message(&[0, 0, 8, 2, 0, 0, 0, 1]).contains("inside its header"));
        assert!(message(&file(0x0b, &[2, 2], &[0; 7])).contains("truncated"));
        assert!(message(&file(0x0b, &[2, 2], &[0; 9])).contains("more follow"));
        assert!(message(&file(0x0e, &[u32::MAX; 4], &[0; 9])).contains("too large"));
        assert_eq!(recognise(b"\x00\x00\x08\x03"), Some((Element::Unsigned(1), 3)));
        assert_eq!((recognise(b"PK\x03\x04"), recognise(b"\x00\x00\x08")), (None, None));
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(
            kind in 7_u8..16,
            dimensions in 0_u8..6,
            bytes in proptest::collection::vec(any::<u8>(), 0..100),
        ) {
            let _ = read_tensor(&[&[0, 0, kind, dimensions], &bytes[..]].concat()[..], "a", 100);
        }

        /// The reader of bytes and the reader of anything agree where both can read.
        #[test]
        fn both_readers_agree(width in 1_usize..5, height in 1_usize..5, labels in proptest::collection::vec(0_u8..10, 1..9)) {
            let pixels: Vec<u8> = (0..width * height * labels.len()).map(|index| (index * 31) as u8).collect();
            let set = Dataset::new(width, height, 10, pixels, labels).unwrap();
            let (mut image_file, mut label_file) = (Vec::new(), Vec::new());
            write_images(&mut image_file, &set).unwrap();
            write_labels(&mut label_file, &set).unwrap();
            let labels = ArrayLabels::new(&read_tensor(&label_file[..], "l", 0).unwrap()).unwrap();
            let samples = Samples::new(read_tensor(&image_file[..], "i", 0).unwrap(), Some(labels)).unwrap();
            let survey = samples.survey(None).unwrap();
            let names: Vec<String> = (0..10).map(|class| class.to_string()).collect();
            let (found, classes, _) = samples.to_bytes(&survey, &names, &FeatureScale::Bytes).unwrap();
            let images = read_images(&image_file[..], 0).unwrap();
            prop_assert_eq!((survey.image_size.width, survey.image_size.height), (images.width, images.height));
            prop_assert_eq!(found, images.pixels);
            prop_assert_eq!(classes, read_labels(&label_file[..]).unwrap());
        }
    }
}
