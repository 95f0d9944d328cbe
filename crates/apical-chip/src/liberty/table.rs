//! Tables over slew and load.

use super::Group;
use super::LibertyError;

/// Values over the input's slew and, if it has a second index, the load.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    slews: Vec<f64>,
    loads: Vec<f64>,
    values: Vec<f64>,
}

impl Table {
    /// A table of one value.
    #[must_use]
    pub fn constant(value: f64) -> Self {
        Self { slews: vec![0.0], loads: vec![0.0], values: vec![value] }
    }

    /// A table's group: `index_1` is the slew, `index_2` the load.
    ///
    /// # Errors
    /// If the number of values is not that of the indices, or an index does not rise.
    pub fn read(group: &Group) -> Result<Self, LibertyError> {
        let index = |name: &str| {
            let index = group.numbers(name)?;
            Ok::<_, LibertyError>(if index.is_empty() { vec![0.0] } else { index })
        };
        let table =
            Self { slews: index("index_1")?, loads: index("index_2")?, values: group.numbers("values")? };
        let rises = |index: &[f64]| index.windows(2).all(|pair| pair[0] < pair[1]);
        if table.values.len() != table.slews.len() * table.loads.len() {
            let problem = format!(
                "{} values for {} slews and {} loads",
                table.values.len(),
                table.slews.len(),
                table.loads.len()
            );
            return Err(LibertyError::content(format!("{} ({})", group.name, group.argument), problem));
        }
        if !rises(&table.slews) || !rises(&table.loads) {
            return Err(LibertyError::content(
                format!("{} ({})", group.name, group.argument),
                "an index does not rise",
            ));
        }
        Ok(table)
    }

    /// All values times a factor.
    pub(super) fn scaled(mut self, factor: f64) -> Self {
        for value in &mut self.values {
            *value *= factor;
        }
        self
    }

    /// The value at a slew and a load, linear between entries, that of the edge beyond them.
    #[must_use]
    pub fn at(&self, slew: f64, load: f64) -> f64 {
        let (row, along) = interval(&self.slews, slew);
        let (column, across) = interval(&self.loads, load);
        let value = |row: usize, column: usize| {
            let (row, column) = (row.min(self.slews.len() - 1), column.min(self.loads.len() - 1));
            self.values[row * self.loads.len() + column]
        };
        let mix = |a: f64, b: f64, share: f64| a + (b - a) * share;
        mix(
            mix(value(row, column), value(row, column + 1), across),
            mix(value(row + 1, column), value(row + 1, column + 1), across),
            along,
        )
    }
}

/// The entry at or below a value, and how far it is to the next.
fn interval(index: &[f64], value: f64) -> (usize, f64) {
    let above = index.partition_point(|&entry| entry <= value);
    match (above.checked_sub(1), index.get(above)) {
        (None, _) => (0, 0.0),
        (Some(below), None) => (below, 0.0),
        (Some(below), Some(next)) => (below, (value - index[below]) / (next - index[below])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_lie_on_lines_between_entries() {
        let text =
            "library (l) { t (x) { index_1 (\"1, 2\"); index_2 (\"0, 10\"); values (\"1, 3\", \"5, 7\"); } }";
        let library = Group::parse(text).unwrap();
        let table = Table::read(&library.groups[0]).unwrap();
        assert_eq!(table.at(1.0, 0.0), 1.0);
        assert_eq!(table.at(1.5, 5.0), 4.0);
        assert_eq!(table.at(9.0, 99.0), 7.0);
        assert_eq!(table.at(0.0, -1.0), 1.0);
        assert_eq!(Table::constant(3.0).at(5.0, 5.0), 3.0);
    }

    #[test]
    fn a_table_that_is_not_full_is_refused() {
        let library = Group::parse("library (l) { t (x) { index_1 (\"1,2\"); values (\"1\"); } }").unwrap();
        assert_eq!(
            Table::read(&library.groups[0]).unwrap_err().to_string(),
            "t (x): 1 values for 2 slews and 1 loads"
        );
    }
}
