//! Labels that are words or numbers, and the classes that they name.

use std::borrow::Cow;
use std::collections::BTreeMap;

/// The most classes, as labels are bytes.
const MOST_CLASSES: usize = 256;
/// The longest label, in bytes: names of classes are shown to people.
const LONGEST_LABEL: usize = 200;
/// Whole labels below this are counted without looking them up.
const SMALL: usize = 1024;
/// Whole numbers above this are not all numbers of 64 bits.
const LARGEST_WHOLE: f64 = 9_007_199_254_740_992.0;

/// A label as a reader finds it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Label<'a> {
    Whole(u32),
    Number(f64),
    /// A number that is called as it is written: `1E5` is no `100000`, and beyond 2^53 not every number has one of its own.
    Text(&'a str),
    Word(&'a str),
}

/// Whether a number is called as it is written.
fn is_called_as_written(number: f64, text: &str) -> bool {
    let exponent = text.bytes().position(|byte| matches!(byte, b'e' | b'E'));
    // Tools write 1.0e+05 or 1E+05; 12E4 is a name.
    let bare = exponent.is_some_and(|at| !text.contains(['.', ',']) && !text[at..].contains(['+', '-']));
    bare || is_beyond(number)
}

/// Whether a number may be another one that was rounded.
pub(crate) fn is_beyond(number: f64) -> bool {
    number.abs() >= LARGEST_WHOLE
}

/// What a number is called as a class: `5` for 5, 5.0 and 05.
fn canonical(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < LARGEST_WHOLE {
        (number as i64).to_string()
    } else {
        number.to_string()
    }
}

impl<'a> Label<'a> {
    /// Of a number and how it is written.
    pub(crate) fn of_number(number: f64, text: &'a str) -> Self {
        if is_called_as_written(number, text) { Self::Text(text) } else { Self::Number(number) }
    }

    /// Of a text that may be a number.
    pub(crate) fn of_text(text: &'a str) -> Self {
        match text.trim().parse::<f64>() {
            Ok(number) if number.is_finite() => Self::of_number(number, text.trim()),
            _ => Self::Word(text),
        }
    }

    /// The name of its class.
    pub(crate) fn name(self) -> Cow<'a, str> {
        match self {
            Self::Whole(number) => number.to_string().into(),
            Self::Number(number) => canonical(number).into(),
            Self::Text(text) | Self::Word(text) => text.into(),
        }
    }
}

/// The labels of a column, counted: of at most one class more than there may be.
#[derive(Debug, Clone)]
pub(crate) struct Labels {
    small: Vec<u64>,
    other: BTreeMap<String, u64>,
    distinct: usize,
    /// Every label is a whole number.
    pub(crate) whole: bool,
    /// Labels that are not numbers.
    pub(crate) words: u64,
    /// A number that may be another one that was rounded.
    beyond: Option<f64>,
}

impl Default for Labels {
    fn default() -> Self {
        Self {
            small: vec![0; SMALL],
            other: BTreeMap::new(),
            distinct: 0,
            whole: true,
            words: 0,
            beyond: None,
        }
    }
}

impl Labels {
    /// Counts a label. Those of further classes are left out once there are too many.
    pub(crate) fn add(&mut self, label: Label<'_>) {
        if let Label::Number(number) = label {
            self.whole &= number.fract() == 0.0;
            self.beyond = self.beyond.or(is_beyond(number).then_some(number));
        }
        let small = match label {
            Label::Whole(number) => Some(number as usize),
            Label::Number(number) if number.fract() == 0.0 && (0.0..SMALL as f64).contains(&number) => {
                Some(number as usize)
            }
            _ => None,
        };
        if let Some(count) = small.and_then(|number| self.small.get_mut(number)) {
            if *count > 0 || self.distinct <= MOST_CLASSES {
                self.distinct += usize::from(*count == 0);
                *count += 1;
            }
            return;
        }
        if matches!(label, Label::Word(_)) {
            self.words += 1;
            self.whole = false;
        }
        let name = label.name();
        if let Some(count) = self.other.get_mut(&*name) {
            *count += 1;
        } else if self.distinct <= MOST_CLASSES {
            self.distinct += 1;
            self.other.insert(name.into_owned(), 1);
        }
    }

    /// Whether there are more classes than there may be.
    pub(crate) fn too_many(&self) -> bool {
        self.distinct > MOST_CLASSES
    }

    /// Classes found, at most one more than there may be.
    pub(crate) fn distinct(&self) -> usize {
        self.distinct
    }

    /// A label that others may have fallen together with: it is a number beyond 2^53 that no text tells.
    pub(crate) fn beyond(&self) -> Option<f64> {
        self.beyond
    }

    /// A label that is too long to be the name of a class.
    pub(crate) fn too_long(&self) -> Option<&str> {
        self.other.keys().map(String::as_str).find(|name| name.len() > LONGEST_LABEL)
    }

