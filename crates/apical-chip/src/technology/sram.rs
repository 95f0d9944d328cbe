//! Costs of memories of any size from tables of some.
//!
//! **CACTI.** Along the capacity, and then along the word width, the logarithm of a cost is interpolated linearly over
//! the logarithm of the size. A memory smaller than the smallest of its width costs as much as that one: what
//! surrounds the cells does not shrink with them. Beyond the greatest capacity (by a factor of 4 at most) and the
//! narrowest and widest word (by a factor of 2) the line of the last interval is followed; any further is an error.
//!
//! **Macros.** At one number of words the energy of the library is a line over the word width (a fixed part and a part
//! for each column), followed to any width. Between numbers of words, logarithms are interpolated; below the smallest
//! its own line is taken, above the largest the slope is followed by a factor of 4 at most.

use super::TechnologyError;
use crate::units::{Joules, SquareMillimetres, Volts, Watts};

/// Cost of one memory.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SramCost {
    /// Energy of a read at the supply of the table.
    pub read: Joules,
    /// Energy of a write at the supply of the table.
    pub write: Joules,
    /// Leakage at the supply of the table.
    pub leakage: Watts,
    /// Area.
    pub area: SquareMillimetres,
}

/// Costs over capacity and word width.
#[derive(Debug, Clone, PartialEq)]
pub struct SramTable {
    /// Supply that energies and leakage hold for.
    pub supply: Volts,
    /// For each width, rising: rows of rising capacity in bytes, with read and write in joules, leakage in watts, area
    /// in square millimetres.
    columns: Vec<(f64, Column)>,
}

/// Rows of one width: capacity in bytes, and the four costs.
type Column = Vec<(f64, [f64; 4])>;

/// How far beyond the table, as a factor.
const BEYOND_CAPACITY: f64 = 4.0;
const BEYOND_WIDTH: f64 = 2.0;

impl SramTable {
    /// Rows: bytes, word bits, read pJ, write pJ, leakage uW, gate leakage uW, area mm2. Energies, leakage and area are
    /// multiplied by `factors`.
    pub(super) fn new(
        supply: Volts,
        rows: Vec<[f64; 7]>,
        factors: [f64; 3],
    ) -> Result<Self, TechnologyError> {
        let mut rows = rows;
        rows.sort_by(|a, b| a[1].total_cmp(&b[1]).then(a[0].total_cmp(&b[0])));
        let mut columns: Vec<(f64, Column)> = Vec::new();
        for [bytes, bits, read, write, leakage, gate_leakage, area] in rows {
            let cost = [
                read * 1e-12 * factors[0],
                write * 1e-12 * factors[0],
                (leakage + gate_leakage) * 1e-6 * factors[1],
                area * factors[2],
            ];
            match columns.last_mut() {
                Some((width, column)) if *width == bits => column.push((bytes, cost)),
                _ => columns.push((bits, vec![(bytes, cost)])),
            }
        }
        let too_few = columns.len() < 2 || columns.iter().any(|(_, column)| column.len() < 2);
        let twice = columns.iter().any(|(_, column)| column.windows(2).any(|pair| pair[0].0 == pair[1].0));
        if too_few || twice {
            return Err(TechnologyError::Form {
                path: "sram.cacti.rows".to_owned(),
                expected: "at least two widths with two capacities each, each once",
            });
        }
        Ok(Self { supply, columns })
    }

    /// Cost of a memory of `words` words of `bits` bits, one port.
    ///
    /// # Errors
    /// If it is too far outside the table; the limits are named.
    pub fn cost(&self, words: u32, bits: u32) -> Result<SramCost, TechnologyError> {
        let width = f64::from(bits);
        let bytes = f64::from(words) * width / 8.0;
        let (first, last) = (self.columns[0].0, self.columns[self.columns.len() - 1].0);
        let greatest = self.columns.iter().map(|(_, column)| column[column.len() - 1].0).fold(0.0, f64::max);
        if width * BEYOND_WIDTH < first || width > last * BEYOND_WIDTH {
            return Err(outside(
                words,
                bits,
                format!("{} to {} bits a word", first / BEYOND_WIDTH, last * BEYOND_WIDTH),
            ));
        }
        if bytes > greatest * BEYOND_CAPACITY {
            let range = format!("at most {} bytes", greatest * BEYOND_CAPACITY);
            return Err(outside(words, bits, range));
        }
        let points: Vec<f64> = self.columns.iter().map(|(width, _)| *width).collect();
        let (left, share) = interval(&points, width);
        let (a, b) = (along(&self.columns[left].1, bytes), along(&self.columns[left + 1].1, bytes));
        let mut cost = [0.0; 4];
        for ((cost, a), b) in cost.iter_mut().zip(a).zip(b) {
            *cost = (a + share * (b - a)).exp();
        }
        Ok(SramCost {
            read: Joules::new(cost[0]),
            write: Joules::new(cost[1]),
            leakage: Watts::new(cost[2]),
            area: SquareMillimetres::new(cost[3]),
        })
    }
}

