//! Images with labels, in memory.

use std::sync::OnceLock;

use sha2::{Digest, Sha256};

/// Grey images of one size with one label each.
///
/// Pixels are 8-bit, 0 = background and 255 = full ink, row by row, image after image:
/// image `i` is `pixels[i * height * width ..][.. height * width]`.
#[derive(Clone)]
pub struct Dataset {
    width: usize,
    height: usize,
    classes: usize,
    pixels: Vec<u8>,
    labels: Vec<u8>,
    /// Once it has been computed, or was known.
    hash: OnceLock<[u8; 32]>,
}

impl PartialEq for Dataset {
    fn eq(&self, other: &Self) -> bool {
        let shape = |set: &Self| (set.width, set.height, set.classes);
        shape(self) == shape(other) && self.labels == other.labels && self.pixels == other.pixels
    }
}

impl Eq for Dataset {}

/// The hash of a set that is not a [`Dataset`], of images of `(width, height)` pixels: see [`Dataset::hash`].
#[must_use]
pub fn content_hash(
    (width, height): (usize, usize),
    classes: usize,
    pixels: &[u8],
    labels: &[u8],
) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for number in [width, height, classes, labels.len()] {
        hasher.update((number as u64).to_le_bytes());
    }
    hasher.update(labels);
    hasher.update(pixels);
    hasher.finalize().into()
}

/// A set of images whose parts do not fit together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DatasetError {
    /// The pixels do not divide into images of the stated size.
    #[error("{pixels} pixels do not make {labels} images of {height} x {width}")]
    PixelCount {
        /// Bytes given.
        pixels: usize,
        /// Labels given.
        labels: usize,
        /// Rows of an image.
        height: usize,
        /// Columns of an image.
        width: usize,
    },
    /// A label is not below the number of classes.
    #[error("label {label} of image {image} is out of range: the set has classes 0 to {}", .classes - 1)]
    Label {
        /// Position of the image, from 0.
        image: usize,
        /// The label found.
        label: u8,
        /// Number of classes.
        classes: usize,
    },
    /// The number of classes is not 2 to 256.
    #[error("{classes} classes: the range is 2 to 256")]
    Classes {
        /// Number of classes given.
        classes: usize,
    },
    /// There are no images, or they have no pixels.
    #[error("the set holds no pixels")]
    Empty,
}

impl Dataset {
    /// Puts images and labels together.
    ///
    /// # Errors
    /// If the counts do not fit, a label is not below `classes`, or there is nothing in it.
    pub fn new(
        width: usize,
        height: usize,
        classes: usize,
        pixels: Vec<u8>,
        labels: Vec<u8>,
    ) -> Result<Self, DatasetError> {
        if !(2..=256).contains(&classes) {
            return Err(DatasetError::Classes { classes });
        }
        if pixels.is_empty() || width == 0 || height == 0 {
            return Err(DatasetError::Empty);
        }
        let expected = width.checked_mul(height).and_then(|n| n.checked_mul(labels.len()));
        if expected != Some(pixels.len()) {
            return Err(DatasetError::PixelCount {
                pixels: pixels.len(),
                labels: labels.len(),
                height,
                width,
            });
        }
        if let Some(image) = labels.iter().position(|&label| usize::from(label) >= classes) {
            return Err(DatasetError::Label { image, label: labels[image], classes });
        }
        Ok(Self { width, height, classes, pixels, labels, hash: OnceLock::new() })
    }

    /// Number of images.
    #[must_use]
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there is no image. Never true of a set made by [`Dataset::new`].
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// Columns of an image.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows of an image.
    #[must_use]
    pub fn height(&self) -> usize {
        self.height
    }

    /// Pixels of an image: `height * width`.
    #[must_use]
    pub fn image_size(&self) -> usize {
        self.width * self.height
    }

    /// Number of classes, 2 to 256.
    #[must_use]
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// The pixels of image `index`, row by row.
    ///
    /// # Panics
    /// If `index` is not below [`Dataset::len`].
    #[must_use]
    pub fn image(&self, index: usize) -> &[u8] {
        let size = self.image_size();
        &self.pixels[index * size..][..size]
    }

    /// All pixels, image after image.
    #[must_use]
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// All labels.
    #[must_use]
    pub fn labels(&self) -> &[u8] {
        &self.labels
    }

    /// Images as a set of their own, in the order of `indices`.
    ///
    /// # Panics
    /// If there is no index, or one is not below [`Dataset::len`].
    #[must_use]
    pub fn select(&self, indices: &[usize]) -> Self {
        assert!(!indices.is_empty(), "a dataset has at least one image");
        let mut pixels = Vec::with_capacity(indices.len() * self.image_size());
        indices.iter().for_each(|&index| pixels.extend_from_slice(self.image(index)));
        let labels = indices.iter().map(|&index| self.labels[index]).collect();
        let Self { width, height, classes, .. } = *self;
        Self { width, height, classes, pixels, labels, hash: OnceLock::new() }
    }

    /// The same images of other classes: `map` has the new label of each.
    pub(crate) fn relabelled(self, classes: usize, map: &[u8]) -> Self {
        let labels: Vec<u8> = self.labels.iter().map(|&label| map[usize::from(label)]).collect();
        debug_assert!(labels.iter().all(|&label| usize::from(label) < classes));
        Self { classes, labels, hash: OnceLock::new(), ..self }
    }

    /// This set and, behind it, the images of another one of the same size and classes.
    pub(crate) fn joined(mut self, other: &Self) -> Self {
        debug_assert_eq!((self.width, self.height, self.classes), (other.width, other.height, other.classes));
        self.pixels.extend_from_slice(&other.pixels);
        self.labels.extend_from_slice(&other.labels);
        self.hash = OnceLock::new();
        self
    }

    /// The images of a range of positions, as a set of their own.
    ///
    /// # Errors
    /// [`DatasetError::Empty`] if the range is empty or reaches past the end.
    pub fn slice(&self, range: std::ops::Range<usize>) -> Result<Self, DatasetError> {
        let size = self.image_size();
        let labels = self.labels.get(range.clone()).ok_or(DatasetError::Empty)?;
        let pixels = &self.pixels[range.start * size..range.end * size];
        Self::new(self.width, self.height, self.classes, pixels.to_vec(), labels.to_vec())
    }

    /// SHA-256 over width, height, classes and count (each 8 bytes, least significant first), labels, pixels.
    /// It names the content, whatever file or format it came from. Computed once.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        let hash = || content_hash((self.width, self.height), self.classes, &self.pixels, &self.labels);
        *self.hash.get_or_init(hash)
    }

    /// The same set with the hash that it had when it was stored.
    pub(crate) fn with_known_hash(self, hash: [u8; 32]) -> Self {
        Self { hash: OnceLock::from(hash), ..self }
    }
}

// The derived form would print megabytes of pixels.
impl std::fmt::Debug for Dataset {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Dataset")
            .field("images", &self.len())
            .field("width", &self.width)
            .field("height", &self.height)
            .field("classes", &self.classes)
            .finish_non_exhaustive()
    }
}

/// A training and a test set of the same image size and classes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// Images to learn from.
    pub train: Dataset,
    /// Images to measure on.
    pub test: Dataset,
}
