//! Tables with a header: a memory a line, units in the names of the columns.

use super::MemoryFileError;
use super::conditions::{CORNER, SUPPLY, Stated, TEMPERATURE, number};
use super::row::{self, Row};

const KNOWN: &str = "words, bits, ports, read_pj, write_pj, leakage_uw, area_mm2 or area_um2, delay_ns, corner, temperature_c, \
                     supply_v";
const COLUMNS: [&str; 12] = [
    "words",
    "bits",
    "ports",
    "read_pj",
    "write_pj",
    "leakage_uw",
    "area_mm2",
    "area_um2",
    "delay_ns",
    CORNER,
    TEMPERATURE,
    SUPPLY,
];

/// Whether a line that is no comment can be such a header.
pub(super) fn is_header(line: &str) -> bool {
    let names = fields(line);
    ["words", "bits"].iter().all(|name| names.iter().any(|known| known == name))
}

/// Fields of a line, without spaces and quotes around them.
pub(super) fn fields(line: &str) -> Vec<String> {
    let bare = |field: &str| {
        let field = field.trim();
        let inner = field.strip_prefix('"').and_then(|field| field.strip_suffix('"'));
        inner.unwrap_or(field).trim().to_owned()
    };
    line.split(',').map(bare).collect()
}

/// Where a column stands.
struct Columns {
    names: Vec<String>,
}

impl Columns {
    fn of(line: &str, number: usize) -> Result<Self, MemoryFileError> {
        let names = fields(line);
        let unknown: Vec<&str> =
            names.iter().map(String::as_str).filter(|name| !COLUMNS.contains(name)).collect();
        if !unknown.is_empty() {
            let columns =
                unknown.iter().take(20).map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", ");
            return Err(MemoryFileError::Columns { line: number, columns, known: KNOWN });
        }
        if let Some((_, twice)) = names.iter().enumerate().find(|(at, name)| names[..*at].contains(name)) {
            let problem = format!("column {twice}: there twice");
            return Err(MemoryFileError::Content { at: format!("line {number}"), problem });
        }
        let columns = Self { names };
        for (name, remedy) in [
            ("words", "words of a memory"),
            ("bits", "bits of a word"),
            ("read_pj", "energy of a read"),
            ("write_pj", "energy of a write"),
            ("leakage_uw", "a column of leakage, which is part of every energy"),
        ] {
            columns.needed(name, remedy)?;
        }
        match (columns.index("area_mm2"), columns.index("area_um2")) {
            (Some(_), Some(_)) => Err(MemoryFileError::Content {
                at: format!("line {number}"),
                problem: "columns area_mm2 and area_um2: one of the two is enough".to_owned(),
            }),
            (None, None) => Err(columns.missing("area_mm2", AREA)),
            _ => Ok(columns),
        }
    }

    fn index(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known == name)
    }

    fn needed(&self, name: &str, remedy: &'static str) -> Result<(), MemoryFileError> {
        if self.index(name).is_some() { Ok(()) } else { Err(self.missing(name, remedy)) }
    }

    fn missing(&self, name: &str, remedy: &'static str) -> MemoryFileError {
        MemoryFileError::Missing { what: format!("column {name}"), remedy }
    }
}

const AREA: &str =
    "a column of areas (area_mm2 or area_um2), which wires and the area of the processor follow from";

/// Memories of a text, from the line of the header on.
pub(super) fn read(text: &str, stated: &mut Stated) -> Result<Vec<Row>, MemoryFileError> {
    let mut columns: Option<Columns> = None;
    let mut rows: Vec<Row> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let at = index + 1;
        if line.trim().is_empty() || stated.comment(line, at)? {
            continue;
        }
        row::check_count(rows.len())?;
        match &columns {
            None => columns = Some(Columns::of(line, at)?),
            Some(columns) => rows.push(read_row(columns, &fields(line), at, stated)?),
        }
    }
    // Lines for the whole file may come last.
    let ports = stated.ports();
    let has_ports = columns.is_some_and(|columns| columns.index("ports").is_some());
    let with_ports = |row: Row| if has_ports { row } else { Row { ports, ..row } };
    row::check_count(rows.len())?;
    Ok(rows.into_iter().map(with_ports).collect())
}

fn read_row(
    columns: &Columns,
    fields: &[String],
    line: usize,
    stated: &mut Stated,
) -> Result<Row, MemoryFileError> {
    let at = format!("line {line}");
    if fields.len() != columns.names.len() {
        let problem = format!("{} fields; the header has {}", fields.len(), columns.names.len());
        return Err(MemoryFileError::Content { at, problem });
    }
    let text = |name: &str| columns.index(name).map(|index| fields[index].as_str());
    let value = |name: &str| {
        let text = text(name).unwrap_or_default();
        number(text, &format!("column {name}"), &at, "a number, in every row")
    };
    for condition in [CORNER, TEMPERATURE, SUPPLY] {
        if let Some(text) = text(condition) {
            stated.say(condition, text, &at)?;
        }
    }
    // The clock is the technology's; a delay only has to be one.
    if text("delay_ns").is_some_and(|delay| !delay.is_empty()) && value("delay_ns")? < 0.0 {
        let (what, found) = ("column delay_ns".to_owned(), text("delay_ns").unwrap_or_default().to_owned());
        return Err(MemoryFileError::Range { at, what, found, range: "at least 0" });
    }
    let area_mm2 = match columns.index("area_um2") {
        Some(_) => value("area_um2")? * 1e-6,
        None => value("area_mm2")?,
    };
    let ports = columns.index("ports").map_or(Ok(1.0), |_| value("ports"))?;
    Ok(Row {
        ports,
        words: value("words")?,
        bits: value("bits")?,
        read_pj: value("read_pj")?,
        write_pj: value("write_pj")?,
        leakage_uw: value("leakage_uw")?,
        area_mm2,
        at,
    })
}
