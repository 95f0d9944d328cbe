//! What a plan may vary, and within which limits.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use apical_chip::preset::Preset;
use apical_core::training::LearningRate;
use apical_core::{MAXIMUM_NEURONS, Order};
use apical_support::nearest;

use crate::{SweepError, Value};

/// How a path into a preset begins.
pub(crate) const PRESET_PATH: &str = "preset.";

/// Something that a plan sets, by its name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Parameter {
    name: String,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// Least and greatest.
    Whole(i64, i64),
    /// Least and greatest, in thousandths so that they have an order, and the unit.
    Number(i64, i64, &'static str),
    Sizes,
    Order,
    LearningRate,
    Name,
    PresetPath,
}

const NEURONS: i64 = MAXIMUM_NEURONS as i64;

const KNOWN: [(&str, Kind); 21] = [
    ("weight_bits", Kind::Whole(2, 8)),
    ("accumulator_bits", Kind::Whole(4, 8)),
    ("layers", Kind::Sizes),
    ("hidden", Kind::Sizes),
    ("window", Kind::Whole(1, 65_535)),
    ("margin_bits", Kind::Whole(0, 8)),
    ("drop_shift", Kind::Whole(1, 8)),
    ("initial_range", Kind::Whole(0, 32_767)),
    ("feedback_sharing", Kind::Whole(1, NEURONS)),
    ("front_end", Kind::Name),
    ("order", Kind::Order),
    ("epochs", Kind::Whole(1, 1_000_000)),
    ("learning_rate", Kind::LearningRate),
    ("learning_rate_start", Kind::Number(0, 127_000, "/256 of a weight step")),
    ("learning_rate_end", Kind::Number(0, 127_000, "/256 of a weight step")),
    ("shift", Kind::Whole(0, 100)),
    ("preset", Kind::Name),
    ("technology", Kind::Name),
    ("sram", Kind::Name),
    ("supply_v", Kind::Number(100, 5_000, " V")),
    ("clock_mhz", Kind::Number(0, 100_000_000, " MHz")),
];

/// Paths of presets for which there are parameters, and those.
const BESIDE: [(&str, &str); 6] = [
    ("network.layers", "layers or hidden"),
    ("network.format", "weight_bits and accumulator_bits"),
    ("network.feedback_sharing", "feedback_sharing"),
    ("supply", "supply_v"),
    ("clock", "clock_mhz"),
    ("technology", "technology"),
];

/// Paths of all built-in presets, elements of lists as `*`.
static PATHS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let texts = Preset::builtin_names().filter_map(Preset::builtin_text);
    let mut paths = BTreeSet::from(["dataflow.update_reads".to_owned()]);
    for table in texts.filter_map(|text| text.parse::<toml::Table>().ok()) {
        collect(&toml::Value::Table(table), "", &mut paths);
    }
    paths.retain(|path| !["format_version", "name", "summary", "network.layers.*"].contains(&path.as_str()));
    paths
});

fn collect(value: &toml::Value, at: &str, paths: &mut BTreeSet<String>) {
    let below = |part: &str| if at.is_empty() { part.to_owned() } else { format!("{at}.{part}") };
    match value {
        toml::Value::Table(table) => table.iter().for_each(|(key, value)| collect(value, &below(key), paths)),
        toml::Value::Array(list) => list.iter().for_each(|value| collect(value, &below("*"), paths)),
        _ => drop(paths.insert(at.to_owned())),
    }
}

impl Parameter {
    /// The parameter of a name; `field` is where the plan has it.
    pub(crate) fn named(name: &str, field: &str) -> Result<Self, SweepError> {
        if let Some(path) = name.strip_prefix(PRESET_PATH) {
            return Self::preset(name, path, field);
        }
        match KNOWN.iter().find(|(known, _)| *known == name) {
            Some((_, kind)) => Ok(Self { name: name.to_owned(), kind: *kind }),
            None => Err(unknown(name, field)),
        }
    }

    fn preset(name: &str, path: &str, field: &str) -> Result<Self, SweepError> {
        let general: Vec<&str> = path
            .split('.')
            .map(|part| if part.bytes().all(|b| b.is_ascii_digit()) { "*" } else { part })
            .collect();
        let general = general.join(".");
        if let Some((path, parameter)) =
            BESIDE.iter().find(|(own, _)| general == *own || general.starts_with(&format!("{own}.")))
        {
            let message = format!("{path} of the preset is set by the parameter {parameter}");
            return Err(SweepError::field(field, message));
        }
        if PATHS.contains(&general) {
            Ok(Self { name: name.to_owned(), kind: Kind::PresetPath })
        } else {
            Err(unknown(name, field))
        }
    }

    /// Its name in plans.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The path into the preset, if it is one.
    pub(crate) fn preset_path(&self) -> Option<&str> {
        self.name.strip_prefix(PRESET_PATH)
    }

    /// Whether values may be taken from a range, and whether they are then whole; a path into a preset takes both.
    pub(crate) fn range(&self) -> Option<bool> {
        match self.kind {
            Kind::Whole(..) => Some(true),
            Kind::Number(..) | Kind::PresetPath => Some(false),
            Kind::Sizes | Kind::Order | Kind::LearningRate | Kind::Name => None,
        }
    }

