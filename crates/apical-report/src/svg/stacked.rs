//! Stacked bars as SVG.

use super::{Drawing, escaped};
use crate::chart::{tick_label, ticks};
use crate::number::thousands;
use crate::table::width;

/// Wholes side by side, each made of the same kinds of parts.
///
/// ```
/// use apical_report::{StackedBar, StackedBars, stacked_bars_svg};
///
/// let chart = StackedBars {
///     title: "Energy of an image".into(),
///     unit: "nJ".into(),
///     parts: vec!["memories".into(), "clock".into()],
///     bars: vec![StackedBar { name: "inference".into(), values: vec![150.0, 82.5] }],
/// };
/// let svg = stacked_bars_svg(&chart);
/// assert!(svg.contains("232.5 nJ"));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct StackedBars {
    /// Title.
    pub title: String,
    /// Unit of all values, such as `nJ`; empty if they have none.
    pub unit: String,
    /// Names of the parts. Twelve have colours of their own; further ones begin again with the first.
    pub parts: Vec<String>,
    /// The wholes, from top to bottom.
    pub bars: Vec<StackedBar>,
}

/// One bar of a chart.
#[derive(Debug, Clone, PartialEq)]
pub struct StackedBar {
    /// What it is.
    pub name: String,
    /// Values of the parts, in the order of their names. A missing one counts as 0, as does one that is negative, no
    /// number or infinite.
    pub values: Vec<f64>,
}

impl StackedBar {
    fn value(&self, part: usize) -> f64 {
        self.values.get(part).copied().map_or(0.0, size)
    }
}

/// Room for a character of 12 px. Fonts differ; this is wide for all that the style sheet names.
pub(super) const CHARACTER: f64 = 7.2;
/// Colours of parts in the style sheet below.
pub(super) const COLOURS: usize = 12;
/// Fill colours, light and dark: six strong ones and six of the same hues in another lightness.
pub(super) const PARTS: &str = "\
.p0{fill:#0b5fa5}.p1{fill:#d0580f}.p2{fill:#00785a}.p3{fill:#9a4b7d}.p4{fill:#b08c00}.p5{fill:#7fb8e0}\
.p6{fill:#f2b48f}.p7{fill:#86cdb5}.p8{fill:#dbb0cb}.p9{fill:#e3d088}.p10{fill:#59636d}.p11{fill:#b4bcc4}\
.number{text-anchor:end;font-variant-numeric:tabular-nums}.bold{font-weight:600}\
@media(prefers-color-scheme:dark){\
.p0{fill:#5db0ea}.p1{fill:#f0803c}.p2{fill:#35bd95}.p3{fill:#d58db8}.p4{fill:#e0bf3b}.p5{fill:#2b6693}\
.p6{fill:#98502a}.p7{fill:#1e6d56}.p8{fill:#82486c}.p9{fill:#85701f}.p10{fill:#a7b0b9}.p11{fill:#59636d}}";

const LEFT: f64 = 22.0;
const TOP: f64 = 64.0;
const ROW: f64 = 42.0;
const BAR: f64 = 26.0;
const LINE: f64 = 21.0;
/// Length of the scale.
const PLOT: f64 = 470.0;

/// What a value contributes to a length.
pub(super) fn size(value: f64) -> f64 {
    if value.is_finite() { value.max(0.0) } else { 0.0 }
}

/// Decimals that show four digits of the greatest value, the same for all, so that columns add up.
pub(super) fn decimals(greatest: f64) -> usize {
    if greatest > 0.0 { (3.0 - greatest.log10().floor()).clamp(0.0, 9.0) as usize } else { 0 }
}

/// A value with so many decimals; what is there but would be shown as 0 is shown as less than the last digit.
pub(super) fn shown(value: f64, decimals: usize) -> String {
    let least = 10_f64.powi(-(decimals as i32));
    if value > 0.0 && value < least / 2.0 {
        format!("<{least:.decimals$}")
    } else if decimals == 0 && value < 1e15 {
        thousands(value.round() as u64)
    } else {
        format!("{value:.decimals$}")
    }
}

