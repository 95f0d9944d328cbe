//! The images that a model is tried on.

use apical_core::run::ClassWeight;
use apical_core::snapshot::DataHash;
use apical_data::{Dataset, Given, Loaded, Part, content_hash};

use crate::data::{self, DataArguments, DataRequest, PartChoice, Prepare, ReadingArguments, of_part};
use crate::failure::Failure;
use crate::model::Model;

/// Images that a model can take, and where they are from.
pub(crate) struct Trial {
    pub(crate) images: Dataset,
    /// Name of the dataset.
    pub(crate) name: String,
    /// Which part of it they are.
    pub(crate) part: Part,
    pub(crate) class_names: Vec<String>,
}

impl Trial {
    /// "test images of mnist".
    pub(crate) fn what(&self) -> String {
        format!("{} of {}", of_part(self.part), self.name)
    }
}

/// Reads data as a model's own were read.
pub(crate) fn request<'a>(
    model: &Model,
    names: &'a [String],
    arguments: &'a ReadingArguments,
) -> DataRequest<'a> {
    DataRequest {
        bits: model.sample_bits(),
        dark_ink: model.has_dark_ink(),
        size: model.image_size(),
        prepare: arguments.prepare.or_else(|| model.prepare()).unwrap_or(Prepare::Auto),
        class_names: Some(model.class_names()),
        label_column: data::column(arguments.label_column.as_deref()),
        form: Some(model.form()),
        rows_as: Some(model.image_size()),
        ..DataRequest::new(names, arguments.data_dir.as_deref())
    }
}

/// Of data that are named: the part asked for, or their test images, or all if they have none. Of the model's own, unless data are named: the
/// images on which it was tested while it learned, or those that it learned from.
pub(crate) fn trial(
    model: &Model,
    arguments: &DataArguments,
    part: Option<PartChoice>,
    limit: Option<u32>,
) -> Result<Trial, Failure> {
    let rule = model.split_rule();
    let (images, part, name, class_names) = match &arguments.data {
        Some(names) => {
            let given = request(model, names, &arguments.reading).read()?;
            let (name, class_names) = (given.name.clone(), given.class_names.clone());
            say_if_learned(model, &given);
            let (images, part) = given.part(part.map(Part::from))?;
            (images, part, name, class_names)
        }
        None => {
            let names = model.data_names().unwrap_or_else(data::builtin);
            let request = request(model, &names, &arguments.reading);
            if part == Some(PartChoice::All) {
                let given = request.read()?;
                let (name, class_names) = (given.name.clone(), given.class_names.clone());
                let (images, part) = given.part(Some(Part::All))?;
                (images, part, name, class_names)
            } else {
                let loaded = request.load_by(rule)?;
                say_if_changed(model, &loaded);
                let (images, part) = match part {
                    Some(PartChoice::Train) => (loaded.split.train, Part::Train),
                    _ => (loaded.split.test, Part::Test),
                };
                (images, part, loaded.name, loaded.class_names)
            }
        }
    };
    model.check_images(&images, &name)?;
    Ok(Trial { images: data::limited(images, limit, rule), name, part, class_names })
}

/// Files that changed since hold other images out: some of them may have been learned.
fn say_if_changed(model: &Model, loaded: &Loaded) {
    let source = model.run.source();
    // Of these, the record is not of all that the files hold.
    let is_whole = !source.validation && source.limit.is_none() && source.class_weight == ClassWeight::None;
    if is_whole && !has_learned(model, &loaded.split.train) {
        tracing::warn!(
            "{} has changed since the model learned from it: some of these images may have been learned; train again, or name others with --data",
            loaded.name
        );
    }
}

/// An accuracy on images that were learned is none.
fn say_if_learned(model: &Model, given: &Given) {
    if given.test.is_some() {
        return;
    }
    let Ok(loaded) = given.clone().split(model.split_rule()) else { return };
    if has_learned(model, &loaded.split.train) {
        tracing::warn!(
            "the model learned from {} of the {} images of {}: without --data it is tried on the others",
            loaded.split.train.len(),
            loaded.split.train.len() + loaded.split.test.len(),
            given.name
        );
    } else if given.train.as_ref().is_some_and(|all| has_learned(model, all)) {
        tracing::warn!("the model learned from these images");
    }
}

/// Whether these are the images that a model learned from. Their hash has the number of the data's classes in it, of which a network may
/// have names for more, and output neurons for more still.
fn has_learned(model: &Model, images: &Dataset) -> bool {
    let own = model.record().data.train_hash;
    // Mostly this is it, and the images come with their hash.
    if data::hash(images) == own {
        return true;
    }
    let in_use = images.labels().iter().max().map_or(0, |&label| usize::from(label) + 1);
    let mut counts = vec![model.run.class_names().len(), model.config().classes(), in_use];
    counts.sort_unstable();
    counts.dedup();
    counts.retain(|&classes| classes != images.classes());
    let size = (images.width(), images.height());
    let hash = |classes| DataHash::from(content_hash(size, classes, images.pixels(), images.labels()));
    counts.into_iter().any(|classes| hash(classes) == own)
}
