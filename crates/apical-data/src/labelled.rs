//! Images with labels before the number of classes is known: what every reader produces.

use crate::{DataError, Dataset, Split};

/// One image of each class in this many goes to the test set where the data brings no test set of its own.
///
/// Six, because MNIST has one test image for six training images.
pub const HOLD_OUT: usize = 6;

/// Images of one size and their labels, not yet checked against a number of classes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Labelled {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) pixels: Vec<u8>,
    pub(crate) labels: Vec<u8>,
}

impl Labelled {
    /// Moves images 6, 12, 18, ... of each class, in their order, to a test set.
    ///
    /// Neither random nor by position in the file alone, so that the split is the same everywhere and both parts
    /// have the classes in the same proportion, even where a file is sorted by class.
    pub(crate) fn hold_out(mut self, origin: &str) -> Result<(Self, Self), DataError> {
        let size = self.width * self.height;
        let mut test = Self { width: self.width, height: self.height, ..Self::default() };
        let mut seen = [0_usize; 256];
        let mut kept = 0;
        for index in 0..self.labels.len() {
            let label = self.labels[index];
            let seen = &mut seen[usize::from(label)];
            *seen += 1;
            if seen.is_multiple_of(HOLD_OUT) {
                test.labels.push(label);
                test.pixels.extend_from_slice(&self.pixels[index * size..][..size]);
            } else {
                // Closing the gaps in place: a copy would hold the set twice.
                self.labels[kept] = label;
                self.pixels.copy_within(index * size..(index + 1) * size, kept * size);
                kept += 1;
            }
        }
        self.labels.truncate(kept);
        self.pixels.truncate(kept * size);
        if test.labels.is_empty() {
            return Err(DataError::TooFewImages { origin: origin.to_owned() });
        }
        Ok((self, test))
    }

    fn classes(&self) -> usize {
        self.labels.iter().max().map_or(0, |&label| usize::from(label) + 1)
    }

    fn into_dataset(self, classes: usize, origin: &str) -> Result<Dataset, DataError> {
        Dataset::new(self.width, self.height, classes, self.pixels, self.labels)
            .map_err(|source| DataError::Dataset { origin: origin.to_owned(), source })
    }
}

/// Makes a split of two sets; without `classes`, the largest label decides (at least two classes).
///
/// `origins` name the two sets in messages.
pub(crate) fn split(
    train: Labelled,
    test: Labelled,
    classes: Option<usize>,
    origins: [&str; 2],
) -> Result<Split, DataError> {
    if (train.width, train.height) != (test.width, test.height) {
        return Err(DataError::ShapeMismatch {
            train: origins[0].to_owned(),
            train_height: train.height,
            train_width: train.width,
            test: origins[1].to_owned(),
            test_height: test.height,
            test_width: test.width,
        });
    }
    let classes = classes.unwrap_or_else(|| train.classes().max(test.classes()).max(2));
    Ok(Split {
        train: train.into_dataset(classes, origins[0])?,
        test: test.into_dataset(classes, origins[1])?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labelled(labels: &[u8]) -> Labelled {
        let pixels = (0..labels.len()).flat_map(|i| [i as u8, 100 + i as u8]).collect();
        Labelled { width: 2, height: 1, pixels, labels: labels.to_vec() }
    }

    #[test]
    fn every_sixth_of_each_class_is_held_out() {
        let labels = [0, 1, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1, 1];
        let (train, test) = labelled(&labels).hold_out("x").unwrap();
        // The sixth 0 is image 7, the sixth 1 is image 11.
        assert_eq!(test.labels, [0, 1]);
        assert_eq!(test.pixels, [7, 107, 11, 111]);
        assert_eq!(train.labels, [0, 1, 0, 0, 1, 0, 0, 1, 1, 1, 1]);
        assert_eq!(train.pixels[2 * 7..][..2], [8, 108]);
        assert_eq!(train.pixels.len(), 22);
    }

    #[test]
    fn too_few_images_to_hold_out_is_an_error() {
        let message = labelled(&[0, 0, 0, 1, 1]).hold_out("five.csv").unwrap_err().to_string();
        assert!(message.contains("five.csv") && message.contains('6'), "{message}");
    }

    #[test]
    fn classes_come_from_both_parts_unless_given() {
        let found = split(labelled(&[0]), labelled(&[4]), None, ["a", "b"]).unwrap();
        assert_eq!((found.train.classes(), found.test.classes()), (5, 5));
        let fixed = split(labelled(&[0]), labelled(&[4]), Some(4), ["a", "b"]).unwrap_err();
        assert!(matches!(fixed, DataError::Dataset { ref origin, .. } if origin == "b"), "{fixed:?}");
        assert_eq!(split(labelled(&[0]), labelled(&[0]), None, ["a", "b"]).unwrap().train.classes(), 2);
    }

    #[test]
    fn sizes_must_agree() {
        let other = Labelled { width: 1, height: 1, pixels: vec![0], labels: vec![0] };
        let message = split(labelled(&[0]), other, None, ["a", "b"]).unwrap_err().to_string();
        assert_eq!(message, "the training images (a) are 1 x 2 pixels, but the test images (b) are 1 x 1");
    }
}
