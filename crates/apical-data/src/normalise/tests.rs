use super::*;
use proptest::prelude::*;

/// A bar of ink of `ink` on `paper`.
fn bar(
    width: usize,
    height: usize,
    columns: std::ops::Range<usize>,
    rows: std::ops::Range<usize>,
) -> Vec<bool> {
    (0..width * height).map(|i| columns.contains(&(i % width)) && rows.contains(&(i / width))).collect()
}

fn drawn(width: usize, height: usize, bar: &[bool], ink: u8, paper: u8) -> GreyImage {
    GreyImage::new(width, height, bar.iter().map(|&inked| if inked { ink } else { paper }).collect()).unwrap()
}

/// Left, right, top and bottom of all pixels of at least 64.
fn bounds(pixels: &[u8], width: usize) -> (usize, usize, usize, usize) {
    let inked: Vec<usize> = (0..pixels.len()).filter(|&i| pixels[i] >= 64).collect();
    let columns = || inked.iter().map(|i| i % width);
    let rows = || inked.iter().map(|i| i / width);
    (columns().min().unwrap(), columns().max().unwrap(), rows().min().unwrap(), rows().max().unwrap())
}

#[test]
fn dark_and_bright_ink_give_the_same_digit() {
    let shape = bar(200, 300, 60..80, 50..250);
    let dark = normalise(&drawn(200, 300, &shape, 20, 240), ImageSize::MNIST);
    let bright = normalise(&drawn(200, 300, &shape, 255, 0), ImageSize::MNIST);
    assert_eq!(dark.polarity, Polarity::DarkOnLight);
    assert_eq!(bright.polarity, Polarity::LightOnDark);
    assert_eq!(dark.pixels, bright.pixels);
    // 20 x 200 becomes 2 x 20; its middle falls between two pixels, so it starts one pixel left of the middle one.
    let (left, right, top, bottom) = bounds(&dark.pixels, 28);
    assert_eq!((right - left + 1, bottom - top + 1), (2, 20));
    assert!((13..=15).contains(&left) && (4..=5).contains(&top), "{left} {top}");
    assert_eq!(dark.pixels.iter().max(), Some(&255));
}

#[test]
fn wherever_the_digit_stands_it_comes_to_the_middle() {
    let here = normalise(&drawn(100, 100, &bar(100, 100, 10..30, 10..60), 0, 255), ImageSize::MNIST);
    let there = normalise(&drawn(100, 100, &bar(100, 100, 70..90, 45..95), 0, 255), ImageSize::MNIST);
    assert_eq!(here, there);
}

#[test]
fn proportions_are_kept_in_both_directions() {
    for (columns, rows) in [(40, 10), (10, 40), (30, 30), (1, 90), (90, 1)] {
        let shape = bar(100, 100, 5..5 + columns, 5..5 + rows);
        let found = normalise(&drawn(100, 100, &shape, 0, 255), ImageSize::MNIST);
        let (left, right, top, bottom) = bounds(&found.pixels, 28);
        let longest = columns.max(rows);
        let expected = |side: usize| ((side * 20 + longest / 2) / longest).max(1);
        assert_eq!(
            (right - left + 1, bottom - top + 1),
            (expected(columns), expected(rows)),
            "{columns} x {rows}"
        );
    }
}

#[test]
fn blank_pictures_are_blank_and_not_digits() {
    for level in [0, 128, 255] {
        let found = normalise(&GreyImage::new(50, 40, vec![level; 2000]).unwrap(), ImageSize::MNIST);
        assert!(found.blank);
        assert_eq!(found.pixels, vec![0; 784]);
    }
    // Paper grain of +-10 grey levels.
    let grain =
        (0..10_000_u32).map(|i| 200 + (i.wrapping_mul(2_654_435_761) >> 16) as u8 % 21 - 10).collect();
    assert!(normalise(&GreyImage::new(100, 100, grain).unwrap(), ImageSize::MNIST).blank);
}

#[test]
fn specks_that_scaling_leaves_nothing_of_are_blank() {
    // Two opposite corners of what is averaged into a box of 20 x 20, and into a single pixel.
    for (side, size) in [(500, ImageSize::MNIST), (100, ImageSize { width: 1, height: 1 })] {
        let mut pixels = vec![255; side * side];
        pixels[0] = 0;
        pixels[side * side - 1] = 0;
        let found = normalise(&GreyImage::new(side, side, pixels).unwrap(), size);
        assert!(found.blank && found.pixels.iter().all(|&pixel| pixel == 0), "{side}");
    }
}

