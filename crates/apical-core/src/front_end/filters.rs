//! The retina's filters: integers by a formula, the same for all data.

use alloc::vec::Vec;

/// Directions at multiples of 15 and 22.5 degrees up to 90: the angle in units of 7.5 degrees, and cosine and sine times 1024,
/// rounded to the nearest integer.
const DIRECTIONS: [(usize, i32, i32); 9] = [
    (0, 1024, 0),
    (2, 989, 265),
    (3, 946, 392),
    (4, 887, 512),
    (6, 724, 724),
    (8, 512, 887),
    (9, 392, 946),
    (10, 265, 989),
    (12, 0, 1024),
];
/// Units of an angle in half a turn.
const HALF_TURN: usize = 24;

/// Numbers of angles for which [`DIRECTIONS`] has all that are needed.
pub(super) const ANGLES: [usize; 6] = [2, 3, 4, 6, 8, 12];
/// Sides of a kernel.
pub(super) const KERNELS: [usize; 5] = [3, 5, 7, 9, 11];

/// What a filter answers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FilterKind {
    /// The border between dark and light: +1 on one side of a line through the middle, -1 on the other, 0 on it.
    Edge,
    /// A line: +2 in a stripe through the middle, -1 beside it.
    Bar,
}

/// One filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// What it answers to.
    pub kind: FilterKind,
    /// Angle in 1/`angles` of half a turn.
    pub angle: usize,
    /// `kernel x kernel` coefficients, row by row: -1 to 2.
    pub coefficients: Vec<i8>,
}

/// Neighbouring pixels in a row of the kernel.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run {
    pub(crate) row: usize,
    /// The first of them.
    pub(crate) column: usize,
    pub(crate) length: usize,
}

impl Filter {
    /// The run of a coefficient in each row that has it: equal coefficients of a row are neighbours.
    pub(crate) fn runs(&self, kernel: usize, wanted: i8) -> Vec<Run> {
        let of_row = |(row, coefficients): (usize, &[i8])| {
            let column = coefficients.iter().position(|&value| value == wanted)?;
            let length = coefficients.iter().filter(|&&value| value == wanted).count();
            Some(Run { row, column, length })
        };
        self.coefficients.chunks_exact(kernel).enumerate().filter_map(of_row).collect()
    }
}

/// Cosine and sine of angle `angle` of `angles`, times 1024.
fn direction(angle: usize, angles: usize) -> (i32, i32) {
    let units = angle * (HALF_TURN / angles);
    let of = |units| {
        let found = DIRECTIONS.iter().find(|direction| direction.0 == units);
        found.map_or((0, 0), |&(_, cosine, sine)| (cosine, sine))
    };
    if units <= 12 {
        of(units)
    } else {
        let (cosine, sine) = of(HALF_TURN - units);
        (-cosine, sine)
    }
}

/// The filters of a kernel: angle by angle, the edge first, then the bar.
///
/// With `x` the columns to the right of the middle and `y` the rows below it, `d = x * sine + y * cosine` is 1024 times the
/// distance from the line at that angle. Edge: the sign of `d` where `|d| > 512`, else 0. Bar: 2 where `6 |d| <= 1024 kernel`,
/// else -1.
pub(super) fn filters(kernel: usize, angles: usize) -> Vec<Filter> {
    let half = (kernel / 2) as i32;
    let mut filters = Vec::with_capacity(2 * angles);
    for angle in 0..angles {
        let (cosine, sine) = direction(angle, angles);
        let distances: Vec<i32> =
            (-half..=half).flat_map(|y| (-half..=half).map(move |x| x * sine + y * cosine)).collect();
        let edge = |d: &i32| if d.abs() > 512 { d.signum() as i8 } else { 0 };
        let bar = |d: &i32| if 6 * d.abs() <= 1024 * kernel as i32 { 2 } else { -1 };
        filters.push(Filter {
            kind: FilterKind::Edge,
            angle,
            coefficients: distances.iter().map(edge).collect(),
        });
        filters.push(Filter {
            kind: FilterKind::Bar,
            angle,
            coefficients: distances.iter().map(bar).collect(),
        });
    }
    filters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_angle_has_a_direction_of_length_one() {
        for angles in ANGLES {
            for angle in 0..angles {
                let (cosine, sine) = direction(angle, angles);
                let squared = cosine * cosine + sine * sine;
                assert!((squared - 1024 * 1024).abs() < 1500, "{angle} of {angles}: {cosine}, {sine}");
                assert!(sine >= 0);
            }
        }
    }

    #[test]
    fn edges_are_balanced_and_bars_answer_to_light() {
        for kernel in KERNELS {
            for filter in filters(kernel, 6) {
                let sum: i32 = filter.coefficients.iter().map(|&value| i32::from(value)).sum();
                match filter.kind {
                    FilterKind::Edge => assert_eq!(sum, 0, "{kernel} {}", filter.angle),
                    FilterKind::Bar => assert!(filter.coefficients[kernel * kernel / 2] == 2, "{sum}"),
                }
            }
        }
    }

    #[test]
    fn a_horizontal_edge_of_three_is_what_anyone_would_draw() {
        let filters = filters(3, 2);
        assert_eq!(filters[0].coefficients, [-1, -1, -1, 0, 0, 0, 1, 1, 1]);
        assert_eq!(filters[1].coefficients, [-1, -1, -1, 2, 2, 2, -1, -1, -1]);
        assert_eq!(filters[2].coefficients, [-1, 0, 1, -1, 0, 1, -1, 0, 1]);
    }
}
