use proptest::prelude::*;

use super::write::npy;
use crate::array::{ArrayError, ArrayLabels, Samples, Tensor, read_npy};
use crate::{FeatureScale, ImageSize};

fn read(file: &[u8]) -> Result<Tensor, ArrayError> {
    read_npy(file, "a", file.len() as u64)
}

fn message(file: &[u8]) -> String {
    read(file).unwrap_err().to_string()
}

fn bytes<const N: usize, T: Copy>(numbers: &[T], bytes: impl Fn(T) -> [u8; N]) -> Vec<u8> {
    numbers.iter().flat_map(|&number| bytes(number)).collect()
}

/// The bytes of images, on a scale from -128 to 127.
fn values(file: &[u8]) -> (ImageSize, Vec<i32>) {
    let samples = Samples::new(read(file).unwrap(), None).unwrap();
    let survey = samples.survey(None).unwrap();
    let scale = FeatureScale::Common { lower: -128.0, upper: 127.0 };
    let (found, _, clamped) = samples.to_bytes(&survey, &[], &scale).unwrap();
    assert_eq!(clamped.total(), 0);
    (survey.image_size, found.iter().map(|&byte| i32::from(byte) - 128).collect())
}

#[test]
fn every_type_and_both_byte_orders() {
    let numbers = [0_i8, 1, 2, 3, 100, 127];
    let signed = [0_i8, -1, 2, -3, 100, -128];
    let integer = |numbers: [i8; 6]| numbers.map(i32::from).to_vec();
    macro_rules! both {
        ($letter:literal, $type:ty, $numbers:expr) => {
            let size = size_of::<$type>();
            let little = bytes(&$numbers.map(|number| number as $type), <$type>::to_le_bytes);
            let big = bytes(&$numbers.map(|number| number as $type), <$type>::to_be_bytes);
            for (order, elements) in [("<", &little), (">", &big)] {
                let file = npy(&format!("{order}{}{size}", $letter), false, &[2, 3], elements);
                assert_eq!(values(&file).1, integer($numbers), "{order}{}{size}", $letter);
            }
        };
    }
    both!("u", u8, numbers);
    both!("u", u16, numbers);
    both!("u", u32, numbers);
    both!("u", u64, numbers);
    both!("i", i8, signed);
    both!("i", i16, signed);
    both!("i", i32, signed);
    both!("i", i64, signed);
    both!("f", f32, signed);
    both!("f", f64, signed);
    assert_eq!(values(&npy("|b1", false, &[2, 2], &[0, 1, 1, 0])).1, [0, 1, 1, 0]);
    assert_eq!(values(&npy("<f2", false, &[1, 2], &[0, 0x3c, 0, 0xc0])).1, [1, -2]);
}

