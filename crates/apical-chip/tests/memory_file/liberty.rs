//! Cells in the Liberty format.

use std::io::Write;

use apical_chip::technology::{MemoryFile, MemoryForm};

use super::chain;

const UNITS: &str = "capacitive_load_unit (1,pf); voltage_unit : \"1V\"; leakage_power_unit : \"1nW\"; nom_voltage : 1.2; \
                     nom_temperature : 25; default_operating_conditions : tt;";

fn power(when: &str, rise: f64, fall: f64) -> String {
    format!(
        "internal_power () {{ when : \"{when}\"; rise_power (scalar) {{ values ({rise}); }} fall_power (scalar) {{ values ({fall}); }} }}"
    )
}

/// A macro of 64 words of 16 bits whose pins are active high.
fn high() -> String {
    let clock = power("A_MEN & !A_WEN & A_REN", 10.0, 2.0)
        + &power("A_MEN & A_WEN & !A_REN", 14.0, 3.0)
        + &power("!A_MEN", 1.0, 1.0);
    format!(
        "cell (high) {{ area : 5000; cell_leakage_power : 40; memory () {{ type : ram; address_width : 6; word_width : 16; }} \
         pin (A_CLK) {{ direction : input; clock : true; {clock} }} pin (A_MEN) {{ direction : input; }} }}"
    )
}

/// One of 32 words of 8 bits with two ports whose pins are active low.
fn low() -> String {
    let clock = |port: &str| {
        power(&format!("!CEN{port} & GWEN{port}"), 5.0, 0.5)
            + &power(&format!("!CEN{port} & !GWEN{port}"), 6.0, 0.25)
    };
    let pins = |port: &str| {
        format!(
            "pin (CLK{port}) {{ direction : input; clock : true; {} }} pin (CEN{port}) {{ direction : input; }}",
            clock(port)
        )
    };
    format!(
        "cell (low) {{ area : 3000; cell_leakage_power : 20; memory () {{ type : ram; address_width : 5; word_width : 8; }} {}{} }}",
        pins("A"),
        pins("B")
    )
}

fn library(cells: &str) -> String {
    format!("/* a library */\nlibrary (macros) {{ {UNITS}\n{cells}\ncell (inv) {{ area : 1; }} }}\n")
}

fn file(folder: &std::path::Path, name: &str, content: &[u8]) -> String {
    let path = folder.join(name);
    std::fs::write(&path, content).unwrap();
    path.display().to_string()
}

fn folder(name: &str) -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("apical-liberty-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn near(found: f64, expected: f64) {
    assert!((found / expected - 1.0).abs() < 1e-9, "{found} {expected}");
}

#[test]
fn an_access_is_both_edges_of_the_clock_where_the_port_reads_or_writes() {
    let folder = folder("cells");
    let path = file(&folder, "both.txt", library(&(high() + &low())).as_bytes());
    let read = MemoryFile::read(&format!("{path},node_nm=130")).unwrap();
    assert_eq!((read.form(), read.name()), (MemoryForm::Liberty, path.as_str()));
    let [high, low] = read.macros() else { panic!("two memories and an inverter") };
    assert_eq!((high.words, high.bits, high.ports, low.words, low.bits, low.ports), (64, 16, 1, 32, 8, 2));
    near(high.cost.read.picojoules(), 12.0);
    near(high.cost.write.picojoules(), 17.0);
    near(high.cost.leakage.value(), 40e-9);
    near(high.cost.area.value(), 0.005);
    near(low.cost.read.picojoules(), 5.5);
    near(low.cost.write.picojoules(), 6.25);
    let conditions = read.conditions();
    assert_eq!((conditions.supply.value(), conditions.node.nanometres()), (1.2, 130));
    assert_eq!((conditions.temperature, conditions.corner.as_deref()), (Some(25.0), Some("tt")));
    std::fs::remove_dir_all(folder).unwrap();
}

/// All libraries of a folder, compressed or not, and nothing else of it.
#[test]
fn a_folder_is_one_table() {
    let folder = folder("folder");
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(library(&high()).as_bytes()).unwrap();
    file(&folder, "b.lib.gz", &packed.finish().unwrap());
    file(&folder, "a.lib", library(&low()).as_bytes());
    file(&folder, "README", b"not read");
    let name = format!("{},node_nm=130,corner=tt", folder.display());
    let read = MemoryFile::read(&name).unwrap();
    assert_eq!(read.macros().iter().map(|made| made.words).collect::<Vec<_>>(), [32, 64]);
    let wrong = MemoryFile::read(&format!("{},node_nm=130,supply_v=1.5", folder.display())).unwrap_err();
    let message = chain(&wrong);
    assert!(
        message.contains("a.lib: library macros: supply_v is 1.2, at behind")
            || message.contains("supply_v is 1.2"),
        "{message}"
    );
    // The same memory in two files.
    file(&folder, "c.lib", library(&high()).as_bytes());
    assert!(
        chain(&MemoryFile::read(&name).unwrap_err())
            .contains("64 words of 16 bits with 1 ports: already at cell high")
    );
    file(&folder, "c.lib", b"library (broken) {");
    assert!(
        chain(&MemoryFile::read(&name).unwrap_err())
            .contains("c.lib: Liberty, line 1: group library is not closed")
    );
    for library in ["a.lib", "b.lib.gz", "c.lib"] {
        std::fs::remove_file(folder.join(library)).unwrap();
    }
    assert!(
        chain(&MemoryFile::read(&name).unwrap_err()).ends_with("no file *.lib or *.lib.gz in that folder")
    );
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn what_a_cell_lacks_is_named() {
    let refusal = |cells: &str| chain(&MemoryFile::parse("mine.lib", library(cells).as_bytes()).unwrap_err());
    let without = |from: &str, to: &str| {
        assert!(high().contains(from));
        refusal(&high().replace(from, to))
    };
    for (found, expected) in [
        (refusal(""), "library macros: no cell has a group memory ()"),
        (
            refusal(&high()),
            "node_nm: missing; there are no defaults: say it in a line such as # node_nm = 65, or behind the file's name",
        ),
        (without("cell_leakage_power : 40;", ""), "cell high: cell_leakage_power: missing"),
        (without("area : 5000;", ""), "cell high: it needs an area"),
        (without("word_width : 16;", ""), "cell high: memory: word_width must be 1 to 4096"),
        (
            without("A_MEN & A_WEN & !A_REN", "!A_MEN & A_WEN & !A_REN"),
            "cell high: no internal_power of pin A_CLK at a write: give a CSV file",
        ),
        (
            without("A_CLK", "clk0"),
            "cell high: no port whose pins are A_CLK, A_MEN, A_WEN and A_REN, or CLK, CEN",
        ),
        (without("A_CLK", "clk0"), "(clocks: clk0)"),
    ] {
        assert!(found.contains(expected), "{expected:?} is missing in {found}");
    }
    let bytes = [0x1f, 0x8b, 8, 0, 0, 0];
    assert!(chain(&MemoryFile::parse("mine", &bytes).unwrap_err()).starts_with("compressed with gzip: "));
}