    /// The classes with their counts: by number if all are numbers, else by alphabet.
    pub(crate) fn classes(&self) -> Vec<(String, u64)> {
        let small = self.small.iter().enumerate().filter(|(_, count)| **count > 0);
        let mut classes: Vec<(String, u64)> =
            small.map(|(number, &count)| (number.to_string(), count)).collect();
        classes.extend(self.other.iter().map(|(name, &count)| (name.clone(), count)));
        if self.words > 0 {
            classes.sort();
        } else {
            let number = |name: &str| name.parse::<f64>().unwrap_or(f64::NAN);
            classes.sort_by(|(a, _), (b, _)| number(a).total_cmp(&number(b)).then_with(|| a.cmp(b)));
        }
        classes
    }

    /// Whether the labels are what people number classes with: 0, 1, 2, ... or 1, 2, 3, ... without a gap, or -1 and 1.
    pub(crate) fn numbers_classes(&self) -> bool {
        let names: Vec<String> = self.classes().into_iter().map(|(name, _)| name).collect();
        let counts_from =
            |first: usize| names.iter().enumerate().all(|(index, name)| *name == (index + first).to_string());
        names.len() >= 2 && (counts_from(0) || counts_from(1) || names == ["-1", "1"])
    }

    /// How many of `rows` labels are of the commonest class, from 0 to 1.
    pub(crate) fn commonest(&self, rows: u64) -> f64 {
        let most = self.small.iter().chain(self.other.values()).max().copied().unwrap_or(0);
        most as f64 / rows.max(1) as f64
    }
}

/// From a label to the index of its class.
pub(crate) struct ClassIndex {
    small: Vec<Option<u8>>,
    other: BTreeMap<String, u8>,
}

impl ClassIndex {
    /// Of classes in their order. Names of numbers stand for all ways to write them.
    pub(crate) fn new(names: &[String]) -> Self {
        let mut index = Self { small: vec![None; SMALL], other: BTreeMap::new() };
        for (class, name) in (0..=u8::MAX).zip(names) {
            let name = Label::of_text(name).name().into_owned();
            match name.parse::<usize>().ok().and_then(|number| index.small.get_mut(number)) {
                Some(small) if small.is_none() => *small = Some(class),
                Some(_) => {}
                None => {
                    index.other.entry(name).or_insert(class);
                }
            }
        }
        index
    }

    pub(crate) fn of(&self, label: Label<'_>) -> Option<u8> {
        let whole = match label {
            Label::Whole(number) => Some(number as usize),
            Label::Number(number) if number.fract() == 0.0 && (0.0..SMALL as f64).contains(&number) => {
                Some(number as usize)
            }
            _ => None,
        };
        match whole.and_then(|number| self.small.get(number)) {
            Some(class) => *class,
            None => self.other.get(&*label.name()).copied(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(labels: &[Label<'_>]) -> Vec<String> {
        let mut found = Labels::default();
        labels.iter().for_each(|&label| found.add(label));
        found.classes().into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn numbers_are_in_order_of_size_and_words_of_the_alphabet() {
        let numbers = [10.0, 9.0, -1.0, 0.5, 1e9].map(Label::Number);
        assert_eq!(names(&numbers), ["-1", "0.5", "9", "10", "1000000000"]);
        assert_eq!(names(&[Label::Whole(5), Label::Number(5.0), Label::Whole(4)]), ["4", "5"]);
        assert_eq!(names(&[Label::Word("b"), Label::Word("a"), Label::Whole(10)]), ["10", "a", "b"]);
    }

    #[test]
    fn memory_stays_bound() {
        let mut found = Labels::default();
        (0..5000).for_each(|number| found.add(Label::Number(f64::from(number) + 0.5)));
        assert!(found.too_many());
        assert_eq!((found.distinct(), found.other.len()), (257, 257));
    }

    #[test]
    fn a_class_is_found_however_its_number_is_written() {
        let index = ClassIndex::new(&["5".into(), "7.0".into(), "x".into(), "-1".into()]);
        assert_eq!(index.of(Label::Whole(5)), Some(0));
        assert_eq!(index.of(Label::Number(7.0)), Some(1));
        assert_eq!(index.of(Label::Word("x")), Some(2));
        assert_eq!(index.of(Label::Number(-1.0)), Some(3));
        assert_eq!(index.of(Label::Number(0.5)), None);
        assert_eq!(index.of(Label::Whole(6)), None);
        assert_eq!(index.of(Label::of_text(" 05 ")), Some(0));
    }

    #[test]
    fn numbers_that_are_names_stay_apart() {
        let texts =
            ["1E5", "100000", "12e4", "9007199254740993", "9007199254740992", "1.0e+05", "7", "7.0", "07"];
        let found = ["7", "100000", "1E5", "12e4", "9007199254740992", "9007199254740993"];
        assert_eq!(names(&texts.map(Label::of_text)), found);
        let index = ClassIndex::new(&found.map(str::to_owned));
        let of = |text| index.of(Label::of_text(text)).map(usize::from);
        assert_eq!(texts.map(of), [2, 1, 3, 5, 4, 1, 0, 0, 0].map(Some));
        assert_eq!(index.of(Label::of_text("9007199254740994")), None);
        let mut found = Labels::default();
        found.add(Label::Number(9_007_199_254_740_992.0));
        assert!(found.beyond().is_some() && found.whole && found.words == 0);
    }
}
