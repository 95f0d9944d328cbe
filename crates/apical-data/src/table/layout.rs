//! Which column of a table is what.

mod find;

use super::fields::Dialect;
use super::marks::Marks;
use super::sample::Sample;
use super::{LabelColumn, TableError, TableForm, TableOptions};
use crate::ImageSize;
use crate::limits::MAX_FEATURES;

/// Rows from which a column without repetitions is taken for a number of the row.
const ROWS_OF_INDEX: usize = 12;
/// Where nothing had to be told.
pub(super) const AS_WRITTEN: &str = "it is the first of each row";
/// A column that is taken for the label since it alone can be.
pub(super) const HOLDS_WORDS: &str = "it alone holds words";
pub(super) const EMPTY: &str = "it is empty";
/// Labels that are of no account.
const NOT_READ: &str = "labels are not read";
pub(super) const NUMBERS_ROWS: &str = "it numbers the rows";
/// There are at most so many classes.
const CLASSES: usize = 256;

/// The columns of a table. Positions are from 0; messages count from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Layout {
    /// How the file is written.
    pub form: TableForm,
    /// Whether the first line names the columns.
    pub header: bool,
    /// Columns of every row.
    pub columns: usize,
    /// The column of the labels, if there is one.
    pub label: Option<usize>,
    /// How the column of the labels was told, for people.
    pub label_by: &'static str,
    /// Columns that are neither features nor the label, and why.
    pub passed_over: Vec<(usize, &'static str)>,
    /// The column of each feature, in the order of the features.
    pub features: Vec<usize>,
    pub(super) names: Option<Vec<String>>,
    pub(super) first_row: u64,
    /// Which marks its numbers have, and what there is to say of them.
    pub(super) marks: Marks,
    pub(super) marks_note: Option<String>,
}

impl Layout {
    /// The layout, and the columns that may hold the label: none, one, or two of which all rows have to decide.
    pub(super) fn of(sample: &Sample, options: &TableOptions) -> Result<(Self, Vec<usize>), TableError> {
        let mut layout = Self {
            form: sample.form,
            header: sample.names.is_some() && !sample.form.is_arff(),
            columns: sample.columns,
            label: None,
            label_by: "there is none",
            passed_over: sample.passed_over.clone(),
            features: Vec::new(),
            names: sample.names.clone(),
            first_row: sample.first_row,
            marks: Marks::Point,
            marks_note: None,
        };
        if sample.columns > MAX_FEATURES {
            return Err(TableError::TooLarge);
        }
        let mut asked = layout.asked_for(&options.label_column)?;
        if sample.empty_end && layout.name_of(sample.columns - 1).is_none_or(str::is_empty) {
            layout.passed_over.push((sample.columns - 1, EMPTY));
        }
        if options.label_column == LabelColumn::Automatic {
            asked = layout.usual_label(sample, options);
        }
        let has_index = layout.has_index(sample, asked) && options.features != Some(layout.usable().len());
        if asked != Some(0) && (has_index || layout.has_further_index(sample, options, asked.is_some())) {
            layout.passed_over.insert(0, (0, NUMBERS_ROWS));
        }
        let candidates = match (&options.label_column, asked) {
            (_, Some(column)) => {
                layout.passed_over.retain(|(passed, _)| *passed != column);
                layout.label_by = "as asked for";
                vec![column]
            }
            (LabelColumn::None, None) => Vec::new(),
            _ => match layout.beside_features(options)? {
                Some(candidates) => candidates,
                None => layout.candidates(sample)?,
            },
        };
        layout.arrange(&candidates, options)?;
        let candidates = if layout.leave_labels(options) { Vec::new() } else { candidates };
        Ok((layout, candidates))
    }

    /// Passes over the column of labels where labels are not read. False if they are, or if it is not known.
    pub(super) fn leave_labels(&mut self, options: &TableOptions) -> bool {
        let label = if options.without_labels { self.label.take() } else { None };
        self.passed_over.extend(label.map(|column| (column, NOT_READ)));
        label.is_some()
    }

