//! Numbers that know which entries of the technology they follow from.

use std::ops::{Add, Mul, Sub};

use crate::technology::Sources;

/// A number, and the entries of the technology that it follows from. Sums and products follow from those of their parts.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Sourced<T> {
    pub(super) value: T,
    pub(super) sources: Sources,
}

impl<T> Sourced<T> {
    pub(super) const fn new(value: T, sources: Sources) -> Self {
        Self { value, sources }
    }

    /// The same in another form.
    pub(super) fn map<U>(self, form: impl FnOnce(T) -> U) -> Sourced<U> {
        Sourced { value: form(self.value), sources: self.sources }
    }
}

impl<T: Add<Output = T>> Add for Sourced<T> {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { value: self.value + other.value, sources: self.sources.and(other.sources) }
    }
}

impl Sub<f64> for Sourced<f64> {
    type Output = Self;

    fn sub(self, other: f64) -> Self {
        self.map(|value| value - other)
    }
}

/// What is taken no times follows from nothing.
impl<T: Mul<f64, Output = T>> Mul<f64> for Sourced<T> {
    type Output = Self;

    fn mul(self, factor: f64) -> Self {
        let sources = if factor == 0.0 { Sources::NONE } else { self.sources };
        Self { value: self.value * factor, sources }
    }
}

impl<T: Mul<f64, Output = T>> Mul<Sourced<f64>> for Sourced<T> {
    type Output = Self;

    fn mul(self, factor: Sourced<f64>) -> Self {
        Self { value: self.value * factor.value, sources: self.sources.and(factor.sources) }
    }
}
