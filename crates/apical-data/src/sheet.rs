//! Contact sheets: many images of a set on one page, to look at.

mod canvas;
mod font;
mod save;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use crate::Dataset;
use canvas::{Canvas, Colour, Size};

const GREY: Colour = Colour([130, 130, 130]);
/// Blue and vermilion differ for the colour-blind too.
const TRUE_LABEL: Colour = Colour([0, 92, 158]);
const PREDICTED: Colour = Colour([205, 80, 0]);

/// A page of images.
///
/// Ink is dark on white, as on paper, although 255 means ink in a [`Dataset`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    page: Canvas,
}

/// An image that was taken for something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mistake {
    /// Position of the image in its set.
    pub index: usize,
    /// The class that it was taken for. The true one is the set's label.
    pub predicted: u8,
    /// How far the predicted class was ahead of the true one, in the classifier's own unit.
    pub margin: i32,
}

/// Why there is no contact sheet.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SheetError {
    /// A number of columns or a scale is 0, or the list of mistakes is empty.
    #[error("a contact sheet needs at least one image, one column and a scale of 1")]
    Nothing,
    /// A mistake points past the end of the set.
    #[error("a mistake names image {index}, but the set has {len} images, counted from 0")]
    Position {
        /// The position named.
        index: usize,
        /// Images in the set.
        len: usize,
    },
    /// The page would be larger than [`Sheet::MAX_PIXELS`].
    #[error(
        "the contact sheet would have more than {} pixels: ask for fewer images or a smaller scale",
        Sheet::MAX_PIXELS
    )]
    TooLarge,
    /// The file cannot be written.
    #[error("{} cannot be written", .path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
}

impl Sheet {
    /// Pixels of the largest page.
    pub const MAX_PIXELS: usize = 100_000_000;

    /// One row for each class with its first `per_class` images, each pixel drawn `scale` by `scale`.
    ///
    /// # Errors
    /// If `per_class` or `scale` is 0, or the page would be too large.
    pub fn classes(dataset: &Dataset, per_class: usize, scale: usize) -> Result<Self, SheetError> {
        let tile = Size { width: dataset.width(), height: dataset.height() }.times(scale)?;
        // Large: the only words on the page.
        let text = scale;
        let widest = (dataset.classes() - 1).to_string();
        let gap = gap(scale);
        let head = font::width(&widest, text) + gap;
        let cell = Size { width: tile.width, height: tile.height.max(font::HEIGHT * text) };
        let mut canvas = Canvas::grid(cell, per_class, dataset.classes(), gap, head)?;
        for class in 0..dataset.classes() {
            let top = gap + class * (cell.height + gap);
            let name = class.to_string();
            let left = gap + font::width(&widest, text) - font::width(&name, text);
            let down = (cell.height - font::HEIGHT * text) / 2;
            canvas.text(left, top + down, &name, text, GREY);
            let members = (0..dataset.len())
                .filter(|&index| usize::from(dataset.labels()[index]) == class)
                .take(per_class);
            for (column, index) in members.enumerate() {
                let left = gap + head + column * (cell.width + gap);
                canvas.tile(left, top, dataset.image(index), dataset.width(), scale);
            }
        }
        Ok(Self { page: canvas })
    }

