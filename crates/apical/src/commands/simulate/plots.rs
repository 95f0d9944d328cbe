//! Pictures of a simulation.

use std::path::Path;

use apical_chip::design::Design;
use apical_report::{Histogram, Mark, StackedBar, StackedBars, histogram_svg, sankey_svg, stacked_bars_svg};
use apical_studies::energy_plots;

use super::Simulated;
use super::shares::LayerShares;
use crate::failure::Failure;
use crate::output;

/// What is drawn.
pub(super) const FILES: [&str; 5] =
    ["energy.svg", "energy-flow.svg", "cycles.svg", "utilisation.svg", "area.svg"];

/// Makes sure that the pictures can be written, before any work is spent on them.
pub(super) fn prepare(folder: &Path) -> Result<(), Failure> {
    let created = std::fs::create_dir_all(folder);
    created.map_err(|source| Failure::Write { path: folder.to_owned(), source })?;
    FILES.iter().try_for_each(|file| output::check_writable(&folder.join(file), 0))
}

pub(super) fn draw(
    folder: &Path,
    design: &Design,
    simulated: &Simulated,
    learning: bool,
) -> Result<(), Failure> {
    let image = if learning { "a training image" } else { "an inference" };
    let (supply, clock) = (simulated.point.supply.value(), simulated.point.clock.megahertz());
    let title = |what: &str| format!("{what}, {}, {supply:.2} V, {clock:.2} MHz", design.preset().name);
    let energy = &simulated.energy;
    let pictures = [
        stacked_bars_svg(&energy_plots::bounds(&title(&format!("Modelled energy of {image}")), energy)),
        sankey_svg(&energy_plots::flows_to_layers(
            &title(&format!("Where the energy of {image} goes (modelled, calibrated)")),
            energy,
        )),
        histogram_svg(&cycles(title(&format!("Clock cycles of {image}")), simulated)),
        stacked_bars_svg(&utilisation(title("What each layer does in all cycles"), simulated)),
        stacked_bars_svg(&energy_plots::areas(
            &format!("Modelled area, {}, {}", design.preset().name, design.technology().name),
            &[("area", &simulated.area)],
        )),
    ];
    FILES.iter().zip(pictures).try_for_each(|(file, svg)| output::write(&folder.join(file), svg.as_bytes()))
}

fn cycles(title: String, simulated: &Simulated) -> Histogram {
    let run = &simulated.run;
    let (mean, half, most) = (run.cycles_per_image(), run.percentile(0.5), run.percentile(0.99));
    let mark = |value: f64, name: String| Mark { value, name };
    Histogram {
        title,
        x_label: "cycles from one image to the next".to_owned(),
        y_label: "images".to_owned(),
        counts: run.histogram().collect(),
        marks: vec![
            mark(mean, format!("mean {mean:.1}")),
            mark(half as f64, format!("half within {half}")),
            mark(most as f64, format!("99 % within {most}")),
        ],
    }
}

/// All cycles of the run by what each layer did in them.
fn utilisation(title: String, simulated: &Simulated) -> StackedBars {
    let layers = LayerShares::all(&simulated.run.counters);
    let bar = |(index, shares): (usize, &LayerShares)| StackedBar {
        name: format!("layer {}", index + 1),
        values: shares.parts().map(|(_, share)| 100.0 * share).to_vec(),
    };
    StackedBars {
        title,
        unit: "%".to_owned(),
        parts: LayerShares::default().parts().map(|(name, _)| name.to_owned()).to_vec(),
        bars: layers.iter().enumerate().map(bar).collect(),
    }
}
