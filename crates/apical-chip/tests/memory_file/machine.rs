//! Machines whose memories are those of a file.

use std::collections::BTreeSet;

use apical_chip::design::{Design, DesignCache, DesignError, DesignRequest};
use apical_chip::energy::Kind;
use apical_chip::preset::Preset;
use apical_chip::technology::Technology;
use apical_chip::units::Volts;

use super::{SMALL, chain};
use crate::common::assert_near;

/// A file in the system's folder for temporary ones, removed in the end.
struct File(std::path::PathBuf);

impl File {
    fn new(name: &str, text: &str) -> Self {
        let path = std::env::temp_dir().join(format!("apical-memories-{name}-{}.csv", std::process::id()));
        std::fs::write(&path, text).unwrap();
        Self(path)
    }

    fn request(&self, preset: &str) -> DesignRequest {
        DesignRequest { sram: Some(self.0.display().to_string()), ..DesignRequest::of(preset) }
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// The technology's lower table at the sizes of a preset, as somebody would write it down at 1.2 V.
fn table_of(preset: &Preset) -> String {
    let technology = Technology::find("65nm").unwrap();
    let mut text =
        "# supply_v = 1.2\n# node_nm = 65\nwords,bits,ports,read_pj,write_pj,leakage_uw,area_mm2\n"
            .to_owned();
    let mut sizes = BTreeSet::new();
    for layer in &preset.organisation.layers {
        for array in std::iter::once(layer.weight_array()).chain(layer.accumulator_array()) {
            sizes.insert((array.words, array.bits, array.ports == apical_chip::organisation::Ports::Two));
        }
    }
    for (words, bits, two_ports) in sizes {
        let cost = technology.memory(words, bits, two_ports, Volts::new(1.2)).unwrap();
        let [read, write] = cost.low.map(|energy| energy.picojoules());
        let (leakage, area) = (cost.leakage.value() * 1e6, cost.area.value());
        text += &format!("{words},{bits},{},{read},{write},{leakage},{area}\n", 1 + u32::from(two_ports));
    }
    text
}

/// Every cost is then that of the lower bound, with the same areas and leakage.
#[test]
fn a_table_of_the_technologys_own_memories_gives_its_lower_bound() {
    for name in Preset::builtin_names() {
        let file = File::new(name, &table_of(&Preset::builtin(name).unwrap()));
        let plain = DesignRequest::of(name).resolve().unwrap();
        // The thresholds of a front end are no memory of a layer: those are put together from others.
        if plain.preset().organisation.front_end.is_some() {
            continue;
        }
        let own = file.request(name).resolve().unwrap();
        assert_eq!(own.energy().costs().len(), plain.energy().costs().len());
        for (found, expected) in own.energy().costs().iter().zip(plain.energy().costs()) {
            let what = format!("{name}, {}", expected.made_of);
            assert_near(found.each.calibrated.value(), expected.each.low.value(), 1e-9, &what);
            assert_eq!(
                (found.each.low, found.each.high),
                (found.each.calibrated, found.each.calibrated),
                "{what}"
            );
        }
        assert_near(own.area().total().value(), plain.area().total().value(), 1e-9, name);
    }
}

fn small() -> (File, Design) {
    let file = File::new("small", SMALL);
    let design = file.request("apical").resolve().unwrap();
    (file, design)
}

#[test]
fn rows_of_the_ledger_name_the_file() {
    let (_file, design) = small();
    for cost in design.energy().costs() {
        let paths: Vec<&str> = cost.sources.paths().collect();
        let of_tables = |path: &&str| path.starts_with("sram.") && *path != "sram.file";
        assert!(!paths.iter().any(of_tables), "{paths:?}");
        if cost.kind == Kind::Memory {
            assert_eq!(paths, ["sram.file"]);
        }
    }
    let entries = &design.technology().entries;
    let of_memories: Vec<&str> =
        entries.iter().map(|entry| entry.path.as_str()).filter(|path| path.starts_with("sram.")).collect();
    assert_eq!(of_memories, ["sram.file"]);
    assert!(entries.last().unwrap().value.starts_with("SHA-256 "));
}

/// Nothing but memories is priced otherwise, and nothing is calibrated.
#[test]
fn logic_and_clock_stay_the_technologys() {
    let (_file, design) = small();
    let plain = DesignRequest::default().resolve().unwrap();
    assert_eq!((design.point(), design.process().calibration()), (plain.point(), None));
    let mut compared = 0;
    for (own, plain) in design.energy().costs().iter().zip(plain.energy().costs()) {
        let of_memories = plain.sources.paths().any(|path| path.starts_with("sram."));
        if plain.kind == Kind::Logic && !of_memories {
            assert_eq!(own.each, plain.each, "{}", plain.made_of);
            compared += 1;
        }
    }
    assert!(compared > 20, "{compared}");
}

#[test]
fn a_file_is_read_once_for_many_requests_and_named_if_it_is_wrong() {
    let file = File::new("once", SMALL);
    let mut cache = DesignCache::default();
    let first = cache.resolve(&file.request("apical")).unwrap();
    std::fs::write(&file.0, "no table").unwrap();
    let second = cache.resolve(&file.request("apical")).unwrap();
    assert!(std::sync::Arc::ptr_eq(first.process(), second.process()));
    let plain = cache.resolve(&DesignRequest::default()).unwrap();
    assert!(plain.process().calibration().is_some());
    let error = file.request("apical").resolve().unwrap_err();
    assert!(chain(&error).starts_with(&format!("{}: no table of memories", file.0.display())), "{error}");
    let absent = DesignRequest { sram: Some("none/at/all.csv".to_owned()), ..DesignRequest::default() };
    let error = absent.resolve().unwrap_err();
    assert!(error.is_missing() && error.is_unreadable() && matches!(error, DesignError::Memories(_)));
    assert!(chain(&error).starts_with("cannot read none/at/all.csv"), "{error}");
    // The reconstructed silicon needs two ports.
    std::fs::write(&file.0, SMALL).unwrap();
    let message = chain(&file.request("park2019").resolve().unwrap_err());
    assert!(message.contains("a memory of 196 words of 56 bits needs two ports"), "{message}");
}
