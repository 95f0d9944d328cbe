//! A small dataset of our own and a way to run the program on it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use tempfile::TempDir;

/// Side of an image of the small set.
pub(crate) const SIDE: usize = 8;
/// Classes of the small set.
pub(crate) const CLASSES: usize = 4;
/// Images of its two parts.
pub(crate) const TRAIN: usize = 160;
pub(crate) const TEST: usize = 40;
/// The network that suits it.
pub(crate) const LAYERS: &str = "64,24,16,4";

/// A folder with the small dataset in `set/`, in which commands are run.
pub(crate) struct Sandbox {
    folder: TempDir,
}

impl Sandbox {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        write_set(&folder.path().join("set"), TRAIN, TEST);
        Self { folder }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// `apical` in this folder, untouched by the environment of whoever runs the tests.
    pub(crate) fn apical(&self, arguments: &[&str]) -> Command {
        let mut command = apical();
        command.current_dir(self.folder.path()).args(arguments);
        command
    }

    /// Trains on the small set, each pixel giving one bit.
    pub(crate) fn train(&self, arguments: &[&str]) -> Command {
        let mut command =
            self.apical(&["train", "--data", "set", "--layers", LAYERS, "--front-end", "threshold"]);
        command.args(arguments);
        command
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Names of the files in the folder, hidden ones too, `set` left out.
    pub(crate) fn files(&self) -> Vec<String> {
        let names = fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<String> =
            names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.retain(|name| name != "set");
        names.sort();
        names
    }
}

/// The folder of MNIST, if there is one; in CI there must be.
pub(crate) fn mnist_folder() -> Option<PathBuf> {
    let named = std::env::var_os("APICAL_TEST_MNIST").map(PathBuf::from);
    if let Some(folder) = named.filter(|folder| folder.is_dir()) {
        return Some(folder);
    }
    assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "MNIST is not at hand; CI needs it");
    eprintln!("SKIPPED: MNIST is not at hand; APICAL_TEST_MNIST can name its folder");
    None
}

pub(crate) fn apical() -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("apical"));
    for variable in ["APICAL_DATA_DIR", "APICAL_MIRROR", "CARGO_MANIFEST_DIR", "COLUMNS"] {
        command.env_remove(variable);
    }
    // Nothing of the user's is read or written; what one test has parsed others may use.
    command.env("APICAL_CACHE_DIR", concat!(env!("CARGO_TARGET_TMPDIR"), "/cache"));
    command.env_remove("APICAL_DATA_CACHE").env("NO_COLOR", "1");
    command
}

/// Runs a command that must fail with bad use or bad input; returns what it said.
pub(crate) fn refused(mut command: Command) -> String {
    let output = command.output().unwrap();
    let message = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", shown(&output));
    assert!(output.stdout.is_empty(), "a failure has no result:\n{}", shown(&output));
    assert!(message.contains("error: "), "{}", shown(&output));
    assert!(!message.contains("panicked"), "{}", shown(&output));
    message
}

/// Runs a command that must succeed; returns its standard output.
pub(crate) fn succeeded(mut command: Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", shown(&output));
    String::from_utf8(output.stdout).unwrap()
}

pub(crate) fn shown(output: &Output) -> String {
    format!(
        "status {:?}\nstdout:\n{}\nstderr:\n{}",
        output.status.code(),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// A training and a test set as four IDX files.
pub(crate) fn write_set(folder: &Path, train: usize, test: usize) {
    fs::create_dir_all(folder).unwrap();
    for (part, count, first) in [("train", train, 0), ("t10k", test, train)] {
        let images: Vec<u8> = (first..first + count).flat_map(image).collect();
        let labels: Vec<u8> = (first..first + count).map(label).collect();
        fs::write(folder.join(format!("{part}-images-idx3-ubyte")), idx_images(count, SIDE, &images))
            .unwrap();
        fs::write(folder.join(format!("{part}-labels-idx1-ubyte")), idx_labels(&labels)).unwrap();
    }
}

pub(crate) fn label(index: usize) -> u8 {
    (index % CLASSES) as u8
}

/// A horizontal, vertical, rising or falling bar, somewhere, on a background with specks.
pub(crate) fn image(index: usize) -> Vec<u8> {
    let offset = 2 + (index / CLASSES) % 4;
    let mut noise = index as u32 ^ 0x5A5A;
    (0..SIDE * SIDE)
        .map(|pixel| {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let (row, column) = (pixel / SIDE, pixel % SIDE);
            let on = match label(index) {
                0 => row == offset,
                1 => column == offset,
                2 => (row + 6).abs_diff(column + offset + 2) == 0,
                _ => row + column == offset + 4,
            };
            match (on, noise >> 28) {
                (true, _) => 220,
                (false, 0) => 180,
                (false, _) => 0,
            }
        })
        .collect()
}

pub(crate) fn idx_images(count: usize, side: usize, pixels: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0, 0, 8, 3];
    for number in [count, side, side] {
        bytes.extend((number as u32).to_be_bytes());
    }
    bytes.extend(pixels);
    bytes
}

pub(crate) fn idx_labels(labels: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0, 0, 8, 1];
    bytes.extend((labels.len() as u32).to_be_bytes());
    bytes.extend(labels);
    bytes
}

/// A BMP file of 24 bits a pixel, the simplest picture there is.
pub(crate) fn write_bmp(path: &Path, width: usize, height: usize, grey: &[u8]) {
    let row = (3 * width).next_multiple_of(4);
    let mut bytes = b"BM".to_vec();
    for number in [54 + row * height, 0, 54, 40, width, height] {
        bytes.extend((number as u32).to_le_bytes());
    }
    bytes.extend([1, 0, 24, 0]);
    bytes.extend([0; 24]);
    // Rows come from the bottom up.
    for line in grey.chunks(width).rev() {
        let start = bytes.len();
        bytes.extend(line.iter().flat_map(|&value| [value; 3]));
        bytes.resize(start + row, 0);
    }
    fs::write(path, bytes).unwrap();
}
