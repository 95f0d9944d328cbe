//! Which column of a CSV file is what.

use ::csv::ByteRecord;

use super::CsvError;
use super::number::trim;

/// Names that a column of labels has in the wild.
const LABEL_NAMES: [&str; 5] = ["label", "labels", "class", "target", "y"];
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The columns of a file, told from its first line.
#[derive(Debug)]
pub(super) struct Layout {
    /// Columns of every line.
    pub(super) columns: usize,
    /// The column of the labels, from 0.
    pub(super) label: usize,
    /// Rows, and columns, of an image.
    pub(super) side: usize,
    names: Option<ByteRecord>,
}

impl Layout {
    /// The layout, and whether the line is a header.
    pub(super) fn of_first_line(record: &ByteRecord, line: u64) -> Result<(Self, bool), CsvError> {
        let columns = record.len();
        let pixels = columns.saturating_sub(1);
        let side = pixels.isqrt();
        if side == 0 || side * side != pixels {
            return Err(CsvError::Columns { line, columns });
        }
        let header = record.iter().any(is_name);
        let label = if header { record.iter().position(is_label).unwrap_or(0) } else { 0 };
        Ok((Self { columns, label, side, names: header.then(|| record.clone()) }, header))
    }

    /// A column for people: its number from 1, and its name if there is a header.
    pub(super) fn name(&self, column: usize) -> String {
        let number = column + 1;
        match self.names.as_ref().and_then(|names| names.get(column)) {
            Some(name) => format!("{number} ({})", String::from_utf8_lossy(cell(name))),
            None => number.to_string(),
        }
    }
}

fn cell(field: &[u8]) -> &[u8] {
    trim(field.strip_prefix(BYTE_ORDER_MARK).unwrap_or(field))
}

/// Whether a field can only be a name. Numbers that are out of range, `NaN` and empty fields are not: a broken first
/// line of data must be reported, not skipped as a header.
fn is_name(field: &[u8]) -> bool {
    let text = String::from_utf8_lossy(cell(field));
    text.chars().any(char::is_alphabetic) && text.parse::<f64>().is_err()
}

fn is_label(field: &[u8]) -> bool {
    let text = String::from_utf8_lossy(cell(field));
    LABEL_NAMES.iter().any(|name| text.eq_ignore_ascii_case(name))
}
