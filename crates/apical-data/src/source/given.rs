//! What data hold, before anything is held out or left out.

use crate::{DataError, Dataset, Preparation, SampleBits, Split, SplitRule};

use super::{InputForm, Loaded};

/// A part of a dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// The training images.
    Train,
    /// The test images.
    Test,
    /// All images.
    All,
}

/// A dataset as its files have it: nothing is held out.
#[derive(Debug, Clone, PartialEq)]
pub struct Given {
    /// Its name, or the file or folder it came from.
    pub name: String,
    /// Names of the classes, class 0 first, as many as there are classes.
    pub class_names: Vec<String>,
    /// Images to learn from, or whose part nothing tells.
    pub train: Option<Dataset>,
    /// Images that the data set apart for choosing between networks.
    pub validation: Option<Dataset>,
    /// Images to measure on.
    pub test: Option<Dataset>,
    /// What was done to pictures, never [`Preparation::Automatic`]; `None` where there were none.
    pub preparation: Option<Preparation>,
    /// Bits that samples of 16 bits use; `None` where no picture leaves that open.
    pub bits: Option<SampleBits>,
    /// How numbers became values; `None` where they are bytes in IDX files, or pictures.
    pub form: Option<InputForm>,
    /// Things that a user should know and that are no errors, one sentence each.
    pub notes: Vec<String>,
}

impl Given {
    /// A training and a test set: the data's own, or the training images without a sixth of each class, and that sixth.
    ///
    /// # Errors
    /// If there are too few images to hold some out.
    pub fn split(self, rule: SplitRule) -> Result<Loaded, DataError> {
        let Self { name, class_names, train, validation, test, preparation, bits, form, mut notes } = self;
        if validation.is_some() && test.is_some() {
            notes.push(format!("the validation images of {name} are not used: it has test images"));
        }
        let (split, held_out) = match (train, test.or(validation)) {
            (Some(train), Some(test)) => (Split { train, test }, false),
            (Some(all), None) => {
                let (train, test) = rule.hold_out(&all, &name)?;
                (Split { train, test }, true)
            }
            (None, Some(all)) => {
                notes.push(format!(
                    "{name} has test images only: most of them are learned, the rest is tested"
                ));
                let (train, test) = rule.hold_out(&all, &name)?;
                (Split { train, test }, true)
            }
            (None, None) => return Err(DataError::TooFewImages { origin: name }),
        };
        Ok(Loaded { split, name, class_names, notes, preparation, bits, form, held_out })
    }

    /// The images of a part, whole. `None`: the test images if the data have some, else all. Beside it, which part that is.
    ///
    /// # Errors
    /// [`DataError::NoSuchPart`] if the data have no such part.
    pub fn part(self, part: Option<Part>) -> Result<(Dataset, Part), DataError> {
        let Self { name, train, validation, test, .. } = self;
        let part = part.unwrap_or(if test.is_some() { Part::Test } else { Part::All });
        let missing = |part| DataError::NoSuchPart { name: name.clone(), part };
        let images = match part {
            Part::Train => train.ok_or_else(|| missing("training"))?,
            Part::Test => test.ok_or_else(|| missing("test"))?,
            Part::All => {
                let mut sets = [train, validation, test].into_iter().flatten();
                let first = sets.next().ok_or_else(|| missing("any"))?;
                sets.fold(first, |all, set| all.joined(&set))
            }
        };
        Ok((images, part))
    }

    /// Its sets: training, validation, test.
    pub(crate) fn sets(&self) -> [&Option<Dataset>; 3] {
        [&self.train, &self.validation, &self.test]
    }
}
