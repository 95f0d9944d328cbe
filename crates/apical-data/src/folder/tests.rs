use super::*;
use crate::encode;

const SIZE: ImageSize = ImageSize::MNIST;

/// A folder in which to draw.
struct Drawing(tempfile::TempDir);

impl Drawing {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// A dark bar of a width of its own on white paper.
    fn draw(&self, file: &str, width: u32) {
        self.draw_with(file, 60, |x, y| {
            if (10..10 + width).contains(&x) && (10..50).contains(&y) { 0 } else { 255 }
        });
    }

    fn draw_with(&self, file: &str, side: u32, grey: impl Fn(u32, u32) -> u8) {
        let file = self.path().join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        let pixels: Vec<u8> = (0..side * side).map(|index| grey(index % side, index / side)).collect();
        let side = side as usize;
        fs::write(file, encode::png(side, side, png::ColorType::Grayscale, &pixels).unwrap()).unwrap();
    }
}

#[test]
fn sub_folders_are_classes_in_numerical_order() {
    let drawing = Drawing::new();
    for class in ["10", "2", "1"] {
        for image in 0..7 {
            drawing.draw(&format!("{class}/{image}.png"), 4 + image);
        }
    }
    let found = read(drawing.path(), SIZE, Preparation::Automatic).unwrap();
    assert_eq!(found.class_names, ["1", "2", "10"]);
    assert_eq!(found.train.labels.len(), 18);
    assert_eq!(found.test.labels, [0, 1, 2]);
    assert_eq!(found.train.pixels.len(), 18 * 784);
    // The sixth of the class, by name.
    let sixth = GreyImage::open(&drawing.path().join("1/5.png")).unwrap();
    assert_eq!(found.test.pixels[..784], normalise(&sixth, SIZE).pixels);
    assert!(found.blank.is_empty());
}

#[test]
fn names_sort_as_text_and_other_files_are_passed_over() {
    let drawing = Drawing::new();
    drawing.draw("train/b/x.PNG", 5);
    drawing.draw("train/a/x.bmp", 6);
    drawing.draw("test/b/y.jpg", 5);
    fs::write(drawing.path().join("train/a/notes.txt"), "x").unwrap();
    fs::write(drawing.path().join("train/a/.hidden.png"), "x").unwrap();
    fs::create_dir(drawing.path().join("train/.git")).unwrap();
    let found = read(drawing.path(), SIZE, Preparation::Automatic).unwrap();
    assert_eq!(found.class_names, ["a", "b"]);
    assert_eq!((&found.train.labels[..], &found.test.labels[..]), (&[0, 1][..], &[1][..]));
}

#[test]
fn a_class_only_in_the_test_set_is_an_error() {
    let drawing = Drawing::new();
    for file in ["train/a/x.png", "train/b/x.png", "test/a/x.png", "test/c/x.png"] {
        drawing.draw(file, 5);
    }
    let error = read(drawing.path(), SIZE, Preparation::Automatic).err().unwrap();
    assert!(matches!(&error, DataError::UnknownClass { folder } if folder.ends_with("test/c")), "{error}");
}

#[test]
fn undecodable_pictures_are_named() {
    let drawing = Drawing::new();
    drawing.draw("a/1.png", 5);
    drawing.draw("b/1.png", 5);
    fs::write(drawing.path().join("b/broken.jpeg"), "no picture").unwrap();
    let error = read(drawing.path(), SIZE, Preparation::Normalise).err().unwrap();
    assert!(matches!(&error, DataError::Image { file, .. } if file.ends_with("b/broken.jpeg")), "{error}");
}

#[test]
fn too_few_classes_and_empty_classes() {
    let drawing = Drawing::new();
    drawing.draw("a/1.png", 5);
    let error = read(drawing.path(), SIZE, Preparation::Automatic).err().unwrap();
    assert!(matches!(error, DataError::ClassFolders { found: 1, .. }), "{error}");
    fs::create_dir(drawing.path().join("b")).unwrap();
    let error = read(drawing.path(), SIZE, Preparation::Automatic).err().unwrap();
    assert!(matches!(&error, DataError::EmptyClass { folder } if folder.ends_with("b")), "{error}");
}

#[test]
fn prepared_folders_stay_as_they_are() {
    let drawing = Drawing::new();
    // 28 x 28 on black, off-centre; one of them touches the border all around, as clothes do.
    for class in ["a", "b"] {
        for image in 0..6 {
            drawing.draw_with(&format!("{class}/{image}.png"), 28, |x, y| {
                if image == 0 { 90 } else { 200 * u8::from(x < 9 && (2..20).contains(&y)) }
            });
        }
    }
    let found = read(drawing.path(), SIZE, Preparation::Automatic).unwrap();
    assert_eq!(found.train.pixels[..784], [90; 784]);
    assert_eq!(found.train.pixels[784 + 2 * 28], 200);
    let moved = read(drawing.path(), SIZE, Preparation::Normalise).unwrap();
    assert_ne!(found.train.pixels, moved.train.pixels);
    assert_eq!(moved.blank.len(), 2);
    let error = read(drawing.path(), ImageSize { width: 14, height: 14 }, Preparation::AsIs).err().unwrap();
    assert!(matches!(&error, DataError::Image { file, .. } if file.ends_with("a/0.png")), "{error}");
}
