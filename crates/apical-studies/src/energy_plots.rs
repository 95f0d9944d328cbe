//! Pictures of energy that several commands draw.

use apical_chip::area::Area;
use apical_chip::energy::{Block, EnergyReport, Estimate};
use apical_chip::units::Joules;
use apical_report::{Flow, Sankey, StackedBar, StackedBars};

/// Calibrated energies of images by block, one bar each.
pub fn stacked(title: &str, bars: &[(String, &EnergyReport)]) -> StackedBars {
    let bars: Vec<_> = bars.iter().map(|(name, report)| (name.clone(), *report, CALIBRATED)).collect();
    bars_by_block(title, &bars)
}

/// An image's energy by block: calibrated, and beside it the bounds, which have no fitted number in them.
pub fn bounds(title: &str, report: &EnergyReport) -> StackedBars {
    let bars: [(&str, Pick); 3] = [
        ("calibrated", CALIBRATED),
        ("lower bound", |energy| energy.low),
        ("upper bound", |energy| energy.high),
    ];
    bars_by_block(title, &bars.map(|(name, pick)| (name.to_owned(), report, pick)))
}

/// One of the three figures that an estimate holds. A bar has but one of them.
type Pick = fn(Estimate) -> Joules;
const CALIBRATED: Pick = |energy| energy.calibrated;

fn bars_by_block(title: &str, bars: &[(String, &EnergyReport, Pick)]) -> StackedBars {
    // All blocks, so that each has the same colour in every picture; those without energy are not drawn.
    let value = |report: &EnergyReport, block: Block, pick: Pick| {
        pick(report.sum_where(|item| item.block == block)).nanojoules()
    };
    StackedBars {
        title: title.to_owned(),
        unit: "nJ".to_owned(),
        parts: block_names(),
        bars: bars
            .iter()
            .map(|(name, report, pick)| StackedBar {
                name: name.clone(),
                values: Block::ALL.map(|block| value(report, block, *pick)).to_vec(),
            })
            .collect(),
    }
}

fn block_names() -> Vec<String> {
    Block::ALL.map(|block| block.name().to_owned()).to_vec()
}

/// Areas of processors by block, in the colours of the energies.
pub fn areas(title: &str, processors: &[(&str, &Area)]) -> StackedBars {
    let value = |area: &Area, block: Block| {
        area.blocks.iter().filter(|(own, _)| *own == block).map(|(_, area)| area.value()).sum()
    };
    let bar = |(name, area): &(&str, &Area)| StackedBar {
        name: (*name).to_owned(),
        values: Block::ALL.map(|block| value(area, block)).to_vec(),
    };
    StackedBars {
        title: title.to_owned(),
        unit: "mm²".to_owned(),
        parts: block_names(),
        bars: processors.iter().map(bar).collect(),
    }
}

/// An image's energy on its way to causes and blocks.
pub fn flows(title: &str, report: &EnergyReport) -> Sankey {
    let flow = |item: &apical_chip::energy::EnergyItem| Flow {
        path: vec!["an image".to_owned(), item.cause.name().to_owned(), item.block.name().to_owned()],
        value: item.energy.calibrated.nanojoules(),
    };
    Sankey { title: title.to_owned(), unit: "nJ".to_owned(), flows: report.items.iter().map(flow).collect() }
}

/// Blocks with less than this share of the energy are taken together in pictures that show more than blocks.
const SMALL: f64 = 0.005;

/// An image's energy on its way to causes, blocks and layers.
pub fn flows_to_layers(title: &str, report: &EnergyReport) -> Sankey {
    let total = report.total().calibrated;
    let blocks = report.by_block().into_iter();
    let small: Vec<Block> =
        blocks.filter(|(_, energy)| energy.calibrated < total * SMALL).map(|(block, _)| block).collect();
    let mut items = report.items.clone();
    // Layers from the first to the last, then what they share: nodes stand in the order in which they come.
    items.sort_by_key(|item| (small.contains(&item.block), item.layer.unwrap_or(usize::MAX), item.block));
    let mut sankey = flows(title, &EnergyReport { items: items.clone() });
    for (item, flow) in items.iter().zip(&mut sankey.flows) {
        if small.len() > 1 && small.contains(&item.block) {
            flow.path[2] = format!("{} other blocks", small.len());
        }
        flow.path.push(item.layer.map_or_else(|| "all layers".to_owned(), |layer| format!("layer {layer}")));
    }
    sankey
}

#[cfg(test)]
mod tests {
    use apical_chip::energy::{Cause, EnergyItem, Kind};

    use super::*;

    fn report() -> EnergyReport {
        let item = |block, layer, cause, nanojoules: f64| EnergyItem {
            block,
            layer,
            cause,
            kind: Kind::Logic,
            energy: Estimate {
                low: Joules::new(0.5e-9 * nanojoules),
                calibrated: Joules::new(1e-9 * nanojoules),
                high: Joules::new(3e-9 * nanojoules),
            },
        };
        EnergyReport {
            items: vec![
                item(Block::Search, None, Cause::Forward, 0.1),
                item(Block::Events, Some(1), Cause::Forward, 0.2),
                item(Block::Weights, Some(2), Cause::Update, 40.0),
                item(Block::Weights, Some(1), Cause::Forward, 50.0),
                item(Block::Lanes, Some(1), Cause::Clock, 9.7),
            ],
        }
    }

    #[test]
    fn bars_keep_the_three_figures_apart_and_sum_to_the_whole() {
        let report = report();
        let bars = bounds("t", &report);
        let sums: Vec<f64> = bars.bars.iter().map(|bar| bar.values.iter().sum()).collect();
        for (sum, expected) in sums.iter().zip([100.0, 50.0, 300.0]) {
            assert!((sum - expected).abs() < 1e-9, "{sums:?}");
        }
        // A block has the same index, and so the same colour, in every picture.
        assert_eq!(bars.parts, Block::ALL.map(Block::name));
        let lanes = Block::ALL.iter().position(|block| *block == Block::Lanes).unwrap();
        assert_eq!(bars.bars[0].values[lanes], 9.7);
        assert_eq!(stacked("t", &[("one".to_owned(), &report)]).bars[0].values, bars.bars[0].values);
    }

    #[test]
    fn flows_keep_all_energy_and_put_small_blocks_together() {
        let sankey = flows_to_layers("t", &report());
        let sum: f64 = sankey.flows.iter().map(|flow| flow.value).sum();
        assert!((sum - 100.0).abs() < 1e-9);
        assert!(sankey.flows.iter().all(|flow| flow.path.len() == 4));
        let paths: Vec<String> = sankey.flows.iter().map(|flow| flow.path.join("/")).collect();
        assert_eq!(
            paths,
            [
                "an image/forward/weight memory/layer 1",
                "an image/clock/neuron lanes/layer 1",
                "an image/update/weight memory/layer 2",
                "an image/forward/2 other blocks/layer 1",
                "an image/forward/2 other blocks/all layers",
            ]
        );
    }
}
