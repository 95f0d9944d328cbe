//! The values of a table, column by column, as its rows come by: what a survey is made of.

use super::layout::{EMPTY, HOLDS_WORDS, Layout, NUMBERS_ROWS};
use super::words::{self, MISSING};
use super::{Position, TableError, TableOptions, names};
use crate::ImageSize;
use crate::features::{Label, Labels, Names, Survey, is_whole, picture_of};
use crate::limits::{MAX_IMAGES, MAX_PIXELS};

/// Rows in which labels have to come again.
pub(super) const ROWS_WITH_REPEATS: u64 = 12;

#[derive(Clone, Copy)]
pub(super) struct Column {
    pub(super) low: f64,
    pub(super) high: f64,
    /// Which of the candidates for the label it is, from 0.
    pub(super) candidate: Option<usize>,
    /// Neither feature nor label.
    pub(super) skipped: bool,
    pub(super) whole: bool,
}

pub(super) struct Columns {
    pub(super) layout: Layout,
    pub(super) columns: Vec<Column>,
    /// The least and the largest of what is a short whole number, by column: small, as it is what most fields go through.
    pub(super) whole: Vec<(u32, u32)>,
    /// The columns of the candidates; no column if there are fewer.
    pub(super) ends: [usize; 2],
    pub(super) candidates: Vec<(usize, Labels)>,
    /// The first word of each candidate, and where it is.
    pub(super) first_words: Vec<Option<(Position, String)>>,
    /// How many words of each candidate are no names of classes.
    pub(super) no_names: Vec<u64>,
    /// How many values of each candidate are missing, and the first of them.
    missing: Vec<(u64, Option<(Position, String)>)>,
    pub(super) rows: u64,
    /// The first column has counted the rows so far, from this number.
    counts_from: Option<f64>,
}

impl Columns {
    pub(super) fn new(layout: Layout, candidates: &[usize]) -> Self {
        let column = |column| Column {
            low: f64::INFINITY,
            high: f64::NEG_INFINITY,
            candidate: candidates.iter().position(|&candidate| candidate == column),
            skipped: false,
            whole: true,
        };
        let mut columns: Vec<Column> = (0..layout.columns).map(column).collect();
        layout.passed_over.iter().for_each(|(passed, _)| columns[*passed].skipped = true);
        Self {
            columns,
            whole: vec![(u32::MAX, 0); layout.columns],
            ends: [0, 1].map(|index| candidates.get(index).copied().unwrap_or(usize::MAX)),
            candidates: candidates.iter().map(|&column| (column, Labels::default())).collect(),
            first_words: vec![None; candidates.len()],
            no_names: vec![0; candidates.len()],
            missing: vec![(0, None); candidates.len()],
            layout,
            rows: 0,
            counts_from: None,
        }
    }

    /// Takes a number of a row in, which is counted from 0.
    pub(super) fn number(&mut self, at: usize, row: u64, number: f64, label: Label<'_>) {
        let column = &mut self.columns[at];
        column.low = column.low.min(number);
        column.high = column.high.max(number);
        column.whole &= is_whole(number);
        if at == 0 {
            let expected = self.counts_from.map_or(number, |start| start + row as f64);
            if row == 0 || self.counts_from.is_some() {
                self.counts_from = (number == expected).then(|| self.counts_from.unwrap_or(number));
            }
        }
        if let Some(candidate) = column.candidate {
            self.candidates[candidate].1.add(label);
        }
    }

    /// Takes a word in. False if the column cannot be the label.
    pub(super) fn word(&mut self, at: usize, position: Position, word: &str) -> bool {
        let Some(candidate) = self.columns[at].candidate else { return false };
        self.candidates[candidate].1.add(Label::Word(word));
        self.no_names[candidate] += u64::from(words::is_no_name(word.as_bytes()));
        self.first_words[candidate].get_or_insert_with(|| (position, word.chars().take(40).collect()));
        true
    }

    /// Takes in that a candidate for the label has no value.
    pub(super) fn missing(&mut self, at: usize, position: Position, value: String) {
        let Some(candidate) = self.columns[at].candidate else { return };
        let (count, first) = &mut self.missing[candidate];
        *count += 1;
        first.get_or_insert((position, value));
    }

    /// Labels of which none is there are no labels; of which some are missing, an error.
    fn settle_missing(&mut self, options: &TableOptions) -> Result<(), TableError> {
        if options.without_labels {
            return Ok(());
        }
        if let ([(column, _)], [(count, _)]) = (&self.candidates[..], &self.missing[..])
            && *count == self.rows
        {
            self.layout.passed_over.push((*column, EMPTY));
            self.layout.label = None;
            self.candidates.clear();
            return Ok(());
        }
        let missing = self.candidates.iter().zip(&self.missing);
        match missing.filter_map(|((column, _), (_, first))| Some((*column, first.clone()?))).next() {
            Some((column, (at, value))) => {
                let (column, problem) = (self.layout.column(column), MISSING.to_owned());
                Err(TableError::Value { at, column, value, problem })
            }
            None => Ok(()),
        }
    }

