//! Pictures of the page.

use apical_chip::energy::EnergyReport;
use apical_chip::published::{AREA, INFERENCE_ENERGY};
use apical_chip::units::Volts;
use apical_report::{LineChart, Page, Series, line_chart_svg, sankey_svg, stacked_bars_svg};

use super::super::machine::MeasuredMachine;
use super::super::measure::Measured;
use crate::{StudyError, energy_plots};

/// Names and machines of a run, as far as it has them.
fn machines(found: &Measured) -> Vec<(&'static str, &MeasuredMachine)> {
    let silicon = found.silicon.iter().map(|silicon| ("park2019", &silicon.park));
    let design = found.design.iter().flat_map(|design| {
        [
            ("apical", &design.apical),
            ("single-bank", &design.single_bank),
            ("backpropagation", &design.backpropagation),
        ]
    });
    silicon.chain(design).collect()
}

fn bars(page: &mut Page, title: &str, reports: &[(&str, EnergyReport)], caption: &str) {
    let bars: Vec<_> = reports.iter().map(|(name, report)| ((*name).to_owned(), report)).collect();
    page.figure(&stacked_bars_svg(&energy_plots::stacked(title, &bars)), caption);
}

pub(super) fn energy(page: &mut Page, found: &Measured) -> Result<(), StudyError> {
    if machines(found).is_empty() {
        return Ok(());
    }
    page.heading("Where the energy goes");
    if let Some(silicon) = &found.silicon {
        let energies = silicon.park.energies();
        bars(
            page,
            "park2019: nJ an image",
            &[("inference", energies.inference), ("training", energies.training)],
            &format!(
                "Modelled, calibrated so that the inference takes the published {INFERENCE_ENERGY}. Training is averaged \
                 over the whole training."
            ),
        );
    }
    if let Some(design) = &found.design {
        let energies = design.apical.energies();
        let flows = sankey_svg(&energy_plots::flows("apical: a training image", &energies.training));
        bars(
            page,
            "apical: nJ an image",
            &[("inference", energies.inference), ("training", energies.training)],
            "Modelled, with the factor fitted on park2019.",
        );
        page.figure(
            &flows,
            "A training image of apical, from causes to blocks, averaged over the whole training.",
        );
        let mut training = Vec::new();
        for (name, machine) in machines(found).into_iter().filter(|(name, _)| *name != "park2019") {
            training.push((name, machine.energies().training));
        }
        bars(
            page,
            "training image: nJ by machine",
            &training,
            "The same learning on the comparison machines.",
        );
    }
    Ok(())
}

pub(super) fn area(page: &mut Page, found: &Measured) {
    let machines = machines(found);
    if machines.is_empty() {
        return;
    }
    page.heading("Area");
    let areas: Vec<_> = machines.iter().map(|(name, machine)| (*name, machine.area())).collect();
    let chart = energy_plots::areas("mm² by block, 65 nm", &areas);
    page.figure(
        &stacked_bars_svg(&chart),
        &format!(
            "Modelled: memories by CACTI, logic by gate counts. Published: {AREA} ({}).",
            AREA.conditions
        ),
    );
}

/// Energy over the supply, at the fastest clock of each.
pub(super) fn voltage(page: &mut Page, found: &Measured) -> Result<(), StudyError> {
    const STEPS: u32 = 20;
    let Some(design) = &found.design else { return Ok(()) };
    page.heading("Voltage");
    let chip = &design.apical.chip;
    let (least, most) = (chip.technology().minimum_supply.value(), chip.technology().maximum_supply.value());
    let mut series = Vec::new();
    for (name, run) in [("inference", &design.apical.inference), ("training", &design.apical.training)] {
        let mut points = Vec::new();
        for step in 0..=STEPS {
            let supply = least + (most - least) * f64::from(step) / f64::from(STEPS);
            let at_supply = chip.at(Some(Volts::new(supply.min(most))), None)?;
            let report = at_supply.energy().account(&run.counters).per(run.images);
            points.push((supply, report.total().calibrated.nanojoules()));
        }
        series.push(Series { name: name.to_owned(), points });
    }
    let chart = LineChart {
        title: "apical: energy over supply".to_owned(),
        x_label: "supply / V, at the fastest clock it allows".to_owned(),
        y_label: "nJ an image".to_owned(),
        series,
        reference: None,
    };
    page.figure(&line_chart_svg(&chart), "Modelled, calibrated. More with: apical dvfs.");
    Ok(())
}
