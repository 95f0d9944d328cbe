//! The technology file against the files that its numbers are from.
//!
//! `APICAL_TEST_TABLES` names a folder with `sram65/cacti7_65nm.csv` (output of CACTI 7) and `cells/sg13g2` (Liberty
//! files of IHP SG13G2, compressed). `none` says on purpose that they are not at hand.

mod cacti;
mod cells;
mod liberty;
mod macros;

use std::path::PathBuf;

/// The folder, if it is there.
fn tables() -> Option<PathBuf> {
    let reason = match std::env::var_os("APICAL_TEST_TABLES").map(PathBuf::from) {
        Some(folder) if folder.is_dir() => return Some(folder),
        Some(word) if word.as_os_str() == "none" => {
            eprintln!("APICAL_TEST_TABLES is \"none\": not compared with the sources");
            return None;
        }
        Some(folder) => format!("APICAL_TEST_TABLES names {}, which is not a folder", folder.display()),
        None => "APICAL_TEST_TABLES names no folder".to_owned(),
    };
    assert!(std::env::var("CI").as_deref() != Ok("true"), "the tables are needed here: {reason}");
    eprintln!("SKIPPED: {reason}");
    None
}
