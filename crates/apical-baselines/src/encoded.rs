//! Images as a front end shows them to a rule.

use std::borrow::Cow;

use apical_core::fast::Encoder;
use apical_core::front_end::FrontEnd;
use apical_data::Dataset;

use crate::BaselineError;

/// The images of a set as their bits, each 0 or 255, in one row; behind a threshold the pixels, perhaps inverted.
///
/// # Errors
/// If the front end takes another number of pixels.
pub fn encoded<'a>(data: &'a Dataset, front_end: &FrontEnd) -> Result<Cow<'a, Dataset>, BaselineError> {
    if *front_end == FrontEnd::THRESHOLD {
        return Ok(Cow::Borrowed(data));
    }
    let refused = |reason| BaselineError::Data { layers: Vec::new(), reason };
    takes(front_end, data).map_err(refused)?;
    let (width, height) = front_end.bits().map_or((data.width(), data.height()), |bits| (bits, 1));
    let mut seen = Vec::with_capacity(data.len() * width * height);
    let mut encoder = Encoder::new(front_end);
    for index in 0..data.len() {
        let image = data.image(index);
        if front_end.is_threshold() {
            seen.extend(image.iter().map(|&value| front_end.seen(value)));
        } else {
            let words = encoder.bits(image);
            seen.extend((0..width).map(|bit| if words[bit / 64] >> (bit % 64) & 1 == 1 { 255 } else { 0 }));
        }
    }
    Dataset::new(width, height, data.classes(), seen, data.labels().to_vec())
        .map(Cow::Owned)
        .map_err(|error| refused(error.to_string()))
}

/// Whether a front end takes images of this size; if not, why.
pub(crate) fn takes(front_end: &FrontEnd, data: &Dataset) -> Result<(), String> {
    let pixels = data.image_size();
    match front_end.raw_inputs() {
        Some(taken) if taken != pixels => {
            Err(format!("the front end takes {taken} values, but the images have {pixels} pixels"))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_those_of_the_definition() {
        let pixels: Vec<u8> = (0..2 * 25).map(|pixel| (pixel * 37 % 256) as u8).collect();
        let data = Dataset::new(5, 5, 2, pixels, vec![0, 1]).unwrap();
        for text in [
            "threshold",
            "inverted+threshold",
            "inverted+thermometer(25;50,100,150)",
            "levels(25;128)+retina(5x5;kernel=3,angles=4,stride=2,pool=1,input=grey,edge=90,bar=120)",
        ] {
            let front_end: FrontEnd = text.parse().unwrap();
            let seen = encoded(&data, &front_end).unwrap();
            for index in 0..2 {
                assert_eq!(seen.image(index), front_end.pixels(data.image(index)), "{text}");
            }
            assert_eq!((seen.labels(), seen.classes()), (data.labels(), 2));
        }
        let message = encoded(&data, &"levels(24;128)".parse().unwrap()).unwrap_err().to_string();
        assert!(message.contains("takes 24 values, but the images have 25"), "{message}");
    }
}
