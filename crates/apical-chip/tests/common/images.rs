//! Images for runs: real ones where they are at hand, and made ones.

use std::io::Read;
use std::path::PathBuf;

use apical_core::random::SplitMix64;

/// Images of 784 pixels of which about one in five spikes.
pub(crate) fn made(count: usize, seed: u64) -> Vec<Vec<u8>> {
    let mut random = SplitMix64::new(seed);
    let mut pixel = move || if random.below(5) == 0 { 255 } else { random.below(90) as u8 };
    (0..count).map(|_| (0..784).map(|_| pixel()).collect()).collect()
}

/// The first test images of MNIST and their classes. `APICAL_TEST_MNIST` names the folder.
pub(crate) fn mnist(count: usize) -> Option<Vec<(Vec<u8>, u8)>> {
    let reason = match std::env::var_os("APICAL_TEST_MNIST").map(PathBuf::from) {
        Some(folder) if folder.is_dir() => {
            // Headers of 16 and 8 bytes.
            let images = unpacked(&folder.join("t10k-images-idx3-ubyte.gz")).split_off(16);
            let labels = unpacked(&folder.join("t10k-labels-idx1-ubyte.gz")).split_off(8);
            let images = images.chunks_exact(784).map(<[u8]>::to_vec);
            return Some(images.zip(labels).take(count).collect());
        }
        Some(folder) => format!("APICAL_TEST_MNIST names {}, which is not a folder", folder.display()),
        None => "APICAL_TEST_MNIST names no folder".to_owned(),
    };
    assert!(std::env::var("CI").as_deref() != Ok("true"), "MNIST is needed here: {reason}");
    eprintln!("SKIPPED: {reason}");
    None
}

fn unpacked(path: &std::path::Path) -> Vec<u8> {
    let file = std::fs::File::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(file).read_to_end(&mut bytes).unwrap();
    bytes
}
