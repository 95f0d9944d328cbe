//! Tables and arrays: numbers of any range, which become values from 0 to 255.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::classes::{self, Order};
use super::{Given, InputForm, LoadOptions};
use crate::array::Samples;
use crate::features::{Clamped, FeatureScale, Survey};
use crate::labelled::{Labelled, Parts, datasets};
use crate::role::Role;
use crate::table::{self, LabelColumn, Layout, TableForm, TableOptions};
use crate::{DataError, ImageSize};

/// Pixels of one range whose greatest value is less are taken for another range than 0 to 255.
const LEAST_WHITE: f64 = 128.0;

/// So many bytes in a row may be a picture.
const FEWEST_PIXELS: usize = 64;

/// A part of a dataset, looked through once.
pub(super) struct Numbers {
    pub(super) file: PathBuf,
    survey: Survey,
    stored: Stored,
}

/// Where the values are.
enum Stored {
    /// In a table, in its file.
    Table(Layout),
    /// In memory, from the file of an array.
    Array(Samples),
}

impl Numbers {
    /// Looks a table through. `like`: the part that came before.
    pub(super) fn table(file: &Path, options: &LoadOptions, like: Option<&Self>) -> Result<Self, DataError> {
        let options = match like {
            Some(Self { survey, stored: Stored::Table(layout), .. }) => TableOptions {
                feature_names: known_names(survey, layout),
                ..layout.options_for_others(survey.image_size)
            },
            _ => table_options(options),
        };
        Self::table_by(file, &options)
    }

    /// Looks a table through whose labels are of no account.
    pub(super) fn table_without_labels(file: &Path, options: &LoadOptions) -> Result<Self, DataError> {
        let known = table_options(options);
        let usual_label = (options.label_column == LabelColumn::Automatic).then_some(known.label_column);
        let label_column = options.label_column.clone();
        Self::table_by(file, &TableOptions { label_column, without_labels: true, usual_label, ..known })
    }

    fn table_by(file: &Path, options: &TableOptions) -> Result<Self, DataError> {
        let survey = table::survey_file(file, options);
        let (layout, survey) =
            survey.map_err(|source| DataError::Table { file: file.to_owned(), source })?.split();
        Ok(Self { file: file.to_owned(), survey, stored: Stored::Table(layout) })
    }

    /// Looks an array through.
    pub(super) fn array(file: &Path, samples: Samples, options: &LoadOptions) -> Result<Self, DataError> {
        let survey = samples.survey(options.rows_as);
        let survey = survey.map_err(|source| DataError::Array { file: file.to_owned(), source })?;
        Ok(Self { file: file.to_owned(), survey, stored: Stored::Array(samples) })
    }

    fn layout(&self) -> Option<&Layout> {
        match &self.stored {
            Stored::Table(layout) => Some(layout),
            Stored::Array(_) => None,
        }
    }

    fn feature_names(&self) -> Vec<String> {
        self.layout().and_then(|layout| known_names(&self.survey, layout)).unwrap_or_default()
    }

    /// What there is to say of its columns; of that of the label only where labels are read.
    fn notes(&self, labels: bool) -> Vec<String> {
        let said = |note| format!("{}: {note}", self.file.display());
        self.layout().map_or_else(Vec::new, |layout| layout.notes(labels)).into_iter().map(said).collect()
    }

    /// Whether rows were taken for pictures, but are so short, and without names, that they may be features.
    fn may_be_features(&self) -> bool {
        let ImageSize { width, height } = self.survey.image_size;
        let says_nothing = match &self.stored {
            Stored::Table(layout) => !layout.has_names(),
            Stored::Array(samples) => samples.is_flat(),
        };
        height > 1 && width * height < FEWEST_PIXELS && says_nothing
    }

    /// Pixels of one range, or features that have one each.
    fn own_scale(&self) -> FeatureScale {
        let size = self.survey.image_size;
        let is_picture = size.width > 1 && size.height > 1;
        let (lower, upper) = self.survey.range();
        if !is_picture {
            return FeatureScale::Each(self.survey.ranges.clone());
        }
        if self.survey.is_bytes() && upper >= LEAST_WHITE {
            return FeatureScale::Bytes;
        }
        FeatureScale::Common { lower: lower.min(0.0), upper: if lower < upper { upper } else { lower + 1.0 } }
    }

    /// Its values by the scale of `options`, or else by its own, and what there is to say; labels are of no account.
    pub(super) fn values(self, options: &LoadOptions) -> Result<(Labelled, Vec<String>), DataError> {
        let scale = options.form.as_ref().map_or_else(|| self.own_scale(), |form| form.scale.clone());
        let (names, mut notes) = (self.survey.classes.clone(), self.notes(false));
        let (set, clamped, origin) = self.fill(&names, &scale)?;
        notes.extend(outside(&clamped, set.pixels.len(), &origin, ""));
        Ok((set, notes))
    }

    fn fill(
        self,
        classes: &[String],
        scale: &FeatureScale,
    ) -> Result<(Labelled, Clamped, String), DataError> {
        let Self { file, survey, stored } = self;
        let origin = file.display().to_string();
        let (set, clamped) = match stored {
            Stored::Table(layout) => table::fill_file(&file, &layout, &survey, classes, scale)
                .map_err(|source| DataError::Table { file, source })?,
            Stored::Array(samples) => {
                samples.fill(&survey, classes, scale).map_err(|source| DataError::Array { file, source })?
            }
        };
        Ok((set, clamped, origin))
    }
}