    /// The images of `mistakes`, in the order given, `columns` to a row, each pixel drawn `scale` by `scale`.
    ///
    /// Below each image stand the true label (blue), an arrow, the predicted one (orange), and, in grey, the margin
    /// and the position of the image in the set.
    ///
    /// # Errors
    /// If there is no mistake, `columns` or `scale` is 0, a mistake is not in the set, or the page would be too large.
    pub fn mistakes(
        dataset: &Dataset,
        mistakes: &[Mistake],
        columns: usize,
        scale: usize,
    ) -> Result<Self, SheetError> {
        if let Some(wrong) = mistakes.iter().find(|mistake| mistake.index >= dataset.len()) {
            return Err(SheetError::Position { index: wrong.index, len: dataset.len() });
        }
        if columns == 0 {
            return Err(SheetError::Nothing);
        }
        let columns = columns.min(mistakes.len());
        let captions: Vec<Caption> = mistakes.iter().map(|mistake| Caption::new(dataset, mistake)).collect();
        let (large, small) = (text_scale(scale), small_text_scale(scale));
        let tile = Size { width: dataset.width(), height: dataset.height() }.times(scale)?;
        let widest = captions.iter().map(|caption| caption.width(large, small)).max().unwrap_or(0);
        let caption_height = font::HEIGHT * (large + small) + 3 * scale;
        let cell = Size { width: tile.width.max(widest), height: tile.height.saturating_add(caption_height) };
        let gap = 2 * gap(scale);
        let rows = mistakes.len().div_ceil(columns.max(1));
        let mut canvas = Canvas::grid(cell, columns, rows, gap, 0)?;
        for (position, (mistake, caption)) in mistakes.iter().zip(&captions).enumerate() {
            let left = gap + position % columns * (cell.width + gap);
            let top = gap + position / columns * (cell.height + gap);
            let inset = (cell.width - tile.width) / 2;
            canvas.tile(left + inset, top, dataset.image(mistake.index), dataset.width(), scale);
            caption.draw(&mut canvas, left, top + tile.height + 2 * scale, cell.width, scale);
        }
        Ok(Self { page: canvas })
    }

    /// Columns of the page.
    #[must_use]
    pub fn width(&self) -> usize {
        self.page.width
    }

    /// Rows of the page.
    #[must_use]
    pub fn height(&self) -> usize {
        self.page.height
    }

    /// Red, green and blue of each pixel, row by row: `height * width * 3` bytes.
    #[must_use]
    pub fn pixels(&self) -> &[u8] {
        &self.page.pixels
    }

    /// Writes the page as a PNG file. A file of that name is replaced at once, or not at all.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn save_png(&self, path: &Path) -> Result<(), SheetError> {
        save::png(&self.page, path).map_err(|source| SheetError::Write { path: path.to_owned(), source })
    }
}

/// What stands below a mistaken image.
struct Caption {
    label: String,
    predicted: String,
    margin: String,
    position: String,
}

const ARROW: &str = "→";

impl Caption {
    fn new(dataset: &Dataset, mistake: &Mistake) -> Self {
        Self {
            label: dataset.labels()[mistake.index].to_string(),
            predicted: mistake.predicted.to_string(),
            margin: format!("{:+}", mistake.margin),
            position: format!("#{}", mistake.index),
        }
    }

    fn width(&self, large: usize, small: usize) -> usize {
        let verdict = [&self.label, ARROW, &self.predicted].concat();
        let details = [&self.margin, " ", &self.position].concat();
        font::width(&verdict, large).max(font::width(&details, small))
    }

    fn draw(&self, canvas: &mut Canvas, left: usize, top: usize, width: usize, scale: usize) {
        let (large, small) = (text_scale(scale), small_text_scale(scale));
        let after_label = left + font::advance(&self.label, large);
        let after_arrow = after_label + font::advance(ARROW, large);
        canvas.text(left, top, &self.label, large, TRUE_LABEL);
        canvas.text(after_label, top, ARROW, large, GREY);
        canvas.text(after_arrow, top, &self.predicted, large, PREDICTED);
        let below = top + font::HEIGHT * large + scale;
        canvas.text(left, below, &self.margin, small, GREY);
        let right = left + width - font::width(&self.position, small);
        canvas.text(right, below, &self.position, small, GREY);
    }
}

/// Pixels of a dot of the font where images are drawn at `scale`.
fn text_scale(scale: usize) -> usize {
    scale.div_ceil(2)
}

/// The same for what matters less.
fn small_text_scale(scale: usize) -> usize {
    scale.div_ceil(4)
}

/// Pixels between images that are drawn at `scale`.
fn gap(scale: usize) -> usize {
    scale.saturating_mul(2)
}
