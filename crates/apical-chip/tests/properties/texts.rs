//! No text makes a reader panic.

use apical_chip::area::Area;
use apical_chip::energy::Calibration;
use apical_chip::preset::{Preset, Setting};
use apical_chip::technology::Technology;
use proptest::prelude::*;

/// A text with a piece replaced by another, or by a piece of itself.
fn damaged(text: &'static str) -> impl Strategy<Value = String> {
    let length = text.len();
    let piece = prop_oneof![
        "[ -~\n]{0,12}",
        "(nan|inf|-?[0-9]{1,25}|1e999|[0-9]+ [fpnumkMG]?(V|J|W|Hz|mm2)|\\{\\}|\\[\\]|\"\"|''')",
        (0..length, 0_usize..40).prop_map(move |(start, count)| {
            let bytes = &text.as_bytes()[start..(start + count).min(length)];
            String::from_utf8_lossy(bytes).into_owned()
        }),
    ];
    (0..length, 0_usize..30, piece).prop_map(move |(start, count, piece)| {
        let (before, after) = (&text.as_bytes()[..start], &text.as_bytes()[(start + count).min(length)..]);
        String::from_utf8_lossy(&[before, piece.as_bytes(), after].concat()).into_owned()
    })
}

/// A path of parts that there are, and others.
fn path() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "(layers|network|format|clock|supply|weights|word_bits|ports|dataflow|kind|[0-3*]|[a-z]{0,3})",
        "[ -~]{0,4}",
    ];
    proptest::collection::vec(part, 0..5).prop_map(|parts| parts.join("."))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn presets_are_read_or_refused(text in prop_oneof![".{0,200}", damaged(Preset::builtin_text("apical").unwrap())]) {
        if let Ok(preset) = Preset::parse(&text) {
            prop_assert!(preset.organisation.validate().is_ok() && preset.config().is_ok());
        }
    }

    #[test]
    fn settings_are_applied_or_refused(path in path(), value in "\\PC{0,12}|\\[.{0,9}\\]|[0-9]{1,20}") {
        if let Ok(setting) = format!("{path}={value}").parse::<Setting>() {
            let _ = Preset::named("apical", &[setting.clone(), setting]);
        }
    }

    #[test]
    fn any_text_is_a_setting_or_refused(text in "\\PC{0,40}") {
        let has_both = text.split_once('=').is_some_and(|(path, value)| !path.trim().is_empty() && !value.trim().is_empty());
        prop_assert_eq!(text.parse::<Setting>().is_ok(), has_both);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn technologies_are_read_or_refused(
        text in prop_oneof![
            ".{0,200}",
            damaged(Technology::builtin_text("65nm").unwrap()),
            damaged(Technology::builtin_text("sg13g2").unwrap()),
        ]
    ) {
        if let Ok(technology) = Technology::parse(&text) {
            // What is read can be asked for the dearest thing there is.
            let _ = Calibration::of(&technology);
            let _ = Area::new(&Preset::builtin("apical").unwrap(), &technology);
        }
    }
}
