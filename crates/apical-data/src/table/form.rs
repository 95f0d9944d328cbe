//! How tables are written.

use super::Separator;
use super::fields::Dialect;

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TableForm {
    /// Fields with something between them.
    Separated(Separator),
    /// ARFF.
    Arff(Separator),
    /// Parquet.
    Parquet,
    /// `label index:value ...`, as LIBSVM and SVMlight have it.
    Sparse {
        /// The first index, 0 or 1.
        first: usize,
    },
}

impl TableForm {
    /// How its lines are written, where it has lines of fields.
    pub(super) fn dialect(self) -> Dialect {
        match self {
            Self::Separated(separator) => Dialect { separator, arff: false },
            Self::Arff(separator) => Dialect { separator, arff: true },
            Self::Parquet => Dialect { separator: Separator::Comma, arff: false },
            Self::Sparse { .. } => Dialect { separator: Separator::Spaces, arff: false },
        }
    }

    pub(super) fn is_arff(self) -> bool {
        matches!(self, Self::Arff(_))
    }
}
