use crate::FeatureScale;
use crate::table::{Layout, Survey, Table, TableError, TableOptions, read, survey};

pub(super) fn surveyed(text: &str) -> Result<Survey<Layout>, TableError> {
    survey(|| Ok(text.as_bytes()), &TableOptions::default())
}

/// The table, with a scale from -128 to 127, so that a byte tells the number.
pub(super) fn table(text: &str, options: &TableOptions) -> Result<Table, TableError> {
    read(|| Ok(text.as_bytes()), options, &FeatureScale::Common { lower: -128.0, upper: 127.0 })
}

pub(super) fn message(text: &str) -> String {
    surveyed(text).unwrap_err().to_string()
}
