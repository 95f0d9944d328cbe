/// Columns and rows of an image.
pub const IMAGE_WIDTH: usize = @width@;
pub const IMAGE_HEIGHT: usize = @height@;
/// Sides of a picture have 1 to so many pixels.
pub const LONGEST_SIDE: usize = @longest@;
/// Ink is scaled to fit these.
const BOX_WIDTH: usize = @box_width@;
const BOX_HEIGHT: usize = @box_height@;

/// What became of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prepared {
    /// Values.
    Ready,
    /// There is nothing to see, so nothing to classify: all values are 0.
    Blank,
    /// It has a size that is not taken.
    Refused,
}

/// A rectangle of a picture: columns from left to before right, rows from top to before bottom.
#[derive(Clone, Copy)]
struct Area {
    left: usize,
    top: usize,
    right: usize,
    bottom: usize,
}

/// Looks at `count` pixels from `at` on, each `step` behind the one before: whether they are a line of a dark or bright strip, whether they
/// are paper, whether they are where a strip fades.
fn line(picture: &[u8], at: usize, step: usize, count: usize, paper: u8) -> (bool, bool, bool) {
    let (mut differing, mut slightly) = (0, 0);
    for pixel in 0..count {
        let difference = picture[at + pixel * step].abs_diff(paper);
        differing += usize::from(difference >= 64);
        slightly += usize::from(difference >= 16);
    }
    (100 * differing >= 90 * count, 100 * slightly <= 2 * count, 100 * slightly >= 90 * count)
}

/// How many lines of a side a strip has, those included where it fades, at most `most`; `line` is one of them.
fn strip(most: usize, line: impl Fn(usize) -> (bool, bool, bool)) -> usize {
    let mut strip = 0;
    while strip < most && line(strip).0 {
        strip += 1;
    }
    while strip > 0 && strip < most && line(strip).2 {
        strip += 1;
    }
    strip
}

/// The level of a rank among those that were counted, the lowest having rank 0.
fn level(counts: &[u16; 256], rank: usize) -> usize {
    let mut sum = 0;
    let above = |&count: &u16| {
        sum += usize::from(count);
        sum > rank
    };
    counts.iter().position(above).unwrap_or(255)
}

/// The picture without strips along its sides, as scanners leave them: where two that meet in a corner, or more, have nothing but
/// paper inside.
fn inside(picture: &[u8], width: usize, height: usize) -> Area {
    let all = Area { left: 0, top: 0, right: width, bottom: height };
    let mut counts = [0; 256];
    for &grey in picture {
        counts[usize::from(grey)] += 1;
    }
    let paper = level(&counts, (picture.len() - 1) / 2) as u8;
    let row = |y: usize, left: usize, count: usize| line(picture, y * width + left, 1, count, paper);
    let top = strip(height / 10, |y| row(y, 0, width));
    let bottom = height - strip(height / 10, |y| row(height - 1 - y, 0, width));
    let column = |x: usize| line(picture, top * width + x, width, bottom - top, paper);
    let left = strip(width / 10, column);
    let right = width - strip(width / 10, |x| column(width - 1 - x));
    let meet = (left > 0 || right < width) && (top > 0 || bottom < height);
    let clear = (top == 0 || row(top, left, right - left).1)
        && (bottom == height || row(bottom - 1, left, right - left).1)
        && (left == 0 || column(left).1)
        && (right == width || column(right - 1).1);
    if meet && clear { Area { left, top, right, bottom } } else { all }
}

/// How much ink each grey level is: what differs from the background, the median of the outermost pixels, towards the side that
/// differs more; and the area inside of strips. `None` if nothing differs enough.
fn find_ink(picture: &[u8], width: usize, height: usize) -> Option<([u8; 256], Area)> {
    let area = inside(picture, width, height);
    let mut counts = [0; 256];
    let (mut darkest, mut brightest, mut outermost) = (255, 0, 0);
    for y in area.top..area.bottom {
        for x in area.left..area.right {
            let grey = usize::from(picture[y * width + x]);
            darkest = grey.min(darkest);
            brightest = grey.max(brightest);
            if y == area.top || y + 1 == area.bottom || x == area.left || x + 1 == area.right {
                counts[grey] += 1;
                outermost += 1;
            }
        }
    }
    let background = level(&counts, (outermost - 1) / 2);
    let dark = background - darkest > brightest - background;
    let contrast = if dark { background - darkest } else { brightest - background };
    if contrast < 32 {
        return None;
    }
    // Three times what three quarters of the outermost pixels vary is grain of the paper.
    let (mut grain, mut sum) = (0, usize::from(counts[background]));
    while sum <= (outermost - 1) * 3 / 4 {
        grain += 1;
        let of = |level: Option<usize>| level.and_then(|level| counts.get(level)).map_or(0, |&count| usize::from(count));
        sum += of(background.checked_sub(grain)) + of(Some(background + grain));
    }
    let grain = (3 * grain).min(contrast / 2);
    let mut ink = [0; 256];
    for (level, ink) in ink.iter_mut().enumerate() {
        let amount = if dark { background.saturating_sub(level) } else { level.saturating_sub(background) };
        *ink = stretch(amount.saturating_sub(grain), contrast - grain);
    }
    Some((ink, area))
}

/// Brings `value` up as far as takes `brightest`, the largest of all, to 255, unless that is nearly so.
fn stretch(value: usize, brightest: usize) -> u8 {
    if brightest >= 250 { value.min(255) as u8 } else { (value * 255 / brightest.max(1)).min(255) as u8 }
}

