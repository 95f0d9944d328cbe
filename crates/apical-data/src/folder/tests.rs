use std::fs;

use super::*;
use crate::decode::GreyImage;
use crate::encode;
use crate::normalise::normalise;

pub(super) const SIZE: ImageSize = ImageSize::MNIST;

/// Reads with the classes of the folder itself.
fn read_as(folder: &Path, preparation: Preparation) -> Result<Folder, DataError> {
    read(folder, &FolderOptions { size: SIZE, preparation, bits: None, classes: None })
}

/// Reads with the classes of a model.
fn read_for(folder: &Path, classes: &[&str]) -> Result<Folder, DataError> {
    let classes: Vec<String> = classes.iter().map(|&class| class.to_owned()).collect();
    read(
        folder,
        &FolderOptions {
            size: SIZE,
            preparation: Preparation::Normalise,
            bits: None,
            classes: Some(&classes),
        },
    )
}

fn labels(part: &Option<Labelled>) -> &[u8] {
    part.as_ref().map_or(&[], |part| &part.labels)
}

/// Reasons and counts of what was passed over.
fn passed(list: &[PassedOver]) -> Vec<(Reason, usize)> {
    list.iter().map(|passed| (passed.reason, passed.count)).collect()
}

/// A folder in which to draw.
pub(super) struct Drawing(tempfile::TempDir);

impl Drawing {
    pub(super) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(super) fn path(&self) -> &Path {
        self.0.path()
    }

    /// A dark bar of a width of its own on white paper.
    pub(super) fn draw(&self, file: &str, width: u32) {
        self.draw_with(file, 60, |x, y| {
            if (10..10 + width).contains(&x) && (10..50).contains(&y) { 0 } else { 255 }
        });
    }

    fn draw_with(&self, file: &str, side: u32, grey: impl Fn(u32, u32) -> u8) {
        let pixels: Vec<u8> = (0..side * side).map(|index| grey(index % side, index / side)).collect();
        let side = side as usize;
        self.write(file, encode::png(side, side, png::ColorType::Grayscale, &pixels).unwrap());
    }

    pub(super) fn write(&self, file: &str, content: impl AsRef<[u8]>) {
        let file = self.path().join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, content).unwrap();
    }
}

#[test]
fn sub_folders_are_classes_in_numerical_order() {
    let drawing = Drawing::new();
    for class in ["10", "2", "1"] {
        for image in 0..3 {
            drawing.draw(&format!("{class}/{image}.png"), 4 + image);
        }
    }
    let found = read_as(drawing.path(), Preparation::Automatic).unwrap();
    assert_eq!(found.class_names, ["1", "2", "10"]);
    assert_eq!(labels(&found.train), [0, 0, 0, 1, 1, 1, 2, 2, 2]);
    assert!(found.test.is_none() && found.validation.is_none());
    assert_eq!(found.preparation, Preparation::Normalise);
    let third = GreyImage::open(&drawing.path().join("1/2.png")).unwrap();
    let train = found.train.unwrap();
    assert_eq!(train.pixels.len(), 9 * 784);
    assert_eq!(train.pixels[2 * 784..3 * 784], normalise(&third, SIZE).pixels);
    assert!(found.blank.is_empty() && found.passed_over.is_empty());
}

#[test]
fn names_sort_as_text_and_other_files_are_named() {
    let drawing = Drawing::new();
    drawing.draw("train/b/x.PNG", 5);
    drawing.draw("train/a/x.bmp", 6);
    drawing.draw("test/b/y.jpg", 5);
    for file in ["train/a/notes.doc", "train/a/more.doc", "train/b/phone.HEIC", "README.txt", "test/list.csv"]
    {
        drawing.write(file, "x");
    }
    // What systems leave.
    for file in ["train/a/.hidden.png", "train/.git/x.png", "train/a/Thumbs.db", "__MACOSX/train/a/x.png"] {
        drawing.write(file, "x");
    }
    fs::create_dir(drawing.path().join("train/empty")).unwrap();
    fs::create_dir(drawing.path().join("extra")).unwrap();
    let found = read_as(drawing.path(), Preparation::Automatic).unwrap();
    assert_eq!(found.class_names, ["a", "b"]);
    assert_eq!((labels(&found.train), labels(&found.test)), (&[0, 1][..], &[1][..]));
    let expected = [
        (Reason::UnreadPicture, 1),
        (Reason::OtherKind, 4),
        (Reason::EmptyClass, 1),
        (Reason::BesideParts, 1),
    ];
    assert_eq!(passed(&found.passed_over), expected);
    assert!(found.passed_over[0].example.ends_with("train/b/phone.HEIC"));
    let text = found.passed_over[1].to_string();
    assert!(
        text.starts_with("passed over: 4 files of another kind (such as ") && text.contains(".doc"),
        "{text}"
    );
}

