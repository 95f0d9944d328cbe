use super::*;
use image::{GrayAlphaImage, GrayImage, ImageFormat, LumaA, RgbImage};
use proptest::prelude::*;

fn encode(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

#[test]
fn png_jpeg_and_bmp_told_by_content() {
    let grey = DynamicImage::ImageLuma8(GrayImage::from_fn(12, 7, |x, y| image::Luma([(x * 10 + y) as u8])));
    for format in [ImageFormat::Png, ImageFormat::Bmp] {
        let found = GreyImage::decode(&encode(&grey, format)).unwrap();
        assert_eq!((found.width(), found.height()), (12, 7));
        assert_eq!(found.pixels(), grey.as_bytes(), "{format:?}");
    }
    let found = GreyImage::decode(&encode(&grey, ImageFormat::Jpeg)).unwrap();
    assert!(found.pixels().iter().zip(grey.as_bytes()).all(|(a, b)| a.abs_diff(*b) < 16));
}

#[test]
fn colour_becomes_luminance() {
    let red = DynamicImage::ImageRgb8(RgbImage::from_pixel(2, 2, image::Rgb([255, 0, 0])));
    let found = GreyImage::decode(&encode(&red, ImageFormat::Png)).unwrap();
    assert!(found.pixels().iter().all(|&pixel| (50..90).contains(&pixel)), "{:?}", found.pixels());
}

#[test]
fn transparent_background_contrasts_with_the_ink() {
    for (ink, background) in [(0_u8, 255_u8), (255, 0)] {
        // The hidden colour of transparent pixels is that of the ink, as many editors leave it.
        let drawn = GrayAlphaImage::from_fn(9, 9, |x, _| LumaA([ink, if x == 4 { 255 } else { 0 }]));
        let found = GreyImage::decode(&encode(&DynamicImage::ImageLumaA8(drawn), ImageFormat::Png)).unwrap();
        assert_eq!(found.pixels()[0], background);
        assert_eq!(found.pixels()[4], ink);
    }
}

#[test]
fn transparent_corners_take_the_colour_of_the_border() {
    let card = GrayAlphaImage::from_fn(20, 20, |x, y| {
        let corner = (x == 0 || x == 19) && (y == 0 || y == 19);
        let ink = (8..12).contains(&x) && (4..16).contains(&y);
        LumaA([if ink { 10 } else { 250 }, if corner { 0 } else { 255 }])
    });
    let found = GreyImage::decode(&encode(&DynamicImage::ImageLumaA8(card), ImageFormat::Png)).unwrap();
    assert_eq!((found.pixels()[0], found.pixels()[1]), (250, 250));
}

#[test]
fn a_decompression_bomb_is_an_error() {
    // A valid file of a few kilobytes that declares, and holds, more columns than are accepted.
    let wide = DynamicImage::ImageLuma8(GrayImage::new(MAX_DECODED_SIDE + 1, 1));
    let bytes = encode(&wide, ImageFormat::Png);
    assert!(bytes.len() < 5000);
    assert!(matches!(GreyImage::decode(&bytes), Err(ImageError::Decode(image::ImageError::Limits(_)))));
    // 16,384 x 16,384 x 8 bytes of colour are within the sides but not within the memory.
    let mut header = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    header.extend(MAX_DECODED_SIDE.to_be_bytes());
    header.extend(MAX_DECODED_SIDE.to_be_bytes());
    header.extend([16, 6, 0, 0, 0]);
    let checksum = crc32(&header[12..]);
    header.extend(checksum.to_be_bytes());
    header.extend(b"\0\0\0\0IDAT\x35\xaf\x06\x1e");
    assert!(matches!(GreyImage::decode(&header), Err(ImageError::Decode(image::ImageError::Limits(_)))));
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

#[test]
fn unusable_files_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("seven.png");
    std::fs::write(&file, b"\x89PNG\r\n\x1a\nnot really").unwrap();
    let error = GreyImage::open(&file).unwrap_err();
    assert!(error.to_string().contains("seven.png"), "{error}");
    assert!(matches!(error, DataError::Image { .. }));
    assert!(matches!(GreyImage::open(&folder.path().join("none.png")), Err(DataError::Read { .. })));
    assert!(matches!(GreyImage::open(folder.path()), Err(DataError::Read { .. })));
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), kind in 0_usize..4) {
        let start: &[u8] = [&b""[..], b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR", b"\xff\xd8\xff\xe0", b"BM"][kind];
        let mut file = start.to_vec();
        file.extend(bytes);
        let _ = GreyImage::decode(&file);
    }

    #[test]
    fn damaged_files_never_panic(at in 0_usize..2000, bit in 0_u8..8, cut in 0_usize..2000) {
        let grey = DynamicImage::ImageLuma8(GrayImage::from_fn(9, 9, |x, y| image::Luma([(x * y * 3) as u8])));
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Bmp] {
            let mut bytes = encode(&grey, format);
            let length = bytes.len();
            bytes[at % length] ^= 1 << bit;
            let _ = GreyImage::decode(&bytes);
            bytes.truncate(cut % length);
            let _ = GreyImage::decode(&bytes);
        }
    }
}
