//! Saving and loading: what happens to the disk.

use std::error::Error;
use std::fs::{self, File};
use std::path::Path;

use apical_core::snapshot::{MAXIMUM_FILE_BYTES, Snapshot, SnapshotError, replace_file};

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
    assert!(replace_file(folder.path(), b"x").is_err());
    assert!(folder.path().is_dir());
}

#[cfg(unix)]
#[test]
fn devices_and_links_stay_what_they_are() {
    use std::os::unix::fs::{FileTypeExt, symlink};
    assert!(replace_file(Path::new("/dev/null"), b"x").is_err());
    assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
    assert!(matches!(Snapshot::load("/dev/zero"), Err(SnapshotError::NotAFile { .. })));

    let folder = tempfile::tempdir().unwrap();
    let (real, link) = (folder.path().join("real"), folder.path().join("link"));
    fs::write(&real, "old").unwrap();
    symlink(&real, &link).unwrap();
    replace_file(&link, b"new").unwrap();
    assert_eq!(fs::read(&real).unwrap(), b"new");
    assert!(fs::symlink_metadata(&link).unwrap().file_type().is_symlink());
}

/// Several processes may save into one folder, and a crash may have left its temporary file.
#[test]
fn a_temporary_file_left_behind_is_not_in_the_way() {
    let folder = tempfile::tempdir().unwrap();
    let left = folder.path().join(format!(".apical-{}-0.tmp", std::process::id()));
    fs::write(&left, "left behind").unwrap();
    let path = folder.path().join("model");
    replace_file(&path, b"content").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"content");
    assert_eq!(fs::read_to_string(&left).unwrap(), "left behind");
}

/// A full disk fails in the middle of writing. A limit on the size of files does so too, needs no privilege, and
/// the shell can set it: the test starts itself again under one.
#[cfg(unix)]
#[test]
fn a_write_that_fails_half_way_keeps_the_previous_file() {
    const FOLDER: &str = "APICAL_TEST_LIMITED_FOLDER";
    if let Some(folder) = std::env::var_os(FOLDER) {
        let path = Path::new(&folder).join("model");
        let error = replace_file(&path, &[7; 100_000]).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::FileTooLarge, "{error}");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model");
    fs::write(&path, "previous").unwrap();
    let output = std::process::Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 8; exec \"$0\" \"$@\""])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "files::a_write_that_fails_half_way_keeps_the_previous_file"])
        .env(FOLDER, folder.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"), "{output:?}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "previous");
    assert_eq!(names(folder.path()), ["model"]);
}