#[test]
fn grain_of_the_paper_does_not_count_as_ink() {
    let shape = bar(120, 120, 50..62, 30..90);
    let grain = |i: usize| ((i as u32).wrapping_mul(2_654_435_761) >> 16) as u8 % 17;
    let pixels =
        shape.iter().enumerate().map(|(i, &inked)| if inked { 40 } else { 200 + grain(i) }).collect();
    let found = normalise(&GreyImage::new(120, 120, pixels).unwrap(), ImageSize::MNIST);
    let (left, right, top, bottom) = bounds(&found.pixels, 28);
    assert_eq!((right - left + 1, bottom - top + 1), (4, 20));
    assert_eq!(found.pixels[0], 0);
}

#[test]
fn a_thin_pen_in_a_large_picture_still_is_ink() {
    // A stroke of 3 pixels in 2,000 x 2,000.
    let shape = bar(2000, 2000, 1000..1003, 300..1700);
    let found = normalise(&drawn(2000, 2000, &shape, 30, 250), ImageSize::MNIST);
    assert!(!found.blank);
    assert!(found.pixels.iter().filter(|&&pixel| pixel >= 128).count() >= 18);
}

#[test]
fn other_network_sizes_have_boxes_in_proportion() {
    let shape = bar(80, 80, 10..70, 10..70);
    for (width, height) in [(14, 14), (56, 56), (28, 14), (1, 1), (9, 31)] {
        let size = ImageSize { width, height };
        let found = normalise(&drawn(80, 80, &shape, 0, 255), size);
        assert_eq!(found.pixels.len(), width * height);
        assert!(!found.blank);
    }
    let found = normalise(&drawn(80, 80, &shape, 0, 255), ImageSize { width: 56, height: 56 });
    let (left, right, ..) = bounds(&found.pixels, 56);
    assert_eq!(right - left + 1, 40);
}

#[test]
fn automatic_leaves_prepared_pictures_alone() {
    // Off-centre on purpose: normalising would move it.
    let shape = bar(28, 28, 2..6, 3..20);
    let prepared = drawn(28, 28, &shape, 200, 0);
    let size = ImageSize::MNIST;
    assert!(looks_prepared(&prepared, size));
    assert_eq!(prepare(&prepared, size, Preparation::Automatic).unwrap().pixels, prepared.pixels());
    assert_ne!(prepare(&prepared, size, Preparation::Normalise).unwrap().pixels, prepared.pixels());
    let on_paper = drawn(28, 28, &shape, 0, 255);
    let found = prepare(&on_paper, size, Preparation::Automatic).unwrap();
    assert_eq!(found, normalise(&on_paper, size));
    assert_eq!(found.polarity, Polarity::DarkOnLight);
    assert_eq!(prepare(&on_paper, size, Preparation::AsIs).unwrap().pixels, on_paper.pixels());
    let message = prepare(&drawn(14, 56, &shape, 0, 255), size, Preparation::AsIs).unwrap_err().to_string();
    assert_eq!(message, "it is 56 x 14 pixels; used as it is, it would have to be 28 x 28");
    let blank = GreyImage::new(28, 28, vec![0; 784]).unwrap();
    assert!(prepare(&blank, size, Preparation::Automatic).unwrap().blank);
}

proptest! {
    #[test]
    fn any_picture_gives_an_image_of_the_networks_size(
        width in 1_usize..40,
        height in 1_usize..40,
        target_width in 1_usize..33,
        target_height in 1_usize..33,
        seed in any::<u32>(),
        threshold in any::<u8>(),
    ) {
        let noise = |i: usize| (((i as u32) ^ seed).wrapping_mul(2_654_435_761) >> 20) as u8;
        let pixels = (0..width * height).map(|i| if noise(i) < threshold { noise(i) } else { 255 }).collect();
        let size = ImageSize { width: target_width, height: target_height };
        let found = normalise(&GreyImage::new(width, height, pixels).unwrap(), size);
        prop_assert_eq!(found.pixels.len(), target_width * target_height);
        prop_assert_eq!(found.blank, found.pixels.iter().all(|&pixel| pixel == 0));
    }

    #[test]
    fn enlarging_a_digit_changes_little(factor in 2_usize..8, width in 3_usize..12) {
        let shape = bar(28, 28, 8..8 + width, 4..24);
        let small = normalise(&drawn(28, 28, &shape, 255, 0), ImageSize::MNIST);
        let large_shape: Vec<bool> = (0..28 * 28 * factor * factor)
            .map(|i| shape[i / (28 * factor) / factor * 28 + i % (28 * factor) / factor])
            .collect();
        let large = normalise(&drawn(28 * factor, 28 * factor, &large_shape, 255, 0), ImageSize::MNIST);
        let differing = small.pixels.iter().zip(&large.pixels).filter(|(a, b)| a.abs_diff(**b) > 64).count();
        prop_assert!(differing == 0, "{differing} pixels differ");
    }
}
