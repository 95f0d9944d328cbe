//! Tables in files: text, or Parquet.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::{Layout, Survey, TableError, TableForm, TableOptions};
use crate::features::{Clamped, FeatureScale};
use crate::labelled::Labelled;

/// How a Parquet file begins and ends.
const PARQUET: &[u8; 4] = b"PAR1";

/// Whether a file is one of Parquet, by its beginning or its name.
fn is_parquet(file: &Path) -> io::Result<bool> {
    let mut start = Vec::new();
    File::open(file)?.take(PARQUET.len() as u64).read_to_end(&mut start)?;
    Ok(start == PARQUET || file.extension().is_some_and(|found| found.eq_ignore_ascii_case("parquet")))
}

/// As [`survey`](super::survey), of a file of either kind.
pub(crate) fn survey_file(file: &Path, options: &TableOptions) -> Result<Survey<Layout>, TableError> {
    if is_parquet(file)? {
        return parquet::survey(|| File::open(file), options);
    }
    super::survey(|| File::open(file), options)
}

/// As [`fill`](super::fill::fill), of a file of either kind.
pub(crate) fn fill_file<L>(
    file: &Path,
    layout: &Layout,
    survey: &Survey<L>,
    labels: &[String],
    scale: &FeatureScale,
) -> Result<(Labelled, Clamped), TableError> {
    if layout.form == TableForm::Parquet {
        return parquet::fill(|| File::open(file), layout, survey, labels, scale);
    }
    super::fill::fill(|| File::open(file), layout, survey, labels, scale)
}

#[cfg(feature = "parquet")]
use super::parquet;

/// In place of the reader that was left out.
#[cfg(not(feature = "parquet"))]
mod parquet {
    use super::*;

    fn left_out() -> TableError {
        let problem = "it is a Parquet file, which is left out here to compile sooner; `--features full` (or \"parquet\" of the library) \
                       reads it, and so does, as CSV, what `python -c \"import pandas, sys; \
                       pandas.read_parquet(sys.argv[1]).to_csv(sys.argv[2], index=False)\" IN.parquet OUT.csv` writes";
        TableError::Parquet { problem: problem.to_owned() }
    }

    pub(super) fn survey(
        _: impl Fn() -> io::Result<File>,
        _: &TableOptions,
    ) -> Result<Survey<Layout>, TableError> {
        Err(left_out())
    }

    pub(super) fn fill<L>(
        _: impl Fn() -> io::Result<File>,
        _: &Layout,
        _: &Survey<L>,
        _: &[String],
        _: &FeatureScale,
    ) -> Result<(Labelled, Clamped), TableError> {
        Err(left_out())
    }
}
