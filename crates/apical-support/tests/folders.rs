//! Folders that appear whole.

use std::fs;

use apical_support::FolderReplacement;

use crate::names;

#[test]
fn a_folder_appears_when_it_is_complete() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("library");
    let replacement = FolderReplacement::begin(&path).unwrap();
    fs::write(replacement.path().join("part"), "content").unwrap();
    assert!(!path.exists());
    replacement.commit().unwrap();
    assert_eq!(names(&path), ["part"]);
    assert_eq!(names(folder.path()), ["library"]);
}

#[test]
fn one_that_is_dropped_or_comes_too_late_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("library");
    drop(FolderReplacement::begin(&path).unwrap());
    assert_eq!(names(folder.path()), [""; 0]);
    fs::create_dir(&path).unwrap();
    fs::write(path.join("first"), "").unwrap();
    assert!(FolderReplacement::begin(&path).unwrap().commit().is_err());
    assert_eq!(names(&path), ["first"]);
    assert_eq!(names(folder.path()), ["library"]);
}
