//! Files for tests.

use std::sync::Arc;

use parquet::basic::Compression;
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, DoubleType, FloatType, Int32Type, Int64Type,
};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;

/// The values of a column of a group, with levels where it has such.
#[derive(Debug, Clone)]
pub(super) enum Values {
    Bool(Vec<bool>),
    Int32(Vec<i32>),
    Int64(Vec<i64>),
    Float(Vec<f32>),
    Double(Vec<f64>),
    Text(Vec<Vec<u8>>),
    /// Whole numbers, definition levels and repetition levels.
    Levels(Vec<i32>, Vec<i16>, Option<Vec<i16>>),
}

/// A file of groups of columns, by its schema as the format writes it.
pub(super) fn file(
    schema: &str,
    groups: &[Vec<Values>],
    compression: Compression,
    dictionary: bool,
) -> Vec<u8> {
    let schema = parse_message_type(&format!("message table {{ {schema} }}")).unwrap();
    let properties =
        WriterProperties::builder().set_compression(compression).set_dictionary_enabled(dictionary).build();
    let mut writer = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties)).unwrap();
    for columns in groups {
        let mut group = writer.next_row_group().unwrap();
        for column in columns {
            match column {
                Values::Bool(values) => put::<BoolType>(&mut group, values, None, None),
                Values::Int32(values) => put::<Int32Type>(&mut group, values, None, None),
                Values::Int64(values) => put::<Int64Type>(&mut group, values, None, None),
                Values::Float(values) => put::<FloatType>(&mut group, values, None, None),
                Values::Double(values) => put::<DoubleType>(&mut group, values, None, None),
                Values::Text(values) => {
                    let values: Vec<ByteArray> = values.iter().map(|text| text.clone().into()).collect();
                    put::<ByteArrayType>(&mut group, &values, None, None);
                }
                Values::Levels(values, definitions, repetitions) => {
                    put::<Int32Type>(&mut group, values, Some(definitions), repetitions.as_deref());
                }
            }
        }
        group.close().unwrap();
    }
    writer.into_inner().unwrap()
}

/// One group, compressed as most are.
pub(super) fn plain(schema: &str, columns: Vec<Values>) -> Vec<u8> {
    file(schema, &[columns], Compression::SNAPPY, true)
}

fn put<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
    values: &[T::T],
    definitions: Option<&[i16]>,
    repetitions: Option<&[i16]>,
) {
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<T>().write_batch(values, definitions, repetitions).unwrap();
    column.close().unwrap();
}

pub(super) fn texts(texts: &[&str]) -> Values {
    Values::Text(texts.iter().map(|text| text.as_bytes().to_vec()).collect())
}
