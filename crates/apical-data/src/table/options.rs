//! What a caller knows of a table.

use std::convert::Infallible;
use std::str::FromStr;

use crate::ImageSize;

/// Which column holds the label.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum LabelColumn {
    /// Told from names and values: see [`crate::table`].
    #[default]
    Automatic,
    /// The column of this name.
    Named(String),
    /// A column by its position, from 0.
    Index(usize),
    /// The last column.
    Last,
    /// There are no labels: every column is a feature.
    None,
}

impl FromStr for LabelColumn {
    type Err = Infallible;

    /// `auto`, `first`, `last`, `none`, the number of a column from 1, or its name.
    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(match (text, text.parse::<usize>()) {
            ("auto", _) => Self::Automatic,
            ("first", _) => Self::Index(0),
            ("last", _) => Self::Last,
            ("none", _) => Self::None,
            (_, Ok(number)) if number > 0 => Self::Index(number - 1),
            _ => Self::Named(text.to_owned()),
        })
    }
}

/// How a table is read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TableOptions {
    /// Which column holds the label.
    pub label_column: LabelColumn,
    /// Size of the image that a row is; a square if it looks like one, otherwise one row of features.
    pub image_size: Option<ImageSize>,
    /// Number of features, if it is known: a table of just as many columns has no labels.
    pub features: Option<usize>,
    /// Names of the features in their order, if they are known: columns are then found by name, if any of the names is
    /// there, and by position otherwise.
    pub feature_names: Option<Vec<String>>,
    /// Labels are of no account: they may be missing, or their column, and are not read.
    pub without_labels: bool,
    /// Where the column of labels is in tables of the same kind, if that is known; it need not be there.
    pub usual_label: Option<LabelColumn>,
}

impl TableOptions {
    /// Features that are asked for in one way or the other.
    pub(super) fn expected(&self) -> Option<usize> {
        self.features.or(self.feature_names.as_ref().map(Vec::len))
    }
}
