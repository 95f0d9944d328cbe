//! The form of a plan file.

use std::collections::{BTreeMap, BTreeSet};

use apical_core::run::{ClassWeight, ImageSize, Names, Preparation, Seed, Source, SplitRule};
use serde::Deserialize;
use toml::Table;

use super::{Axis, Choices, Halving, MOST_POINTS, Strategy, SweepPlan};
use crate::{Metric, Objective, PLAN_VERSION, Parameter, SweepError, Value};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format_version: i64,
    name: String,
    strategy: String,
    data: Option<Names>,
    limit: Option<i64>,
    #[serde(default)]
    validation: bool,
    prepare: Option<Preparation>,
    image_size: Option<ImageSize>,
    label_column: Option<String>,
    class_weight: Option<ClassWeight>,
    split: Option<SplitRule>,
    seeds: Option<Vec<Seed>>,
    points: Option<i64>,
    sampling_seed: Option<Seed>,
    images: Option<i64>,
    learning_images: Option<i64>,
    retries: Option<i64>,
    halving: Option<HalvingTable>,
    #[serde(default)]
    fixed: Table,
    #[serde(default)]
    axes: Table,
    #[serde(default)]
    objectives: Table,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HalvingTable {
    factor: Option<i64>,
    first_epochs: Option<i64>,
    choose_by: Option<String>,
}

pub(super) fn parse(text: &str) -> Result<SweepPlan, SweepError> {
    let file: File =
        toml::from_str(text).map_err(|error| SweepError::Syntax(error.to_string().trim_end().to_owned()))?;
    if file.format_version != i64::from(PLAN_VERSION) {
        let message = format!("{} is not {PLAN_VERSION}, which this program reads", file.format_version);
        return Err(SweepError::field("format_version", message));
    }
    let letter = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !(1..=64).contains(&file.name.len()) || !file.name.chars().all(letter) {
        let message = format!("{:?} is not allowed: 1 to 64 letters, digits, - or _", file.name);
        return Err(SweepError::field("name", message));
    }
    let strategy = strategy(&file.strategy)?;
    let fixed = fixed(&file.fixed)?;
    let axes: Result<Vec<Axis>, _> = file.axes.iter().map(|(name, value)| Axis::read(name, value)).collect();
    let axes = axes?;
    check_axes(&axes, &fixed, strategy)?;
    let data = match file.data {
        None => vec!["builtin".to_owned()],
        Some(Names::One(name)) => vec![name],
        Some(Names::Many(names)) if !names.is_empty() => names,
        Some(Names::Many(_)) => return Err(SweepError::field("data", "it is empty; one name is needed")),
    };
    let learning_images = whole("learning_images", file.learning_images, 0, 1 << 24, 0)? as u32;
    let objectives = objectives(&file.objectives, learning_images)?;
    if strategy == Strategy::Grid && file.points.is_some() {
        let message = "a grid has as many points as its axes make; remove it, or choose another strategy";
        return Err(SweepError::field("points", message));
    }
    let limit = file.limit.map(|limit| whole("limit", Some(limit), 1, u32::MAX.into(), 1)).transpose()?;
    let mut plan = SweepPlan {
        name: file.name,
        strategy,
        source: Source {
            data: Some(data),
            prepare: file.prepare,
            sample_bits: None,
            image_size: file.image_size,
            limit: limit.map(|limit| limit as u32),
            validation: file.validation,
            class_weight: file.class_weight.unwrap_or_default(),
            split: file.split.unwrap_or_default(),
            label_column: file.label_column,
            input: None,
        },
        seeds: seeds(file.seeds)?,
        points: whole("points", file.points, 1, MOST_POINTS as i64, 20)? as usize,
        sampling_seed: file.sampling_seed.map_or(1, |seed| seed.0),
        images: whole("images", file.images, 1, 1 << 24, 2000)? as u32,
        learning_images,
        retries: whole("retries", file.retries, 0, 100, 1)? as u32,
        halving: None,
        fixed,
        axes,
        objectives,
    };
    plan.halving = halving(file.halving, &plan)?;
    Ok(plan)
}

