use super::*;

/// A file with a header of Windows 3 and what follows it.
fn file(width: i32, height: i32, bits: u16, compression: u32, rest: &[u8], data: &[u8]) -> Vec<u8> {
    let mut bytes = b"BM\0\0\0\0\0\0\0\0".to_vec();
    bytes.extend((54 + rest.len() as u32).to_le_bytes());
    bytes.extend(40_u32.to_le_bytes());
    bytes.extend(width.to_le_bytes());
    bytes.extend(height.to_le_bytes());
    bytes.extend([1, 0]);
    bytes.extend(bits.to_le_bytes());
    bytes.extend(compression.to_le_bytes());
    bytes.extend([0; 20]);
    bytes.extend(rest);
    bytes.extend(data);
    bytes
}

fn error(bytes: &[u8]) -> BmpError {
    match decode(bytes) {
        Err(DecodeError::Bmp(error)) => error,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("decoded"),
    }
}

fn samples(bytes: &[u8]) -> Vec<u8> {
    decode(bytes).unwrap().samples
}

#[test]
fn the_first_row_is_the_lowest_unless_the_height_is_negative() {
    // Two rows of a pixel each, padded to four bytes.
    let data = [3, 2, 1, 0, 6, 5, 4, 0];
    assert_eq!(samples(&file(1, 2, 24, 0, &[], &data)), [4, 5, 6, 1, 2, 3]);
    assert_eq!(samples(&file(1, -2, 24, 0, &[], &data)), [1, 2, 3, 4, 5, 6]);
    assert_eq!(error(&file(1, 2, 24, 0, &[], &data[..7])), BmpError::Short("last row"));
}

#[test]
fn masks_of_any_width_reach_from_black_to_white() {
    for bits in 1..=10_u32 {
        let full = (1_u32 << bits) - 1;
        let masks = [full << 20, full << 10, full].map(u32::to_le_bytes).concat();
        let white = (full << 20 | full << 10 | full).to_le_bytes();
        assert_eq!(samples(&file(1, 1, 32, 3, &masks, &white)), [255; 3], "{bits}");
        assert_eq!(samples(&file(1, 1, 32, 3, &masks, &[0; 4])), [0; 3], "{bits}");
    }
    for masks in [[0xF0F_u32, 0xF0, 0xF000], [0xF, 0, 0xF0], [0xF_0000, 0xF0, 0xF]] {
        let [red, green, blue] = masks;
        let bytes = file(1, 1, 16, 3, &masks.map(u32::to_le_bytes).concat(), &[0; 4]);
        assert_eq!(error(&bytes), BmpError::Masks(red, green, blue, 0));
    }
}

#[test]
fn run_lengths_that_leave_the_picture_are_errors() {
    let runs = |data: &[u8]| file(2, 2, 8, 1, &[0; 4 * 256], data);
    assert_eq!(error(&runs(&[0, 2, 3, 0, 0, 1])), BmpError::Runs);
    assert_eq!(error(&runs(&[0, 2, 0, 2, 0, 1])), BmpError::Runs);
    assert_eq!(error(&runs(&[0, 3, 1, 1, 1, 0, 0, 1])), BmpError::Runs);
    assert_eq!(error(&runs(&[2, 0, 0])), BmpError::Short("end of the run lengths"));
    // A run beyond the end of the row is cut off there, since some programs write it.
    assert_eq!(samples(&runs(&[9, 0, 0, 0, 2, 0, 0, 1])), [0; 12]);
    // Without an end, after the last row.
    assert_eq!(samples(&runs(&[2, 0, 0, 0, 2, 0, 0, 0])), [0; 12]);
}

#[test]
fn headers_of_what_is_not_read_say_what_they_ask_for() {
    assert_eq!(error(&file(0, 1, 24, 0, &[], &[])), BmpError::Size { width: 0, height: 1 });
    assert_eq!(error(&file(1, i32::MIN, 24, 0, &[], &[])), BmpError::Size { width: 1, height: i32::MIN });
    let kind = |bits, compression| BmpError::Kind { bits, compression, planes: 1 };
    assert_eq!(error(&file(1, 1, 24, 4, &[], &[])), kind(24, 4));
    assert_eq!(error(&file(1, 1, 5, 0, &[], &[])), kind(5, 0));
    assert_eq!(error(&file(1, -1, 8, 1, &[], &[])), kind(8, 1));
    let mut many_colours = file(1, 1, 4, 0, &[0; 64], &[0; 4]);
    many_colours[46] = 17;
    assert_eq!(error(&many_colours), BmpError::Palette(17));
    assert!(matches!(decode(&file(20_000, 1, 24, 0, &[], &[])), Err(DecodeError::Limits)));
}
