//! The pen of a writer: its width, its ink and the faults of both.

use super::curve::Point;
use super::frame::{centre, fit};
use super::random::Random;
use super::raster::{Dot, SIDE, cover, distances};

/// The pen of one digit.
struct Pen {
    /// Half the width of a stroke, in pixels.
    radius: f32,
    /// How far the grey edge of a stroke reaches across, in pixels.
    edge: f32,
    /// How uneven the edge is, in pixels.
    roughness: f32,
    /// How much ink is missing in places, 0 to 1.
    dryness: f32,
    /// How much the width changes along a stroke, as a share.
    swell: f32,
}

impl Pen {
    fn random(random: &mut Random) -> Self {
        let unit = random.uniform(0.0, 1.0);
        Self {
            // Fine pens are common, felt pens rare.
            radius: (1.1 + 0.65 * (unit * unit) + random.normal(0.28)).max(0.6),
            edge: random.uniform(1.3, 1.8),
            roughness: random.uniform(0.0, 0.2),
            dryness: if random.chance(0.06) { random.uniform(0.05, 0.25) } else { 0.0 },
            swell: random.uniform(0.0, 0.22),
        }
    }
}

/// Draws the lines of a digit.
pub(super) fn draw(lines: &[Vec<Point>], random: &mut Random) -> [u8; SIDE * SIDE] {
    let pen = Pen::random(random);
    let mut dots: Vec<Vec<Dot>> = lines.iter().map(|line| widths(line, &pen, random)).collect();
    fit(&mut dots, pen.radius, pen.edge);
    // MNIST moves its digits by whole pixels, which leaves their centres of mass up to half a pixel off.
    let [x, y] = [(); 2].map(|()| SIDE as f32 / 2.0 + random.uniform(-0.5, 0.5));
    centre(&mut dots, pen.edge, Point { x, y });

    distances(&dots, pen.edge).map(|distance| {
        if distance >= pen.edge {
            return 0;
        }
        let cover = cover(distance + pen.roughness * random.uniform(-1.0, 1.0), pen.edge);
        let missing = random.uniform(0.0, 1.0);
        let ink = cover * (1.0 - pen.dryness * missing * missing);
        // In range: the product is 0 to 255.
        (ink * 255.0 + 0.5) as u8
    })
}

/// Gives a line its width, which swells and shrinks and sometimes fails.
fn widths(line: &[Point], pen: &Pen, random: &mut Random) -> Vec<Dot> {
    let pressure = [(); 4].map(|()| 1.0 + random.normal(pen.swell));
    // Where the ink skips, if it does.
    let gap = if random.chance(0.02) { random.below(line.len()) } else { usize::MAX };
    let spans = (pressure.len() - 1) as f32;
    let last = (line.len() - 1) as f32;
    line.iter()
        .enumerate()
        .map(|(index, &point)| {
            let position = spans * (index as f32) / last;
            let span = (position as usize).min(pressure.len() - 2);
            let within = position - span as f32;
            let share = pressure[span] + within * (pressure[span + 1] - pressure[span]);
            let radius = if index == gap { -0.5 } else { pen.radius * share.clamp(0.5, 1.6) };
            Dot { position: point, radius }
        })
        .collect()
}
