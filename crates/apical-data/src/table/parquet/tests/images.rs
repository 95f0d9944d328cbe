//! Images as lists and as files of pictures.

use super::write::{Values, plain};
use super::*;
use crate::encode::png;

const LIST: &str =
    "required group image (LIST) { repeated group list { required int32 element; } } required int32 label;";
const LISTS: &str = "required group image (LIST) { repeated group list { required group element (LIST) { \
                     repeated group list { required int32 element; } } } } required int32 label;";
const PICTURES: &str =
    "required group image { required binary bytes; required binary path (UTF8); } required int32 label;";

fn size(table: &Table) -> (usize, usize) {
    (table.survey.image_size.height, table.survey.image_size.width)
}

fn bytes(file: Vec<u8>) -> Result<Table, TableError> {
    read(file, &TableOptions::default(), &FeatureScale::Bytes)
}

fn list(rows: &[&[i32]]) -> Values {
    let values = rows.concat();
    let definitions = vec![1; values.len()];
    let repetitions = rows.iter().flat_map(|row| (0..row.len()).map(|at| i16::from(at > 0))).collect();
    Values::Levels(values, definitions, Some(repetitions))
}

#[test]
fn lists_are_the_pixels_of_images() {
    let found = bytes(plain(LIST, vec![list(&[&[1, 2, 3, 255], &[5, 6, 7, 8]]), Values::Int32(vec![4, 9])]));
    let found = found.unwrap();
    assert_eq!((size(&found), &found.values[..]), ((2, 2), &[1, 2, 3, 255, 5, 6, 7, 8][..]));
    assert_eq!(
        (&found.survey.classes[..], &found.labels[..]),
        (&["4".to_owned(), "9".into()][..], &[0, 1][..])
    );
    assert_eq!(found.survey.feature_names[3], "image[3]");
}

#[test]
fn lists_of_another_length_are_named() {
    let ragged = vec![list(&[&[1, 2], &[3, 4], &[5]]), Values::Int32(vec![0, 1, 0])];
    let message = message(plain(LIST, ragged));
    assert!(
        message.starts_with("row group 0, row 2 (both from 0), column 1 (image): \"1 values\" is another"),
        "{message}"
    );
    // An empty list has a level, and no value.
    let empty = Values::Levels(vec![1, 2], vec![1, 1, 0], Some(vec![0, 1, 0]));
    let message = super::message(plain(LIST, vec![empty, Values::Int32(vec![0, 1])]));
    assert!(message.contains("row 1 (both from 0), column 1 (image): there is no value"), "{message}");
}

#[test]
fn lists_of_lists_tell_the_size() {
    let (definitions, repetitions) = (vec![2; 12], [0, 2, 2, 1, 2, 2].repeat(2));
    let image = Values::Levels((0..12).collect(), definitions, Some(repetitions));
    let found = bytes(plain(LISTS, vec![image, Values::Int32(vec![0, 1])])).unwrap();
    assert_eq!((size(&found), found.values), ((2, 3), (0..12).collect()));
}

#[test]
fn files_of_pictures_are_decoded() {
    let picture = |width: usize, values: &[u8]| {
        png(width, values.len() / width, png::ColorType::Grayscale, values).unwrap()
    };
    let file = |pictures: Vec<Vec<u8>>| {
        let paths = Values::Text(vec![b"7.png".to_vec(); pictures.len()]);
        let labels = (0..pictures.len() as i32).collect();
        plain(PICTURES, vec![Values::Text(pictures), paths, Values::Int32(labels)])
    };
    let good = [picture(3, &[1, 2, 3, 4, 5, 200]), picture(3, &[7, 8, 9, 10, 11, 12])];
    let found = bytes(file(good.to_vec())).unwrap();
    assert_eq!((size(&found), found.survey.range()), ((2, 3), (0.0, 255.0)));
    assert_eq!(found.values, [1, 2, 3, 4, 5, 200, 7, 8, 9, 10, 11, 12]);
    assert_eq!(found.labels, [0, 1]);
    let other = message(file(vec![good[0].clone(), picture(2, &[1, 2, 3, 4])]));
    assert!(
        other.contains("row 1 (both from 0), column 1 (image): \"2 x 2 pixels\" is another size than"),
        "{other}"
    );
    let broken = message(file(vec![good[0].clone(), b"no picture".to_vec()]));
    assert!(
        broken.contains(
            "row 1 (both from 0), column 1 (image): \"a value of 10 bytes\" is not a usable picture"
        ),
        "{broken}"
    );
}
