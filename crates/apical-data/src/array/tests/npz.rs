use std::io::Cursor;

use proptest::prelude::*;

use super::write::{npy, npz};
use crate::array::{ArrayError, Arrays, read_npz};
use crate::{FeatureScale, Role};

fn read(file: &[u8]) -> Result<Arrays, ArrayError> {
    read_npz(Cursor::new(file))
}

fn images(rows: usize, first: u8) -> Vec<u8> {
    let pixels: Vec<u8> = (0..rows * 4).map(|index| first + index as u8).collect();
    npy("|u1", false, &[rows, 2, 2], &pixels)
}

fn labels(labels: &[u8]) -> Vec<u8> {
    npy("|u1", false, &[labels.len(), 1], labels)
}

/// Pixels and classes of a part.
fn part(arrays: &mut Arrays, role: Option<Role>) -> (Vec<u8>, Vec<u8>) {
    let samples = arrays.take(role).unwrap();
    let survey = samples.survey(None).unwrap();
    let classes = survey.classes.clone();
    let (pixels, labels, _) = samples.to_bytes(&survey, &classes, &FeatureScale::Bytes).unwrap();
    (pixels, labels)
}

#[test]
fn layouts_of_keras_medmnist_and_scikit_learn() {
    for deflated in [false, true] {
        for names in [
            ["x_train", "y_train", "x_test", "y_test"],
            ["train_images", "train_labels", "test_images", "test_labels"],
            ["X_train", "Y_train", "X_test", "Y_test"],
            ["training_data", "training_targets", "testing_data", "testing_targets"],
            ["xtrain", "ytrain", "xtest", "ytest"],
        ] {
            let contents = [images(3, 0), labels(&[7, 5, 7]), images(2, 100), labels(&[5, 7])];
            let members: Vec<_> = names.into_iter().zip(contents).rev().collect();
            let mut found = read(&npz(&members, deflated)).unwrap();
            assert_eq!(found.parts.len(), 2, "{names:?}");
            assert_eq!(part(&mut found, Some(Role::Train)), ((0..12).collect(), vec![1, 0, 1]), "{names:?}");
            assert_eq!(part(&mut found, Some(Role::Test)), ((100..108).collect(), vec![0, 1]), "{names:?}");
        }
        for names in
            [["data", "target"], ["X", "y"], ["images", "labels"], ["arr_0", "arr_1"], ["features", "label"]]
        {
            let members: Vec<_> = names.into_iter().zip([images(2, 0), labels(&[0, 1])]).collect();
            let mut found = read(&npz(&members, deflated)).unwrap();
            assert_eq!(part(&mut found, None), ((0..8).collect(), vec![0, 1]), "{names:?}");
        }
    }
}

#[test]
fn validation_names_of_classes_and_what_is_passed_over() {
    let names: Vec<u8> = "ab".chars().flat_map(|letter| (letter as u32).to_le_bytes()).collect();
    let members = [
        ("train_images", images(2, 0)),
        ("train_labels", labels(&[0, 1])),
        ("val_images", images(1, 50)),
        ("target_names", npy("<U1", false, &[2], &names)),
        ("test_labels", labels(&[0])),
        ("weights", npy("|O", false, &[1], b"pickle")),
    ];
    let mut found = read(&npz(&members, true)).unwrap();
    assert_eq!(found.class_names, Some(vec!["a".to_owned(), "b".to_owned()]));
    assert_eq!(found.passed_over, ["weights", "test_labels"]);
    assert_eq!(part(&mut found, Some(Role::Validation)), (vec![50, 51, 52, 53], vec![]));
    assert!(found.take(Some(Role::Test)).is_none());
}

#[test]
fn archives_that_are_refused() {
    let good = [("x", images(2, 0)), ("y", labels(&[0, 1]))];
    let (stored, deflated) = (npz(&good, false), npz(&good, true));
    let error = |file: &[u8]| {
        let error = read(file).unwrap_err();
        let source = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
        format!("{error}: {source}")
    };
    let mut damaged = stored.clone();
    let at = damaged.windows(2).position(|bytes| bytes == b"\n\0").unwrap() + 3;
    damaged[at] ^= 1;
    for (file, part) in [
        (stored[..stored.len() - 30].to_vec(), "truncated, or no archive"),
        (damaged, "checksum"),
        (npz(&[("y", labels(&[0, 1]))], false), "no images: there are y"),
        (npz(&[], false), "no arrays in it"),
        (npz(&[("x", images(2, 0)), ("y", labels(&[0]))], true), "x holds 2 images, but y holds 1 labels"),
        (npz(&[("x", images(2, 0)), ("data", images(2, 0))], true), "x and data are both images"),
        (npz(&[("x", b"nonsense".to_vec())], true), "does not begin"),
    ] {
        let error = error(&file);
        assert!(error.contains(part), "{part}: {error}");
    }
    for file in [&stored, &deflated] {
        for cut in 0..file.len() {
            assert!(read(&file[..cut]).is_err(), "cut at {cut}");
        }
    }
    // A size that a member cannot have costs no memory.
    let mut claims = deflated;
    let entry = claims.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
    claims[entry + 24..entry + 28].copy_from_slice(&(1_u32 << 31).to_le_bytes());
    assert!(error(&claims).contains("cannot hold"));
}

#[test]
fn numpy_wrote_it() {
    let Some(file) = crate::table::cases::case("mnist.npz") else { return };
    let mut found = read_npz(std::fs::File::open(file).unwrap()).unwrap();
    for (role, rows) in [(Some(Role::Train), 500), (Some(Role::Test), 100)] {
        let samples = found.take(role).unwrap();
        let survey = samples.survey(None).unwrap();
        assert_eq!((survey.rows, survey.image_size.width, survey.image_size.height), (rows, 28, 28));
        assert_eq!((survey.classes.len(), survey.counts.iter().sum::<u64>()), (10, rows as u64));
        assert_eq!((survey.is_bytes(), survey.range()), (true, (0.0, 255.0)));
    }
}

proptest! {
    #[test]
    fn damaged_archives_never_panic(position in 0_usize..2000, value in any::<u8>(), deflated in any::<bool>()) {
        let mut file = npz(&[("x", images(3, 0)), ("y", labels(&[0, 1, 0]))], deflated);
        let position = position % file.len();
        file[position] = value;
        let _ = read(&file);
    }
}
