//! The first reading: what is in a table.

use std::io::{self, Read};

use super::fields::{Dialect, Field, Fields};
use super::layout::{Layout, NUMBERS_ROWS};
use super::lines::Lines;
use super::number::{Numbers, Value};
use super::sample::{Sample, value};
use super::{LabelColumn, TableError, TableOptions, arff};
use crate::ImageSize;
use crate::features::{Label, Labels, Ranges, is_whole, picture_of};
use crate::limits::{MAX_IMAGES, MAX_PIXELS};
use crate::stream::Content;

const NOT_A_NUMBER: &str =
    "is not a number, as every feature must be (the label may be a word: --label-column NAME or NUMBER)";
/// At least one value in so many of a column of words is a word; fewer are mistakes in a column of numbers.
const FEWEST_WORDS: u64 = 10;
/// Rows in which labels have to come again.
const ROWS_WITH_REPEATS: u64 = 12;
/// A column of which so much is of one value looks like the corner of an image, not like labels.
const NEARLY_ALL: f64 = 0.9;
/// What is in a table.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Survey {
    /// Which column is what.
    pub layout: Layout,
    /// Rows of values.
    pub rows: usize,
    /// Names of the features, `column 1` and so on where the table has none.
    pub feature_names: Vec<String>,
    /// The least and the largest value of each feature.
    pub ranges: Vec<(f64, f64)>,
    /// All values are whole numbers.
    pub whole: bool,
    /// Names of the classes in their order: of size if all are numbers, else of the alphabet. Empty without labels.
    pub classes: Vec<String>,
    /// Rows of each class.
    pub counts: Vec<u64>,
    /// The image that a row is; one row of pixels if it is none.
    pub image_size: ImageSize,
}

impl Survey {
    /// The least and the largest of all values.
    #[must_use]
    pub fn range(&self) -> (f64, f64) {
        Ranges::common(&self.ranges)
    }

    /// Whether all values are whole numbers from 0 to 255.
    #[must_use]
    pub fn is_bytes(&self) -> bool {
        Ranges::are_bytes(&self.ranges, self.whole)
    }
}

/// Reads a table once, and tells what is in it. `open` opens it anew each time: this reads its beginning twice.
///
/// # Errors
/// If it is no table, a row or a value is not usable, or nothing tells which column holds the label. Messages name line,
/// column, value and remedy.
pub fn survey<R: Read>(
    open: impl Fn() -> io::Result<R>,
    options: &TableOptions,
) -> Result<Survey, TableError> {
    let sample = Sample::take(Content::new(open()?)?)?;
    let (layout, candidates) = Layout::of(&sample, options)?;
    let mut columns = Columns::new(layout, &candidates);
    let mut lines = Lines::new(Content::new(open()?)?);
    while let Some((line, text)) = lines.next()? {
        if line >= columns.layout.first_row && !(columns.layout.arff && arff::is_comment(text)) {
            columns.add(line, text)?;
        }
    }
    columns.finish(options)
}

#[derive(Clone, Copy)]
struct Column {
    low: f64,
    high: f64,
    /// Which of the candidates for the label it is, from 0.
    candidate: Option<usize>,
    /// Neither feature nor label.
    skipped: bool,
    whole: bool,
}

struct Columns {
    layout: Layout,
    dialect: Dialect,
    numbers: Numbers,
    columns: Vec<Column>,
    /// The least and the largest of what is a short whole number, by column: small, as it is what most fields go through.
    whole: Vec<(u32, u32)>,
    /// The columns of the candidates; no column if there are fewer.
    ends: [usize; 2],
    candidates: Vec<(usize, Labels)>,
    /// The first word of each candidate, and its line.
    first_words: Vec<Option<(u64, String)>>,
    rows: u64,
    /// The first column has counted the rows so far, from this number.
    counts_from: Option<f64>,
}

