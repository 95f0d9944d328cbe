//! Which mark stands before the decimals of a table's numbers, and which between thousands: `1,817` is either.
//!
//! A whole table tells. A number with both marks, with one of them twice (`1,234,567`), or with other than three digits
//! behind it (`1,5`, `0,125`) has one reading only. Where none of these is there, commas separate thousands if numbers of
//! 1000 and more of their columns have them and smaller ones are whole and have none; points are those of decimals. Whatever
//! else can be read in two ways is an error.

use super::columns::Columns;
use super::{Position, TableError};

/// The mark before the decimals; the other one separates thousands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marks {
    Point,
    Comma,
}

impl Marks {
    fn other(self) -> Self {
        match self {
            Self::Point => Self::Comma,
            Self::Comma => Self::Point,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Point => "point",
            Self::Comma => "comma",
        }
    }
}

/// How a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// Without marks.
    Plain,
    /// With decimals behind this mark, and nothing else that it can be.
    Decimals(Marks),
    /// With marks that can only separate thousands; the mark of its decimals is this one, whether it has any or not.
    Thousands(Marks),
    /// With three digits behind this mark and one to three before it: decimals or thousands.
    Perhaps(Marks),
}

/// So many numbers of a column that may have thousands are no chance.
const NO_CHANCE: u64 = 12;
const REMEDY: &str = "write numbers with a point before the decimals and nothing between thousands";

/// Numbers of a column that have a mark.
#[derive(Debug, Clone, Copy, Default)]
struct Column {
    /// Of those that can be read in two ways, how many there are with a point and with a comma.
    perhaps: [u64; 2],
    /// Whether there are numbers without marks, and whether one of them is 1000 or more or not whole.
    plain: bool,
    large: bool,
}

/// A number, where it is.
#[derive(Debug, Clone)]
struct Found {
    at: Position,
    column: usize,
    text: String,
}

/// What tells which mark is which.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    columns: Vec<Column>,
    /// The first mark of decimals that leaves no doubt.
    clear: Option<Marks>,
    /// The first number with what may be, and what must be, a mark between thousands if decimals have a point; a comma.
    perhaps: [Option<Found>; 2],
    thousands: [Option<Found>; 2],
}

impl Evidence {
    /// Takes a number in. `text` is how it is written.
    #[inline]
    pub(super) fn add(
        &mut self,
        written: Written,
        (line, column): (u64, usize),
        number: f64,
        text: impl FnOnce() -> String,
    ) {
        if let Written::Decimals(mark) = written {
            self.clear.get_or_insert(mark);
            return;
        }
        if self.columns.len() <= column {
            self.columns.resize(column + 1, Column::default());
        }
        let found = || Found { at: Position::Line(line), column, text: text().chars().take(40).collect() };
        let of = &mut self.columns[column];
        match written {
            Written::Decimals(_) => {}
            Written::Plain => {
                of.plain = true;
                of.large |= number.abs() >= 1000.0 || number.fract() != 0.0;
            }
            Written::Perhaps(mark) => {
                of.perhaps[mark as usize] += 1;
                if self.perhaps[mark as usize].is_none() {
                    self.perhaps[mark as usize] = Some(found());
                }
            }
            Written::Thousands(decimal) => {
                self.clear.get_or_insert(decimal);
                if self.thousands[decimal as usize].is_none() {
                    self.thousands[decimal as usize] = Some(found());
                }
            }
        }
    }

    /// Which mark is which, and what there is to say of it. Numbers without marks whose columns have no others may have gone by: `columns` knows them.
    pub(super) fn decide(&self, columns: &Columns) -> Result<(Marks, Option<String>), TableError> {
        if let Some(clear) = self.clear {
            let mark = clear.other();
            let between = self.thousands[clear as usize].as_ref().or(self.perhaps[mark as usize].as_ref());
            return Ok((clear, between.map(|found| taken(found, mark, columns))));
        }
        match &self.perhaps {
            [None, None] => Ok((Marks::Point, None)),
            [Some(point), None] => Ok((Marks::Point, self.doubt(point, columns))),
            [None, Some(comma)] if self.look_like_thousands(Marks::Comma, columns) => {
                Ok((Marks::Point, Some(taken(comma, Marks::Comma, columns))))
            }
            [_, Some(comma)] => Err(TableError::Value {
                at: comma.at,
                column: columns.layout.column(comma.column),
                value: comma.text.clone(),
                problem: format!(
                    "has a comma before three digits: it may be {} or {}, and no number of the table tells which; {REMEDY}",
                    comma.text.replace(',', "."),
                    comma.text.replace(',', ""),
                ),
            }),
        }
    }

    /// Whether all columns with such a mark have it in numbers of 1000 and more only, and one has smaller ones too.
    fn look_like_thousands(&self, mark: Marks, columns: &Columns) -> bool {
        let plain = |index: usize, of: &Column| {
            // Short whole numbers are counted there.
            let short = columns.whole.get(index).filter(|(low, high)| low <= high);
            (of.plain || short.is_some(), of.large || short.is_some_and(|(_, high)| *high >= 1000))
        };
        let marked = self.columns.iter().enumerate().filter(|(_, of)| of.perhaps[mark as usize] > 0);
        let plain: Vec<(bool, bool)> = marked.map(|(index, of)| plain(index, of)).collect();
        plain.iter().all(|(_, large)| !large) && plain.iter().any(|(there, _)| *there)
    }

    /// Points that look as if they separated thousands.
    fn doubt(&self, found: &Found, columns: &Columns) -> Option<String> {
        let most = self.columns.iter().map(|of| of.perhaps[Marks::Point as usize]).max().unwrap_or(0);
        (most >= NO_CHANCE && self.look_like_thousands(Marks::Point, columns)).then(|| {
            format!(
                "{}, column {}: {} has its decimals behind the point, like all numbers of the table that have one, and yet all of these \
                 have three and numbers without a point are below 1000; if the point separates thousands, leave it out",
                found.at,
                columns.layout.column(found.column),
                found.text
            )
        })
    }
}

/// That a mark separates thousands.
fn taken(found: &Found, mark: Marks, columns: &Columns) -> String {
    let digits: String =
        found.text.chars().filter(|sign| *sign != if mark == Marks::Comma { ',' } else { '.' }).collect();
    format!(
        "{}, column {}: {} is taken for {}, as the {} separates thousands; if it stands before decimals, {REMEDY}",
        found.at,
        columns.layout.column(found.column),
        found.text,
        digits.replace(',', "."),
        mark.name()
    )
}
