//! Tables and arrays: numbers of any range, which become values from 0 to 255.

use std::fs::File;
use std::path::{Path, PathBuf};

use super::classes::{self, Order};
use super::{Given, InputForm, LoadOptions};
use crate::array::{ArraySurvey, Samples};
use crate::features::{Clamped, FeatureScale};
use crate::labelled::{Labelled, Parts, datasets};
use crate::role::Role;
use crate::table::{self, LabelColumn, Survey, TableOptions};
use crate::{DataError, ImageSize};

/// Pixels of one range whose greatest value is less are taken for another range than 0 to 255.
const LEAST_WHITE: f64 = 128.0;

/// So many bytes in a row may be a picture.
const FEWEST_PIXELS: usize = 64;

/// A part of a dataset, looked through once.
pub(super) enum Numbers {
    /// A table in a file.
    Table { file: PathBuf, survey: Survey },
    /// An array in memory, from a file.
    Array { file: PathBuf, survey: ArraySurvey, samples: Samples },
}

impl Numbers {
    /// Looks a table through. `like`: the part that came before.
    pub(super) fn table(file: &Path, options: &LoadOptions, like: Option<&Self>) -> Result<Self, DataError> {
        let options = match like {
            Some(Self::Table { survey, .. }) => TableOptions {
                feature_names: known_names(&survey.feature_names, survey.layout.header),
                ..survey.options_for_others()
            },
            _ => table_options(options),
        };
        let survey = table::survey(|| File::open(file), &options);
        let survey = survey.map_err(|source| DataError::Table { file: file.to_owned(), source })?;
        Ok(Self::Table { file: file.to_owned(), survey })
    }

    /// Looks an array through.
    pub(super) fn array(file: &Path, samples: Samples, options: &LoadOptions) -> Result<Self, DataError> {
        let survey = samples.survey(options.rows_as);
        let survey = survey.map_err(|source| DataError::Array { file: file.to_owned(), source })?;
        Ok(Self::Array { file: file.to_owned(), survey, samples })
    }

    fn ranges(&self) -> &[(f64, f64)] {
        match self {
            Self::Table { survey, .. } => &survey.ranges,
            Self::Array { survey, .. } => &survey.ranges,
        }
    }

    fn is_bytes(&self) -> bool {
        match self {
            Self::Table { survey, .. } => survey.is_bytes(),
            Self::Array { survey, .. } => survey.is_bytes(),
        }
    }

    fn range(&self) -> (f64, f64) {
        match self {
            Self::Table { survey, .. } => survey.range(),
            Self::Array { survey, .. } => survey.range(),
        }
    }

    fn size(&self) -> ImageSize {
        match self {
            Self::Table { survey, .. } => survey.image_size,
            Self::Array { survey, .. } => survey.image_size,
        }
    }

    fn classes(&self) -> &[String] {
        match self {
            Self::Table { survey, .. } => &survey.classes,
            Self::Array { survey, .. } => &survey.classes,
        }
    }

    fn feature_names(&self) -> Vec<String> {
        match self {
            Self::Table { survey, .. } => {
                known_names(&survey.feature_names, survey.layout.header).unwrap_or_default()
            }
            Self::Array { .. } => Vec::new(),
        }
    }

    fn notes(&self) -> Vec<String> {
        match self {
            Self::Table { file, survey } => {
                let said = |note| format!("{}: {note}", file.display());
                survey.layout.notes().into_iter().map(said).collect()
            }
            Self::Array { .. } => Vec::new(),
        }
    }

    /// Pixels of one range, or features that have one each.
    fn own_scale(&self) -> FeatureScale {
        let size = self.size();
        let is_picture = size.width > 1 && size.height > 1;
        let (lower, upper) = self.range();
        if !is_picture {
            return FeatureScale::Each(self.ranges().to_vec());
        }
        if self.is_bytes() && upper >= LEAST_WHITE {
            return FeatureScale::Bytes;
        }
        FeatureScale::Common { lower: lower.min(0.0), upper: if lower < upper { upper } else { lower + 1.0 } }
    }

    /// Its values by the scale of `options`, or else by its own, and what there is to say.
    pub(super) fn values(self, options: &LoadOptions) -> Result<(Labelled, Vec<String>), DataError> {
        let scale = options.form.as_ref().map_or_else(|| self.own_scale(), |form| form.scale.clone());
        let (names, mut notes) = (self.classes().to_vec(), self.notes());
        let (set, clamped, origin) = self.fill(&names, &scale)?;
        notes.extend(outside(&clamped, set.pixels.len(), &origin, ""));
        Ok((set, notes))
    }

    fn fill(
        self,
        classes: &[String],
        scale: &FeatureScale,
    ) -> Result<(Labelled, Clamped, String), DataError> {
        match self {
            Self::Table { file, survey } => {
                let filled = table::fill(|| File::open(&file), &survey, classes, scale);
                let (set, clamped) =
                    filled.map_err(|source| DataError::Table { file: file.clone(), source })?;
                Ok((set, clamped, file.display().to_string()))
            }
            Self::Array { file, survey, samples } => {
                let filled = samples.fill(&survey, classes, scale);
                let (set, clamped) =
                    filled.map_err(|source| DataError::Array { file: file.clone(), source })?;
                Ok((set, clamped, file.display().to_string()))
            }
        }
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

/// Names that columns have, rather than numbers that they were given.
fn known_names(names: &[String], header: bool) -> Option<Vec<String>> {
    header.then(|| names.to_vec())
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
    }
}

/// All labels of the parts.
fn found_labels(parts: &[Option<Numbers>; 3]) -> Vec<String> {
    parts.iter().flatten().flat_map(|part| part.classes().to_vec()).collect()
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
            let names = first.classes().to_vec();
            (names.clone(), Order { labels: names, note: None })
        }
    };
    if let Some(unlabelled) = parts.iter().flatten().find(|part| part.classes().is_empty()) {
        let (Numbers::Table { file, .. } | Numbers::Array { file, .. }) = unlabelled;
        return Err(DataError::Unlabelled { file: file.clone() });
    }
    let form = InputForm {
        scale: options.form.as_ref().map_or_else(|| first.own_scale(), |form| form.scale.clone()),
        feature_names: match &options.form {
            Some(form) if !form.feature_names.is_empty() => form.feature_names.clone(),
            _ => first.feature_names(),
        },
        label_column: match first {
            Numbers::Table { survey, .. } => survey.layout.label.map(|column| {
                let named = survey.layout.header.then(|| survey.layout.column_name(column)).flatten();
                named.unwrap_or_else(|| (column + 1).to_string())
            }),
            Numbers::Array { .. } => None,
        },
    };
    let mut notes: Vec<String> = parts.iter().flatten().flat_map(Numbers::notes).collect();
    notes.extend(order.note);
    let size = first.size();
    if options.rows_as.is_none() && size.height == 1 && size.width >= FEWEST_PIXELS && first.is_bytes() {
        notes.push(format!(
            "{name}: a row of {} whole numbers from 0 to 255 may be a picture that is no square: --image-size HEIGHTxWIDTH tells its size; \
             they are read as features",
            size.width
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
    Ok(Given { name, class_names, train, validation, test, preparation: None, form, notes })
}
