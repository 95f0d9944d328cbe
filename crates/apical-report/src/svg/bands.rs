//! Many series over one axis, each with the range of its repetitions, as SVG.

use std::fmt::Write as _;

use super::Drawing;
use crate::chart::{tick_label, ticks};

const WIDTH: f64 = 860.0;
const HEIGHT: f64 = 430.0;
const LEFT: f64 = 68.0;
const RIGHT: f64 = 170.0;
const TOP: f64 = 46.0;
const BOTTOM: f64 = 54.0;
const COLOURS: usize = 6;

/// Colours of areas; those of lines are in the common style sheet.
const AREAS: &str = "<style>.a0{fill:#0b5fa5}.a1{fill:#c4460a}.a2{fill:#00785a}.a3{fill:#9a4b7d}.a4{fill:#8a6d00}\
.a5{fill:#2f7fae}.area{fill-opacity:.14}@media(prefers-color-scheme:dark){.a0{fill:#5db0ea}.a1{fill:#f0803c}\
.a2{fill:#35bd95}.a3{fill:#d58db8}.a4{fill:#e0bf3b}.a5{fill:#8cc9ec}}</style>";

/// A chart of series with bands.
#[derive(Debug, Clone, PartialEq)]
pub struct BandChart {
    /// Title.
    pub title: String,
    /// Meaning and unit of the horizontal axis.
    pub x_label: String,
    /// Meaning and unit of the vertical axis.
    pub y_label: String,
    /// Whether the horizontal axis is logarithmic; points that are not positive are then left out.
    pub logarithmic: bool,
    /// The series. Six colours; from the seventh on they return, dashed.
    pub series: Vec<BandSeries>,
}

/// A series of a chart.
#[derive(Debug, Clone, PartialEq)]
pub struct BandSeries {
    /// What it is.
    pub name: String,
    /// Points from left to right. Those that are not finite are left out.
    pub points: Vec<BandPoint>,
}

/// A value, and the range that its repetitions took.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BandPoint {
    /// Where.
    pub x: f64,
    /// The value.
    pub y: f64,
    /// Least of the repetitions.
    pub least: f64,
    /// Greatest of the repetitions.
    pub greatest: f64,
}

struct Axes {
    x: (f64, f64),
    y: (f64, f64),
    logarithmic: bool,
}

impl Axes {
    fn across(&self, x: f64) -> f64 {
        let x = if self.logarithmic { x.log10() } else { x };
        LEFT + (x - self.x.0) / (self.x.1 - self.x.0) * (WIDTH - LEFT - RIGHT)
    }

    fn up(&self, y: f64) -> f64 {
        HEIGHT - BOTTOM - (y - self.y.0) / (self.y.1 - self.y.0) * (HEIGHT - TOP - BOTTOM)
    }
}

impl BandChart {
    fn shown<'a>(&self, series: &'a BandSeries) -> impl Iterator<Item = &'a BandPoint> + use<'a> {
        let logarithmic = self.logarithmic;
        series.points.iter().filter(move |point| {
            let finite =
                [point.x, point.y, point.least, point.greatest].iter().all(|value| value.is_finite());
            finite && (!logarithmic || point.x > 0.0)
        })
    }

    fn all(&self) -> impl Iterator<Item = &BandPoint> + '_ {
        self.series.iter().flat_map(|series| self.shown(series))
    }
}

fn range(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (least, greatest) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, greatest), value| {
        (least.min(value), greatest.max(value))
    });
    if least > greatest {
        (0.0, 1.0)
    } else if greatest - least < 1e-12 {
        (least - 0.5, greatest + 0.5)
    } else {
        (least, greatest)
    }
}

/// The chart as an SVG file of 860 x 430, with a legend at its right.
#[must_use]
pub fn band_chart_svg(chart: &BandChart) -> String {
    let mut drawing = Drawing::new(WIDTH, HEIGHT);
    drawing.push(format_args!("{AREAS}"));
    drawing.text(LEFT, 28.0, "title", &chart.title);
    let position = |point: &BandPoint| if chart.logarithmic { point.x.log10() } else { point.x };
    let x = range(chart.all().map(position));
    let y = range(chart.all().flat_map(|point| [point.least, point.greatest]));
    let y_ticks = ticks(y.0, y.1, 6);
    let axes = Axes { x, y: (y_ticks[0], y_ticks[y_ticks.len() - 1]), logarithmic: chart.logarithmic };
    frame(&mut drawing, chart, &axes, &y_ticks);
    for (index, series) in chart.series.iter().enumerate() {
        area(&mut drawing, chart, series, index, &axes);
    }
    for (index, series) in chart.series.iter().enumerate() {
        line(&mut drawing, chart, series, index, &axes);
        legend(&mut drawing, &series.name, index);
    }
    labels(&mut drawing, chart, &axes);
    drawing.finish(&chart.title)
}

