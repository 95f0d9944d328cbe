//! Rows as texts: tables that are about something else than numbers.

use std::io::{self, Read};

use super::TableError;
use super::fields::{Dialect, Fields, Separator};
use super::lines::Lines;
use crate::stream::Content;

/// The rows of a table of any number of columns each. What its first line has most of separates fields.
pub(crate) struct Records<R: Read> {
    lines: Lines<Content<R>>,
    dialect: Option<Dialect>,
    most: usize,
}

impl<R: Read> Records<R> {
    /// Of each row, at most so many fields: what follows is left out.
    pub(crate) fn new(source: R, most: usize) -> io::Result<Self> {
        Ok(Self { lines: Lines::new(Content::new(source)?), dialect: None, most })
    }

    /// The next row that is not blank: its line, and its fields just as they are written, without quotes and spaces around them.
    pub(crate) fn next(&mut self) -> Result<Option<(u64, Vec<String>)>, TableError> {
        let Some((line, text)) = self.lines.next()? else { return Ok(None) };
        let dialect = *self
            .dialect
            .get_or_insert_with(|| Dialect { separator: Separator::commonest(text), arff: false });
        let mut fields = Fields::new(text, dialect);
        let words = std::iter::from_fn(|| fields.next_text()).take(self.most);
        Ok(Some((line, words.map(|word| word.trim_matches('"').trim().to_owned()).collect())))
    }
}
