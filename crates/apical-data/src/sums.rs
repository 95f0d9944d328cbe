//! `SHA256SUMS`: what the content of verified files was, beside them, in the form of the tool `sha256sum`.
//!
//! The names are those of the uncompressed files, and so are the hashes.

use std::fs;
use std::io::{ErrorKind, Read};
use std::path::Path;

#[cfg(any(feature = "fetch", test))]
use apical_support::replace_file;

/// Name of the file.
pub(crate) const SUMS_FILE: &str = "SHA256SUMS";
/// Far more than four lines take.
const MAX_LENGTH: u64 = 1 << 20;

/// The hash recorded of `name` in `folder`, as hexadecimal digits. `None` without a record, or without a readable one.
pub(crate) fn recorded(folder: &Path, name: &str) -> Option<String> {
    read(folder).into_iter().find(|(known, _)| known == name).map(|(_, hash)| hash)
}

/// Records the hash of `name`, in place of an older one.
#[cfg(any(feature = "fetch", test))]
pub(crate) fn record(folder: &Path, name: &str, hash: &str) -> std::io::Result<()> {
    let mut sums = read(folder);
    sums.retain(|(known, _)| known != name);
    sums.push((name.to_owned(), hash.to_owned()));
    sums.sort();
    let text: String = sums.iter().map(|(name, hash)| format!("{hash}  {name}\n")).collect();
    replace_file(&folder.join(SUMS_FILE), text.as_bytes())
}

fn read(folder: &Path) -> Vec<(String, String)> {
    let mut text = String::new();
    let result = fs::File::open(folder.join(SUMS_FILE))
        .and_then(|file| file.take(MAX_LENGTH).read_to_string(&mut text));
    if result.is_err_and(|error| error.kind() != ErrorKind::NotFound) {
        return Vec::new();
    }
    let hash_and_name = |line: &str| {
        let (hash, name) = line.split_once(char::is_whitespace)?;
        // The star marks binary mode.
        let name = name.trim().trim_start_matches('*');
        let is_hash = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hash.then(|| (name.to_owned(), hash.to_ascii_lowercase()))
    };
    text.lines().filter_map(hash_and_name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_kept_replaced_and_read() {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = ("a".repeat(64), "b".repeat(64));
        assert_eq!(recorded(folder.path(), "x"), None);
        record(folder.path(), "x", &a).unwrap();
        record(folder.path(), "w", &b).unwrap();
        record(folder.path(), "x", &b).unwrap();
        assert_eq!(recorded(folder.path(), "x"), Some(b.clone()));
        let text = fs::read_to_string(folder.path().join(SUMS_FILE)).unwrap();
        assert_eq!(text, format!("{b}  w\n{b}  x\n"));
        fs::write(folder.path().join(SUMS_FILE), format!("nonsense\n{a} *y\nshort  x\n")).unwrap();
        assert_eq!(recorded(folder.path(), "y"), Some(a));
        assert_eq!(recorded(folder.path(), "x"), None);
    }
}