/// A number and its unit, if there is one.
pub(super) fn with_unit(number: &str, unit: &str) -> String {
    if unit.is_empty() { number.to_owned() } else { format!("{number} {unit}") }
}

/// Room for a text of 12 px.
pub(super) fn room(text: &str) -> f64 {
    CHARACTER * width(text) as f64
}

/// Stacked bars as an SVG file: the bars from left to right, each with its total, and below them a table of all
/// parts, which is also the legend. Parts that are 0 in every bar are left out. The file is as wide as its names ask
/// for, at least 720.
#[must_use]
pub fn stacked_bars_svg(chart: &StackedBars) -> String {
    let totals: Vec<f64> =
        chart.bars.iter().map(|bar| (0..chart.parts.len()).map(|part| bar.value(part)).sum()).collect();
    let greatest = totals.iter().copied().fold(0.0, f64::max);
    let decimals = decimals(greatest);
    let parts: Vec<usize> =
        (0..chart.parts.len()).filter(|&part| chart.bars.iter().any(|bar| bar.value(part) > 0.0)).collect();
    let labels: Vec<String> =
        totals.iter().map(|&total| with_unit(&shown(total, decimals), &chart.unit)).collect();

    let plot =
        LEFT + widest(chart.bars.iter().map(|bar| bar.name.as_str())).max(room(&chart.unit) + 4.0) + 10.0;
    let table = Table::new(chart, &parts, &totals, decimals);
    let wide = (plot + PLOT + 8.0 + widest(labels.iter().map(String::as_str)))
        .max(table.right)
        .max(LEFT + 8.8 * width(&chart.title) as f64)
        .max(720.0 - LEFT);
    let axis = TOP + ROW * chart.bars.len() as f64;
    let high = axis + 62.0 + LINE * (parts.len() + 2) as f64;
    let mut drawing = Drawing::new(wide + LEFT, high);
    drawing.push(format_args!("<desc>{}</desc>", escaped(&description(chart, &parts, &labels, decimals))));
    drawing.push(format_args!("<style>{PARTS}</style>"));
    drawing.text(LEFT, 32.0, "title", &chart.title);

    let ticks = ticks(0.0, if greatest > 0.0 { greatest } else { 1.0 }, 6);
    let scale = PLOT / if greatest > 0.0 { greatest } else { 1.0 };
    let step = ticks[1] - ticks[0];
    for &tick in ticks.iter().filter(|&&tick| tick * scale <= PLOT + 0.5) {
        let x = plot + tick * scale;
        drawing.push(format_args!(
            "<line class=\"grid\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{:.1}\" y2=\"{axis:.1}\"/>",
            TOP - 8.0
        ));
        drawing.text(x, axis + 17.0, "faint middle", &tick_label(tick, step));
    }
    if !chart.unit.is_empty() {
        drawing.text(plot - 14.0, axis + 17.0, "faint end", &chart.unit);
    }
    for ((index, bar), label) in chart.bars.iter().enumerate().zip(&labels) {
        let y = TOP + ROW * index as f64;
        drawing.text(plot - 10.0, y + BAR / 2.0 + 4.0, "end", &bar.name);
        let mut x = plot;
        for &part in parts.iter().filter(|&&part| bar.value(part) > 0.0) {
            let length = bar.value(part) * scale;
            // A gap of the paper's colour, where there is room for one.
            let drawn = if length > 2.5 { length - 1.0 } else { length.max(0.4) };
            drawing.push(format_args!(
                "<rect class=\"p{}\" x=\"{x:.2}\" y=\"{y:.1}\" width=\"{drawn:.2}\" height=\"{BAR}\"/>",
                part % COLOURS
            ));
            x += length;
        }
        drawing.text(x + 8.0, y + BAR / 2.0 + 4.0, "bold", label);
    }
    table.draw(&mut drawing, chart, axis + 54.0);
    drawing.finish(&chart.title)
}

fn widest<'a>(texts: impl Iterator<Item = &'a str>) -> f64 {
    texts.map(room).fold(0.0, f64::max)
}