#[test]
fn shapes_and_orders() {
    let twelve: Vec<u8> = (0..12).collect();
    let size = |width, height| ImageSize { width, height };
    let ordered: Vec<i32> = (0..12).collect();
    assert_eq!(values(&npy("|u1", false, &[2, 2, 3], &twelve)), (size(3, 2), ordered.clone()));
    assert_eq!(values(&npy("|u1", false, &[2, 2, 3, 1], &twelve)), (size(3, 2), ordered.clone()));
    assert_eq!(values(&npy("|u1", false, &[2, 1, 2, 3], &twelve)).0, size(2, 1));
    assert_eq!(values(&npy("|u1", false, &[3, 4], &twelve)), (size(2, 2), ordered.clone()));
    assert_eq!(values(&npy("|u1", false, &[4, 3], &twelve)), (size(3, 1), ordered));
    // In Fortran order the first index runs fastest: element (n, y, x) is at n + 2 (y + 2 x).
    let expected: Vec<i32> =
        (0..2).flat_map(|n| (0..2).flat_map(move |y| (0..3).map(move |x| n + 2 * (y + 2 * x)))).collect();
    assert_eq!(values(&npy("|u1", true, &[2, 2, 3], &twelve)), (size(3, 2), expected));
    // Colours, last and first: the green of one pixel alone.
    let green = |last: bool| {
        let mut pixels = vec![0_u8; 12];
        pixels[if last { 4 } else { 5 }] = 100;
        npy("|u1", false, if last { &[1, 2, 2, 3] } else { &[1, 3, 2, 2] }, &pixels)
    };
    assert_eq!(values(&green(true)), (size(2, 2), vec![0, 72, 0, 0]));
    assert_eq!(values(&green(false)), (size(2, 2), vec![0, 72, 0, 0]));
    let white = bytes(&[1.0_f32; 12], f32::to_le_bytes);
    let samples = Samples::new(read(&npy("<f4", false, &[1, 2, 2, 3], &white)).unwrap(), None).unwrap();
    assert_eq!(samples.survey(None).unwrap().range(), (1.0, 1.0));
    for shape in [&[][..], &[2, 2, 3, 1, 1], &[1, 2, 2, 2], &[0, 2, 3]] {
        let elements = vec![1; shape.iter().product()];
        let error = Samples::new(read(&npy("|u1", false, shape, &elements)).unwrap(), None).unwrap_err();
        assert!(matches!(error, ArrayError::Shape { .. }), "{error}");
    }
    let error = Samples::new(read(&npy("|u1", false, &[4, 3], &twelve)).unwrap(), None).unwrap();
    assert!(error.survey(Some(size(2, 2))).unwrap_err().to_string().contains("2 x 2 pixels are 4 values"));
}

#[test]
fn labels_of_every_kind() {
    let classes = |file: &[u8]| {
        let labels = ArrayLabels::new(&read(file).unwrap())?;
        Ok::<_, ArrayError>(
            labels.classes()?.into_iter().map(|(name, count)| format!("{name}:{count}")).collect::<Vec<_>>(),
        )
    };
    assert_eq!(classes(&npy("|u1", false, &[4], &[7, 5, 7, 10])).unwrap(), ["5:1", "7:2", "10:1"]);
    let numbers = bytes(&[-1_i64, 1, 1], i64::to_be_bytes);
    assert_eq!(classes(&npy(">i8", false, &[3, 1], &numbers)).unwrap(), ["-1:1", "1:2"]);
    let numbers = bytes(&[0.0_f64, 1.0, 0.0], f64::to_le_bytes);
    assert_eq!(classes(&npy("<f8", false, &[3], &numbers)).unwrap(), ["0:2", "1:1"]);
    for fortran in [false, true] {
        let ones = if fortran { [0_u8, 1, 1, 0, 0, 0] } else { [0, 1, 0, 1, 0, 0] };
        assert_eq!(classes(&npy("|u1", fortran, &[2, 3], &ones)).unwrap(), ["0:1", "1:1"]);
    }
    let words: Vec<u8> = "cat\0dog\0".chars().flat_map(|letter| (letter as u32).to_le_bytes()).collect();
    assert_eq!(classes(&npy("<U4", false, &[2], &words)).unwrap(), ["cat:1", "dog:1"]);
    assert_eq!(classes(&npy("|S3", false, &[3], b"a\0\0bcda\0\0")).unwrap(), ["a:2", "bcd:1"]);
    let error = classes(&npy("|u1", false, &[2, 2], &[1, 1, 0, 1])).unwrap_err().to_string();
    assert!(error.contains("label 0") && error.contains("one 1 in each row"), "{error}");
    let many = bytes(&(0..300).collect::<Vec<i32>>(), i32::to_le_bytes);
    assert!(matches!(classes(&npy("<i4", false, &[300], &many)), Err(ArrayError::TooManyClasses { .. })));
    let nan = bytes(&[0.0_f32, f32::NAN], f32::to_le_bytes);
    let error = classes(&npy("<f4", false, &[2], &nan)).unwrap_err().to_string();
    assert!(error.contains("label 1 (from 0) is NaN"), "{error}");
}

