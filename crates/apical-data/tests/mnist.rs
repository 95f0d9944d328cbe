//! The real MNIST, where it is at hand.
//!
//! `APICAL_TEST_MNIST` names a folder with the four files.

use std::path::PathBuf;

use apical_data::{DataSource, GreyImage, ImageSize, LoadOptions, Loaded, looks_prepared, normalise};

fn folder() -> Option<PathBuf> {
    let reason = match std::env::var_os("APICAL_TEST_MNIST").map(PathBuf::from) {
        Some(folder) if folder.is_dir() => return Some(folder),
        Some(folder) => format!("APICAL_TEST_MNIST names {}, which is not a folder", folder.display()),
        None => "APICAL_TEST_MNIST names no folder".to_owned(),
    };
    assert!(std::env::var("CI").as_deref() != Ok("true"), "MNIST is needed here: {reason}");
    eprintln!("SKIPPED: {reason}");
    None
}

fn mnist() -> Option<Loaded> {
    let folder = folder()?;
    let source = DataSource::parse(&["mnist".to_owned()], Some(&folder)).unwrap();
    Some(source.load(&LoadOptions::default()).unwrap())
}

#[test]
fn mnist_loads_verified() {
    let Some(loaded) = mnist() else { return };
    let (train, test) = (&loaded.split.train, &loaded.split.test);
    assert_eq!((train.len(), test.len()), (60_000, 10_000));
    assert_eq!((train.width(), train.height(), train.classes()), (28, 28, 10));
    // The first labels, as published with the set.
    assert_eq!(train.labels()[..5], [5, 0, 4, 1, 9]);
    assert_eq!(test.labels()[..5], [7, 2, 1, 0, 4]);
    assert_eq!(loaded.notes, Vec::<String>::new());
    // The same files as a mere folder give the same set.
    let names = [folder().unwrap().display().to_string()];
    let plain = DataSource::parse(&names, None).unwrap().load(&LoadOptions::default()).unwrap();
    assert_eq!(plain.split, loaded.split);
}

/// The peak of memory while loading is near the size of the set: 55 MB of pixels and labels.
#[cfg(target_os = "linux")]
#[test]
fn loading_holds_no_second_copy() {
    const VARIABLE: &str = "APICAL_TEST_PEAK_CHILD";
    let Some(folder) = folder() else { return };
    // In a process of its own: other tests of this one hold the set as well.
    if std::env::var_os(VARIABLE).is_none() {
        let output = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "loading_holds_no_second_copy", "--nocapture"])
            .env(VARIABLE, "1")
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        return;
    }
    let peak = || {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
    };
    let before = peak();
    let source = DataSource::parse(&["mnist".to_owned()], Some(&folder)).unwrap();
    let loaded = source.load(&LoadOptions::default()).unwrap();
    assert_eq!(loaded.split.train.len(), 60_000);
    let grown = peak() - before;
    eprintln!("the peak of memory grew by {grown} MiB");
    assert!(grown < 64, "the peak of memory grew by {grown} MiB");
}

#[test]
fn mnist_looks_prepared_and_normalising_it_changes_next_to_nothing() {
    let Some(loaded) = mnist() else { return };
    let test = &loaded.split.test;
    let (mut prepared, mut same, mut difference) = (0, 0, 0_u64);
    for index in 0..test.len() {
        let image = GreyImage::new(28, 28, test.image(index).to_vec()).unwrap();
        prepared += usize::from(looks_prepared(&image, ImageSize::MNIST));
        let again = normalise(&image, ImageSize::MNIST);
        same += usize::from(again.pixels == image.pixels());
        difference +=
            again.pixels.iter().zip(image.pixels()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum::<u64>();
    }
    let mean = difference as f64 / (test.len() * 784) as f64;
    eprintln!(
        "{prepared} look prepared, {same} come through unchanged, mean difference {mean:.4} grey levels"
    );
    assert_eq!(prepared, test.len());
    assert!(same >= 9_000, "{same} of 10000 unchanged");
    assert!(mean < 0.05, "{mean}");
}
