//! Which of the first and the last column holds the label, by all of their values.

use super::TableError;
use super::columns::{Columns, ROWS_WITH_REPEATS};
use super::layout::HOLDS_WORDS;
use super::words;
use crate::features::Labels;

/// At least one value in so many of a column of words is a word; fewer are mistakes in a column of numbers.
const FEWEST_WORDS: u64 = 10;
/// A column of which so much is of one value looks like the corner of an image, not like labels.
const NEARLY_ALL: f64 = 0.9;

impl Columns {
    /// Which of the first and the last column holds the label.
    pub(super) fn choose(
        &self,
        (first, first_labels): (usize, &Labels),
        (last, last_labels): (usize, &Labels),
    ) -> Result<(usize, &'static str), TableError> {
        let layout = &self.layout;
        let comes_again =
            |labels: &Labels| self.rows < ROWS_WITH_REPEATS || labels.distinct() as u64 * 2 <= self.rows;
        let are_words = |labels: &Labels, no_names: u64| {
            let names = labels.words - no_names;
            let enough = names > 0 && names.saturating_mul(FEWEST_WORDS) >= self.rows;
            enough && (labels.words == self.rows || comes_again(labels))
        };
        // A word in a column of numbers is a mistake in it, and no label.
        let [first_are_words, last_are_words] =
            [are_words(first_labels, self.no_names[0]), are_words(last_labels, self.no_names[1])];
        for (column, are_words, word) in
            [(first, first_are_words, &self.first_words[0]), (last, last_are_words, &self.first_words[1])]
        {
            if let (Some((at, value)), false) = (word, are_words) {
                let (column, value) = (layout.column(column), value.clone());
                let problem = words::problem(value.as_bytes()).to_owned();
                return Err(TableError::Value { at: *at, column, value, problem });
            }
        }
        match (first_are_words, last_are_words) {
            (true, false) => return Ok((first, HOLDS_WORDS)),
            (false, true) => return Ok((last, HOLDS_WORDS)),
            (true, true) => {
                let [first, second] = [first, last].map(|column| layout.column(column));
                return Err(TableError::SeveralWords { first, second });
            }
            (false, false) => {}
        }
        let can_be = |labels: &Labels| {
            labels.whole && labels.distinct() >= 2 && !labels.too_many() && comes_again(labels)
        };
        match (can_be(first_labels), can_be(last_labels)) {
            (true, false) => return Ok((first, "of the first and the last column it alone can be labels")),
            (false, true) => return Ok((last, "of the first and the last column it alone can be labels")),
            _ => {}
        }
        let both = can_be(first_labels);
        if both {
            let shares = [first_labels, last_labels].map(|labels| labels.commonest(self.rows));
            match shares.map(|share| share >= NEARLY_ALL) {
                [false, true] if shares[0] <= 0.5 => {
                    return Ok((first, "the last column has nearly always one value"));
                }
                [true, false] if shares[1] <= 0.5 => {
                    return Ok((last, "the first column has nearly always one value"));
                }
                _ => {}
            }
            match [first_labels, last_labels].map(Labels::numbers_classes) {
                [true, false] => return Ok((first, "its values count classes")),
                [false, true] => return Ok((last, "its values count classes")),
                _ => {}
            }
        }
        if self.square_pixels_beside(first) && first_labels.whole {
            return Ok((first, "it is the first column beside the pixels of a square image"));
        }
        if both {
            return Err(layout.ambiguous(first, last));
        }
        let why =
            "neither the first nor the last has 2 to 256 different whole numbers that come again".to_owned();
        Err(TableError::NoLabel { columns: layout.columns, why })
    }

    /// Whether all columns but one and those passed over are pixels of a square image.
    fn square_pixels_beside(&self, label: usize) -> bool {
        let usable = self.layout.usable();
        let pixels = || usable.iter().filter(|&&column| column != label).map(|&column| &self.columns[column]);
        let root = pixels().count().isqrt();
        root * root == pixels().count() && pixels().all(|c| c.whole && c.low >= 0.0 && c.high <= 255.0)
    }
}