fn outside(words: u32, bits: u32, range: String) -> TechnologyError {
    TechnologyError::Range {
        path: "sram.cacti.rows".to_owned(),
        found: format!("a memory of {words} words of {bits} bits (limit: {range})"),
        range: "near the table",
    }
}

/// The interval that holds a value, or the nearest one, and the share of it that lies below the value, by logarithms.
fn interval(points: &[f64], value: f64) -> (usize, f64) {
    let left = points.partition_point(|&point| point <= value).saturating_sub(1).min(points.len() - 2);
    let (a, b) = (points[left].ln(), points[left + 1].ln());
    (left, (value.ln() - a) / (b - a))
}

/// Logarithms of the costs at a capacity.
fn along(column: &[(f64, [f64; 4])], bytes: f64) -> [f64; 4] {
    let points: Vec<f64> = column.iter().map(|(bytes, _)| *bytes).collect();
    let (left, share) = interval(&points, bytes.max(points[0]));
    std::array::from_fn(|index| {
        let (a, b) = (column[left].1[index].ln(), column[left + 1].1[index].ln());
        a + share * (b - a)
    })
}

/// Energies of a library's macros.
#[derive(Debug, Clone, PartialEq)]
pub struct MacroTable {
    /// Supply that energies hold for.
    pub supply: Volts,
    /// For each number of words, rising: fixed part and part for each bit, of a read and of a write, in joules.
    lines: Vec<(f64, [(f64, f64); 2])>,
}

impl MacroTable {
    /// Rows: words, word bits, read pJ, write pJ.
    pub(super) fn new(supply: Volts, rows: &[[f64; 4]], factor: f64) -> Result<Self, TechnologyError> {
        let form = || TechnologyError::Form {
            path: "sram.macros.rows".to_owned(),
            expected: "at least two numbers of words with two widths each",
        };
        let mut words: Vec<f64> = rows.iter().map(|row| row[0]).collect();
        words.sort_by(f64::total_cmp);
        words.dedup();
        let line = |words: f64, column: usize| {
            let points: Vec<(f64, f64)> = rows
                .iter()
                .filter(|row| row[0] == words)
                .map(|row| (row[1], row[column] * 1e-12 * factor))
                .collect();
            fit(&points)
        };
        let lines: Option<Vec<_>> =
            words.iter().map(|&words| Some((words, [line(words, 2)?, line(words, 3)?]))).collect();
        match lines {
            Some(lines) if lines.len() >= 2 => Ok(Self { supply, lines }),
            _ => Err(form()),
        }
    }

    /// Energies of a read and of a write of a memory with one port, at the library's node and supply.
    ///
    /// # Errors
    /// If it has far more words than any macro.
    pub fn energies(&self, words: u32, bits: u32) -> Result<(Joules, Joules), TechnologyError> {
        let points: Vec<f64> = self.lines.iter().map(|(words, _)| *words).collect();
        let (least, greatest) = (points[0], points[points.len() - 1]);
        if f64::from(words) > greatest * BEYOND_CAPACITY {
            return Err(outside(words, bits, format!("at most {} words", greatest * BEYOND_CAPACITY)));
        }
        let (left, share) = interval(&points, f64::from(words).max(least));
        let energy = |access: usize| {
            let at = |index: usize| {
                let (fixed, each) = self.lines[index].1[access];
                (fixed + each * f64::from(bits)).max(1e-18).ln()
            };
            Joules::new((at(left) + share * (at(left + 1) - at(left))).exp())
        };
        Ok((energy(0), energy(1)))
    }
}

