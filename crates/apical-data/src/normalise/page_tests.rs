//! Pages: edges of scans, light, ruled lines, several characters.

use super::*;
use proptest::prelude::*;

const SIDE: usize = 280;

/// A page whose ink is where `inked` says, of grey levels that `paper` and `ink` say.
fn page(inked: impl Fn(usize, usize) -> bool, level: impl Fn(usize, usize, bool) -> u8) -> GreyImage {
    let pixels = (0..SIDE * SIDE).map(|at| level(at % SIDE, at / SIDE, inked(at % SIDE, at / SIDE)));
    GreyImage::new(SIDE, SIDE, pixels.collect()).unwrap()
}

/// A 7: a bar with a stem.
fn seven(x: usize, y: usize) -> bool {
    ((80..200).contains(&x) && (60..80).contains(&y)) || ((170..200).contains(&x) && (60..220).contains(&y))
}

fn plain(_: usize, _: usize, inked: bool) -> u8 {
    if inked { 30 } else { 230 }
}

fn at_28(image: &GreyImage) -> Vec<u8> {
    normalise(image, ImageSize::MNIST).pixels
}

/// The most that two images differ in a pixel.
fn difference(one: &[u8], other: &[u8]) -> u8 {
    one.iter().zip(other).map(|(one, other)| one.abs_diff(*other)).max().unwrap()
}

#[test]
fn the_black_edge_of_a_scan_is_cut_off() {
    let expected = at_28(&page(seven, plain));
    // All around, in a corner, and on three sides.
    let edges: [&dyn Fn(usize, usize) -> bool; 3] =
        [&|x, y| x < 8 || y < 12 || x >= SIDE - 5 || y >= SIDE - 20, &|x, y| x < 8 || y < 12, &|x, y| {
            x < 3 || y < 12 || x >= SIDE - 9
        }];
    for (number, edge) in edges.iter().enumerate() {
        let scanned = page(|x, y| seven(x, y) || edge(x, y), plain);
        assert_eq!(at_28(&scanned), expected, "{number}");
        assert_eq!(split_characters(&scanned).len(), 1);
    }
    // White around a dark page.
    let dark = page(|x, y| seven(x, y) || edges[0](x, y), |_, _, inked| if inked { 250 } else { 20 });
    assert!(difference(&at_28(&dark), &expected) <= 1);
}

#[test]
fn characters_that_fill_the_picture_keep_their_strokes() {
    // An L along two sides, a box along all four, bars along two that do not meet, a 7 along the top.
    let shapes: [&dyn Fn(usize, usize) -> bool; 4] = [
        &|x, y| x < 20 || y >= SIDE - 20,
        &|x, y| x < 20 || y < 20 || x >= SIDE - 20 || y >= SIDE - 20 || (130..150).contains(&y),
        &|_, y| !(20..SIDE - 20).contains(&y),
        &|x, y| y < 20 || (x >= SIDE - 40 && y < SIDE - 10),
    ];
    for (number, shape) in shapes.iter().enumerate().skip(1) {
        let area = frame::inside(SIDE, SIDE, page(shape, plain).pixels());
        assert_eq!(area, frame::Area { left: 0, top: 0, right: SIDE, bottom: SIDE }, "{number}");
    }
}

#[test]
fn light_that_fades_is_no_ink() {
    let expected = at_28(&page(seven, plain));
    for (number, light) in [
        &(|x: usize, _: usize| 100 - x * 60 / SIDE) as &dyn Fn(usize, usize) -> usize,
        &|x, y| 40 + (x + y) * 30 / SIDE,
        &|x, y| 100 - (x.abs_diff(SIDE / 3).pow(2) + y.abs_diff(SIDE / 2).pow(2)) * 50 / SIDE / SIDE,
    ]
    .iter()
    .enumerate()
    {
        let shaded = page(seven, |x, y, inked| (usize::from(plain(x, y, inked)) * light(x, y) / 100) as u8);
        let found = at_28(&shaded);
        assert!(difference(&found, &expected) <= 24, "{number}: {}", difference(&found, &expected));
        let blank =
            page(|_, _| false, |x, y, inked| (usize::from(plain(x, y, inked)) * light(x, y) / 100) as u8);
        assert!(normalise(&blank, ImageSize::MNIST).blank, "{number}");
    }
    // Bright ink on a board that is lit from one side.
    let board = page(seven, |x, _, inked| if inked { 200 } else { 20 + (x * 60 / SIDE) as u8 });
    // Its ink is as bright everywhere, so that less is left of it where the board is brighter.
    let field = ink::find_field(&board).0.unwrap();
    for (at, &ink) in field.pixels.iter().enumerate() {
        let inked = seven(at % SIDE, at / SIDE);
        assert!(if inked { ink >= 120 } else { ink <= 16 }, "{} {}: {ink}", at % SIDE, at / SIDE);
    }
}

