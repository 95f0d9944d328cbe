//! The first reading.

use std::io::{self, Read};

use super::{Row, bad, label};
use crate::ImageSize;
use crate::features::{Labels, Survey, is_whole};
use crate::limits::{MAX_FEATURES, MAX_IMAGES, MAX_PIXELS};
use crate::stream::Content;
use crate::table::columns::image_size;
use crate::table::layout::{AS_WRITTEN, Layout};
use crate::table::lines::Lines;
use crate::table::marks::Marks;
use crate::table::{LabelColumn, TableError, TableForm, TableOptions};

#[derive(Default)]
struct Found {
    /// The least and the largest value that is written, and how many are, by index.
    ranges: Vec<(f64, f64, u64)>,
    labels: Labels,
    labelled: u64,
    rows: u64,
    fractions: bool,
    first_line: Option<u64>,
}

pub(in crate::table) fn survey<R: Read>(
    open: impl Fn() -> io::Result<R>,
    options: &TableOptions,
) -> Result<Survey<Layout>, TableError> {
    let mut lines = Lines::new(Content::new(open()?)?);
    let mut found = Found::default();
    while let Some((line, text)) = lines.next()? {
        let Some(row) = Row::of(line, text)? else { continue };
        found.first_line.get_or_insert(line);
        if let Some(text) = row.label {
            found.labels.add(label(text));
            found.labelled += 1;
        }
        found.rows += 1;
        if found.labelled != 0 && found.labelled != found.rows {
            let problem = "stands where other rows have a label: all rows have one, or none";
            return Err(bad(line, 0, &String::from_utf8_lossy(text), problem));
        }
        for pair in row.pairs(line) {
            let (index, value) = pair?;
            if index >= found.ranges.len() {
                found.ranges.resize(index + 1, (f64::INFINITY, f64::NEG_INFINITY, 0));
            }
            let (low, high, count) = &mut found.ranges[index];
            (*low, *high, *count) = (low.min(value), high.max(value), *count + 1);
            found.fractions |= !is_whole(value);
        }
        if found.rows > MAX_IMAGES || found.rows.saturating_mul(found.ranges.len() as u64) > MAX_PIXELS {
            return Err(TableError::TooLarge);
        }
    }
    found.finish(options)
}

impl Found {
    fn finish(self, options: &TableOptions) -> Result<Survey<Layout>, TableError> {
        let other = match &options.label_column {
            LabelColumn::Named(name) => Some(format!("{name:?}")),
            LabelColumn::Index(column @ 1..) => Some((column + 1).to_string()),
            LabelColumn::Last => Some("\"last\"".to_owned()),
            _ => None,
        };
        if let Some(name) = other {
            let known = "the label first in each row, and features without names".to_owned();
            return Err(TableError::LabelColumn { name, known });
        }
        let has_zero = self.ranges.first().is_some_and(|(.., count)| *count > 0);
        // What is known of the features tells from where they are counted: a file in which the first is 0 everywhere does not.
        let counted =
            options.feature_names.as_ref().map(|names| names.first().is_some_and(|name| name == "0"));
        let known = counted.or(options.expected().map(|_| false));
        if known == Some(false) && has_zero {
            let problem = "counts the features from 0, but those that are known from 1: add 1 to each";
            return Err(bad(self.first_line.unwrap_or(1), 1, "0:", problem));
        }
        let from_zero = known.unwrap_or(has_zero);
        let first = usize::from(!from_zero);
        let mut ranges: Vec<(f64, f64)> = self
            .ranges
            .iter()
            .skip(first)
            // What is left out is 0.
            .map(
                |&(low, high, count)| {
                    if count < self.rows { (low.min(0.0), high.max(0.0)) } else { (low, high) }
                },
            )
            .collect();
        if let Some(expected) = options.expected() {
            if ranges.len() > expected {
                return Err(TableError::Features { columns: ranges.len(), expected });
            }
            ranges.resize(expected, (0.0, 0.0));
        }
        if ranges.is_empty() || ranges.len() > MAX_FEATURES {
            return Err(TableError::Empty);
        }
        if self.rows.saturating_mul(ranges.len() as u64) > MAX_PIXELS {
            return Err(TableError::TooLarge);
        }
        if self.labels.too_many() {
            return Err(TableError::TooManyClasses { column: "1".to_owned() });
        }
        if let Some(long) = self.labels.too_long() {
            return Err(bad(
                self.first_line.unwrap_or(1),
                0,
                long,
                "... is too long for the name of a class",
            ));
        }
        let labelled = self.labelled > 0 && options.label_column != LabelColumn::None;
        let (classes, counts) = if labelled { self.labels.classes() } else { Vec::new() }.into_iter().unzip();
        // The label has a column even where it is left out, so that features are counted alike.
        let label_by = if labelled { AS_WRITTEN } else { "there is none" };
        let layout = Layout {
            form: TableForm::Sparse { first },
            header: false,
            columns: ranges.len() + 1,
            label: labelled.then_some(0),
            label_by,
            passed_over: Vec::new(),
            features: (1..=ranges.len()).collect(),
            names: None,
            marks: Marks::Point,
            marks_note: None,
            first_row: self.first_line.unwrap_or(1),
        };
        let mut survey = Survey {
            layout,
            rows: self.rows as usize,
            feature_names: (1..=ranges.len()).map(|column| format!("column {}", column + 1)).collect(),
            whole: !self.fractions,
            image_size: ImageSize { width: ranges.len(), height: 1 },
            ranges,
            classes,
            counts,
        };
        survey.image_size = image_size(&survey, false, options)?;
        Ok(survey)
    }
}
