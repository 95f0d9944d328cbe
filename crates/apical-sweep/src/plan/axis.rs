//! Axes: one parameter, or several that go together.

use std::collections::BTreeMap;

use crate::plan::MOST_POINTS;
use crate::{Parameter, SweepError, Value};

/// Something that is varied.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// The parameter's name, or one of the plan's own if several parameters go together.
    pub name: String,
    /// What it may be.
    pub choices: Choices,
}

/// What an axis may be.
#[derive(Debug, Clone, PartialEq)]
pub enum Choices {
    /// One of some; at least one.
    List(Vec<Choice>),
    /// Anything between two numbers.
    Range {
        /// The parameter.
        parameter: Parameter,
        /// The least value.
        from: f64,
        /// The greatest value.
        to: f64,
        /// Whole numbers only.
        whole: bool,
        /// Evenly spread over ratios instead of differences.
        logarithmic: bool,
    },
}

/// A position on an axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// What reports call it.
    pub label: Value,
    /// What is set there.
    pub settings: BTreeMap<Parameter, Value>,
}

impl Axis {
    /// The choice at a share (0 included to 1 left out) of the axis.
    pub(crate) fn at(&self, share: f64) -> Choice {
        match &self.choices {
            Choices::List(list) => {
                let index = (share * list.len() as f64) as usize;
                list[index.min(list.len() - 1)].clone()
            }
            Choices::Range { parameter, from, to, whole, logarithmic } => {
                // A whole number has as much room as any other one.
                let (from, to) = if *whole { (*from - 0.5, *to + 0.5) } else { (*from, *to) };
                let logarithmic = *logarithmic && from > 0.0;
                let number =
                    if logarithmic { from * (to / from).powf(share) } else { from + share * (to - from) };
                let value =
                    if *whole { Value::Whole(number.round() as i64) } else { Value::Number(rounded(number)) };
                Choice { label: value.clone(), settings: BTreeMap::from([(parameter.clone(), value)]) }
            }
        }
    }

    /// Parameters that the axis sets.
    pub(crate) fn parameters(&self) -> Vec<&Parameter> {
        match &self.choices {
            Choices::List(list) => list.iter().flat_map(|choice| choice.settings.keys()).collect(),
            Choices::Range { parameter, .. } => vec![parameter],
        }
    }

    /// Reads an axis.
    pub(super) fn read(name: &str, value: &toml::Value) -> Result<Self, SweepError> {
        let field = format!("axes.{name}");
        let choices = match value {
            toml::Value::Array(list) if list.is_empty() => {
                return Err(SweepError::field(field, "it is empty; at least one value is needed"));
            }
            toml::Value::Array(list) if list.iter().all(toml::Value::is_table) => bundles(list, &field)?,
            toml::Value::Array(list) => values(&Parameter::named(name, &field)?, list, &field)?,
            toml::Value::Table(table) => one_parameter(name, table, &field)?,
            other => {
                let message = format!(
                    "{other} is no axis; expected a list of values, or {{ from = A, to = B }} with step or steps"
                );
                return Err(SweepError::field(field, message));
            }
        };
        Ok(Self { name: name.to_owned(), choices })
    }
}

fn value_of(parameter: &Parameter, value: &toml::Value, field: &str) -> Result<Value, SweepError> {
    let read = Value::of(value).ok_or_else(|| {
        SweepError::field(field, format!("{value} is neither a number, a text nor a list of sizes"))
    })?;
    parameter.check(read, field)
}

fn values(parameter: &Parameter, list: &[toml::Value], field: &str) -> Result<Choices, SweepError> {
    let mut choices: Vec<Choice> = Vec::new();
    for value in list {
        let value = value_of(parameter, value, field)?;
        if choices.iter().any(|choice| choice.label == value) {
            return Err(SweepError::field(field, format!("{value} is there twice")));
        }
        let settings = BTreeMap::from([(parameter.clone(), value.clone())]);
        choices.push(Choice { label: value, settings });
    }
    Ok(Choices::List(choices))
}

/// Several parameters that go together.
fn bundles(list: &[toml::Value], field: &str) -> Result<Choices, SweepError> {
    let mut choices: Vec<Choice> = Vec::new();
    for table in list.iter().filter_map(toml::Value::as_table) {
        let label = match table.get("label").and_then(Value::of) {
            Some(label @ (Value::Whole(_) | Value::Number(_) | Value::Text(_))) => label,
            _ => return Err(SweepError::field(field, "each table needs a label, a number or a text")),
        };
        if choices.iter().any(|choice| choice.label == label) {
            return Err(SweepError::field(field, format!("label {label} is there twice")));
        }
        let mut settings = BTreeMap::new();
        for (name, value) in table.iter().filter(|(name, _)| *name != "label") {
            let field = format!("{field}.{name}");
            let parameter = Parameter::named(name, &field)?;
            let value = value_of(&parameter, value, &field)?;
            settings.insert(parameter, value);
        }
        if settings.is_empty() {
            return Err(SweepError::field(field, format!("{label} sets no parameter")));
        }
        choices.push(Choice { label, settings });
    }
    Ok(Choices::List(choices))
}

