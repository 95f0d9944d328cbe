//! Pictures that lie on their side or are mirrored, told by a network that knows what they show.

use apical_core::Processor;
use apical_core::fast::FastProcessor;
use apical_data::Dataset;
use apical_report::percent;

use crate::failure::Failure;

/// Images that are tried otherwise than as they are, at most.
const SAMPLE: usize = 500;
/// So many hundredths more of them must be right, and so many images besides, which chance does not make of a few.
const GAIN: (usize, usize) = (20, 5);
/// Sides below that are no pictures.
const LEAST_SIDE: usize = 8;

/// What is done to a picture, and where the pixel at a row and a column then comes from; the last argument is the last row.
type Turn = (&'static str, fn(usize, usize, usize) -> (usize, usize));

const TURNS: [Turn; 7] = [
    ("turned clockwise by 90 degrees", |row, column, last| (last - column, row)),
    ("turned by 180 degrees", |row, column, last| (last - row, last - column)),
    ("turned anticlockwise by 90 degrees", |row, column, last| (column, last - row)),
    ("mirrored left to right", |row, column, last| (row, last - column)),
    ("mirrored top to bottom", |row, column, last| (last - row, column)),
    ("with rows for columns", |row, column, _| (column, row)),
    ("with rows for columns, turned by 180 degrees", |row, column, last| (last - column, last - row)),
];

/// Warns where many more of the images would be right if they lay otherwise.
pub(crate) fn say_if_turned(
    processor: &FastProcessor,
    images: &Dataset,
    predictions: &[u8],
) -> Result<(), Failure> {
    let (side, count) = (images.height(), images.len().min(SAMPLE));
    if side != images.width() || side < LEAST_SIDE || count == 0 {
        return Ok(());
    }
    // From all over, since classes may follow one another.
    let sample: Vec<usize> = (0..count).map(|number| number * images.len() / count).collect();
    let label = |index: usize| images.labels()[index];
    let right = sample.iter().filter(|&&index| predictions[index] == label(index)).count();
    let enough = right + count * GAIN.0 / 100 + GAIN.1;
    if enough > count {
        return Ok(());
    }
    let mut processor = processor.clone();
    let mut best = ("", 0);
    for (name, from) in TURNS {
        let mut found = 0;
        for &index in &sample {
            let turned = turned(images.image(index), side, from);
            found += usize::from(processor.infer(&turned)? == label(index));
        }
        if found > best.1 {
            best = (name, found);
        }
    }
    if best.1 >= enough {
        let share = |right: usize| percent(right as f64 / count as f64, 0);
        tracing::warn!(
            "these images seem to lie otherwise than those that were learned: {}, {} of {count} are right instead of {}; turn them so",
            best.0,
            share(best.1),
            share(right)
        );
    }
    Ok(())
}

fn turned(image: &[u8], side: usize, from: fn(usize, usize, usize) -> (usize, usize)) -> Vec<u8> {
    let pixel = |at: usize| {
        let (row, column) = from(at / side, at % side, side - 1);
        image[row * side + column]
    };
    (0..side * side).map(pixel).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_turn_is_what_it_is_called() {
        // a b     c a
        // c d  -> d b  clockwise.
        let expected = [b"cadb", b"dcba", b"bdac", b"badc", b"cdab", b"acbd", b"dbca"];
        for ((name, from), expected) in TURNS.iter().zip(expected) {
            assert_eq!(turned(b"abcd", 2, *from), expected, "{name}");
        }
    }
}
