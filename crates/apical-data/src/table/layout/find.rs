//! Which column is what, by names and by what the first rows have.

use super::{CLASSES, HOLDS_WORDS, Layout, ROWS_OF_INDEX};
use crate::table::sample::Sample;
use crate::table::{LabelColumn, TableError, TableOptions, names};

/// Whether the first column is whole numbers none of which comes again.
fn is_distinct(sample: &Sample) -> bool {
    let Some(values) = &sample.first_column else { return false };
    let mut sorted = values.clone();
    sorted.sort_by(f64::total_cmp);
    sorted.windows(2).all(|pair| pair[0] < pair[1])
}

impl Layout {
    pub(super) fn asked_for(&self, column: &LabelColumn) -> Result<Option<usize>, TableError> {
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

    /// Whether the first column numbers the rows. `label`: the column of the label, if that is known.
    pub(super) fn has_index(&self, sample: &Sample, label: Option<usize>) -> bool {
        let Some(values) = &sample.first_column else { return false };
        if self.columns < 3 || values.is_empty() || self.form.is_arff() {
            return false;
        }
        let consecutive = values.windows(2).all(|pair| pair[1] == pair[0] + 1.0);
        match self.name_of(0) {
            Some(name) if names::is_index(name) => {
                consecutive || is_distinct(sample) && values.len() >= ROWS_OF_INDEX
            }
            Some(_) => false,
            None => {
                let beside_label = label.is_some() || sample.words.iter().any(|words| *words);
                let is_no_label = values.len() > CLASSES || values.len() >= ROWS_OF_INDEX && beside_label;
                consecutive && (0.0..=1.0).contains(&values[0]) && is_no_label
            }
        }
    }

    /// The column that has the labels in other tables of the kind, if it is there.
    pub(super) fn usual_label(&self, sample: &Sample, options: &TableOptions) -> Option<usize> {
        let column = self.asked_for(options.usual_label.as_ref()?).ok()??;
        let further = self.usable().len().checked_sub(options.expected()?)?;
        let is_there = match (&self.names, further) {
            (Some(_), _) => matches!(options.usual_label, Some(LabelColumn::Named(_))),
            // It is behind a column that numbers the rows, or what seems to be it is the first feature.
            (None, 1) => column != 1 || !is_distinct(sample),
            (None, 2) => column > 0 && is_distinct(sample),
            (None, _) => false,
        };
        is_there.then_some(column)
    }

    /// Whether the first column of a table without names is one too many beside the features that are known, and may number the
    /// rows, as in the table that the features are known from; `labelled`: where the label is, is known.
    pub(super) fn has_further_index(&self, sample: &Sample, options: &TableOptions, labelled: bool) -> bool {
        let (None, Some(expected)) = (&self.names, options.expected()) else { return false };
        let further = self.usable().len().saturating_sub(expected);
        let behind_index = |column: &LabelColumn| match column {
            LabelColumn::Index(index) => *index == 1 || *index > expected,
            _ => false,
        };
        let was_there = options.usual_label.as_ref().is_some_and(behind_index);
        let one_too_many = if labelled { further == 2 } else { was_there && (1..=2).contains(&further) };
        one_too_many && is_distinct(sample)
    }

    /// What is left beside the features that are asked for.
    pub(super) fn beside_features(&self, options: &TableOptions) -> Result<Option<Vec<usize>>, TableError> {
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
    pub(super) fn by_name(&self, options: &TableOptions) -> Result<Option<Vec<usize>>, TableError> {
        let (Some(names), Some(wanted)) = (&self.names, &options.feature_names) else { return Ok(None) };
        let columns: std::collections::HashMap<String, usize> =
            names.iter().enumerate().rev().map(|(column, name)| (names::key(name), column)).collect();
        let found: Vec<Option<usize>> =
            wanted.iter().map(|name| columns.get(&names::key(name)).copied()).collect();
        // Tools name the pixels of a picture in many ways, and all put them in the same order.
        let is_picture = options.image_size.is_some_and(|size| size.width > 1 && size.height > 1);
        if is_picture && found.iter().all(Option::is_none) {
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
    pub(super) fn candidates(&mut self, sample: &Sample) -> Result<Vec<usize>, TableError> {
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
            ([], &[word]) => (HOLDS_WORDS, word),
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
                _ if self.form.is_arff() => ("it is the last attribute", ends[1]),
                _ => return Ok(ends.to_vec()),
            },
        };
        self.label_by = by;
        Ok(vec![found])
    }

    pub(in crate::table) fn ambiguous(&self, first: usize, second: usize) -> TableError {
        let [first, second] = [first, second].map(|column| self.column(column));
        TableError::Ambiguous { first, second, columns: self.columns }
    }
}
