//! Files that other tools wrote, where they are at hand.
//!
//! `APICAL_TEST_CASES` names their folder; without it, they are looked for in the sub-folder `cases` of the one that
//! `APICAL_TEST_TABLES` names. `none` for the latter says that they are not to be had.

use std::env::var_os;
use std::path::{Path, PathBuf};

pub(crate) fn case(name: &str) -> Option<PathBuf> {
    let beside = || var_os("APICAL_TEST_TABLES").map(|folder| Path::new(&folder).join("cases"));
    let file = var_os("APICAL_TEST_CASES").map(PathBuf::from).or_else(beside).map(|folder| folder.join(name));
    if let Some(file) = file.filter(|file| file.is_file()) {
        return Some(file);
    }
    let needed = std::env::var("CI").as_deref() == Ok("true")
        && var_os("APICAL_TEST_TABLES").is_none_or(|value| value != "none");
    assert!(!needed, "{name} is needed here: APICAL_TEST_CASES names no folder with it");
    eprintln!("SKIPPED: APICAL_TEST_CASES names no folder with {name}");
    None
}
