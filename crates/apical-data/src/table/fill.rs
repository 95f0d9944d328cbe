//! The second reading: values to bytes, labels to classes.

use std::io::{self, Read};

use super::fields::{Field, Fields};
use super::lines::Lines;
use super::number::{Numbers, Value};
use super::sample::value;
use super::survey::{Survey, bad_value, problem, ragged, refuse_sparse, survey};
use super::{TableError, TableOptions, arff};
use crate::features::{Clamped, ClassIndex, FeatureScale, Label};
use crate::labelled::Labelled;
use crate::stream::Content;

/// Roles of columns beside the indices of features.
const LABEL: u32 = u32::MAX;
const SKIPPED: u32 = u32::MAX - 1;

/// A table in memory.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Table {
    /// What is in it.
    pub survey: Survey,
    /// The features, row after row.
    pub values: Vec<u8>,
    /// The index of each row's class in [`Survey::classes`]. Empty without labels.
    pub labels: Vec<u8>,
    /// What was outside the scale.
    pub clamped: Clamped,
}

/// Reads a table. `open` opens it anew each time.
///
/// # Errors
/// As [`survey`], and for values that `scale` has no byte for.
pub fn read<R: Read>(
    open: impl Fn() -> io::Result<R>,
    options: &TableOptions,
    scale: &FeatureScale,
) -> Result<Table, TableError> {
    let survey = survey(&open, options)?;
    let (found, clamped) = fill(open, &survey, &survey.classes, scale)?;
    Ok(Table { survey, values: found.pixels, labels: found.labels, clamped })
}

/// Reads the rows of a table that was surveyed. `labels` are the names of the classes in their order. Without a column of
/// labels there are none.
pub(crate) fn fill<R: Read>(
    open: impl Fn() -> io::Result<R>,
    survey: &Survey,
    labels: &[String],
    scale: &FeatureScale,
) -> Result<(Labelled, Clamped), TableError> {
    let features = survey.ranges.len();
    if let FeatureScale::Each(ranges) = scale
        && !scale.fits(features)
    {
        return Err(TableError::Scale { ranges: ranges.len(), features });
    }
    let mut rows = Rows::new(survey, labels, scale)?;
    let mut lines = Lines::new(Content::new(open()?)?);
    let layout = &survey.layout;
    while let Some((line, text)) = lines.next()? {
        if line >= layout.first_row && !(layout.arff && arff::is_comment(text)) {
            rows.add(line, text)?;
        }
    }
    if rows.filled != survey.rows {
        return Err(TableError::Changed { line: layout.first_row + rows.filled as u64 });
    }
    Ok((rows.found, rows.clamped))
}

struct Rows<'a> {
    survey: &'a Survey,
    scale: &'a FeatureScale,
    classes: ClassIndex,
    names: &'a [String],
    numbers: Numbers,
    roles: Vec<u32>,
    row: Vec<u8>,
    filled: usize,
    found: Labelled,
    clamped: Clamped,
}

impl<'a> Rows<'a> {
    fn new(survey: &'a Survey, names: &'a [String], scale: &'a FeatureScale) -> Result<Self, TableError> {
        let features = survey.ranges.len();
        let mut roles = vec![SKIPPED; survey.layout.columns];
        for (feature, &column) in (0_u32..).zip(&survey.layout.features) {
            roles[column] = feature;
        }
        if let Some(column) = survey.layout.label {
            roles[column] = LABEL;
        }
        let mut found = Labelled {
            width: survey.image_size.width,
            height: survey.image_size.height,
            ..Labelled::default()
        };
        let bytes = survey.rows.saturating_mul(features);
        found.pixels.try_reserve_exact(bytes).map_err(|_| TableError::Memory { bytes })?;
        if survey.has_labels() {
            found
                .labels
                .try_reserve_exact(survey.rows)
                .map_err(|_| TableError::Memory { bytes: survey.rows })?;
        }
        Ok(Self {
            survey,
            scale,
            classes: ClassIndex::new(names),
            names,
            numbers: Numbers::new(survey.layout.separator),
            roles,
            row: vec![0; features],
            filled: 0,
            found,
            clamped: Clamped::new(features),
        })
    }

    fn add(&mut self, line: u64, text: &[u8]) -> Result<(), TableError> {
        let layout = &self.survey.layout;
        if self.filled == self.survey.rows {
            return Err(TableError::Changed { line });
        }
        refuse_sparse(layout.dialect(), line, text)?;
        let mut fields = Fields::new(text, layout.dialect());
        let bytes = *self.scale == FeatureScale::Bytes;
        let mut at = 0;
        while let Some(field) = fields.next() {
            let Some(&role) = self.roles.get(at) else { return Err(ragged(line, text, layout)) };
            match (field, self.row.get_mut(role as usize)) {
                (Field::Whole(number @ 0..=255), Some(value)) if bytes => *value = number as u8,
                (field, Some(_)) => self.feature(line, at, role as usize, field)?,
                (field, None) if role == LABEL => self.label(line, at, field)?,
                _ => {}
            }
            at += 1;
        }
        if at != self.roles.len() {
            return Err(ragged(line, text, layout));
        }
        self.filled += 1;
        self.found.pixels.extend_from_slice(&self.row);
        Ok(())
    }

    fn feature(
        &mut self,
        line: u64,
        column: usize,
        feature: usize,
        field: Field<'_>,
    ) -> Result<(), TableError> {
        let layout = &self.survey.layout;
        let number = match value(field, &mut self.numbers) {
            Value::Number(number) => number,
            other => return Err(bad_value(layout, line, column, field, problem(other, field))),
        };
        let Some((byte, outside)) = self.scale.byte(feature, number) else {
            let problem = "is not a pixel, which is a whole number from 0 to 255";
            return Err(bad_value(layout, line, column, field, problem));
        };
        self.row[feature] = byte;
        self.clamped.by_feature[feature] += u64::from(outside);
        Ok(())
    }

    fn label(&mut self, line: u64, column: usize, field: Field<'_>) -> Result<(), TableError> {
        let layout = &self.survey.layout;
        let class = match (field, value(field, &mut self.numbers)) {
            (Field::Whole(number), _) => self.classes.of(Label::Whole(number)),
            (Field::Broken(_), _) => None,
            (_, Value::Number(number)) => self.classes.of(Label::Number(number)),
            (_, Value::Word) => self.classes.of(Label::Word(&field.text(layout.dialect()))),
            (_, other) => return Err(bad_value(layout, line, column, field, problem(other, field))),
        };
        let Some(class) = class else {
            let value = field.text(layout.dialect()).chars().take(40).collect();
            let classes = match self.names {
                [first, second, .., last] if self.names.len() > 20 => {
                    format!("{first}, {second}, ... {last}")
                }
                few => few.join(", "),
            };
            return Err(TableError::UnknownLabel { line, column: layout.column(column), value, classes });
        };
        self.found.labels.push(class);
        Ok(())
    }
}
