//! Scaling.

/// Scales with a triangle as wide as the reduction, so that no stroke falls between samples; columns first, then rows.
///
/// Sums are taken from the top and from the left in single precision and rounded once, at the end, to the nearest level.
/// None of the sides may be 0.
pub(super) fn scale(
    width: usize,
    height: usize,
    pixels: &[u8],
    new_width: usize,
    new_height: usize,
) -> Vec<u8> {
    if (width, height) == (new_width, new_height) {
        return pixels.to_vec();
    }
    let mut narrow = Vec::with_capacity(width * new_height);
    for weights in weights(height, new_height) {
        let rows = pixels[weights.first * width..].chunks_exact(width);
        let rows: Vec<_> = weights.shares.iter().zip(rows).collect();
        let sum =
            |column: usize| rows.iter().fold(0.0, |sum, (share, row)| sum + f32::from(row[column]) * **share);
        narrow.extend((0..width).map(sum));
    }
    let columns: Vec<Weights> = weights(width, new_width).collect();
    let mut scaled = Vec::with_capacity(new_width * new_height);
    for row in narrow.chunks_exact(width) {
        for weights in &columns {
            let samples = &row[weights.first..];
            let sum =
                samples.iter().zip(&weights.shares).fold(0.0, |sum, (sample, share)| sum + sample * share);
            // A cast to an integer saturates.
            scaled.push(sum.round() as u8);
        }
    }
    scaled
}

/// What a new sample takes of the old ones.
struct Weights {
    /// The first of them.
    first: usize,
    /// Of each; 1 in all.
    shares: Vec<f32>,
}

/// Weights of each of `new` samples of a line of `old` ones.
fn weights(old: usize, new: usize) -> impl Iterator<Item = Weights> {
    let ratio = old as f32 / new as f32;
    // Where a line gets longer, new samples lie between two old ones.
    let reach = ratio.max(1.0);
    (0..new).map(move |index| {
        let centre = (index as f32 + 0.5) * ratio;
        let first = ((centre - reach).floor() as usize).min(old - 1);
        let end = ((centre + reach).ceil() as usize).clamp(first + 1, old);
        // The middle of a sample is half a sample from its edge.
        let centre = centre - 0.5;
        let weight = |sample: usize| {
            let distance = ((sample as f32 - centre) / reach).abs();
            if distance < 1.0 { 1.0 - distance } else { 0.0 }
        };
        let mut shares: Vec<f32> = (first..end).map(weight).collect();
        let sum: f32 = shares.iter().fold(0.0, |sum, share| sum + share);
        shares.iter_mut().for_each(|share| *share /= sum);
        Weights { first, shares }
    })
}
