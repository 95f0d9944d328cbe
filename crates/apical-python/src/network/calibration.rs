//! How often a network is right, by the margin of its winner.

use apical_core::Processor;
use apical_core::run::Calibration;
use numpy::{PyReadonlyArray1, PyReadonlyArray2};
use pyo3::prelude::*;

use super::Core;
use crate::arrays::{self, Batch};
use crate::errors::input;
use crate::training::check_classes;

/// Judges images and notes how often that is right. Whether they were enough; if not, nothing is noted.
pub(super) fn calibrate(
    core: &Core,
    python: Python<'_>,
    images: &PyReadonlyArray2<'_, u8>,
    labels: &PyReadonlyArray1<'_, u8>,
) -> PyResult<bool> {
    let batch = Batch::new(images)?;
    let labels = arrays::labels(labels, batch.len(), 256)?;
    core.with(python, |inner| {
        batch.check(inner.processor.config().raw_inputs())?;
        check_classes(labels, inner.processor.config().classes())?;
        let judge = |image| inner.processor.judge(image).map_err(input);
        let found = batch.iter().map(judge).collect::<PyResult<Vec<_>>>()?;
        let Some(found) = Calibration::of_judgements(&found, labels) else { return Ok(false) };
        inner.run.calibrate(Some(found));
        Ok(true)
    })
}

pub(super) fn steps(core: &Core, python: Python<'_>) -> PyResult<Vec<(u32, u32, u32)>> {
    core.with(python, |inner| {
        let known = inner.run.record().calibration.as_ref();
        let steps = known.map_or(&[][..], Calibration::steps).iter();
        Ok(steps.map(|step| (step.margin, step.images, step.right)).collect())
    })
}
