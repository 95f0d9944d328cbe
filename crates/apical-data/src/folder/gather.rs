//! From folders and tables to pictures with the names of their classes.

use std::path::{Path, PathBuf};

use super::entries::{Entries, Walk, name_of};
use super::labels::{self, Table};
use super::layout::{self, Part};
use super::passed::{PassedOver, Reason};
use crate::DataError;

/// A picture with the name of its class.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) part: Part,
    pub(super) class: String,
    pub(super) file: PathBuf,
}

/// A picture that lies in no folder of a class.
#[derive(Debug)]
pub(super) struct Loose {
    /// Of the folder that it lies in, if that is a part.
    pub(super) part: Option<Part>,
    pub(super) file: PathBuf,
    /// The one sub-folder in which it lies: its class if no table tells of one.
    class: Option<String>,
}

/// All that a folder holds.
#[derive(Debug)]
pub(super) struct Gathered {
    pub(super) items: Vec<Item>,
    pub(super) passed_over: Vec<PassedOver>,
    pub(super) nested: Option<(usize, PathBuf)>,
}

#[derive(Default)]
struct Gathering {
    walk: Walk,
    items: Vec<Item>,
    loose: Vec<Loose>,
    tables: Vec<Table>,
    nested: Option<(usize, PathBuf)>,
}

pub(super) fn gather(folder: &Path, classes: Option<&[String]>) -> Result<Gathered, DataError> {
    let mut all = Gathering::default();
    let (root, wrappings) = layout::unwrapped(folder, classes)?;
    for wrapping in &wrappings {
        // A table outside may be about the pictures inside.
        let tables = all.walk.enter(wrapping)?.unwrap_or_default().tables;
        all.tables.extend(tables.iter().map(|table| Table::new(table, None)));
    }
    let entries = all.walk.enter(&root)?.unwrap_or_default();
    match layout::parts(&root, &entries.folders, classes)? {
        None => all.add(&root, entries, None, classes)?,
        Some((parts, others)) => {
            others.iter().for_each(|other| all.walk.passed.add(Reason::BesideParts, other));
            let loose = entries.pictures.into_iter();
            all.loose.extend(loose.map(|file| Loose { part: None, file, class: None }));
            all.tables.extend(entries.tables.iter().map(|table| Table::new(table, None)));
            for (part, folder) in parts {
                let Some(entries) = all.walk.enter(&folder)? else { continue };
                all.add(&folder, entries, Some(part), classes)?;
            }
        }
    }
    all.finish(folder)
}

impl Gathering {
    /// What is in the folder of a part, or in a folder without parts.
    fn add(
        &mut self,
        folder: &Path,
        entries: Entries,
        part: Option<Part>,
        classes: Option<&[String]>,
    ) -> Result<(), DataError> {
        let known = |folder: &Path| classes.is_some_and(|known| known.contains(&name_of(folder)));
        let tables = !entries.tables.is_empty() || !self.tables.is_empty();
        let loose = match &entries.folders[..] {
            [] => true,
            [only] => (tables || !entries.pictures.is_empty()) && !known(only),
            _ => false,
        };
        if loose {
            self.tables.extend(entries.tables.iter().map(|table| Table::new(table, part)));
            let pictures = entries.pictures.into_iter();
            self.loose.extend(pictures.map(|file| Loose { part, file, class: None }));
            for inner in &entries.folders {
                let pictures = self.walk.pictures_below(inner)?.into_iter();
                let class = Some(name_of(inner));
                self.loose.extend(pictures.map(|file| Loose { part, file, class: class.clone() }));
            }
            return Ok(());
        }
        entries.pictures.iter().for_each(|file| self.walk.passed.add(Reason::BesideClasses, file));
        entries.tables.iter().for_each(|table| self.walk.passed.add(Reason::OtherKind, table));
        let before = self.items.len();
        for inner in &entries.folders {
            let pictures = self.walk.pictures_below(inner)?;
            if pictures.is_empty() {
                self.walk.passed.add(Reason::EmptyClass, inner);
            }
            let class = name_of(inner);
            for file in pictures {
                self.add_to_class(inner, part, &class, file);
            }
        }
        if self.items.len() == before && part.is_some() {
            return Err(DataError::NoPictures { folder: folder.to_owned() });
        }
        Ok(())
    }

    fn add_to_class(&mut self, folder: &Path, part: Option<Part>, class: &str, file: PathBuf) {
        if file.parent() != Some(folder) {
            self.nested.get_or_insert_with(|| (0, file.clone())).0 += 1;
        }
        self.items.push(Item { part: part.unwrap_or(Part::Train), class: class.to_owned(), file });
    }

    /// Labels what is loose.
    fn finish(mut self, root: &Path) -> Result<Gathered, DataError> {
        let some = !self.loose.is_empty();
        let labelled = labels::apply(root, &self.loose, self.tables, &mut self.walk.passed)?;
        let by_folder = labelled.iter().all(Option::is_none);
        for (loose, label) in self.loose.into_iter().zip(labelled) {
            let by_folder = || loose.class.clone().filter(|_| by_folder).map(|class| (loose.part, class));
            match label.or_else(by_folder) {
                Some((part, class)) => {
                    self.items.push(Item { part: part.unwrap_or(Part::Train), class, file: loose.file });
                }
                None => self.walk.passed.add(Reason::WithoutLabel, &loose.file),
            }
        }
        if self.items.is_empty() {
            let folder = root.to_owned();
            return Err(if some { DataError::NoLabels { folder } } else { DataError::NoPictures { folder } });
        }
        Ok(Gathered { items: self.items, passed_over: self.walk.passed.into_list(), nested: self.nested })
    }
}
