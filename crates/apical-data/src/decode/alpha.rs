//! What lies behind a transparent pixel.

use crate::border::{border_positions, median};

/// Mixes each pixel with the background as far as it is transparent. Both slices are row by row.
pub(super) fn flatten(mut grey: Vec<u8>, opacity: &[u8], width: usize) -> Vec<u8> {
    if opacity.iter().all(|&opacity| opacity == u8::MAX) {
        return grey;
    }
    let background = background(&grey, opacity, width);
    for (grey, &opacity) in grey.iter_mut().zip(opacity) {
        let (opaque, clear) = (u32::from(opacity), 255 - u32::from(opacity));
        *grey = ((u32::from(*grey) * opaque + u32::from(background) * clear + 127) / 255) as u8;
    }
    grey
}

fn background(grey: &[u8], opacity: &[u8], width: usize) -> u8 {
    let height = grey.len() / width;
    let mut visible: Vec<u8> = Vec::new();
    let mut border = 0;
    for position in border_positions(width, height) {
        border += 1;
        if opacity[position] >= 128 {
            visible.push(grey[position]);
        }
    }
    if visible.len() * 2 > border {
        return median(&mut visible);
    }
    // The background is what is transparent, so the ink is what is visible: black or white, whichever contrasts.
    let (mut brightness, mut weight) = (0_u64, 0_u64);
    for (&grey, &opacity) in grey.iter().zip(opacity) {
        brightness += u64::from(grey) * u64::from(opacity);
        weight += u64::from(opacity);
    }
    if brightness < 128 * weight { u8::MAX } else { 0 }
}
