//! Classes of data, matched with those of a model.

use super::{Given, numbers};
use crate::{DataError, Dataset};

/// Labels in the order of a model's classes, and what there is to say of it.
pub(super) struct Order {
    /// What stands in the data for each class of the model.
    pub(super) labels: Vec<String>,
    /// How they were matched, if not by name.
    pub(super) note: Option<String>,
}

/// How labels of `name` that were `found` stand for the classes that are `known`: by name. Labels that are nothing but whole numbers
/// count the classes, from 0, where the names of these have no number among them.
pub(super) fn order(known: &[String], found: &[String], name: &str) -> Order {
    let known_index = |label: &String| label.parse::<usize>().is_ok_and(|index| index < known.len());
    if !are_counted(known, found) || !found.iter().all(known_index) {
        return Order { labels: known.to_vec(), note: None };
    }
    let (first, last) = (known.first().map_or("", |name| name), known.last().map_or("", |name| name));
    let note =
        format!("{name}: labels are numbers: 0 is taken for {first:?}, {} for {last:?}", known.len() - 1);
    Order { labels: numbers(known.len()), note: Some(note) }
}

/// Whether labels count the classes.
fn are_counted(known: &[String], found: &[String]) -> bool {
    known.iter().all(|known| known.parse::<f64>().is_err())
        && !found.is_empty()
        && found.iter().all(|label| label.parse::<usize>().is_ok())
}

/// What there is to say where classes that are words are counted, from 0, since those known have numbers only.
fn words_by_number(given: &Given, counts: &[usize]) -> Option<String> {
    let mut others = given.class_names.iter().enumerate().filter(|(index, _)| counts[*index] > 0);
    let (index, name) = others.next()?;
    Some(match others.next_back() {
        None => format!("{}: the model knows numbers: {name:?} is taken for {index}", given.name),
        Some((last, last_name)) => format!(
            "{}: the model knows numbers: {name:?} is taken for {index}, {last_name:?} for {last}",
            given.name
        ),
    })
}

impl Given {
    /// Images of each class.
    fn counts(&self) -> Vec<usize> {
        let mut counts = vec![0_usize; self.class_names.len()];
        for set in self.sets().into_iter().flatten() {
            set.labels().iter().for_each(|&label| counts[usize::from(label)] += 1);
        }
        counts
    }

    /// Names of classes that have images.
    fn names_in_use(&self) -> Vec<String> {
        let counted = self.class_names.iter().zip(self.counts());
        counted.filter(|(_, count)| *count > 0).map(|(name, _)| name.clone()).collect()
    }

    /// The known classes and, behind them, those of these images that are not among them, unless labels count the known ones.
    pub(super) fn classes_beyond(&self, known: &[String]) -> Vec<String> {
        let found = self.names_in_use();
        let mut all = known.to_vec();
        if !are_counted(known, &found) {
            all.extend(found.into_iter().filter(|name| !known.contains(name)));
        }
        all
    }

