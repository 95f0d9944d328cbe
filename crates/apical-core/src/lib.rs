//! The learning core.
