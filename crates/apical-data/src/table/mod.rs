//! Tables as text: a row for each image or measurement, a column for each pixel or feature, and one for the label.
//!
//! **Lines.** UTF-8, with or without a byte-order mark, plain or gzip-compressed, told apart by content. One row a line;
//! blank lines are passed over. Fields are separated by commas, semicolons, tabs, bars or runs of spaces: by whatever gives all of
//! the first 50 lines equally many fields. A field may stand in quotes (`"`), with separators and doubled quotes in it, and
//! ends with its line at the latest. [ARFF](https://waikato.github.io/weka-wiki/formats_and_processing/arff_stable/) is
//! told by `@relation`; its sparse rows are refused. Rows of the form `label index:value ...` are those of LIBSVM and
//! SVMlight: what is left out is 0, indices count from 1 (from 0 where one is 0) and rise, `qid:` and what follows `#` are
//! passed over.
//!
//! **Numbers.** Any that are finite: `12`, `12.0`, `-1.5e-3`; with a decimal comma where fields are not separated by
//! commas, but then in the whole table; with the other mark between thousands. Which mark is which, all numbers of the table
//! tell; what they leave open is an error. Missing values are errors.
//!
//! **Header.** The first line names the columns if it has a word where the rows have numbers, or if it counts them (0, 1, 2,
//! ... for ten or more), if it has all names of features that are known, or if it is nothing but numbers and a column below it
//! nothing but words.
//!
//! **Columns passed over.** A first column that numbers the rows: without a name, as pandas writes its index, or called
//! `id`, `index` and so on, and counting or without repetitions; without a header, counting from 0 or 1 through more rows
//! than there are classes. A last column without a name or value.
//!
//! **Label.** By the first of these that applies ([`LabelColumn::Automatic`]):
//! 1. the one column that is called `label`, `class`, `target`, `species`, `diagnosis`, `category` and the like;
//! 2. the one column of words (in ARFF, of nominal values); fewer than one in ten are mistakes in a column of numbers;
//! 3. the one column that is called `y`, `digit`, `type`, `quality` and the like, or whose name differs from all others where
//!    these differ by a number only (`pixel0`, `pixel1`, ...); in ARFF, the last;
//! 4. of the first and the last column the one that can be labels: 2 to 256 different whole numbers that come again;
//! 5. if both can, the one that counts classes as people do (0, 1, 2, ..., or 1, 2, 3, ..., or -1 and 1), or whose labels are
//!    spread where the other has nearly always the same value; failing that the first, if the others are the pixels of a
//!    square image (whole numbers from 0 to 255), as copies of MNIST have it.
//!
//! Where none applies, or two columns are equally likely, that is an error.
//!
//! **Classes.** Words, or numbers of any kind (`5` and `5.0` are one class, `1E5` and `100000` two): in order of size if all are numbers, else of
//! the alphabet.
//!
//! A table is read twice, so that no more is held in memory than what it becomes: [`survey`] tells what is in it, and then
//! its values are scaled.

mod arff;
#[cfg(test)]
pub(crate) mod cases;
mod choice;
mod columns;
mod error;
mod fields;
mod file;
mod fill;
mod form;
mod layout;
mod lines;
mod marks;
mod names;
mod number;
mod options;
#[cfg(feature = "parquet")]
pub mod parquet;
mod records;
mod sample;
mod sparse;
mod survey;
mod target;
mod words;

pub use crate::features::Survey;
pub use error::{Position, TableError};
pub use fields::Separator;
pub(crate) use file::{fill_file, survey_file};
pub use fill::{Table, read};
pub use form::TableForm;
pub use layout::Layout;
pub use options::{LabelColumn, TableOptions};
pub(crate) use records::Records;
pub use survey::survey;

#[cfg(test)]
mod tests;
