//! Figures as dictionaries. Units are in their names.

use apical_chip::area::Area;
use apical_chip::dvfs::Performance;
use apical_chip::energy::{EnergyReport, Estimate, Kind, OperatingPoint};
use apical_chip::simulation::RunCounts;
use apical_uncertainty::{Estimated, Interval};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

/// Calibrated, low, high.
fn nanojoules(energy: Estimate) -> (f64, f64, f64) {
    (energy.calibrated.nanojoules(), energy.low.nanojoules(), energy.high.nanojoules())
}

pub(super) fn run<'py>(
    python: Python<'py>,
    run: &RunCounts,
    energy: &EnergyReport,
    point: OperatingPoint,
) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(python);
    dict.set_item("images", run.images)?;
    dict.set_item("supply_v", point.supply.value())?;
    dict.set_item("clock_mhz", point.clock.megahertz())?;
    dict.set_item("cycles", run.counters.cycles())?;
    dict.set_item("cycles_per_image", run.cycles_per_image())?;
    dict.set_item("cycles_p50", run.percentile(0.5))?;
    dict.set_item("cycles_p99", run.percentile(0.99))?;
    dict.set_item("histogram", run.histogram().collect::<Vec<_>>())?;
    let shared = PyDict::new(python);
    for (name, count) in run.counters.shared.entries() {
        shared.set_item(name, count)?;
    }
    dict.set_item("shared", shared)?;
    let layers = PyList::empty(python);
    for counters in &run.counters.layers {
        let layer = PyDict::new(python);
        for (name, count) in counters.entries() {
            layer.set_item(name, count)?;
        }
        layers.append(layer)?;
    }
    dict.set_item("layers", layers)?;
    let items = PyList::empty(python);
    for item in &energy.items {
        let entry = PyDict::new(python);
        entry.set_item("block", item.block.name())?;
        entry.set_item("layer", item.layer)?;
        entry.set_item("cause", item.cause.name())?;
        entry.set_item(
            "kind",
            match item.kind {
                Kind::Memory => "memory",
                Kind::Logic => "logic",
            },
        )?;
        let (calibrated, low, high) = nanojoules(item.energy);
        entry.set_item("calibrated_nj", calibrated)?;
        entry.set_item("low_nj", low)?;
        entry.set_item("high_nj", high)?;
        items.append(entry)?;
    }
    dict.set_item("energy", items)?;
    Ok(dict)
}

pub(super) fn performance<'py>(python: Python<'py>, point: &Performance) -> PyResult<Bound<'py, PyDict>> {
    let figures = &point.inference;
    let (calibrated, low, high) = nanojoules(figures.energy);
    let [low_power, high_power] = figures.power_bounds().map(|power| power.milliwatts());
    let dict = PyDict::new(python);
    dict.set_item("supply_v", point.point.supply.value())?;
    dict.set_item("clock_mhz", point.point.clock.megahertz())?;
    dict.set_item("energy_nj", calibrated)?;
    dict.set_item("energy_low_nj", low)?;
    dict.set_item("energy_high_nj", high)?;
    dict.set_item("leakage_mw", point.leakage.milliwatts())?;
    dict.set_item("power_mw", figures.power().milliwatts())?;
    dict.set_item("power_low_mw", low_power)?;
    dict.set_item("power_high_mw", high_power)?;
    dict.set_item("images_per_second", figures.rate.per_second())?;
    dict.set_item("latency_us", figures.latency.value() * 1e6)?;
    Ok(dict)
}

/// Low end, median and high end by the name of a figure.
pub(super) fn intervals<'py>(python: Python<'py>, found: &Estimated) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(python);
    let Estimated { ratio, energy_nj, power_mw, area_mm2, .. } = found;
    let all = [("ratio", ratio), ("energy_nj", energy_nj), ("power_mw", power_mw), ("area_mm2", area_mm2)];
    for (name, Interval { low, median, high }) in all {
        dict.set_item(name, (low, median, high))?;
    }
    Ok(dict)
}

pub(super) fn area<'py>(python: Python<'py>, area: &Area) -> PyResult<Bound<'py, PyDict>> {
    let blocks = PyDict::new(python);
    for (block, size) in &area.blocks {
        blocks.set_item(block.name(), size.value())?;
    }
    let dict = PyDict::new(python);
    dict.set_item("blocks_mm2", blocks)?;
    dict.set_item("total_mm2", area.total().value())?;
    dict.set_item("gate_equivalents", area.gate_equivalents)?;
    dict.set_item("registers", area.registers)?;
    dict.set_item("memory_bits", area.memory_bits)?;
    Ok(dict)
}
