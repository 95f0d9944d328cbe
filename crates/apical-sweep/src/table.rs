//! Results as a table: CSV and Parquet.

use std::sync::Arc;

use parquet::basic::{ConvertedType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use crate::{Index, Metric, PointResult, SweepError, Value};

/// A column; what is not there is `None`.
#[derive(Debug, Clone, PartialEq)]
pub enum Column {
    /// Texts.
    Text(Vec<Option<String>>),
    /// Whole numbers.
    Whole(Vec<Option<i64>>),
    /// Numbers.
    Number(Vec<Option<f64>>),
}

/// One row a point that has a result.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// Names and values, all of the same length.
    pub columns: Vec<(String, Column)>,
}

impl Table {
    /// The table of a sweep. `results` are those of the index's points.
    #[must_use]
    pub fn new(index: &Index, results: &[Option<PointResult>]) -> Self {
        let rows: Vec<_> = index
            .points
            .iter()
            .zip(results)
            .filter_map(|(entry, result)| Some((entry, result.as_ref()?)))
            .collect();
        let mut table = Self::default();
        table.add("point", Column::Text(rows.iter().map(|(entry, _)| Some(entry.point.clone())).collect()));
        for axis in &index.axes {
            let values: Vec<Option<&Value>> = rows.iter().map(|(entry, _)| entry.labels.get(axis)).collect();
            table.add(axis, axis_column(&values));
        }
        table.add(
            "seed",
            Column::Whole(rows.iter().map(|(entry, _)| i64::try_from(entry.seed).ok()).collect()),
        );
        let results: Vec<&PointResult> = rows.into_iter().map(|(_, result)| result).collect();
        let number = |value: &dyn Fn(&PointResult) -> Option<f64>| {
            Column::Number(results.iter().map(|result| value(result)).collect())
        };
        for metric in Metric::ALL {
            table.add(metric.name(), number(&|result| metric.of(result)));
        }
        table.add("nj_low", number(&|result| Some(result.processor.nj_low)));
        table.add("nj_high", number(&|result| Some(result.processor.nj_high)));
        table.add("cycles_per_image", number(&|result| Some(result.processor.cycles_per_image)));
        table.add("supply_v", number(&|result| Some(result.config.processor.supply_v)));
        table.add("clock_mhz", number(&|result| Some(result.config.processor.clock_mhz)));
        table.add("update_rate", number(&|result| Some(result.update_rate)));
        let learning = |value: fn(&crate::LearningResult) -> f64| {
            number(&|result| result.processor.learning.as_ref().map(value))
        };
        table.add("learning_nj_per_image", learning(|learning| learning.nj_per_image));
        table.add("learning_cycles_per_image", learning(|learning| learning.cycles_per_image));
        let count = |value: &dyn Fn(&PointResult) -> u64| {
            Column::Whole(results.iter().map(|result| i64::try_from(value(result)).ok()).collect())
        };
        table.add("correct", count(&|result| result.correct));
        table.add("tested", count(&|result| result.tested));
        table.add("epochs", count(&|result| result.config.training.epochs.into()));
        table
    }

    /// A name that an axis has already is not there twice: the axis has the same values.
    fn add(&mut self, name: &str, column: Column) {
        if self.columns.iter().all(|(known, _)| known != name) {
            self.columns.push((name.to_owned(), column));
        }
    }

    /// Rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.columns.first().map_or(0, |(_, column)| column.len())
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// As CSV with a line of names; empty fields are values that are not there.
    ///
    /// # Errors
    /// If it cannot be written, which memory can.
    pub fn csv(&self) -> Result<Vec<u8>, SweepError> {
        let failed = |message: String| SweepError::Table { form: "CSV", message };
        let mut writer = csv::Writer::from_writer(Vec::new());
        let names = self.columns.iter().map(|(name, _)| name);
        writer.write_record(names).map_err(|error| failed(error.to_string()))?;
        for row in 0..self.len() {
            let cells = self.columns.iter().map(|(_, column)| column.cell(row));
            writer.write_record(cells).map_err(|error| failed(error.to_string()))?;
        }
        writer.into_inner().map_err(|error| failed(error.to_string()))
    }

    /// As Parquet: one row group, not compressed.
    ///
    /// # Errors
    /// If a name cannot be one of a column.
    pub fn parquet(&self) -> Result<Vec<u8>, SweepError> {
        self.write_parquet()
            .map_err(|error| SweepError::Table { form: "Parquet", message: error.to_string() })
    }

