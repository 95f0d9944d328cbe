//! The built-in digits.
