//! From lines of some width to pixels.

use super::curve::Point;

/// Rows and columns of an image.
pub(super) const SIDE: usize = 28;

/// A point of a line with the half width of the pen there, in pixels.
#[derive(Clone, Copy)]
pub(super) struct Dot {
    pub(super) position: Point,
    pub(super) radius: f32,
}

/// The signed distance of every pixel's centre to the edge of the ink, negative inside; the largest number where the
/// ink is farther away than `reach`.
///
/// One number for a pixel gives smooth edges without drawing anything larger than the image.
pub(super) fn distances(lines: &[Vec<Dot>], reach: f32) -> [f32; SIDE * SIDE] {
    let mut distances = [f32::MAX; SIDE * SIDE];
    for pair in lines.iter().flat_map(|line| line.windows(2)) {
        approach(&mut distances, pair[0], pair[1], reach);
    }
    distances
}

/// The share of a pixel that is inked, at a distance from the edge of ink whose grey edge is `edge` wide.
pub(super) fn cover(distance: f32, edge: f32) -> f32 {
    let linear = (0.5 - distance / edge).clamp(0.0, 1.0);
    // Scanned ink is steep at its edge and fades out slowly.
    linear * linear * (3.0 - 2.0 * linear)
}

/// Lowers the distances to those from the ink between two dots.
fn approach(distances: &mut [f32; SIDE * SIDE], start: Dot, end: Dot, reach: f32) {
    let reach = start.radius.max(end.radius) + reach;
    let along = end.position.minus(start.position);
    let scale = 1.0 / along.dot(along).max(1e-6);
    let range = |a: f32, b: f32| {
        // The conversion to an unsigned number saturates at 0.
        let first = (a.min(b) - reach) as usize;
        let last = ((a.max(b) + reach) as usize + 1).min(SIDE);
        first..last
    };
    let columns = range(start.position.x, end.position.x);
    for row in range(start.position.y, end.position.y) {
        let y = row as f32 + 0.5 - start.position.y;
        for column in columns.clone() {
            let offset = Point { x: column as f32 + 0.5 - start.position.x, y };
            let t = (offset.dot(along) * scale).clamp(0.0, 1.0);
            let away = offset.plus(along, -t).length() - (start.radius + t * (end.radius - start.radius));
            let pixel = &mut distances[row * SIDE + column];
            *pixel = pixel.min(away);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_from_the_edge_of_the_stroke() {
        let dot = |y: f32, radius: f32| Dot { position: Point { x: 10.5, y }, radius };
        let drawn = distances(&[vec![dot(5.5, 2.0), dot(15.5, 1.0)]], 3.0);
        let at = |row: usize, column: usize| drawn[row * SIDE + column];
        assert_eq!([at(5, 10), at(5, 13), at(10, 12), at(15, 12), at(17, 10)], [-2.0, 1.0, 0.5, 1.0, 1.0]);
        assert_eq!([at(5, 20), at(25, 10)], [f32::MAX; 2]);
    }

    #[test]
    fn ink_beyond_the_image_is_cut_off() {
        let dot = |x: f32, y: f32| Dot { position: Point { x, y }, radius: 2.0 };
        let drawn = distances(&[vec![dot(-50.0, -50.0), dot(50.0, 50.0)]], 1.0);
        assert!((0..SIDE).all(|index| drawn[index * SIDE + index] < -1.9));
        assert!(
            distances(&[vec![dot(60.0, 60.0), dot(70.0, -20.0)]], 1.0).iter().all(|&far| far == f32::MAX)
        );
    }

    #[test]
    fn cover_falls_across_the_edge() {
        assert_eq!(
            [-1.0, -0.5, 0.0, 0.5, 1.0].map(|distance| cover(distance, 1.0)),
            [1.0, 1.0, 0.5, 0.0, 0.0]
        );
        assert!(cover(-0.2, 1.0) > cover(-0.1, 1.0));
    }
}
