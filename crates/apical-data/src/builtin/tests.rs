//! Properties of the built-in digits.

mod linear;

use std::collections::HashSet;
use std::sync::LazyLock;

use super::{default_split, generate};
use crate::{Dataset, Split};

/// The default digits, drawn once for all tests.
static DEFAULT: LazyLock<Split> = LazyLock::new(default_split);

fn images(set: &Dataset) -> impl Iterator<Item = &[u8]> {
    (0..set.len()).map(|index| set.image(index))
}

fn both() -> [&'static Dataset; 2] {
    [&DEFAULT.train, &DEFAULT.test]
}

#[test]
fn the_default_digits_are_the_same_everywhere_and_for_ever() {
    let [train, test] = both().map(|set| set.hash().map(|byte| format!("{byte:02x}")).concat());
    assert_eq!(train, "39f8676e1e13c211250572a40853d62e18fcaa67d4b1765dbc0fe09e748f0d1f");
    assert_eq!(test, "d805e505ba80321a06a1fd4a55c7e5ca83540f7bb34e50acf4bd84a2b37b8add");
}

#[test]
fn the_default_digits_have_the_stated_size() {
    assert_eq!(both().map(Dataset::len), [10_000, 2_000]);
    for set in both() {
        assert_eq!((set.width(), set.height(), set.classes()), (28, 28, 10));
    }
}

#[test]
fn classes_are_balanced_and_shuffled() {
    let odd = generate(3, 25, 11);
    for set in [&DEFAULT.train, &DEFAULT.test, &odd.train, &odd.test] {
        let mut counts = [0; 10];
        set.labels().iter().for_each(|&label| counts[usize::from(label)] += 1);
        let least = set.len() / 10;
        assert!(counts.iter().all(|&count| count == least || count == least + 1), "{counts:?}");
    }
    // In a shuffled set one pair of neighbours in ten is of one class.
    let pairs = DEFAULT.train.labels().windows(2).filter(|pair| pair[0] == pair[1]).count();
    assert!((800..1200).contains(&pairs), "{pairs}");
}

#[test]
fn the_ink_is_as_much_as_in_mnist() {
    for set in both() {
        for image in images(set) {
            let spikes = image.iter().filter(|&&pixel| pixel >= 128).count();
            assert!((15..=320).contains(&spikes), "{spikes} dark pixels");
        }
        let spikes = set.pixels().iter().filter(|&&pixel| pixel >= 128).count() / set.len();
        assert!((90..=112).contains(&spikes), "{spikes} dark pixels an image");
        let mean =
            set.pixels().iter().map(|&pixel| u64::from(pixel)).sum::<u64>() / set.pixels().len() as u64;
        assert!((30..=36).contains(&mean), "mean {mean}");
    }
}

#[test]
fn the_ink_fits_a_box_of_twenty_pixels_and_keeps_off_the_border() {
    for set in both() {
        for image in images(set) {
            let span = |least: u8, position: fn(usize) -> usize| {
                let positions = || (0..image.len()).filter(|&pixel| image[pixel] >= least).map(position);
                (positions().min().unwrap(), positions().max().unwrap())
            };
            let mut longest = 0;
            for position in [|pixel| pixel / 28, |pixel| pixel % 28] {
                let (first, last) = span(1, position);
                assert!(first >= 1 && last <= 26, "{first} to {last}");
                let (first, last) = span(32, position);
                longest = longest.max(last - first + 1);
            }
            // A box that lies between the pixels touches one more.
            assert!((18..=21).contains(&longest), "{longest}");
        }
    }
}

#[test]
fn the_centre_of_mass_is_in_the_middle() {
    for set in both() {
        for (index, image) in images(set).enumerate() {
            let (mut mass, mut right, mut down) = (0.0, 0.0, 0.0);
            for (position, &pixel) in image.iter().enumerate() {
                let ink = f64::from(pixel);
                mass += ink;
                right += ink * ((position % 28) as f64 + 0.5);
                down += ink * ((position / 28) as f64 + 0.5);
            }
            let off = [right / mass - 14.0, down / mass - 14.0];
            assert!(off.iter().all(|off| off.abs() <= 1.0), "image {index}: {off:?}");
        }
    }
}

#[test]
fn no_two_images_are_alike() {
    let distinct: HashSet<&[u8]> = both().into_iter().flat_map(images).collect();
    assert_eq!(distinct.len(), 12_000);
}

#[test]
fn the_arguments_decide_the_images() {
    let first = generate(7, 30, 20);
    assert_eq!(first, generate(7, 30, 20));
    let other = generate(8, 30, 20);
    assert_ne!(first.train, other.train);
    assert_ne!(first.test, other.test);
    assert_eq!(first.train, generate(7, 30, 999).train);
    assert_eq!(first.test, generate(7, 999, 20).test);
    // The smallest sets.
    assert_eq!(generate(u64::MAX, 1, 1).test.len(), 1);
}

#[test]
#[should_panic(expected = "at least one image")]
fn a_part_without_images_is_refused() {
    let _ = generate(1, 10, 0);
}
