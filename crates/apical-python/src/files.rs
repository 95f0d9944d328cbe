//! Files that are written whole or not at all.

use std::path::PathBuf;

use apical_support::replace_file as replace;
use pyo3::prelude::*;

use crate::errors::{self, detached};

/// Writes a file as the program does: under a temporary name that is renamed, and that the next writer removes if this
/// process is killed. No exception comes between, not even Ctrl-C.
#[pyfunction]
pub(crate) fn replace_file(python: Python<'_>, path: PathBuf, content: &[u8]) -> PyResult<()> {
    detached(python, || {
        replace(&path, content).map_err(|error| errors::file(&path.to_string_lossy(), &error))
    })
}
