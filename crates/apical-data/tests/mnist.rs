//! The real MNIST, where it is at hand.
//!
//! `APICAL_TEST_MNIST` names a folder with the four files.

use std::path::PathBuf;

use apical_data::{
    DataSource, GreyImage, ImageSize, LoadOptions, Loaded, looks_prepared, normalise, split_characters,
};

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
        // As the test program calls it: without the program's own name.
        let path = concat!(module_path!(), "::loading_holds_no_second_copy");
        let name = path.split_once("::").map_or(path, |(_, name)| name);
        let output = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name, "--nocapture"])
            .env(VARIABLE, "1")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        assert!(said.contains("the peak of memory grew") || said.contains("SKIPPED"), "no test ran: {said}");
        return;
    }
    let peak = || -> Option<u64> {
        let status = std::fs::read_to_string("/proc/self/status").ok()?;
        let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
        Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
    };
    let Some(before) = peak() else {
        eprintln!("SKIPPED: this system does not tell how much memory a process took at most");
        return;
    };
    let source = DataSource::parse(&["mnist".to_owned()], Some(&folder)).unwrap();
    let loaded = source.load(&LoadOptions::default()).unwrap();
    assert_eq!(loaded.split.train.len(), 60_000);
    let grown = peak().unwrap() - before;
    eprintln!("the peak of memory grew by {grown} MiB");
    assert!(grown < 64, "the peak of memory grew by {grown} MiB");
}

#[test]
fn mnist_looks_prepared_and_normalising_it_changes_next_to_nothing() {
    let Some(loaded) = mnist() else { return };
    let test = &loaded.split.test;
    let (mut prepared, mut same, mut difference, mut in_parts) = (0, 0, 0_u64, 0);
    for index in 0..test.len() {
        let image = GreyImage::new(28, 28, test.image(index).to_vec()).unwrap();
        prepared += usize::from(looks_prepared(&image, ImageSize::MNIST));
        let again = normalise(&image, ImageSize::MNIST);
        in_parts += usize::from(split_characters(&image).len() != 1);
        same += usize::from(again.pixels == image.pixels());
        difference +=
            again.pixels.iter().zip(image.pixels()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum::<u64>();
    }
    let mean = difference as f64 / (test.len() * 784) as f64;
    eprintln!(
        "{prepared} look prepared, {same} come through unchanged, mean difference {mean:.4} grey levels, \
         {in_parts} are several characters"
    );
    assert_eq!(prepared, test.len());
    assert_eq!(same, 9_138, "as the documentation says");
    assert!(in_parts < 60, "{in_parts} of 10000 are several characters");
    assert!(mean < 0.05, "{mean}");
}

/// The label of the image that is nearest to a picture in the sum of squares, of the first `count`.
fn nearest(train: &apical_data::Dataset, count: usize, pixels: &[u8]) -> u8 {
    let distance = |index: usize| -> u64 {
        let pairs = train.image(index).iter().zip(pixels);
        pairs.map(|(one, other)| u64::from(one.abs_diff(*other)).pow(2)).sum()
    };
    train.labels()[(0..count).min_by_key(|&index| distance(index)).unwrap()]
}

/// Pictures of digits as people have them, told by the nearest digit of MNIST.
#[test]
fn digits_of_pictures_are_found() {
    let Some(loaded) = mnist() else { return };
    let Some(cases) =
        std::env::var_os("APICAL_TEST_TABLES").map(|folder| PathBuf::from(folder).join("cases"))
    else {
        return;
    };
    let digits = |image: &GreyImage| -> Vec<u8> {
        let pixels = |part: &GreyImage| normalise(part, ImageSize::MNIST).pixels;
        split_characters(image)
            .iter()
            .map(|part| nearest(&loaded.split.train, 60_000, &pixels(part)))
            .collect()
    };
    for (file, expected) in [("multi_42.png", &[4, 2][..]), ("frame_4.png", &[4]), ("exif6_4.jpg", &[4])] {
        if !cases.join(file).is_file() {
            eprintln!("SKIPPED: there is no {file}");
            continue;
        }
        let image = GreyImage::open(&cases.join(file)).unwrap();
        assert_eq!(digits(&image), expected, "{file}");
        if expected.len() == 1 {
            let whole = normalise(&image, ImageSize::MNIST).pixels;
            assert_eq!(nearest(&loaded.split.train, 60_000, &whole), expected[0], "{file}");
        }
    }
    let test = &loaded.split.test;
    let (mut right, mut plain_right) = (0, 0);
    const DIGITS: usize = 20;
    for index in 0..DIGITS {
        let page = ruled_page_in_shadow(test.image(index));
        let found = nearest(&loaded.split.train, 10_000, &normalise(&page, ImageSize::MNIST).pixels);
        right += usize::from(found == test.labels()[index]);
        plain_right +=
            usize::from(nearest(&loaded.split.train, 10_000, test.image(index)) == test.labels()[index]);
    }
    eprintln!("{right} of {DIGITS} on a ruled page in shadow, {plain_right} as they are");
    assert!(
        right + 2 >= plain_right,
        "{right} of {DIGITS} on a ruled page in shadow, {plain_right} as they are"
    );
}

/// A digit of MNIST, ten times as large, dark on a page with ruled lines, the light of which fades to a third.
fn ruled_page_in_shadow(digit: &[u8]) -> GreyImage {
    const SIDE: usize = 400;
    let pixels = (0..SIDE * SIDE).map(|at| {
        let (x, y) = (at % SIDE, at / SIDE);
        let inside = (60..340).contains(&x) && (60..340).contains(&y);
        let ink = if inside { u32::from(digit[(y - 60) / 10 * 28 + (x - 60) / 10]) } else { 0 };
        let ruled = if (y + x / 100) % 50 < 3 { 90 } else { 0 };
        let paper = 255 - ink.max(ruled) * 220 / 255;
        let light = 255 - 170 * (x + y) as u32 / (2 * SIDE as u32);
        (paper * light / 255) as u8
    });
    GreyImage::new(SIDE, SIDE, pixels.collect()).unwrap()
}
