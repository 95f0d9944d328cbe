//! What is compared.

use apical_baselines::setting::Setting;
use apical_baselines::{RuleName, RuleSetting};
use apical_core::front_end::Request;
use apical_data::Split;

/// Which rules are run on which data, how often, and how.
#[derive(Debug, Clone, Copy)]
pub struct ComparisonRequest<'a> {
    /// Name of the data, for reports.
    pub data: &'a str,
    /// Images that are learned, and those on which accuracy is measured.
    pub split: &'a Split,
    /// The rules, in the order of reports.
    pub rules: &'a [RuleName],
    /// The settings, in the order of reports.
    pub settings: &'a [Setting],
    /// Values of rules that differ from their own; those of rules that are not compared change nothing.
    pub rule_settings: &'a [RuleSetting],
    /// What becomes of pixels before any rule sees them; what it leaves open follows from the training images. `None`: nothing, each
    /// rule has a way of its own with pixels.
    pub front_end: Option<&'a Request>,
    /// Sizes, from the pixels of an image or the front end's bits to the classes.
    pub layers: &'a [usize],
    /// Epochs of each training, from 1.
    pub epochs: u32,
    /// Seeds, from 1 to this number.
    pub seeds: u64,
    /// Whether the test images are training images that were held out; reports say so.
    pub validation: bool,
    /// The command that gives these figures again, shown beside them.
    pub command: &'a str,
}

impl ComparisonRequest<'_> {
    /// Sizes of the network that is compared unless others are asked for: two hidden layers of 200 neurons.
    #[must_use]
    pub fn default_layers(split: &Split) -> Vec<usize> {
        vec![split.train.image_size(), 200, 200, split.train.classes()]
    }
}
