use std::fs;

use super::*;

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn idx_file(kind: u8, sizes: &[u32], elements: &[u8]) -> Vec<u8> {
    let sizes: Vec<u8> = sizes.iter().flat_map(|size| size.to_be_bytes()).collect();
    [&[0, 0, kind, sizes.len() as u8 / 4][..], &sizes, elements].concat()
}

/// Images of 2 x 3 with these labels, both parts alike.
fn write(set: NamedSet, folder: &Path, labels: &[u8]) {
    let count = labels.len() as u32;
    let pixels: Vec<u8> = (0..6 * count as u8).collect();
    for part in set.files().chunks(2) {
        fs::write(folder.join(part[0].name), idx_file(8, &[count, 2, 3], &pixels)).unwrap();
        let (kind, sizes, elements) = match set.description().form {
            Form::Pairs { wide: true, .. } => {
                let row = |&label: &u8| [i32::from(label), 7].map(i32::to_be_bytes).concat();
                (12, vec![count, 2], labels.iter().flat_map(row).collect())
            }
            _ => (8, vec![count], labels.to_vec()),
        };
        fs::write(folder.join(part[1].name), idx_file(kind, &sizes, &elements)).unwrap();
    }
}

fn sets(set: NamedSet, folder: &Path) -> Result<Vec<Labelled>, DataError> {
    Ok(read_sets(set, &files_of(set, folder)?.unwrap())?.0)
}

#[test]
fn images_of_emnist_are_brought_upright_and_letters_counted_from_0() {
    let folder = folder();
    write(NamedSet::EmnistLetters, folder.path(), &[1, 26]);
    let sets = sets(NamedSet::EmnistLetters, folder.path()).unwrap();
    assert_eq!((sets.len(), &sets[0], &sets[0].labels[..]), (2, &sets[1], &[0, 25][..]));
    assert_eq!((sets[0].height, sets[0].width), (3, 2));
    assert_eq!(sets[0].pixels, [0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11]);
    assert_eq!(NamedSet::EmnistLetters.class_names()[25], "Z");
    assert_eq!(NamedSet::EmnistBalanced.class_names()[36..39], ["a", "b", "d"]);
    assert_eq!(NamedSet::EmnistByClass.class_names()[61], "z");
}

#[test]
fn a_set_of_another_length_is_not_the_published_one() {
    let folder = folder();
    write(NamedSet::EmnistDigits, folder.path(), &[0, 9]);
    let error =
        read_named(NamedSet::EmnistDigits, &[folder.path().to_owned()], None).unwrap_err().to_string();
    assert!(
        error.contains("it holds 2 images, but that file of emnist-digits has 240000: Fetch it with"),
        "{error}"
    );
    // In the folder that the archive unpacks to, the sets lie side by side.
    let found = super::super::folders::candidates(NamedSet::EmnistDigits, Some(folder.path()), None, None);
    assert!(found.unwrap().contains(&folder.path().join("emnist")));
}

#[test]
fn the_class_of_qmnist_is_the_first_of_its_numbers() {
    let folder = folder();
    write(NamedSet::Qmnist, folder.path(), &[4, 9]);
    let given = read_named(NamedSet::Qmnist, &[folder.path().to_owned()], None).unwrap();
    assert_eq!((given.notes.len(), given.class_names.len()), (4, 10));
    assert_eq!(given.test.unwrap().labels(), [4, 9]);
    write(NamedSet::Qmnist, folder.path(), &[4, 10]);
    let error = read_named(NamedSet::Qmnist, &[folder.path().to_owned()], None).unwrap_err();
    assert!(matches!(error, DataError::Dataset { .. }), "{error}");
    let labels = folder.path().join("qmnist-train-labels-idx2-int");
    fs::write(labels, idx_file(12, &[2, 2], &[[0, 0, 1, 0], [0; 4], [0; 4], [0; 4]].concat())).unwrap();
    let error = read_named(NamedSet::Qmnist, &[folder.path().to_owned()], None).unwrap_err();
    assert!(
        std::error::Error::source(&error).unwrap().to_string().contains("label 0 (from 0) is 256"),
        "{error}"
    );
}

#[test]
fn a_table_of_usps_is_digits_of_16_x_16() {
    let folder = folder();
    let row = |label: usize, last: &str| {
        let pairs: String = (1..256).map(|index| format!(" {index}:-1")).collect();
        format!("{label}{pairs} 256:{last}\n")
    };
    fs::write(folder.path().join("usps"), row(10, "1") + &row(1, "0")).unwrap();
    fs::write(folder.path().join("usps.t"), row(3, "-0.5")).unwrap();
    let found = sets(NamedSet::Usps, folder.path()).unwrap();
    assert_eq!((found[0].width, found[0].height, &found[0].labels[..]), (16, 16, &[9, 0][..]));
    assert_eq!((found[0].pixels[0], found[0].pixels[255], found[0].pixels[511]), (0, 255, 128));
    assert_eq!((&found[1].labels[..], found[1].pixels[255]), (&[2][..], 64));
    fs::write(folder.path().join("usps.t"), row(3, "2")).unwrap();
    let error = sets(NamedSet::Usps, folder.path()).unwrap_err().to_string();
    assert!(
        error.contains("usps.t: it has values from -1 to 2, but those of usps are from -1 to 1"),
        "{error}"
    );
}

#[test]
fn what_is_missing_says_how_to_get_it() {
    let folder = folder();
    let error = read_named(NamedSet::EmnistMnist, &[folder.path().to_owned()], None).unwrap_err().to_string();
    assert!(
        error.contains("emnist-mnist is not on this machine")
            && error.contains("unzip -j gzip.zip -d emnist"),
        "{error}"
    );
    let error = read_named(NamedSet::Qmnist, &[folder.path().to_owned()], None).unwrap_err().to_string();
    assert!(error.contains("`apical data fetch qmnist`"), "{error}");
}
