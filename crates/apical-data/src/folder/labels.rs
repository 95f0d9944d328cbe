//! Tables of labels: which picture is of which class.

use std::path::{Path, PathBuf};

use super::entries::name_of;
use super::gather::Loose;
use super::index::{Found, Index};
use super::layout::{Part, words};
use super::passed::{Reason, Tally};
use crate::DataError;
use table::{Columns, Rows};

mod table;

/// A file that may be a table of labels.
#[derive(Debug)]
pub(super) struct Table {
    file: PathBuf,
    /// The part that its pictures are of, as its name tells or the folder that it lies in.
    part: Option<Part>,
}

impl Table {
    pub(super) fn new(file: &Path, folder: Option<Part>) -> Self {
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        Self { file: file.to_owned(), part: folder.or_else(|| Part::of_name(&stem)) }
    }

    /// Whether it is an example of an answer: such a table names a competition's test pictures, with labels made up.
    fn is_submission(&self) -> bool {
        words(&name_of(&self.file)).any(|word| word.starts_with("submission"))
    }
}

/// The part that a picture is of, as far as it is known, and its class.
pub(super) type Label = (Option<Part>, String);

/// Part and class of each of `loose`, where a table tells of it.
pub(super) fn apply(
    root: &Path,
    loose: &[Loose],
    tables: Vec<Table>,
    passed: &mut Tally,
) -> Result<Vec<Option<Label>>, DataError> {
    let mut labels = vec![None; loose.len()];
    for table in tables {
        if table.is_submission() {
            passed.add(Reason::Submission, &table.file);
            continue;
        }
        let index = Index::of(root, loose, table.part);
        let columns = if loose.is_empty() { None } else { table::columns(&table.file, &index)? };
        match columns {
            None => passed.add(Reason::OtherKind, &table.file),
            Some(columns) => fill(&table, &columns, &index, loose, &mut labels, passed)?,
        }
    }
    Ok(labels)
}

fn fill(
    table: &Table,
    columns: &Columns,
    index: &Index,
    loose: &[Loose],
    labels: &mut [Option<Label>],
    passed: &mut Tally,
) -> Result<(), DataError> {
    let failed = |line: u64, problem: String| DataError::LabelTable {
        file: table.file.clone(),
        problem: format!("line {line}: {problem}"),
    };
    for row in Rows::open(&table.file, columns)? {
        let (line, name, label) = row?;
        let number = match index.find(&name) {
            Found::One(number) => number,
            Found::Several => {
                let remedy = "write its path, or \"train\" or \"test\" into the name of the table";
                return Err(failed(line, format!("{name:?} is the name of several pictures: {remedy}")));
            }
            Found::Nothing => {
                passed.add(Reason::WithoutPicture, &table.file);
                continue;
            }
        };
        if label.is_empty() {
            passed.add(Reason::EmptyLabel, &table.file);
            continue;
        }
        let new = (loose[number].part.or(table.part), label);
        match &labels[number] {
            Some(old) if *old != new => {
                let (old, new) = (&old.1, &new.1);
                return Err(failed(
                    line,
                    format!(
                        "{name:?} has the label {new:?} here, but {old:?} elsewhere; a picture has one label"
                    ),
                ));
            }
            _ => labels[number] = Some(new),
        }
    }
    Ok(())
}
