//! The high bound's rows, and what a second port costs.

use std::path::Path;

use apical_chip::preset::Preset;
use apical_chip::technology::{MemoryFile, Technology};

use super::liberty::Group;
use super::tables;
use crate::common::assert_near;
use crate::common::constants::Constants;

/// A macro's area in um2, leakage in nW, and the energy of a clock pulse of port A that reads or writes, in pJ.
struct Macro {
    area: f64,
    leakage: f64,
    read: f64,
    write: f64,
}

impl Macro {
    fn load(folder: &Path, ports: &str, words: u32, bits: u32) -> Self {
        let suffix = match (ports, words, bits) {
            ("2P", 64, _) => "c2",
            ("1P", 8192, _) => "c4",
            ("1P", 256 | 512, 8) | ("1P", 4096, _) => "c3_bm_bist",
            _ => "c2_bm_bist",
        };
        let name = format!("RM_IHPSG13_{ports}_{words}x{bits}_{suffix}");
        let library = Group::read(&folder.join(format!("cells/sg13g2/sram/{name}.lib.gz")));
        // Power tables are in units of capacitance times voltage squared: pF V2 = pJ.
        assert_eq!(library.attribute("capacitive_load_unit"), Some("1,pf"));
        assert_eq!(library.attribute("voltage_unit"), Some("1V"));
        assert_eq!(library.attribute("leakage_power_unit"), Some("1nW"));
        assert_eq!((library.number("nom_voltage"), library.number("nom_temperature")), (1.2, 25.0));
        let cell = library.one("cell", &name);
        let memory = cell.all("memory").next().unwrap();
        assert_eq!(memory.number("word_width"), f64::from(bits));
        assert_eq!(memory.number("address_width").exp2(), f64::from(words));
        let clock = cell.one("pin", "A_CLK");
        let pulse = |when| {
            let power = clock.power(None, Some(when));
            assert_eq!(power.values("fall_power"), [0.0]);
            power.values("rise_power")[0]
        };
        Self {
            area: cell.number("area"),
            leakage: cell.number("cell_leakage_power"),
            read: pulse("A_MEN&!A_WEN&A_REN"),
            write: pulse("A_MEN&A_WEN&!A_REN"),
        }
    }
}

#[test]
fn the_rows_are_what_the_macros_say() {
    let Some(folder) = tables() else { return };
    let constants = Constants::new();
    let rows = constants.rows("sram.macros.rows");
    assert_eq!(rows.len(), 12);
    for row in rows {
        // This size has two ports only; its accesses cost the same.
        let ports = if row[..2] == [64.0, 32.0] { "2P" } else { "1P" };
        let found = Macro::load(&folder, ports, row[0] as u32, row[1] as u32);
        assert_eq!(row[2..], [found.read, found.write], "{} words of {} bits", row[0], row[1]);
    }
    assert_eq!(constants.of("sram.macros.supply"), 1.2);
}

#[test]
fn a_second_port_costs_area_and_leakage_and_no_energy() {
    let Some(folder) = tables() else { return };
    let constants = Constants::new();
    let mut areas = Vec::new();
    for (words, bits) in [(256, 16), (256, 32), (512, 16), (512, 32), (1024, 16), (1024, 32)] {
        let one = Macro::load(&folder, "1P", words, bits);
        let two = Macro::load(&folder, "2P", words, bits);
        assert_eq!((two.read, two.write), (one.read, one.write));
        let leakage = two.leakage / one.leakage;
        assert_near(leakage, constants.of("sram.two_ports.leakage"), 5e-4, "leakage of a second port");
        areas.push(two.area / one.area);
    }
    let mean = areas.iter().sum::<f64>() / areas.len() as f64;
    assert_near(mean, constants.of("sram.two_ports.area"), 5e-4, "area of a second port");
    assert!(areas.iter().all(|area| (1.88..2.05).contains(area)), "{areas:?}");
    assert_eq!(constants.of("sram.two_ports.energy"), 1.0);
}

/// Every macro of the folder is in the file, with its numbers, and no other.
#[test]
fn the_librarys_macros_are_those_of_the_files() {
    let Some(folder) = tables() else { return };
    let rows = Constants::of_technology("sg13g2").rows("sram.library.rows");
    let files = std::fs::read_dir(folder.join("cells/sg13g2/sram")).unwrap().count();
    assert_eq!((rows.len(), files), (27, 27));
    for row in rows {
        let ports = format!("{}P", row[0]);
        let found = Macro::load(&folder, &ports, row[1] as u32, row[2] as u32);
        let expected = [found.read, found.write, found.leakage, found.area];
        assert_eq!(row[3..], expected, "{ports}, {} words of {} bits", row[1], row[2]);
    }
}

/// The reader of memories of one's own finds the same in these files: every row, and every memory of the presets that is made
/// of them.
#[test]
fn read_as_memories_of_ones_own_the_files_are_the_librarys_rows() {
    let Some(folder) = tables() else { return };
    let name = format!("{}/cells/sg13g2/sram,node_nm=130", folder.display());
    let file = MemoryFile::read(&name).unwrap();
    let rows = Constants::of_technology("sg13g2").rows("sram.library.rows");
    assert_eq!(file.macros().len(), rows.len());
    for row in rows {
        let size = [row[0], row[1], row[2]].map(|number| number as u32);
        let found = file.macros().iter().find(|made| [made.ports, made.words, made.bits] == size);
        let cost = found.unwrap_or_else(|| panic!("{size:?}")).cost;
        let what = format!("{size:?}");
        assert_near(cost.read.picojoules(), row[3], 1e-12, &what);
        assert_near(cost.write.picojoules(), row[4], 1e-12, &what);
        assert_near(cost.leakage.value() * 1e9, row[5], 1e-12, &what);
        assert_near(cost.area.value() * 1e6, row[6], 1e-12, &what);
    }
    let conditions = file.conditions();
    assert_eq!((conditions.temperature, conditions.corner.as_deref()), (Some(25.0), Some("typ_1p20V_25C")));
    let own = Technology::find("sg13g2").unwrap();
    let same = own.clone().with_memories(file).unwrap();
    for preset in Preset::builtin_names().map(|name| Preset::builtin(name).unwrap()) {
        for layer in &preset.organisation.layers {
            for array in std::iter::once(layer.weight_array()).chain(layer.accumulator_array()) {
                let cost = |technology: &Technology| {
                    technology.memory(array.words, array.bits, false, technology.reference_supply()).unwrap()
                };
                let (found, expected) = (cost(&same), cost(&own));
                let what = format!("{} words of {} bits", array.words, array.bits);
                assert_near(found.low[0].value(), expected.low[0].value(), 1e-12, &what);
                assert_near(found.low[1].value(), expected.low[1].value(), 1e-12, &what);
                assert_near(found.area.value(), expected.area.value(), 1e-12, &what);
                assert_near(found.leakage.value(), expected.leakage.value(), 1e-12, &what);
            }
        }
    }
}
