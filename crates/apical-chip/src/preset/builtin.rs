//! The presets that are part of the crate.

/// Names and texts.
pub(super) const PRESETS: &[(&str, &str)] = &[
    ("park2019", include_str!("../../presets/park2019.toml")),
    ("apical", include_str!("../../presets/apical.toml")),
    ("retina", include_str!("../../presets/retina.toml")),
    ("single-bank", include_str!("../../presets/single-bank.toml")),
    ("backpropagation", include_str!("../../presets/backpropagation.toml")),
];
