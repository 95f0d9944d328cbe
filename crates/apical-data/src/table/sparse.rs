//! Rows in which only some features are written: `label index:value ...`, as LIBSVM and SVMlight have it.
//!
//! Such a table has no names of columns. Its first column is the label; without one, a row begins with its first pair.

mod fill;
mod survey;

use std::str::from_utf8;

use super::{Position, TableError};
use crate::features::Label;
use crate::limits::MAX_FEATURES;
pub(super) use fill::fill;
pub(super) use survey::survey;

const PAIRS: &str = "is not index:value, of which the index is a whole number that rises within a row and the value a finite number";

/// A row as it is written.
struct Row<'a> {
    label: Option<&'a str>,
    rest: std::str::SplitAsciiWhitespace<'a>,
}

impl<'a> Row<'a> {
    /// `None` if it is a comment and nothing else.
    fn of(line: u64, text: &'a [u8]) -> Result<Option<Self>, TableError> {
        let text = text.split(|byte| *byte == b'#').next().unwrap_or_default();
        let text = from_utf8(text).map_err(|_| bad(line, 0, &String::from_utf8_lossy(text), PAIRS))?;
        let mut rest = text.split_ascii_whitespace();
        let Some(first) = rest.clone().next() else { return Ok(None) };
        let label = (!first.contains(':')).then_some(first);
        if label.is_some() {
            rest.next();
        }
        Ok(Some(Self { label, rest }))
    }

    /// The next index and value, the position of the pair in its row counted from 1.
    fn pairs(self, line: u64) -> impl Iterator<Item = Result<(usize, f64), TableError>> {
        let mut last = None;
        self.rest.enumerate().filter(|(_, pair)| !pair.starts_with("qid:")).map(move |(at, text)| match pair(
            text,
        )
        .filter(|(index, _)| last.is_none_or(|last| last < *index))
        {
            Some((index, value)) => {
                last = Some(index);
                Ok((index, value))
            }
            None => Err(bad(line, at + 1, text, PAIRS)),
        })
    }
}

fn pair(text: &str) -> Option<(usize, f64)> {
    let (index, value) = text.split_once(':')?;
    let index = index.parse::<usize>().ok().filter(|index| *index <= MAX_FEATURES)?;
    Some((index, value.parse::<f64>().ok().filter(|value| value.is_finite())?))
}

fn bad(line: u64, column: usize, value: &str, problem: &str) -> TableError {
    let value = value.chars().take(40).collect();
    TableError::Value {
        at: Position::Line(line),
        column: (column + 1).to_string(),
        value,
        problem: problem.to_owned(),
    }
}

/// Whether these lines are such rows.
pub(super) fn are_rows<'a>(lines: impl Iterator<Item = &'a [u8]>) -> bool {
    let mut pairs = 0;
    for text in lines.take(50) {
        let Ok(Some(row)) = Row::of(0, text) else { continue };
        let mut rest = row.rest.clone().filter(|pair| !pair.starts_with("qid:"));
        if !rest.all(|text| pair(text).is_some()) {
            return false;
        }
        pairs += row.rest.count();
    }
    pairs > 0
}

fn label(text: &str) -> Label<'_> {
    Label::of_text(text)
}
