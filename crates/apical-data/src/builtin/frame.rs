//! Size and position of a digit in its image, as in MNIST.

use super::curve::{Point, extent};
use super::raster::{Dot, SIDE, cover, distances};

/// Side of the square that the ink of a digit fills in at least one direction.
const BOX: f32 = 20.0;
/// How far beyond the middle of its edge ink can be seen, as a share of the edge.
const VISIBLE: f32 = 0.35;
/// Clear pixels kept at the border of the image, even where the centre of mass asks for less.
const BORDER: f32 = 1.0;

/// Scales lines so that their ink fits the box. `radius` is their usual half width.
pub(super) fn fit(lines: &mut [Vec<Dot>], radius: f32, edge: f32) {
    let longest = |(low, high): (Point, Point)| (high.x - low.x).max(high.y - low.y);
    let bare = longest(extent(lines.iter().flatten().map(|dot| dot.position)));
    // The width of the ink does not grow with the line: fit an even stroke first, then correct for the real one.
    let margin = 2.0 * (radius + VISIBLE * edge);
    let even = (BOX - margin) / bare;
    scale(lines, even);
    scale(lines, (BOX - margin) / (longest(inked(lines, edge)) - margin));
}

/// Moves lines so that the centre of mass of their ink is at `target`.
pub(super) fn centre(lines: &mut [Vec<Dot>], edge: f32, target: Point) {
    // First the box to the middle, where all of the ink is drawn and can be weighed.
    let (low, high) = inked(lines, edge);
    let half = SIDE as f32 / 2.0;
    shift(lines, Point { x: half - 0.5 * (low.x + high.x), y: half - 0.5 * (low.y + high.y) });

    let (mut mass, mut sum) = (0.0, Point { x: 0.0, y: 0.0 });
    for (position, distance) in distances(lines, edge).into_iter().enumerate() {
        if distance < edge {
            let ink = cover(distance, edge);
            let (row, column) = (position / SIDE, position % SIDE);
            mass += ink;
            sum = sum.plus(Point { x: column as f32 + 0.5, y: row as f32 + 0.5 }, ink);
        }
    }
    let (low, high) = inked(lines, edge);
    let move_by = |target: f32, sum: f32, low: f32, high: f32| {
        (target - sum / mass).max(BORDER - low).min(SIDE as f32 - BORDER - high)
    };
    let right = move_by(target.x, sum.x, low.x, high.x);
    let down = move_by(target.y, sum.y, low.y, high.y);
    shift(lines, Point { x: right, y: down });
}

fn scale(lines: &mut [Vec<Dot>], factor: f32) {
    for dot in lines.iter_mut().flatten() {
        dot.position = Point { x: factor * dot.position.x, y: factor * dot.position.y };
    }
}

fn shift(lines: &mut [Vec<Dot>], by: Point) {
    for dot in lines.iter_mut().flatten() {
        dot.position = dot.position.plus(by, 1.0);
    }
}

/// The extent of the ink of lines.
fn inked(lines: &[Vec<Dot>], edge: f32) -> (Point, Point) {
    extent(lines.iter().flatten().flat_map(|dot| {
        let reach = dot.radius + VISIBLE * edge;
        [-reach, reach].map(|reach| Point { x: dot.position.x + reach, y: dot.position.y + reach })
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tall thin stroke, and a thick one at its right.
    fn lines() -> Vec<Vec<Dot>> {
        let dot = |x: f32, y: f32, radius: f32| Dot { position: Point { x, y }, radius };
        vec![vec![dot(0.0, 0.0, 1.0), dot(0.0, 90.0, 1.0)], vec![dot(20.0, 20.0, 2.0), dot(20.0, 80.0, 2.0)]]
    }

    #[test]
    fn the_ink_is_as_tall_as_the_box() {
        let mut lines = lines();
        fit(&mut lines, 1.5, 1.0);
        let (low, high) = inked(&lines, 1.0);
        assert!((high.y - low.y - BOX).abs() < 0.2, "{}", high.y - low.y);
    }

    #[test]
    fn the_heavier_side_comes_nearer_to_the_middle() {
        let mut lines = lines();
        fit(&mut lines, 1.5, 1.0);
        centre(&mut lines, 1.0, Point { x: 14.0, y: 14.0 });
        let [thin, thick] = [lines[0][0].position.x, lines[1][0].position.x];
        assert!(thin < 14.0 && thick > 14.0 && thick - 14.0 < 14.0 - thin, "{thin} {thick}");
    }

    #[test]
    fn the_border_stays_clear() {
        let mut lines = lines();
        fit(&mut lines, 1.5, 1.0);
        centre(&mut lines, 1.0, Point { x: 0.0, y: 40.0 });
        let (low, high) = inked(&lines, 1.0);
        assert!(low.x > BORDER - 1e-3 && high.y < SIDE as f32 - BORDER + 1e-3);
    }
}
