//! Horizontal bar charts in text.

use crate::table::{Align, padded, width};

/// A bar of a chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// What stands before it.
    pub label: String,
    /// Its length; negative bars go to the left. Not a number: no bar.
    pub value: f64,
    /// What stands after it.
    pub note: String,
}

/// A bar a line, `columns` columns for the longest and the most negative one together, with a common zero. Ends are
/// drawn to an eighth of a column.
#[must_use]
pub fn bar_chart(bars: &[Bar], columns: usize) -> String {
    let finite = |bar: &Bar| if bar.value.is_finite() { bar.value } else { 0.0 };
    let least = bars.iter().map(finite).fold(0.0, f64::min);
    let greatest = bars.iter().map(finite).fold(0.0, f64::max);
    let eighths_per_unit = match greatest - least {
        span if span > 0.0 => (8 * columns) as f64 / span,
        _ => 0.0,
    };
    let eighths = |value: f64| (value.abs() * eighths_per_unit).round() as usize;
    let label_width = bars.iter().map(|bar| width(&bar.label)).max().unwrap_or(0);
    let (left, right) = (eighths(least).div_ceil(8), eighths(greatest).div_ceil(8));
    let mut text = String::new();
    for bar in bars {
        let length = eighths(finite(bar));
        let (negative, positive) = if bar.value < 0.0 {
            (leftward(length), String::new())
        } else {
            (String::new(), rightward(length))
        };
        let line = format!(
            "{} {}{} {}",
            padded(&bar.label, Align::Right, label_width),
            padded(&negative, Align::Right, left),
            padded(&positive, Align::Left, right),
            bar.note
        );
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Blocks of eight eighths and one for the rest, from the left.
fn rightward(eighths: usize) -> String {
    let rest = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8];
    "█".repeat(eighths / 8) + rest
}

/// There are but two blocks that start at the right edge: an eighth and a half.
fn leftward(eighths: usize) -> String {
    let rest = ["", "▕", "▕", "▐", "▐", "▐", "▐", "█"][eighths % 8];
    rest.to_owned() + &"█".repeat(eighths / 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(values: &[f64], columns: usize) -> String {
        let bar = |(index, &value): (usize, &f64)| Bar {
            label: index.to_string(),
            value,
            note: format!("{value}"),
        };
        bar_chart(&values.iter().enumerate().map(bar).collect::<Vec<_>>(), columns)
    }

    #[test]
    fn lengths_are_in_proportion() {
        assert_eq!(chart(&[8.0, 4.0, 1.0, 0.0], 4), "0 ████ 8\n1 ██   4\n2 ▌    1\n3      0\n");
    }

    #[test]
    fn negative_bars_share_the_zero() {
        assert_eq!(chart(&[4.0, -4.0, -1.0], 4), "0   ██ 4\n1 ██   -4\n2  ▐   -1\n");
    }

    #[test]
    fn no_bars_and_no_numbers_are_no_trouble() {
        assert_eq!(chart(&[], 10), "");
        assert_eq!(chart(&[0.0, f64::NAN], 10), "0  0\n1  NaN\n");
        assert_eq!(chart(&[-3.0], 2), "0 ██ -3\n");
    }
}
