//! What is there after a file was replaced, or could not be.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;

use apical_support::{Replacement, check_replaceable, rename_durably, replace_file};

use crate::names;

#[test]
fn a_file_is_made_and_replaced_and_nothing_else_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model");
    for content in ["first", "the second, which is longer", ""] {
        replace_file(&path, content.as_bytes()).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), content);
        assert_eq!(names(folder.path()), ["model"]);
    }
    let other = folder.path().join("other");
    fs::write(&other, "moved").unwrap();
    rename_durably(&other, &path).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "moved");
}

#[test]
fn what_is_dropped_leaves_the_file_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model");
    fs::write(&path, "kept").unwrap();
    let mut replacement = Replacement::begin(&path).unwrap();
    replacement.write_all(b"half of").unwrap();
    assert_eq!(fs::read(replacement.path()).unwrap(), b"half of");
    drop(replacement);
    assert_eq!(fs::read_to_string(&path).unwrap(), "kept");
    assert_eq!(names(folder.path()), ["model"]);
}

/// Simulators open the file themselves, some after removing it, and tell its form by the end of its name.
#[test]
fn a_file_may_be_written_by_its_path() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("waves.fst");
    let replacement = Replacement::begin_by_path(&path).unwrap();
    assert_eq!(replacement.path().extension().unwrap(), "fst");
    fs::remove_file(replacement.path()).unwrap();
    fs::write(replacement.path(), "waves").unwrap();
    replacement.commit().unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "waves");
    assert_eq!(names(folder.path()), ["waves.fst"]);
}

#[test]
fn names_of_any_length_have_room_for_a_temporary_one() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["n".repeat(255), "é".repeat(127), "模".repeat(85)] {
        let path = folder.path().join(&name);
        replace_file(&path, b"content").unwrap();
        assert_eq!(names(folder.path()), [name]);
        fs::remove_file(path).unwrap();
    }
}

#[test]
fn what_cannot_be_written_is_known_before_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model");
    check_replaceable(&path, 1000).unwrap();
    assert_eq!(names(folder.path()), [""; 0]);
    fs::write(&path, "kept").unwrap();
    check_replaceable(&path, 1000).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "kept");
    assert_eq!(names(folder.path()), ["model"]);
    for replace in [|path: &Path| check_replaceable(path, 0), |path: &Path| replace_file(path, b"x")] {
        assert_eq!(replace(&folder.path().join("none/model")).unwrap_err().kind(), ErrorKind::NotFound);
        assert_eq!(replace(folder.path()).unwrap_err().to_string(), "it is a folder");
        assert_eq!(replace(Path::new("/")).unwrap_err().to_string(), "it is a folder");
        assert_eq!(replace(Path::new("")).unwrap_err().to_string(), "it names no file");
    }
    assert!(folder.path().is_dir());
}

#[cfg(unix)]
#[test]
fn devices_and_links_stay_what_they_are() {
    use std::os::unix::fs::{FileTypeExt, symlink};
    for replace in [|path: &Path| check_replaceable(path, 0), |path: &Path| replace_file(path, b"x")] {
        let error = replace(Path::new("/dev/null")).unwrap_err();
        assert_eq!(error.to_string(), "it exists and is not a regular file");
    }
    assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());

    let folder = tempfile::tempdir().unwrap();
    let (real, link) = (folder.path().join("real"), folder.path().join("link"));
    fs::write(&real, "old").unwrap();
    symlink(&real, &link).unwrap();
    replace_file(&link, b"new").unwrap();
    assert_eq!(fs::read(&real).unwrap(), b"new");
    assert!(fs::symlink_metadata(&link).unwrap().file_type().is_symlink());
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
        assert_eq!(error.kind(), ErrorKind::FileTooLarge, "{error}");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model");
    fs::write(&path, "previous").unwrap();
    let output = std::process::Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 8; exec \"$0\" \"$@\""])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "replaced::a_write_that_fails_half_way_keeps_the_previous_file"])
        .env(FOLDER, folder.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"), "{output:?}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "previous");
    assert_eq!(names(folder.path()), ["model"]);
}

/// Each must end with the whole content of one of them, and no error.
#[test]
fn many_threads_may_replace_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model");
    std::thread::scope(|scope| {
        for letter in b'a'..=b'p' {
            let path = &path;
            scope.spawn(move || {
                for _ in 0..20 {
                    replace_file(path, &vec![letter; 50_000]).unwrap();
                }
            });
        }
    });
    let content = fs::read(&path).unwrap();
    assert_eq!(content, vec![content[0]; 50_000]);
    assert_eq!(names(folder.path()), ["model"]);
}
