//! Connected parts of ink, and which of them make one character.

use super::ink::Ink;

/// The least amount of ink that connects.
const LEAST_INK: u8 = 64;
/// How far from a part its fainter edge reaches, in pixels.
const EDGE: usize = 2;

/// A connected part, its corners included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Part {
    left: usize,
    top: usize,
    right: usize,
    bottom: usize,
    pixels: usize,
}

impl Part {
    fn width(&self) -> usize {
        self.right - self.left + 1
    }

    fn height(&self) -> usize {
        self.bottom - self.top + 1
    }

    fn add(&mut self, other: &Self) {
        self.left = self.left.min(other.left);
        self.top = self.top.min(other.top);
        self.right = self.right.max(other.right);
        self.bottom = self.bottom.max(other.bottom);
        self.pixels += other.pixels;
    }

    /// Columns that both have.
    fn shared(&self, other: &Self) -> usize {
        (self.right.min(other.right) + 1).saturating_sub(self.left.max(other.left))
    }
}

/// Characters that stand side by side, from left to right.
pub(super) struct Characters<'a> {
    ink: &'a Ink,
    /// Of each pixel: 0 for none, otherwise one more than the index of its part.
    labels: Vec<u32>,
    /// Of each part, which character it belongs to.
    of_part: Vec<Option<usize>>,
    characters: Vec<Part>,
}

impl<'a> Characters<'a> {
    /// Parts above each other are one character, as the strokes of a 5 and the dot of an i; what is much smaller than the
    /// largest character (a tenth of its ink or a third of its height) is none.
    pub(super) fn of(ink: &'a Ink) -> Self {
        let (labels, parts) = connected(ink);
        let mut order: Vec<usize> = (0..parts.len()).collect();
        order.sort_by_key(|&index| (parts[index].left, parts[index].top));
        // From left to right, so that what a part shares columns with has come already.
        let mut groups: Vec<(Part, Vec<usize>)> = Vec::new();
        for index in order {
            let part = parts[index];
            let belongs = |group: &Part| 3 * part.shared(group) > part.width().min(group.width());
            match groups.iter_mut().rev().find(|(group, _)| belongs(group)) {
                Some((group, members)) => {
                    group.add(&part);
                    members.push(index);
                }
                None => groups.push((part, vec![index])),
            }
        }
        let most = groups.iter().map(|(group, _)| group.pixels).max().unwrap_or(0);
        let highest = groups.iter().map(|(group, _)| group.height()).max().unwrap_or(0);
        groups.retain(|(group, _)| 10 * group.pixels >= most && 3 * group.height() >= highest);
        let mut of_part = vec![None; parts.len()];
        for (character, (_, members)) in groups.iter().enumerate() {
            members.iter().for_each(|&part| of_part[part] = Some(character));
        }
        Self { ink, labels, of_part, characters: groups.into_iter().map(|(group, _)| group).collect() }
    }

    pub(super) fn len(&self) -> usize {
        self.characters.len()
    }

    /// One of them alone, with a margin of a quarter of its longer side around it.
    pub(super) fn alone(&self, character: usize) -> Option<Ink> {
        let part = self.characters.get(character)?;
        let margin = part.width().max(part.height()) / 4 + EDGE;
        let (width, height) = (part.width() + 2 * margin, part.height() + 2 * margin);
        let mut pixels = vec![0; width * height];
        for row in part.top.saturating_sub(EDGE)..(part.bottom + EDGE + 1).min(self.ink.height) {
            for column in part.left.saturating_sub(EDGE)..(part.right + EDGE + 1).min(self.ink.width) {
                if self.belongs(row, column, character) {
                    let (x, y) = (column + margin - part.left, row + margin - part.top);
                    pixels[y * width + x] = self.ink.pixels[row * self.ink.width + column];
                }
            }
        }
        Some(Ink { width, height, pixels })
    }

    /// Whether a pixel is of a character or, being of no part, next to it.
    fn belongs(&self, row: usize, column: usize, character: usize) -> bool {
        let character_of = |label: u32| {
            let part = (label as usize).checked_sub(1)?;
            self.of_part.get(part).copied().flatten()
        };
        let label = self.labels[row * self.ink.width + column];
        if label != 0 {
            return character_of(label) == Some(character);
        }
        let rows = row.saturating_sub(EDGE)..(row + EDGE + 1).min(self.ink.height);
        let columns = column.saturating_sub(EDGE)..(column + EDGE + 1).min(self.ink.width);
        rows.into_iter().any(|row| {
            let line = &self.labels[row * self.ink.width..];
            line[columns.clone()].iter().any(|&label| character_of(label) == Some(character))
        })
    }
}

/// Connected parts, over corners as well, in the order of their first pixels; and the label of each pixel.
fn connected(ink: &Ink) -> (Vec<u32>, Vec<Part>) {
    let (width, height) = (ink.width, ink.height);
    let mut labels = vec![0_u32; width * height];
    let mut parts = Vec::new();
    let mut open = Vec::new();
    for start in 0..labels.len() {
        if labels[start] != 0 || ink.pixels[start] < LEAST_INK {
            continue;
        }
        let (x, y) = (start % width, start / width);
        let mut part = Part { left: x, top: y, right: x, bottom: y, pixels: 0 };
        // Fewer than 2^32: pictures are reduced before.
        let label = parts.len() as u32 + 1;
        labels[start] = label;
        open.push(start);
        while let Some(at) = open.pop() {
            let (x, y) = (at % width, at / width);
            part.add(&Part { left: x, top: y, right: x, bottom: y, pixels: 1 });
            for row in y.saturating_sub(1)..(y + 2).min(height) {
                for column in x.saturating_sub(1)..(x + 2).min(width) {
                    let next = row * width + column;
                    if labels[next] == 0 && ink.pixels[next] >= LEAST_INK {
                        labels[next] = label;
                        open.push(next);
                    }
                }
            }
        }
        parts.push(part);
    }
    (labels, parts)
}
