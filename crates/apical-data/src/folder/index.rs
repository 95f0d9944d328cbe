//! Pictures by what tables call them.

use std::collections::HashMap;
use std::path::Path;

use super::entries::is_picture_name;
use super::gather::Loose;
use super::layout::Part;

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// The picture of this index.
    One(usize),
    /// Several pictures.
    Several,
    Nothing,
}

/// By path below the folder and by every end of that path, down to the name; and by name without extension.
pub(super) struct Index {
    paths: HashMap<String, Found>,
    stems: HashMap<String, Found>,
}

impl Index {
    /// Of the pictures that a table for `part` can be about.
    pub(super) fn of(root: &Path, loose: &[Loose], part: Option<Part>) -> Self {
        let mut index = Self { paths: HashMap::new(), stems: HashMap::new() };
        for (number, picture) in loose.iter().enumerate() {
            if part.is_some() && picture.part.is_some() && part != picture.part {
                continue;
            }
            let below = picture.file.strip_prefix(root).unwrap_or(&picture.file);
            let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
            let stem = picture.file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            for first in 0..parts.len() {
                insert(&mut index.paths, parts[first..].join("/"), number);
            }
            insert(&mut index.stems, stem, number);
        }
        index
    }

    /// The picture that a table calls `name`; both slash and backslash separate folders.
    ///
    /// Folders that are not there are passed over: a table tells of them as they were on another machine.
    pub(super) fn find(&self, name: &str) -> Found {
        let path = name.replace('\\', "/");
        let ends = std::iter::successors(Some(&*path), |path| path.split_once('/').map(|(_, rest)| rest));
        let last = path.rsplit('/').next().unwrap_or_default();
        let stems = (!is_picture_name(Path::new(last))).then_some(&self.stems);
        let found = ends.filter_map(|end| self.paths.get(end)).next();
        found.or_else(|| stems.and_then(|stems| stems.get(last))).copied().unwrap_or(Found::Nothing)
    }
}

fn insert(map: &mut HashMap<String, Found>, name: String, number: usize) {
    map.entry(name).and_modify(|found| *found = Found::Several).or_insert(Found::One(number));
}
