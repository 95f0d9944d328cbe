//! `apical simulate` and `apical preset`: results, files, and what is refused.
//! `INSTA_UPDATE=always cargo test -p apical --test all simulate::` takes over new golden results.

mod files;
mod memories;
mod presets;
mod refusals;
mod results;

use serde_json::Value;

use crate::common::{Sandbox, refused, succeeded};

/// A small run, which needs no file and no dataset.
const SMALL: [&str; 5] = ["simulate", "--random", "--limit", "12", "--seed=7"];

fn small(sandbox: &Sandbox, arguments: &[&str]) -> assert_cmd::Command {
    let mut command = sandbox.apical(&SMALL);
    command.args(arguments);
    command
}

fn json(mut command: assert_cmd::Command) -> Value {
    command.arg("--json");
    serde_json::from_str(&succeeded(command)).unwrap()
}

fn number(report: &Value, key: &str) -> f64 {
    report[key].as_f64().unwrap_or_else(|| panic!("{key} is no number: {}", report[key]))
}

fn sum(values: &Value) -> f64 {
    values.as_object().unwrap().values().map(|value| value.as_f64().unwrap()).sum()
}

/// A run that must be refused with all of `expected`, and leave nothing.
fn refuses(sandbox: &Sandbox, command: assert_cmd::Command, expected: &[&str]) {
    let before = sandbox.files();
    let message = refused(command);
    for part in expected {
        assert!(message.contains(part), "{part:?} is missing in: {message}");
        assert_eq!(message.matches(part).count(), 1, "{part:?} is told twice in: {message}");
    }
    assert_eq!(sandbox.files(), before, "{message}");
}