#[cfg(unix)]
#[test]
fn links_are_followed_once() {
    use std::os::unix::fs::symlink;
    let drawing = Drawing::new();
    drawing.draw("a/x.png", 5);
    drawing.draw("store/y.png", 6);
    fs::create_dir(drawing.path().join("b")).unwrap();
    symlink(drawing.path().join("nowhere.png"), drawing.path().join("a/gone.png")).unwrap();
    symlink(drawing.path().join("a/x.png"), drawing.path().join("b/x.png")).unwrap();
    symlink(drawing.path(), drawing.path().join("b/loop")).unwrap();
    let found = read_as(drawing.path(), Preparation::Automatic).unwrap();
    assert_eq!(
        (found.class_names, labels(&found.train)),
        (vec!["a".into(), "b".into(), "store".into()], &[0, 1, 2][..])
    );
    assert_eq!(passed(&found.passed_over), [(Reason::BrokenLink, 1), (Reason::ReadAlready, 1)]);
}

#[test]
fn parts_go_by_many_names_and_each_may_be_missing() {
    for (train, validation, test) in [
        ("train", "val", "test"),
        ("Training", "Validation", "Testing"),
        ("TRAIN", "valid", "TEST"),
        ("wrapped/train", "wrapped/val", "wrapped/test"),
        ("a/b/c/train", "a/b/c/val", "a/b/c/test"),
    ] {
        let drawing = Drawing::new();
        for (index, class) in ["x", "y", "z"].iter().enumerate() {
            drawing.draw(&format!("{train}/{class}/0.png"), 5);
            if index > 0 {
                drawing.draw(&format!("{validation}/{class}/0.png"), 6);
            }
        }
        drawing.draw(&format!("{test}/z/0.png"), 7);
        let found = read_as(drawing.path(), Preparation::Automatic).unwrap();
        let parts = [&found.train, &found.validation, &found.test].map(labels);
        assert_eq!(parts, [&[0, 1, 2][..], &[1, 2], &[2]], "{train}");
        for gone in [train, validation] {
            fs::remove_dir_all(drawing.path().join(gone)).unwrap();
        }
        let found = read_for(drawing.path(), &["x", "z", "y"]).unwrap();
        assert_eq!((labels(&found.test), found.train.is_none()), (&[1][..], true));
    }
    let drawing = Drawing::new();
    drawing.draw("train/a/0.png", 5);
    drawing.draw("train/b/0.png", 5);
    drawing.draw("val/a/0.png", 5);
    drawing.draw("valid/a/0.png", 5);
    let message = read_as(drawing.path(), Preparation::Automatic).unwrap_err().to_string();
    assert!(message.contains("val and valid"), "{message}");
}

#[test]
fn a_class_may_be_called_train() {
    let drawing = Drawing::new();
    for class in ["bus", "car", "train"] {
        drawing.draw(&format!("{class}/0.png"), 5);
    }
    let found = read_as(drawing.path(), Preparation::Automatic).unwrap();
    assert_eq!(found.class_names, ["bus", "car", "train"]);
    // Alone, where a model says so.
    for class in ["bus", "car"] {
        fs::remove_dir_all(drawing.path().join(class)).unwrap();
    }
    let found = read_for(drawing.path(), &["bus", "car", "train"]).unwrap();
    assert_eq!(labels(&found.train), [2]);
}