#[test]
fn ruled_lines_are_no_ink_but_what_crosses_them_is() {
    let expected = at_28(&page(seven, plain));
    for slope in [usize::MAX, 60, 40] {
        let line = |x: usize, y: usize| (y + x / slope) % 50 < 3;
        let ruled = page(|_, _| false, |x, y, _| if line(x, y) { 120 } else { 230 });
        assert!(!normalise(&ruled, ImageSize::MNIST).blank, "lines alone are kept: {slope}");
        let both = page(seven, |x, y, inked| {
            if inked {
                30
            } else if line(x, y) {
                120
            } else {
                230
            }
        });
        let found = at_28(&both);
        assert!(difference(&found, &expected) <= 110, "{slope}: {}", difference(&found, &expected));
        let ink = |pixels: &[u8]| pixels.iter().map(|&pixel| u32::from(pixel)).sum::<u32>();
        assert!(ink(&found).abs_diff(ink(&expected)) * 10 < ink(&expected), "{slope}");
    }
}

#[test]
fn thin_strokes_from_side_to_side_are_ink() {
    // A thin T that fills the picture: its bar is as a ruled line, but no thinner than its stem.
    let shape = |x: usize, y: usize| (100..106).contains(&y) || (y >= 100 && (137..143).contains(&x));
    let image = page(shape, plain);
    let (field, _) = ink::find_field(&image);
    assert!(field.unwrap().pixels[103 * SIDE + 10] > 200);
}

#[test]
fn characters_are_split_from_left_to_right() {
    // A stroke, two strokes above each other, a ring with a dot in it; and specks.
    let three = |x: usize, y: usize| {
        let first = (20..40).contains(&x) && (60..200).contains(&y);
        let second = (90..150).contains(&x) && ((60..80).contains(&y) || (120..200).contains(&y));
        let (dx, dy) = (x.abs_diff(220) as i32, y.abs_diff(130) as i32);
        let ring = (900..2500).contains(&(dx * dx + dy * dy)) || dx + dy < 8;
        let speck = (60..64).contains(&x) && (100..104).contains(&y);
        first || second || ring || speck
    };
    let parts = split_characters(&page(three, plain));
    let widths: Vec<usize> = parts.iter().map(|part| part.width().min(part.height())).collect();
    assert_eq!(parts.len(), 3, "{widths:?}");
    let alone = [
        at_28(&page(|x, y| x < 50 && three(x, y), plain)),
        at_28(&page(|x, y| (70..160).contains(&x) && three(x, y), plain)),
        at_28(&page(|x, y| x > 165 && three(x, y), plain)),
    ];
    for (part, alone) in parts.iter().zip(&alone) {
        assert!(difference(&at_28(part), alone) <= 16);
    }
    assert!(split_characters(&page(|_, _| false, plain)).is_empty());
}

#[test]
fn what_may_be_wrong_is_told() {
    let doubts = |image: &GreyImage| normalise_in_doubt(image, ImageSize::MNIST).1;
    assert_eq!(doubts(&page(seven, plain)), Doubts::default());
    let cut_off = page(|x, y| seven(x, y.saturating_sub(120)) && y > 190, plain);
    assert_eq!(doubts(&cut_off), Doubts { touches_edge: true, several: false });
    let two = page(|x, y| seven(2 * (x % 140), y), plain);
    assert_eq!(doubts(&two), Doubts { touches_edge: false, several: true });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_page_is_split_into_what_can_be_normalised(
        width in 1_usize..150,
        height in 1_usize..150,
        seed in any::<u32>(),
        threshold in any::<u8>(),
        grain in 0_u32..6,
    ) {
        let noise = |x: usize, y: usize| {
            let at = (x >> grain) as u32 * 7919 + (y >> grain) as u32;
            ((at ^ seed).wrapping_mul(2_654_435_761) >> 20) as u8
        };
        let pixels = (0..width * height)
            .map(|at| if noise(at % width, at / width) < threshold { 20 } else { 200 + (at % width * 50 / width) as u8 });
        let image = GreyImage::new(width, height, pixels.collect()).unwrap();
        for part in split_characters(&image) {
            prop_assert_eq!(at_28(&part).len(), 784);
        }
        prop_assert_eq!(normalise_in_doubt(&image, ImageSize::MNIST).0, normalise(&image, ImageSize::MNIST));
    }
}
