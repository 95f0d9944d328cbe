//! Ctrl-C while training and while saving, and disks without room.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use apical_core::snapshot::Snapshot;

use crate::common::{LAYERS, Sandbox, refused, succeeded};

/// Long enough that no machine finishes before the signal comes.
const ENDLESS: &str = "100000";

/// Starts training and waits until epochs are being completed.
fn started(sandbox: &Sandbox, epochs: &str, out: &str) -> (Child, BufReader<std::process::ChildStderr>) {
    started_with(
        sandbox,
        &["--data", "set", "--layers", LAYERS, "--front-end", "threshold", "--epochs", epochs, "--out", out],
    )
}

fn started_with(sandbox: &Sandbox, arguments: &[&str]) -> (Child, BufReader<std::process::ChildStderr>) {
    let mut child = Command::new(assert_cmd::cargo::cargo_bin!("apical"))
        .current_dir(sandbox.path("."))
        .arg("train")
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains("3/") {
        line.clear();
        assert_ne!(stderr.read_line(&mut line).unwrap(), 0, "training ended by itself");
    }
    (child, stderr)
}

fn signal(child: &Child) {
    send(child, "-INT");
}

fn send(child: &Child, signal: &str) {
    let done = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(done.success());
}

/// Waits, but not for ever; the rest of standard error is read meanwhile, lest the pipe fill up.
fn ended(mut child: Child, mut stderr: BufReader<std::process::ChildStderr>) -> (Option<i32>, String) {
    let reader = std::thread::spawn(move || {
        let mut rest = String::new();
        stderr.read_to_string(&mut rest).unwrap();
        rest
    });
    let deadline = Instant::now() + Duration::from_secs(120);
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return (status.code(), reader.join().unwrap());
        }
        if Instant::now() > deadline {
            child.kill().unwrap();
            panic!("the program did not end after Ctrl-C");
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn temporary_files(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.ends_with(".tmp")).collect()
}

#[test]
fn ctrl_c_saves_a_checkpoint_that_goes_on_as_if_nothing_had_happened() {
    let sandbox = Sandbox::new();
    let (child, stderr) = started(&sandbox, ENDLESS, "m.safetensors");
    signal(&child);
    let (code, message) = ended(child, stderr);
    assert_eq!(code, Some(130), "{message}");
    assert!(message.contains("train --resume m.checkpoint.safetensors --out m.safetensors"), "{message}");
    assert_eq!(sandbox.files(), ["m.checkpoint.safetensors"], "a checkpoint and no model");
    let info = succeeded(sandbox.apical(&["info", "m.checkpoint.safetensors", "--json"]));
    let info: serde_json::Value = serde_json::from_str(&info).unwrap();
    let (epochs, images) = (info["epochs"].as_u64().unwrap(), info["images_into_epoch"].as_u64().unwrap());
    assert!(epochs >= 3 && images <= crate::common::TRAIN as u64, "{info}");
    // Both reach the same epoch: the interrupted run, and one that was never interrupted.
    let goal = (epochs + 3).to_string();
    let checkpoint = "m.checkpoint.safetensors";
    succeeded(sandbox.apical(&["train", "--resume", checkpoint, "--stop-after", &goal, "--out", "resumed"]));
    succeeded(sandbox.train(&["--epochs", ENDLESS, "--stop-after", &goal, "--out", "whole"]));
    assert!(sandbox.read("resumed") == sandbox.read("whole"), "the models differ at epoch {goal}");
    // Within an epoch as at the end of one: its own configuration makes it again.
    let config = succeeded(sandbox.apical(&["info", checkpoint, "--config"]));
    fs::write(sandbox.path("run.toml"), config).unwrap();
    succeeded(sandbox.apical(&["train", "--config", "run.toml", "--out", "again"]));
    assert!(sandbox.read("again") == sandbox.read(checkpoint), "the checkpoint does not come out again");
    // A checkpoint can be used as a model, too.
    succeeded(sandbox.apical(&["eval", checkpoint, "--json"]));
}