    fn write_parquet(&self) -> Result<Vec<u8>, parquet::errors::ParquetError> {
        let fields: Result<Vec<_>, _> =
            self.columns.iter().map(|(name, column)| column.field(name)).collect();
        let schema = Type::group_type_builder("sweep").with_fields(fields?).build()?;
        let properties = WriterProperties::builder()
            .set_created_by(concat!("apical ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let mut writer = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties))?;
        let mut group = writer.next_row_group()?;
        for (_, column) in &self.columns {
            let Some(mut out) = group.next_column()? else { break };
            match column {
                Column::Text(values) => {
                    let there: Vec<ByteArray> =
                        values.iter().flatten().map(|text| ByteArray::from(text.as_str())).collect();
                    out.typed::<ByteArrayType>().write_batch(&there, Some(&levels(values)), None)?;
                }
                Column::Whole(values) => {
                    let there: Vec<i64> = values.iter().flatten().copied().collect();
                    out.typed::<Int64Type>().write_batch(&there, Some(&levels(values)), None)?;
                }
                Column::Number(values) => {
                    let there: Vec<f64> = values.iter().flatten().copied().collect();
                    out.typed::<DoubleType>().write_batch(&there, Some(&levels(values)), None)?;
                }
            }
            out.close()?;
        }
        group.close()?;
        writer.into_inner()
    }
}

/// Whether each value is there.
fn levels<T>(values: &[Option<T>]) -> Vec<i16> {
    values.iter().map(|value| i16::from(value.is_some())).collect()
}

fn axis_column(values: &[Option<&Value>]) -> Column {
    let whole = |value: &Option<&Value>| match value {
        Some(Value::Whole(number)) => Some(*number),
        _ => None,
    };
    let fits = |is: &dyn Fn(&Value) -> bool| values.iter().flatten().all(|value| is(value));
    if fits(&|value| matches!(value, Value::Whole(_))) {
        Column::Whole(values.iter().map(whole).collect())
    } else if fits(&|value| value.number().is_some()) {
        Column::Number(values.iter().map(|value| value.and_then(Value::number)).collect())
    } else {
        Column::Text(values.iter().map(|value| value.map(ToString::to_string)).collect())
    }
}

impl Column {
    fn len(&self) -> usize {
        match self {
            Self::Text(values) => values.len(),
            Self::Whole(values) => values.len(),
            Self::Number(values) => values.len(),
        }
    }

    fn cell(&self, row: usize) -> String {
        match self {
            Self::Text(values) => values[row].clone().unwrap_or_default(),
            Self::Whole(values) => values[row].map(|value| value.to_string()).unwrap_or_default(),
            Self::Number(values) => values[row].map(|value| value.to_string()).unwrap_or_default(),
        }
    }

    fn field(&self, name: &str) -> Result<Arc<Type>, parquet::errors::ParquetError> {
        let (physical, logical) = match self {
            Self::Text(_) => (Physical::BYTE_ARRAY, ConvertedType::UTF8),
            Self::Whole(_) => (Physical::INT64, ConvertedType::NONE),
            Self::Number(_) => (Physical::DOUBLE, ConvertedType::NONE),
        };
        let builder = Type::primitive_type_builder(name, physical);
        builder.with_repetition(Repetition::OPTIONAL).with_converted_type(logical).build().map(Arc::new)
    }
}

#[cfg(test)]
mod tests {
    use parquet::file::reader::{FileReader, SerializedFileReader};

    use super::*;

    fn table() -> Table {
        Table {
            columns: vec![
                (
                    "point".to_owned(),
                    Column::Text(vec![Some("a,\"b".to_owned()), None, Some("ü".to_owned())]),
                ),
                ("seed".to_owned(), Column::Whole(vec![Some(1), Some(-2), None])),
                ("mm2".to_owned(), Column::Number(vec![None, Some(0.1), Some(1e300)])),
            ],
        }
    }

    #[test]
    fn csv_quotes_what_needs_it_and_leaves_gaps_empty() {
        let csv = String::from_utf8(table().csv().unwrap()).unwrap();
        assert_eq!(csv.lines().collect::<Vec<_>>()[..3], ["point,seed,mm2", "\"a,\"\"b\",1,", ",-2,0.1"]);
    }

    #[test]
    fn parquet_reads_back() {
        let bytes = table().parquet().unwrap();
        let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).unwrap();
        assert_eq!(reader.metadata().file_metadata().num_rows(), 3);
        let rows: Vec<String> =
            reader.get_row_iter(None).unwrap().map(|row| row.unwrap().to_string()).collect();
        assert_eq!(rows[0], "{point: \"a,\"b\", seed: 1, mm2: null}");
        assert_eq!(rows[1], "{point: null, seed: -2, mm2: 0.1}");
        assert_eq!(rows[2], "{point: \"ü\", seed: null, mm2: 1E300}");
    }

    #[test]
    fn an_axis_has_the_type_of_its_values() {
        let column = |values: &[Value]| axis_column(&values.iter().map(Some).collect::<Vec<_>>());
        assert!(matches!(column(&[Value::Whole(1), Value::Whole(2)]), Column::Whole(_)));
        assert!(matches!(column(&[Value::Whole(1), Value::Number(0.5)]), Column::Number(_)));
        let sizes = column(&[Value::Sizes(vec![20, 10]), Value::Text("x".to_owned())]);
        assert_eq!(sizes, Column::Text(vec![Some("20,10".to_owned()), Some("x".to_owned())]));
    }
}