#[test]
fn classes_are_those_of_a_model_by_name() {
    let drawing = Drawing::new();
    for class in ["1", "2", "4"] {
        drawing.draw(&format!("{class}/0.png"), 5);
    }
    let names = ["0", "1", "2", "3", "4"];
    let found = read_for(drawing.path(), &names).unwrap();
    assert_eq!(
        (labels(&found.train), &found.class_names[..]),
        (&[1, 2, 4][..], &names.map(String::from)[..])
    );
    let found = read_for(drawing.path(), &["4", "2", "1", "0"]).unwrap();
    assert_eq!(labels(&found.train), [2, 1, 0], "the images stay in their order");
    drawing.draw("five/0.png", 5);
    let error = read_for(drawing.path(), &names).unwrap_err();
    assert!(
        matches!(&error, DataError::UnknownClasses { unknown, known, .. } if unknown == &["five"] && known == &names)
    );
    let message = error.to_string();
    assert!(
        message.contains("not known: \"five\". Known are \"0\", \"1\", \"2\", \"3\", \"4\""),
        "{message}"
    );
    // One class is enough for a model that has more.
    for class in ["1", "2", "five"] {
        fs::remove_dir_all(drawing.path().join(class)).unwrap();
    }
    assert_eq!(labels(&read_for(drawing.path(), &names).unwrap().train), [4]);
}

#[test]
fn a_class_only_in_the_test_set_is_an_error() {
    let drawing = Drawing::new();
    for file in ["train/a/x.png", "train/b/x.png", "test/a/x.png", "test/c/x.png"] {
        drawing.draw(file, 5);
    }
    let error = read_as(drawing.path(), Preparation::Automatic).unwrap_err();
    assert!(matches!(&error, DataError::UnknownClasses { unknown, .. } if unknown == &["c"]), "{error}");
}

#[test]
fn pictures_further_down_belong_to_their_class() {
    let drawing = Drawing::new();
    for file in ["a/1.png", "a/one/2.png", "a/one/two/3.png", "b/1.png", "lone.png"] {
        drawing.draw(file, 5);
    }
    drawing.draw("b/1/2/3/4/5/6/7/8/9.png", 5);
    let found = read_as(drawing.path(), Preparation::Automatic).unwrap();
    assert_eq!(labels(&found.train), [0, 0, 0, 1]);
    let (count, example) = found.nested.unwrap();
    assert!(count == 2 && example.ends_with("a/one/2.png"), "{count} {example:?}");
    assert_eq!(passed(&found.passed_over), [(Reason::TooDeep, 1), (Reason::BesideClasses, 1)]);
}

#[test]
fn undecodable_pictures_are_named() {
    let drawing = Drawing::new();
    drawing.draw("a/1.png", 5);
    drawing.draw("b/1.png", 5);
    // More than one thread takes at a time, so that the first of two errors is not the first by chance.
    for image in 0..200 {
        drawing.draw(&format!("c/{image:03}.png"), 5);
    }
    drawing.write("c/020.png", "no picture");
    drawing.write("c/180.png", "no picture");
    let error = read_as(drawing.path(), Preparation::Normalise).unwrap_err();
    assert!(matches!(&error, DataError::Image { file, .. } if file.ends_with("c/020.png")), "{error}");
}