#[test]
fn the_command_to_go_on_knows_of_added_epochs() {
    let sandbox = Sandbox::new();
    succeeded(sandbox.train(&["--epochs", "1", "--out", "m.safetensors"]));
    let (child, stderr) =
        started_with(&sandbox, &["--resume", "m.safetensors", "--epochs", ENDLESS, "--out", "n.safetensors"]);
    signal(&child);
    let (code, message) = ended(child, stderr);
    assert_eq!(code, Some(130), "{message}");
    let command = format!("train --resume n.checkpoint.safetensors --out n.safetensors --epochs {ENDLESS}");
    assert!(message.contains(&command), "{message}");
    let info = succeeded(sandbox.apical(&["info", "n.checkpoint.safetensors", "--json"]));
    let info: serde_json::Value = serde_json::from_str(&info).unwrap();
    let goal = (info["epochs"].as_u64().unwrap() + 1).to_string();
    let mut again: Vec<&str> = command.split(' ').collect();
    again.extend(["--stop-after", &goal]);
    succeeded(sandbox.apical(&again));
}

#[test]
fn whatever_ends_a_run_it_says_how_to_go_on() {
    for name in ["-INT", "-TERM", "-HUP"] {
        let sandbox = Sandbox::new();
        let (child, stderr) = started(&sandbox, ENDLESS, "m.safetensors");
        send(&child, name);
        let (code, message) = ended(child, stderr);
        assert_eq!(code, Some(130), "{name}: {message}");
        assert!(
            message.contains("train --resume m.checkpoint.safetensors --out m.safetensors"),
            "{name}: {message}"
        );
        succeeded(sandbox.apical(&["info", "m.checkpoint.safetensors"]));
    }
}

/// Nobody can say anything after `kill -9`; so the next run does, before it writes over what is left.
#[test]
fn a_checkpoint_that_a_killed_run_left_is_told_before_it_is_written_over() {
    let sandbox = Sandbox::new();
    let arguments =
        ["--data", "set", "--layers", LAYERS, "--epochs", ENDLESS, "--checkpoint-every", "1", "--out", "m"];
    let (mut child, _stderr) = started_with(&sandbox, &arguments);
    child.kill().unwrap();
    child.wait().unwrap();
    let command = "train --resume m.checkpoint.safetensors --out m";
    for quiet in [&[][..], &["-q"]] {
        let before = sandbox.read("m.checkpoint.safetensors");
        let mut next = sandbox.train(&["--epochs", "2", "--out", "m", "--json"]);
        next.args(quiet);
        let output = next.output().unwrap();
        let message = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success() && message.contains(command), "{message}");
        assert!(message.contains("did not end"), "{message}");
        assert!(sandbox.read("m.checkpoint.safetensors") == before);
        fs::remove_file(sandbox.path("m")).unwrap();
    }
    // The command is one that goes on, and says nothing of the kind itself.
    let goal = Snapshot::load(sandbox.path("m.checkpoint.safetensors")).unwrap().run.position.epoch + 1;
    let mut again: Vec<&str> = command.split(' ').collect();
    let goal = goal.to_string();
    again.extend(["--stop-after", &goal]);
    let output = sandbox.apical(&again).output().unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && !message.contains("did not end"), "{message}");
    // Nor does a run after one that came to its end, whose last checkpoint is still there.
    succeeded(sandbox.train(&["--epochs", "3", "--checkpoint-every", "2", "--out", "n"]));
    let output = sandbox.train(&["--epochs", "3", "--checkpoint-every", "2", "--out", "n"]).output().unwrap();
    assert!(!String::from_utf8(output.stderr).unwrap().contains("did not end"));
}

#[test]
fn a_second_ctrl_c_at_any_time_leaves_whole_files() {
    // The second signal comes at different times: before, during and after the save.
    for pause in [0, 1, 2, 4, 8, 16] {
        let sandbox = Sandbox::new();
        succeeded(sandbox.train(&[
            "--epochs",
            "2",
            "--stop-after",
            "1",
            "--out",
            "m.checkpoint.safetensors",
        ]));
        let before = sandbox.read("m.checkpoint.safetensors");
        let (child, stderr) = started(&sandbox, ENDLESS, "m.safetensors");
        signal(&child);
        std::thread::sleep(Duration::from_millis(pause));
        // The program may have ended already.
        let _ = Command::new("kill").args(["-INT", &child.id().to_string()]).stderr(Stdio::null()).status();
        let (code, message) = ended(child, stderr);
        assert_eq!(code, Some(130), "{message}");
        // The old file or the new one, but a whole one.
        let info = succeeded(sandbox.apical(&["info", "m.checkpoint.safetensors", "--json"]));
        let info: serde_json::Value = serde_json::from_str(&info).unwrap();
        if sandbox.read("m.checkpoint.safetensors") == before {
            assert_eq!(info["epochs"], 1);
        } else {
            assert!(info["epochs"].as_u64().unwrap() >= 3, "{info}");
        }
        assert_eq!(temporary_files(&sandbox.path(".")), [""; 0]);
    }
}

