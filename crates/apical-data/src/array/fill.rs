//! Values of arrays to bytes, labels to classes.

use super::labels::Values;
use super::{ArrayError, Samples};
use crate::features::{Clamped, ClassIndex, FeatureScale, Survey};
use crate::labelled::Labelled;

impl Samples {
    /// The images as bytes, and the indices of their classes in `classes`; no labels if there are none.
    ///
    /// # Errors
    /// If a value has no byte in `scale`, or a label is none of the classes.
    pub(crate) fn fill(
        self,
        survey: &Survey,
        classes: &[String],
        scale: &FeatureScale,
    ) -> Result<(Labelled, Clamped), ArrayError> {
        let features = self.features();
        if let FeatureScale::Each(ranges) = scale
            && !scale.fits(features)
        {
            return Err(ArrayError::Scale { ranges: ranges.len(), features });
        }
        let labels = self.classes_of_rows(classes)?;
        let mut clamped = Clamped::new(features);
        let (width, height) = (survey.image_size.width, survey.image_size.height);
        if self.is_plain() && *scale == FeatureScale::Bytes {
            return Ok((Labelled { width, height, pixels: self.tensor.bytes, labels }, clamped));
        }
        let bytes = self.rows * features;
        let mut pixels = Vec::new();
        let refused = |_| ArrayError::Memory { array: self.tensor.name.clone(), bytes: bytes as u64 };
        pixels.try_reserve_exact(bytes).map_err(refused)?;
        let mut values = vec![0.0; features];
        let mut bytes = vec![0; features];
        for row in 0..self.rows {
            self.row(row, &mut values);
            for (feature, (&value, to)) in values.iter().zip(&mut bytes).enumerate() {
                let Some((byte, outside)) = scale.byte(feature, value) else {
                    return Err(self.bad_value(
                        row,
                        feature,
                        value,
                        "is not a pixel, which is a whole number from 0 to 255",
                    ));
                };
                clamped.by_feature[feature] += u64::from(outside);
                *to = byte;
            }
            pixels.extend_from_slice(&bytes);
        }
        Ok((Labelled { width, height, pixels, labels }, clamped))
    }

    /// The values as bytes row after row, the classes of the rows, and what was outside the scale.
    ///
    /// # Errors
    /// If a value has no byte in `scale`, or a label is none of the classes.
    pub fn to_bytes(
        self,
        survey: &Survey,
        classes: &[String],
        scale: &FeatureScale,
    ) -> Result<(Vec<u8>, Vec<u8>, Clamped), ArrayError> {
        let (found, clamped) = self.fill(survey, classes, scale)?;
        Ok((found.pixels, found.labels, clamped))
    }

    fn classes_of_rows(&self, classes: &[String]) -> Result<Vec<u8>, ArrayError> {
        let Some(labels) = &self.labels else { return Ok(Vec::new()) };
        let index = ClassIndex::new(classes);
        let class = |row: usize| {
            index.of(labels.get(row)).ok_or_else(|| ArrayError::Label {
                array: labels.name.clone(),
                row,
                value: match &labels.values {
                    Values::Words(words) => format!("{:?}", words[row].chars().take(40).collect::<String>()),
                    _ => labels.get(row).name().into_owned(),
                },
                problem: format!("the classes are {}", list(classes)),
            })
        };
        (0..labels.len()).map(class).collect()
    }
}

fn list(classes: &[String]) -> String {
    match classes {
        [first, second, .., last] if classes.len() > 20 => format!("{first}, {second}, ... {last}"),
        few => few.join(", "),
    }
}
