//! Numbers with a comma or a point that may stand before decimals or between thousands.

use super::shared::{message, surveyed, table};
use crate::table::TableOptions;

/// Ranges of the features, and what is said of marks.
fn read(text: &str) -> (Vec<(f64, f64)>, Vec<String>) {
    let found = surveyed(text).unwrap();
    // The second reading takes numbers as the first did: each value of the wider range is there.
    let ranges = found.ranges.clone();
    let wide = crate::FeatureScale::Each(ranges.clone());
    let filled = crate::table::read(|| Ok(text.as_bytes()), &TableOptions::default(), &wide).unwrap();
    assert_eq!(filled.clamped.total(), 0, "{text}");
    let notes = found.layout.notes(false).into_iter().filter(|note| note.contains("thousands")).collect();
    (ranges, notes)
}

fn rows(separator: &str, rows: &[[&str; 3]]) -> String {
    let quoted = |field: &str| if separator == "," { format!("\"{field}\"") } else { field.to_owned() };
    let row = |row: &[&str; 3]| row.map(quoted).join(separator) + "\n";
    [["a", "b", "label"]].iter().chain(rows).map(row).collect()
}

#[test]
fn commas_between_thousands() {
    for separator in ["\t", ";", "|", "    ", ","] {
        for (text, ranges) in [
            // Smaller numbers of the column have none.
            ([["1,817", "7", "x"], ["998", "5", "y"]], [(998.0, 1817.0), (5.0, 7.0)]),
            ([["-1,817", "7", "x"], ["-998", "5", "y"]], [(-1817.0, -998.0), (5.0, 7.0)]),
            // Several, or a point behind them.
            ([["1,234,567", "7,125", "x"], ["1,500", "5,125", "y"]], [(1500.0, 1234567.0), (5125.0, 7125.0)]),
            ([["1,234.5", "7,125", "x"], ["2000", "5", "y"]], [(1234.5, 2000.0), (5.0, 7125.0)]),
            // A point elsewhere.
            ([["1,817", "0.5", "x"], ["2,998", "5", "y"]], [(1817.0, 2998.0), (0.5, 5.0)]),
        ] {
            let text = rows(separator, &text);
            let (found, notes) = read(&text);
            assert_eq!(found, ranges, "{text}");
            assert!(notes.len() == 1 && notes[0].contains("line 2, column 1 (a): "), "{notes:?}");
        }
    }
}

#[test]
fn commas_before_decimals() {
    for (text, ranges) in [
        ([["1,817", "0,25", "x"], ["998", "5", "y"]], [(1.817, 998.0), (0.25, 5.0)]),
        ([["0,817", "7", "x"], ["1,250", "5", "y"]], [(0.817, 1.25), (5.0, 7.0)]),
        ([["1,817", "7,1234", "x"], ["1,250", "5", "y"]], [(1.25, 1.817), (5.0, 7.1234)]),
        // The point then separates thousands.
        ([["1.817", "7,5", "x"], ["12.998", "5", "y"]], [(1817.0, 12998.0), (5.0, 7.5)]),
        ([["1.234,5", "7", "x"], ["1.234.567", "5", "y"]], [(1234.5, 1234567.0), (5.0, 7.0)]),
    ] {
        let (found, notes) = read(&rows("\t", &text));
        assert_eq!(found, ranges, "{text:?}");
        assert_eq!(notes.len(), usize::from(text[0][0].contains('.')), "{notes:?}");
    }
}

#[test]
fn what_can_be_read_in_two_ways_is_refused() {
    for text in [
        [["1,817", "7", "x"], ["2,998", "5", "y"]],
        [["1,817", "7", "x"], ["2998", "5", "y"]],
        [["1,817", "1.817", "x"], ["2,998", "5.125", "y"]],
    ] {
        let message = message(&rows(";", &text));
        for part in ["line 2, column 1 (a): \"1,817\"", "1.817 or 1817", "with a point before the decimals"] {
            assert!(message.contains(part), "{part}: {message}");
        }
    }
    let text = message(&rows(";", &[["1,234.5", "7", "x"], ["2,5", "5", "y"]]));
    assert!(text.starts_with("line 3, column 1 (a): \"2,5\"") && text.contains("decimal mark"), "{text}");
    for number in ["1'817", "1_817", "1\u{a0}817", "1 817"] {
        let rows: Vec<[&str; 3]> = (0..20).map(|index| [number, "5", ["0", "1"][index % 2]]).collect();
        let text = message(&self::rows("\t", &rows));
        assert!(text.starts_with("line 2, column 1 (a): ") && text.contains("between thousands"), "{text}");
    }
}

#[test]
fn points_are_those_of_decimals_and_doubt_is_said() {
    let plain: Vec<[&str; 3]> =
        (0..30).map(|row| [["1.817", "998"][row % 2], "5", ["x", "y"][row % 2]]).collect();
    let (found, notes) = read(&rows(";", &plain));
    assert_eq!(found[0], (1.817, 998.0));
    assert!(
        notes.len() == 1 && notes[0].contains("if the point separates thousands, leave it out"),
        "{notes:?}"
    );
    let shorter = [&plain[..], &[["1.5", "5", "x"]]].concat();
    assert_eq!(read(&rows(";", &shorter)).1, [""; 0]);
    assert!(table("a,b,label\n1.817,2.5,x\n998,1,y\n", &TableOptions::default()).is_ok());
}
