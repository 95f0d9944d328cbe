//! What several tests of energies share.

pub(crate) mod constants;
pub(crate) mod images;
pub(crate) mod small;

/// Checks two numbers for equality up to a relative error.
#[track_caller]
pub(crate) fn assert_near(found: f64, expected: f64, tolerance: f64, what: &str) {
    let error = (found - expected).abs();
    assert!(error <= tolerance * expected.abs(), "{what}: {found:e}, expected {expected:e}");
}
