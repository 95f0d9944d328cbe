//! Rows in which only some features are written: `label index:value ...`, as LIBSVM and SVMlight have it.
//!
//! Such a table has no names of columns. Its first column is the label; without one, a row begins with its first pair.

use std::io::{self, Read};
use std::str::from_utf8;

use super::columns::image_size;
use super::layout::{AS_WRITTEN, Layout};
use super::lines::Lines;
use super::target::{NOT_A_PIXEL, Target};
use super::{LabelColumn, Position, TableError, TableForm, TableOptions};
use crate::ImageSize;
use crate::features::{Clamped, Label, Labels, Survey, is_whole};
use crate::labelled::Labelled;
use crate::limits::{MAX_FEATURES, MAX_IMAGES, MAX_PIXELS};
use crate::stream::Content;

const PAIRS: &str = "is not index:value, of which the index is a whole number that rises within a row and the value a finite number";

/// A row as it is written.
struct Row<'a> {
    label: Option<&'a str>,
    rest: std::str::SplitAsciiWhitespace<'a>,
}

impl<'a> Row<'a> {
    /// `None` if it is a comment and nothing else.
    fn of(line: u64, text: &'a [u8]) -> Result<Option<Self>, TableError> {
        let text = text.split(|byte| *byte == b'#').next().unwrap_or_default();
        let text = from_utf8(text).map_err(|_| bad(line, 0, &String::from_utf8_lossy(text), PAIRS))?;
        let mut rest = text.split_ascii_whitespace();
        let Some(first) = rest.clone().next() else { return Ok(None) };
        let label = (!first.contains(':')).then_some(first);
        if label.is_some() {
            rest.next();
        }
        Ok(Some(Self { label, rest }))
    }

    /// The next index and value, the position of the pair in its row counted from 1.
    fn pairs(self, line: u64) -> impl Iterator<Item = Result<(usize, f64), TableError>> {
        let mut last = None;
        self.rest.enumerate().filter(|(_, pair)| !pair.starts_with("qid:")).map(move |(at, text)| match pair(
            text,
        )
        .filter(|(index, _)| last.is_none_or(|last| last < *index))
        {
            Some((index, value)) => {
                last = Some(index);
                Ok((index, value))
            }
            None => Err(bad(line, at + 1, text, PAIRS)),
        })
    }
}

fn pair(text: &str) -> Option<(usize, f64)> {
    let (index, value) = text.split_once(':')?;
    let index = index.parse::<usize>().ok().filter(|index| *index <= MAX_FEATURES)?;
    Some((index, value.parse::<f64>().ok().filter(|value| value.is_finite())?))
}

fn bad(line: u64, column: usize, value: &str, problem: &str) -> TableError {
    let value = value.chars().take(40).collect();
    TableError::Value {
        at: Position::Line(line),
        column: (column + 1).to_string(),
        value,
        problem: problem.to_owned(),
    }
}

/// Whether these lines are such rows.
pub(super) fn are_rows<'a>(lines: impl Iterator<Item = &'a [u8]>) -> bool {
    let mut pairs = 0;
    for text in lines.take(50) {
        let Ok(Some(row)) = Row::of(0, text) else { continue };
        let mut rest = row.rest.clone().filter(|pair| !pair.starts_with("qid:"));
        if !rest.all(|text| pair(text).is_some()) {
            return false;
        }
        pairs += row.rest.count();
    }
    pairs > 0
}

fn label(text: &str) -> Label<'_> {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Label::Number(number),
        _ => Label::Word(text),
    }
}

#[derive(Default)]
struct Found {
    /// The least and the largest value that is written, and how many are, by index.
    ranges: Vec<(f64, f64, u64)>,
    labels: Labels,
    labelled: u64,
    rows: u64,
    fractions: bool,
    first_line: Option<u64>,
}

pub(super) fn survey<R: Read>(
    open: impl Fn() -> io::Result<R>,
    options: &TableOptions,
) -> Result<Survey<Layout>, TableError> {
    let mut lines = Lines::new(Content::new(open()?)?);
    let mut found = Found::default();
    while let Some((line, text)) = lines.next()? {
        let Some(row) = Row::of(line, text)? else { continue };
        found.first_line.get_or_insert(line);
        if let Some(text) = row.label {
            found.labels.add(label(text));
            found.labelled += 1;
        }
        found.rows += 1;
        if found.labelled != 0 && found.labelled != found.rows {
            let problem = "stands where other rows have a label: all rows have one, or none";
            return Err(bad(line, 0, &String::from_utf8_lossy(text), problem));
        }
        for pair in row.pairs(line) {
            let (index, value) = pair?;
            if index >= found.ranges.len() {
                found.ranges.resize(index + 1, (f64::INFINITY, f64::NEG_INFINITY, 0));
            }
            let (low, high, count) = &mut found.ranges[index];
            (*low, *high, *count) = (low.min(value), high.max(value), *count + 1);
            found.fractions |= !is_whole(value);
        }
        if found.rows > MAX_IMAGES || found.rows.saturating_mul(found.ranges.len() as u64) > MAX_PIXELS {
            return Err(TableError::TooLarge);
        }
    }
    found.finish(options)
}

