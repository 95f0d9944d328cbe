//! What charts over two axes share: their frame, grid and labels.

use super::{Drawing, escaped};
use crate::chart::{tick_label, ticks};

pub(super) const WIDTH: f64 = 720.0;
pub(super) const HEIGHT: f64 = 400.0;
pub(super) const LEFT: f64 = 68.0;
pub(super) const RIGHT: f64 = 24.0;
pub(super) const TOP: f64 = 66.0;
pub(super) const BOTTOM: f64 = 54.0;

/// From values to positions in the drawing.
pub(super) struct Scale {
    x: (f64, f64),
    y: (f64, f64),
    y_ticks: Vec<f64>,
}

impl Scale {
    /// A scale for these ranges; upwards as far as the next tick.
    pub(super) fn new(x: (f64, f64), (y_least, y_greatest): (f64, f64)) -> Self {
        let y_ticks = ticks(y_least, y_greatest, 6);
        Self { x, y: (y_ticks[0], y_ticks[y_ticks.len() - 1]), y_ticks }
    }

    pub(super) fn x(&self, value: f64) -> f64 {
        LEFT + (value - self.x.0) / (self.x.1 - self.x.0) * (WIDTH - LEFT - RIGHT)
    }

    pub(super) fn y(&self, value: f64) -> f64 {
        HEIGHT - BOTTOM - (value - self.y.0) / (self.y.1 - self.y.0) * (HEIGHT - TOP - BOTTOM)
    }

    /// Grid, ticks and the meaning of both axes.
    pub(super) fn draw(&self, drawing: &mut Drawing, x_label: &str, y_label: &str) {
        let step = self.y_ticks[1] - self.y_ticks[0];
        for &tick in &self.y_ticks {
            let y = self.y(tick);
            drawing.push(format_args!(
                "<line class=\"grid\" x1=\"{LEFT}\" x2=\"{}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>",
                WIDTH - RIGHT
            ));
            drawing.text(LEFT - 8.0, y + 4.0, "faint end", &tick_label(tick, step));
        }
        let (least, greatest) = self.x;
        let x_ticks = ticks(least, greatest, 10);
        // Multiples of a step such as 0.05 may miss the last value by a rounding error.
        let margin = 1e-9 * (greatest - least);
        let inside = least - margin..=greatest + margin;
        for &tick in x_ticks.iter().filter(|&&tick| inside.contains(&tick)) {
            let label = tick_label(tick, x_ticks[1] - x_ticks[0]);
            drawing.text(self.x(tick), HEIGHT - BOTTOM + 20.0, "faint middle", &label);
        }
        let middle = (LEFT + WIDTH - RIGHT) / 2.0;
        drawing.text(middle, HEIGHT - 12.0, "faint middle", x_label);
        let centre = (TOP + HEIGHT - BOTTOM) / 2.0;
        drawing.push(format_args!(
            "<text class=\"faint middle\" transform=\"translate(18 {centre:.1}) rotate(-90)\">{}</text>",
            escaped(y_label)
        ));
    }
}