/// The numbers, in words.
fn description(chart: &StackedBars, parts: &[usize], labels: &[String], decimals: usize) -> String {
    let bar = |(bar, label): (&StackedBar, &String)| {
        let named =
            parts.iter().map(|&part| format!("{} {}", chart.parts[part], shown(bar.value(part), decimals)));
        format!("{}: {label} ({})", bar.name, named.collect::<Vec<_>>().join(", "))
    };
    chart.bars.iter().zip(labels).map(bar).collect::<Vec<_>>().join("; ")
}

/// Legend and numbers: a line for each part, a column for each bar.
struct Table<'a> {
    parts: &'a [usize],
    /// Right ends of the columns.
    columns: Vec<f64>,
    /// Texts of the lines by column, the total last.
    cells: Vec<Vec<String>>,
    right: f64,
}

impl<'a> Table<'a> {
    fn new(chart: &StackedBars, parts: &'a [usize], totals: &[f64], decimals: usize) -> Self {
        let names = parts.iter().map(|&part| chart.parts[part].as_str());
        let mut right = LEFT + 20.0 + widest(names.chain(["total"]));
        let (mut columns, mut cells) = (Vec::new(), Vec::new());
        for (bar, &total) in chart.bars.iter().zip(totals) {
            let values = parts.iter().map(|&part| bar.value(part)).chain([total]);
            let texts: Vec<String> = values.map(|value| shown(value, decimals)).collect();
            let wide = widest(texts.iter().map(String::as_str).chain([bar.name.as_str()]));
            right += 24.0 + wide.max(60.0);
            columns.push(right);
            cells.push(texts);
        }
        Self { parts, columns, cells, right }
    }

