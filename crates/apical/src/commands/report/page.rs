//! The page of a report.

use std::collections::BTreeMap;

use apical_report::{Better, Cell, Dimension, EffectPanel, Explorer, ExplorerPoint, Look, Page};
use apical_sweep::front::Configuration;
use apical_sweep::{Direction, Metric, Value};

use super::Found;
use crate::commands::sweep::figure;

/// Pairs worth a look, across and up.
const PAIRS: [(Metric, Metric); 5] = [
    (Metric::NjPerImage, Metric::Accuracy),
    (Metric::Mm2, Metric::Accuracy),
    (Metric::ImagesPerSecond, Metric::Accuracy),
    (Metric::NjPerImage, Metric::ImagesPerSecond),
    (Metric::TrainingOverhead, Metric::Accuracy),
];

pub(super) fn page(found: &Found) -> String {
    let index = &found.index;
    let seeds = found.configurations.iter().map(|one| one.points.len()).max().unwrap_or(0);
    let whose = if index.validation { "held-out training images" } else { "the test images" };
    let lead = format!(
        "{} configurations on {} by {}, {}. Accuracy is measured, on {whose}; energy (calibrated), area and speed are \
         modelled.",
        found.configurations.len(),
        index.data,
        index.strategy,
        if seeds == 1 { "one seed each".to_owned() } else { format!("means over {seeds} seeds") }
    );
    let mut page = Page::new(&format!("Sweep {}", index.name), &lead);
    if found.missing > 0 {
        page.paragraph(&format!("{} of {} points have no result yet.", found.missing, index.points.len()));
    }
    page.explorer(&explorer(found));
    front(found, &mut page);
    impossible(found, &mut page);
    page.html()
}

/// Figures that at least one configuration has.
fn metrics(found: &Found) -> Vec<Metric> {
    let has = |metric: &Metric| found.configurations.iter().any(|one| one.figures.contains_key(metric));
    Metric::ALL.into_iter().filter(has).collect()
}

fn explorer(found: &Found) -> Explorer {
    let (axes, metrics) = (&found.index.axes, metrics(found));
    let mut dimensions: Vec<Dimension> = axes.iter().map(|axis| axis_dimension(axis, found)).collect();
    dimensions.extend(metrics.iter().map(|&metric| Dimension {
        title: metric.title().to_owned(),
        better: Some(better(metric, found)),
        share: matches!(metric, Metric::Accuracy | Metric::TrainingOverhead),
        categories: Vec::new(),
    }));
    let dimension_of = |metric: Metric| Some(axes.len() + metrics.iter().position(|&known| known == metric)?);
    let point = |configuration: &Configuration| {
        let on_axes = axes.iter().zip(&dimensions).map(|(axis, dimension)| {
            let value = configuration.labels.get(axis)?;
            let label = value.to_string();
            let category = dimension.categories.iter().position(|known| *known == label);
            if dimension.categories.is_empty() { value.number() } else { category.map(|index| index as f64) }
        });
        let figures =
            metrics.iter().map(|metric| configuration.figures.get(metric).map(|spread| spread.mean));
        ExplorerPoint {
            values: on_axes.chain(figures).collect(),
            notes: notes(configuration),
            front: configuration.front,
        }
    };
    let effects = found.effects.iter().filter_map(|effect| {
        Some(EffectPanel {
            across: effect.axis.clone(),
            up: dimension_of(effect.metric)?,
            levels: effect.levels.iter().map(|level| (level.label.clone(), level.mean)).collect(),
        })
    });
    Explorer {
        points: found.configurations.iter().map(point).collect(),
        scatters: PAIRS
            .iter()
            .filter_map(|&(across, up)| Some((dimension_of(across)?, dimension_of(up)?)))
            .collect(),
        effects: effects.collect(),
        dimensions,
    }
}

fn better(metric: Metric, found: &Found) -> Better {
    let wanted = found.index.objectives.iter().find(|objective| objective.metric == metric);
    match wanted.map_or(metric.usual(), |objective| objective.direction) {
        Direction::Maximise => Better::More,
        Direction::Minimise => Better::Less,
    }
}

/// An axis whose values are not all numbers has them one beside the other.
fn axis_dimension(axis: &str, found: &Found) -> Dimension {
    let values = || found.configurations.iter().filter_map(|one| one.labels.get(axis));
    let mut categories: BTreeMap<String, usize> = BTreeMap::new();
    if !values().all(|value| value.number().is_some()) {
        for value in values().map(Value::to_string) {
            let next = categories.len();
            categories.entry(value).or_insert(next);
        }
    }
    let mut categories: Vec<(String, usize)> = categories.into_iter().collect();
    categories.sort_by_key(|(_, index)| *index);
    let categories = categories.into_iter().map(|(name, _)| name).collect();
    Dimension { title: axis.to_owned(), better: None, share: false, categories }
}

fn notes(configuration: &Configuration) -> Vec<String> {
    let [low, high] = configuration.nj_bounds;
    let mut notes = vec![format!("energy bounds {low:.2} to {high:.2} nJ")];
    if let Some(accuracy) =
        configuration.figures.get(&Metric::Accuracy).filter(|_| configuration.points.len() > 1)
    {
        let figure = |value| figure(Metric::Accuracy, value);
        notes.push(format!("accuracy of seeds {} to {}", figure(accuracy.least), figure(accuracy.greatest)));
    }
    notes.push(format!("point {}", configuration.points.join(", ")));
    notes
}

fn front(found: &Found, page: &mut Page) {
    let (axes, metrics) = (&found.index.axes, metrics(found));
    let names: Vec<&str> = found.index.objectives.iter().map(|objective| objective.metric.name()).collect();
    page.heading("Configurations that no other one beats");
    page.paragraph(&format!(
        "By {} together; as good in all and better in one would beat.",
        names.join(", ")
    ));
    let mut headings: Vec<&str> = axes.iter().map(String::as_str).collect();
    headings.extend(metrics.iter().map(|metric| metric.title()));
    headings.push("bounds, nJ");
    let row = |configuration: &Configuration| {
        let label = |axis: &String| configuration.labels.get(axis).map(Value::to_string).unwrap_or_default();
        let value = |metric: &Metric| {
            let spread = configuration.figures.get(metric);
            spread.map(|spread| figure(*metric, spread.mean)).unwrap_or_default()
        };
        let [low, high] = configuration.nj_bounds;
        let cells = axes.iter().map(label).chain(metrics.iter().map(value));
        let cells = cells.chain([format!("{low:.2} to {high:.2}")]);
        cells.map(|text| Cell::new(text, Look::Number)).collect()
    };
    let rows: Vec<Vec<Cell>> = found.configurations.iter().filter(|one| one.front).map(row).collect();
    page.table(&headings, &rows);
}

fn impossible(found: &Found, page: &mut Page) {
    if found.index.impossible.is_empty() {
        return;
    }
    page.heading("Configurations that cannot be built");
    let row = |one: &apical_sweep::Impossible| {
        vec![Cell::new(one.describe(), Look::Text), Cell::new(one.reason.clone(), Look::Muted)]
    };
    let rows: Vec<Vec<Cell>> = found.index.impossible.iter().map(row).collect();
    page.table(&["configuration", "reason"], &rows);
}
