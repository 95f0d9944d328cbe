//! Labels that are an array.

use super::{ArrayError, Element, Tensor};
use crate::features::{Label, Labels};

/// Labels, one for each image.
#[derive(Debug, Clone, PartialEq)]
pub struct ArrayLabels {
    pub(super) name: String,
    pub(super) values: Values,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Values {
    /// One to four bytes each, as they were.
    Small(Vec<u8>),
    Numbers(Vec<f64>),
    Words(Vec<String>),
}

impl ArrayLabels {
    /// The labels of an array of N, of N x 1, or of N x K with one 1 in each row.
    ///
    /// # Errors
    /// If it has another shape, or a number is not finite.
    pub fn new(tensor: &Tensor) -> Result<Self, ArrayError> {
        let name = tensor.name.clone();
        let wrong =
            |allowed| ArrayError::Shape { array: tensor.name.clone(), shape: tensor.shape_text(), allowed };
        let classes = match tensor.shape[..] {
            [_] | [_, 1] => 1,
            [_, classes] if classes > 1 && !tensor.element.is_text() => classes,
            _ => return Err(wrong("labels are N, N x 1, or N x classes with one 1 in each row")),
        };
        let rows = tensor.shape[0];
        let values = match tensor.element {
            _ if classes > 1 => Values::Numbers(one_of_each(tensor, rows, classes)?),
            Element::Unsigned(1) | Element::Bool => Values::Small(tensor.bytes.clone()),
            element if element.is_text() => Values::Words((0..rows).map(|row| tensor.text(row)).collect()),
            _ => Values::Numbers((0..rows).map(|row| tensor.number(row)).collect()),
        };
        if let Values::Numbers(numbers) = &values
            && let Some(row) = numbers.iter().position(|number| !number.is_finite())
        {
            let (value, problem) =
                (numbers[row].to_string(), "a label is a finite number or a text".to_owned());
            return Err(ArrayError::Label { array: name, row, value, problem });
        }
        Ok(Self { name, values })
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.values {
            Values::Small(values) => values.len(),
            Values::Numbers(values) => values.len(),
            Values::Words(values) => values.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(super) fn get(&self, row: usize) -> Label<'_> {
        match &self.values {
            Values::Small(values) => Label::Whole(values[row].into()),
            Values::Numbers(values) => Label::Number(values[row]),
            Values::Words(values) => Label::of_text(&values[row]),
        }
    }

    /// The classes with their counts, in their order: of size if all are numbers, else of the alphabet.
    ///
    /// # Errors
    /// If there are more than 256, or one has no name or one that is too long.
    pub fn classes(&self) -> Result<Vec<(String, u64)>, ArrayError> {
        let mut found = Labels::default();
        (0..self.len()).for_each(|row| found.add(self.get(row)));
        if found.too_many() {
            return Err(ArrayError::TooManyClasses { array: self.name.clone() });
        }
        if let Some(number) = found.beyond() {
            let problem =
                "beyond 2^53 not every whole number is one of its own: store labels as texts".to_owned();
            let value = format!("{number:.0}");
            return Err(ArrayError::Label { array: self.name.clone(), row: 0, value, problem });
        }
        if let Some(long) = found.too_long() {
            let (value, problem) =
                (long.chars().take(40).collect(), "that is too long for the name of a class".to_owned());
            return Err(ArrayError::Label { array: self.name.clone(), row: 0, value, problem });
        }
        Ok(found.classes())
    }
}

/// The position of the only 1 in each row of zeros.
fn one_of_each(tensor: &Tensor, rows: usize, classes: usize) -> Result<Vec<f64>, ArrayError> {
    let strides = if tensor.fortran { (1, rows) } else { (classes, 1) };
    let position = |row: usize| {
        let value = |class: usize| tensor.number(row * strides.0 + class * strides.1);
        let mut ones = (0..classes).filter(|&class| value(class) != 0.0);
        match (ones.next(), ones.next()) {
            (Some(class), None) if value(class) == 1.0 => Ok(class as f64),
            _ => {
                let problem = "labels of several columns have one 1 in each row, and 0 beside it".to_owned();
                let value = format!("a row of {classes} numbers");
                Err(ArrayError::Label { array: tensor.name.clone(), row, value, problem })
            }
        }
    };
    (0..rows).map(position).collect()
}
