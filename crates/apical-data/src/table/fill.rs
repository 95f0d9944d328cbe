//! The second reading: values to bytes, labels to classes.

use std::io::{self, Read};

use super::fields::{Field, Fields};
use super::layout::Layout;
use super::lines::Lines;
use super::number::{Numbers, Value};
use super::sample::value;
use super::survey::{bad_value, label_of, problem, ragged, refuse_sparse, survey};
use super::target::{NOT_A_PIXEL, Target};
use super::{Position, TableError, TableForm, TableOptions, arff, sparse};
use crate::features::{Clamped, FeatureScale, Label, Survey};
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
    pub survey: Survey<Layout>,
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
    let (found, clamped) = fill(open, &survey.layout, &survey, &survey.classes, scale)?;
    Ok(Table { survey, values: found.pixels, labels: found.labels, clamped })
}

/// Reads the rows of a table that was surveyed. `labels` are the names of the classes in their order. Without a column of
/// labels there are none.
pub(crate) fn fill<R: Read, L>(
    open: impl Fn() -> io::Result<R>,
    layout: &Layout,
    survey: &Survey<L>,
    labels: &[String],
    scale: &FeatureScale,
) -> Result<(Labelled, Clamped), TableError> {
    let target = Target::new(layout, survey, labels, scale)?;
    let mut lines = Lines::new(Content::new(open()?)?);
    if let TableForm::Sparse { first } = layout.form {
        return sparse::fill(lines, first, target);
    }
    let mut rows = Rows::new(target);
    while let Some((line, text)) = lines.next()? {
        if line >= layout.first_row && !(layout.form.is_arff() && arff::is_comment(text)) {
            rows.add(line, text)?;
        }
    }
    if rows.filled != survey.rows {
        return Err(TableError::Changed { at: Position::Line(layout.first_row + rows.filled as u64) });
    }
    Ok(rows.target.finish())
}

struct Rows<'a> {
    target: Target<'a>,
    numbers: Numbers,
    roles: Vec<u32>,
    row: Vec<u8>,
    filled: usize,
}

impl<'a> Rows<'a> {
    fn new(target: Target<'a>) -> Self {
        let layout = target.layout;
        let mut roles = vec![SKIPPED; layout.columns];
        for (feature, &column) in (0_u32..).zip(&layout.features) {
            roles[column] = feature;
        }
        if let Some(column) = layout.label {
            roles[column] = LABEL;
        }
        let (numbers, row) =
            (Numbers::with(layout.dialect().separator, layout.marks), vec![0; target.features]);
        Self { target, numbers, roles, row, filled: 0 }
    }

    fn add(&mut self, line: u64, text: &[u8]) -> Result<(), TableError> {
        let layout = self.target.layout;
        if self.filled == self.target.rows {
            return Err(TableError::Changed { at: Position::Line(line) });
        }
        let dialect = layout.dialect();
        refuse_sparse(dialect, line, text)?;
        let mut fields = Fields::new(text, dialect);
        let bytes = *self.target.scale == FeatureScale::Bytes;
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
        self.target.found.pixels.extend_from_slice(&self.row);
        Ok(())
    }

    fn feature(
        &mut self,
        line: u64,
        column: usize,
        feature: usize,
        field: Field<'_>,
    ) -> Result<(), TableError> {
        let layout = self.target.layout;
        let number = match value(field, &mut self.numbers) {
            Value::Number(number) => number,
            other => return Err(bad_value(layout, line, column, field, problem(other, field))),
        };
        let byte = self.target.byte(feature, number);
        self.row[feature] = byte.ok_or_else(|| bad_value(layout, line, column, field, NOT_A_PIXEL))?;
        Ok(())
    }

    fn label(&mut self, line: u64, column: usize, field: Field<'_>) -> Result<(), TableError> {
        let layout = self.target.layout;
        let (at, dialect) = (Position::Line(line), layout.dialect());
        let text = || field.text(dialect).into_owned();
        match (field, value(field, &mut self.numbers)) {
            (Field::Broken(_), _) => Err(self.target.unknown_label(&text(), at)),
            (_, Value::Number(number)) => self.target.label(label_of(number, field), text, at),
            (_, Value::Word) => self.target.label(Label::Word(&field.text(dialect)), text, at),
            (_, other) => Err(bad_value(layout, line, column, field, problem(other, field))),
        }
    }
}