/// The part of an area that has ink.
fn cut(picture: &[u8], width: usize, ink: &[u8; 256], area: Area) -> Option<Area> {
    let mut found = Area { left: area.right, top: area.bottom, right: 0, bottom: 0 };
    for y in area.top..area.bottom {
        for x in area.left..area.right {
            // Edges of strokes count, smudges do not.
            if ink[usize::from(picture[y * width + x])] >= 16 {
                found.left = found.left.min(x);
                found.right = found.right.max(x + 1);
                found.top = found.top.min(y);
                found.bottom = y + 1;
            }
        }
    }
    (found.right > 0).then_some(found)
}

/// The share that each of some old samples has in the new one `index`, where `old` samples of a line become `size`: the first of them, and
/// how many there are.
fn shares(index: usize, old: usize, size: usize, shares: &mut [f32; LONGEST_SIDE]) -> (usize, usize) {
    let ratio = old as f32 / size as f32;
    let reach = if ratio > 1.0 { ratio } else { 1.0 };
    let centre = (index as f32 + 0.5) * ratio;
    // Conversions cut off, and make 0 of what is negative.
    let first = ((centre - reach) as usize).min(old - 1);
    let to = centre + reach;
    let end = (to as usize + usize::from((to as usize as f32) < to)).clamp(first + 1, old);
    let middle = centre - 0.5;
    let mut sum = 0.0;
    for (sample, share) in (first..end).zip(shares.iter_mut()) {
        let distance = (sample as f32 - middle) / reach;
        let distance = if distance < 0.0 { -distance } else { distance };
        *share = if distance < 1.0 { 1.0 - distance } else { 0.0 };
        sum += *share;
    }
    shares[..end - first].iter_mut().for_each(|share| *share /= sum);
    (first, end - first)
}

/// Where ink begins so that its centre of mass, `moment / mass`, comes to the middle pixel, and nothing is cut off.
fn offset(moment: u64, mass: u64, length: usize, side: usize) -> usize {
    let middle = (2 * (side as u64 / 2) + 1) * mass;
    let offset = middle.saturating_sub(2 * moment) / (2 * mass);
    (offset as usize).min(side - length)
}

/// A grey picture, row by row, 0 to 255, dark on light or light on dark: background and grain are taken away, the ink is scaled to fit
/// the box, its proportions kept, with full ink at 255, and placed so that its centre of mass is in the middle, as MNIST's digits were.
/// Exactly as by the program that learned. On the stack: @stack@ bytes of arrays at most.
pub fn prepare_pixels(picture: &[u8], width: usize, height: usize, values: &mut [u8; INPUTS]) -> Prepared {
    let sides = 1..=LONGEST_SIDE;
    if !sides.contains(&width) || !sides.contains(&height) || picture.len() != width * height {
        return Prepared::Refused;
    }
    values.fill(0);
    let Some((ink, area)) = find_ink(picture, width, height) else { return Prepared::Blank };
    let Some(area) = cut(picture, width, &ink, area) else { return Prepared::Blank };
    let (columns, rows) = (area.right - area.left, area.bottom - area.top);
    let (mut across, mut down) = (BOX_WIDTH, BOX_HEIGHT);
    if columns * BOX_HEIGHT >= rows * BOX_WIDTH {
        down = ((rows * BOX_WIDTH + columns / 2) / columns).clamp(1, BOX_HEIGHT);
    } else {
        across = ((columns * BOX_HEIGHT + rows / 2) / rows).clamp(1, BOX_WIDTH);
    }
    // To the first rows and columns.
    let (mut narrow, mut of_line) = ([0.0_f32; LONGEST_SIDE], [0.0_f32; LONGEST_SIDE]);
    let mut brightest = 0;
    for y in 0..down {
        let (first, count) = shares(y, rows, down, &mut of_line);
        for (x, sum) in narrow[..columns].iter_mut().enumerate() {
            *sum = 0.0;
            for (sample, share) in of_line[..count].iter().enumerate() {
                let at = (area.top + first + sample) * width + area.left + x;
                *sum += f32::from(ink[usize::from(picture[at])]) * share;
            }
        }
        for x in 0..across {
            let (first, count) = shares(x, columns, across, &mut of_line);
            let mut sum = 0.0;
            for (sample, share) in narrow[first..].iter().zip(&of_line[..count]) {
                sum += sample * share;
            }
            let whole = sum as usize;
            let level = (whole + usize::from(sum - whole as f32 >= 0.5)).min(255);
            brightest = brightest.max(level);
            values[y * IMAGE_WIDTH + x] = level as u8;
        }
    }
    if brightest == 0 {
        return Prepared::Blank;
    }
    let (mut mass, mut moment_x, mut moment_y) = (0, 0, 0);
    for y in 0..down {
        for x in 0..across {
            let value = &mut values[y * IMAGE_WIDTH + x];
            *value = stretch(usize::from(*value), brightest);
            mass += u64::from(*value);
            moment_x += u64::from(*value) * x as u64;
            moment_y += u64::from(*value) * y as u64;
        }
    }
    let left = offset(moment_x, mass, across, IMAGE_WIDTH);
    let top = offset(moment_y, mass, down, IMAGE_HEIGHT);
    // To its place, the last pixel first.
    for y in (0..down).rev() {
        for x in (0..across).rev() {
            let level = core::mem::take(&mut values[y * IMAGE_WIDTH + x]);
            values[(top + y) * IMAGE_WIDTH + left + x] = level;
        }
    }
    Prepared::Ready
}


