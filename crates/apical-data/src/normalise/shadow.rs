//! Light that is not the same everywhere: what changes smoothly along the edges of a picture is not ink.

use crate::border::quantile;

/// Smaller pictures have no room to tell light from ink.
const SMALLEST: usize = 64;
/// Light that varies less over the picture is left to the limit of grain, in grey levels of 255.
const LEAST_VARIATION: f64 = 24.0;
/// Points along each side at which light is measured, and how far inside, in parts of the side.
const POINTS: usize = 48;
const DEPTHS: [usize; 3] = [64, 24, 14];
/// Fits, each without the points that the one before did not explain.
const FITS: usize = 6;
/// Points that differ less are always kept, in grey levels.
const ALWAYS_KEPT: f64 = 6.0;

/// A surface of second order: coefficients of 1, x, y, x^2, x y, y^2, both from -1 to 1.
type Surface = [f64; 6];

fn terms(x: f64, y: f64) -> Surface {
    [1.0, x, y, x * x, x * y, y * y]
}

fn value(surface: &Surface, x: f64, y: f64) -> f64 {
    surface.iter().zip(terms(x, y)).fold(0.0, |sum, (coefficient, term)| sum + coefficient * term)
}

/// The picture as it would look in even light; `None` if the light is even enough or follows no smooth surface.
///
/// The light is a surface of second order through the paper along the sides. Dark ink on paper takes a share of the
/// light, so grey levels are divided by it; where ink is bright, what it reflects adds to it, and it is subtracted.
pub(super) fn flattened(width: usize, height: usize, grey: &[u8]) -> Option<Vec<u8>> {
    if width.min(height) < SMALLEST {
        return None;
    }
    let light = light(width, height, grey)?;
    let scaled = |at: usize, side: usize| 2.0 * at as f64 / (side - 1) as f64 - 1.0;
    let field = |at: usize| value(&light, scaled(at % width, width), scaled(at / width, height));
    let mut all = grey.to_vec();
    let [darkest, middle, brightest] =
        [(1, 100), (1, 2), (99, 100)].map(|(at, of)| quantile(&mut all, at, of));
    let dark_ink = middle - darkest > brightest - middle;
    let even = grey.iter().enumerate().map(|(at, &pixel)| {
        let (pixel, light) = (f64::from(pixel), field(at));
        let level = if dark_ink { pixel * 255.0 / light.max(1.0) } else { pixel - light };
        // A cast to an integer saturates.
        level.round() as u8
    });
    Some(even.collect())
}

fn light(width: usize, height: usize, grey: &[u8]) -> Option<Surface> {
    let mut points = Vec::with_capacity(4 * POINTS * DEPTHS.len());
    for depth in DEPTHS {
        let near = 1.0 - 2.0 / depth as f64;
        for step in 0..POINTS {
            let along = 2.0 * step as f64 / (POINTS - 1) as f64 - 1.0;
            points.extend([(along, -near), (along, near), (-near, along), (near, along)]);
        }
    }
    let position = |at: f64, side: usize| ((at + 1.0) / 2.0 * (side - 1) as f64).round() as usize;
    let measured = points.into_iter().map(|(x, y)| {
        let at = position(y, height).min(height - 1) * width + position(x, width).min(width - 1);
        (x, y, f64::from(grey[at]))
    });
    let all: Vec<(f64, f64, f64)> = measured.collect();
    let mut kept = all.clone();
    let mut surface = fit(&kept)?;
    for _ in 1..FITS {
        let distance = |point: &(f64, f64, f64)| (point.2 - value(&surface, point.0, point.1)).abs();
        let mut distances: Vec<f64> = kept.iter().map(distance).collect();
        distances.sort_by(f64::total_cmp);
        let limit = (2.5 * distances[distances.len() / 2]).max(ALWAYS_KEPT);
        kept = all.iter().filter(|point| distance(point) <= limit).copied().collect();
        // Half of what lies along the sides is not explained: no light.
        if 2 * kept.len() < all.len() {
            return None;
        }
        surface = fit(&kept)?;
    }
    let corners = [
        (-1.0, -1.0),
        (0.0, -1.0),
        (1.0, -1.0),
        (-1.0, 0.0),
        (0.0, 0.0),
        (1.0, 0.0),
        (-1.0, 1.0),
        (0.0, 1.0),
        (1.0, 1.0),
    ];
    let levels = corners.map(|(x, y)| value(&surface, x, y));
    let most = levels.iter().copied().fold(f64::MIN, f64::max);
    let least = levels.iter().copied().fold(f64::MAX, f64::min);
    (most - least >= LEAST_VARIATION).then_some(surface)
}

/// The surface with the least sum of squared distances from points. `None` if they do not determine one.
fn fit(points: &[(f64, f64, f64)]) -> Option<Surface> {
    const N: usize = 6;
    // Normal equations, the right side last.
    let mut rows = [[0.0; N + 1]; N];
    for &(x, y, level) in points {
        let terms = terms(x, y);
        for (row, term) in rows.iter_mut().zip(terms) {
            row.iter_mut().zip(terms).for_each(|(sum, other)| *sum += term * other);
            row[N] += term * level;
        }
    }
    for column in 0..N {
        let pivot = (column..N).max_by(|&a, &b| rows[a][column].abs().total_cmp(&rows[b][column].abs()))?;
        rows.swap(column, pivot);
        let lead = rows[column];
        if lead[column].abs() < 1e-6 {
            return None;
        }
        for (index, row) in rows.iter_mut().enumerate() {
            if index != column {
                let factor = row[column] / lead[column];
                row.iter_mut().zip(lead).for_each(|(entry, lead)| *entry -= factor * lead);
            }
        }
    }
    Some(std::array::from_fn(|index| rows[index][N] / rows[index][index]))
}
