//! What the second reading fills: bytes and classes.

use super::layout::Layout;
use super::{Position, TableError};
use crate::features::{Clamped, ClassIndex, FeatureScale, Label, Survey};
use crate::labelled::Labelled;

pub(super) const NOT_A_PIXEL: &str = "is not a pixel, which is a whole number from 0 to 255";

/// Rows as bytes, and how numbers and labels become such.
pub(super) struct Target<'a> {
    pub(super) layout: &'a Layout,
    pub(super) scale: &'a FeatureScale,
    pub(super) rows: usize,
    pub(super) features: usize,
    pub(super) found: Labelled,
    pub(super) clamped: Clamped,
    classes: ClassIndex,
    names: &'a [String],
}

impl<'a> Target<'a> {
    /// With room for all rows. `names` are those of the classes in their order.
    pub(super) fn new<L>(
        layout: &'a Layout,
        survey: &Survey<L>,
        names: &'a [String],
        scale: &'a FeatureScale,
    ) -> Result<Self, TableError> {
        let (rows, features) = (survey.rows, survey.ranges.len());
        if let FeatureScale::Each(ranges) = scale
            && !scale.fits(features)
        {
            return Err(TableError::Scale { ranges: ranges.len(), features });
        }
        let mut found = Labelled {
            width: survey.image_size.width,
            height: survey.image_size.height,
            ..Labelled::default()
        };
        let bytes = rows.saturating_mul(features);
        found.pixels.try_reserve_exact(bytes).map_err(|_| TableError::Memory { bytes })?;
        if layout.label.is_some() {
            found.labels.try_reserve_exact(rows).map_err(|_| TableError::Memory { bytes: rows })?;
        }
        let (classes, clamped) = (ClassIndex::new(names), Clamped::new(features));
        Ok(Self { layout, scale, rows, features, found, clamped, classes, names })
    }

    /// Adds the class of a row. `text` is how its label is written, for people.
    pub(super) fn label(
        &mut self,
        label: Label<'_>,
        text: impl FnOnce() -> String,
        at: Position,
    ) -> Result<(), TableError> {
        match self.classes.of(label) {
            Some(class) => {
                self.found.labels.push(class);
                Ok(())
            }
            None => Err(self.unknown_label(&text(), at)),
        }
    }

    /// That a label is none of the classes.
    pub(super) fn unknown_label(&self, text: &str, at: Position) -> TableError {
        let classes = match self.names {
            [first, second, .., last] if self.names.len() > 20 => format!("{first}, {second}, ... {last}"),
            few => few.join(", "),
        };
        let column = self.layout.column(self.layout.label.unwrap_or_default());
        TableError::UnknownLabel { at, column, value: text.chars().take(40).collect(), classes }
    }

    /// The byte of a number of a feature; what is outside the scale is counted.
    #[inline]
    pub(super) fn byte(&mut self, feature: usize, number: f64) -> Option<u8> {
        let (byte, outside) = self.scale.byte(feature, number)?;
        if outside {
            self.clamped.by_feature[feature] += 1;
        }
        Some(byte)
    }

    pub(super) fn finish(self) -> (Labelled, Clamped) {
        (self.found, self.clamped)
    }
}
