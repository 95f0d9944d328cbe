//! Line charts as SVG.

use super::Drawing;
use super::axes::{HEIGHT, LEFT, RIGHT, Scale, TOP, WIDTH};
use crate::chart::LineChart;

/// Series colours in the style sheet.
const COLOURS: usize = 6;

/// A line chart as an SVG file of 720 x 400.
#[must_use]
pub fn line_chart_svg(chart: &LineChart) -> String {
    let mut drawing = Drawing::new(WIDTH, HEIGHT);
    drawing.text(LEFT, 28.0, "title", &chart.title);
    legend(&mut drawing, chart);
    let scale = Scale::new(chart.x_range(), chart.y_range());
    scale.draw(&mut drawing, &chart.x_label, &chart.y_label);
    reference(&mut drawing, chart, &scale);
    for (index, series) in chart.series.iter().enumerate() {
        let finite = series.points.iter().filter(|(x, y)| x.is_finite() && y.is_finite());
        let points: Vec<String> =
            finite.map(|&(x, y)| format!("{:.1},{:.1}", scale.x(x), scale.y(y))).collect();
        let colour = index % COLOURS;
        match points.as_slice() {
            [] => {}
            [only] => {
                let (x, y) = only.split_once(',').unwrap_or((only, only));
                dot(&mut drawing, x, y, colour);
            }
            several => drawing
                .push(format_args!("<polyline class=\"line s{colour}\" points=\"{}\"/>", several.join(" "))),
        }
    }
    drawing.finish(&chart.title)
}

fn reference(drawing: &mut Drawing, chart: &LineChart, scale: &Scale) {
    let Some((value, name)) = &chart.reference else { return };
    if !value.is_finite() {
        return;
    }
    let y = scale.y(*value);
    drawing.push(format_args!(
        "<line class=\"reference\" x1=\"{LEFT}\" x2=\"{}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>",
        WIDTH - RIGHT
    ));
    // Above the line, unless that is where the chart ends.
    let baseline = if y - TOP < 16.0 { y + 15.0 } else { y - 5.0 };
    drawing.text(WIDTH - RIGHT, baseline, "faint end", name);
}

/// A series of one point: a ring that lets the line below it be seen.
fn dot(drawing: &mut Drawing, x: &str, y: &str, colour: usize) {
    drawing.push(format_args!("<circle class=\"line s{colour}\" cx=\"{x}\" cy=\"{y}\" r=\"4.5\"/>"));
}

/// A swatch and a name for each line, in one row below the title.
fn legend(drawing: &mut Drawing, chart: &LineChart) {
    let mut x = LEFT;
    for (index, series) in chart.series.iter().enumerate() {
        let colour = index % COLOURS;
        let points = series.points.iter().filter(|(x, y)| x.is_finite() && y.is_finite());
        if points.count() == 1 {
            dot(drawing, &format!("{:.1}", x + 9.0), "46", colour);
        } else {
            drawing.push(format_args!(
                "<line class=\"line s{colour}\" x1=\"{x:.1}\" x2=\"{:.1}\" y1=\"46\" y2=\"46\"/>",
                x + 18.0
            ));
        }
        drawing.text(x + 24.0, 50.0, "", &series.name);
        x += 24.0 + 7.0 * crate::table::width(&series.name) as f64 + 18.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::Series;

    fn chart(points: Vec<(f64, f64)>) -> LineChart {
        LineChart {
            title: "T & t".into(),
            x_label: "epoch".into(),
            y_label: "error (%)".into(),
            series: vec![Series { name: "training".into(), points }],
            reference: Some((2.17, "published".into())),
        }
    }

    #[test]
    fn every_point_is_inside_and_text_is_escaped() {
        let svg = line_chart_svg(&chart(vec![(1.0, 9.0), (2.0, 4.0), (3.0, 2.5), (4.0, f64::NAN)]));
        assert!(svg.contains("T &amp; t") && svg.contains("error (%)") && svg.contains("published"));
        let line = svg.lines().find(|line| line.starts_with("<polyline")).unwrap();
        let points = line.split("points=\"").nth(1).unwrap().trim_end_matches("\"/>");
        let points: Vec<(f64, f64)> = points
            .split(' ')
            .map(|point| point.split_once(',').unwrap())
            .map(|(x, y)| (x.parse().unwrap(), y.parse().unwrap()))
            .collect();
        assert_eq!(points.len(), 3, "the point that is no number is left out");
        assert!(points.iter().all(|(x, y)| (LEFT..=WIDTH).contains(x) && (TOP..=HEIGHT).contains(y)));
        assert!(points[0].1 < points[2].1, "higher values stand higher");
    }

    #[test]
    fn the_last_tick_is_there_in_spite_of_rounding() {
        // 12 times 0.1 is more than 1.2.
        let svg = line_chart_svg(&chart(vec![(0.7, 1.0), (1.2, 2.0)]));
        assert!(svg.contains(">0.70</text>") && svg.contains(">1.20</text>"), "{svg}");
    }

    #[test]
    fn one_point_is_a_dot_and_none_is_no_trouble() {
        assert!(line_chart_svg(&chart(vec![(1.0, 3.0)])).contains("<circle"));
        let empty = line_chart_svg(&chart(vec![]));
        assert!(!empty.contains("NaN") && !empty.contains("inf"), "{empty}");
    }
}
