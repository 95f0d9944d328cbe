//! Files.

use apical_core::Processor;
use apical_core::export::{self, Array, Contract, npz_with};
use apical_core::fast::FastProcessor;
use apical_core::run::Run;
use apical_core::snapshot::Snapshot;
use apical_support::replace_file;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};

use super::{Core, Inner, SOFTWARE};
use crate::errors::{self, detached, internal};

/// Network and run as a model file has them.
fn snapshot(inner: &Inner) -> Snapshot {
    let mut run = inner.run.clone();
    run.set_software(SOFTWARE);
    run.snapshot(&inner.processor)
}

fn from_snapshot(snapshot: Snapshot) -> PyResult<Core> {
    // A checkpoint's images in flight have not been learned, and play no part.
    let (run, state) = Run::resume_without_pipeline(snapshot);
    let processor = FastProcessor::new(&state).map_err(|error| internal(error.to_string()))?;
    Ok(Core::from_inner(Inner { processor, run }))
}

pub(super) fn to_bytes<'py>(core: &Core, python: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
    let bytes =
        core.with(python, |inner| snapshot(inner).to_bytes().map_err(|error| errors::model("model", error)))?;
    Ok(PyBytes::new(python, &bytes))
}

pub(super) fn from_bytes(python: Python<'_>, bytes: &[u8], name: &str) -> PyResult<Core> {
    detached(python, || {
        from_snapshot(Snapshot::from_bytes(bytes).map_err(|error| errors::model(name, error))?)
    })
}

pub(super) fn load(python: Python<'_>, path: &str) -> PyResult<Core> {
    detached(python, || from_snapshot(Snapshot::load(path).map_err(|error| errors::model(path, error))?))
}

pub(super) fn save(core: &Core, python: Python<'_>, path: &str, as_npz: bool) -> PyResult<()> {
    core.with(python, |inner| {
        if !as_npz {
            return snapshot(inner).save(path).map_err(|error| errors::model(path, error));
        }
        let contract = Contract::of(&inner.run);
        let bytes =
            npz_with(&inner.processor.state(), &contract).map_err(|error| internal(error.to_string()))?;
        replace_file(path.as_ref(), &bytes).map_err(|error| errors::file(path, &error))
    })
}

/// What an archive has of the front end: type, shape and bytes of each array by its name; nothing in specification 1.
pub(super) fn front_end_arrays<'py>(core: &Core, python: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
    let config = core.with(python, |inner| Ok(inner.processor.config().clone()))?;
    let dict = PyDict::new(python);
    for Array { name, kind, shape, bytes } in export::front_end_arrays(&config) {
        dict.set_item(name, (kind, shape, PyBytes::new(python, &bytes)))?;
    }
    Ok(dict)
}
