//! Folders of one version.

use std::fs;

use apical_support::{StoreError, Version, VersionedFolder};

const VERSION: Version = ("store_version", 3);

#[test]
fn a_folder_is_begun_and_opened_again_and_refused_by_another_version() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    let error = VersionedFolder::open_existing(&path, &[VERSION]).unwrap_err();
    assert!(error.to_string().contains("there is none, so this is no store"), "{error}");
    let store = VersionedFolder::open(&path, &[VERSION, ("other_version", 1)]).unwrap();
    store.write("a.json", &serde_json::json!({ "store_version": 3, "content": [1, 2.5] })).unwrap();
    let again = VersionedFolder::open_existing(&path, &[VERSION]).unwrap();
    let read: serde_json::Value = again.read("a.json", VERSION).unwrap().unwrap();
    assert_eq!(read["content"], serde_json::json!([1, 2.5]));
    assert_eq!(again.read::<serde_json::Value>("b.json", VERSION).unwrap(), None);
    let error = VersionedFolder::open(&path, &[("other_version", 2)]).unwrap_err();
    assert!(matches!(error, StoreError::Version { field: "other_version", expected: 2, .. }), "{error}");
}

#[test]
fn damaged_files_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let store = VersionedFolder::open(folder.path(), &[VERSION]).unwrap();
    fs::write(store.path("a.json"), "{").unwrap();
    let error = store.read::<serde_json::Value>("a.json", VERSION).unwrap_err();
    assert!(error.to_string().contains("a.json: it is damaged"), "{error}");
    fs::write(store.path("a.json"), "{}").unwrap();
    let error = store.read::<serde_json::Value>("a.json", VERSION).unwrap_err();
    assert!(matches!(error, StoreError::Version { ref found, .. } if found == "missing"), "{error}");
    fs::write(store.path("store.json"), "no header").unwrap();
    let error = VersionedFolder::open(folder.path(), &[VERSION]).unwrap_err();
    assert!(error.to_string().contains("name another folder"), "{error}");
}