    /// Checks a value on its own. A whole number is a number too.
    pub(crate) fn check(&self, value: Value, field: &str) -> Result<Value, SweepError> {
        let wrong =
            |expected: String| SweepError::field(field, format!("{value} is not allowed: {expected}"));
        match (self.kind, &value) {
            (Kind::Whole(least, greatest), Value::Whole(number)) if (least..=greatest).contains(number) => {
                Ok(value)
            }
            (Kind::Whole(least, greatest), _) => {
                Err(wrong(format!("a whole number from {least} to {greatest}")))
            }
            (Kind::Number(least, greatest, unit), _) => {
                let (least, greatest) = (least as f64 / 1e3, greatest as f64 / 1e3);
                match value.number() {
                    Some(number)
                        if (least..=greatest).contains(&number) && (number > 0.0 || unit != " MHz") =>
                    {
                        Ok(Value::Number(number))
                    }
                    _ => Err(wrong(format!("a number from {least} to {greatest}{unit}"))),
                }
            }
            (Kind::Sizes, Value::Sizes(sizes)) => {
                let lengths = if self.name == "layers" { 3..=9 } else { 1..=7 };
                if !lengths.contains(&sizes.len()) || sizes.iter().any(|size| !(1..=NEURONS).contains(size)) {
                    let (least, most) = (lengths.start(), lengths.end());
                    return Err(wrong(format!("{least} to {most} sizes from 1 to {NEURONS}")));
                }
                Ok(value)
            }
            (Kind::Sizes, _) => Err(wrong("a list of sizes, such as [200, 200]".to_owned())),
            (Kind::Order, Value::Text(text)) if text.parse::<Order>().is_ok() => Ok(value),
            (Kind::Order, _) => Err(wrong("pipelined or sequential".to_owned())),
            (Kind::LearningRate, _) => {
                let rate = value.to_string().parse::<LearningRate>();
                rate.map(|rate| Value::Text(rate.to_string())).map_err(|_| {
                    wrong("START:END with numbers from 0 to 127, such as \"6.0:0.3\"".to_owned())
                })
            }
            (Kind::Name, Value::Text(text)) if !text.is_empty() && !text.chars().any(char::is_control) => {
                Ok(value)
            }
            (Kind::Name, _) => Err(wrong("a name, or the path of a file, as text".to_owned())),
            (Kind::PresetPath, Value::Text(text)) if text.is_empty() => Err(wrong("a value".to_owned())),
            (Kind::PresetPath, _) => Ok(value),
        }
    }
}

fn unknown(name: &str, field: &str) -> SweepError {
    let known = KNOWN.iter().map(|(known, _)| (*known).to_owned());
    let paths = PATHS.iter().map(|path| format!("{PRESET_PATH}{path}"));
    let all: Vec<String> = known.chain(paths).collect();
    let all = all.iter().map(String::as_str);
    // A preset's path without its beginning is the likeliest mistake.
    let prefixed = format!("{PRESET_PATH}{name}");
    let meant = all.clone().find(|known| *known == prefixed).or_else(|| nearest(name, all));
    let meant = meant.map(|name| format!(" (did you mean {name}?)")).unwrap_or_default();
    let known: Vec<&str> = KNOWN.iter().map(|(known, _)| *known).collect();
    SweepError::field(
        field,
        format!(
            "there is no parameter {name:?}{meant}; there are {}, and {PRESET_PATH}PATH for every value of a preset",
            known.join(", ")
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_paths_are_known_and_mistakes_are_understood() {
        for name in ["weight_bits", "preset.encoder.pixels_per_cycle", "preset.layers.0.weights.word_bits"] {
            assert_eq!(Parameter::named(name, "axes").unwrap().name(), name);
        }
        for (wrong, meant) in [
            ("weigth_bits", "did you mean weight_bits?"),
            ("preset.encoder.pixel_per_cycle", "did you mean preset.encoder.pixels_per_cycle?"),
            ("encoder.pixels_per_cycle", "did you mean preset.encoder.pixels_per_cycle?"),
            ("preset.supply", "supply_v"),
            ("preset.network.layers.1", "layers or hidden"),
        ] {
            let message = Parameter::named(wrong, "axes.x").unwrap_err().to_string();
            assert!(message.starts_with("axes.x: ") && message.contains(meant), "{wrong}: {message}");
        }
    }

    #[test]
    fn values_are_checked_with_their_range() {
        for (name, value, range) in [
            ("weight_bits", Value::Whole(9), "2 to 8"),
            ("weight_bits", Value::Number(2.5), "2 to 8"),
            ("supply_v", Value::Number(9.0), "0.1 to 5 V"),
            ("clock_mhz", Value::Whole(0), "MHz"),
            ("hidden", Value::Sizes(vec![]), "1 to 7 sizes from 1 to 4000"),
            ("order", Value::Text("both".into()), "pipelined or sequential"),
            ("learning_rate", Value::Text("fast".into()), "0 to 127"),
        ] {
            let message =
                Parameter::named(name, "").unwrap().check(value, "fixed.x").unwrap_err().to_string();
            assert!(message.starts_with("fixed.x: ") && message.contains(range), "{name}: {message}");
        }
        let rate = Parameter::named("learning_rate", "").unwrap().check(Value::Whole(2), "").unwrap();
        assert_eq!(rate, Value::Text("2".parse::<LearningRate>().unwrap().to_string()));
    }
}
