//! Names of classes to labels.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use super::gather::Item;
use super::layout::Part;
use crate::DataError;

/// Pictures of each part with their labels, in order; in the order of [`Part::ALL`].
pub(super) type Parts = [Vec<(u8, PathBuf)>; 3];

/// Gives every picture the number of its class, and tells the names of the classes.
///
/// # Errors
/// If there are not 2 to 256 classes, or a picture has one that is not among them.
pub(super) fn resolve(
    folder: &Path,
    items: Vec<Item>,
    given: Option<&[String]>,
) -> Result<(Vec<String>, Parts), DataError> {
    let names = match given {
        Some(names) => names.to_vec(),
        None => names_of(&items),
    };
    if !(2..=256).contains(&names.len()) {
        return Err(DataError::ClassFolders { folder: folder.to_owned(), found: names.len() });
    }
    let labels: HashMap<&str, u8> = names.iter().map(String::as_str).zip(0..=u8::MAX).collect();
    let unknown: BTreeSet<&str> =
        items.iter().map(|item| &*item.class).filter(|class| !labels.contains_key(class)).collect();
    if !unknown.is_empty() {
        let unknown = ordered(unknown);
        return Err(DataError::UnknownClasses {
            origin: folder.display().to_string(),
            unknown,
            known: names,
        });
    }
    // Their order follows from the folder alone, whatever the order of the classes is: the same images make the same run.
    let in_order = ordered(items.iter().map(|item| &*item.class).collect());
    let ranks: HashMap<&str, usize> = in_order.iter().map(String::as_str).zip(0..).collect();
    let mut ranked: [Vec<(usize, u8, PathBuf)>; 3] = Default::default();
    for Item { class, part, file, .. } in &items {
        ranked[*part as usize].push((ranks[&**class], labels[&**class], file.clone()));
    }
    let parts = ranked.map(|mut part| {
        part.sort();
        part.into_iter().map(|(_, label, file)| (label, file)).collect()
    });
    Ok((names, parts))
}

/// The classes of the training set; of a folder without one, all.
fn names_of(items: &[Item]) -> Vec<String> {
    let trained = items.iter().any(|item| item.part == Part::Train);
    let items = items.iter().filter(|item| !trained || item.part == Part::Train);
    ordered(items.map(|item| &*item.class).collect())
}

/// Numerically if all are whole numbers, else as text.
fn ordered(names: BTreeSet<&str>) -> Vec<String> {
    let mut names: Vec<&str> = names.into_iter().collect();
    if names.iter().all(|name| name.parse::<i64>().is_ok()) {
        // Stable, so that "1" and "01" keep the order of their names.
        names.sort_by_key(|name| name.parse::<i64>().unwrap_or(i64::MAX));
    }
    names.into_iter().map(str::to_owned).collect()
}
