//! Histograms of whole numbers as SVG.

use super::Drawing;
use super::axes::{BOTTOM, HEIGHT, LEFT, RIGHT, Scale, TOP, WIDTH};
use super::stacked::room;
use crate::number::thousands;

/// How often each whole number was seen.
///
/// ```
/// use apical_report::{Histogram, Mark, histogram_svg};
///
/// let svg = histogram_svg(&Histogram {
///     title: "Cycles an image".into(),
///     x_label: "cycles".into(),
///     y_label: "images".into(),
///     counts: vec![(40, 3), (41, 5), (47, 1)],
///     marks: vec![Mark { value: 41.2, name: "mean".into() }],
/// });
/// assert!(svg.contains("mean"));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Histogram {
    /// Title.
    pub title: String,
    /// Meaning and unit of the numbers.
    pub x_label: String,
    /// What is counted.
    pub y_label: String,
    /// Numbers and how often each was seen, in any order.
    pub counts: Vec<(u64, u64)>,
    /// Numbers to be marked.
    pub marks: Vec<Mark>,
}

/// A vertical line with a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Where. One that is not finite is left out.
    pub value: f64,
    /// What it is.
    pub name: String,
}

/// Bars, at most; so many that each still is a few units wide.
const BARS: u64 = 120;
/// Numbers from left to right, at least.
const NUMBERS: f64 = 16.0;
/// Distance of the names of marks, which stand below each other.
const LINE: f64 = 16.0;

/// Neighbouring numbers that share a bar.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Bin {
    first: u64,
    width: u64,
    count: u64,
}

impl Bin {
    /// Edges, so that a bar of one number stands around it.
    fn edges(self) -> (f64, f64) {
        (self.first as f64 - 0.5, (self.first + self.width) as f64 - 0.5)
    }
}

/// A histogram as an SVG file of 720 x 400. Bars are 1, 2 or 5 times a power of ten wide, as narrow as there is room
/// for; even the rarest number is a line of one unit.
#[must_use]
pub fn histogram_svg(histogram: &Histogram) -> String {
    let mut drawing = Drawing::new(WIDTH, HEIGHT);
    drawing.text(LEFT, 28.0, "title", &histogram.title);
    let bins = bins(&histogram.counts);
    let width = bins.first().map_or(1, |bin| bin.width);
    let summary = match width {
        1 => String::new(),
        width => format!(", {width} a bar"),
    };
    let seen: u64 = histogram.counts.iter().map(|(_, count)| count).sum();
    drawing.text(LEFT, 48.0, "faint", &format!("{} {}{summary}", thousands(seen), histogram.y_label));
    let mut marks: Vec<&Mark> = histogram.marks.iter().filter(|mark| mark.value.is_finite()).collect();
    marks.sort_by(|a, b| a.value.total_cmp(&b.value));
    let edges = bins.iter().map(|bin| bin.edges());
    let (least, greatest) = edges
        .chain(marks.iter().map(|mark| (mark.value, mark.value)))
        .reduce(|(least, greatest), (low, high)| (least.min(low), greatest.max(high)))
        .unwrap_or((0.0, 1.0));
    // Few numbers do not fill the picture.
    let margin = (0.5 * (NUMBERS * width as f64 - (greatest - least))).max(0.0);
    let most = bins.iter().map(|bin| bin.count).max().unwrap_or(0).max(1) as f64;
    // Names stand above the bars.
    let plot = HEIGHT - TOP - BOTTOM;
    let room_for_bars = (plot - LINE * marks.len() as f64).max(0.5 * plot);
    let scale = Scale::new((least - margin, greatest + margin), (0.0, most * plot / room_for_bars));
    scale.draw(&mut drawing, &histogram.x_label, &histogram.y_label);
    for bin in &bins {
        let (from, to) = bin.edges();
        let (left, right) = (scale.x(from), scale.x(to));
        let bottom = scale.y(0.0);
        let height = (bottom - scale.y(bin.count as f64)).max(1.0);
        let gap = if right - left > 4.0 { 1.0 } else { 0.0 };
        drawing.push(format_args!(
            "<rect class=\"bar\" x=\"{left:.2}\" y=\"{:.2}\" width=\"{:.2}\" height=\"{height:.2}\"/>",
            bottom - height,
            right - left - gap
        ));
    }
    draw_marks(&mut drawing, &marks, &scale);
    drawing.finish(&histogram.title)
}

/// Lines, then names: the leftmost highest, so that no line to its right crosses it.
fn draw_marks(drawing: &mut Drawing, marks: &[&Mark], scale: &Scale) {
    let corner = |index: usize, mark: &Mark| (scale.x(mark.value), TOP + 10.0 + LINE * index as f64);
    for (index, mark) in marks.iter().enumerate() {
        let (x, y) = corner(index, mark);
        drawing.push(format_args!(
            "<line class=\"reference\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{:.1}\" y2=\"{:.1}\"/>",
            y - 10.0,
            scale.y(0.0)
        ));
    }
    for (index, mark) in marks.iter().enumerate() {
        let (x, y) = corner(index, mark);
        // To the right of its line, unless the picture ends there.
        if x + 6.0 + room(&mark.name) > WIDTH - RIGHT {
            drawing.text_over(x - 6.0, y, "end", &mark.name, "");
        } else {
            drawing.text_over(x + 6.0, y, "", &mark.name, "");
        }
    }
}

