//! What is kept is what was read; what does not fit is read anew.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::file::{begin, write};
use super::*;
use crate::idx::{write_images, write_labels};
use crate::{Dataset, FILE_NAMES, FeatureScale, ImageSize, InputForm, Preparation, SampleBits};

/// A dataset of `images` images of 32 x 32 pixels, large enough to be kept from 1,024 on.
fn dataset(images: usize, first: u8) -> Dataset {
    let pixels = (0..images * 1024).map(|index| first.wrapping_add((index % 251) as u8)).collect();
    Dataset::new(32, 32, 10, pixels, (0..images).map(|index| (index % 10) as u8).collect()).unwrap()
}

/// Writes four IDX files, as MNIST's.
fn idx_folder(folder: &Path, first: u8) {
    fs::create_dir_all(folder).unwrap();
    for (part, images) in [(0, 1100), (1, 20)] {
        let set = dataset(images, first);
        let file = |index: usize| fs::File::create(folder.join(FILE_NAMES[2 * part + index])).unwrap();
        write_images(file(0), &set).unwrap();
        write_labels(file(1), &set).unwrap();
    }
}

fn kept(cache: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(cache).into_iter().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// A cache, a source of IDX files, and a first reading of it, which is kept.
struct Fixture {
    folder: tempfile::TempDir,
    cache: DataCache,
    source: DataSource,
}

impl Fixture {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        idx_folder(&folder.path().join("set"), 0);
        let source = DataSource::Folder(folder.path().join("set"));
        let cache = DataCache::new(folder.path().join("cache/datasets"));
        let fixture = Self { folder, cache, source };
        fixture.load();
        fixture
    }

    fn load(&self) -> Given {
        let given = self.cache.read(&self.source, &LoadOptions::default()).unwrap();
        assert_eq!(given, self.source.read(&LoadOptions::default()).unwrap(), "the cache has something else");
        for set in given.sets().into_iter().flatten() {
            let anew = Dataset::new(32, 32, set.classes(), set.pixels().to_vec(), set.labels().to_vec());
            assert_eq!(set.hash(), anew.unwrap().hash(), "a wrong hash was kept");
        }
        given
    }

    /// The one file that there is.
    fn file(&self) -> PathBuf {
        let mut kept = kept(&self.cache.folder);
        assert_eq!(kept.len(), 1, "{kept:?}");
        kept.remove(0)
    }
}

/// Shows that the file is used at all: content with a right checksum that nobody would read from the source.
#[test]
fn a_second_reading_comes_from_the_cache() {
    let fixture = Fixture::new();
    let (fingerprint, opened) = file::open(&fixture.file()).unwrap();
    let mut other = opened.read().unwrap();
    assert_eq!(other, fixture.load());
    other.notes = vec!["from the cache".to_owned()];
    let mut bytes = Vec::new();
    write(&mut bytes, &fingerprint, &other).unwrap();
    fs::write(fixture.file(), bytes).unwrap();
    let found = fixture.cache.read(&fixture.source, &LoadOptions::default()).unwrap();
    assert_eq!(found.notes, ["from the cache"]);
}

#[test]
fn a_source_that_changes_is_read_anew() {
    let fixture = Fixture::new();
    let before = fixture.load();
    // The same length, and perhaps the same second.
    idx_folder(&fixture.folder.path().join("set"), 1);
    let after = fixture.load();
    assert_ne!(before, after);
    // The file has been replaced by that of the new content.
    assert_eq!(file::open(&fixture.file()).unwrap().1.read().unwrap(), after);
}

#[test]
fn options_and_sources_have_files_of_their_own() {
    let fixture = Fixture::new();
    let classes = LoadOptions { classes: Some(12), ..LoadOptions::default() };
    let found = fixture.cache.read(&fixture.source, &classes).unwrap();
    assert_eq!(found.train.as_ref().unwrap().classes(), 12);
    assert_eq!(kept(&fixture.cache.folder).len(), 2);
    assert_eq!(fixture.load().train.unwrap().classes(), 10);
    let other = fixture.folder.path().join("other");
    idx_folder(&other, 0);
    assert_eq!(fixture.cache.read(&DataSource::Folder(other), &classes).unwrap().sets(), found.sets());
    assert_eq!(kept(&fixture.cache.folder).len(), 3);
}

#[test]
fn damaged_and_foreign_files_are_ignored_and_replaced() {
    let fixture = Fixture::new();
    let whole = fs::read(fixture.file()).unwrap();
    let cut = whole[..whole.len() - 1].to_vec();
    let mut damaged = whole.clone();
    damaged[whole.len() / 2] ^= 1;
    for content in [Vec::new(), b"foreign".to_vec(), cut, damaged, [&whole[..], b"more"].concat()] {
        fs::write(fixture.file(), content).unwrap();
        fixture.load();
        assert_eq!(fs::read(fixture.file()).unwrap(), whole, "it was not replaced");
    }
}

#[test]
fn a_cache_that_cannot_be_written_is_no_error() {
    let fixture = Fixture::new();
    let in_the_way = fixture.folder.path().join("file");
    fs::write(&in_the_way, "").unwrap();
    let cache = DataCache::new(in_the_way.join("datasets"));
    assert_eq!(cache.read(&fixture.source, &LoadOptions::default()).unwrap(), fixture.load());
}

