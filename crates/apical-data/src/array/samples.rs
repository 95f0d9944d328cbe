//! Images or features that are an array.

use super::{ArrayError, ArrayLabels, Tensor};
use crate::ImageSize;
use crate::decode::LUMINANCE;
use crate::features::{Names, Ranges, Survey, picture_of};
use crate::limits::MAX_FEATURES;

const SHAPES: &str = "images are N x height x width, N x height x width x 1 or 3 channels (or with the channels before height \
                      and width), or N x features";

/// Images or features with their labels, if they have some: an array as it is stored, and how its numbers make a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Samples {
    pub(super) tensor: Tensor,
    pub(super) labels: Option<ArrayLabels>,
    pub(super) rows: usize,
    /// Rows and columns of an image; 1 and the number of features if the array says nothing of images.
    size: ImageSize,
    flat: bool,
    channels: usize,
    /// Elements from one image, row, column and channel to the next.
    strides: [usize; 4],
}

impl Samples {
    /// Images, and their labels if there are some.
    ///
    /// # Errors
    /// If the shape is none of images or features, or there are not as many labels as images.
    pub fn new(images: Tensor, labels: Option<ArrayLabels>) -> Result<Self, ArrayError> {
        let wrong =
            || ArrayError::Shape { array: images.name.clone(), shape: images.shape_text(), allowed: SHAPES };
        if images.element.is_text() {
            let problem = "its elements are texts; images and features are numbers".to_owned();
            return Err(ArrayError::Format { array: images.name, problem });
        }
        let shape = &images.shape;
        // The dimensions of rows, columns and channels; `None` where there is none.
        let (height, width, channel) = match shape[..] {
            [_] => (None, None, None),
            [_, _] => (None, Some(1), None),
            [_, _, _] => (Some(1), Some(2), None),
            [_, _, _, 1 | 3] => (Some(1), Some(2), Some(3)),
            [_, 1 | 3, _, _] => (Some(2), Some(3), Some(1)),
            _ => return Err(wrong()),
        };
        if shape.contains(&0) {
            return Err(wrong());
        }
        let stride = |dimension: Option<usize>| {
            dimension.map_or(0, |dimension| {
                let faster = if images.fortran { &shape[..dimension] } else { &shape[dimension + 1..] };
                faster.iter().product()
            })
        };
        let size = |dimension: Option<usize>| dimension.map_or(1, |dimension| shape[dimension]);
        let [rows, height_size, width_size, channels] = [shape[0], size(height), size(width), size(channel)];
        let strides = [Some(0), height, width, channel].map(stride);
        if height_size.saturating_mul(width_size) > MAX_FEATURES {
            return Err(ArrayError::TooLarge { array: images.name });
        }
        if let Some(labels) = &labels
            && labels.len() != rows
        {
            let (labels, found) = (labels.name.clone(), labels.len());
            return Err(ArrayError::Count { images: images.name, count: rows, labels, found });
        }
        let flat = shape.len() <= 2;
        let size = ImageSize { width: width_size, height: height_size };
        Ok(Self { tensor: images, labels, rows, size, flat, channels, strides })
    }

    /// Images, or rows of features.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Pixels or features of a row.
    #[must_use]
    pub fn features(&self) -> usize {
        self.size.width * self.size.height
    }

    /// The labels, if there are some.
    #[must_use]
    pub fn labels(&self) -> Option<&ArrayLabels> {
        self.labels.as_ref()
    }

    /// Whether bytes are stored just as they are needed.
    pub(super) fn is_plain(&self) -> bool {
        let one_after_another = [self.features(), self.size.width, 1];
        let [image, row, column, _] = self.strides;
        let strides = [image, if self.size.height == 1 { self.size.width } else { row }, column];
        self.tensor.element == super::Element::Unsigned(1)
            && self.channels == 1
            && strides == one_after_another
    }

    /// Whether it says nothing of images.
    pub(crate) fn is_flat(&self) -> bool {
        self.flat
    }

    /// The values of a row, grey if it has colours.
    pub(super) fn row(&self, row: usize, values: &mut [f64]) {
        let [image, down, right, channel] = self.strides;
        let value = |at: usize| self.tensor.number(at);
        let rows = values.chunks_exact_mut(self.size.width.max(1)).enumerate();
        for (y, line) in rows {
            let start = row * image + y * down;
            if self.channels == 1 && right == 1 {
                self.tensor.numbers(start, line);
                continue;
            }
            if self.channels == 1 {
                line.iter_mut().enumerate().for_each(|(x, to)| *to = value(start + x * right));
                continue;
            }
            for (x, to) in line.iter_mut().enumerate() {
                let colours = [0, 1, 2].map(|colour| value(start + x * right + colour * channel));
                let grey = luminance(colours);
                *to = if self.tensor.element.is_integer() { grey.round() } else { grey };
            }
        }
    }

    /// Whether each has a label.
    #[must_use]
    pub fn are_labelled(&self) -> bool {
        self.labels.is_some()
    }

    /// What is in it. `image_size` is the image that a row of features is.
    ///
    /// # Errors
    /// If a number is not finite, the image size does not fit, or there are too many classes.
    pub fn survey(&self, image_size: Option<ImageSize>) -> Result<Survey, ArrayError> {
        let features = self.features();
        let mut ranges = Ranges::new(features);
        if self.is_plain() {
            self.tensor.bytes.chunks_exact(features).for_each(|row| ranges.add_bytes(row));
        } else {
            let mut values = vec![0.0; features];
            for row in 0..self.rows {
                self.row(row, &mut values);
                if let Some(feature) = ranges.add(&values) {
                    return Err(self.bad_value(row, feature, values[feature], "is not a finite number"));
                }
            }
        }
        let (ranges, whole) = ranges.finish();
        let size = match image_size {
            Some(ImageSize { width, height }) if width.checked_mul(height) != Some(features) => {
                return Err(ArrayError::ImageSize { features, width, height });
            }
            Some(size) if !self.flat && size != self.size => {
                let (found, wanted) = (self.size, size);
                return Err(ArrayError::Sides { found, wanted });
            }
            Some(size) => size,
            None if self.flat => picture_of(&ranges, whole, Names::Nothing),
            None => self.size,
        };
        let classes = self.labels.as_ref().map_or(Ok(Vec::new()), ArrayLabels::classes)?;
        let (classes, counts) = classes.into_iter().unzip();
        Ok(Survey {
            layout: (),
            rows: self.rows,
            feature_names: Vec::new(),
            ranges,
            whole,
            classes,
            counts,
            image_size: size,
        })
    }

    pub(super) fn bad_value(
        &self,
        row: usize,
        feature: usize,
        value: f64,
        problem: &'static str,
    ) -> ArrayError {
        ArrayError::Value { array: self.tensor.name.clone(), row, feature, value, problem }
    }
}

/// The luminance of red, green and blue, by the shares that pictures have. Three equal values give that value.
fn luminance(colours: [f64; 3]) -> f64 {
    let shares = LUMINANCE.map(f64::from);
    let [red, green, blue] = colours;
    if red == green && green == blue {
        return red;
    }
    (red * shares[0] + green * shares[1] + blue * shares[2]) / shares.iter().sum::<f64>()
}
