//! Processes that are killed while they write: the old file is whole, and the next write removes what they left.
//!
//! The test program starts itself as the process that is killed.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use apical_support::{FolderReplacement, Replacement, abandon_replacements, replace_file};

use crate::names;

const TARGET: &str = "APICAL_TEST_TARGET";
const READY: &str = "half of it is written";

/// Ends only if the tests that started it end.
fn wait_for_the_end() {
    println!("{READY}");
    let _ = std::io::stdin().read(&mut [0]);
}

/// The part of the killed process; nothing where it is run as a test.
#[test]
fn writes_half_a_file() {
    let Some(target) = std::env::var_os(TARGET) else { return };
    let mut replacement = Replacement::begin(Path::new(&target)).unwrap();
    replacement.write_all(b"half of").unwrap();
    wait_for_the_end();
    drop(replacement);
}

#[test]
fn makes_half_a_folder() {
    let Some(target) = std::env::var_os(TARGET) else { return };
    let replacement = FolderReplacement::begin(Path::new(&target)).unwrap();
    fs::write(replacement.path().join("part"), "half of").unwrap();
    wait_for_the_end();
    drop(replacement);
}

#[test]
fn abandons_what_it_writes() {
    let Some(target) = std::env::var_os(TARGET) else { return };
    let target = PathBuf::from(target);
    let file = Replacement::begin(&target).unwrap();
    let folder = FolderReplacement::begin(&target.with_extension("folder")).unwrap();
    fs::write(folder.path().join("part"), "half of").unwrap();
    assert!(file.path().exists());
    abandon_replacements();
    std::process::exit(130);
}

struct Writer(Child);

impl Writer {
    /// Starts a process and waits until it has written half.
    fn start(test: &str, target: &Path) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", &format!("killed::{test}"), "--nocapture"])
            .env(TARGET, target)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        while !line.contains(READY) {
            line.clear();
            assert_ne!(output.read_line(&mut line).unwrap(), 0, "{test} ended by itself");
        }
        Self(child)
    }

    /// SIGKILL where there are signals: nothing in the process learns of it.
    fn kill(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_killed_write_keeps_the_old_file_and_the_next_removes_what_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model");
    fs::write(&path, "old").unwrap();
    Writer::start("writes_half_a_file", &path).kill();
    assert_eq!(fs::read_to_string(&path).unwrap(), "old");
    assert_eq!(names(folder.path()), [".apical-0-model.tmp", "model"]);
    // That of another target is not ours to judge.
    replace_file(&folder.path().join("other"), b"other").unwrap();
    assert_eq!(names(folder.path()), [".apical-0-model.tmp", "model", "other"]);
    replace_file(&path, b"new").unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "new");
    assert_eq!(names(folder.path()), ["model", "other"]);
}

#[test]
fn what_a_living_process_writes_stays() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model");
    let mut writers: Vec<Writer> = (0..3).map(|_| Writer::start("writes_half_a_file", &path)).collect();
    replace_file(&path, b"new").unwrap();
    let temporary = [".apical-0-model.tmp", ".apical-1-model.tmp", ".apical-2-model.tmp"];
    assert_eq!(names(folder.path()), [&temporary[..], &["model"]].concat());
    assert_eq!(fs::read(folder.path().join(temporary[1])).unwrap(), b"half of");
    // Those of the second and the third are left-overs now, the first still lives.
    writers[1].kill();
    writers[2].kill();
    replace_file(&path, b"newer").unwrap();
    assert_eq!(names(folder.path()), [temporary[0], "model"]);
    writers[0].kill();
    replace_file(&path, b"newest").unwrap();
    assert_eq!(names(folder.path()), ["model"]);
}

/// A number that is free does not hide left-overs of higher ones.
#[test]
fn left_overs_are_found_behind_free_names() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model");
    for number in 1..5 {
        fs::write(folder.path().join(format!(".apical-{number}-model.tmp")), "left").unwrap();
    }
    replace_file(&path, b"new").unwrap();
    assert_eq!(names(folder.path()), ["model"]);
}

#[test]
fn a_half_made_folder_is_removed_by_the_next_who_makes_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("library");
    let mut writer = Writer::start("makes_half_a_folder", &path);
    let second = FolderReplacement::begin(&path).unwrap();
    assert_eq!(names(folder.path()), [".apical-0-library.tmp", ".apical-1-library.tmp"]);
    drop(second);
    writer.kill();
    FolderReplacement::begin(&path).unwrap().commit().unwrap();
    assert_eq!(names(folder.path()), ["library"]);
}

#[test]
fn a_process_that_is_asked_to_end_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model");
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killed::abandons_what_it_writes"])
        .env(TARGET, &path)
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert_eq!(status.code(), Some(130));
    assert_eq!(names(folder.path()), [""; 0]);
}
