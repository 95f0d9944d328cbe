//! From the points of a stroke to a smooth line.

use super::forms::Knot;

/// A position or a direction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Point {
    /// To the right.
    pub(super) x: f32,
    /// Down.
    pub(super) y: f32,
}

impl Point {
    pub(super) fn minus(self, other: Self) -> Self {
        Self { x: self.x - other.x, y: self.y - other.y }
    }

    /// This point plus `factor` times `direction`.
    pub(super) fn plus(self, direction: Self, factor: f32) -> Self {
        Self { x: self.x + factor * direction.x, y: self.y + factor * direction.y }
    }

    pub(super) fn dot(self, other: Self) -> f32 {
        self.x * other.x + self.y * other.y
    }

    pub(super) fn length(self) -> f32 {
        self.dot(self).sqrt()
    }

    /// The direction of this vector; of a vector of no length, one to the right.
    fn unit(self) -> Self {
        let length = self.length();
        if length < 1e-3 { Self { x: 1.0, y: 0.0 } } else { Self { x: self.x / length, y: self.y / length } }
    }
}

/// The corners of the smallest upright rectangle around some points.
pub(super) fn extent(points: impl Iterator<Item = Point>) -> (Point, Point) {
    let start = (Point { x: f32::MAX, y: f32::MAX }, Point { x: f32::MIN, y: f32::MIN });
    points.fold(start, |(low, high), point| {
        (
            Point { x: low.x.min(point.x), y: low.y.min(point.y) },
            Point { x: high.x.max(point.x), y: high.y.max(point.y) },
        )
    })
}

/// How a hand turns.
#[derive(Clone, Copy)]
pub(super) struct Turning {
    /// How far curves swing out: 1 makes near-circular arcs, less makes polygons.
    pub(super) swing: f32,
    /// How much sharp turns are rounded: 0 not at all, 1 into a loop.
    pub(super) softness: f32,
}

/// Distance between neighbouring points of a line, in hundredths of the digit's height: under a pixel of the image.
const STEP: f32 = 5.0;

/// The line of the pen through the knots of a stroke.
pub(super) fn trace(stroke: &[Knot], turning: Turning) -> Vec<Point> {
    let at = |index: usize| Point { x: stroke[index].x, y: stroke[index].y };
    let last = stroke.len() - 1;
    let chord = |index: usize| at(index + 1).minus(at(index)).unit();
    // The direction half-way between two chords; for a pen that turns back, the later chord.
    let through = |index: usize| {
        let (before, after) = (chord(index - 1), chord(index));
        after.plus(before, 0.99).unit()
    };
    let smooth = |index: usize| index > 0 && index < last && !stroke[index].corner;
    // At an end the curve goes on with the bend that it has at the other end of its span.
    let mirrored = |chord: Point, direction: Point| {
        let along = 2.0 * chord.dot(direction);
        Point { x: along * chord.x - direction.x, y: along * chord.y - direction.y }
    };
    // Direction at knot `index`, whose span's other end is `other`.
    let direction = |index: usize, other: usize| {
        if smooth(index) {
            return through(index);
        }
        let chord = chord(index.min(other));
        let sharp = if smooth(other) { mirrored(chord, through(other)) } else { chord };
        if index == 0 || index == last {
            return sharp;
        }
        sharp.plus(through(index).minus(sharp), turning.softness).unit()
    };

    let mut line = vec![at(0)];
    for index in 0..last {
        let (start, end) = (at(index), at(index + 1));
        let length = end.minus(start).length();
        let reach = length * turning.swing;
        let (leave, arrive) = (direction(index, index + 1), direction(index + 1, index));
        let steps = (length / STEP).ceil().clamp(2.0, 10.0);
        let mut step = 1.0;
        while step <= steps {
            let t = step / steps;
            let (square, cube) = (t * t, t * t * t);
            // Cubic Hermite weights.
            let toward_end = 3.0 * square - 2.0 * cube;
            let point = start
                .plus(end.minus(start), toward_end)
                .plus(leave, reach * (cube - 2.0 * square + t))
                .plus(arrive, reach * (cube - square));
            line.push(point);
            step += 1.0;
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn knots(points: &[(f32, f32, bool)]) -> Vec<Knot> {
        points.iter().map(|&(x, y, corner)| Knot { x, y, corner }).collect()
    }

    const SHARP: Turning = Turning { swing: 1.0, softness: 0.0 };

    #[test]
    fn straight_knots_make_a_straight_line() {
        let line = trace(&knots(&[(0.0, 0.0, false), (0.0, 30.0, false), (0.0, 90.0, false)]), SHARP);
        assert!(line.iter().all(|point| point.x == 0.0 && (-0.01..=90.01).contains(&point.y)));
        assert!(line.windows(2).all(|pair| pair[1].y > pair[0].y));
    }

    #[test]
    fn knots_on_a_circle_make_a_circle() {
        let circle = [(50.0, 0.0), (35.36, 35.36), (0.0, 50.0), (-35.36, 35.36), (-50.0, 0.0)];
        let line = trace(&knots(&circle.map(|(x, y)| (x, y, false))), SHARP);
        assert!(line.iter().all(|point| (point.length() - 50.0).abs() < 1.0));
    }

    #[test]
    fn softness_rounds_a_corner() {
        let corner = knots(&[(0.0, 0.0, false), (50.0, 0.0, true), (50.0, 50.0, false)]);
        let sharp = trace(&corner, SHARP);
        assert!(sharp.iter().all(|point| point.y.abs() < 0.01 || (point.x - 50.0).abs() < 0.01));
        let soft = trace(&corner, Turning { softness: 0.5, ..SHARP });
        assert!(soft.iter().any(|point| point.y < -0.5));
    }
}