impl Columns {
    fn new(layout: Layout, candidates: &[usize]) -> Self {
        let column = |column| Column {
            low: f64::INFINITY,
            high: f64::NEG_INFINITY,
            candidate: candidates.iter().position(|&candidate| candidate == column),
            skipped: layout.passed_over.iter().any(|(passed, _)| *passed == column),
            whole: true,
        };
        let dialect = layout.dialect();
        Self {
            columns: (0..layout.columns).map(column).collect(),
            whole: vec![(u32::MAX, 0); layout.columns],
            ends: [0, 1].map(|index| candidates.get(index).copied().unwrap_or(usize::MAX)),
            dialect,
            numbers: Numbers::new(dialect.separator),
            candidates: candidates.iter().map(|&column| (column, Labels::default())).collect(),
            first_words: vec![None; candidates.len()],
            layout,
            rows: 0,
            counts_from: None,
        }
    }

    fn add(&mut self, line: u64, text: &[u8]) -> Result<(), TableError> {
        refuse_sparse(self.dialect, line, text)?;
        let mut fields = Fields::new(text, self.dialect);
        let mut at = 0;
        while let Some(field) = fields.next() {
            let Some((low, high)) = self.whole.get_mut(at) else { break };
            match field {
                Field::Whole(number) if at != self.ends[0] && at != self.ends[1] => {
                    *low = number.min(*low);
                    *high = number.max(*high);
                }
                _ => self.other(line, at, field)?,
            }
            at += 1;
        }
        if at != self.columns.len() || fields.next().is_some() {
            return Err(ragged(line, text, &self.layout));
        }
        self.rows += 1;
        if self.rows > MAX_IMAGES || self.rows.saturating_mul(self.columns.len() as u64 - 1) > MAX_PIXELS {
            return Err(TableError::TooLarge);
        }
        Ok(())
    }

    #[inline(never)]
    fn other(&mut self, line: u64, at: usize, field: Field<'_>) -> Result<(), TableError> {
        let column = &mut self.columns[at];
        if column.skipped {
            return Ok(());
        }
        let found = match (column.candidate, field) {
            (Some(_), Field::Broken(_)) => Value::Word,
            _ => value(field, &mut self.numbers),
        };
        let problem = problem(found, field);
        let label = match (found, field) {
            (Value::Number(_), Field::Whole(number)) => Label::Whole(number),
            (Value::Number(number), _) => Label::Number(number),
            (Value::Word, field) if !matches!(field, Field::Broken(_)) && column.candidate.is_some() => {
                let (candidate, name) = (column.candidate.unwrap_or(0), field.text(self.dialect));
                self.candidates[candidate].1.add(Label::Word(&name));
                self.first_words[candidate].get_or_insert_with(|| (line, name.chars().take(40).collect()));
                return Ok(());
            }
            _ => return Err(bad_value(&self.layout, line, at, field, problem)),
        };
        if let Value::Number(number) = found {
            column.low = column.low.min(number);
            column.high = column.high.max(number);
            column.whole &= is_whole(number);
            if at == 0 {
                let expected = self.counts_from.map_or(number, |start| start + self.rows as f64);
                if self.rows == 0 || self.counts_from.is_some() {
                    self.counts_from = (number == expected).then(|| self.counts_from.unwrap_or(number));
                }
            }
        }
        if let Some(candidate) = column.candidate {
            self.candidates[candidate].1.add(label);
        }
        Ok(())
    }