    /// The same images with labels that are indices in `known`. Its classes are called by their names; by their indices where `known` has
    /// no other names.
    ///
    /// # Errors
    /// [`DataError::UnknownClasses`] if there are images of a class that is not known.
    pub(super) fn with_classes(self, known: &[String]) -> Result<Self, DataError> {
        if self.class_names == known {
            return Ok(self);
        }
        let counts = self.counts();
        let Order { labels, note } = order(known, &self.names_in_use(), &self.name);
        // A model that learned from files of the same set without names knows the numbers of its classes.
        let is_word = |(name, &count): (&String, &usize)| count == 0 || name.parse::<f64>().is_err();
        let numbered =
            *known == numbers(known.len())[..] && self.class_names.iter().zip(&counts).all(is_word);
        let note = note.or_else(|| words_by_number(&self, &counts).filter(|_| numbered));
        let new = |class: usize| {
            let name = if numbered { class.to_string() } else { self.class_names[class].clone() };
            labels.iter().position(|label| *label == name).and_then(|index| u8::try_from(index).ok())
        };
        let map: Vec<Option<u8>> = (0..counts.len()).map(new).collect();
        let unknown: Vec<String> = (0..counts.len())
            .filter(|&class| counts[class] > 0 && map[class].is_none())
            .map(|class| self.class_names[class].clone())
            .collect();
        if !unknown.is_empty() {
            return Err(DataError::UnknownClasses { origin: self.name, unknown, known: known.to_vec() });
        }
        // Only classes without images have no other label.
        let map: Vec<u8> = map.into_iter().map(Option::unwrap_or_default).collect();
        let classes = known.len().max(2);
        let matched = |set: Option<Dataset>| set.map(|set| set.relabelled(classes, &map));
        let Self { name, train, validation, test, preparation, bits, form, mut notes, .. } = self;
        notes.extend(note);
        let [train, validation, test] = [train, validation, test].map(matched);
        Ok(Self {
            name,
            class_names: known.to_vec(),
            train,
            validation,
            test,
            preparation,
            bits,
            form,
            notes,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(class_names: &[&str], labels: &[u8]) -> Given {
        let pixels = (0..labels.len()).map(|index| index as u8).collect();
        let set = Dataset::new(1, 1, class_names.len(), pixels, labels.to_vec()).unwrap();
        let class_names = texts(class_names);
        let name = "x".to_owned();
        Given {
            name,
            class_names,
            train: None,
            validation: None,
            test: Some(set),
            preparation: None,
            bits: None,
            form: None,
            notes: vec![],
        }
    }

    fn texts(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    fn matched(given: Given, known: &[&str]) -> Result<(Vec<u8>, usize), String> {
        let given = given.with_classes(&texts(known)).map_err(|error| error.to_string())?;
        assert_eq!(given.class_names, texts(known));
        let set = given.test.unwrap();
        assert_eq!(set.classes(), known.len());
        Ok((set.labels().to_vec(), given.notes.len()))
    }

    #[test]
    fn a_class_is_what_it_is_called_wherever_it_stands() {
        // A model of fives and sevens, and digits of which there are such only.
        let digits = ["0", "1", "2", "3", "4", "5", "6", "7"];
        assert_eq!(matched(given(&digits, &[5, 7, 5]), &["5", "7"]), Ok((vec![0, 1, 0], 0)));
        let error = matched(given(&digits, &[5, 6]), &["5", "7"]).unwrap_err();
        assert!(error.contains("\"6\"") && error.contains("\"5\", \"7\""), "{error}");
        // Another order, words.
        assert_eq!(matched(given(&["a", "b"], &[0, 1]), &["b", "c", "a"]), Ok((vec![2, 0], 0)));
        assert!(matched(given(&["a", "b"], &[0, 1]), &["b", "c"]).is_err());
    }

    #[test]
    fn new_classes_stand_behind_those_that_are_known() {
        let known = texts(&["5", "7"]);
        let digits = given(&["0", "1", "2", "3", "4", "5", "6", "7", "8"], &[5, 8, 7, 0]);
        assert_eq!(digits.classes_beyond(&known), ["5", "7", "0", "8"]);
        assert_eq!(matched(digits, &["5", "7", "0", "8"]), Ok((vec![0, 3, 1, 2], 0)));
        let words = texts(&["bag", "boot"]);
        assert_eq!(given(&["0", "1", "2"], &[0, 2]).classes_beyond(&words), words);
    }

    #[test]
    fn numbers_stand_for_classes_that_have_words_and_the_other_way_round() {
        assert_eq!(matched(given(&["0", "1"], &[1, 0]), &["bag", "boot", "coat"]), Ok((vec![1, 0], 1)));
        assert!(matched(given(&["0", "1", "2", "3"], &[3]), &["bag", "boot", "coat"]).is_err());
        assert!(matched(given(&["0", "1"], &[1, 0]), &["bag", "7"]).is_err());
        assert_eq!(matched(given(&["bag", "boot"], &[1, 0]), &["0", "1"]), Ok((vec![1, 0], 1)));
        // Numbers are called by themselves, wherever they stand.
        let digits = ["0", "1", "2", "3", "4", "5", "6", "7"];
        assert_eq!(matched(given(&["0", "1"], &[1, 0]), &["0", "1", "2"]), Ok((vec![1, 0], 0)));
        assert_eq!(matched(given(&["5", "7"], &[1, 0]), &digits), Ok((vec![7, 5], 0)));
        assert!(matched(given(&["5", "8"], &[1, 0]), &digits).is_err());
        assert!(matched(given(&["5", "bag"], &[1, 0]), &digits).is_err());
    }
}
