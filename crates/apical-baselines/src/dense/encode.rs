//! From pixels to inputs.

use ndarray::Array2;

use crate::random::Random;
use crate::{BaselineError, Batch};

/// Checks that a batch fits a network, and gives its number of images.
pub(crate) fn images(batch: &Batch<'_>, layers: &[usize]) -> Result<usize, BaselineError> {
    let (images, inputs) = (batch.len(), layers[0]);
    if images == 0 || batch.pixels.len() != images * inputs {
        let reason = format!("{} pixels do not make {images} images of {inputs}", batch.pixels.len());
        return Err(BaselineError::Data { layers: layers.to_vec(), reason });
    }
    let classes = layers[layers.len() - 1];
    match batch.labels.iter().find(|&&label| usize::from(label) >= classes) {
        Some(label) => Err(BaselineError::Data {
            layers: layers.to_vec(),
            reason: format!("label {label} is out of range: 0 to {}", classes - 1),
        }),
        None => Ok(images),
    }
}

/// `p / 255`, shape (images, inputs).
#[must_use]
pub fn grey(pixels: &[u8], images: usize) -> Array2<f32> {
    let inputs = pixels.len() / images.max(1);
    let mut values = Vec::with_capacity(pixels.len());
    values.extend(pixels.iter().map(|&pixel| f32::from(pixel) * (1.0 / 255.0)));
    Array2::from_shape_vec((images, inputs), values).expect("as many values as pixels")
}

/// Spikes as the processor makes them, shape (images, inputs): with random numbers `p - p / 8 > r`, a random byte;
/// without, `p >= 128`.
#[must_use]
pub fn spikes(pixels: &[u8], images: usize, random: Option<&mut Random>) -> Array2<f32> {
    let inputs = pixels.len() / images.max(1);
    let spike = |spikes: bool| if spikes { 1.0 } else { 0.0 };
    let mut values = Vec::with_capacity(pixels.len());
    match random {
        Some(random) => {
            for pixels in pixels.chunks(8) {
                let bytes = random.bits().to_le_bytes();
                values.extend(pixels.iter().zip(bytes).map(|(&p, byte)| spike(p - (p >> 3) > byte)));
            }
        }
        None => values.extend(pixels.iter().map(|&pixel| spike(pixel >= 128))),
    }
    Array2::from_shape_vec((images, inputs), values).expect("as many values as pixels")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Purpose;

    #[test]
    fn grey_levels_become_probabilities() {
        let pixels = vec![160; 8000];
        let spikes = spikes(&pixels, 1, Some(&mut Random::new(1, Purpose::Spikes)));
        let share = spikes.sum() / 8000.0;
        assert!((share - 140.0 / 256.0).abs() < 0.02, "{share}");
        assert_eq!(super::spikes(&[127, 128], 1, None).into_raw_vec_and_offset().0, [0.0, 1.0]);
        assert_eq!(grey(&[0, 255], 1).into_raw_vec_and_offset().0, [0.0, 1.0]);
    }

    #[test]
    fn a_batch_that_does_not_fit_is_refused() {
        assert!(images(&Batch::new(&[0; 8], &[0, 1]), &[4, 2]).is_ok());
        for (pixels, labels, reason) in
            [(8, vec![0], "8 pixels"), (0, vec![], "0 pixels"), (4, vec![2], "label 2")]
        {
            let message = images(&Batch::new(&vec![0; pixels], &labels), &[4, 2]).unwrap_err().to_string();
            assert!(message.contains(reason), "{message}");
        }
    }
}