    fn finish(mut self, options: &TableOptions) -> Result<Survey, TableError> {
        if self.rows == 0 {
            return Err(TableError::Empty);
        }
        for (column, &(low, high)) in self.columns.iter_mut().zip(&self.whole) {
            if low <= high {
                column.low = column.low.min(f64::from(low));
                column.high = column.high.max(f64::from(high));
            }
        }
        if let [(first, first_labels), (last, last_labels)] = &self.candidates[..] {
            let (first, last) = (*first, *last);
            let counts =
                !self.layout.header && self.counts_from.is_some_and(|start| (0.0..=1.0).contains(&start));
            let (chosen, by) = self.choose((first, first_labels), (last, last_labels))?;
            if chosen == last
                && first == 0
                && counts
                && self.rows >= ROWS_WITH_REPEATS
                && self.columns.len() > 2
            {
                self.layout.passed_over.insert(0, (0, NUMBERS_ROWS));
            }
            self.layout.label_by = by;
            self.layout.arrange(&[chosen], options)?;
            self.candidates.retain(|(column, _)| *column == chosen);
        }
        let mut classes = Vec::new();
        if let Some((column, labels)) = self.candidates.first() {
            if labels.too_many() {
                return Err(TableError::TooManyClasses { column: self.layout.column(*column) });
            }
            if let Some(label) = labels.too_long() {
                let value: String = label.chars().take(40).collect();
                let (column, problem) =
                    (self.layout.column(*column), "... is too long for the name of a class".to_owned());
                return Err(TableError::Value { line: self.layout.first_row, column, value, problem });
            }
            classes = labels.classes();
        }
        let (classes, counts) = classes.into_iter().unzip();
        let features = &self.layout.features;
        let column = |column: &usize| &self.columns[*column];
        let name = |&column: &usize| match self.layout.names.as_ref().map(|names| &names[column]) {
            Some(name) if !name.is_empty() => name.clone(),
            _ => format!("column {}", column + 1),
        };
        let mut survey = Survey {
            rows: self.rows as usize,
            feature_names: features.iter().map(name).collect(),
            ranges: features.iter().map(column).map(|column| (column.low, column.high)).collect(),
            whole: features.iter().map(column).all(|column| column.whole),
            classes,
            counts,
            image_size: ImageSize { width: features.len(), height: 1 },
            layout: self.layout,
        };
        survey.image_size = image_size(&survey, options)?;
        Ok(survey)
    }

    /// Which of the first and the last column holds the label.
    fn choose(
        &self,
        (first, first_labels): (usize, &Labels),
        (last, last_labels): (usize, &Labels),
    ) -> Result<(usize, &'static str), TableError> {
        let layout = &self.layout;
        let comes_again =
            |labels: &Labels| self.rows < ROWS_WITH_REPEATS || labels.distinct() as u64 * 2 <= self.rows;
        let are_words = |labels: &Labels| {
            let enough = labels.words > 0 && labels.words.saturating_mul(FEWEST_WORDS) >= self.rows;
            enough && (labels.words == self.rows || comes_again(labels))
        };
        // A word in a column of numbers is a mistake in it, and no label.
        for (column, labels, word) in
            [(first, first_labels, &self.first_words[0]), (last, last_labels, &self.first_words[1])]
        {
            if let (Some((line, value)), false) = (word, are_words(labels)) {
                let (column, value) = (layout.column(column), value.clone());
                return Err(TableError::Value {
                    line: *line,
                    column,
                    value,
                    problem: NOT_A_NUMBER.to_owned(),
                });
            }
        }
        match (are_words(first_labels), are_words(last_labels)) {
            (true, false) => return Ok((first, "it alone holds words")),
            (false, true) => return Ok((last, "it alone holds words")),
            (true, true) => {
                let [first, second] = [first, last].map(|column| layout.column(column));
                return Err(TableError::SeveralWords { first, second });
            }
            (false, false) => {}
        }
        let can_be = |labels: &Labels| {
            labels.whole && labels.distinct() >= 2 && !labels.too_many() && comes_again(labels)
        };
        match (can_be(first_labels), can_be(last_labels)) {
            (true, false) => return Ok((first, "of the first and the last column it alone can be labels")),
            (false, true) => return Ok((last, "of the first and the last column it alone can be labels")),
            _ => {}
        }
        let both = can_be(first_labels);
        if both {
            let shares = [first_labels, last_labels].map(|labels| labels.commonest(self.rows));
            match shares.map(|share| share >= NEARLY_ALL) {
                [false, true] if shares[0] <= 0.5 => {
                    return Ok((first, "the last column has nearly always one value"));
                }
                [true, false] if shares[1] <= 0.5 => {
                    return Ok((last, "the first column has nearly always one value"));
                }
                _ => {}
            }
            match [first_labels, last_labels].map(Labels::numbers_classes) {
                [true, false] => return Ok((first, "its values count classes")),
                [false, true] => return Ok((last, "its values count classes")),
                _ => {}
            }
        }
        if self.square_pixels_beside(first) && first_labels.whole {
            return Ok((first, "it is the first column beside the pixels of a square image"));
        }
        if both {
            return Err(layout.ambiguous(first, last));
        }
        let why =
            "neither the first nor the last has 2 to 256 different whole numbers that come again".to_owned();
        Err(TableError::NoLabel { columns: layout.columns, why })
    }

