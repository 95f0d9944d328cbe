//! Pictures of energy that several commands draw.

use apical_chip::energy::EnergyReport;
use apical_report::{Flow, Sankey, StackedBar, StackedBars};

/// Energies of images by block, one bar each.
pub(crate) fn stacked(title: &str, bars: &[(String, &EnergyReport)]) -> StackedBars {
    let mut blocks = Vec::new();
    for (_, report) in bars {
        blocks.extend(report.by_block().into_iter().map(|(block, _)| block));
    }
    blocks.sort_unstable();
    blocks.dedup();
    StackedBars {
        title: title.to_owned(),
        unit: "nJ".to_owned(),
        parts: blocks.iter().map(|block| block.name().to_owned()).collect(),
        bars: bars
            .iter()
            .map(|(name, report)| StackedBar {
                name: name.clone(),
                values: blocks
                    .iter()
                    .map(|block| report.sum_where(|item| item.block == *block).calibrated.nanojoules())
                    .collect(),
            })
            .collect(),
    }
}

/// An image's energy on its way to causes and blocks.
pub(crate) fn flows(title: &str, report: &EnergyReport) -> Sankey {
    let flow = |item: &apical_chip::energy::EnergyItem| Flow {
        path: vec!["an image".to_owned(), item.cause.name().to_owned(), item.block.name().to_owned()],
        value: item.energy.calibrated.nanojoules(),
    };
    Sankey { title: title.to_owned(), unit: "nJ".to_owned(), flows: report.items.iter().map(flow).collect() }
}
