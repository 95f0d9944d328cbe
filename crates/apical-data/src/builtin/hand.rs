//! How the writers differ: every digit is bent, slanted, squeezed and written with its own slips of the hand.

use super::curve::{Point, Turning, extent, trace};
use super::forms::Stroke;
use super::random::Random;

/// Width of the widest digits, as a share of their height.
const WIDEST: f32 = 1.15;

/// The lines of a digit as one writer writes it, in hundredths of its height.
pub(super) fn write(mut form: Vec<Stroke>, random: &mut Random) -> Vec<Vec<Point>> {
    // Careful writers and careless ones.
    let care = random.uniform(0.5, 1.4);
    for stroke in &mut form {
        let mut slip = Point { x: random.normal(3.0 * care), y: random.normal(3.0 * care) };
        for knot in stroke {
            // Part of a slip lasts: independent ones would make angles of curves.
            slip = Point {
                x: 0.5 * slip.x + random.normal(2.3 * care),
                y: 0.5 * slip.y + random.normal(2.3 * care),
            };
            knot.x += slip.x;
            knot.y += slip.y;
        }
    }
    let turning = Turning { swing: random.uniform(0.8, 1.15), softness: random.uniform(0.0, 0.45) };
    let mut lines: Vec<Vec<Point>> = form.iter().map(|stroke| trace(stroke, turning)).collect();
    for line in &mut lines {
        lengthen(line, random.normal(3.0 * care));
        line.reverse();
        lengthen(line, random.normal(3.0 * care));
        line.reverse();
    }
    let rubber = Rubber::random(7.5 * care, random);
    let posture = Posture::random(random);
    let build = Build::random(random);
    for point in lines.iter_mut().flatten() {
        *point = posture.apply(build.apply(rubber.bend(*point)));
    }
    narrow(&mut lines);
    lines
}

/// Squeezes a digit that came out wider than tall, as hardly anyone writes.
fn narrow(lines: &mut [Vec<Point>]) {
    let (low, high) = extent(lines.iter().flatten().copied());
    let size = high.minus(low);
    if size.x > WIDEST * size.y {
        let factor = WIDEST * size.y / size.x;
        for point in lines.iter_mut().flatten() {
            point.x *= factor;
        }
    }
}

/// Lets the pen go on for `by` past the end of a line, or lifts it that much too early.
fn lengthen(line: &mut Vec<Point>, by: f32) {
    let [.., before, end] = line[..] else { return };
    let step = end.minus(before).length();
    if by > 0.0 && step > 0.1 {
        line.push(end.plus(end.minus(before), by / step));
        return;
    }
    let mut left = -by;
    while let [.., before, end] = line[..] {
        left -= end.minus(before).length();
        if left < 0.0 || line.len() < 6 {
            break;
        }
        line.pop();
    }
}

/// Where a digit has its waist, and how it is bowed.
struct Build {
    waist: f32,
    bow: f32,
}

impl Build {
    fn random(random: &mut Random) -> Self {
        Self { waist: random.normal(0.35), bow: random.normal(0.16) }
    }

    fn apply(&self, point: Point) -> Point {
        // 0 at top and bottom, 25 at half height.
        let middle = point.y * (100.0 - point.y) / 100.0;
        Point { x: point.x + self.bow * middle, y: point.y + self.waist * middle }
    }
}

/// Slant, turn and proportion: one linear map.
struct Posture {
    right: Point,
    down: Point,
}

impl Posture {
    fn random(random: &mut Random) -> Self {
        // Half the tangent of the angle: the rational form of a rotation needs no sine, which differs between platforms.
        let half = random.normal(0.095);
        let norm = 1.0 + half * half;
        let (cosine, sine) = ((1.0 - half * half) / norm, 2.0 * half / norm);
        // Most people lean to the right.
        let slant = (0.16 + random.normal(0.36)).clamp(-0.5, 0.75);
        let width = 1.3 + random.normal(0.28);
        // Slant first, then turn.
        Self {
            right: Point { x: width * cosine, y: width * sine },
            down: Point { x: -slant * cosine - sine, y: cosine - slant * sine },
        }
    }

    fn apply(&self, point: Point) -> Point {
        Point { x: 0.0, y: 0.0 }.plus(self.right, point.x).plus(self.down, point.y)
    }
}

/// Elastic bending: a rubber sheet, pulled at the 4 x 4 control points of a quadratic B-spline.
struct Rubber([[Point; 4]; 4]);

impl Rubber {
    fn random(deviation: f32, random: &mut Random) -> Self {
        Self(
            [(); 4].map(|()| {
                [(); 4].map(|()| Point { x: random.normal(deviation), y: random.normal(deviation) })
            }),
        )
    }

    fn bend(&self, point: Point) -> Point {
        // The rubber is a little larger than any digit.
        let (row, down) = weights((point.y + 10.0) / 120.0);
        let (column, right) = weights((point.x + 25.0) / 120.0);
        let mut bent = point;
        for (line, y) in self.0[row..].iter().zip(down) {
            for (pull, x) in line[column..].iter().zip(right) {
                bent = bent.plus(*pull, x * y);
            }
        }
        bent
    }
}

/// First control point and the weights of three of them at `position`, 0 to 1, along the two spans of a spline.
fn weights(position: f32) -> (usize, [f32; 3]) {
    let position = 2.0 * position.clamp(0.0, 1.0);
    let (span, t) = if position < 1.0 { (0, position) } else { (1, position - 1.0) };
    let rest = 1.0 - t;
    (span, [0.5 * rest * rest, 0.5 + t * rest, 0.5 * t * t])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rubber_bends_without_tearing() {
        for position in [0.0_f32, 0.3, 0.5, 0.9, 1.0] {
            let total: f32 = weights(position).1.iter().sum();
            assert!((total - 1.0).abs() < 1e-6);
        }
        let rubber = Rubber::random(10.0, &mut Random::new(0, 0, 0));
        let across = |y: f32| rubber.bend(Point { x: 35.0, y });
        assert!(across(49.999).minus(across(50.001)).length() < 0.02);
    }

    #[test]
    fn lines_grow_and_shrink_at_their_end() {
        let line: Vec<Point> = (0..20u8).map(|x| Point { x: f32::from(x), y: 0.0 }).collect();
        let mut longer = line.clone();
        lengthen(&mut longer, 2.5);
        assert_eq!(longer.last(), Some(&Point { x: 21.5, y: 0.0 }));
        let mut shorter = line.clone();
        lengthen(&mut shorter, -2.5);
        assert_eq!(shorter.last(), Some(&Point { x: 17.0, y: 0.0 }));
        let mut stub = line;
        lengthen(&mut stub, -100.0);
        assert_eq!(stub.len(), 5);
    }
}
