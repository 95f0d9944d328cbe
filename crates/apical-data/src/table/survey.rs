//! The first reading: what is in a table.

use std::io::{self, Read};

use super::columns::Columns;
use super::fields::{Dialect, Field, Fields};
use super::layout::Layout;
use super::lines::Lines;
use super::number::{Numbers, Value};
use super::sample::{Sample, value};
use super::{Position, TableError, TableOptions, arff, sparse};
use crate::features::{Label, Survey};
use crate::stream::Content;

pub(super) const NOT_A_NUMBER: &str =
    "is not a number, as every feature must be (the label may be a word: --label-column NAME or NUMBER)";

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
    let sample = match Sample::take(lines)? {
        Some(sample) => sample,
        None => return sparse::survey(open, options),
    };
    let (layout, candidates) = Layout::of(&sample, options)?;
    let mut rows = Rows {
        dialect: layout.dialect(),
        numbers: Numbers::new(layout.dialect().separator),
        columns: Columns::new(layout, &candidates),
    };
    let mut lines = Lines::new(Content::new(open()?)?);
    while let Some((line, text)) = lines.next()? {
        let layout = &rows.columns.layout;
        if line >= layout.first_row && !(layout.form.is_arff() && arff::is_comment(text)) {
            rows.add(line, text)?;
        }
    }
    rows.columns.finish(options)
}

struct Rows {
    columns: Columns,
    dialect: Dialect,
    numbers: Numbers,
}

impl Rows {
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
                let label = match field {
                    Field::Whole(number) => Label::Whole(number),
                    _ => Label::Number(number),
                };
                self.columns.number(at, self.columns.rows, number, label);
                Ok(())
            }
            (Value::Word, field)
                if !matches!(field, Field::Broken(_))
                    && self.columns.word(at, Position::Line(line), &field.text(self.dialect)) =>
            {
                Ok(())
            }
            _ => Err(bad_value(&self.columns.layout, line, at, field, problem(found, field))),
        }
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