/// A table of one parameter, which may have another name than the axis: `values`, or a range.
fn one_parameter(name: &str, table: &toml::Table, field: &str) -> Result<Choices, SweepError> {
    let mut table = table.clone();
    let parameter = match table.remove("parameter") {
        None => Parameter::named(name, field)?,
        Some(toml::Value::String(parameter)) => Parameter::named(&parameter, &format!("{field}.parameter"))?,
        Some(_) => return Err(SweepError::field(format!("{field}.parameter"), "expected a name as text")),
    };
    match table.get("values") {
        None => range(parameter, &table, field),
        Some(toml::Value::Array(list)) if !list.is_empty() && table.len() == 1 => {
            values(&parameter, list, field)
        }
        Some(_) => {
            let message = "expected a list of at least one value, and no range beside it";
            Err(SweepError::field(format!("{field}.values"), message))
        }
    }
}

fn range(parameter: Parameter, table: &toml::Table, field: &str) -> Result<Choices, SweepError> {
    const KEYS: [&str; 5] = ["from", "to", "step", "steps", "scale"];
    if let Some(key) = table.keys().find(|key| !KEYS.contains(&key.as_str())) {
        let known = KEYS.join(", ");
        let message = format!("there is no {key:?} in a range; there are {known}, values and parameter");
        return Err(SweepError::field(field, message));
    }
    let Some(always_whole) = parameter.range() else {
        let message = format!("{} takes no range, but a list of values", parameter.name());
        return Err(SweepError::field(field, message));
    };
    let ends = |key: &str| {
        let field = format!("{field}.{key}");
        let value = table.get(key).ok_or_else(|| SweepError::field(&field, "it is missing"))?;
        let value = value_of(&parameter, value, &field)?;
        let number = value.number().filter(|number| number.abs() <= 1e15);
        let number =
            number.ok_or_else(|| SweepError::field(&field, format!("{value} is no number up to 1e15")))?;
        Ok::<_, SweepError>((number, matches!(value, Value::Whole(_))))
    };
    let ((from, whole_from), (to, whole_to)) = (ends("from")?, ends("to")?);
    if from >= to {
        return Err(SweepError::field(field, format!("from {from} must be less than to {to}")));
    }
    let logarithmic = match table.get("scale").map(toml::Value::as_str) {
        None | Some(Some("linear")) => false,
        Some(Some("log")) => true,
        Some(_) => return Err(SweepError::field(format!("{field}.scale"), "expected linear or log")),
    };
    if logarithmic && from <= 0.0 {
        return Err(SweepError::field(field, format!("from {from} must be above 0 where scale is log")));
    }
    let whole_step = table.get("step").is_none_or(toml::Value::is_integer);
    let whole = whole_from && whole_to && whole_step && (always_whole || parameter.preset_path().is_some());
    if always_whole && !whole {
        return Err(SweepError::field(field, format!("{} takes whole numbers", parameter.name())));
    }
    let numbers = match (table.get("step"), table.get("steps")) {
        (None, None) => return Ok(Choices::Range { parameter, from, to, whole, logarithmic }),
        (Some(_), Some(_)) => return Err(SweepError::field(field, "step and steps exclude each other")),
        (Some(_), None) if logarithmic => {
            return Err(SweepError::field(field, "scale log needs steps instead of step"));
        }
        (Some(step), None) => by_step(from, to, step, field)?,
        (None, Some(steps)) => by_steps(from, to, steps, logarithmic, field)?,
    };
    let value = |number: f64| match whole {
        true => Value::Whole(number.round() as i64),
        false => Value::Number(rounded(number)),
    };
    let mut choices: Vec<Choice> = Vec::new();
    for value in numbers.into_iter().map(value) {
        // Steps may be finer than whole numbers.
        if choices.last().is_none_or(|last| last.label != value) {
            let settings = BTreeMap::from([(parameter.clone(), value.clone())]);
            choices.push(Choice { label: value, settings });
        }
    }
    Ok(Choices::List(choices))
}

fn by_step(from: f64, to: f64, step: &toml::Value, field: &str) -> Result<Vec<f64>, SweepError> {
    let field = format!("{field}.step");
    let step = Value::of(step).and_then(|step| step.number()).filter(|step| *step > 0.0);
    let step = step.ok_or_else(|| SweepError::field(&field, "expected a number above 0"))?;
    // The end belongs to it, in spite of rounding.
    let count = ((to - from) / step + 1e-9).floor();
    if count >= MOST_POINTS as f64 {
        return Err(SweepError::field(field, format!("it makes more than {MOST_POINTS} values")));
    }
    Ok((0..=count as u32).map(|index| from + f64::from(index) * step).collect())
}

fn by_steps(
    from: f64,
    to: f64,
    steps: &toml::Value,
    logarithmic: bool,
    field: &str,
) -> Result<Vec<f64>, SweepError> {
    let steps = steps.as_integer().filter(|steps| (2..=MOST_POINTS as i64).contains(steps));
    let steps = steps.ok_or_else(|| {
        SweepError::field(
            format!("{field}.steps"),
            format!("expected a whole number from 2 to {MOST_POINTS}"),
        )
    })?;
    let last = (steps - 1) as f64;
    let value = |index: i64| {
        let share = index as f64 / last;
        if logarithmic { from * (to / from).powf(share) } else { from + share * (to - from) }
    };
    Ok((0..steps).map(value).collect())
}

/// To six significant digits, so that configurations are readable and the same on every machine.
fn rounded(number: f64) -> f64 {
    format!("{number:.5e}").parse().unwrap_or(number)
}
