//! What is printed of pictures that were classified.

use std::io::IsTerminal;

use apical_report::{Bar, bar_chart, percent};

use super::Classified;
use crate::model::Model;

/// Columns of the chart of potentials.
const CHART_COLUMNS: usize = 32;
/// Most bars of a chart; of more classes, those of highest potential are shown.
const BARS: usize = 10;

pub(super) fn text(model: &Model, image: &Classified, show: bool) -> String {
    let name = match image.part {
        Some(part) => format!("{} ({part})", image.file),
        None => image.file.clone(),
    };
    let mut text = match (&image.label, image.margin, image.runner_up) {
        (Some(label), Some(margin), Some(second)) => {
            let right = image.probability.map(|right| percent(right, 0));
            let right = right.map_or_else(String::new, |right| format!("; right in {right} of such cases"));
            let unsure = if image.unsure == Some(true) { "unsure, perhaps " } else { "" };
            format!("{name}: {unsure}{label} (ahead of {} by {margin}{right})\n", model.class_name(second))
        }
        _ => format!("{name}: blank, there is nothing to classify\n"),
    };
    if show {
        if image.inverted {
            text += "taken as dark ink on light paper\n";
        }
        text += &drawing(&image.pixels, model.image_size().width);
    }
    if let Some(potentials) = &image.potentials {
        text += &chart(model, potentials);
    }
    text
}

fn chart(model: &Model, potentials: &[i32]) -> String {
    let mut classes: Vec<usize> = (0..potentials.len()).collect();
    if classes.len() > BARS {
        classes.sort_by_key(|&class| (std::cmp::Reverse(potentials[class]), class));
        classes.truncate(BARS);
    }
    let bars: Vec<Bar> = classes
        .into_iter()
        .map(|class| Bar {
            label: format!("  {}", model.class_name(class)),
            value: potentials[class].into(),
            note: potentials[class].to_string(),
        })
        .collect();
    bar_chart(&bars, CHART_COLUMNS)
}

/// An image as text: half a column of a terminal is about as wide as a row is high, hence two columns a pixel.
fn drawing(pixels: &[u8], width: usize) -> String {
    // On a dark terminal ink is bright; elsewhere (a file, a pipe) the same characters still show the shape.
    let shades = if std::io::stdout().is_terminal() {
        [' ', '░', '▒', '▓', '█']
    } else {
        [' ', '.', 'o', 'O', '@']
    };
    let mut text = String::new();
    for row in pixels.chunks(width) {
        let line: String =
            row.iter().flat_map(|&pixel| [shades[(usize::from(pixel) * 4 + 127) / 255]; 2]).collect();
        text += line.trim_end();
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawings_have_two_columns_a_pixel() {
        assert_eq!(drawing(&[0, 255, 128, 0], 2), "  @@\noo\n");
    }
}