/// That values were outside of the range that a scale has.
fn outside(clamped: &Clamped, all: usize, origin: &str, part: &str) -> Option<String> {
    let outside = clamped.total();
    let share = 100.0 * outside as f64 / all.max(1) as f64;
    let part = if part.is_empty() { String::new() } else { format!("{part} ") };
    (outside > 0).then(|| {
        format!(
            "{origin}: {outside} of {all} {part}values ({share:.2} %) are outside the range of those that were learned, and count as \
             its nearer end"
        )
    })
}

/// Names by which features can be found: those of columns, if each has one and no two have the same; of rows that begin to count
/// them at 0, which a file does not always show, their numbers.
fn known_names<L>(survey: &Survey<L>, layout: &Layout) -> Option<Vec<String>> {
    if layout.form == (TableForm::Sparse { first: 0 }) {
        return Some((0..survey.feature_names.len()).map(|index| index.to_string()).collect());
    }
    let named = layout.header && layout.features.iter().all(|&column| layout.column_name(column).is_some());
    let keys: HashSet<String> = survey.feature_names.iter().map(|name| name.trim().to_lowercase()).collect();
    (named && keys.len() == survey.feature_names.len()).then(|| survey.feature_names.clone())
}

fn table_options(options: &LoadOptions) -> TableOptions {
    let known = options.form.as_ref();
    TableOptions {
        label_column: match (&options.label_column, known.and_then(|form| form.label_column.as_ref())) {
            (LabelColumn::Automatic, Some(column)) => column.parse().unwrap_or(LabelColumn::Automatic),
            (given, _) => given.clone(),
        },
        image_size: options.rows_as,
        features: known.and(options.rows_as).map(|size| size.width * size.height),
        feature_names: known.map(|form| form.feature_names.clone()).filter(|names| !names.is_empty()),
        ..TableOptions::default()
    }
}

/// All labels of the parts.
fn found_labels(parts: &[Option<Numbers>; 3]) -> Vec<String> {
    parts.iter().flatten().flat_map(|part| part.survey.classes.clone()).collect()
}

/// Makes a dataset of its parts: training, validation, test.
///
/// Classes and scale are those of `options`, else those of the first part, which is the training set unless there is none.
pub(super) fn dataset(
    parts: [Option<Numbers>; 3],
    name: String,
    options: &LoadOptions,
) -> Result<Given, DataError> {
    let Some(first) = parts.iter().flatten().next() else {
        return Err(DataError::TooFewImages { origin: name });
    };
    let (class_names, order) = match &options.class_names {
        Some(names) => (names.clone(), classes::order(names, &found_labels(&parts), &name)),
        None => {
            let names = first.survey.classes.clone();
            (names.clone(), Order { labels: names, note: None })
        }
    };
    if let Some(unlabelled) = parts.iter().flatten().find(|part| part.survey.classes.is_empty()) {
        return Err(DataError::Unlabelled { file: unlabelled.file.clone() });
    }
    let form = InputForm {
        scale: options.form.as_ref().map_or_else(|| first.own_scale(), |form| form.scale.clone()),
        feature_names: match &options.form {
            Some(form) if !form.feature_names.is_empty() => form.feature_names.clone(),
            _ => first.feature_names(),
        },
        label_column: first.layout().and_then(|layout| {
            layout.label.map(|column| {
                let named = layout.header.then(|| layout.column_name(column)).flatten();
                // A name that would be taken for a number, or for a word of its own, is told by its place.
                let named = named.filter(|name| matches!(name.parse(), Ok(LabelColumn::Named(_))));
                named.unwrap_or_else(|| (column + 1).to_string())
            })
        }),
    };
    let mut notes: Vec<String> = parts.iter().flatten().flat_map(|part| part.notes(true)).collect();
    notes.extend(order.note);
    let size = first.survey.image_size;
    if options.rows_as.is_none() && size.height == 1 && size.width >= FEWEST_PIXELS && first.survey.is_bytes()
    {
        notes.push(format!(
            "{name}: a row of {} whole numbers from 0 to 255 may be a picture that is no square: --image-size HEIGHTxWIDTH tells its size; \
             they are read as features",
            size.width
        ));
    }
    if options.rows_as.is_none() && first.may_be_features() {
        notes.push(format!(
            "{name}: a row of {} whole numbers from 0 to 255 is taken for a picture of {} x {}, whose pixels have one range; --image-size \
             1x{} takes them for features, which have one each",
            size.width * size.height,
            size.height,
            size.width,
            size.width * size.height
        ));
    }
    if let (None, FeatureScale::Common { lower, upper }) = (&options.form, &form.scale) {
        notes.push(format!("{name}: values from {lower} to {upper} become 0 to 255"));
    }
    // Of one part alone nobody knows which it is.
    let is_alone = parts.iter().flatten().count() == 1;
    let mut sets: Parts = [const { None }; 3];
    for ((set, part), role) in sets.iter_mut().zip(parts).zip(Role::ALL) {
        let Some(part) = part else { continue };
        let (found, clamped, origin) = part.fill(&order.labels, &form.scale)?;
        notes.extend(outside(&clamped, found.pixels.len(), &origin, if is_alone { "" } else { role.name() }));
        *set = Some((found, origin));
    }
    let [train, validation, test] = datasets(sets, Some(class_names.len().max(2)))?;
    let form = Some(form);
    Ok(Given { name, class_names, train, validation, test, preparation: None, bits: None, form, notes })
}