fn whole(field: &str, value: Option<i64>, least: i64, most: i64, default: i64) -> Result<i64, SweepError> {
    match value {
        Some(found) if !(least..=most).contains(&found) => {
            Err(SweepError::field(field, format!("{found} is out of range: {least} to {most}")))
        }
        found => Ok(found.unwrap_or(default)),
    }
}

fn strategy(text: &str) -> Result<Strategy, SweepError> {
    Strategy::ALL.into_iter().find(|strategy| strategy.name() == text).ok_or_else(|| {
        let names = Strategy::ALL.map(Strategy::name);
        let meant = apical_support::nearest(text, names);
        let meant = meant.map(|name| format!(" (did you mean {name}?)")).unwrap_or_default();
        let message = format!("there is no {text:?}{meant}; there are {}", names.join(", "));
        SweepError::field("strategy", message)
    })
}

fn fixed(table: &Table) -> Result<BTreeMap<Parameter, Value>, SweepError> {
    let one = |(name, value): (&String, &toml::Value)| {
        let field = format!("fixed.{name}");
        let parameter = Parameter::named(name, &field)?;
        let read = Value::of(value).ok_or_else(|| {
            SweepError::field(&field, format!("{value} is no number, text or list of sizes"))
        })?;
        let value = parameter.check(read, &field)?;
        Ok((parameter, value))
    };
    table.iter().map(one).collect()
}

/// That there is something to vary, that nothing is set twice, and that a grid has an end.
fn check_axes(
    axes: &[Axis],
    fixed: &BTreeMap<Parameter, Value>,
    strategy: Strategy,
) -> Result<(), SweepError> {
    if axes.is_empty() {
        let message = "there are none; at least one is needed, such as weight_bits = [4, 8]";
        return Err(SweepError::field("axes", message));
    }
    for (index, axis) in axes.iter().enumerate() {
        let field = format!("axes.{}", axis.name);
        for parameter in axis.parameters() {
            let name = parameter.name();
            if fixed.contains_key(parameter) {
                return Err(SweepError::field(field, format!("{name} is fixed too; remove one of them")));
            }
            if let Some(other) = axes[..index].iter().find(|axis| axis.parameters().contains(&parameter)) {
                let message = format!("{name} is set by axes.{} too; remove one of them", other.name);
                return Err(SweepError::field(field, message));
            }
        }
        if strategy == Strategy::Grid && matches!(axis.choices, Choices::Range { .. }) {
            return Err(SweepError::field(field, "a grid needs step or steps here"));
        }
    }
    let all: BTreeSet<&str> =
        axes.iter().flat_map(Axis::parameters).chain(fixed.keys()).map(Parameter::name).collect();
    for (one, others) in
        [("layers", &["hidden"][..]), ("learning_rate", &["learning_rate_start", "learning_rate_end"])]
    {
        if let Some(other) = others.iter().find(|other| all.contains(one) && all.contains(*other)) {
            return Err(SweepError::field(one, format!("it and {other} exclude each other")));
        }
    }
    Ok(())
}

fn seeds(seeds: Option<Vec<Seed>>) -> Result<Vec<u64>, SweepError> {
    let seeds = seeds.unwrap_or_else(|| vec![Seed(1)]);
    let mut read: Vec<u64> = Vec::new();
    for Seed(seed) in seeds {
        if read.contains(&seed) {
            return Err(SweepError::field("seeds", format!("{seed} is there twice")));
        }
        read.push(seed);
    }
    if read.is_empty() || read.len() > 1000 {
        return Err(SweepError::field("seeds", format!("{} seeds is out of range: 1 to 1000", read.len())));
    }
    Ok(read)
}

