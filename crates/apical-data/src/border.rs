//! The outermost pixels of an image, from which its background is told.

/// Positions of the outermost rows and columns, each once.
pub(crate) fn border_positions(width: usize, height: usize) -> impl Iterator<Item = usize> {
    let inner_rows = height.saturating_sub(2);
    let top = 0..width;
    let bottom = if height > 1 { (height - 1) * width..height * width } else { 0..0 };
    let left = (1..=inner_rows).map(move |row| row * width);
    // In an image one pixel wide, the left column is the right one as well.
    let right_rows = if width > 1 { inner_rows } else { 0 };
    let right = (1..=right_rows).map(move |row| row * width + width - 1);
    top.chain(bottom).chain(left).chain(right)
}

/// The middle one of some values (the lower of two), 0 if there are none. Reorders them.
pub(crate) fn median(values: &mut [u8]) -> u8 {
    quantile(values, 1, 2)
}

/// The value at `numerator / denominator` of the sorted values, 0 if there are none. Reorders them.
pub(crate) fn quantile(values: &mut [u8], numerator: usize, denominator: usize) -> u8 {
    let Some(last) = values.len().checked_sub(1) else {
        return 0;
    };
    *values.select_nth_unstable(last * numerator / denominator).1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_border_pixel_once() {
        for (width, height, expected) in [
            (1, 1, vec![0]),
            (3, 1, vec![0, 1, 2]),
            (1, 3, vec![0, 1, 2]),
            (2, 2, vec![0, 1, 2, 3]),
            (3, 3, vec![0, 1, 2, 3, 5, 6, 7, 8]),
            (4, 3, vec![0, 1, 2, 3, 4, 7, 8, 9, 10, 11]),
        ] {
            let mut found: Vec<usize> = border_positions(width, height).collect();
            found.sort_unstable();
            assert_eq!(found, expected, "{width} x {height}");
        }
    }

    #[test]
    fn medians() {
        assert_eq!(median(&mut []), 0);
        assert_eq!(median(&mut [9]), 9);
        assert_eq!(median(&mut [3, 1]), 1);
        assert_eq!(median(&mut [5, 1, 3]), 3);
        assert_eq!(quantile(&mut [0, 10, 20, 30, 40], 3, 4), 30);
    }
}