    fn draw(&self, drawing: &mut Drawing, chart: &StackedBars, top: f64) {
        drawing.text(LEFT, top, "faint", if chart.unit.is_empty() { "part" } else { &chart.unit });
        for (bar, &x) in chart.bars.iter().zip(&self.columns) {
            drawing.text(x, top, "faint end", &bar.name);
        }
        let rule = |drawing: &mut Drawing, y: f64| {
            drawing.push(format_args!(
                "<line class=\"grid\" x1=\"{LEFT}\" x2=\"{:.1}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>",
                self.right
            ));
        };
        rule(drawing, top + 7.0);
        for (line, &part) in self.parts.iter().enumerate() {
            let y = top + LINE * (line + 1) as f64 + 2.0;
            drawing.push(format_args!(
                "<rect class=\"p{}\" x=\"{LEFT}\" y=\"{:.1}\" width=\"12\" height=\"12\"/>",
                part % COLOURS,
                y - 10.0
            ));
            drawing.text(LEFT + 20.0, y, "", &chart.parts[part]);
            for (column, &x) in self.cells.iter().zip(&self.columns) {
                drawing.text(x, y, "number", &column[line]);
            }
        }
        let y = top + LINE * (self.parts.len() + 1) as f64 + 4.0;
        rule(drawing, y - 15.0);
        drawing.text(LEFT + 20.0, y, "bold", "total");
        for (column, &x) in self.cells.iter().zip(&self.columns) {
            drawing.text(x, y, "number bold", &column[self.parts.len()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(bars: &[(&str, &[f64])]) -> StackedBars {
        let parts = bars.iter().map(|(_, values)| values.len()).max().unwrap_or(0);
        StackedBars {
            title: "T & t".into(),
            unit: "nJ".into(),
            parts: (0..parts).map(|part| format!("part <{part}>")).collect(),
            bars: bars
                .iter()
                .map(|&(name, values)| StackedBar { name: name.into(), values: values.to_vec() })
                .collect(),
        }
    }

    fn attribute(element: &str, name: &str) -> f64 {
        element.split(&format!(" {name}=\"")).nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
    }

    #[test]
    fn lengths_are_as_values_and_totals_are_written() {
        let svg = stacked_bars_svg(&chart(&[("inference", &[100.0, 50.0]), ("training", &[100.0, 100.0])]));
        let bars: Vec<&str> = svg.lines().filter(|line| line.contains("height=\"26\"")).collect();
        let lengths: Vec<f64> = bars.iter().map(|bar| attribute(bar, "width")).collect();
        assert_eq!(lengths, [PLOT / 2.0 - 1.0, PLOT / 4.0 - 1.0, PLOT / 2.0 - 1.0, PLOT / 2.0 - 1.0]);
        assert!(svg.contains(">150.0 nJ</text>") && svg.contains(">200.0 nJ</text>"));
        assert!(svg.contains("part &lt;1&gt;") && svg.contains("<title>T &amp; t</title>"));
        assert!(
            svg.contains("<desc>inference: 150.0 nJ (part &lt;0&gt; 100.0, part &lt;1&gt; 50.0); training")
        );
    }

    #[test]
    fn parts_stand_side_by_side_and_sum_to_their_whole() {
        let wholes: [&[f64]; 3] = [&[3.0, 0.001, 20.0, 0.0, 7.5], &[1.0, 2.0, 3.0, 4.0, 5.0], &[0.5]];
        let svg = stacked_bars_svg(&chart(&[("a", wholes[0]), ("b", wholes[1]), ("c", wholes[2])]));
        let greatest = 30.501;
        let mut rows = std::collections::BTreeMap::<u64, Vec<(f64, f64)>>::new();
        for bar in svg.lines().filter(|line| line.contains("height=\"26\"")) {
            let row = rows.entry(attribute(bar, "y") as u64).or_default();
            row.push((attribute(bar, "x"), attribute(bar, "width")));
        }
        assert_eq!(rows.len(), 3);
        let plot = rows.values().next().unwrap()[0].0;
        for (row, values) in rows.values().zip(wholes) {
            let mut at = plot;
            let shown = values.iter().filter(|value| **value > 0.0);
            assert_eq!(row.len(), shown.clone().count());
            for (&(x, drawn), value) in row.iter().zip(shown) {
                let length = value / greatest * PLOT;
                assert!((x - at).abs() < 0.02, "begins where the last ends: {row:?}");
                assert!(drawn <= length.max(0.4) + 0.01 && drawn >= length - 1.01, "{drawn} for {length}");
                at += length;
            }
            let total: f64 = values.iter().sum();
            assert!((at - plot - total / greatest * PLOT).abs() < 1e-9);
        }
    }

    #[test]
    fn nothing_lies_outside_however_long_the_names() {
        let long = "a machine with a name that is far longer than it ought to be";
        let many = [1.0; 12];
        let svg = stacked_bars_svg(&chart(&[(long, &many), (long, &many), ("c", &many), ("d", &many)]));
        let wide = attribute(&svg, "width");
        for element in svg
            .lines()
            .filter(|line| line.starts_with("<text") || line.starts_with("<rect class=\"p"))
            .filter(|line| !line.contains("\"paper\""))
        {
            let x = attribute(element, "x");
            let content = element.split('>').nth(1).unwrap_or("").split('<').next().unwrap();
            let length =
                if element.starts_with("<text") { room(content) } else { attribute(element, "width") };
            let (start, end) = if element.contains("end") || element.contains("number") {
                (x - length, x)
            } else if element.contains("middle") {
                (x - length / 2.0, x + length / 2.0)
            } else {
                (x, x + length)
            };
            assert!(start >= 0.0 && end <= wide, "{element} in {wide}");
        }
        assert_eq!(svg.matches("height=\"26\"").count(), 48);
        assert!(svg.contains("class=\"p11\""));
    }

    #[test]
    fn numbers_have_four_digits_and_nothing_vanishes() {
        assert_eq!((decimals(236.5), decimals(23.65), decimals(0.0236), decimals(123_456.0)), (1, 2, 5, 0));
        assert_eq!(shown(0.01, 1), "<0.1");
        assert_eq!(shown(0.0, 1), "0.0");
        assert_eq!(shown(123_456.4, 0), "123,456");
        assert_eq!(with_unit("3", ""), "3");
    }

    #[test]
    fn values_that_are_no_length_are_no_trouble() {
        let odd = [f64::NAN, f64::INFINITY, -1.0, 2.0];
        for chart in [chart(&[]), chart(&[("zero", &[0.0])]), chart(&[("odd", &odd), ("short", &[])])] {
            let svg = stacked_bars_svg(&chart);
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        }
        assert!(!stacked_bars_svg(&chart(&[("odd", &odd)])).contains("part &lt;0&gt;"), "0 everywhere");
    }
}
