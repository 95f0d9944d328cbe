//! Which column of a table is what.

use super::fields::{Dialect, Separator};
use super::sample::Sample;
use super::{LabelColumn, TableError, TableOptions, names};
use crate::limits::MAX_FEATURES;

/// Rows from which a column without repetitions is taken for a number of the row.
const ROWS_OF_INDEX: usize = 12;
pub(super) const NUMBERS_ROWS: &str = "it numbers the rows";
/// There are at most so many classes.
const CLASSES: usize = 256;

/// The columns of a table. Positions are from 0; messages count from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Layout {
    /// What stands between fields.
    pub separator: Separator,
    /// Whether it is an ARFF file.
    pub arff: bool,
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
}

impl Layout {
    /// The layout, and the columns that may hold the label: none, one, or two of which all rows have to decide.
    pub(super) fn of(sample: &Sample, options: &TableOptions) -> Result<(Self, Vec<usize>), TableError> {
        let mut layout = Self {
            separator: sample.dialect.separator,
            arff: sample.dialect.arff,
            header: sample.names.is_some() && !sample.dialect.arff,
            columns: sample.columns,
            label: None,
            label_by: "there is none",
            passed_over: Vec::new(),
            features: Vec::new(),
            names: sample.names.clone(),
            first_row: sample.first_row,
        };
        if sample.columns > MAX_FEATURES {
            return Err(TableError::TooLarge);
        }
        let asked = layout.asked_for(&options.label_column)?;
        if sample.empty_end && layout.name_of(sample.columns - 1).is_none_or(str::is_empty) {
            layout.passed_over.push((sample.columns - 1, "it is empty"));
        }
        if asked != Some(0) && layout.has_index(sample) && options.features != Some(layout.usable().len()) {
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
        Ok((layout, candidates))
    }

    pub(super) fn dialect(&self) -> Dialect {
        Dialect { separator: self.separator, arff: self.arff }
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

    /// What there is to say of it, one sentence each.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let passed = self.passed_over.iter();
        let passed =
            passed.map(|(column, why)| format!("column {} is passed over: {why}", self.column(*column)));
        let told = ["as asked for", "by its name"].contains(&self.label_by);
        let label = self
            .label
            .filter(|_| !told)
            .map(|column| format!("column {} is the label: {}", self.column(column), self.label_by));
        passed.chain(label).collect()
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

    fn asked_for(&self, column: &LabelColumn) -> Result<Option<usize>, TableError> {
        let known = || self.known();
        match column {
            LabelColumn::Automatic | LabelColumn::None => Ok(None),
            LabelColumn::Index(index) if *index < self.columns => Ok(Some(*index)),
            LabelColumn::Index(index) => Err(TableError::LabelColumn {
                name: format!("{} (from 1)", index.saturating_add(1)),
                known: known(),
            }),
            LabelColumn::Last => Ok(Some(self.columns - 1)),
            LabelColumn::Named(name) => {
                let same = |wanted: &str, exact: bool| {
                    let names = self.names.as_deref().unwrap_or_default();
                    let lower = wanted.to_lowercase();
                    names
                        .iter()
                        .position(|name| if exact { name == wanted } else { name.to_lowercase() == lower })
                };
                let found = same(name, true).or_else(|| same(name, false));
                found
                    .map(Some)
                    .ok_or_else(|| TableError::LabelColumn { name: format!("{name:?}"), known: known() })
            }
        }
    }

    pub(super) fn usable(&self) -> Vec<usize> {
        (0..self.columns)
            .filter(|column| !self.passed_over.iter().any(|(passed, _)| passed == column))
            .collect()
    }

    /// Whether the first column numbers the rows.
    fn has_index(&self, sample: &Sample) -> bool {
        let Some(values) = &sample.first_column else { return false };
        if self.columns < 3 || values.is_empty() || self.arff {
            return false;
        }
        let consecutive = values.windows(2).all(|pair| pair[1] == pair[0] + 1.0);
        match self.name_of(0) {
            Some(name) if names::is_index(name) => {
                let mut sorted = values.clone();
                sorted.sort_by(f64::total_cmp);
                let distinct = sorted.windows(2).all(|pair| pair[0] < pair[1]);
                consecutive || distinct && values.len() >= ROWS_OF_INDEX
            }
            Some(_) => false,
            None => {
                let beside_words = values.len() >= ROWS_OF_INDEX && sample.words.iter().any(|words| *words);
                consecutive && (0.0..=1.0).contains(&values[0]) && (values.len() > CLASSES || beside_words)
            }
        }
    }

    /// What is left beside the features that are asked for.
    fn beside_features(&self, options: &TableOptions) -> Result<Option<Vec<usize>>, TableError> {
        let usable = self.usable();
        if let Some(found) = self.by_name(options)? {
            let mut left: Vec<usize> = usable.into_iter().filter(|column| !found.contains(column)).collect();
            if left.len() > 1
                && let Some(names) = &self.names
            {
                left.retain(|&column| names::is_label(&names[column]));
            }
            left.truncate(1);
            return Ok(Some(left));
        }
        match options.expected() {
            Some(expected) if expected == usable.len() => Ok(Some(Vec::new())),
            Some(expected) if expected + 1 != usable.len() => {
                Err(TableError::Features { columns: usable.len(), expected })
            }
            _ => Ok(None),
        }
    }

    /// The columns of the features that are asked for by name, if any of the names is there.
    fn by_name(&self, options: &TableOptions) -> Result<Option<Vec<usize>>, TableError> {
        let (Some(names), Some(wanted)) = (&self.names, &options.feature_names) else { return Ok(None) };
        let columns: std::collections::HashMap<&str, usize> =
            names.iter().enumerate().rev().map(|(column, name)| (name.as_str(), column)).collect();
        let found: Vec<Option<usize>> =
            wanted.iter().map(|name| columns.get(name.as_str()).copied()).collect();
        if found.iter().all(Option::is_none) {
            return Ok(None);
        }
        match found.iter().position(Option::is_none) {
            Some(missing) => {
                Err(TableError::MissingFeature { name: wanted[missing].clone(), known: self.known() })
            }
            None => Ok(Some(found.into_iter().flatten().collect())),
        }
    }

    /// The columns that may hold the label, by their names and by the words in them.
    fn candidates(&mut self, sample: &Sample) -> Result<Vec<usize>, TableError> {
        let usable = self.usable();
        if usable.len() < 2 {
            let why = "a row is a label and at least one feature".to_owned();
            return Err(TableError::NoLabel { columns: self.columns, why });
        }
        let nominal = |column: usize| sample.arff.as_ref().is_some_and(|header| header.nominal[column]);
        let words: Vec<usize> = usable.iter().copied().filter(|&c| sample.words[c] || nominal(c)).collect();
        let named = |rule: &dyn Fn(&str, &[String]) -> bool| -> Vec<usize> {
            let Some(names) = &self.names else { return Vec::new() };
            usable.iter().copied().filter(|&column| rule(&names[column], names)).collect()
        };
        let labels = named(&|name, _| names::is_label(name));
        let perhaps = named(&names::may_be_label);
        let odd = self.names.as_ref().and_then(|names| names::odd_one_out(names, &usable));
        let ends = [usable[0], usable[usable.len() - 1]];
        let among_words: Vec<usize> =
            words.iter().copied().filter(|column| perhaps.contains(column)).collect();
        let (by, found) = match (&labels[..], &words[..]) {
            (&[label], _) => ("by its name", label),
            (&[first, second, ..], _) => return Err(self.ambiguous(first, second)),
            ([], &[word]) => ("it alone holds words", word),
            ([], &[first, second, ..]) => match among_words[..] {
                [label] => ("by its name", label),
                _ => {
                    let [first, second] = [first, second].map(|column| self.column(column));
                    return Err(TableError::SeveralWords { first, second });
                }
            },
            ([], []) => match (&perhaps[..], odd) {
                (&[label], _) => ("by its name", label),
                (_, Some(column)) => ("the other names are alike", column),
                // WEKA takes the last attribute for the class.
                _ if self.arff => ("it is the last attribute", ends[1]),
                _ => return Ok(ends.to_vec()),
            },
        };
        self.label_by = by;
        Ok(vec![found])
    }

    pub(super) fn ambiguous(&self, first: usize, second: usize) -> TableError {
        let [first, second] = [first, second].map(|column| self.column(column));
        TableError::Ambiguous { first, second, columns: self.columns }
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
}
