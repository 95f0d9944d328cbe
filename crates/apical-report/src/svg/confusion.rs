//! Confusion matrices as SVG.

use super::Drawing;
use crate::confusion::{ConfusionMatrix, name};
use crate::number::{percent, thousands};
use crate::table::width;

/// Side of a cell where there are up to this many classes.
const COMFORTABLE: usize = 20;

/// A confusion matrix as an SVG file: a row for each true class, a column for each predicted one, shaded by the share
/// of its row; what is right in blue, what is wrong in orange (on a scale of its own, as it is rare).
#[must_use]
pub fn confusion_svg(matrix: &ConfusionMatrix, names: &[String], title: &str) -> String {
    let classes = matrix.classes();
    let numbers = classes <= COMFORTABLE;
    let cell = if numbers { 46.0 } else { (900.0 / classes as f64).max(4.0) };
    let longest = (0..classes).map(|class| width(&name(names, class))).max().unwrap_or(1) as f64;
    let slanted = longest > 5.0;
    let left = 34.0 + 7.2 * longest + 10.0;
    let top = 104.0 + if slanted { 5.2 * longest } else { 0.0 };
    let side = cell * classes as f64;
    let right = if slanted { 24.0 + 4.0 * longest } else { 24.0 };
    let summary = format!(
        "accuracy {}: {} of {} images",
        percent(matrix.accuracy(), 2),
        thousands(matrix.correct()),
        thousands(matrix.total())
    );
    // Wide enough for the headings too.
    let wide = (left + side + right).max(44.0 + 8.4 * width(title).max(width(&summary)) as f64);
    let mut drawing = Drawing::new(wide, top + side + 22.0);
    drawing.text(22.0, 28.0, "title", title);
    drawing.text(22.0, 48.0, "faint", &summary);
    let bottom_of_headings = top - 8.0;
    if numbers {
        drawing.text(left + side / 2.0, 70.0, "faint middle", "taken for");
        drawing.push(format_args!(
            "<text class=\"faint middle\" transform=\"translate(22 {:.1}) rotate(-90)\">true class</text>",
            top + side / 2.0
        ));
    }
    for class in (0..classes).filter(|_| numbers) {
        let (along, label) = (class as f64 * cell + cell / 2.0, name(names, class));
        drawing.text(left - 8.0, top + along + 4.0, "end", &label);
        if slanted {
            drawing.push(format_args!(
                "<text transform=\"translate({:.1} {bottom_of_headings:.1}) rotate(-45)\">{}</text>",
                left + along,
                super::escaped(&label)
            ));
        } else {
            drawing.text(left + along, bottom_of_headings, "middle", &label);
        }
    }
    let worst = worst_share(matrix).max(1e-9);
    for truth in 0..classes {
        for predicted in 0..classes {
            let (x, y) = (left + predicted as f64 * cell, top + truth as f64 * cell);
            let shade = shade(matrix, truth, predicted, worst);
            draw_cell(
                &mut drawing,
                (x, y, cell),
                matrix.count(truth, predicted),
                shade,
                truth == predicted,
                numbers,
            );
        }
    }
    drawing.finish(&format!("{title}: {summary}"))
}

/// Opacity of a cell. A single mistake must still be seen, hence not from 0.
fn shade(matrix: &ConfusionMatrix, truth: usize, predicted: usize, worst: f64) -> f64 {
    let count = matrix.count(truth, predicted);
    if count == 0 {
        return 0.0;
    }
    let share = count as f64 / matrix.of_class(truth) as f64;
    if truth == predicted { 0.15 + 0.85 * share } else { 0.12 + 0.78 * share / worst }
}

/// The largest share of a class that was taken for one other class.
fn worst_share(matrix: &ConfusionMatrix) -> f64 {
    let classes = matrix.classes();
    let pairs = (0..classes).flat_map(|truth| (0..classes).map(move |predicted| (truth, predicted)));
    let wrong = pairs.filter(|(truth, predicted)| truth != predicted);
    wrong
        .filter(|&(truth, _)| matrix.of_class(truth) > 0)
        .map(|(truth, predicted)| matrix.count(truth, predicted) as f64 / matrix.of_class(truth) as f64)
        .fold(0.0, f64::max)
}

fn draw_cell(
    drawing: &mut Drawing,
    (x, y, cell): (f64, f64, f64),
    count: u64,
    shade: f64,
    right: bool,
    number: bool,
) {
    let gap = if number { 2.0 } else { 0.0 };
    let side = cell - gap;
    let colour = if right { "right" } else { "wrong" };
    if count == 0 {
        drawing.push(format_args!(
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{side:.1}\" height=\"{side:.1}\" class=\"nothing\" \
             fill-opacity=\"0.45\"/>"
        ));
        return;
    }
    drawing.push(format_args!(
        "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{side:.1}\" height=\"{side:.1}\" class=\"{colour}\" \
         fill-opacity=\"{shade:.2}\"/>"
    ));
    if number {
        let class = if shade > 0.55 { "middle on" } else { "middle" };
        drawing.text(x + side / 2.0, y + side / 2.0 + 4.0, class, &count.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cell_is_drawn_and_each_count_written() {
        let mut matrix = ConfusionMatrix::new(3);
        for (truth, predicted) in [(0, 0), (0, 2), (1, 1), (2, 2)] {
            matrix.add(truth, predicted);
        }
        let names = ["a<".to_owned(), "bag".to_owned(), "boot".to_owned()];
        let svg = confusion_svg(&matrix, &names, "test");
        assert_eq!(svg.matches("<rect").count(), 1 + 9);
        assert_eq!(svg.matches(">1</text>").count(), 4);
        assert!(svg.contains("a&lt;") && svg.contains("accuracy 75.00 %: 3 of 4 images"));
    }

    #[test]
    fn many_classes_and_no_images_are_no_trouble() {
        let svg = confusion_svg(&ConfusionMatrix::new(256), &[], "empty");
        assert!(!svg.contains("NaN") && !svg.contains("inf"));
    }
}
