//! Which side of a stored picture is up.

/// How a stored picture is turned to stand upright: one of the eight values of EXIF, TIFF and eXIf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Orientation(u8);

impl Default for Orientation {
    fn default() -> Self {
        Self::UPRIGHT
    }
}

impl Orientation {
    pub(super) const UPRIGHT: Self = Self(1);

    /// `None` if there is no such value.
    pub(super) fn new(value: u16) -> Option<Self> {
        (1..=8).contains(&value).then_some(Self(value as u8))
    }

    /// Turns a picture of `width * height` pixels. Returns its new width, height and pixels.
    ///
    /// Value 2 is stored mirrored, 3 upside down, 4 both; 5 to 8 have rows for columns: 6 is stored turned to the left.
    pub(super) fn apply(self, width: usize, height: usize, pixels: Vec<u8>) -> (usize, usize, Vec<u8>) {
        let turned = self.0 >= 5;
        let (new_width, new_height) = if turned { (height, width) } else { (width, height) };
        if self == Self::UPRIGHT {
            return (width, height, pixels);
        }
        let mut upright = Vec::with_capacity(pixels.len());
        for row in 0..new_height {
            for column in 0..new_width {
                let (x, y) = match self.0 {
                    2 => (width - 1 - column, row),
                    3 => (width - 1 - column, height - 1 - row),
                    4 => (column, height - 1 - row),
                    5 => (row, column),
                    6 => (row, height - 1 - column),
                    7 => (width - 1 - row, height - 1 - column),
                    8 => (width - 1 - row, column),
                    _ => (column, row),
                };
                upright.push(pixels[y * width + x]);
            }
        }
        (new_width, new_height, upright)
    }
}
