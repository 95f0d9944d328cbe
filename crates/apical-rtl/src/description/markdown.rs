//! Tables of the map, and the documents that hold them between marks.

use apical_chip::machine::map::{Access, Field, Register, Space, Values};
use apical_support::with_section;
use thiserror::Error;

/// A document without the marks of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the document has no lines <!-- begin: {0} --> and <!-- end: {0} --> after it")]
pub struct MissingMarks(pub &'static str);

/// Names and texts of all tables.
#[must_use]
pub fn tables() -> [(&'static str, String); 3] {
    [("registers", registers()), ("errors", errors()), ("spaces", spaces())]
}

/// A document with all tables written anew, each between the lines `<!-- begin: NAME -->` and `<!-- end: NAME -->`.
///
/// # Errors
/// The first table without its marks.
pub fn with_tables(document: &str) -> Result<String, MissingMarks> {
    let mut text = document.to_owned();
    for (name, table) in tables() {
        text = with_section(&text, name, &table).ok_or(MissingMarks(name))?;
    }
    Ok(text)
}

/// A table: its head, its rows.
fn table<const N: usize>(head: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let mut out = line(&head.map(str::to_owned));
    out += &format!("|{}\n", "---|".repeat(N));
    out.extend(rows.into_iter().map(|row| line(&row).replace("|  |", "| |").replace("|  |", "| |")));
    out
}

/// `bit 3` or `bits 7:4`.
fn bits(field: &Field) -> String {
    if field.high == field.low {
        format!("bit {}", field.low)
    } else {
        format!("bits {}:{}", field.high, field.low)
    }
}

fn access(access: Access) -> &'static str {
    match access {
        Access::Constant | Access::Read => "read",
        Access::Write => "write",
        Access::WriteWhenIdle => "write when idle",
        Access::WriteOneToClear => "write 1 to clear",
    }
}

fn meaning(register: Register) -> String {
    let about = register.description();
    // The errors have a table of their own.
    let told = |field: &&Field| !field.meaning.is_empty() && register != Register::Errors;
    let fields = about.fields.iter().filter(told);
    let fields = fields.map(|field| format!("{} `{}`: {}", bits(field), field.name, field.meaning));
    let fields = fields.collect::<Vec<_>>().join("; ");
    let values = match about.values {
        Values::Range(lowest, highest) if lowest != 0 || highest != about.mask() => {
            format!("{lowest} to {highest}")
        }
        Values::StepRate => "at most 256 times the largest accumulator".to_owned(),
        Values::NoFieldZero => "each at least 1".to_owned(),
        Values::Range(..) | Values::Any => String::new(),
    };
    let parts = [about.machines.remark().to_owned(), about.meaning.to_owned(), values]
        .into_iter()
        .filter(|part| !part.is_empty());
    let own = parts.collect::<Vec<_>>().join(", ");
    match (own.is_empty(), fields.is_empty()) {
        (_, true) => own,
        (true, false) => fields,
        (false, false) => format!("{own}: {fields}"),
    }
}

fn registers() -> String {
    let rows = Register::ALL.map(|register| {
        let about = register.description();
        let high = u32::BITS - 1 - about.mask().leading_zeros();
        [
            format!("`{}`", about.name),
            format!("0x{:02X}", about.address),
            format!("{high}:0"),
            access(about.access).to_owned(),
            format!("0x{:X}", about.reset),
            meaning(register),
        ]
    });
    table(["register", "address", "bits", "access", "reset", "meaning"], rows)
}

fn errors() -> String {
    let fields = Register::Errors.description().fields;
    let rows = fields
        .iter()
        .map(|field| [field.low.to_string(), format!("`{}`", field.name), field.meaning.to_owned()]);
    table(["bit", "name", "protocol error"], rows)
}

fn spaces() -> String {
    let rows = Space::ALL.map(|space| {
        let about = space.description();
        let fields = about.fields.iter().map(|field| {
            let range = if field.high == field.low {
                format!("[{}]", field.low)
            } else {
                format!("[{}:{}]", field.high, field.low)
            };
            format!("{} `{range}`", field.meaning)
        });
        let fields = fields.collect::<Vec<_>>().join(", ");
        let colon = if fields.is_empty() { "" } else { ": " };
        let access = if about.writable { "" } else { ", only read" };
        let remark = about.machines.remark();
        let remark = if remark.is_empty() { String::new() } else { format!(" ({remark})") };
        [
            space.code().to_string(),
            format!("`{}`", about.name),
            format!("{}{access}{remark}", about.what),
            about.number.unwrap_or_default().to_owned(),
            about.word.unwrap_or_default().to_owned(),
            format!("{}{colon}{fields}", about.parts),
        ]
    });
    table(["space", "name", "what", "number", "word", "parts"], rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_between_the_marks_is_replaced_and_nothing_else() {
        let marks = |name| format!("<!-- begin: {name} -->\nformer words\n<!-- end: {name} -->\n");
        let document = tables().map(|(name, _)| format!("before\n{}after\n", marks(name))).concat();
        let once = with_tables(&document).unwrap();
        assert!(!once.contains("former words"));
        assert_eq!(once.matches("before\n").count(), 3);
        assert_eq!(with_tables(&once).unwrap(), once);
        let without = document.replace(&marks("errors"), "");
        assert_eq!(with_tables(&without), Err(MissingMarks("errors")));
    }

    #[test]
    fn tables_have_no_stray_separators() {
        for (name, table) in tables() {
            let count = |line: &str| line.matches('|').count();
            let columns = table.lines().next().map(count);
            assert!(table.lines().all(|line| Some(count(line)) == columns), "{name}");
        }
    }
}
