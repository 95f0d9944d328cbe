//! Angles between updates.

use ndarray::{ArrayBase, Data, Dimension};

/// The angle in degrees between two arrays of the same shape, taken as vectors: 0 to 180; 90 if either is zero.
#[must_use]
pub fn angle<S: Data<Elem = f32>, T: Data<Elem = f32>, D: Dimension>(
    a: &ArrayBase<S, D>,
    b: &ArrayBase<T, D>,
) -> f64 {
    let (mut product, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (&a, &b) in a.iter().zip(b.iter()) {
        let (a, b) = (f64::from(a), f64::from(b));
        product += a * b;
        aa += a * a;
        bb += b * b;
    }
    let norm = (aa * bb).sqrt();
    if norm > 0.0 { (product / norm).clamp(-1.0, 1.0).acos().to_degrees() } else { 90.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn angles() {
        let right = array![[1.0_f32, 0.0]];
        assert!(angle(&right, &array![[3.0_f32, 0.0]]).abs() < 1e-6);
        assert!((angle(&right, &array![[0.0_f32, 2.0]]) - 90.0).abs() < 1e-6);
        assert!((angle(&right, &array![[-1.0_f32, 0.0]]) - 180.0).abs() < 1e-6);
        assert!((angle(&right, &array![[1.0_f32, 1.0]]) - 45.0).abs() < 1e-4);
        assert_eq!(angle(&right, &array![[0.0_f32, 0.0]]), 90.0);
    }
}
