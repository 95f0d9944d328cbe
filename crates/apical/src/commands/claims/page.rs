//! The report as a page.

use apical_chip::energy::{NOT_COUNTED, PUBLISHED_INFERENCE};
use apical_report::{
    Cell, LineChart, Look, Page, Series, StackedBar, StackedBars, line_chart_svg, percent, sankey_svg,
    stacked_bars_svg,
};

use super::judge::{Claim, Label, Verdict};
use super::measure::Measured;
use super::sensitivity::{Sensitivity, Swing};
use crate::commands::energy_plots;
use crate::failure::Failure;

/// Constants shown of the sensitivity table; the others move no result by a visible amount.
const CONSTANTS: usize = 18;

/// What the page is made of.
pub(super) struct Contents<'a> {
    pub(super) data: &'a str,
    pub(super) extent: String,
    pub(super) claims: &'a [Claim],
    pub(super) found: &'a Measured,
    pub(super) base: [f64; 6],
    pub(super) sensitivities: &'a [Sensitivity],
}

pub(super) fn page(contents: &Contents<'_>) -> Result<String, Failure> {
    let holds = contents.claims.iter().filter(|claim| claim.verdict == Verdict::Holds).count();
    let fails = contents.claims.iter().filter(|claim| claim.verdict == Verdict::Fails).count();
    let mut page = Page::new(
        "Apical: claims and figures",
        &format!(
            "{holds} hold, {fails} fail, {} not judged. Data: {}; {}.",
            contents.claims.len() - holds - fails,
            contents.data,
            contents.extent
        ),
    );
    page.heading("Claims");
    claims_table(&mut page, contents.claims);
    page.paragraph(
        "Published: of the 65-nm chip of Park, Lee and Jeon (IEEE JSSC 55(1), 2020). Measured: run here. Modelled: \
         computed by the cycle-level model from counted events and the technology's constants; not silicon.",
    );
    energy(&mut page, contents.found)?;
    area(&mut page, contents.found);
    voltage(&mut page, contents.found)?;
    sensitivity(&mut page, contents);
    page.heading("What is not in the figures");
    page.paragraph(&format!("Energies: {NOT_COUNTED}."));
    Ok(page.html())
}

fn claims_table(page: &mut Page, claims: &[Claim]) {
    let rows: Vec<Vec<Cell>> = claims
        .iter()
        .map(|claim| {
            let verdict = match claim.verdict {
                Verdict::Holds => Look::Good,
                Verdict::Fails => Look::Bad,
                Verdict::NotJudged => Look::Muted,
            };
            let label = match claim.label {
                Label::Measured => "measured",
                Label::Modelled => "modelled",
            };
            let error = claim.error.map_or_else(|| "-".to_owned(), signed);
            vec![
                Cell::new(claim.number.to_string(), Look::Number),
                Cell::new(&claim.claim, Look::Text),
                Cell::new(&claim.published, Look::Number),
                Cell::new(&claim.ours, Look::Number),
                Cell::new(error, Look::Number),
                Cell::new(label, Look::Muted),
                Cell::new(claim.verdict.name(), verdict),
                Cell::new(&claim.note, Look::Muted),
            ]
        })
        .collect();
    page.table(&["", "claim", "published", "ours", "difference", "label", "verdict", "note"], &rows);
    if let Some(claim) = claims.first() {
        page.paragraph(&format!("All of them: {}", claim.command));
    }
}

/// A relative difference with its sign.
pub(super) fn signed(difference: f64) -> String {
    format!("{}{}", if difference < 0.0 { "" } else { "+" }, percent(difference, 1))
}

fn energy(page: &mut Page, found: &Measured) -> Result<(), Failure> {
    page.heading("Where the energy goes");
    let park = found.park.energies()?;
    let bars = |reports: &[apical_chip::energy::EnergyReport; 2]| {
        let names = ["inference", "training"].map(str::to_owned);
        names.into_iter().zip(reports.clone()).collect::<Vec<_>>()
    };
    let picture =
        |page: &mut Page, title: &str, reports: &[apical_chip::energy::EnergyReport; 2], caption: &str| {
            let owned = bars(reports);
            let borrowed: Vec<_> = owned.iter().map(|(name, report)| (name.clone(), report)).collect();
            page.figure(&stacked_bars_svg(&energy_plots::stacked(title, &borrowed)), caption);
        };
    picture(
        page,
        "park2019: nJ an image",
        &park,
        &format!(
            "Modelled, calibrated so that the inference takes the published {:.1} nJ. Training is averaged over the \
             whole training.",
            PUBLISHED_INFERENCE.nanojoules()
        ),
    );
    let apical = found.apical.energies()?;
    picture(page, "apical: nJ an image", &apical, "Modelled, with the factor fitted on park2019.");
    page.figure(
        &sankey_svg(&energy_plots::flows("apical: a training image", &apical[1])),
        "A training image of apical, from causes to blocks, averaged over the whole training.",
    );
    let all = [
        ("apical", &found.apical),
        ("single-bank", &found.single_bank),
        ("backpropagation", &found.backpropagation),
    ];
    let mut training = Vec::new();
    for (name, machine) in all {
        let [_, report] = machine.energies()?;
        training.push((name.to_owned(), report));
    }
    let borrowed: Vec<_> = training.iter().map(|(name, report)| (name.clone(), report)).collect();
    page.figure(
        &stacked_bars_svg(&energy_plots::stacked("training image: nJ by machine", &borrowed)),
        "The same learning on the comparison machines.",
    );
    Ok(())
}

