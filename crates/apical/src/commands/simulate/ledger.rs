//! The ledger of a simulation as a file: every joule, with where it is from.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::Path;

use apical_chip::design::Design;
use apical_chip::energy::{Estimate, Ledger, LedgerRow};
use apical_chip::units::Joules;
use serde::Serialize;

use super::Simulated;
use crate::failure::Failure;
use crate::output::{self, FORMAT_VERSION};

/// Form of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A row a line, below a line of names.
    Csv,
    /// One object.
    Json,
}

impl Form {
    /// By the ending of a file's name.
    pub(super) fn of(file: &Path) -> Result<Self, Failure> {
        match file.extension().and_then(OsStr::to_str) {
            Some("csv") => Ok(Self::Csv),
            Some("json") => Ok(Self::Json),
            _ => Err(Failure::Use(format!(
                "--ledger: the name of {} must end in .csv (a table) or .json (one object)",
                file.display()
            ))),
        }
    }
}

/// A row of the file. Energies are those of the whole run.
#[derive(Serialize)]
struct Row {
    block: &'static str,
    /// From 1; none for what all layers share.
    layer: Option<usize>,
    cause: &'static str,
    kind: &'static str,
    counter: &'static str,
    count: f64,
    energy_of_one_pj_low: f64,
    energy_of_one_pj_calibrated: f64,
    energy_of_one_pj_high: f64,
    total_nj_low: f64,
    total_nj_calibrated: f64,
    total_nj_high: f64,
    made_of: &'static str,
    source: Vec<&'static str>,
}

impl Row {
    fn new(row: &LedgerRow<'_>) -> Self {
        let in_unit = |energy: Estimate, unit: fn(Joules) -> f64| {
            [energy.low, energy.calibrated, energy.high].map(unit)
        };
        let cost = row.cost;
        let [of_one_low, of_one_calibrated, of_one_high] = in_unit(cost.each, Joules::picojoules);
        let [low, calibrated, high] = in_unit(row.energy(), Joules::nanojoules);
        Self {
            block: cost.block.name(),
            layer: cost.layer,
            cause: cost.cause.name(),
            kind: cost.kind.name(),
            counter: cost.counter.name(),
            count: row.count,
            energy_of_one_pj_low: of_one_low,
            energy_of_one_pj_calibrated: of_one_calibrated,
            energy_of_one_pj_high: of_one_high,
            total_nj_low: low,
            total_nj_calibrated: calibrated,
            total_nj_high: high,
            made_of: cost.made_of,
            source: cost.sources.paths().collect(),
        }
    }

    /// Names and fields of a line, in their order.
    fn fields(&self) -> [(&'static str, String); 14] {
        let number = |number: f64| number.to_string();
        [
            ("block", self.block.to_owned()),
            ("layer", self.layer.map_or_else(String::new, |layer| layer.to_string())),
            ("cause", self.cause.to_owned()),
            ("kind", self.kind.to_owned()),
            ("counter", self.counter.to_owned()),
            ("count", number(self.count)),
            ("energy_of_one_pj_low", number(self.energy_of_one_pj_low)),
            ("energy_of_one_pj_calibrated", number(self.energy_of_one_pj_calibrated)),
            ("energy_of_one_pj_high", number(self.energy_of_one_pj_high)),
            ("total_nj_low", number(self.total_nj_low)),
            ("total_nj_calibrated", number(self.total_nj_calibrated)),
            ("total_nj_high", number(self.total_nj_high)),
            ("made_of", format!("\"{}\"", self.made_of.replace('"', "\"\""))),
            ("source", self.source.join(" ")),
        ]
    }
}

/// The object of a `.json` file.
#[derive(Serialize)]
struct Object<'a> {
    format_version: u32,
    preset: &'a str,
    technology: &'a str,
    supply_v: f64,
    clock_mhz: f64,
    /// Null in a technology whose memory energies have no bounds.
    calibration_factor: Option<f64>,
    /// Images of the run; totals over these are energies of an image.
    images: u64,
    rows: Vec<Row>,
}

/// Writes the file.
pub(super) fn write(
    path: &Path,
    form: Form,
    design: &Design,
    simulated: &Simulated,
    ledger: &Ledger<'_>,
) -> Result<(), Failure> {
    let rows: Vec<Row> = ledger.rows.iter().map(Row::new).collect();
    let text = match form {
        Form::Csv => csv(&rows),
        Form::Json => {
            let object = Object {
                format_version: FORMAT_VERSION,
                preset: &design.preset().name,
                technology: &design.technology().name,
                supply_v: simulated.point.supply.value(),
                clock_mhz: simulated.point.clock.megahertz(),
                calibration_factor: design.process().calibration().map(|found| found.factor),
                images: simulated.run.images,
                rows,
            };
            serde_json::to_string_pretty(&object).map_err(|error| Failure::Output(error.into()))? + "\n"
        }
    };
    output::write(path, text.as_bytes())
}

fn csv(rows: &[Row]) -> String {
    let mut text = String::new();
    for (index, row) in rows.iter().enumerate() {
        let fields = row.fields();
        if index == 0 {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{}", fields.each_ref().map(|(name, _)| *name).join(","));
        }
        let _ = writeln!(text, "{}", fields.map(|(_, field)| field).join(","));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_chooses_the_form() {
        assert_eq!(Form::of(Path::new("a/b.csv")).unwrap(), Form::Csv);
        assert_eq!(Form::of(Path::new("b.c.json")).unwrap(), Form::Json);
        for name in ["b.txt", "csv", ".csv", "b.CSV"] {
            let message = Form::of(Path::new(name)).unwrap_err().to_string();
            assert!(message.contains(name) && message.contains(".csv") && message.contains(".json"));
        }
    }
}
