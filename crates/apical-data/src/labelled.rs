//! Images with labels before the number of classes is known: what every reader produces.

use crate::{DataError, Dataset};

/// Images of one size and their labels, not yet checked against a number of classes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Labelled {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) pixels: Vec<u8>,
    pub(crate) labels: Vec<u8>,
}

impl Labelled {
    fn classes(&self) -> usize {
        self.labels.iter().max().map_or(0, |&label| usize::from(label) + 1)
    }

    fn into_dataset(self, classes: usize, origin: &str) -> Result<Dataset, DataError> {
        Dataset::new(self.width, self.height, classes, self.pixels, self.labels)
            .map_err(|source| DataError::Dataset { origin: origin.to_owned(), source })
    }
}

/// A training, a validation and a test set, each of which may be missing, with the file or folder that it is from.
pub(crate) type Parts = [Option<(Labelled, String)>; 3];

/// Makes sets of one size and the same classes; without `classes`, the largest label decides (at least two classes).
pub(crate) fn datasets(parts: Parts, classes: Option<usize>) -> Result<[Option<Dataset>; 3], DataError> {
    let there = || parts.iter().flatten();
    if let Some((first, origin)) = there().next()
        && let Some((other, other_origin)) =
            there().find(|(set, _)| (set.width, set.height) != (first.width, first.height))
    {
        return Err(DataError::ShapeMismatch {
            train: origin.clone(),
            train_height: first.height,
            train_width: first.width,
            test: other_origin.clone(),
            test_height: other.height,
            test_width: other.width,
        });
    }
    let classes =
        classes.unwrap_or_else(|| there().map(|(set, _)| set.classes()).max().unwrap_or_default().max(2));
    let dataset = |part: Option<(Labelled, String)>| {
        part.map(|(set, origin)| set.into_dataset(classes, &origin)).transpose()
    };
    let [train, validation, test] = parts;
    Ok([dataset(train)?, dataset(validation)?, dataset(test)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labelled(labels: &[u8]) -> Labelled {
        let pixels = (0..labels.len()).flat_map(|i| [i as u8, 100 + i as u8]).collect();
        Labelled { width: 2, height: 1, pixels, labels: labels.to_vec() }
    }

    fn pair(train: Labelled, test: Labelled, classes: Option<usize>) -> Result<[usize; 2], DataError> {
        let [train, _, test] =
            datasets([Some((train, "a".into())), None, Some((test, "b".into()))], classes)?;
        Ok([train.unwrap().classes(), test.unwrap().classes()])
    }

    #[test]
    fn classes_come_from_all_parts_unless_given() {
        assert_eq!(pair(labelled(&[0]), labelled(&[4]), None).unwrap(), [5, 5]);
        let fixed = pair(labelled(&[0]), labelled(&[4]), Some(4)).unwrap_err();
        assert!(matches!(fixed, DataError::Dataset { ref origin, .. } if origin == "b"), "{fixed:?}");
        assert_eq!(pair(labelled(&[0]), labelled(&[0]), None).unwrap(), [2, 2]);
    }

    #[test]
    fn sizes_must_agree() {
        let other = Labelled { width: 1, height: 1, pixels: vec![0], labels: vec![0] };
        let message = pair(labelled(&[0]), other, None).unwrap_err().to_string();
        assert_eq!(message, "the training images (a) are 1 x 2 pixels, but the test images (b) are 1 x 1");
    }
}
