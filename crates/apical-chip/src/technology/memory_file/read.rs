//! Files into memories: their form is told by what is in them.

use std::borrow::Cow;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::conditions::{KEYS, Stated};
use super::row::{self, Row};
use super::{MemoryFile, MemoryFileError, MemoryForm, cacti, csv, liberty};
use crate::unpack::{self, NoText};

/// What files have so far.
#[derive(Default)]
struct Found {
    rows: Vec<Row>,
    stated: Stated,
    form: Option<MemoryForm>,
}

/// A path with conditions behind it.
pub(super) fn named(name: &str) -> Result<MemoryFile, MemoryFileError> {
    let (path, given) = split(name);
    let path = Path::new(path);
    read(path, given).map_err(|error| error.within(path))
}

fn read(path: &Path, given: &str) -> Result<MemoryFile, MemoryFileError> {
    let mut found = Found::of(given)?;
    let shown = path.display().to_string();
    if !path.is_dir() {
        let bytes = bytes(path)?;
        found.add(&bytes)?;
        return found.finish(&shown, given, hexadecimal(&Sha256::digest(&bytes)));
    }
    let mut sums = String::new();
    for file in libraries(path)? {
        let bytes = bytes(&file)?;
        found.add(&bytes).map_err(|error| error.within(&file))?;
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        sums += &format!("{}  {name}\n", hexadecimal(&Sha256::digest(&bytes)));
    }
    found.finish(&shown, given, hexadecimal(&Sha256::digest(&sums)))
}

/// A path, and the conditions `,key=value` behind it.
fn split(name: &str) -> (&str, &str) {
    let mut end = name.len();
    while let Some(comma) = name[..end].rfind(',') {
        let key = name[comma + 1..end].split_once('=').map(|(key, _)| key.trim());
        if !key.is_some_and(|key| KEYS.contains(&key)) {
            break;
        }
        end = comma;
    }
    (&name[..end], name[end..].trim_start_matches(','))
}

/// Liberty files of a folder, in the order of their names.
fn libraries(folder: &Path) -> Result<Vec<PathBuf>, MemoryFileError> {
    let failed = |source| MemoryFileError::Read { path: folder.to_owned(), source };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.to_string_lossy();
        if name.ends_with(".lib") || name.ends_with(".lib.gz") {
            files.push(path);
        }
    }
    files.sort();
    row::check_count(files.len())?;
    if files.is_empty() { Err(MemoryFileError::EmptyFolder) } else { Ok(files) }
}

pub(super) fn parse(name: &str, bytes: &[u8]) -> Result<MemoryFile, MemoryFileError> {
    let (name, given) = split(name);
    let mut found = Found::of(given)?;
    found.add(bytes)?;
    found.finish(name, given, hexadecimal(&Sha256::digest(bytes)))
}

/// The text of a file, unpacked.
fn text(bytes: &[u8]) -> Result<Cow<'_, str>, MemoryFileError> {
    unpack::text(bytes, MemoryFile::MOST_BYTES).map_err(|problem| match problem {
        NoText::Damaged(error) => {
            MemoryFileError::Content { at: "compressed with gzip".to_owned(), problem: error.to_string() }
        }
        NoText::TooLong => too_large(),
        NoText::Characters => MemoryFileError::Form,
    })
}

fn bytes(path: &Path) -> Result<Vec<u8>, MemoryFileError> {
    let failed = |source| MemoryFileError::Read { path: path.to_owned(), source };
    let file = File::open(path).map_err(failed)?;
    let mut bytes = Vec::new();
    file.take(MemoryFile::MOST_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > MemoryFile::MOST_BYTES {
        return Err(too_large());
    }
    Ok(bytes)
}

fn too_large() -> MemoryFileError {
    let most = format!("{} MiB, unpacked", MemoryFile::MOST_BYTES >> 20);
    MemoryFileError::TooMuch { what: "the file".to_owned(), most }
}

impl Found {
    /// Conditions that stand behind a name.
    fn of(given: &str) -> Result<Self, MemoryFileError> {
        let mut found = Self::default();
        for (key, value) in given.split(',').filter_map(|part| part.split_once('=')) {
            found.stated.say(key.trim(), value.trim(), "behind the file's name")?;
        }
        Ok(found)
    }

    fn add(&mut self, bytes: &[u8]) -> Result<(), MemoryFileError> {
        let text = text(bytes)?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let first = text.lines().find(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'));
        let form = match first {
            Some(line) if csv::is_header(line) => MemoryForm::Csv,
            Some(line) if cacti::is_header(line) => MemoryForm::CactiTable,
            Some(_) if liberty::is_library(text) => MemoryForm::Liberty,
            Some(_) if cacti::is_text(text) => MemoryForm::CactiText,
            _ => return Err(MemoryFileError::Form),
        };
        let rows = match form {
            MemoryForm::Csv => csv::read(text, &mut self.stated)?,
            MemoryForm::Liberty => liberty::read(text, &mut self.stated)?,
            MemoryForm::CactiText => cacti::read_text(text, &mut self.stated)?,
            MemoryForm::CactiTable => cacti::read_table(text, &mut self.stated)?,
        };
        self.form.get_or_insert(form);
        self.rows.extend(rows);
        Ok(())
    }

    fn finish(self, name: &str, given: &str, sha256: String) -> Result<MemoryFile, MemoryFileError> {
        let form = self.form.ok_or(MemoryFileError::Form)?;
        if self.rows.is_empty() {
            let remedy = "give it at least one memory";
            return Err(MemoryFileError::Missing { what: "memories".to_owned(), remedy });
        }
        let macros = row::macros(&self.rows)?;
        let conditions = self.stated.finish()?;
        Ok(MemoryFile { name: name.to_owned(), form, conditions, macros, sha256, given: given.to_owned() })
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