#[test]
fn too_few_classes_and_no_pictures() {
    let drawing = Drawing::new();
    let error = read_as(drawing.path(), Preparation::Automatic).unwrap_err();
    assert!(matches!(error, DataError::NoPictures { .. }), "{error}");
    drawing.draw("a/1.png", 5);
    let error = read_as(drawing.path(), Preparation::Automatic).unwrap_err();
    assert!(matches!(error, DataError::ClassFolders { found: 1, .. }), "{error}");
    fs::create_dir(drawing.path().join("b")).unwrap();
    let error = read_as(drawing.path(), Preparation::Automatic).unwrap_err();
    assert!(matches!(error, DataError::ClassFolders { found: 1, .. }), "{error}");
    fs::rename(drawing.path().join("a/1.png"), drawing.path().join("1.png")).unwrap();
    fs::remove_dir(drawing.path().join("a")).unwrap();
    fs::remove_dir(drawing.path().join("b")).unwrap();
    let error = read_as(drawing.path(), Preparation::Automatic).unwrap_err();
    assert!(matches!(error, DataError::NoLabels { .. }), "{error}");
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
    let found = read_as(drawing.path(), Preparation::Automatic).unwrap();
    assert_eq!(found.preparation, Preparation::AsIs);
    let pixels = found.train.unwrap().pixels;
    assert_eq!((&pixels[..784], pixels[784 + 2 * 28]), (&[90; 784][..], 200));
    let moved = read_as(drawing.path(), Preparation::Normalise).unwrap();
    assert_ne!(moved.train.as_ref().unwrap().pixels, pixels);
    assert_eq!(moved.blank.len(), 2);
    // One picture of another size decides for all, wherever it comes.
    drawing.draw("b/other.png", 5);
    let found = read_as(drawing.path(), Preparation::Automatic).unwrap();
    assert_eq!(found.preparation, Preparation::Normalise);
    let pixels = found.train.unwrap().pixels;
    assert_eq!(pixels[..moved.train.as_ref().unwrap().pixels.len()], moved.train.unwrap().pixels);
    assert_eq!(found.blank, moved.blank);
    let small = FolderOptions {
        size: ImageSize { width: 14, height: 14 },
        preparation: Preparation::AsIs,
        bits: None,
        classes: None,
    };
    let error = read(drawing.path(), &small).unwrap_err();
    assert!(matches!(&error, DataError::Image { file, .. } if file.ends_with("a/0.png")), "{error}");
}

/// A PGM file that leaves open which number is full intensity: 28 x 28, a bar of `ink` on 0.
fn of_16_bits(ink: u16) -> Vec<u8> {
    let mut file = b"P5 28 28 65535\n".to_vec();
    let ink = |index: u16| if (4..8).contains(&(index % 28)) { ink } else { 0 };
    file.extend((0..784).flat_map(|index| ink(index).to_be_bytes()));
    file
}

#[test]
fn few_bits_of_16_are_the_same_few_for_all_pictures() {
    let drawing = Drawing::new();
    for (file, ink) in [("train/a/0.pgm", 100), ("train/b/0.pgm", 2048), ("test/b/0.pgm", 4000)] {
        drawing.write(file, of_16_bits(ink));
    }
    drawing.draw("train/b/1.png", 5);
    let found = read_as(drawing.path(), Preparation::Automatic).unwrap();
    assert_eq!((found.bits, found.preparation), (SampleBits::new(12), Preparation::Normalise));
    std::fs::remove_file(drawing.path().join("train/b/1.png")).unwrap();
    let found = read_as(drawing.path(), Preparation::Automatic).unwrap();
    assert_eq!((found.bits, found.preparation), (SampleBits::new(12), Preparation::AsIs));
    // 100 and 2048 of 4095.
    let train = found.train.unwrap();
    assert_eq!((train.pixels[4], train.pixels[784 + 4], found.test.unwrap().pixels[4]), (6, 128, 249));
    // A model's bits are kept to, and what does not fit them is an error.
    let given = |bits| {
        let options = FolderOptions {
            size: SIZE,
            preparation: Preparation::AsIs,
            bits: SampleBits::new(bits),
            classes: None,
        };
        read(drawing.path(), &options)
    };
    assert_eq!(given(13).unwrap().test.unwrap().pixels[4], 125);
    let error = given(11).unwrap_err();
    assert!(matches!(&error, DataError::Image { file, .. } if file.ends_with("train/b/0.pgm")), "{error}");
    // Pictures of 8 bits leave nothing open.
    let drawing = Drawing::new();
    drawing.draw("a/0.png", 5);
    drawing.draw("b/0.png", 5);
    assert_eq!(read_as(drawing.path(), Preparation::Automatic).unwrap().bits, None);
}

