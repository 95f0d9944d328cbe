//! The first reading: what is in a table.

use std::io::{self, Read};

use super::columns::Columns;
use super::fields::{Dialect, Field, Fields};
use super::layout::Layout;
use super::lines::Lines;
use super::marks::{Evidence, Marks, Written};
use super::number::{Numbers, Value};
use super::sample::{Sample, value};
use super::words::{self, MISSING};
use super::{Position, TableError, TableOptions, arff, sparse};
use crate::features::{Label, Survey};
use crate::stream::Content;

/// Reads a table once, and tells what is in it. `open` opens it anew each time: this reads its beginning twice.
///
/// # Errors
/// If it is no table, a row or a value is not usable, or nothing tells which column holds the label. Messages name line,
/// column, value and remedy.
pub fn survey<R: Read>(
    open: impl Fn() -> io::Result<R>,
    options: &TableOptions,
) -> Result<Survey<Layout>, TableError> {
    let lines = Lines::new(Content::new(open()?)?);
    let sample = match Sample::take(lines, options.feature_names.as_deref())? {
        Some(sample) => sample,
        None => return sparse::survey(open, options),
    };
    let (layout, candidates) = Layout::of(&sample, options)?;
    let separator = layout.dialect().separator;
    let mut rows = Rows::new(layout.clone(), &candidates, Numbers::new(separator));
    rows.add_all(Lines::new(Content::new(open()?)?))?;
    let (marks, note) = rows.evidence.decide(&rows.columns)?;
    // What was taken for decimals may be thousands, and there may be other marks.
    if note.is_some() || marks != Marks::Point {
        rows = Rows::new(layout, &candidates, Numbers::with(separator, marks));
        rows.add_all(Lines::new(Content::new(open()?)?))?;
    }
    rows.columns.layout.marks = marks;
    rows.columns.layout.marks_note = note;
    rows.columns.finish(options)
}

struct Rows {
    columns: Columns,
    dialect: Dialect,
    numbers: Numbers,
    evidence: Evidence,
}

impl Rows {
    fn new(layout: Layout, candidates: &[usize], numbers: Numbers) -> Self {
        let dialect = layout.dialect();
        Self { dialect, numbers, columns: Columns::new(layout, candidates), evidence: Evidence::default() }
    }

    fn add_all(&mut self, mut lines: Lines<impl Read>) -> Result<(), TableError> {
        while let Some((line, text)) = lines.next()? {
            let layout = &self.columns.layout;
            if line >= layout.first_row && !(layout.form.is_arff() && arff::is_comment(text)) {
                self.add(line, text)?;
            }
        }
        Ok(())
    }

    fn add(&mut self, line: u64, text: &[u8]) -> Result<(), TableError> {
        refuse_sparse(self.dialect, line, text)?;
        let mut fields = Fields::new(text, self.dialect);
        let ends = self.columns.ends;
        let mut at = 0;
        while let Some(field) = fields.next() {
            let Some((low, high)) = self.columns.whole.get_mut(at) else { break };
            match field {
                Field::Whole(number) if at != ends[0] && at != ends[1] => {
                    *low = number.min(*low);
                    *high = number.max(*high);
                }
                _ => self.other(line, at, field)?,
            }
            at += 1;
        }
        if at != self.columns.columns.len() || fields.next().is_some() {
            return Err(ragged(line, text, &self.columns.layout));
        }
        self.columns.end_of_rows(1)
    }

    #[inline(never)]
    fn other(&mut self, line: u64, at: usize, field: Field<'_>) -> Result<(), TableError> {
        let column = self.columns.columns[at];
        if column.skipped {
            return Ok(());
        }
        let found = match (column.candidate, field) {
            (Some(_), Field::Broken(_)) => Value::Word,
            _ => value(field, &mut self.numbers),
        };
        match (found, field) {
            (Value::Number(number), _) => {
                let written =
                    if let Field::Whole(_) = field { Written::Plain } else { self.numbers.written() };
                let text = || field.text(self.dialect).into_owned();
                self.evidence.add(written, (line, at), number, text);
                let label = label_of(number, field);
                self.columns.number(at, self.columns.rows, number, label);
                Ok(())
            }
            (Value::Word, field)
                if !matches!(field, Field::Broken(_))
                    && self.columns.word(at, Position::Line(line), &field.text(self.dialect)) =>
            {
                Ok(())
            }
            (Value::Missing, _) if column.candidate.is_some() => {
                let value = field.text(self.dialect).into_owned();
                self.columns.missing(at, Position::Line(line), value);
                Ok(())
            }
            _ => Err(bad_value(&self.columns.layout, line, at, field, problem(found, field))),
        }
    }
}

/// The label that a number is.
pub(super) fn label_of(number: f64, field: Field<'_>) -> Label<'_> {
    match (field, std::str::from_utf8(field.bytes())) {
        (Field::Whole(number), _) => Label::Whole(number),
        (Field::Text(_) | Field::Quoted(_), Ok(text)) => Label::of_number(number, text),
        _ => Label::Number(number),
    }
}

/// What is wrong with a value that is no number, and what to do.
pub(super) fn problem(value: Value, field: Field<'_>) -> &'static str {
    match (value, field) {
        (_, Field::Broken(_)) => {
            "has a quote that is not closed, or text behind a closed one: quotes come in pairs around a field"
        }
        (Value::Missing, _) => MISSING,
        (Value::Infinite, _) => "is not a finite number",
        (Value::OtherMark, _) => {
            "has another decimal mark than the numbers before it: write all with a point"
        }
        _ => words::problem(field.bytes()),
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
    let at = Position::Line(line);
    TableError::Value { at, column: layout.column(column), value, problem: problem.into() }
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
