//! Aligned text tables.

use std::fmt;

use unicode_width::UnicodeWidthStr;

/// On which side of its column a cell stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Text.
    Left,
    /// Numbers.
    Right,
}

/// A table with a heading, two blanks between columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    aligns: Vec<Align>,
    rows: Vec<Vec<String>>,
}

/// Columns of a terminal that a text takes: wide characters count twice, combining ones not at all.
#[must_use]
pub fn width(text: &str) -> usize {
    text.width()
}

impl Table {
    /// A table of the given columns.
    #[must_use]
    pub fn new(columns: &[(&str, Align)]) -> Self {
        Self {
            aligns: columns.iter().map(|&(_, align)| align).collect(),
            rows: vec![columns.iter().map(|&(heading, _)| heading.to_owned()).collect()],
        }
    }

    /// Adds a row. Cells beyond the columns are dropped, missing ones stay empty.
    pub fn row<C: Into<String>>(&mut self, cells: impl IntoIterator<Item = C>) {
        let mut row: Vec<String> = cells.into_iter().take(self.aligns.len()).map(Into::into).collect();
        row.resize(self.aligns.len(), String::new());
        self.rows.push(row);
    }

    fn widths(&self) -> Vec<usize> {
        let column = |index: usize| self.rows.iter().map(|row| width(&row[index])).max().unwrap_or(0);
        (0..self.aligns.len()).map(column).collect()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widths = self.widths();
        for row in &self.rows {
            let mut line = String::new();
            for ((cell, &align), &column) in row.iter().zip(&self.aligns).zip(&widths) {
                if !line.is_empty() {
                    line.push_str("  ");
                }
                line.push_str(&padded(cell, align, column));
            }
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

/// A cell brought to the width of its column. `{:>w$}` counts characters and not columns.
pub(crate) fn padded(cell: &str, align: Align, column: usize) -> String {
    let blanks = " ".repeat(column.saturating_sub(width(cell)));
    match align {
        Align::Left => format!("{cell}{blanks}"),
        Align::Right => format!("{blanks}{cell}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_whatever_the_script() {
        let mut table = Table::new(&[("class", Align::Left), ("n", Align::Right)]);
        table.row(["ki", "5"]);
        table.row(["き", "1,000"]);
        table.row(["e\u{301}", "7"]);
        assert_eq!(table.to_string(), "class      n\nki         5\nき     1,000\ne\u{301}          7\n");
    }

    #[test]
    fn rows_of_a_wrong_length_do_no_harm() {
        let mut table = Table::new(&[("a", Align::Left), ("b", Align::Left)]);
        table.row(["1", "2", "3"]);
        table.row(["1"]);
        assert_eq!(table.to_string(), "a  b\n1  2\n1\n");
    }
}
