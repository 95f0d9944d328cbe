mod contract;

use std::fs;

use super::folders::candidates;
use super::named::read_named;
use super::*;

use crate::{Dataset, FILE_NAMES, idx};

fn small_set(images: usize) -> Dataset {
    // White is among the first: values that reach no further than half are taken for another range.
    let pixels = (0..images * 4).map(|i| 255 - i as u8).collect();
    Dataset::new(2, 2, 3, pixels, (0..images).map(|i| (i % 3) as u8).collect()).unwrap()
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn write_idx(set: &Dataset, images: &Path, labels: &Path) {
    idx::write_images(fs::File::create(images).unwrap(), set).unwrap();
    idx::write_labels(fs::File::create(labels).unwrap(), set).unwrap();
}

/// The four files of a set of 12 + 3 images of 2 x 2.
fn write_four(folder: &Path) {
    let [train_images, train_labels, test_images, test_labels] = FILE_NAMES.map(|name| folder.join(name));
    write_idx(&small_set(12), &train_images, &train_labels);
    write_idx(&small_set(3), &test_images, &test_labels);
}

fn write_csv(set: &Dataset, file: &Path) {
    let mut text = String::from("label,p0,p1,p2,p3\n");
    for (index, label) in set.labels().iter().enumerate() {
        let fields: Vec<String> = set.image(index).iter().map(ToString::to_string).collect();
        text += &format!("{label},{}\n", fields.join(","));
    }
    fs::write(file, text).unwrap();
}

fn load(paths: &[&Path]) -> Result<Loaded, DataError> {
    let names: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    DataSource::parse(&names, None)?.load(&LoadOptions::default())
}

fn parse(names: &[&str]) -> Result<DataSource, DataError> {
    let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
    DataSource::parse(&names, None)
}

/// The message and those of all its causes.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |error| error.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

#[test]
fn names_are_recognised() {
    assert_eq!(parse(&["builtin"]).unwrap(), DataSource::Builtin);
    let named = |set| DataSource::Named { set, data_dir: None };
    assert_eq!(parse(&["mnist"]).unwrap(), named(NamedSet::Mnist));
    assert_eq!(parse(&["fashion-mnist"]).unwrap(), named(NamedSet::FashionMnist));
    assert_eq!(parse(&["kmnist"]).unwrap(), named(NamedSet::Kmnist));
    let message = parse(&["minst"]).unwrap_err().to_string();
    assert!(message.contains("\"minst\"") && message.contains("fashion-mnist"), "{message}");
    for wrong in [&[][..], &["mnist", "kmnist"], &[""], &["a", "b", "c"]] {
        assert!(parse(wrong).is_err(), "{wrong:?}");
    }
}

#[test]
fn a_folder_of_four_idx_files() {
    let folder = folder();
    write_four(folder.path());
    let loaded = load(&[folder.path()]).unwrap();
    assert_eq!(loaded.split, Split { train: small_set(12), test: small_set(3) });
    assert_eq!(loaded.class_names, ["0", "1", "2"]);
    fs::rename(folder.path().join(FILE_NAMES[2]), folder.path().join("t10k-images.idx3-ubyte")).unwrap();
    assert!(load(&[folder.path()]).is_ok());
    fs::remove_file(folder.path().join(FILE_NAMES[1])).unwrap();
    let message = load(&[folder.path()]).unwrap_err().to_string();
    assert!(message.contains(FILE_NAMES[1]) && !message.contains(FILE_NAMES[0]), "{message}");
}

#[test]
fn idx_files_in_any_order() {
    let folder = folder();
    write_four(folder.path());
    let [train_images, train_labels, test_images, test_labels] =
        FILE_NAMES.map(|name| folder.path().join(name));
    let expected = Split { train: small_set(12), test: small_set(3) };
    // As a shell lists them.
    let loaded = load(&[&test_images, &test_labels, &train_images, &train_labels]).unwrap();
    assert_eq!(loaded.split, expected);
    // Without telling names, the order decides.
    let plain = ["a", "b", "c", "d"].map(|name| folder.path().join(name));
    for (from, to) in [&train_labels, &train_images, &test_labels, &test_images].into_iter().zip(&plain) {
        fs::copy(from, to).unwrap();
    }
    assert_eq!(load(&plain.each_ref().map(PathBuf::as_path)).unwrap().split, expected);
    let error = load(&[&train_images, &test_images]).unwrap_err();
    assert!(matches!(error, DataError::Arguments { .. }), "{error}");
}

#[test]
fn a_pair_of_idx_files_is_held_out_from() {
    let folder = folder();
    let (images, labels) = (folder.path().join("i"), folder.path().join("l"));
    write_idx(&small_set(18), &images, &labels);
    let loaded = load(&[&labels, &images]).unwrap();
    assert_eq!((loaded.split.train.len(), loaded.split.test.len()), (15, 3));
    // One of each class.
    let mut labels = loaded.split.test.labels().to_vec();
    labels.sort_unstable();
    assert_eq!((labels, loaded.held_out), (vec![0, 1, 2], true));
}

/// Who evaluates takes all that is there; who trains holds out.
#[test]
fn a_test_set_alone_is_whole() {
    let folder = folder();
    let (images, labels) = (folder.path().join("t10k-images"), folder.path().join("t10k-labels"));
    write_idx(&small_set(18), &images, &labels);
    let source = parse(&[images.to_str().unwrap(), labels.to_str().unwrap()]).unwrap();
    let given = || source.read(&LoadOptions::default()).unwrap();
    assert_eq!((given().train, given().test), (None, Some(small_set(18))));
    assert_eq!(given().part(None).unwrap(), (small_set(18), Part::Test));
    assert_eq!(given().part(Some(Part::All)).unwrap().0, small_set(18));
    let message = given().part(Some(Part::Train)).unwrap_err().to_string();
    assert!(message.contains("has no training images; --part all"), "{message}");
    let loaded = given().split(SplitRule::default()).unwrap();
    assert_eq!((loaded.split.train.len(), loaded.split.test.len()), (15, 3));
    assert!(loaded.notes[0].contains("has test images only"), "{:?}", loaded.notes);
    // A table without a part in its name is all to learn from, and all to evaluate on.
    let table = folder.path().join("latest.csv");
    write_csv(&small_set(18), &table);
    let given = parse(&[table.to_str().unwrap()]).unwrap().read(&LoadOptions::default()).unwrap();
    assert_eq!(given.part(None).unwrap(), (small_set(18), Part::All));
}

#[test]
fn images_and_labels_must_be_as_many() {
    let folder = folder();
    let (images, labels) = (folder.path().join("i"), folder.path().join("l"));
    write_idx(&small_set(18), &images, &labels);
    idx::write_labels(fs::File::create(&labels).unwrap(), &small_set(17)).unwrap();
    let message = load(&[&images, &labels]).unwrap_err().to_string();
    assert!(message.contains("18 images") && message.contains("17 labels"), "{message}");
}

#[test]
fn csv_files_alone_in_pairs_and_in_a_folder() {
    let folder = folder();
    let (train, test) = (folder.path().join("my_train.csv"), folder.path().join("my_test.csv"));
    write_csv(&small_set(18), &train);
    assert_eq!(load(&[&train]).unwrap().split.test.len(), 3);
    assert_eq!(load(&[folder.path()]).unwrap().split.test.len(), 3);
    write_csv(&small_set(3), &test);
    let expected = Split { train: small_set(18), test: small_set(3) };
    assert_eq!(load(&[&test, &train]).unwrap().split, expected);
    assert_eq!(load(&[folder.path()]).unwrap().split, expected);
    // Whole words tell, and what was decided is said.
    let latest = folder.path().join("latest.csv");
    fs::rename(&test, &latest).unwrap();
    let loaded = load(&[&latest, &train]).unwrap();
    assert_eq!(loaded.split, expected);
    assert!(
        loaded.notes.iter().any(|note| note.ends_with("latest.csv is taken for the test images")),
        "{:?}",
        loaded.notes
    );
    fs::rename(&latest, folder.path().join("other.csv")).unwrap();
    // One name that tells is enough.
    assert_eq!(load(&[folder.path()]).unwrap().split, expected);
    fs::rename(&train, folder.path().join("more.csv")).unwrap();
    assert!(matches!(load(&[folder.path()]), Err(DataError::Unrecognised { .. })));
}

#[test]
fn an_error_in_a_csv_file_names_file_line_and_range() {
    let folder = folder();
    let file = folder.path().join("digits.csv");
    let rows: String = (0..60).map(|row| format!("{},2,3,4,{}\n", row % 2, 100 + row)).collect();
    fs::write(&file, rows + "1,2,3,4,much\n").unwrap();
    let message = chain(&load(&[&file]).unwrap_err());
    assert!(
        message.contains("digits.csv") && message.contains("line 61, column 5") && message.contains("much"),
        "{message}"
    );
}

#[test]
fn labels_out_of_range_are_errors_where_the_range_is_known() {
    let folder = folder();
    write_four(folder.path());
    let names = [folder.path().display().to_string()];
    let options = LoadOptions { classes: Some(2), ..LoadOptions::default() };
    let message = chain(&DataSource::parse(&names, None).unwrap().load(&options).unwrap_err());
    assert!(message.contains("label 2 of image 2") && message.contains("0 to 1"), "{message}");
}

#[test]
fn other_files_are_refused_by_what_they_are() {
    let folder = folder();
    for (start, word) in [
        (&b"\x89PNG\r\n"[..], "picture"),
        (b"\xff\xd8\xff", "picture"),
        (b"PK\x03\x04", "ZIP"),
        (b"\0\0\x0d\x07", "number of dimensions (1 to 4)"),
    ] {
        let file = folder.path().join("data");
        fs::write(&file, start).unwrap();
        let message = chain(&load(&[&file]).unwrap_err());
        assert!(message.contains(word), "{message}");
    }
    let message = load(&[folder.path()]).unwrap_err().to_string();
    assert!(message.contains("0 CSV files found"), "{message}");
}

#[test]
fn where_a_named_set_is_looked_for() {
    let set = NamedSet::Mnist;
    let cache = || Some(PathBuf::from("/cache/apical"));
    let all = candidates(set, None, Some("/data".into()), cache()).unwrap();
    assert_eq!(all, ["/data/mnist", "/data", "/cache/apical/mnist"].map(PathBuf::from));
    let given = candidates(set, Some(Path::new("/here")), Some("/data".into()), cache()).unwrap();
    assert_eq!(given, ["/here/mnist", "/here"].map(PathBuf::from));
    assert_eq!(
        candidates(set, None, Some("".into()), cache()).unwrap(),
        [PathBuf::from("/cache/apical/mnist")]
    );
    assert!(matches!(candidates(set, None, None, None), Err(DataError::NoCacheFolder)));
    assert_eq!(fetch_folder(set, Some(Path::new("/here"))).unwrap(), Path::new("/here/mnist"));
}

#[test]
fn a_missing_set_says_how_to_get_it() {
    let folder = folder();
    let source = DataSource::parse(&["kmnist".to_owned()], Some(folder.path())).unwrap();
    let message = source.load(&LoadOptions::default()).unwrap_err().to_string();
    for part in
        ["apical data fetch kmnist", "--data-dir", "APICAL_DATA_DIR", &folder.path().display().to_string()]
    {
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn something_else_under_the_name_of_mnist_is_an_error() {
    let folder = folder();
    write_four(folder.path());
    let error = read_named(NamedSet::Mnist, &[folder.path().to_owned()], None).unwrap_err();
    assert!(matches!(&error, DataError::Checksum { file, .. } if file.ends_with(FILE_NAMES[0])), "{error}");
}

#[test]
fn a_recorded_hash_is_checked_and_a_missing_one_is_noted() {
    let folder = folder();
    write_four(folder.path());
    let loaded = read_named(NamedSet::Kmnist, &[folder.path().to_owned()], None).unwrap();
    assert_eq!(loaded.notes.len(), 4);
    assert!(loaded.notes[0].contains("could not be verified"), "{:?}", loaded.notes);
    assert_eq!((loaded.train.unwrap().classes(), loaded.class_names.len()), (10, 10));
    crate::sums::record(folder.path(), FILE_NAMES[3], &"0".repeat(64)).unwrap();
    let error = read_named(NamedSet::Kmnist, &[folder.path().to_owned()], None).unwrap_err();
    assert!(matches!(&error, DataError::Checksum { file, .. } if file.ends_with(FILE_NAMES[3])), "{error}");
}

#[test]
fn half_a_named_set_is_told_from_none() {
    let folder = folder();
    write_four(folder.path());
    fs::remove_file(folder.path().join(FILE_NAMES[0])).unwrap();
    let error = read_named(NamedSet::Mnist, &[folder.path().to_owned()], None).unwrap_err();
    assert!(matches!(error, DataError::Unrecognised { .. }), "{error}");
}

/// Inputs in the forms that people have, beside the project or where `APICAL_TEST_CASES` says.
fn case(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("APICAL_TEST_CASES").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/cases"),
        PathBuf::from,
    );
    let file = folder.join(name);
    if !file.exists() {
        eprintln!("SKIPPED: {} is not there (APICAL_TEST_CASES names the folder)", file.display());
        return None;
    }
    Some(file)
}

#[test]
fn inputs_that_people_have_are_read_for_what_they_are() {
    for (name, size, classes, first) in [
        ("label_last_nohdr.csv", (28, 28), 10, "0"),
        ("letters.csv", (28, 28), 10, "A"),
        ("index.csv", (28, 28), 10, "0"),
        ("semicolon.csv", (28, 28), 10, "0"),
        ("float01.csv", (28, 28), 10, "0"),
        ("sorted.csv", (28, 28), 10, "0"),
        ("mnist.npz", (28, 28), 10, "0"),
        ("sensor16.csv", (1, 16), 2, "0"),
    ] {
        let Some(file) = case(name) else { return };
        let loaded = load(&[&file]).unwrap_or_else(|error| panic!("{name}: {}", chain(&error)));
        let train = &loaded.split.train;
        assert_eq!((train.height(), train.width()), size, "{name}");
        assert_eq!(
            (train.classes(), loaded.class_names.len()),
            (classes, classes),
            "{name}: {:?}",
            loaded.class_names
        );
        assert_eq!(loaded.class_names[0], first, "{name}");
        // White is white, whatever the range in the file.
        assert_eq!(train.pixels().iter().max(), Some(&255), "{name}");
        let counts = (0..classes)
            .map(|class| train.labels().iter().filter(|&&label| usize::from(label) == class).count());
        assert!(counts.into_iter().all(|count| count > 0), "{name}: a class has no image");
    }
    // One row of pixels becomes an image where the size is told.
    let Some(file) = case("rect_28x14.csv") else { return };
    let source = parse(&[file.to_str().unwrap()]).unwrap();
    let rows_as = Some(ImageSize { width: 14, height: 28 });
    let loaded = source.load(&LoadOptions { rows_as, ..LoadOptions::default() }).unwrap();
    assert_eq!((loaded.split.train.height(), loaded.split.train.width()), (28, 14));
}

/// A second file is scaled as the first was, what is outside is counted, and classes go by name.
#[test]
fn other_data_are_read_as_those_of_a_model() {
    let folder = folder();
    let write = |name: &str, text: &str| {
        let file = folder.path().join(name);
        fs::write(&file, text).unwrap();
        parse(&[file.to_str().unwrap()]).unwrap()
    };
    let rows: String =
        (0..24).map(|row| format!("{},{},{}\n", row, 100 - row, ["ash", "oak"][row % 2])).collect();
    let given =
        write("trees.csv", &format!("height,age,kind\n{rows}")).read(&LoadOptions::default()).unwrap();
    let form = given.form.clone().unwrap();
    assert_eq!(form.scale, FeatureScale::Each(vec![(0.0, 23.0), (77.0, 100.0)]));
    assert_eq!(
        (form.label_column.as_deref(), &form.feature_names[..]),
        (Some("kind"), &["height".to_owned(), "age".into()][..])
    );
    let options = LoadOptions {
        form: Some(form),
        class_names: Some(given.class_names.clone()),
        rows_as: Some(ImageSize { width: 2, height: 1 }),
        ..LoadOptions::default()
    };
    // Other columns, another order, one class alone, values beyond.
    let other = write("more.csv", "age,note,height,kind\n100,1,46,oak\n77,2,0,oak\n").read(&options).unwrap();
    let (images, _) = other.clone().part(None).unwrap();
    assert_eq!((images.labels(), images.pixels()), (&[1, 1][..], &[255, 255, 0, 0][..]));
    assert!(
        other.notes.iter().any(|note| note.contains("1 of 4 values (25.00 %) are outside")),
        "{:?}",
        other.notes
    );
    let message = chain(&write("elm.csv", "height,age,kind\n1,2,elm\n").read(&options).unwrap_err());
    assert!(message.contains("elm") && message.contains("ash") && message.contains("oak"), "{message}");
}

/// A picture of 28 x 28 samples of 16 bits, none of which says what full intensity is.
fn dark_picture(greatest: u16) -> Vec<u8> {
    let samples = (0..784_u16).flat_map(|at| if at % 28 == 14 { greatest } else { 0 }.to_be_bytes());
    b"P5 28 28 65535\n".iter().copied().chain(samples).collect()
}

/// How many bits pictures use belongs to what a model learned: alone, these would be brighter.
#[test]
fn bits_of_samples_are_those_of_the_training_pictures() {
    let (learned, later) = (folder(), folder());
    let write = |folder: &Path, class: &str, greatest: u16| {
        fs::create_dir_all(folder.join(class)).unwrap();
        fs::write(folder.join(class).join("1.pgm"), dark_picture(greatest)).unwrap();
    };
    write(learned.path(), "a", 1023);
    write(learned.path(), "b", 500);
    write(later.path(), "a", 511);
    write(later.path(), "b", 200);
    let source = |folder: &Path| parse(&[folder.to_str().unwrap()]).unwrap();
    let as_is = LoadOptions { preparation: Preparation::AsIs, ..LoadOptions::default() };
    let given = source(learned.path()).read(&as_is).unwrap();
    assert_eq!(given.bits, SampleBits::new(10));
    assert!(given.notes.iter().any(|note| note.contains("use 10")), "{:?}", given.notes);
    let brightest = |set: &Dataset| set.pixels().iter().max().copied();
    let alone = source(later.path()).read(&as_is).unwrap();
    assert_eq!((alone.bits, brightest(&alone.train.unwrap())), (SampleBits::new(9), Some(255)));
    let alike = LoadOptions { bits: given.bits, ..as_is.clone() };
    let read = source(later.path()).read(&alike).unwrap();
    assert_eq!((read.bits, brightest(&read.train.unwrap())), (given.bits, Some(127)));
    assert_eq!(brightest(&source(later.path()).inputs(&alike, None).unwrap().images), Some(127));
    write(later.path(), "b", 1024);
    let error = chain(&source(later.path()).read(&alike).unwrap_err());
    assert!(error.contains("1.pgm") && error.contains("1024") && error.contains("10 bits"), "{error}");
    // Where nothing leaves it open, nothing is said of it.
    let folder = folder();
    write_four(folder.path());
    assert_eq!(load(&[folder.path()]).unwrap().bits, None);
}

#[cfg(not(feature = "parquet"))]
#[test]
fn what_was_left_out_says_what_reads_it() {
    let folder = folder();
    let file = folder.path().join("digits.parquet");
    fs::write(&file, b"PAR1").unwrap();
    let message = chain(&load(&[&file]).unwrap_err());
    assert!(message.contains("digits.parquet") && message.contains("--features full"), "{message}");
}

/// An archive of NumPy without labels, or with those of another part, is good for predictions.
#[test]
fn archives_without_labels_are_inputs() {
    use crate::array::tests::write::{npy, npz};

    let folder = folder();
    let pixels = |first: u8| npy("|u1", false, &[3, 2, 2], &(first..first + 12).collect::<Vec<u8>>());
    let labels = || npy("|u1", false, &[3], &[0, 1, 0]);
    let inputs = |members: &[(&str, Vec<u8>)]| {
        let file = folder.path().join("x.npz");
        fs::write(&file, npz(members, false)).unwrap();
        let options = LoadOptions {
            form: Some(InputForm {
                scale: FeatureScale::Bytes,
                feature_names: Vec::new(),
                label_column: None,
            }),
            ..LoadOptions::default()
        };
        parse(&[file.to_str().unwrap()]).unwrap().inputs(&options, None).unwrap().images.pixels()[0]
    };
    for name in ["x", "data", "images", "x_test", "x_train"] {
        assert_eq!(inputs(&[(name, pixels(5))]), 5, "{name}");
    }
    let train = [("x_train", pixels(5)), ("y_train", labels())];
    assert_eq!(inputs(&[&train[..], &[("x_test", pixels(50))]].concat()), 50);
    assert_eq!(inputs(&[&train[..], &[("x_test", pixels(50)), ("y_test", labels())]].concat()), 50);
    assert_eq!(inputs(&train), 5);
}
