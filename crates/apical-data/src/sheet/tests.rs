//! Pages as they should look.

use super::*;

/// Two classes; images of 2 x 2 pixels.
fn tiny() -> Dataset {
    let pixels = vec![255, 0, 0, 0, /**/ 0, 255, 0, 0, /**/ 0, 0, 255, 255];
    Dataset::new(2, 2, 2, pixels, vec![1, 0, 1]).unwrap()
}

fn at(sheet: &Sheet, x: usize, y: usize) -> [u8; 3] {
    let pixel = &sheet.pixels()[3 * (y * sheet.width() + x)..];
    [pixel[0], pixel[1], pixel[2]]
}

const DARK: [u8; 3] = [24, 26, 34];
const WHITE: [u8; 3] = [255, 255, 255];

#[test]
fn classes_have_a_row_each() {
    let sheet = Sheet::classes(&tiny(), 2, 2).unwrap();
    // Gap 4; a label 10 wide and 14 high, which decides the height of a row.
    assert_eq!((sheet.width(), sheet.height()), (4 + 14 + 2 * 8, 4 + 2 * 18));
    // Class 0: its only image, the upper right pixel dark, 2 x 2 large.
    let corners = [at(&sheet, 18, 4), at(&sheet, 20, 4), at(&sheet, 21, 5), at(&sheet, 20, 6)];
    assert_eq!(corners, [WHITE, DARK, DARK, WHITE]);
    // Beside it nothing.
    let paper = at(&sheet, 0, 0);
    assert_eq!([at(&sheet, 26, 4), at(&sheet, 28, 6)], [paper; 2]);
    // Class 1: both images.
    assert_eq!([at(&sheet, 18, 22), at(&sheet, 26, 24), at(&sheet, 29, 25)], [DARK; 3]);
    // Labels are written.
    assert!((4..14).any(|x| at(&sheet, x, 4) != paper));
}

#[test]
fn mistakes_keep_their_order_and_wrap() {
    let set = tiny();
    let mistake = |index| Mistake { index, predicted: 7, margin: -12 };
    let sheet = Sheet::mistakes(&set, &[2, 0, 1].map(mistake), 2, 1).unwrap();
    // Cells as wide as "-12 #2" (35), 2 high plus captions of 17; gaps of 4.
    assert_eq!((sheet.width(), sheet.height()), (4 + 2 * 39, 4 + 2 * 23));
    let left = 4 + (35 - 2) / 2;
    assert_eq!([at(&sheet, left, 4), at(&sheet, left, 5)], [WHITE, DARK]);
    assert_eq!([at(&sheet, left + 39, 4), at(&sheet, left + 39, 5)], [DARK, WHITE]);
    assert_eq!([at(&sheet, left, 27), at(&sheet, left + 1, 27)], [WHITE, DARK]);
    let colours: Vec<[u8; 3]> =
        sheet.pixels().chunks_exact(3).map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    assert!(colours.contains(&TRUE_LABEL.0) && colours.contains(&PREDICTED.0));
}

#[test]
fn impossible_pages_are_refused() {
    let set = tiny();
    let one = [Mistake { index: 0, predicted: 0, margin: 0 }];
    assert!(matches!(Sheet::classes(&set, 0, 1), Err(SheetError::Nothing)));
    assert!(matches!(Sheet::classes(&set, 1, 0), Err(SheetError::Nothing)));
    assert!(matches!(Sheet::mistakes(&set, &[], 1, 1), Err(SheetError::Nothing)));
    assert!(matches!(Sheet::mistakes(&set, &one, 0, 1), Err(SheetError::Nothing)));
    for huge in [Sheet::MAX_PIXELS, usize::MAX] {
        assert!(matches!(Sheet::classes(&set, huge, 1), Err(SheetError::TooLarge)));
        assert!(matches!(Sheet::classes(&set, 1, huge), Err(SheetError::TooLarge)));
        assert!(matches!(Sheet::mistakes(&set, &one, 1, huge), Err(SheetError::TooLarge)));
    }
    let far = [Mistake { index: 3, predicted: 0, margin: 0 }];
    let error = Sheet::mistakes(&set, &far, 1, 1).unwrap_err();
    assert_eq!(error.to_string(), "a mistake names image 3, but the set has 3 images, counted from 0");
    // More columns than mistakes: no empty space.
    let wide = Sheet::mistakes(&set, &one, usize::MAX, 1).unwrap();
    assert_eq!(wide, Sheet::mistakes(&set, &one, 1, 1).unwrap());
}

#[test]
fn a_saved_page_reads_back_and_leaves_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sheet.png");
    std::fs::write(&path, "old").unwrap();
    let sheet = Sheet::classes(&tiny(), 2, 3).unwrap();
    sheet.save_png(&path).unwrap();
    let file = std::io::BufReader::new(std::fs::File::open(&path).unwrap());
    let mut reader = png::Decoder::new(file).read_info().unwrap();
    let mut pixels = vec![0; sheet.pixels().len()];
    let frame = reader.next_frame(&mut pixels).unwrap();
    assert_eq!((frame.width as usize, frame.height as usize), (sheet.width(), sheet.height()));
    assert_eq!((frame.color_type, pixels.as_slice()), (png::ColorType::Rgb, sheet.pixels()));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_failed_save_names_the_file_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let sheet = Sheet::classes(&tiny(), 1, 1).unwrap();
    let missing = folder.path().join("missing").join("sheet.png");
    assert!(sheet.save_png(&missing).unwrap_err().to_string().contains("sheet.png"));
    // A folder in the way: the temporary file is written, and must go again.
    let occupied = folder.path().join("occupied.png");
    std::fs::create_dir(&occupied).unwrap();
    assert!(matches!(sheet.save_png(&occupied), Err(SheetError::Write { .. })));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    assert!(sheet.save_png(Path::new("/")).is_err());
}

#[test]
fn characters_differ() {
    let characters = "0123456789#+-→ ?";
    let glyphs: std::collections::HashSet<_> = characters.chars().map(font::glyph).collect();
    assert_eq!(glyphs.len(), characters.chars().count());
}