    pub(super) fn dialect(&self) -> Dialect {
        self.form.dialect()
    }

    /// Whether its columns have names.
    pub(crate) fn has_names(&self) -> bool {
        self.names.is_some()
    }

    fn name_of(&self, column: usize) -> Option<&str> {
        self.names.as_ref().and_then(|names| names.get(column)).map(String::as_str)
    }

    /// A column for people: its number from 1, and its name if it has one.
    #[must_use]
    pub fn column(&self, column: usize) -> String {
        match self.name_of(column) {
            Some(name) if !name.is_empty() => format!("{} ({name})", column + 1),
            _ => (column + 1).to_string(),
        }
    }

    /// The name of a column, where columns have names.
    #[must_use]
    pub fn column_name(&self, column: usize) -> Option<String> {
        self.names.as_ref()?.get(column).cloned().filter(|name| !name.is_empty())
    }

    /// What there is to say of it, one sentence each; of the column of the label only with `labels`.
    #[must_use]
    pub fn notes(&self, labels: bool) -> Vec<String> {
        let passed = self.passed_over.iter().filter(|(_, why)| *why != NOT_READ);
        let passed =
            passed.map(|(column, why)| format!("column {} is passed over: {why}", self.column(*column)));
        let told = ["as asked for", "by its name", AS_WRITTEN].contains(&self.label_by);
        let label = self
            .label
            .filter(|_| labels && !told)
            .map(|column| format!("column {} is the label: {}", self.column(column), self.label_by));
        passed.chain(label).chain(self.marks_note.clone()).collect()
    }

    pub(super) fn known(&self) -> String {
        match &self.names {
            Some(names) if names.len() <= 12 => names.join(", "),
            Some(names) => {
                format!("{}, ... {} ({} columns)", names[..6].join(", "), names[names.len() - 1], names.len())
            }
            None => format!("columns 1 to {}, without names", self.columns),
        }
    }

    pub(super) fn usable(&self) -> Vec<usize> {
        (0..self.columns)
            .filter(|column| !self.passed_over.iter().any(|(passed, _)| passed == column))
            .collect()
    }

    /// Fixes label and features, once there is one candidate or none.
    pub(super) fn arrange(&mut self, candidates: &[usize], options: &TableOptions) -> Result<(), TableError> {
        if candidates.len() > 1 {
            return Ok(());
        }
        self.label = candidates.first().copied();
        let left =
            || self.usable().into_iter().filter(|column| Some(*column) != self.label).collect::<Vec<_>>();
        let by_name = self.by_name(options)?;
        self.features = match by_name {
            Some(found) => {
                let others = left().into_iter().filter(|column| !found.contains(column)).collect::<Vec<_>>();
                self.passed_over
                    .extend(others.into_iter().map(|column| (column, "it is none of the features")));
                found
            }
            None => left(),
        };
        if self.features.is_empty() {
            let why = "a row is a label and at least one feature".to_owned();
            return Err(TableError::NoLabel { columns: self.columns, why });
        }
        match options.expected() {
            Some(expected) if expected != self.features.len() => {
                Err(TableError::Features { columns: self.features.len(), expected })
            }
            _ => Ok(()),
        }
    }

    /// Options that are the same for another table of the same kind, say the test set beside the training set.
    pub(crate) fn options_for_others(&self, image_size: ImageSize) -> TableOptions {
        let label_column = match (self.label, self.header) {
            (Some(column), true) => {
                LabelColumn::Named(self.names.as_ref().map_or(String::new(), |names| names[column].clone()))
            }
            (Some(column), false) => LabelColumn::Index(column),
            (None, _) => LabelColumn::None,
        };
        TableOptions {
            label_column,
            image_size: Some(image_size),
            features: Some(self.features.len()),
            feature_names: None,
            ..TableOptions::default()
        }
    }
}