    /// Whether all columns but one and those passed over are pixels of a square image.
    fn square_pixels_beside(&self, label: usize) -> bool {
        let usable = self.layout.usable();
        let pixels = || usable.iter().filter(|&&column| column != label).map(|&column| &self.columns[column]);
        let root = pixels().count().isqrt();
        root * root == pixels().count() && pixels().all(|c| c.whole && c.low >= 0.0 && c.high <= 255.0)
    }
}

/// What is wrong with a value that is no number, and what to do.
pub(super) fn problem(value: Value, field: Field<'_>) -> &'static str {
    match (value, field) {
        (_, Field::Broken(_)) => {
            "has a quote that is not closed, or text behind a closed one: quotes come in pairs around a field"
        }
        (Value::Missing, _) => "is a missing value: fill it in, or leave out its row",
        (Value::Infinite, _) => "is not a finite number",
        (Value::OtherMark, _) => {
            "has another decimal mark than the numbers before it: write all with a point"
        }
        _ => NOT_A_NUMBER,
    }
}

pub(super) fn bad_value(
    layout: &Layout,
    line: u64,
    column: usize,
    field: Field<'_>,
    problem: impl Into<String>,
) -> TableError {
    let value = field.text(layout.dialect()).chars().take(40).collect();
    TableError::Value { line, column: layout.column(column), value, problem: problem.into() }
}

pub(super) fn ragged(line: u64, text: &[u8], layout: &Layout) -> TableError {
    let mut fields = Fields::new(text, layout.dialect());
    let found = std::iter::from_fn(|| fields.next()).count();
    // A broken quote swallows the rest of its line, and says more.
    let mut fields = Fields::new(text, layout.dialect());
    let mut broken = std::iter::from_fn(|| fields.next()).enumerate();
    if let Some((column, field)) = broken.find(|(_, field)| matches!(field, Field::Broken(_))) {
        return bad_value(layout, line, column, field, problem(Value::Word, field));
    }
    TableError::Ragged { line, found, expected: layout.columns }
}

pub(super) fn refuse_sparse(dialect: Dialect, line: u64, text: &[u8]) -> Result<(), TableError> {
    if dialect.arff && text.trim_ascii_start().starts_with(b"{") {
        let problem =
            "sparse rows are not read: write them out (weka.filters.unsupervised.instance.SparseToNonSparse)";
        return Err(TableError::Arff { line, problem: problem.to_owned() });
    }
    Ok(())
}

/// The image that a row is: the one asked for; a square, if the values or their names look like pixels; else one row.
fn image_size(survey: &Survey, options: &TableOptions) -> Result<ImageSize, TableError> {
    let features = survey.ranges.len();
    if let Some(ImageSize { width, height }) = options.image_size {
        if width.checked_mul(height) != Some(features) {
            return Err(TableError::ImageSize { features, width, height });
        }
        return Ok(ImageSize { width, height });
    }
    let named = survey.feature_names.iter().all(|name| name.to_lowercase().starts_with("pixel"));
    Ok(picture_of(&survey.ranges, survey.whole, named))
}

impl Survey {
    /// Whether labels are read.
    pub(super) fn has_labels(&self) -> bool {
        self.layout.label.is_some()
    }

    /// Options that are the same for another table of the same kind, say the test set beside the training set.
    #[must_use]
    pub fn options_for_others(&self) -> TableOptions {
        let label_column = match (self.layout.label, self.layout.header) {
            (Some(column), true) => LabelColumn::Named(
                self.layout.names.as_ref().map_or(String::new(), |names| names[column].clone()),
            ),
            (Some(column), false) => LabelColumn::Index(column),
            (None, _) => LabelColumn::None,
        };
        TableOptions {
            label_column,
            image_size: Some(self.image_size),
            features: Some(self.ranges.len()),
            feature_names: None,
        }
    }
}