fn bins(counts: &[(u64, u64)]) -> Vec<Bin> {
    let seen = || counts.iter().filter(|(_, count)| *count > 0);
    let (Some(least), Some(greatest)) =
        (seen().map(|(value, _)| *value).min(), seen().map(|(value, _)| *value).max())
    else {
        return Vec::new();
    };
    let widths = (0..19).flat_map(|power| [1, 2, 5].map(|factor| factor * 10_u64.pow(power)));
    let width = widths.into_iter().find(|width| greatest / width - least / width < BARS).unwrap_or(u64::MAX);
    let mut bins = std::collections::BTreeMap::new();
    for &(value, count) in seen() {
        *bins.entry(value / width).or_insert(0) += count;
    }
    bins.into_iter().map(|(index, count)| Bin { first: index * width, width, count }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn histogram(counts: &[(u64, u64)], marks: &[(f64, &str)]) -> String {
        histogram_svg(&Histogram {
            title: "T & t".into(),
            x_label: "cycles".into(),
            y_label: "images".into(),
            counts: counts.to_vec(),
            marks: marks.iter().map(|&(value, name)| Mark { value, name: name.into() }).collect(),
        })
    }

    fn attribute(element: &str, name: &str) -> f64 {
        element.split(&format!(" {name}=\"")).nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
    }

    fn bars(svg: &str) -> Vec<(f64, f64, f64)> {
        let bars = svg.lines().filter(|line| line.starts_with("<rect class=\"bar\""));
        bars.map(|bar| (attribute(bar, "x"), attribute(bar, "width"), attribute(bar, "height"))).collect()
    }

    #[test]
    fn heights_are_as_counts_and_bars_stand_at_their_numbers() {
        let svg = histogram(&[(12, 20), (10, 40), (11, 0), (25, 10)], &[(12.0, "mean")]);
        let bars = bars(&svg);
        // The axis ends at 50, the next tick above the room for a name.
        let full = 0.8 * (HEIGHT - TOP - BOTTOM);
        assert_eq!(bars.iter().map(|bar| bar.2).collect::<Vec<_>>(), [full, full / 2.0, full / 4.0]);
        let each = (WIDTH - LEFT - RIGHT) / 16.0;
        for (bar, position) in bars.iter().zip([0.0, 2.0, 15.0]) {
            assert!((bar.0 - (LEFT + position * each)).abs() < 0.01 && (bar.1 - (each - 1.0)).abs() < 0.01);
        }
        let line = svg.lines().find(|line| line.contains("class=\"reference\"")).unwrap();
        assert!((attribute(line, "x1") - (LEFT + 2.5 * each)).abs() < 0.1, "in the middle of its bar");
        assert!(svg.contains(">70 images</text>"));
    }

    #[test]
    fn numbers_share_bars_where_there_are_many_and_none_is_lost() {
        let counts: Vec<(u64, u64)> = (0..1000).map(|value| (value + 3, 1 + value % 3)).collect();
        let bins = bins(&counts);
        assert!(bins.iter().all(|bin| bin.width == 10 && bin.first % 10 == 0));
        assert_eq!(
            bins.iter().map(|bin| bin.count).sum::<u64>(),
            counts.iter().map(|(_, count)| count).sum::<u64>()
        );
        assert!(histogram(&counts, &[]).contains("images, 10 a bar"));
    }

    #[test]
    fn rare_numbers_are_seen_and_everything_is_inside() {
        let name = "a mark with a long name";
        let svg =
            histogram(&[(10, 1_000_000), (400, 1)], &[(10.0, "mean"), (400.0, name), (f64::NAN, "nowhere")]);
        assert_eq!(bars(&svg).last().unwrap().2, 1.0);
        for (x, width, _) in bars(&svg) {
            assert!(x >= LEFT - 0.01 && x + width <= WIDTH - RIGHT + 0.01);
        }
        let text = svg.lines().find(|line| line.contains(name)).unwrap();
        assert!(text.contains("end") && attribute(text, "x") <= WIDTH - RIGHT);
        let names = svg.lines().filter(|line| line.starts_with("<text class=\"halo"));
        let names: Vec<f64> = names.map(|line| attribute(line, "y")).collect();
        assert_eq!(names.len(), 2);
        assert!(names[1] - names[0] >= 14.0, "names do not overlap: {names:?}");
        let top = HEIGHT - BOTTOM - bars(&svg)[0].2;
        assert!(names.iter().all(|y| *y <= top), "{names:?} stand above {top}");
        assert!(!svg.contains("nowhere") && !svg.contains("NaN"));
    }

    #[test]
    fn one_number_and_none_are_no_trouble() {
        for svg in [histogram(&[(200, 16)], &[]), histogram(&[(0, 1)], &[(0.0, "mean")]), histogram(&[], &[])]
        {
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        }
        let only = bars(&histogram(&[(200, 16)], &[]));
        assert!(only.len() == 1 && only[0].1 < 60.0, "{only:?}");
        assert_eq!(bins(&[(u64::MAX, 1), (0, 1)]).len(), 2);
    }
}