#[test]
fn errors_and_small_datasets_leave_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let cache = DataCache::new(folder.path().join("cache"));
    let missing = DataSource::Folder(folder.path().join("missing"));
    assert!(cache.read(&missing, &LoadOptions::default()).is_err());
    let table = folder.path().join("small.csv");
    let lines: String = (0..24).map(|line| format!("{},0,9,{line},7\n", line % 2)).collect();
    fs::write(&table, lines).unwrap();
    cache.read(&DataSource::Files(vec![table]), &LoadOptions::default()).unwrap();
    assert!(kept(&cache.folder).is_empty());
}

#[test]
fn the_built_in_digits_are_drawn_once() {
    let folder = tempfile::tempdir().unwrap();
    let cache = DataCache::new(folder.path());
    let drawn = cache.read(&DataSource::Builtin, &LoadOptions::default()).unwrap();
    assert_eq!(kept(folder.path()).len(), 1);
    assert_eq!(cache.read(&DataSource::Builtin, &LoadOptions::default()).unwrap(), drawn);
}

/// A class without pictures is an error, a picture more is another dataset: names count, not only files that are read.
#[test]
fn whatever_is_in_a_folder_of_pictures_counts() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("pictures");
    for class in ["a", "b"] {
        fs::create_dir_all(root.join(class)).unwrap();
        fs::write(root.join(class).join("0.png"), class).unwrap();
    }
    let source = DataSource::Folder(root.clone());
    let fingerprint = || Origin::of(&source).unwrap().fingerprint().unwrap();
    let mut before = fingerprint();
    let mut changed = |what: &str| {
        let now = fingerprint();
        assert_ne!(before, now, "{what}");
        before = now;
    };
    fs::write(root.join("a/0.png"), "b").unwrap();
    changed("a picture's content");
    fs::create_dir(root.join("c")).unwrap();
    changed("an empty class");
    fs::rename(root.join("a/0.png"), root.join("a/1.png")).unwrap();
    changed("a picture's name");
    fs::rename(root.join("b/0.png"), root.join("c/0.png")).unwrap();
    changed("a picture's class");
}

#[test]
fn the_oldest_files_go_first() {
    let folder = tempfile::tempdir().unwrap();
    let cache = DataCache::new(folder.path());
    for (name, age) in [("old.dataset", 300), ("older.dataset", 400), ("new.dataset", 200), ("foreign", 500)]
    {
        fs::write(folder.path().join(name), [0; 100]).unwrap();
        let time = SystemTime::now() - std::time::Duration::from_secs(age);
        fs::File::options().write(true).open(folder.path().join(name)).unwrap().set_modified(time).unwrap();
    }
    cache.shrink(250).unwrap();
    let names = kept(folder.path());
    let names: Vec<&str> = names.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
    assert_eq!(names, ["foreign", "new.dataset", "old.dataset"]);
}

#[test]
fn sizes_of_pictures_are_part_of_the_key() {
    let source = DataSource::Folder("pictures".into());
    let other = LoadOptions { size: ImageSize { width: 20, height: 20 }, ..LoadOptions::default() };
    assert_ne!(fingerprint::key(&source, &LoadOptions::default()), fingerprint::key(&source, &other));
}

fn small() -> (Given, Vec<u8>) {
    let set = |first: u8| Dataset::new(2, 1, 3, vec![first, 2, 3, 4], vec![2, 0]).unwrap();
    let given = Given {
        train: Some(set(1)),
        validation: None,
        test: Some(set(9)),
        preparation: Some(Preparation::Normalise),
        bits: SampleBits::new(12),
        form: Some(InputForm {
            scale: FeatureScale::Each(vec![(0.5, 1.5), (-2.0, 4.0)]),
            feature_names: vec!["one".into(), "two".into()],
            label_column: Some("kind".into()),
        }),
        name: "two \u{e9}".into(),
        class_names: vec!["a".into(), String::new(), "c".into()],
        notes: vec!["one".into()],
    };
    let mut bytes = Vec::new();
    write(&mut bytes, &[7; 32], &given).unwrap();
    (given, bytes)
}

fn read(bytes: &[u8]) -> Option<Given> {
    let (fingerprint, opened) = begin(bytes, bytes.len() as u64)?;
    (fingerprint == [7; 32]).then(|| opened.read()).flatten()
}

#[test]
fn a_file_reads_back() {
    let (given, bytes) = small();
    assert_eq!(read(&bytes), Some(given));
}

proptest! {
    /// A CRC of 32 bits finds every change within 32 bits of each other, so that none of these may pass.
    #[test]
    fn no_change_of_a_byte_passes(at in 0..small().1.len(), change in 1_u8..) {
        let (_, mut bytes) = small();
        bytes[at] ^= change;
        prop_assert_eq!(read(&bytes), None);
    }

    #[test]
    fn no_part_of_a_file_passes(length in 0..small().1.len()) {
        prop_assert_eq!(read(&small().1[..length]), None);
    }

    #[test]
    fn arbitrary_bytes_never_panic(rest in proptest::collection::vec(any::<u8>(), 0..400)) {
        let start = &small().1[..12];
        prop_assert_eq!(read(&[start, &rest[..]].concat()), None);
    }
}