/// Outputs are tried before data are read: from then on a signal must leave nothing.
#[test]
fn a_signal_at_any_time_of_the_start_leaves_no_temporary_file() {
    let sandbox = Sandbox::new();
    for pause in (0..60).step_by(3) {
        let child = Command::new(assert_cmd::cargo::cargo_bin!("apical"))
            .current_dir(sandbox.path("."))
            .args([
                "train",
                "--data",
                "set",
                "--layers",
                LAYERS,
                "--epochs",
                ENDLESS,
                "--out",
                "m.safetensors",
            ])
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .spawn();
        let mut child = child.unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        std::thread::sleep(Duration::from_millis(pause));
        // Ctrl-C is ignored until there is a handler where these tests run in a shell's background.
        send(&child, "-TERM");
        let (code, message) = ended(child, stderr);
        // Without a code it ended before it had touched anything.
        assert!(matches!(code, None | Some(130)), "{code:?}: {message}");
        assert_eq!(temporary_files(&sandbox.path(".")), [""; 0], "after {pause} ms");
    }
}

#[test]
fn what_a_killed_run_left_is_removed_by_the_next() {
    let sandbox = Sandbox::new();
    for name in [".apical-0-m.safetensors.tmp", ".apical-0-m.checkpoint.safetensors.tmp"] {
        fs::write(sandbox.path(name), "half of a model").unwrap();
    }
    succeeded(sandbox.train(&["--epochs", "1", "--out", "m.safetensors"]));
    assert_eq!(temporary_files(&sandbox.path(".")), [""; 0]);
}

/// A file system of its own, of a given size; unmounted when dropped.
struct SmallDisk<'a> {
    sandbox: &'a Sandbox,
}

impl<'a> SmallDisk<'a> {
    /// `None`, with the reason on standard error, where one cannot be mounted.
    fn mount(sandbox: &'a Sandbox, size: &str) -> Option<Self> {
        let folder = sandbox.path("disk");
        fs::create_dir(&folder).unwrap();
        let options = format!("size={size}");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &options, "tmpfs"])
            .arg(&folder)
            .stderr(Stdio::null())
            .status();
        if mounted.is_ok_and(|status| status.success()) {
            return Some(Self { sandbox });
        }
        eprintln!("SKIPPED: mounting a small tmpfs needs root");
        None
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.sandbox.path("disk")).status();
    }
}

#[test]
fn a_full_disk_is_told_before_training_and_harms_no_file() {
    let sandbox = Sandbox::new();
    let Some(_disk) = SmallDisk::mount(&sandbox, "64k") else { return };
    succeeded(sandbox.train(&["--epochs", "1", "--out", "disk/m"]));
    let before = sandbox.read("disk/m");
    // The rest of the disk.
    let _ = fs::write(sandbox.path("disk/filler"), vec![1; 64 << 10]);
    let message = refused(sandbox.train(&["--epochs", "100000", "--out", "disk/m"]));
    assert!(message.contains("disk/m") && message.contains("unchanged"), "{message}");
    assert!(message.to_lowercase().contains("space"), "{message}");
    assert!(sandbox.read("disk/m") == before, "the model was touched");
    assert_eq!(temporary_files(&sandbox.path("disk")), [""; 0]);
}

#[test]
fn a_disk_that_fills_up_during_training_harms_no_file() {
    let sandbox = Sandbox::new();
    let Some(_disk) = SmallDisk::mount(&sandbox, "16m") else { return };
    succeeded(sandbox.train(&[
        "--epochs",
        "2",
        "--stop-after",
        "1",
        "--out",
        "disk/m.checkpoint.safetensors",
    ]));
    let before = sandbox.read("disk/m.checkpoint.safetensors");
    // A run of many epochs has a long history, for which there must be room beforehand: hence 16 MB.
    let (child, stderr) = started(&sandbox, ENDLESS, "disk/m.safetensors");
    let _ = fs::write(sandbox.path("disk/filler"), vec![1; 16 << 20]);
    signal(&child);
    let (code, message) = ended(child, stderr);
    assert_eq!(code, Some(2), "{message}");
    assert!(message.contains("cannot write disk/m.checkpoint.safetensors"), "{message}");
    assert!(sandbox.read("disk/m.checkpoint.safetensors") == before, "the checkpoint was touched");
}
