//! Files into memories: their form is told by what is in them.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::conditions::Stated;
use super::row::{self, Row};
use super::{MemoryFile, MemoryFileError, MemoryForm, csv};

/// What files have so far.
#[derive(Default)]
struct Found {
    rows: Vec<Row>,
    stated: Stated,
    form: Option<MemoryForm>,
}

pub(super) fn file(path: &Path) -> Result<MemoryFile, MemoryFileError> {
    let bytes = bytes(path)?;
    parse(&path.display().to_string(), &bytes).map_err(|error| error.within(path))
}

pub(super) fn parse(name: &str, bytes: &[u8]) -> Result<MemoryFile, MemoryFileError> {
    let mut found = Found::default();
    found.add(bytes)?;
    found.finish(name, hexadecimal(&Sha256::digest(bytes)))
}

fn bytes(path: &Path) -> Result<Vec<u8>, MemoryFileError> {
    let failed = |source| MemoryFileError::Read { path: path.to_owned(), source };
    let file = File::open(path).map_err(failed)?;
    let mut bytes = Vec::new();
    file.take(MemoryFile::MOST_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > MemoryFile::MOST_BYTES {
        return Err(too_large().within(path));
    }
    Ok(bytes)
}

fn too_large() -> MemoryFileError {
    let most = format!("{} MiB, unpacked", MemoryFile::MOST_BYTES >> 20);
    MemoryFileError::TooMuch { what: "the file".to_owned(), most }
}

impl Found {
    fn add(&mut self, bytes: &[u8]) -> Result<(), MemoryFileError> {
        let text = std::str::from_utf8(bytes).map_err(|_| MemoryFileError::Form)?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let first = text.lines().find(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'));
        let form = match first {
            Some(line) if csv::is_header(line) => MemoryForm::Csv,
            _ => return Err(MemoryFileError::Form),
        };
        let rows = match form {
            MemoryForm::Csv => csv::read(text, &mut self.stated)?,
        };
        self.form.get_or_insert(form);
        self.rows.extend(rows);
        Ok(())
    }

    fn finish(self, name: &str, sha256: String) -> Result<MemoryFile, MemoryFileError> {
        let form = self.form.ok_or(MemoryFileError::Form)?;
        if self.rows.is_empty() {
            let remedy = "give it at least one memory";
            return Err(MemoryFileError::Missing { what: "memories".to_owned(), remedy });
        }
        let macros = row::macros(&self.rows)?;
        let conditions = self.stated.finish()?;
        Ok(MemoryFile { name: name.to_owned(), form, conditions, macros, sha256 })
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
