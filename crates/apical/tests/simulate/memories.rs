//! `--sram`: memories of a file in the place of the technology's.

use std::fs;

use apical_chip::technology::Technology;
use apical_chip::units::Volts;

use super::{json, number, refuses, small};
use crate::common::{Sandbox, succeeded};

/// Memories of the preset `apical`, words and bits.
const SIZES: [(u32, u32); 5] = [(98, 40), (25, 80), (25, 40), (196, 32), (50, 32)];

/// The technology's lower table at these sizes.
fn table() -> String {
    let technology = Technology::find("65nm").unwrap();
    let mut text =
        "# supply_v = 1.2\n# node_nm = 65\n# corner = tt\nwords,bits,read_pj,write_pj,leakage_uw,area_mm2\n"
            .to_owned();
    for (words, bits) in SIZES {
        let cost = technology.memory(words, bits, false, Volts::new(1.2)).unwrap();
        let [read, write] = cost.low.map(|energy| energy.picojoules());
        text +=
            &format!("{words},{bits},{read},{write},{},{}\n", cost.leakage.value() * 1e6, cost.area.value());
    }
    text
}

#[test]
fn memories_of_ones_own_are_priced_without_bounds_or_intervals() {
    let sandbox = Sandbox::new();
    fs::write(sandbox.path("mine.csv"), table()).unwrap();
    let plain = json(small(&sandbox, &[]));
    let own = json(small(&sandbox, &["--sram", "mine.csv"]));
    let low = plain["energy_nj_bounds"][0].as_f64().unwrap();
    let energy = number(&own, "energy_nj_per_image");
    assert!((energy / low - 1.0).abs() < 1e-9, "{energy} {low}");
    assert_eq!(own["energy_nj_bounds"], serde_json::json!([energy, energy]));
    assert!((number(&own, "area_mm2") / number(&plain, "area_mm2") - 1.0).abs() < 1e-9);
    assert!(own["uncertainty"].is_null() && own["calibration_factor"].is_null());
    assert!(!plain["uncertainty"].is_null() && plain["memories"].is_null());
    let memories = &own["memories"];
    assert_eq!((memories["file"].as_str(), memories["form"].as_str()), (Some("mine.csv"), Some("CSV")));
    assert_eq!((memories["sizes"].as_u64(), memories["supply_v"].as_f64()), (Some(5), Some(1.2)));
    assert_eq!((memories["corner"].as_str(), memories["node_nm"].as_u64()), (Some("tt"), Some(65)));
    assert_eq!(memories["adapted"].as_array().unwrap().len(), 1);
    assert_eq!(memories["sha256"].as_str().unwrap().len(), 64);
    let text = succeeded(small(&sandbox, &["--sram", "mine.csv"]));
    for part in [
        "memories  mine.csv (CSV, 5 sizes, tt, 65 nm, 1.2 V)",
        "adapted: 1.2 V to 0.8 V: energies times 0.444 (V²)",
        "memories are those of mine.csv",
        "No intervals: ranges are known of a technology's own memories",
    ] {
        assert!(text.contains(part), "{part:?} is missing in: {text}");
    }
    // A reader that follows the ledger finds the file.
    succeeded(small(&sandbox, &["--sram", "mine.csv", "--ledger", "joules.csv"]));
    let ledger = fs::read_to_string(sandbox.path("joules.csv")).unwrap();
    assert!(ledger.contains("sram.file") && !ledger.contains("sram.cacti"), "{ledger}");
}

/// What a form cannot say stands behind the name; a folder of cells in place of a library's macros changes nothing.
#[test]
fn cells_of_a_folder_are_the_librarys_macros() {
    let tables = std::env::var_os("APICAL_TEST_TABLES").map(std::path::PathBuf::from);
    let Some(folder) = tables.map(|tables| tables.join("cells/sg13g2/sram")).filter(|folder| folder.is_dir())
    else {
        eprintln!("SKIPPED: APICAL_TEST_TABLES names no folder with cells");
        return;
    };
    let sandbox = Sandbox::new();
    let name = format!("{},node_nm=130", folder.display());
    let plain = json(small(&sandbox, &["--technology", "sg13g2"]));
    let own = json(small(&sandbox, &["--technology", "sg13g2", "--sram", &name]));
    for key in ["energy_nj_per_image", "area_mm2", "memory_access_energy_nj"] {
        assert!((number(&own, key) / number(&plain, key) - 1.0).abs() < 1e-9, "{key}");
    }
    let memories = &own["memories"];
    assert_eq!((memories["form"].as_str(), memories["sizes"].as_u64()), (Some("Liberty"), Some(27)));
    assert_eq!(memories["corner"].as_str(), Some("typ_1p20V_25C"));
    assert!(memories["adapted"].as_array().unwrap().is_empty());
    // At 65 nm and 0.8 V they are brought there, by both rules.
    let brought = json(small(&sandbox, &["--sram", &name]));
    assert_eq!(brought["memories"]["adapted"].as_array().unwrap().len(), 2);
    let ratio = number(&brought, "memory_access_energy_nj") / number(&own, "memory_access_energy_nj");
    assert!((ratio - 0.5 * (0.8_f64 / 1.2).powi(2)).abs() < 1e-9, "{ratio}");
    refuses(
        &sandbox,
        small(&sandbox, &["--sram", &folder.display().to_string()]),
        &["node_nm: missing", "FILE,node_nm=65"],
    );
}

#[test]
fn files_of_memories_that_are_wrong_are_refused() {
    let sandbox = Sandbox::new();
    let text = table();
    fs::write(sandbox.path("volts.csv"), text.replace("# supply_v = 1.2\n", "")).unwrap();
    fs::write(sandbox.path("node.csv"), text.replace("node_nm = 65", "node_nm = 28")).unwrap();
    fs::write(sandbox.path("leak.csv"), text.replace("leakage_uw", "leakage_nw")).unwrap();
    fs::write(sandbox.path("good.csv"), &text).unwrap();
    for (arguments, expected) in [
        (&["--sram", "volts.csv"][..], &["volts.csv", "supply_v: missing", "# supply_v = 1.2"][..]),
        (&["--sram", "node.csv"], &["node.csv", "28 nm", "technology 65nm of 65 nm"]),
        (&["--sram", "leak.csv"], &["leak.csv", "line 4: unknown columns \"leakage_nw\""]),
        (&["--sram", "absent.csv"], &["cannot read absent.csv"]),
        (&["--sram", "good.csv", "--technology", "sg13g2"], &["good.csv", "65 nm", "sg13g2 of 130 nm"]),
        (
            &["--sram", "good.csv", "--preset", "park2019"],
            &["good.csv: a memory of 196 words of 56 bits", "ports = 2 would do"],
        ),
    ] {
        refuses(&sandbox, small(&sandbox, arguments), expected);
    }
}
