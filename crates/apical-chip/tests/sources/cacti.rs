//! CACTI's output: the embedded rows, and what is interpolated between them.

use apical_chip::technology::{Memories, SramTable, Technology};

use super::tables;
use crate::common::assert_near;
use crate::common::constants::Constants;

/// A row of the output.
struct Row {
    bytes: f64,
    bits: f64,
    /// Read and write in pJ, leakage and gate leakage in uW, area in mm2.
    costs: [f64; 5],
}

fn table_65nm() -> SramTable {
    match Technology::find("65nm").unwrap().memories {
        Memories::Tables(tables) => tables.cacti,
        _ => panic!("65nm has tables"),
    }
}

/// Rows of the low-standby-power cells.
fn rows() -> Option<Vec<Row>> {
    let text = std::fs::read_to_string(tables()?.join("sram65/cacti7_65nm.csv")).unwrap();
    let mut lines = text.lines();
    let heading: Vec<&str> = lines.next().unwrap().split(',').collect();
    let column = |name: &str| heading.iter().position(|known| *known == name).unwrap();
    let names = ["read_pj", "write_pj", "leakage_uw", "gate_leakage_uw", "area_mm2"];
    let rows = lines.map(|line| line.split(',').collect::<Vec<_>>());
    let chosen = rows.filter(|row| row[column("cell_type")] == "itrs-lstp");
    let parsed = chosen.map(|row| {
        let number = |name: &str| row[column(name)].parse::<f64>().unwrap();
        assert_eq!(number("vdd_v"), 1.2);
        Row { bytes: number("size_bytes"), bits: number("word_bits"), costs: names.map(number) }
    });
    Some(parsed.collect())
}

#[test]
fn every_row_is_embedded_and_no_other() {
    let Some(rows) = rows() else { return };
    let constants = Constants::new();
    assert_eq!(constants.of("sram.cacti.supply"), 1.2);
    let embedded = constants.rows("sram.cacti.rows");
    assert_eq!((rows.len(), embedded.len()), (48, 48));
    for row in rows {
        let found = constants.row("sram.cacti.rows", row.bytes, row.bits);
        assert_eq!(found[2..], row.costs, "{} bytes of {} bits", row.bytes, row.bits);
    }
}

#[test]
fn a_memory_of_the_table_costs_what_the_table_says() {
    let Some(rows) = rows() else { return };
    let table = table_65nm();
    for row in rows {
        let words = row.bytes * 8.0 / row.bits;
        let cost = table.cost(words as u32, row.bits as u32).unwrap();
        let found =
            [cost.read.picojoules(), cost.write.picojoules(), cost.leakage.value() * 1e6, cost.area.value()];
        let [read, write, leakage, gate_leakage, area] = row.costs;
        let what = format!("{words} words of {} bits", row.bits);
        for (found, expected) in found.into_iter().zip([read, write, leakage + gate_leakage, area]) {
            assert_near(found, expected, 1e-9, &what);
        }
    }
}

/// Between neighbours a cost lies between theirs, and half-way in logarithms it is their geometric mean.
#[test]
fn between_rows_costs_are_interpolated_by_logarithms() {
    let Some(rows) = rows() else { return };
    let table = table_65nm();
    let mut compared = 0;
    for (small, large) in rows.iter().zip(&rows[1..]).filter(|(a, b)| a.bits == b.bits) {
        let words = (small.bytes * large.bytes).sqrt() * 8.0 / small.bits;
        let cost = table.cost(words.round() as u32, small.bits as u32).unwrap();
        // The words of the exact middle are rounded to whole ones.
        let tolerance = 0.6 / words;
        let mean = |index: usize| (small.costs[index] * large.costs[index]).sqrt();
        let what = format!("{words:.1} words of {} bits", small.bits);
        assert_near(cost.read.picojoules(), mean(0), tolerance, &what);
        assert_near(cost.write.picojoules(), mean(1), 2.0 * tolerance, &what);
        assert_near(cost.area.value(), mean(4), 2.0 * tolerance, &what);
        compared += 1;
    }
    assert_eq!(compared, 48 - 6);
    // Half-way between two widths at one capacity.
    let wider = |row: &Row| rows.iter().find(|wide| wide.bits == 2.0 * row.bits && wide.bytes == row.bytes);
    for (narrow, wide) in rows.iter().filter_map(|row| Some((row, wider(row)?))) {
        let (bits, bytes) = (narrow.bits, narrow.bytes);
        let width = (bits * 2_f64.sqrt()).round();
        let words = (bytes * 8.0 / width).round();
        let cost = table.cost(words as u32, width as u32).unwrap();
        // Where the rounded width lies between the two.
        let share = (width / bits).log2();
        let expected = narrow.costs[0].powf(1.0 - share) * wide.costs[0].powf(share);
        assert_near(cost.read.picojoules(), expected, 1.5 / words, &format!("{words} words of {width} bits"));
    }
}
