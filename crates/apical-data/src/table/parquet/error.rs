//! What the reader of the format says, in words for people.

use std::panic::{AssertUnwindSafe, catch_unwind};

use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;

use crate::table::TableError;

/// What is wrong with a file that is not whole, and what to do.
pub(super) fn damaged(problem: &str) -> TableError {
    let problem = format!("it is not a whole Parquet file ({problem}): fetch or write it anew");
    TableError::Parquet { problem }
}

/// Does `work` on a file. The reader of the format is not free of panics where pages contradict one another (a dictionary that is
/// missing, say): these too are errors of the file, and all that they may have left half done is dropped here.
pub(super) fn guarded<T>(work: impl FnOnce() -> Result<T, TableError>) -> Result<T, TableError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(damaged("its parts contradict one another")))
}

impl From<ParquetError> for TableError {
    fn from(error: ParquetError) -> Self {
        match error {
            ParquetError::External(source) => match source.downcast::<std::io::Error>() {
                Ok(source) => Self::Read(*source),
                Err(source) => damaged(&source.to_string()),
            },
            ParquetError::General(problem) | ParquetError::EOF(problem) => damaged(&problem),
            ParquetError::NYI(problem) => {
                let problem = format!(
                    "its columns are written in a way that is not read ({problem}): write it with pyarrow's defaults"
                );
                Self::Parquet { problem }
            }
            other => damaged(&other.to_string()),
        }
    }
}

/// What a file says of itself before its columns are read: the reader of the format takes it for granted.
pub(super) fn check(metadata: &ParquetMetaData, length: u64) -> Result<(), TableError> {
    let mut rows = 0_i64;
    let columns = metadata.file_metadata().schema_descr().num_columns();
    for group in metadata.row_groups() {
        rows = match rows.checked_add(group.num_rows()) {
            Some(rows) if group.num_rows() >= 0 => rows,
            _ => return Err(damaged("a group of rows has less than no rows")),
        };
        if group.columns().len() != columns {
            return Err(damaged("a group of rows lacks a column"));
        }
        for column in group.columns() {
            let offsets = [
                Some(column.data_page_offset()),
                column.dictionary_page_offset(),
                Some(column.compressed_size()),
                Some(column.num_values()),
            ];
            if offsets.into_iter().flatten().any(|number| number < 0) {
                return Err(damaged("a column lies outside of the file"));
            }
            let (start, size) = column.byte_range();
            if start.checked_add(size).is_none_or(|end| end > length) {
                return Err(damaged("a column lies outside of the file"));
            }
        }
    }
    Ok(())
}
