//! Pictures in further formats and turned pictures, beside the grey that another decoder (Pillow, or by hand where its
//! rules differ) makes of them.

use std::path::{Path, PathBuf};

use apical_data::{DecodeError, GreyImage, ImageError, SampleBits};
use proptest::prelude::*;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/pictures/more")
}

fn bytes_of(name: &str) -> Vec<u8> {
    std::fs::read(folder().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Name, width, height and pixels.
fn expected() -> Vec<(String, usize, usize, Vec<u8>)> {
    let text = std::fs::read_to_string(folder().join("expected.csv")).unwrap();
    let rows = text.lines().skip(1).map(|line| {
        let fields: Vec<&str> = line.split(',').collect();
        let pair = |at: usize| u8::from_str_radix(&fields[3][at..at + 2], 16).unwrap();
        let pixels = (0..fields[3].len()).step_by(2).map(pair).collect();
        (fields[0].to_owned(), fields[1].parse().unwrap(), fields[2].parse().unwrap(), pixels)
    });
    rows.collect()
}

fn is_optional(name: &str) -> bool {
    let extension = Path::new(name).extension().and_then(|extension| extension.to_str());
    ["webp", "tif", "tiff", "gif"].map(Some).contains(&extension)
}

#[test]
fn every_format_gives_the_grey_that_others_see() {
    let all = expected();
    assert!(all.len() > 40, "too few pictures");
    for (name, width, height, pixels) in all {
        if is_optional(&name) && cfg!(not(feature = "pictures")) {
            let error = GreyImage::decode(&bytes_of(&name)).unwrap_err();
            assert!(matches!(error, ImageError::Decode(DecodeError::LeftOut(_))), "{name}: {error:?}");
            continue;
        }
        let found = GreyImage::decode(&bytes_of(&name)).unwrap_or_else(|error| panic!("{name}: {error:?}"));
        assert_eq!((found.width(), found.height()), (width, height), "{name}");
        // What is compressed with loss is not the same in all decoders; a sum in single precision may round otherwise.
        let lossy = name.contains("jpeg") || name.ends_with("jpg") || name.starts_with("lossy");
        let most = if lossy { 4 } else { 1 };
        let difference = found.pixels().iter().zip(&pixels).map(|(one, other)| one.abs_diff(*other)).max();
        assert!(difference.is_some_and(|difference| difference <= most), "{name}: differs by {difference:?}");
    }
}

/// The grey of `name` is that of `other` turned by `source`: column and row of the stored pixel, from those of the upright.
fn assert_turned(name: &str, source: impl Fn(usize, usize, usize, usize) -> (usize, usize)) {
    let stored = GreyImage::decode(&bytes_of("text.pgm")).unwrap();
    let upright = GreyImage::decode(&bytes_of(name)).unwrap();
    let (width, height) = (stored.width(), stored.height());
    for (index, pixel) in upright.pixels().iter().enumerate() {
        let (x, y) = source(index % upright.width(), index / upright.width(), width, height);
        assert_eq!(*pixel, stored.pixels()[y * width + x], "{name}: pixel {index}");
    }
}

#[test]
fn turned_pictures_stand_upright() {
    // Stored with its top at the right: the first row of the upright picture is the first column, from the bottom up.
    assert_turned("turned6.png", |x, y, _, height| (y, height - 1 - x));
    assert_turned("turned5.png", |x, y, _, _| (y, x));
    #[cfg(feature = "pictures")]
    {
        assert_turned("turned1.tif", |x, y, _, _| (x, y));
        assert_turned("turned2.tif", |x, y, width, _| (width - 1 - x, y));
        assert_turned("turned3.tif", |x, y, width, height| (width - 1 - x, height - 1 - y));
        assert_turned("turned4.tif", |x, y, _, height| (x, height - 1 - y));
        assert_turned("turned7.tif", |x, y, width, height| (width - 1 - y, height - 1 - x));
        assert_turned("turned8.tif", |x, y, width, _| (width - 1 - y, x));
    }
}

#[test]
fn sixteen_bits_of_which_few_are_used() {
    // A greatest sample that the header states needs no telling.
    let stated = GreyImage::decode(&bytes_of("grey12.pgm")).unwrap();
    let bits = SampleBits::holding(4080);
    assert_eq!((bits.get(), bits.greatest()), (12, 4095));
    assert_eq!(GreyImage::decode_with(&bytes_of("grey12.pgm"), bits).unwrap(), stated);
    let open = pgm_of_16_bits(&[0, 16, 2048, 4080]);
    assert_eq!(GreyImage::decode(&open).unwrap().pixels(), [0, 0, 8, 16]);
    assert_eq!(GreyImage::decode_with(&open, bits).unwrap().pixels(), [0, 1, 128, 254]);
    let error = GreyImage::decode_with(&open, SampleBits::new(11).unwrap()).unwrap_err();
    assert!(matches!(error, ImageError::SampleBits { found: 4080, .. }), "{error:?}");
    assert_eq!(
        error.to_string(),
        "it has a sample of 4080, but samples are to use 11 bits, as those of the training set: scale them to that"
    );
    #[cfg(feature = "pictures")]
    {
        let grey = GreyImage::decode(&bytes_of("text.pgm")).unwrap();
        let found = GreyImage::decode_with(&bytes_of("grey12in16.tif"), bits).unwrap();
        let difference =
            grey.pixels().iter().zip(found.pixels()).map(|(one, other)| one.abs_diff(*other)).max();
        assert!(difference <= Some(1), "{difference:?}");
        // Pictures of 8 bits are what they are.
        let eight = bytes_of("rgb.tiff");
        assert_eq!(GreyImage::decode_with(&eight, bits).unwrap(), GreyImage::decode(&eight).unwrap());
    }
}

/// A PGM file that leaves open which number is full intensity.
fn pgm_of_16_bits(samples: &[u16]) -> Vec<u8> {
    let mut file = format!("P5 {} 1 65535\n", samples.len()).into_bytes();
    file.extend(samples.iter().flat_map(|sample| sample.to_be_bytes()));
    file
}

#[test]
fn damaged_headers_of_text_formats_are_explained() {
    for (file, part) in [
        ("P5 3", "ends before its height"),
        ("P5 0 3 255\n", "0 x 3 pixels"),
        ("P5 2 2 65536\n", "up to 65536"),
        ("P5 2 2 255\nab", "ends before its last sample"),
        ("P2 2 2 255\n1 2 3 4 x", ""),
        ("P2 2 1 15\n1 16", "a sample of 16, above the greatest of 15"),
        ("P2 2 1 15\n1 a", "where its sample should be"),
        ("P1 2 1\n12", "where its sample should be"),
        ("P2 99999999999 1 255\n1", "where its width should be"),
    ] {
        let found = GreyImage::decode(file.as_bytes());
        if part.is_empty() {
            assert_eq!(found.unwrap().pixels(), [1, 2, 3, 4]);
            continue;
        }
        let Err(ImageError::Decode(DecodeError::Pnm(error))) = found else { panic!("{file}: {found:?}") };
        assert!(error.to_string().contains(part), "{file}: {error}");
    }
}

#[test]
fn transparent_parts_are_background() {
    if cfg!(feature = "pictures") {
        // Dark or bright, they take one level.
        let found = GreyImage::decode(&bytes_of("alpha.webp")).unwrap();
        let (width, background) = (found.width(), found.pixels()[0]);
        assert!(found.pixels()[..3 * width].iter().all(|&pixel| pixel == background));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn damaged_pictures_never_panic(at in 0_usize..3000, bit in 0_u8..8, cut in 0_usize..3000) {
        for name in expected().into_iter().map(|(name, ..)| name).chain(["alpha.webp".into()]) {
            let mut bytes = bytes_of(&name);
            let length = bytes.len();
            bytes[at % length] ^= 1 << bit;
            let _ = GreyImage::decode(&bytes);
            bytes.truncate(cut % length);
            let _ = GreyImage::decode(&bytes);
        }
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), kind in 0_usize..6) {
        let start: &[u8] =
            [&b"RIFF\xff\xff\0\0WEBP"[..], b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08", b"GIF89a", b"P5 ", b"P1 "][kind];
        let _ = GreyImage::decode(&[start, &bytes].concat());
    }
}
