use super::*;
use crate::encode;
use crate::limits::MAX_DECODED_SIDE;
use ::png::ColorType;

fn png(width: usize, height: usize, colour: ColorType, samples: &[u8]) -> Vec<u8> {
    encode::png(width, height, colour, samples).unwrap()
}

#[test]
fn grey_stays_as_it_is() {
    let grey: Vec<u8> = (0..12 * 7).map(|index| (index * 3) as u8).collect();
    let found = GreyImage::decode(&png(12, 7, ColorType::Grayscale, &grey)).unwrap();
    assert_eq!((found.width(), found.height(), found.pixels()), (12, 7, grey.as_slice()));
    // The same grey as a colour.
    let colour: Vec<u8> = grey.iter().flat_map(|&grey| [grey; 3]).collect();
    assert_eq!(GreyImage::decode(&png(12, 7, ColorType::Rgb, &colour)).unwrap(), found);
}

#[test]
fn colour_becomes_luminance() {
    for (colour, luminance) in [([255, 0, 0], 54), ([0, 255, 0], 182), ([0, 0, 255], 18)] {
        let found = GreyImage::decode(&png(2, 2, ColorType::Rgb, &colour.repeat(4))).unwrap();
        assert_eq!(found.pixels(), [luminance; 4]);
    }
}

#[test]
fn transparent_background_contrasts_with_the_ink() {
    for (ink, background) in [(0_u8, 255_u8), (255, 0)] {
        // The hidden colour of transparent pixels is that of the ink, as many editors leave it.
        let drawn: Vec<u8> = (0..81).flat_map(|index| [ink, if index % 9 == 4 { 255 } else { 0 }]).collect();
        let found = GreyImage::decode(&png(9, 9, ColorType::GrayscaleAlpha, &drawn)).unwrap();
        assert_eq!(found.pixels()[0], background);
        assert_eq!(found.pixels()[4], ink);
    }
}

#[test]
fn transparent_corners_take_the_colour_of_the_border() {
    let card: Vec<u8> = (0..400)
        .flat_map(|index| {
            let (x, y) = (index % 20, index / 20);
            let corner = (x == 0 || x == 19) && (y == 0 || y == 19);
            let ink = (8..12).contains(&x) && (4..16).contains(&y);
            [if ink { 10 } else { 250 }, if corner { 0 } else { 255 }]
        })
        .collect();
    let found = GreyImage::decode(&png(20, 20, ColorType::GrayscaleAlpha, &card)).unwrap();
    assert_eq!((found.pixels()[0], found.pixels()[1]), (250, 250));
}

#[test]
fn a_decompression_bomb_is_an_error() {
    // A valid file of a few kilobytes that declares, and holds, more columns than are accepted.
    let width = MAX_DECODED_SIDE as usize + 1;
    let bytes = png(width, 1, ColorType::Grayscale, &vec![0; width]);
    assert!(bytes.len() < 5000);
    assert!(matches!(GreyImage::decode(&bytes), Err(ImageError::Decode(DecodeError::Limits))));
    // 16,384 x 16,384 x 8 bytes of colour are within the sides but not within the memory.
    let mut header = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    header.extend(MAX_DECODED_SIDE.to_be_bytes());
    header.extend(MAX_DECODED_SIDE.to_be_bytes());
    header.extend([16, 6, 0, 0, 0]);
    let checksum = crc32(&header[12..]);
    header.extend(checksum.to_be_bytes());
    header.extend(b"\0\0\0\0IDAT\x35\xaf\x06\x1e");
    assert!(matches!(GreyImage::decode(&header), Err(ImageError::Decode(DecodeError::Limits))));
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
    assert!(matches!(GreyImage::decode(b"\0asm"), Err(ImageError::Decode(DecodeError::Unknown))));
}