    /// Counts rows that were taken in.
    pub(super) fn end_of_rows(&mut self, rows: u64) -> Result<(), TableError> {
        self.rows = self.rows.saturating_add(rows);
        let features = (self.columns.len() as u64).saturating_sub(1);
        if self.rows > MAX_IMAGES || self.rows.saturating_mul(features) > MAX_PIXELS {
            return Err(TableError::TooLarge);
        }
        Ok(())
    }

    pub(super) fn finish(mut self, options: &TableOptions) -> Result<Survey<Layout>, TableError> {
        if self.rows == 0 {
            return Err(TableError::Empty);
        }
        for (column, &(low, high)) in self.columns.iter_mut().zip(&self.whole) {
            if low <= high {
                column.low = column.low.min(f64::from(low));
                column.high = column.high.max(f64::from(high));
            }
        }
        self.settle_missing(options)?;
        self.settle_label(options)?;
        self.check_words()?;
        self.check_encoding()?;
        let classes = self.classes()?;
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
        survey.image_size = image_size(&survey, survey.layout.has_names(), options)?;
        Ok(survey)
    }

    /// Decides between two columns that may hold the label.
    fn settle_label(&mut self, options: &TableOptions) -> Result<(), TableError> {
        let [(first, first_labels), (last, last_labels)] = &self.candidates[..] else { return Ok(()) };
        let (first, last) = (*first, *last);
        let counts =
            !self.layout.header && self.counts_from.is_some_and(|start| (0.0..=1.0).contains(&start));
        let (chosen, by) = self.choose((first, first_labels), (last, last_labels))?;
        if chosen == last && first == 0 && counts && self.rows >= ROWS_WITH_REPEATS && self.columns.len() > 2
        {
            self.layout.passed_over.insert(0, (0, NUMBERS_ROWS));
        }
        self.layout.label_by = by;
        self.layout.arrange(&[chosen], options)?;
        self.candidates.retain(|(column, _)| *column == chosen);
        if self.layout.leave_labels(options) {
            self.candidates.clear();
        }
        Ok(())
    }

    /// Words that were taken for labels since no other column has any must be names of classes.
    fn check_words(&self) -> Result<(), TableError> {
        let (Some((column, labels)), HOLDS_WORDS) = (self.candidates.first(), self.layout.label_by) else {
            return Ok(());
        };
        let candidate = self.columns[*column].candidate;
        let first = candidate.and_then(|candidate| self.first_words[candidate].as_ref());
        let all_differ = labels.words == self.rows && labels.distinct() as u64 == self.rows;
        let column = self.layout.column(*column);
        match first {
            Some((at, value)) if words::is_date(value) => {
                let problem = words::problem(value.as_bytes()).to_owned();
                Err(TableError::Value { at: *at, column, value: value.clone(), problem })
            }
            Some((_, value)) if all_differ && self.rows >= ROWS_WITH_REPEATS => {
                Err(TableError::Identifiers { column, value: value.clone() })
            }
            _ => Ok(()),
        }
    }

    /// Names that were no UTF-8 would fall together.
    fn check_encoding(&self) -> Result<(), TableError> {
        let broken = |text: &String| text.contains(char::REPLACEMENT_CHARACTER);
        let header = self.layout.names.iter().flatten().find(|name| broken(name)).cloned();
        let label = || {
            let (_, labels) = self.candidates.first()?;
            labels.classes().into_iter().map(|(name, _)| name).find(broken)
        };
        let Some(value) = header.clone().or_else(label) else { return Ok(()) };
        let at = Position::Line(if header.is_some() { 1 } else { self.layout.first_row });
        let column = self.layout.label.map_or_else(String::new, |column| self.layout.column(column));
        let problem = "is not UTF-8; convert the file first: iconv -f latin1 -t UTF-8".to_owned();
        Err(TableError::Value { at, column, value, problem })
    }

    fn classes(&self) -> Result<Vec<(String, u64)>, TableError> {
        let Some((column, labels)) = self.candidates.first() else { return Ok(Vec::new()) };
        let column = self.layout.column(*column);
        if labels.too_many() {
            return Err(TableError::TooManyClasses { column });
        }
        if let Some(number) = labels.beyond() {
            let problem =
                "is beyond 2^53, where not every whole number is one of its own: store labels as texts";
            let (at, value) = (Position::Line(self.layout.first_row), format!("{number:.0}"));
            return Err(TableError::Value { at, column, value, problem: problem.to_owned() });
        }
        if let Some(label) = labels.too_long() {
            let value: String = label.chars().take(40).collect();
            let problem = "... is too long for the name of a class".to_owned();
            let at = Position::Line(self.layout.first_row);
            return Err(TableError::Value { at, column, value, problem });
        }
        Ok(labels.classes())
    }
}

/// The image that a row is: the one asked for; a square, if the values or their names look like pixels; else one row.
pub(super) fn image_size<L>(
    survey: &Survey<L>,
    has_names: bool,
    options: &TableOptions,
) -> Result<ImageSize, TableError> {
    let features = survey.ranges.len();
    if let Some(ImageSize { width, height }) = options.image_size {
        if width.checked_mul(height) != Some(features) {
            return Err(TableError::ImageSize { features, width, height });
        }
        return Ok(ImageSize { width, height });
    }
    let names = if has_names { names::of_features(&survey.feature_names) } else { Names::Nothing };
    Ok(picture_of(&survey.ranges, survey.whole, names))
}