#[test]
fn tables_give_labels() {
    for (table, content) in [
        ("labels.csv", "file,label\n1.png,cat\n2.png,dog\n3.png,cat\n"),
        ("labels.csv", "\u{feff}\"id\";\"label\"\r\n\"1\";\"cat\"\r\n\"2\";\"dog\"\r\n\"3\";\"cat\"\r\n"),
        ("all.tsv", "3\tcat\n1\tcat\n2\tdog\n"),
        ("list.txt", "./1.png cat\npictures/2.png dog\npictures\\3.png cat\n"),
        ("trainLabels.csv", ",size,category,filename\n0,7,cat,1.png\n1,8,dog,2.png\n2,9,cat,3.png\n"),
    ] {
        for folder in ["", "pictures/", "deep/er/"] {
            let drawing = Drawing::new();
            for image in 1..=3 {
                drawing.draw(&format!("{folder}{image}.png"), 5);
            }
            drawing.write(table, content);
            drawing.write("sample_submission.csv", "id,label\n1,dog\n2,dog\n3,dog\n");
            let found = read_as(drawing.path(), Preparation::Automatic).unwrap();
            assert_eq!(found.class_names, ["cat", "dog"], "{content}");
            assert_eq!(labels(&found.train), [0, 0, 1]);
            assert_eq!(passed(&found.passed_over), [(Reason::Submission, 1)]);
            let found = read_for(drawing.path(), &["dog", "bird", "cat"]).unwrap();
            assert_eq!(labels(&found.train), [2, 2, 0]);
        }
    }
}

#[test]
fn tables_of_competitions_tell_the_part() {
    let drawing = Drawing::new();
    for file in ["set/train/1.png", "set/train/2.png", "set/train/3.png", "set/test/1.png", "set/test/2.png"]
    {
        drawing.draw(file, 5);
    }
    drawing.write("set/train_labels.csv", "id,label\n1,7\n2,10\n9,7\n3,\n");
    let found = read_as(drawing.path(), Preparation::Automatic).unwrap();
    assert_eq!(
        (labels(&found.train), found.test.is_none(), &found.class_names[..]),
        (&[0, 1][..], true, &["7".to_owned(), "10".to_owned()][..])
    );
    let expected = [(Reason::WithoutLabel, 3), (Reason::WithoutPicture, 1), (Reason::EmptyLabel, 1)];
    assert_eq!(passed(&found.passed_over), expected);
    drawing.write("set/test/labels.csv", "1,10\n2,7\n");
    let found = read_as(drawing.path(), Preparation::Automatic).unwrap();
    assert_eq!((labels(&found.train), labels(&found.test)), (&[0, 1][..], &[0, 1][..]));
    // Both parts have a "1", so a table that tells no part is not clear.
    fs::rename(drawing.path().join("set/train_labels.csv"), drawing.path().join("set/labels.csv")).unwrap();
    let message = read_as(drawing.path(), Preparation::Automatic).unwrap_err().to_string();
    assert!(message.contains("line 2") && message.contains("several pictures"), "{message}");
    // All pictures in one folder, parts by table alone.
    let drawing = Drawing::new();
    for image in 1..=4 {
        drawing.draw(&format!("images/{image}.png"), 5);
    }
    drawing.write("train.csv", "image,label\n1.png,a\n2.png,b\n");
    drawing.write("test.csv", "image,label\n3.png,b\n4.png,a\n");
    let found = read_as(drawing.path(), Preparation::Automatic).unwrap();
    assert_eq!((labels(&found.train), labels(&found.test)), (&[0, 1][..], &[0, 1][..]));
}

#[test]
fn tables_that_contradict_themselves_or_are_unclear() {
    let drawing = Drawing::new();
    drawing.draw("1.png", 5);
    drawing.draw("2.png", 5);
    drawing.write("labels.csv", "1.png,a\n2.png,b\n1.png,b\n");
    let message = read_as(drawing.path(), Preparation::Automatic).unwrap_err().to_string();
    assert!(message.contains("line 3: \"1.png\" has the label \"b\" here, but \"a\""), "{message}");
    drawing.write("labels.csv", "file,one,two\n1.png,a,x\n2.png,b,y\n");
    let message = read_as(drawing.path(), Preparation::Automatic).unwrap_err().to_string();
    assert!(message.contains("call that column \"label\""), "{message}");
    // A table of something else gives no labels.
    drawing.write("labels.csv", "code,meaning\n1234,x\n7,y\n8,z\n");
    assert!(matches!(read_as(drawing.path(), Preparation::Automatic), Err(DataError::NoLabels { .. })));
}