fn objectives(table: &Table, learning_images: u32) -> Result<Vec<Objective>, SweepError> {
    let mut objectives = Vec::new();
    for (name, value) in table {
        let metric: Metric = name.parse()?;
        let direction = value.as_str().and_then(|text| text.parse().ok()).ok_or_else(|| {
            SweepError::field(format!("objectives.{name}"), format!("{value}: expected maximise or minimise"))
        })?;
        objectives.push(Objective { metric, direction });
    }
    if table.is_empty() {
        let overhead = |metric: &Metric| *metric != Metric::TrainingOverhead || learning_images > 0;
        let usual = |metric: Metric| Objective { metric, direction: metric.usual() };
        objectives = Metric::ALL.into_iter().filter(overhead).map(usual).collect();
    }
    if learning_images == 0 && objectives.iter().any(|one| one.metric == Metric::TrainingOverhead) {
        let message = "it needs learning_images above 0, so that the processor model learns too";
        return Err(SweepError::field("objectives.training_overhead", message));
    }
    objectives.sort_by_key(|objective| objective.metric);
    Ok(objectives)
}

fn halving(table: Option<HalvingTable>, plan: &SweepPlan) -> Result<Option<Halving>, SweepError> {
    if plan.strategy != Strategy::SuccessiveHalving {
        return match table {
            None => Ok(None),
            Some(_) => Err(SweepError::field("halving", "only strategy successive-halving has it")),
        };
    }
    if !plan.source.validation {
        let message = "successive-halving chooses by what it measures, which must not be the test images: \
                       set validation = true";
        return Err(SweepError::field("validation", message));
    }
    if plan.axes.iter().flat_map(Axis::parameters).any(|parameter| parameter.name() == "epochs") {
        let message = "successive-halving sets the epochs itself; their greatest number is fixed.epochs";
        return Err(SweepError::field("axes.epochs", message));
    }
    let epochs = plan.fixed.iter().find(|(parameter, _)| parameter.name() == "epochs");
    let epochs = match epochs.and_then(|(_, value)| value.number()) {
        Some(epochs) => epochs as i64,
        None => return Err(SweepError::field("fixed.epochs", "successive-halving needs it")),
    };
    let table = table.unwrap_or(HalvingTable { factor: None, first_epochs: None, choose_by: None });
    let choose_by = match table.choose_by {
        Some(name) => name.parse()?,
        None => plan.objectives[0].metric,
    };
    if !plan.objectives.iter().any(|objective| objective.metric == choose_by) {
        return Err(SweepError::field("halving.choose_by", format!("{choose_by} is none of the objectives")));
    }
    Ok(Some(Halving {
        factor: whole("halving.factor", table.factor, 2, 10, 3)? as u32,
        first_epochs: whole("halving.first_epochs", table.first_epochs, 1, epochs, 1)? as u32,
        epochs: epochs as u32,
        choose_by,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "format_version = 1\nname = \"x\"\nstrategy = \"grid\"\n";

    #[test]
    fn messages_name_the_field_and_what_is_allowed() {
        for (text, expected) in [
            ("", "axes: there are none"),
            ("[axes]\nweight_bits = []", "axes.weight_bits: it is empty"),
            ("[axes]\nweight_bits = [9]", "axes.weight_bits: 9 is not allowed: a whole number from 2 to 8"),
            ("[axes]\nweigth_bits = [4]", "did you mean weight_bits?"),
            ("[axes]\nweight_bits = [4, 4]", "4 is there twice"),
            ("[axes]\nweight_bits = 4", "is no axis"),
            ("[axes]\nweight_bits = { from = 2 }", "axes.weight_bits.to: it is missing"),
            ("[axes]\nweight_bits = { from = 4, to = 2 }", "from 4 must be less than to 2"),
            ("[axes]\nsupply_v = { from = 0.7, to = 1.0 }", "axes.supply_v: a grid needs step or steps"),
            ("[axes]\nsupply_v = { from = 0.7, to = 1.0, count = 3 }", "there is no \"count\" in a range"),
            ("[axes]\norder = { from = 1, to = 2 }", "order takes no range"),
            ("seeds = []\n[axes]\nepochs = [1]", "seeds: 0 seeds is out of range: 1 to 1000"),
            ("seeds = [-1]\n[axes]\nepochs = [1]", "seed: -1 is out of range: 0 to"),
            ("points = 5\n[axes]\nepochs = [1]", "points: a grid has"),
            ("images = 0\n[axes]\nepochs = [1]", "images: 0 is out of range: 1 to"),
            ("[fixed]\nepochs = 1\n[axes]\nepochs = [1]", "axes.epochs: epochs is fixed too"),
            ("[fixed]\nlayers = [64, 9, 4]\n[axes]\nhidden = [[9]]", "layers: it and hidden exclude"),
            ("[axes]\nepochs = [1]\n[objectives]\naccurcy = \"maximise\"", "did you mean accuracy?"),
            ("[axes]\nepochs = [1]\n[objectives]\nmm2 = \"less\"", "objectives.mm2"),
            (
                "[axes]\nepochs = [1]\n[objectives]\ntraining_overhead = \"minimise\"",
                "learning_images above 0",
            ),
            ("[axes]\nbits = { parameter = \"weight_bit\", values = [4] }", "axes.bits.parameter: "),
            (
                "[axes]\nbits = { parameter = \"weight_bits\", values = [] }",
                "axes.bits.values: expected a list",
            ),
            ("[axes]\nbanks = [{ weight_bits = 4 }]", "axes.banks: each table needs a label"),
            ("[axes]\nbanks = [{ label = 1 }]", "axes.banks: 1 sets no parameter"),
            ("[halving]\n[axes]\nepochs = [1]", "halving: only strategy successive-halving"),
            ("speed = 1\n[axes]\nepochs = [1]", "unknown field `speed`"),
        ] {
            let message = parse(&format!("{HEAD}{text}")).unwrap_err().to_string();
            assert!(message.contains(expected), "{text}:\n{message}");
        }
        let message = parse(&HEAD.replace("grid", "gird")).unwrap_err().to_string();
        assert!(message.contains("did you mean grid?"), "{message}");
        let message = parse(&HEAD.replace("= 1", "= 2")).unwrap_err().to_string();
        assert_eq!(message, "format_version: 2 is not 1, which this program reads");
    }

    #[test]
    fn halving_must_not_see_the_test_images() {
        let text = HEAD.replace("grid", "successive-halving")
            + "[fixed]\nepochs = 9\n[axes]\nmargin_bits = { from = 0, to = 8 }";
        assert!(parse(&text).unwrap_err().to_string().contains("set validation = true"));
        let plan = parse(&text.replace("[fixed]", "validation = true\n[fixed]")).unwrap();
        let halving = plan.halving.unwrap();
        assert_eq!((halving.factor, halving.first_epochs, halving.epochs), (3, 1, 9));
        assert_eq!(halving.choose_by, Metric::Accuracy);
    }

    #[test]
    fn an_axis_may_have_a_name_of_its_own() {
        let text = "[axes]\nevents = { parameter = \"preset.layers.*.inputs_per_cycle\", values = [1, 8] }";
        let plan = parse(&format!("{HEAD}{text}")).unwrap();
        assert_eq!(plan.axes[0].name, "events");
        assert_eq!(plan.axes[0].parameters()[0].name(), "preset.layers.*.inputs_per_cycle");
    }

    #[test]
    fn ranges_become_lists_with_their_ends() {
        let plan = parse(&format!(
            "{HEAD}[axes]\nsupply_v = {{ from = 0.7, to = 1.0, step = 0.1 }}\nwindow = {{ from = 4, to = 64, steps \
             = 5, scale = \"log\" }}"
        ))
        .unwrap();
        let labels = |axis: &Axis| match &axis.choices {
            Choices::List(list) => list.iter().map(|choice| choice.label.to_string()).collect::<Vec<_>>(),
            Choices::Range { .. } => panic!("a list was expected"),
        };
        assert_eq!(labels(&plan.axes[0]), ["0.7", "0.8", "0.9", "1"]);
        assert_eq!(labels(&plan.axes[1]), ["4", "8", "16", "32", "64"]);
    }
}