fn area(page: &mut Page, found: &Measured) {
    page.heading("Area");
    let machines = [
        ("park2019", &found.park),
        ("apical", &found.apical),
        ("single-bank", &found.single_bank),
        ("backpropagation", &found.backpropagation),
    ];
    let mut blocks: Vec<_> = machines
        .iter()
        .flat_map(|(_, machine)| machine.area.blocks.iter().map(|(block, _)| *block))
        .collect();
    blocks.sort_unstable();
    blocks.dedup();
    let value = |machine: &super::measure::Machine, block| {
        machine.area.blocks.iter().find(|(own, _)| *own == block).map_or(0.0, |(_, area)| area.value())
    };
    let chart = StackedBars {
        title: "mm² by block, 65 nm".to_owned(),
        unit: "mm²".to_owned(),
        parts: blocks.iter().map(|block| block.name().to_owned()).collect(),
        bars: machines
            .iter()
            .map(|(name, machine)| StackedBar {
                name: (*name).to_owned(),
                values: blocks.iter().map(|block| value(machine, *block)).collect(),
            })
            .collect(),
    };
    page.figure(
        &stacked_bars_svg(&chart),
        "Modelled: memories by CACTI, logic by gate counts. Published: 10.08 mm² (die or core not stated).",
    );
}

fn voltage(page: &mut Page, found: &Measured) -> Result<(), Failure> {
    page.heading("Voltage");
    let mut lines = Vec::new();
    for (name, run) in [("inference", &found.apical.inference), ("training", &found.apical.training)] {
        let mut points = Vec::new();
        for step in 0..=20 {
            let supply = 0.7 + 0.025 * f64::from(step);
            let supply = supply.clamp(
                found.apical.chip.technology.minimum_supply.value(),
                found.apical.chip.technology.maximum_supply.value(),
            );
            let point = found.apical.chip.operating_point(Some(supply), None)?;
            let report = found.apical.chip.energy(point)?.account(&run.counters).per(run.images);
            points.push((supply, report.total().calibrated.nanojoules()));
        }
        lines.push(Series { name: name.to_owned(), points });
    }
    let chart = LineChart {
        title: "apical: energy over supply".to_owned(),
        x_label: "supply / V, at the fastest clock it allows".to_owned(),
        y_label: "nJ an image".to_owned(),
        series: lines,
        reference: None,
    };
    page.figure(&line_chart_svg(&chart), "Modelled, calibrated. More with `apical dvfs`.");
    Ok(())
}

fn sensitivity(page: &mut Page, contents: &Contents<'_>) {
    page.heading("What the results hang on");
    page.paragraph(
        "Each constant of the technology is taken 30 % less and 30 % more, the memory factor is fitted anew, and the \
         results are computed again from the same counts.",
    );
    let number = |value: f64, unit: &str| match unit {
        "%" => percent(value, 1),
        _ => format!("{value:.2}"),
    };
    let both = |swing: Swing, unit: &str| {
        Cell::new(format!("{} … {}", number(swing.less, unit), number(swing.more, unit)), Look::Number)
    };
    let base = contents.base;
    let single = |index: usize, unit: &str| Cell::new(number(base[index], unit), Look::Number);
    let mut rows = vec![vec![
        Cell::new("as they are", Look::Text),
        Cell::new("", Look::Muted),
        single(0, ""),
        single(1, ""),
        single(2, "%"),
        single(3, "%"),
        single(4, "%"),
        single(5, ""),
    ]];
    rows.extend(contents.sensitivities.iter().take(CONSTANTS).map(|s| {
        vec![
            Cell::new(&s.constant, Look::Code),
            Cell::new(&s.value, Look::Muted),
            both(s.calibration_factor, ""),
            both(s.apical_nj, ""),
            both(s.apical_overhead, "%"),
            both(s.park_overhead, "%"),
            both(s.memory_saving, "%"),
            both(s.area_gain, ""),
        ]
    }));
    page.table(
        &[
            "constant",
            "value",
            "memory factor",
            "apical nJ",
            "apical overhead",
            "park2019 overhead",
            "saving against one bank",
            "area gain",
        ],
        &rows,
    );
}