#[test]
fn pictures_are_listed_in_order() {
    let drawing = Drawing::new();
    for file in ["b.png", "a/2.jpg", "a/1.png", "c.BMP"] {
        drawing.write(file, "x");
    }
    drawing.write("notes.txt", "x");
    let list = pictures_in(drawing.path()).unwrap();
    let expected = ["a/1.png", "a/2.jpg", "b.png", "c.BMP"].map(|file| drawing.path().join(file));
    assert_eq!(list.pictures, expected);
    assert_eq!(passed(&list.passed_over), [(Reason::OtherKind, 1)]);
    let empty = tempfile::tempdir().unwrap();
    assert!(matches!(pictures_in(empty.path()), Err(DataError::NoPictures { .. })));
}

/// The doubts about pictures and their counts.
fn doubts(found: &Folder) -> Vec<(Doubt, usize, usize)> {
    found.warnings.iter().map(|warning| (warning.doubt, warning.count, warning.of)).collect()
}

#[test]
fn doubts_about_pictures_are_told_with_a_remedy() {
    let drawing = Drawing::new();
    for image in 0..10 {
        for class in ["a", "b"] {
            drawing.draw(&format!("{class}/{image}.png"), 5);
        }
    }
    let read = |preparation| read_as(drawing.path(), preparation).unwrap();
    assert_eq!(doubts(&read(Preparation::Automatic)), []);
    let jpeg = include_bytes!("../../tests/pictures/colour-444.jpg");
    drawing.write("a/whole.jpg", jpeg);
    // A photograph without paper around it.
    let edge_and_parts = [(Doubt::TouchesEdge, 1, 21), (Doubt::SeveralParts, 1, 21)];
    assert_eq!(doubts(&read(Preparation::Automatic)), edge_and_parts);
    drawing.write("a/whole.jpg", &jpeg[..jpeg.len() - 100]);
    drawing.draw_with("a/white.png", 60, |_, _| 255);
    // Ink across the right edge, and two bars side by side.
    drawing.draw_with("b/edge.png", 60, |x, y| if x > 40 && (20..30).contains(&y) { 0 } else { 255 });
    drawing.draw_with("b/two.png", 60, |x, y| {
        if x / 10 % 2 == 1 && (20..40).contains(&y) && x < 40 { 0 } else { 255 }
    });
    let found = read(Preparation::Automatic);
    let expected = [
        (Doubt::Truncated, 1, 24),
        (Doubt::Blank, 1, 24),
        (Doubt::TouchesEdge, 2, 24),
        (Doubt::SeveralParts, 1, 24),
    ];
    assert_eq!(doubts(&found), expected);
    let text = found.warnings[2].to_string();
    assert!(text.starts_with("2 of 24 pictures have ink that touches the edge (the first is "), "{text}");
    assert!(text.contains("a/whole.jpg") && text.contains("leave a margin"), "{text}");
    assert!(found.warnings.iter().all(|warning| warning.to_string().ends_with(warning.doubt.remedy())));
    // Of many, a few are as people write.
    for image in 10..50 {
        drawing.draw(&format!("a/{image}.png"), 5);
    }
    assert_eq!(doubts(&read(Preparation::Automatic)), expected.map(|(doubt, ..)| (doubt, 1, 64))[..2]);
}

#[cfg(feature = "pictures")]
#[test]
fn further_pictures_in_a_file_are_told_of() {
    let drawing = Drawing::new();
    drawing.draw("a/1.png", 5);
    drawing.write("b/1.gif", include_bytes!("../../tests/pictures/more/animated.gif"));
    drawing.write("b/2.webp", include_bytes!("../../tests/pictures/more/animated.webp"));
    drawing.write("b/3.gif", include_bytes!("../../tests/pictures/more/palette.gif"));
    let found = read_as(drawing.path(), Preparation::Automatic).unwrap();
    assert_eq!(doubts(&found)[0], (Doubt::MorePictures, 2, 4));
}
