//! Tables with a header.

use apical_chip::technology::{MemoryFile, MemoryForm, Node};
use apical_chip::units::Volts;

use super::{SMALL, chain, read, refusal};

#[test]
fn a_table_is_read_with_its_conditions() {
    let file = read(SMALL);
    assert_eq!((file.form(), file.macros().len(), file.name()), (MemoryForm::Csv, 2, "mine.csv"));
    let conditions = file.conditions();
    assert_eq!((conditions.supply, conditions.node.nanometres()), (Volts::new(1.2), 65));
    assert_eq!((conditions.temperature, conditions.corner.as_deref()), (Some(25.0), Some("tt")));
    let first = file.macros()[0];
    assert_eq!((first.words, first.bits, first.ports), (128, 16, 1));
    assert!((first.cost.read.picojoules() - 2.0).abs() < 1e-12);
    assert!((first.cost.write.picojoules() - 3.0).abs() < 1e-12);
    assert!((first.cost.leakage.value() - 0.5e-6).abs() < 1e-18);
    assert!((first.cost.area.value() - 0.004).abs() < 1e-15);
    // As sha256sum prints it.
    assert_eq!(
        MemoryFile::parse(
            "x",
            b"words,bits,read_pj,write_pj,leakage_uw,area_um2,supply_v\n8,8,1,1,1,1,1\n# node_nm = 65\n"
        )
        .unwrap()
        .sha256()
        .len(),
        64
    );
    assert_eq!(Node::from_nanometres(65.0), Some(conditions.node));
}

/// Other orders, areas in square micrometres, conditions as columns, no ports, quotes, a byte-order mark.
#[test]
fn the_same_table_can_be_written_otherwise() {
    let other = "\u{feff}bits,\"words\",area_um2,write_pj,read_pj,leakage_uw,delay_ns,supply_v,corner,temperature_c\r\n\
                 16,128,4000,3.0,2.0,0.5,1.5,1.2,tt,25\r\n24 , \"128\",5000,3.5,2.5,0.75,,1.2,tt,25\r\n# node_nm = 65\r\n";
    let (file, expected) = (read(other), read(SMALL));
    assert_eq!(file.conditions(), expected.conditions());
    for (found, expected) in file.macros().iter().zip(expected.macros()) {
        assert_eq!((found.ports, found.words, found.bits), (expected.ports, expected.words, expected.bits));
        assert!((found.cost.area.value() / expected.cost.area.value() - 1.0).abs() < 1e-12);
        assert_eq!(found.cost.read, expected.cost.read);
    }
    let two = read(&SMALL.replace(",ports,", ",").replace(",1,", ",").replace("# two", "# ports = 2\n# two"));
    assert!(two.macros().iter().all(|made| made.ports == 2));
}

#[test]
fn what_is_wrong_is_named_with_its_line() {
    let line = |from: &str, to: &str| refusal(&SMALL.replacen(from, to, 1));
    for (from, to, expected) in [
        ("leakage_uw", "leakage_nw", "line 7: unknown columns \"leakage_nw\"; known: words, bits, ports"),
        (
            "# supply_v = 1.2\n",
            "",
            "supply_v: missing; there are no defaults: say it in a line such as # supply_v = 1.2",
        ),
        ("# node_nm = 65\n", "", "node_nm: missing"),
        ("# node_nm = 65", "# node_nm = 0.5", "node_nm: 0.5 is out of range: 1 to 10000 nm"),
        (
            "# supply_v = 1.2",
            "# supply_v = 1.2 V",
            "line 2: supply_v: \"1.2 V\" is out of range: a number of volts",
        ),
        ("# supply_v = 1.2", "# supply_v = 0", "line 2: supply_v: 0 is out of range: 0.01 to 100 V"),
        ("2.0,3.0", "-2.0,3.0", "line 8: read energy in pJ: -2 is out of range: above 0"),
        ("2.0,3.0", "2.0,much", "line 8: column write_pj: \"much\" is out of range: a number, in every row"),
        ("2.0,3.0", "2.0,", "line 8: column write_pj: \"\" is out of range: a number, in every row"),
        ("2.0,3.0", "2.0,nan", "line 8: column write_pj: \"nan\""),
        ("2.0,3.0", "2.0", "line 8: 6 fields; the header has 7"),
        ("128,16,1", "128.5,16,1", "line 8: words: 128.5 is out of range: 1 to 1048576"),
        ("128,16,1", "128,5000,1", "line 8: bits: 5000 is out of range: 1 to 4096"),
        ("128,16,1", "128,16,3", "line 8: ports: 3 is out of range: 1 or 2"),
        ("128,16,1", "128,24,1", "line 9: 128 words of 24 bits with 1 ports: already at line 8"),
        ("area_mm2", "words", "line 7: column words: there twice"),
        ("0.004", "0", "line 8: area in mm2: 0 is out of range: above 0"),
        ("0.5,0.004", "-1,0.004", "line 8: leakage: -1 is out of range"),
    ] {
        let message = line(from, to);
        assert!(message.contains(expected), "{from:?} to {to:?}: {message}");
    }
}

/// A constant that is missing is an error, and says which column.
#[test]
fn columns_that_are_missing_are_named() {
    let rows =
        "words,bits,read_pj,write_pj,leakage_uw,area_mm2\n8,8,1,1,1,1\n# supply_v = 1\n# node_nm = 65\n";
    read(rows);
    for column in ["read_pj", "write_pj", "leakage_uw", "area_mm2"] {
        let message = refusal(&rows.replacen(column, "delay_ns", 1));
        assert!(
            message.starts_with(&format!("column {column}: missing; there are no defaults")),
            "{message}"
        );
    }
    let both = rows.replace("leakage_uw", "area_um2");
    assert!(refusal(&both).contains("column leakage_uw: missing"), "{}", refusal(&both));
    let both = rows.replace("area_mm2", "area_mm2,area_um2");
    assert!(refusal(&both).contains("one of the two is enough"), "{}", refusal(&both));
}

#[test]
fn a_table_holds_under_one_set_of_conditions() {
    let rows = "words,bits,read_pj,write_pj,leakage_uw,area_mm2,corner,supply_v\n8,8,1,1,1,1,tt,1.2\n8,9,1,1,1,1,tt,1.1\n";
    let message = refusal(rows);
    assert!(
        message.starts_with("line 3: supply_v is 1.1, at line 2 it is 1.2: a table holds under one"),
        "{message}"
    );
    let message = refusal(&rows.replace("tt,1.1", "ff,1.2"));
    assert!(message.starts_with("line 3: corner is ff, at line 2 it is tt"), "{message}");
}

#[test]
fn what_is_no_table_says_what_one_is() {
    for text in ["", "\n\n", "# supply_v = 1.2\n", "hello", "a,b,c\n1,2,3\n", "[sram]\nwords = 3\n"] {
        assert!(
            refusal(text).contains("no table of memories: expected a CSV file"),
            "{text:?}: {}",
            refusal(text)
        );
    }
    let bytes = MemoryFile::parse("mine", &[0xff, 0xfe, 0x00, 0x80]).unwrap_err();
    assert!(chain(&bytes).contains("no table of memories"));
    let empty = "words,bits,read_pj,write_pj,leakage_uw,area_mm2\n# supply_v = 1\n# node_nm = 65\n";
    assert!(refusal(empty).starts_with("memories: missing"), "{}", refusal(empty));
    let many: String = (1..=MemoryFile::MOST_SIZES + 1).map(|words| format!("{words},8,1,1,1,1\n")).collect();
    assert_eq!(refusal(&(empty.to_owned() + &many)), "10001 memories is more than is read: at most 10000");
}
