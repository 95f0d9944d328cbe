//! Saving and loading: what happens to the disk.

use std::error::Error;
use std::fs::{self, File};
use std::path::Path;

use apical_core::snapshot::{MAXIMUM_FILE_BYTES, Snapshot, SnapshotError};

use super::any;

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn a_saved_file_replaces_the_one_before_and_leaves_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.safetensors");
    fs::write(&path, "what was here before").unwrap();
    let snapshot = any::example();
    snapshot.save(&path).unwrap();
    assert_eq!(Snapshot::load(&path).unwrap(), snapshot);
    assert_eq!(names(folder.path()), ["model.safetensors"]);
}

#[test]
fn an_invalid_snapshot_touches_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.safetensors");
    fs::write(&path, "kept").unwrap();
    let mut snapshot = any::example();
    snapshot.state.random.control = 0;
    assert!(matches!(snapshot.save(&path), Err(SnapshotError::State(_))));
    assert_eq!(fs::read_to_string(&path).unwrap(), "kept");
    assert_eq!(names(folder.path()), ["model.safetensors"]);
}

#[test]
fn a_missing_folder_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("none/model.safetensors");
    let error = any::example().save(&path).unwrap_err();
    assert!(error.to_string().contains("none/model.safetensors"), "{error}");
    assert!(error.source().is_some(), "the system's reason is lost");
    assert!(matches!(Snapshot::load(&path), Err(SnapshotError::Read { .. })));
}

#[test]
fn a_file_too_long_is_refused_unread() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("long");
    // Sparse: it takes no space.
    File::create(&path).unwrap().set_len(MAXIMUM_FILE_BYTES + 1).unwrap();
    let error = Snapshot::load(&path).unwrap_err();
    assert_eq!(error.to_string(), "model file: 536870913 bytes is out of range: at most 536870912");
}

#[test]
fn what_is_no_file_is_neither_read_nor_replaced() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(Snapshot::load(folder.path()), Err(SnapshotError::NotAFile { .. })));
    assert!(matches!(any::example().save(folder.path()), Err(SnapshotError::Write { .. })));
    assert!(folder.path().is_dir());
    if cfg!(unix) {
        assert!(matches!(Snapshot::load("/dev/zero"), Err(SnapshotError::NotAFile { .. })));
    }
}
