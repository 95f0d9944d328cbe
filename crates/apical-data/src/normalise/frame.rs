//! The edge of a scan: dark strips along the sides of a picture.

use crate::border::quantile;

/// The least difference between paper and strip, in grey levels of 255.
const LEAST_CONTRAST: u8 = 64;
/// A line of a strip differs from the paper in so many of a hundred of its pixels.
const STRIP: usize = 90;
/// The first line inside differs in at most so many of a hundred: ink that touches a strip is not cut off it.
const PAPER: usize = 2;
/// A strip is at most this part of the side that it takes from.
const DEEPEST: usize = 10;

/// A rectangle of pixels: columns `left..right`, rows `top..bottom`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) left: usize,
    pub(super) top: usize,
    pub(super) right: usize,
    pub(super) bottom: usize,
}

/// The picture without strips along its sides, or all of it.
///
/// Strips are cut off where two that meet in a corner, or more, have nothing but paper inside: then they are not part
/// of a character that fills the picture. The paper is the median of all pixels.
pub(super) fn inside(width: usize, height: usize, grey: &[u8]) -> Area {
    let all = Area { left: 0, top: 0, right: width, bottom: height };
    let paper = quantile(&mut grey.to_vec(), 1, 2);
    let differing = |pixels: &mut dyn Iterator<Item = u8>| {
        let (mut all, mut differing, mut slightly) = (0, 0, 0);
        for pixel in pixels {
            all += 1;
            differing += usize::from(pixel.abs_diff(paper) >= LEAST_CONTRAST);
            slightly += usize::from(pixel.abs_diff(paper) >= LEAST_CONTRAST / 4);
        }
        (100 * differing >= STRIP * all, 100 * slightly <= PAPER * all, 100 * slightly >= STRIP * all)
    };
    // How many lines a side loses: those of the strip and those where it fades.
    let depth = |side: usize, area: Area, line: &dyn Fn(usize, Area) -> Vec<u8>| {
        let (mut strip, most) = (0, side / DEEPEST);
        while strip < most && differing(&mut line(strip, area).into_iter()).0 {
            strip += 1;
        }
        if strip == 0 {
            return 0;
        }
        while strip < most && differing(&mut line(strip, area).into_iter()).2 {
            strip += 1;
        }
        strip
    };
    let row = |y: usize, area: Area| grey[y * width + area.left..y * width + area.right].to_vec();
    let column = |x: usize, area: Area| (area.top..area.bottom).map(|y| grey[y * width + x]).collect();
    let mut area = all;
    // The lengths of columns are known after rows are cut off.
    area.top = depth(height, area, &row);
    area.bottom = height - depth(height, area, &|y, area| row(height - 1 - y, area));
    area.left = depth(width, area, &column);
    area.right = width - depth(width, area, &|x, area| column(width - 1 - x, area));
    let [left, top] = [area.left > 0, area.top > 0];
    let [right, bottom] = [area.right < width, area.bottom < height];
    let meet = (left || right) && (top || bottom);
    let paper_inside = |cut: bool, line: Vec<u8>| !cut || differing(&mut line.into_iter()).1;
    let clear = paper_inside(top, row(area.top, area))
        && paper_inside(bottom, row(area.bottom - 1, area))
        && paper_inside(left, column(area.left, area))
        && paper_inside(right, column(area.right - 1, area));
    if meet && clear { area } else { all }
}

/// The pixels of an area.
pub(super) fn cut(width: usize, grey: &[u8], area: Area) -> Vec<u8> {
    let rows = area.top..area.bottom;
    rows.flat_map(|y| grey[y * width + area.left..y * width + area.right].iter().copied()).collect()
}
