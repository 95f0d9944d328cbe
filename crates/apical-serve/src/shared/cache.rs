//! Datasets, read when they are first asked for.

use std::sync::{Arc, OnceLock};

use apical_core::run::{ImageSize, Source, Stage, Start};
use apical_core::snapshot::{DataRecord, RunRecord};
use apical_data::{DataSource, LoadOptions, Loaded};

/// A dataset, or why there is none.
type Content = Result<Arc<Loaded>, String>;

/// A dataset, and how a configuration names it.
#[derive(Debug, Clone)]
pub(crate) struct Data {
    pub(crate) loaded: Arc<Loaded>,
    source: Source,
}

impl Data {
    /// What a run on it begins with; the stage's own source is replaced.
    pub(crate) fn start(&self, stage: Stage) -> Start {
        let Loaded { split, name, class_names, .. } = &*self.loaded;
        let size = ImageSize { height: split.train.height(), width: split.train.width() };
        let (train_hash, test_hash) = (split.train.hash().into(), split.test.hash().into());
        Start {
            stage: Stage { source: self.source.clone(), ..stage },
            data: DataRecord { name: name.clone(), train_hash, test_hash },
            size,
            class_names: class_names.clone(),
        }
    }
}

struct Entry {
    name: String,
    source: DataSource,
    /// How a configuration names it.
    named: Source,
    content: OnceLock<Content>,
}

/// Datasets by name. The built-in digits are always there.
pub(crate) struct DatasetCache {
    entries: Vec<Entry>,
}

impl DatasetCache {
    pub(crate) fn new(sources: Vec<(String, DataSource)>) -> Self {
        let mut entries = vec![Entry::new("builtin".into(), DataSource::Builtin)];
        for (name, source) in sources {
            if entries.iter().all(|entry| entry.name != name) {
                entries.push(Entry::new(name, source));
            }
        }
        Self { entries }
    }

    /// Adds one that was read already.
    pub(crate) fn put(&mut self, loaded: Loaded, named: Source) {
        let name = loaded.name.clone();
        self.entries.retain(|entry| entry.name != name);
        let content = OnceLock::from(Ok(Arc::new(loaded)));
        self.entries.push(Entry { name, source: DataSource::Builtin, named, content });
    }

    pub(crate) fn names(&self) -> Vec<String> {
        self.entries.iter().map(|entry| entry.name.clone()).collect()
    }

    /// The set of a name.
    ///
    /// # Errors
    /// If there is none, or it cannot be read.
    pub(crate) fn get(&self, name: &str) -> Result<Data, String> {
        let entry = self.entries.iter().find(|entry| entry.name == name);
        let unknown = || format!("data: {name:?} is not among {}", self.names().join(", "));
        let entry = entry.ok_or_else(unknown)?;
        Ok(Data { loaded: entry.content()?, source: entry.named.clone() })
    }

    /// The built-in digits.
    pub(crate) fn builtin(&self) -> Result<Data, String> {
        self.get("builtin")
    }

    /// What a network can be measured on: the test images of what it learned, else others of the same size. `None` if
    /// there are none.
    pub(crate) fn for_run(&self, run: &RunRecord, classes: usize) -> Option<Arc<Loaded>> {
        let fits = |loaded: &Arc<Loaded>| {
            [&loaded.split.train, &loaded.split.test].iter().all(|part| {
                (part.width(), part.height()) == (run.image_width, run.image_height)
                    && part.classes() <= classes
                    && !part.is_empty()
            })
        };
        let own = self.entries.iter().find(|entry| entry.name == run.data.name);
        let own = own.and_then(|entry| entry.content().ok()).filter(fits);
        own.or_else(|| self.entries.iter().filter_map(|entry| entry.content().ok()).find(fits))
    }
}

impl Entry {
    fn new(name: String, source: DataSource) -> Self {
        Self { named: Source::named(&name), name, source, content: OnceLock::new() }
    }

    fn content(&self) -> Content {
        let load = || match self.source.load_cached(&LoadOptions::default()) {
            Ok(loaded) => Ok(Arc::new(loaded)),
            Err(error) => {
                tracing::warn!("dataset {}: {error}", self.name);
                // Where files are on this machine is not a page's business.
                Err(format!("data: {} cannot be read on the server; its log says why", self.name))
            }
        };
        self.content.get_or_init(load).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_said_without_paths() {
        let folder = DataSource::Folder("/nowhere/secret".into());
        let cache = DatasetCache::new(vec![("own".into(), folder)]);
        let error = cache.get("own").unwrap_err();
        assert!(error.contains("own") && !error.contains("secret"), "{error}");
        let unknown = cache.get("../own").unwrap_err();
        assert!(unknown.contains("builtin, own"), "{unknown}");
    }
}
