//! What a column of a file is.

use parquet::basic::{Compression, ConvertedType, LogicalType, Type as Physical};
use parquet::file::metadata::ParquetMetaData;
use parquet::schema::types::ColumnDescriptor;

use super::damaged;
use super::schema::Leaf;
use crate::table::TableError;

const NEITHER: &str = "it is neither a number nor a text";
/// What columns of pictures are called.
const PICTURES: [&str; 6] = ["image", "images", "img", "picture", "png", "jpg"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Number,
    Text,
    /// Files of pictures, each of so many pixels.
    Picture,
    /// Neither feature nor label, and why.
    PassedOver(&'static str),
}

/// What a column is, and its name.
pub(super) fn kind(column: &ColumnDescriptor, all: &[&[String]]) -> (Kind, String) {
    let parts = column.path().parts();
    let top = parts.first().map_or("", String::as_str);
    let last = parts.last().map_or("", String::as_str);
    let list = column.max_rep_level() > 0;
    let name = if list { top.to_owned() } else { parts.join(".") };
    let dated = matches!(
        column.converted_type(),
        ConvertedType::DATE
            | ConvertedType::DECIMAL
            | ConvertedType::INTERVAL
            | ConvertedType::TIME_MILLIS
            | ConvertedType::TIME_MICROS
            | ConvertedType::TIMESTAMP_MILLIS
            | ConvertedType::TIMESTAMP_MICROS
    ) || matches!(
        column.logical_type_ref(),
        Some(
            LogicalType::Date
                | LogicalType::Decimal { .. }
                | LogicalType::Time { .. }
                | LogicalType::Timestamp { .. }
        )
    );
    if top.starts_with("__index_level_") {
        return (Kind::PassedOver("it is the index of a table of pandas"), name);
    }
    if dated {
        return (Kind::PassedOver("it is a date, a time or a decimal: write it as a number"), name);
    }
    let beside = |other: &str| {
        all.iter().any(|path| path.len() == 2 && parts.len() == 2 && path[0] == top && path[1] == other)
    };
    let utf8 = matches!(column.converted_type(), ConvertedType::UTF8 | ConvertedType::ENUM);
    let pictures = PICTURES.contains(&&*top.to_lowercase());
    match column.physical_type() {
        Physical::BYTE_ARRAY if !list && parts.len() == 2 && last == "bytes" => {
            (Kind::Picture, top.to_owned())
        }
        Physical::BYTE_ARRAY if last == "path" && beside("bytes") => {
            (Kind::PassedOver("it names the files of the pictures"), name)
        }
        Physical::BYTE_ARRAY if !list && !utf8 && pictures => (Kind::Picture, name),
        Physical::BYTE_ARRAY if !list => (Kind::Text, name),
        Physical::BOOLEAN | Physical::INT32 | Physical::INT64 | Physical::FLOAT | Physical::DOUBLE
            if column.max_rep_level() <= 2 && !is_map(column) =>
        {
            (Kind::Number, name)
        }
        _ => (Kind::PassedOver(NEITHER), name),
    }
}

fn is_map(column: &ColumnDescriptor) -> bool {
    column.path().parts().iter().any(|part| part == "key_value")
}

/// Whether whole numbers have no sign.
pub(super) fn is_unsigned(column: &ColumnDescriptor) -> bool {
    matches!(
        column.converted_type(),
        ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 | ConvertedType::UINT_64
    ) || matches!(column.logical_type_ref(), Some(LogicalType::Integer(kind)) if !kind.is_signed)
}

/// Whether the parts of a column are compressed in a way that is read.
pub(super) fn check_compression(metadata: &ParquetMetaData, leaf: &Leaf) -> Result<(), TableError> {
    for group in metadata.row_groups() {
        let Some(column) = group.columns().get(leaf.index) else {
            return Err(damaged("a group of rows lacks a column"));
        };
        match column.compression() {
            Compression::UNCOMPRESSED | Compression::SNAPPY | Compression::GZIP(_) => {}
            other => return Err(compressed(&leaf.name, other)),
        }
    }
    Ok(())
}

/// That a column is compressed in another way.
pub(super) fn compressed(column: &str, with: Compression) -> TableError {
    let with = with.to_string();
    let with = with.split('(').next().unwrap_or_default();
    let problem = format!(
        "column {column} is compressed with {with}; read are columns compressed with SNAPPY or GZIP, or not at all: write it \
         with compression=\"snappy\""
    );
    TableError::Parquet { problem }
}
