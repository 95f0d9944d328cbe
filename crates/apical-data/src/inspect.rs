//! A look at data before anything learns from them.

use std::collections::HashSet;
use std::fmt::{self, Display};

use sha2::{Digest, Sha256};

use crate::{DataError, Dataset, Split};

/// A class is called rare if another one has so many times its images.
const IMBALANCE: usize = 10;
/// Values that a threshold at 128 of 256 sees.
const THRESHOLD: u8 = 128;
/// Names of classes that are listed.
const LISTED: usize = 8;

/// Something that is no error and may spoil what is learned or measured.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Warning {
    /// Classes that no training image has.
    EmptyClasses {
        /// Their names.
        names: Vec<String>,
    },
    /// No value reaches the middle of the range.
    Dim {
        /// The greatest value.
        greatest: u8,
    },
    /// Test images that are training images as well.
    Duplicates {
        /// How many.
        count: usize,
        /// Of how many.
        of: usize,
    },
    /// One class has many times the images of another one.
    Imbalance {
        /// Name and images of the largest.
        largest: (String, usize),
        /// Name and images of the smallest that has any.
        smallest: (String, usize),
        /// All training images.
        of: usize,
    },
}

impl Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyClasses { names } => {
                let rest = names.len().saturating_sub(LISTED);
                let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
                let listed = names[..names.len().min(LISTED)].join(", ");
                write!(
                    f,
                    "no training image is of class {listed}{more}: what is called so cannot be learned; if labels have gaps, number the \
                     classes from 0 on"
                )
            }
            Self::Dim { greatest } => write!(
                f,
                "no value exceeds {greatest}, of 0 to 255: a threshold at {THRESHOLD} lets nothing through, and levels waste most of \
                 their range; multiply the values by {}",
                255 / (*greatest).max(1)
            ),
            Self::Duplicates { count, of } => write!(
                f,
                "{count} of the {of} test images are training images as well: what is measured on them says nothing about new \
                 ones; remove them from either set"
            ),
            Self::Imbalance { largest: (largest, most), smallest: (smallest, least), of } => write!(
                f,
                "class {largest} has {most} images, class {smallest} has {least}: whoever always says {largest} is right in {:.1} % of \
                 the training images; look at each class (apical eval), not at the mean",
                100.0 * *most as f64 / (*of).max(1) as f64
            ),
        }
    }
}

/// Looks at a training and a test set.
///
/// # Errors
/// [`DataError::OneClass`] if all training images are of one class. `origin` names the data, `class_names` the classes.
pub fn inspect(split: &Split, class_names: &[String], origin: &str) -> Result<Vec<Warning>, DataError> {
    let Split { train, test } = split;
    let mut counts = vec![0_usize; train.classes()];
    train.labels().iter().for_each(|&label| counts[usize::from(label)] += 1);
    let name = |class: usize| class_names.get(class).cloned().unwrap_or_else(|| class.to_string());
    let there: Vec<usize> = (0..counts.len()).filter(|&class| counts[class] > 0).collect();
    if let [only] = there[..] {
        return Err(DataError::OneClass {
            origin: origin.to_owned(),
            class: name(only),
            images: train.len(),
        });
    }
    let mut warnings = Vec::new();
    let empty: Vec<String> = (0..counts.len()).filter(|&class| counts[class] == 0).map(name).collect();
    if !empty.is_empty() {
        warnings.push(Warning::EmptyClasses { names: empty });
    }
    let greatest = train.pixels().iter().copied().max().unwrap_or_default();
    if greatest < THRESHOLD {
        warnings.push(Warning::Dim { greatest });
    }
    let count = duplicates(train, test);
    if count > 0 {
        warnings.push(Warning::Duplicates { count, of: test.len() });
    }
    let largest = there.iter().copied().max_by_key(|&class| (counts[class], usize::MAX - class));
    let smallest = there.iter().copied().min_by_key(|&class| (counts[class], class));
    if let (Some(largest), Some(smallest)) = (largest, smallest)
        && counts[largest] >= IMBALANCE * counts[smallest]
    {
        warnings.push(Warning::Imbalance {
            largest: (name(largest), counts[largest]),
            smallest: (name(smallest), counts[smallest]),
            of: train.len(),
        });
    }
    Ok(warnings)
}

/// Test images whose pixels are those of a training image.
fn duplicates(train: &Dataset, test: &Dataset) -> usize {
    let key = |image: &[u8]| -> [u8; 32] { Sha256::digest(image).into() };
    let learned: HashSet<[u8; 32]> = (0..train.len()).map(|index| key(train.image(index))).collect();
    (0..test.len()).filter(|&index| learned.contains(&key(test.image(index)))).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(labels: &[u8], value: impl Fn(usize) -> u8) -> Dataset {
        Dataset::new(1, 1, 4, (0..labels.len()).map(value).collect(), labels.to_vec()).unwrap()
    }

    fn names() -> Vec<String> {
        ["a", "b", "c", "d"].map(str::to_owned).to_vec()
    }

    fn found(train: Dataset, test: Dataset) -> Result<Vec<Warning>, DataError> {
        inspect(&Split { train, test }, &names(), "x.csv")
    }

    #[test]
    fn data_without_faults_have_none() {
        let labels: Vec<u8> = (0..40).map(|index| index % 4).collect();
        let train = set(&labels, |index| 100 + index as u8);
        assert_eq!(found(train, set(&[0, 1], |_| 255)).unwrap(), []);
    }

    #[test]
    fn one_class_alone_is_an_error() {
        let message =
            found(set(&[2; 9], |index| 200 + index as u8), set(&[2], |_| 0)).unwrap_err().to_string();
        for part in ["x.csv", "all 9 training images are of class c", "--label-column"] {
            assert!(message.contains(part), "{part}: {message}");
        }
    }

    #[test]
    fn each_fault_is_found_and_says_what_helps() {
        let text =
            |train, test| found(train, test).unwrap().iter().map(ToString::to_string).collect::<Vec<_>>();
        let gaps = text(set(&[0, 2, 0, 2], |index| 200 + index as u8), set(&[0], |_| 0));
        assert!(
            gaps.len() == 1 && gaps[0].contains("of class b, d: ") && gaps[0].contains("from 0 on"),
            "{gaps:?}"
        );
        let labels: Vec<u8> = (0..16).map(|index| index % 4).collect();
        let dim = text(set(&labels, |index| index as u8), set(&[0], |_| 99));
        assert!(dim.len() == 1 && dim[0].contains("exceeds 15") && dim[0].contains("by 17"), "{dim:?}");
        let twice = text(
            set(&labels, |index| 200 + index as u8),
            set(&[0, 1, 2], |index| 203 + 50 * (index % 2) as u8),
        );
        assert!(twice.len() == 1 && twice[0].contains("2 of the 3 test images"), "{twice:?}");
        let mut labels = vec![1; 30];
        labels.extend([0, 0, 0, 2, 2, 2, 3, 3, 3]);
        let rare = text(set(&labels, |index| 200 + index as u8), set(&[0], |_| 0));
        assert!(
            rare.len() == 1
                && rare[0].contains("class b has 30 images, class a has 3")
                && rare[0].contains("76.9 %"),
            "{rare:?}"
        );
    }
}