impl Found {
    fn finish(self, options: &TableOptions) -> Result<Survey<Layout>, TableError> {
        let other = match &options.label_column {
            LabelColumn::Named(name) => Some(format!("{name:?}")),
            LabelColumn::Index(column @ 1..) => Some((column + 1).to_string()),
            LabelColumn::Last => Some("\"last\"".to_owned()),
            _ => None,
        };
        if let Some(name) = other {
            let known = "the label first in each row, and features without names".to_owned();
            return Err(TableError::LabelColumn { name, known });
        }
        let from_zero = self.ranges.first().is_some_and(|(.., count)| *count > 0);
        let first = usize::from(!from_zero);
        let mut ranges: Vec<(f64, f64)> = self
            .ranges
            .iter()
            .skip(first)
            // What is left out is 0.
            .map(
                |&(low, high, count)| {
                    if count < self.rows { (low.min(0.0), high.max(0.0)) } else { (low, high) }
                },
            )
            .collect();
        if let Some(expected) = options.expected() {
            if ranges.len() > expected {
                return Err(TableError::Features { columns: ranges.len(), expected });
            }
            ranges.resize(expected, (0.0, 0.0));
        }
        if ranges.is_empty() || ranges.len() > MAX_FEATURES {
            return Err(TableError::Empty);
        }
        if self.rows.saturating_mul(ranges.len() as u64) > MAX_PIXELS {
            return Err(TableError::TooLarge);
        }
        if self.labels.too_many() {
            return Err(TableError::TooManyClasses { column: "1".to_owned() });
        }
        if let Some(long) = self.labels.too_long() {
            return Err(bad(
                self.first_line.unwrap_or(1),
                0,
                long,
                "... is too long for the name of a class",
            ));
        }
        let labelled = self.labelled > 0 && options.label_column != LabelColumn::None;
        let (classes, counts) = if labelled { self.labels.classes() } else { Vec::new() }.into_iter().unzip();
        // The label has a column even where it is left out, so that features are counted alike.
        let label_by = if labelled { AS_WRITTEN } else { "there is none" };
        let layout = Layout {
            form: TableForm::Sparse { first },
            header: false,
            columns: ranges.len() + 1,
            label: labelled.then_some(0),
            label_by,
            passed_over: Vec::new(),
            features: (1..=ranges.len()).collect(),
            names: None,
            first_row: self.first_line.unwrap_or(1),
        };
        let mut survey = Survey {
            layout,
            rows: self.rows as usize,
            feature_names: (1..=ranges.len()).map(|column| format!("column {}", column + 1)).collect(),
            whole: !self.fractions,
            image_size: ImageSize { width: ranges.len(), height: 1 },
            ranges,
            classes,
            counts,
        };
        survey.image_size = image_size(&survey, options)?;
        Ok(survey)
    }
}

/// The second reading.
pub(super) fn fill(
    mut lines: Lines<impl Read>,
    first: usize,
    mut target: Target<'_>,
) -> Result<(Labelled, Clamped), TableError> {
    let features = target.features;
    // What a 0 becomes; it is counted where it is outside.
    let scale = target.scale.clone();
    let zeros: Vec<Option<(u8, bool)>> = (0..features).map(|feature| scale.byte(feature, 0.0)).collect();
    let mut row_bytes = vec![None; features];
    let mut filled = 0;
    while let Some((line, text)) = lines.next()? {
        let Some(row) = Row::of(line, text)? else { continue };
        let changed = TableError::Changed { at: Position::Line(line) };
        if filled == target.rows {
            return Err(changed);
        }
        match (target.layout.label, row.label) {
            (Some(_), Some(text)) => target.label(label(text), || text.to_owned(), Position::Line(line))?,
            (Some(_), None) => return Err(changed),
            _ => {}
        }
        row_bytes.fill(None);
        for (at, pair) in row.pairs(line).enumerate() {
            let (index, value) = pair?;
            let feature = index.checked_sub(first).filter(|feature| *feature < features);
            let Some(feature) = feature else { return Err(changed) };
            let byte = target.byte(feature, value);
            row_bytes[feature] =
                Some(byte.ok_or_else(|| bad(line, at + 1, &value.to_string(), NOT_A_PIXEL))?);
        }
        for (feature, (byte, zero)) in row_bytes.iter().zip(&zeros).enumerate() {
            let byte = match (byte, zero) {
                (Some(byte), _) => *byte,
                (None, Some((byte, outside))) => {
                    target.clamped.by_feature[feature] += u64::from(*outside);
                    *byte
                }
                (None, None) => return Err(bad(line, 0, "0", NOT_A_PIXEL)),
            };
            target.found.pixels.push(byte);
        }
        filled += 1;
    }
    match filled == target.rows {
        true => Ok(target.finish()),
        false => Err(TableError::Changed { at: Position::Line(target.layout.first_row + filled as u64) }),
    }
}
