//! Ruled lines: long, thin and horizontal.

use super::ink::Ink;

/// The least amount of ink of a line.
const LEAST_INK: u8 = 24;
/// Smaller pictures have no lines that could be told from strokes.
const SMALLEST: usize = 64;
/// Runs of ink of a line are at least this part of the width.
const RUN: usize = 8;
/// A line is at least so many of a hundred of the width.
const LENGTH: usize = 90;
/// A line is at most so many of a hundred of the height, or 3 pixels.
const THICKNESS: usize = 3;

/// Takes away ruled lines that go from side to side, but not what crosses them.
///
/// A line is thinner than a stroke: if strokes are not at least half as wide again as the line, it is taken for one of them.
/// So it is if there is nothing else.
pub(super) fn remove(ink: &mut Ink) {
    if ink.width.min(ink.height) < SMALLEST {
        return;
    }
    for line in lines(ink) {
        let mut without = ink.clone();
        erase(&mut without, &line);
        if 2 * stroke_width(&without) >= 3 * line.thickness {
            *ink = without;
        }
    }
}

/// Rows of a line, by column; `None` where it is interrupted.
struct Line {
    rows: Vec<Option<(usize, usize)>>,
    thickness: usize,
}

fn lines(ink: &Ink) -> Vec<Line> {
    let thickest = (ink.height * THICKNESS / 100).max(3);
    let mut taken = long_runs(ink);
    let mut found = Vec::new();
    for row in 0..ink.height {
        // From the left side, or from where a slanting line enters at the top or at the bottom.
        let last = if at_end(row, ink.height) { ink.width } else { ink.width / RUN };
        for column in 0..last {
            if taken[row * ink.width + column]
                && let Some(line) = follow(ink, &mut taken, row, column, thickest)
            {
                found.push(line);
            }
        }
    }
    found
}

/// Pixels of horizontal runs that are long enough for a line.
fn long_runs(ink: &Ink) -> Vec<bool> {
    let mut long = vec![false; ink.pixels.len()];
    for (row, line) in ink.pixels.chunks_exact(ink.width).enumerate() {
        let mut start = 0;
        for column in 0..=ink.width {
            if line.get(column).is_some_and(|&pixel| pixel >= LEAST_INK) {
                continue;
            }
            if column - start >= ink.width / RUN {
                long[row * ink.width + start..row * ink.width + column].fill(true);
            }
            start = column + 1;
        }
    }
    long
}

/// Follows a line to the right, whether it rises or falls a little; `None` if it ends before the other side, or is thick.
fn follow(ink: &Ink, taken: &mut [bool], row: usize, column: usize, thickest: usize) -> Option<Line> {
    let (width, height) = (ink.width, ink.height);
    let mut rows = vec![None; width];
    let (mut at, mut covered, mut thickness) = (row, 0, Vec::new());
    for x in column..width {
        let near = [
            at,
            at.saturating_sub(1),
            (at + 1).min(height - 1),
            at.saturating_sub(2),
            (at + 2).min(height - 1),
        ];
        let Some(y) = near.into_iter().find(|&y| taken[y * width + x]) else { continue };
        let inked = |y: usize| ink.pixels[y * width + x] >= LEAST_INK;
        let top = (0..y).rev().take_while(|&y| inked(y)).last().unwrap_or(y);
        let bottom = (y..height).take_while(|&y| inked(y)).last().unwrap_or(y);
        let thick = bottom - top + 1;
        covered += 1;
        thickness.push(thick);
        rows[x] = Some((top, bottom));
        // In the middle of the line, where it is not crossed.
        at = if thick <= thickest { (top + bottom) / 2 } else { y };
    }
    for (x, rows) in rows.iter().enumerate() {
        if let Some((top, bottom)) = rows.filter(|(top, bottom)| bottom - top < thickest) {
            (top..=bottom).for_each(|y| taken[y * width + x] = false);
        }
    }
    // What lies beyond the top and the bottom counts, of a line that goes to one side at least.
    let last = rows.iter().rposition(Option::is_some)?;
    let (from_left, to_right) = (column < width / RUN, last >= width - width / RUN);
    let before = if at_end(row, height) && to_right { column } else { 0 };
    let beyond = if at_end(at, height) && from_left { width - 1 - last } else { 0 };
    thickness.sort_unstable();
    let middle = thickness.get(thickness.len() / 2).copied()?;
    let long = 100 * (before + covered + beyond) >= LENGTH * width;
    (long && middle <= thickest).then_some(Line { rows, thickness: middle })
}

/// Whether a row is one of the first or last three.
fn at_end(row: usize, height: usize) -> bool {
    row < 3 || row + 3 >= height
}

/// Takes away where there is nothing but the line.
fn erase(ink: &mut Ink, line: &Line) {
    for (x, rows) in line.rows.iter().enumerate() {
        if let Some((top, bottom)) = rows.filter(|(top, bottom)| bottom - top < 2 * line.thickness + 2) {
            // With its faint edges.
            for y in top.saturating_sub(1)..(bottom + 2).min(ink.height) {
                ink.pixels[y * ink.width + x] = 0;
            }
        }
    }
}

/// The median length of horizontal runs of full ink; 0 if there is none.
fn stroke_width(ink: &Ink) -> usize {
    let mut runs = Vec::new();
    for line in ink.pixels.chunks_exact(ink.width) {
        runs.extend(line.split(|&pixel| pixel < 128).map(<[u8]>::len).filter(|&length| length > 0));
    }
    runs.sort_unstable();
    runs.get(runs.len() / 2).copied().unwrap_or(0)
}