/// Least-squares line through points with at least two abscissae: value at 0, and slope.
fn fit(points: &[(f64, f64)]) -> Option<(f64, f64)> {
    let count = points.len() as f64;
    let (x, y) = points.iter().fold((0.0, 0.0), |(x, y), point| (x + point.0 / count, y + point.1 / count));
    let spread: f64 = points.iter().map(|point| (point.0 - x).powi(2)).sum();
    let slope = points.iter().map(|point| (point.0 - x) * (point.1 - y)).sum::<f64>() / spread;
    (points.len() >= 2 && spread > 0.0).then_some((y - slope * x, slope))
}

#[cfg(test)]
mod tests {
    use super::super::{Memories, MemoryTables, Technology};

    fn tables() -> MemoryTables {
        match Technology::find("65nm").unwrap().memories {
            Memories::Tables(tables) => tables,
            _ => panic!("65nm has tables"),
        }
    }

    #[test]
    fn at_a_row_of_the_table_the_cost_is_the_row() {
        let table = tables().cacti;
        let cost = table.cost(1024, 64).unwrap(); // 8192 bytes
        assert!((cost.read.picojoules() - 8.39732).abs() < 1e-9);
        assert!((cost.write.picojoules() - 24.0916).abs() < 1e-9);
        assert!((cost.area.value() - 0.0665082).abs() < 1e-12);
        assert!((cost.leakage.value() - (0.249816 + 1.49225) * 1e-6).abs() < 1e-15);
    }

    /// Each inner row is left out and predicted from the others.
    #[test]
    fn rows_left_out_are_predicted() {
        let table = tables().cacti;
        let mut errors = Vec::new();
        for (column, (width, rows)) in table.columns.iter().enumerate() {
            for (left_out, &(bytes, cost)) in rows.iter().enumerate().take(rows.len() - 1).skip(1) {
                let mut without = table.clone();
                without.columns[column].1.remove(left_out);
                let words = (bytes * 8.0 / width) as u32;
                let predicted = without.cost(words, *width as u32).unwrap();
                errors.push((predicted.read.value() / cost[0]).ln().abs());
                assert!(
                    (predicted.area.value() / cost[3]).ln().abs() < 0.25,
                    "{bytes} bytes of {width} bits"
                );
            }
        }
        errors.sort_by(f64::total_cmp);
        assert!(errors.len() > 30);
        assert!(errors[errors.len() / 2] < 0.06, "median {}", errors[errors.len() / 2]);
        assert!(errors[errors.len() - 1] < 0.22, "worst {}", errors[errors.len() - 1]);
    }

    #[test]
    fn larger_and_wider_memories_never_cost_less_to_read() {
        let table = tables().cacti;
        let read = |words, bits| table.cost(words, bits).unwrap().read;
        for bits in [14, 16, 24, 32, 56, 64, 100, 128, 200] {
            for words in [200, 300, 400, 600, 800] {
                assert!(read(words + 50, bits) >= read(words, bits) * 0.999, "{words} x {bits}");
                assert!(read(words, bits + 8) >= read(words, bits) * 0.999, "{words} x {bits}");
            }
        }
    }

    #[test]
    fn the_smallest_memory_of_a_width_is_the_cheapest() {
        let table = tables().cacti;
        assert_eq!(table.cost(8, 16).unwrap(), table.cost(128, 16).unwrap());
    }

    #[test]
    fn far_outside_the_table_is_an_error() {
        let table = tables().cacti;
        assert!(table.cost(64, 8).is_ok());
        for (words, bits) in [(64, 7), (100, 2000), (1 << 20, 16)] {
            let error = table.cost(words, bits).unwrap_err().to_string();
            assert!(error.contains("limit"), "{error}");
        }
    }

    #[test]
    fn macros_are_lines_over_the_width() {
        let macros = tables().macros;
        let (read, write) = macros.energies(256, 48).unwrap();
        assert!((read.picojoules() - 37.82).abs() < 0.01 && (write.picojoules() - 48.443).abs() < 0.1);
        let (read, _) = macros.energies(512, 64).unwrap();
        assert!((read.picojoules() - 68.8967).abs() < 0.01);
        assert!(macros.energies(5000, 64).is_err());
    }
}