fn frame(drawing: &mut Drawing, chart: &BandChart, axes: &Axes, y_ticks: &[f64]) {
    let step = y_ticks[1] - y_ticks[0];
    for &tick in y_ticks {
        let y = axes.up(tick);
        drawing.push(format_args!(
            "<line class=\"grid\" x1=\"{LEFT}\" x2=\"{}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>",
            WIDTH - RIGHT
        ));
        drawing.text(LEFT - 8.0, y + 4.0, "faint end", &tick_label(tick, step));
    }
    for (position, label) in x_ticks(axes) {
        let x = LEFT + (position - axes.x.0) / (axes.x.1 - axes.x.0) * (WIDTH - LEFT - RIGHT);
        drawing.text(x, HEIGHT - BOTTOM + 20.0, "faint middle", &label);
    }
    let middle = (LEFT + WIDTH - RIGHT) / 2.0;
    drawing.text(middle, HEIGHT - 12.0, "faint middle", &chart.x_label);
    let centre = (TOP + HEIGHT - BOTTOM) / 2.0;
    drawing.push(format_args!(
        "<text class=\"faint middle\" transform=\"translate(18 {centre:.1}) rotate(-90)\">{}</text>",
        super::escaped(&chart.y_label)
    ));
}

/// Ticks by their position on the axis, and what stands below them.
fn x_ticks(axes: &Axes) -> Vec<(f64, String)> {
    let (least, greatest) = axes.x;
    let margin = 1e-9 * (greatest - least);
    let inside = |position: &f64| (least - margin..=greatest + margin).contains(position);
    if !axes.logarithmic {
        let ticks = ticks(least, greatest, 10);
        let step = ticks[1] - ticks[0];
        return ticks.into_iter().filter(inside).map(|tick| (tick, tick_label(tick, step))).collect();
    }
    // Few decades have room for 1, 2 and 5 of each.
    let digits: &[f64] = if greatest - least > 3.0 { &[1.0] } else { &[1.0, 2.0, 5.0] };
    let decades = least.floor() as i32..=greatest.ceil() as i32;
    let values = decades.flat_map(|decade| digits.iter().map(move |digit| digit * 10_f64.powi(decade)));
    values.map(|value| (value.log10(), number(value))).filter(|(position, _)| inside(position)).collect()
}

fn number(value: f64) -> String {
    if value >= 1.0 { crate::number::thousands(value.round() as u64) } else { tick_label(value, value) }
}

fn area(drawing: &mut Drawing, chart: &BandChart, series: &BandSeries, index: usize, axes: &Axes) {
    let points: Vec<&BandPoint> = chart.shown(series).collect();
    if points.len() < 2 || points.iter().all(|point| point.greatest - point.least <= 0.0) {
        return;
    }
    let mut corners = String::new();
    for point in &points {
        // Writing to a String cannot fail.
        let _ = write!(corners, "{:.1},{:.1} ", axes.across(point.x), axes.up(point.greatest));
    }
    for point in points.iter().rev() {
        let _ = write!(corners, "{:.1},{:.1} ", axes.across(point.x), axes.up(point.least));
    }
    let colour = index % COLOURS;
    drawing.push(format_args!("<polygon class=\"area a{colour}\" points=\"{}\"/>", corners.trim_end()));
}

/// Dashes of the series that share a colour with an earlier one.
fn dashes(index: usize) -> &'static str {
    match index / COLOURS {
        0 => "",
        1 => " stroke-dasharray=\"6 4\"",
        _ => " stroke-dasharray=\"2 4\"",
    }
}

fn line(drawing: &mut Drawing, chart: &BandChart, series: &BandSeries, index: usize, axes: &Axes) {
    let colour = index % COLOURS;
    let points: Vec<(f64, f64)> =
        chart.shown(series).map(|point| (axes.across(point.x), axes.up(point.y))).collect();
    if let [(x, y)] = points[..] {
        drawing.push(format_args!(
            "<circle class=\"line s{colour}\"{} cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"5\"/>",
            dashes(index)
        ));
    } else if !points.is_empty() {
        let text: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        drawing.push(format_args!(
            "<polyline class=\"line s{colour}\"{} points=\"{}\"/>",
            dashes(index),
            text.join(" ")
        ));
    }
}

