//! What a line chart shows, whatever it is drawn with.

/// A chart of lines over a common horizontal axis.
#[derive(Debug, Clone, PartialEq)]
pub struct LineChart {
    /// Title.
    pub title: String,
    /// Meaning and unit of the horizontal axis.
    pub x_label: String,
    /// Meaning and unit of the vertical axis.
    pub y_label: String,
    /// The lines. Up to six have colours of their own.
    pub series: Vec<Series>,
    /// A horizontal line to compare with, and what it is.
    pub reference: Option<(f64, String)>,
}

/// A line of a chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// What it is.
    pub name: String,
    /// Points (x, y) from left to right. Those that are not finite are left out.
    pub points: Vec<(f64, f64)>,
}

impl LineChart {
    /// All finite points.
    fn points(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        let all = self.series.iter().flat_map(|series| &series.points).copied();
        all.filter(|(x, y)| x.is_finite() && y.is_finite())
    }

    /// Least and greatest x.
    pub(crate) fn x_range(&self) -> (f64, f64) {
        range(self.points().map(|(x, _)| x))
    }

    /// Least and greatest y, the reference included.
    pub(crate) fn y_range(&self) -> (f64, f64) {
        let reference = self.reference.iter().map(|&(y, _)| y).filter(|y| y.is_finite());
        range(self.points().map(|(_, y)| y).chain(reference))
    }
}

/// Least and greatest value, made different if they are not.
fn range(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (least, greatest) = values
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(least, greatest), v| (least.min(v), greatest.max(v)));
    if least > greatest {
        (0.0, 1.0)
    } else if least == greatest {
        let margin = if least == 0.0 { 1.0 } else { 0.05 * least.abs() };
        (least - margin, greatest + margin)
    } else {
        (least, greatest)
    }
}

/// Round positions (1, 2 or 5 times a power of ten apart), about `count` of them, that cover `least..=greatest`.
pub(crate) fn ticks(least: f64, greatest: f64, count: usize) -> Vec<f64> {
    let raw = (greatest - least) / count.max(1) as f64;
    let power = 10_f64.powi(raw.log10().floor() as i32);
    let step =
        [1.0, 2.0, 5.0, 10.0].into_iter().map(|factor| factor * power).find(|&step| step >= raw * 0.999);
    let step = step.unwrap_or(10.0 * power);
    let first = (least / step + 1e-9).floor() as i64;
    let last = (greatest / step - 1e-9).ceil() as i64;
    (first..=last).map(|tick| tick as f64 * step).collect()
}

/// A tick with as many decimals as the distance to the next one needs.
pub(crate) fn tick_label(tick: f64, step: f64) -> String {
    let decimals = (-step.log10() - 1e-9).ceil().clamp(0.0, 9.0) as usize;
    let text = format!("{tick:.decimals$}");
    if text.trim_start_matches('-').chars().all(|c| c == '0' || c == '.') {
        text.trim_start_matches('-').to_owned()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_cover_the_range() {
        assert_eq!(ticks(0.0, 10.0, 5), [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]);
        assert_eq!(ticks(91.3, 97.9, 5), [90.0, 92.0, 94.0, 96.0, 98.0]);
        let fine = ticks(0.001, 0.0042, 4);
        assert!(fine[0] <= 0.001 && *fine.last().unwrap() >= 0.0042 - 1e-12, "{fine:?}");
        assert_eq!(tick_label(0.002, 0.001), "0.002");
        assert_eq!(tick_label(20.0, 5.0), "20");
        assert_eq!(tick_label(0.5, 0.5), "0.5");
        assert_eq!(tick_label(-0.0, 0.5), "0.0");
    }

    #[test]
    fn flat_and_empty_series_have_a_range() {
        assert_eq!(range([].into_iter()), (0.0, 1.0));
        assert_eq!(range([0.0].into_iter()), (-1.0, 1.0));
        let (least, greatest) = range([5.0, 5.0].into_iter());
        assert!(least < 5.0 && greatest > 5.0);
    }
}
