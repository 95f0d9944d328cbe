//! Plots.

use apical_baselines::setting::Setting;
use apical_report::{BandChart, BandPoint, BandSeries, band_chart_svg};

use super::summary::{ComparisonRow, MeanPoint};

/// A picture and what it shows.
type Figure = (String, String);

/// All plots of a setting.
pub(super) fn of_setting(rows: &[ComparisonRow]) -> Vec<Figure> {
    match rows[0].setting {
        Setting::Epochs => epochs(rows),
        Setting::OnePass => vec![curves(
            rows,
            "test",
            ("Accuracy on the way through a stream", "images learned", true),
            "Each image is seen once.",
        )],
        Setting::NewWriter => vec![
            curves(
                rows,
                "new writer",
                ("Accuracy on the new writer", "images of the new writer learned", false),
                "Images shifted and slanted, which the trained network then learns from.",
            ),
            curves(
                rows,
                "old writers",
                ("Accuracy on those learned before", "images of the new writer learned", false),
                "What is lost of the writers of the training.",
            ),
        ],
        Setting::ClassByClass => vec![curves(
            rows,
            "classes seen",
            ("Accuracy on the classes seen so far", "classes learned, one after the other", false),
            "What is forgotten: with one class there is nothing to confuse.",
        )],
        Setting::FaultyBits => {
            let names = ["stuck, struck", "stuck, learned again", "flips, struck", "flips, learned again"];
            let figure = |name: &str| {
                curves(
                    rows,
                    name,
                    (&format!("Faulty weight bits: {name}"), "share of the weight bits", true),
                    "Accuracy after the faults, and after one more epoch of learning with them.",
                )
            };
            names.map(figure).to_vec()
        }
        Setting::FewSamples => vec![curves(
            rows,
            "test",
            ("Accuracy with few images", "images of each class", true),
            "The same images shown again and again, 20,000 in all.",
        )],
    }
}

/// As percentages.
fn band(points: &[MeanPoint]) -> Vec<BandPoint> {
    let point = |point: &MeanPoint| BandPoint {
        x: point.x,
        y: 100.0 * point.mean,
        least: 100.0 * point.least,
        greatest: 100.0 * point.greatest,
    };
    points.iter().map(point).collect()
}

fn chart(title: &str, x_label: &str, y_label: &str, logarithmic: bool, series: Vec<BandSeries>) -> String {
    band_chart_svg(&BandChart {
        title: title.to_owned(),
        x_label: x_label.to_owned(),
        y_label: y_label.to_owned(),
        logarithmic,
        series,
    })
}

/// One curve of each rule. `axes`: title, horizontal axis, whether that is logarithmic.
fn curves(
    rows: &[ComparisonRow],
    name: &str,
    (title, x_label, logarithmic): (&str, &str, bool),
    caption: &str,
) -> Figure {
    let series = rows
        .iter()
        .map(|row| {
            let curve = row.curves.iter().find(|curve| curve.name == name);
            let points = curve.map_or_else(Vec::new, |curve| band(&curve.points));
            BandSeries { name: row.rule.to_string(), points }
        })
        .collect();
    (chart(title, x_label, "accuracy (%)", logarithmic, series), caption.to_owned())
}

/// What is worth drawing: two spans of the final accuracies, and at least 2 points, below the worst of them. The first
/// epoch of a rule that starts late would press all others together.
fn floor(rows: &[ComparisonRow]) -> f64 {
    let finals = rows.iter().map(|row| 100.0 * row.accuracy);
    let (least, greatest) =
        finals.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), value| (a.min(value), b.max(value)));
    least - (2.0 * (greatest - least)).max(2.0)
}

/// Without what lies below the floor.
fn above(points: &[MeanPoint], floor: f64) -> Vec<BandPoint> {
    let mut points = band(points);
    points.retain(|point| point.y >= floor);
    points.iter_mut().for_each(|point| point.least = point.least.max(floor));
    points
}

fn epochs(rows: &[ComparisonRow]) -> Vec<Figure> {
    let floor = floor(rows);
    let by_epoch = |row: &ComparisonRow| {
        let curve = row.curves.iter().find(|curve| curve.name == "test");
        let points = curve.map_or_else(Vec::new, |curve| above(&curve.points, floor));
        BandSeries { name: row.rule.to_string(), points }
    };
    let mut figures = vec![(
        chart("Accuracy by epoch", "epoch", "accuracy (%)", false, rows.iter().map(by_epoch).collect()),
        format!(
            "Measured on images that are not learned from; bands: all seeds. Not drawn: what lies below {floor:.0} %."
        ),
    )];
    let series = |row: &ComparisonRow| BandSeries {
        name: row.rule.to_string(),
        points: above(&row.energy_curve, floor),
    };
    figures.push((
        chart(
            "Accuracy against the energy of training",
            "energy of all learning so far (uJ, modelled)",
            "accuracy (%)",
            true,
            rows.iter().map(series).collect(),
        ),
        "Weight memories (calibrated), arithmetic and feedback wires; a point an epoch.".to_owned(),
    ));
    let traffic = |row: &ComparisonRow| {
        let bits = row.operations.per_image(row.operations.feedback_bits);
        let (least, greatest) = (row.accuracy - row.deviation, row.accuracy + row.deviation);
        let point = MeanPoint { x: bits, mean: row.accuracy, least, greatest };
        BandSeries { name: row.rule.to_string(), points: band(&[point]) }
    };
    figures.push((
        chart(
            "Feedback traffic",
            "bits that travel back, an image",
            "accuracy (%)",
            true,
            rows.iter().map(traffic).collect(),
        ),
        "Counted at each layer that receives them; averaged over all images learned.".to_owned(),
    ));
    let layers = rows.iter().filter_map(|row| row.alignment.first()).map(Vec::len).max().unwrap_or(0);
    for layer in 0..layers {
        let series = |row: &ComparisonRow| {
            let angle = |(epoch, angles): (usize, &Vec<f64>)| {
                let angle = *angles.get(layer)?;
                Some(BandPoint { x: epoch as f64, y: angle, least: angle, greatest: angle })
            };
            let points = row.alignment.iter().enumerate().filter_map(angle).collect();
            BandSeries { name: row.rule.to_string(), points }
        };
        figures.push((
            chart(
                &format!("Alignment of layer {}", layer + 1),
                "epoch",
                "angle to the gradient (degrees)",
                false,
                rows.iter().map(series).collect(),
            ),
            "Between the update of 256 training images and the one down the gradient of the loss; 90: none. Binary \
             activations: the straight-through gradient."
                .to_owned(),
        ));
    }
    figures
}