/// Names of series of a single point beside it; points that lie together have one label, and those at the right have theirs
/// at their left.
fn labels(drawing: &mut Drawing, chart: &BandChart, axes: &Axes) {
    let mut groups: Vec<(f64, f64, String)> = Vec::new();
    for series in &chart.series {
        let mut shown = chart.shown(series);
        let (Some(point), None) = (shown.next(), shown.next()) else { continue };
        let (x, y) = (axes.across(point.x), axes.up(point.y));
        let near = |group: &&mut (f64, f64, String)| (group.0 - x).abs() < 12.0 && (group.1 - y).abs() < 14.0;
        match groups.iter_mut().find(near) {
            Some(group) => {
                group.2.push_str(", ");
                group.2.push_str(&series.name);
            }
            None => groups.push((x, y, series.name.clone())),
        }
    }
    for (x, y, names) in groups {
        let right = x > (LEFT + WIDTH - RIGHT) / 2.0;
        let (x, class) = if right { (x - 9.0, "end") } else { (x + 9.0, "") };
        drawing.text_over(x, y + 4.0, class, &names, "");
    }
}

fn legend(drawing: &mut Drawing, name: &str, index: usize) {
    let (x, y) = (WIDTH - RIGHT + 14.0, TOP + 12.0 + 20.0 * index as f64);
    drawing.push(format_args!(
        "<line class=\"line s{}\"{} x1=\"{x:.1}\" x2=\"{:.1}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>",
        index % COLOURS,
        dashes(index),
        x + 24.0
    ));
    drawing.text(x + 31.0, y + 4.0, "", name);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(logarithmic: bool, series: usize) -> BandChart {
        let point = |x: f64, y: f64| BandPoint { x, y, least: y - 0.5, greatest: y + 0.5 };
        BandChart {
            title: "a < b".into(),
            x_label: "epoch".into(),
            y_label: "accuracy (%)".into(),
            logarithmic,
            series: (0..series)
                .map(|number| BandSeries {
                    name: format!("rule {number}"),
                    points: vec![point(0.0, 90.0), point(1.0, 91.0 + number as f64), point(1000.0, 99.0)],
                })
                .collect(),
        }
    }

    #[test]
    fn every_series_has_a_line_a_band_and_a_name() {
        let svg = band_chart_svg(&chart(false, 12));
        assert_eq!(svg.matches("<polyline").count(), 12);
        assert_eq!(svg.matches("<polygon").count(), 12);
        assert_eq!(svg.matches("stroke-dasharray=\"6 4\"").count(), 12, "line and legend of the last six");
        assert!((0..12).all(|number| svg.contains(&format!(">rule {number}</text>"))));
        assert!(svg.contains("a &lt; b") && !svg.contains("NaN") && !svg.contains("inf"));
    }

    #[test]
    fn points_that_lie_together_share_a_label() {
        let mut chart = chart(true, 3);
        for (series, x) in chart.series.iter_mut().zip([10.0, 10.0, 1000.0]) {
            series.points = vec![BandPoint { x, y: 90.0, least: 89.0, greatest: 91.0 }];
        }
        let svg = band_chart_svg(&chart);
        // What a reader sees once is drawn twice: over a halo of its own.
        let read = |text: &str| {
            let all = svg.matches(&format!(">{text}</text>")).count();
            all - svg.matches(&format!("aria-hidden=\"true\">{text}</text>")).count()
        };
        assert_eq!(read("rule 0, rule 1"), 1, "{svg}");
        // And each in the legend.
        assert_eq!(read("rule 0"), 1);
        assert_eq!(read("rule 2"), 2);
    }

    #[test]
    fn a_logarithmic_axis_leaves_out_what_it_cannot_show() {
        let svg = band_chart_svg(&chart(true, 1));
        let line = svg.lines().find(|line| line.starts_with("<polyline")).unwrap();
        assert_eq!(line.matches(',').count(), 2, "0 has no logarithm: {line}");
        assert!(svg.contains(">1,000</text>") && svg.contains(">10</text>"), "{svg}");
    }

    #[test]
    fn one_point_is_a_named_ring_and_none_is_no_trouble() {
        let mut one = chart(false, 1);
        one.series[0].points.truncate(1);
        assert!(band_chart_svg(&one).contains("<circle"));
        one.series.clear();
        let empty = band_chart_svg(&one);
        assert!(!empty.contains("NaN") && !empty.contains("inf"), "{empty}");
    }
}