#[test]
fn values_without_a_byte_are_named() {
    let nan = bytes(&[0.0_f32, 1.0, 2.0, f32::INFINITY], f32::to_le_bytes);
    let samples = Samples::new(read(&npy("<f4", false, &[2, 2], &nan)).unwrap(), None).unwrap();
    let error = samples.survey(None).unwrap_err().to_string();
    assert_eq!(error, "a: image 1, value 1: inf is not a finite number (both counted from 0)");
    let numbers = bytes(&[0_u16, 1, 2, 256], u16::to_le_bytes);
    let samples = Samples::new(read(&npy("<u2", false, &[2, 2], &numbers)).unwrap(), None).unwrap();
    let survey = samples.survey(None).unwrap();
    assert_eq!((survey.is_bytes(), survey.range()), (false, (0.0, 256.0)));
    let error = samples.to_bytes(&survey, &[], &FeatureScale::Bytes).unwrap_err().to_string();
    assert!(error.contains("256 is not a pixel"), "{error}");
}

#[test]
fn files_that_are_refused() {
    let good = npy("|u1", false, &[2, 2], &[1, 2, 3, 4]);
    for (bad, part) in [
        (good[..good.len() - 1].to_vec(), "truncated"),
        ([&good[..], &[0]].concat(), "more follow"),
        (good[..20].to_vec(), "inside its header"),
        (b"\x93NUMPX\x01\x00".to_vec(), "does not begin"),
        (npy("|O", false, &[1], &[0; 8]), "objects of Python"),
        (npy("<c8", false, &[1], &[0; 8]), "complex"),
        (npy("<M8[ns]", false, &[1], &[0; 8]), "not read"),
        (npy("<f16", false, &[1], &[0; 16]), "not read"),
        (npy("|u1", false, &[1 << 40], &[0; 16]), "too large"),
        (npy("<f8", false, &[1 << 20, 1 << 20, 1 << 30], &[0; 16]), "too large"),
        (npy("<f8", false, &[1 << 24, 16], &[0; 16]), "truncated"),
    ] {
        let error = message(&bad);
        assert!(error.contains(part), "{part}: {error}");
    }
    let mut records = good.clone();
    let at = records.windows(5).position(|bytes| bytes == b"'|u1'").unwrap();
    records[at..at + 5].copy_from_slice(b"[(1)]");
    assert!(message(&records).contains("records"));
}

proptest! {
    #[test]
    fn arbitrary_headers_never_panic(
        header in "[{}'(),:a-z0-9 |<>]{0,60}",
        text in "\\{'descr': '[<>|]?[a-zA-Z?][0-9]{0,3}', 'fortran_order': (True|False), 'shape': \\([0-9]{0,5},[0-9]{0,2}\\)",
        elements in proptest::collection::vec(any::<u8>(), 0..100),
    ) {
        for header in [header, text] {
            let length = (header.len() as u16).to_le_bytes();
            let file = [&b"\x93NUMPY\x01\x00"[..], &length, header.as_bytes(), &elements].concat();
            if let Ok(tensor) = read(&file) {
                let _ = ArrayLabels::new(&tensor).map(|labels| labels.classes());
                let _ = Samples::new(tensor, None).map(|samples| samples.survey(None));
            }
        }
    }

    /// C and Fortran order are two spellings of one array.
    #[test]
    fn orders_agree(rows in 1_usize..5, height in 1_usize..5, width in 2_usize..5, seed in any::<u8>()) {
        let value = |n: usize, y: usize, x: usize| ((n * 31 + y * 7 + x * 3) as u8).wrapping_add(seed) % 128;
        let all = || (0..rows).flat_map(move |n| (0..height).flat_map(move |y| (0..width).map(move |x| (n, y, x))));
        let straight: Vec<u8> = all().map(|(n, y, x)| value(n, y, x)).collect();
        let mut turned = straight.clone();
        for (n, y, x) in all() {
            turned[n + rows * (y + height * x)] = value(n, y, x);
        }
        let shape = [rows, height, width];
        prop_assert_eq!(values(&npy("|u1", false, &shape, &straight)), values(&npy("|u1", true, &shape, &turned)));
    }
}
