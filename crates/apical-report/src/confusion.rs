//! What was taken for what.

use crate::number::{percent, thousands};
use crate::table::{Align, Table};

/// Counts of true classes against predicted ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfusionMatrix {
    classes: usize,
    /// Row by row, a row for each true class.
    counts: Vec<u64>,
}

impl ConfusionMatrix {
    /// Nothing counted yet, for `classes` classes.
    #[must_use]
    pub fn new(classes: usize) -> Self {
        Self { classes, counts: vec![0; classes * classes] }
    }

    /// Counts an image of class `truth` that was taken for `predicted`.
    ///
    /// # Panics
    /// If either is no class.
    pub fn add(&mut self, truth: usize, predicted: usize) {
        assert!(truth < self.classes && predicted < self.classes, "classes 0 to {}", self.classes);
        self.counts[truth * self.classes + predicted] += 1;
    }

    /// Number of classes.
    #[must_use]
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// Images of class `truth` that were taken for `predicted`.
    ///
    /// # Panics
    /// If either is no class.
    #[must_use]
    pub fn count(&self, truth: usize, predicted: usize) -> u64 {
        assert!(predicted < self.classes, "classes 0 to {}", self.classes);
        self.counts[truth * self.classes + predicted]
    }

    /// Images in all.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Images that were taken for what they are.
    #[must_use]
    pub fn correct(&self) -> u64 {
        (0..self.classes).map(|class| self.count(class, class)).sum()
    }

    /// Images of a true class.
    #[must_use]
    pub fn of_class(&self, truth: usize) -> u64 {
        (0..self.classes).map(|predicted| self.count(truth, predicted)).sum()
    }

    /// Images that were taken for a class.
    #[must_use]
    pub fn taken_for(&self, predicted: usize) -> u64 {
        (0..self.classes).map(|truth| self.count(truth, predicted)).sum()
    }

    /// Share of the images that were taken for what they are; 0 if there are none.
    #[must_use]
    pub fn accuracy(&self) -> f64 {
        share(self.correct(), self.total()).unwrap_or(0.0)
    }

    /// Of the images that were taken for a class, the share that are of it; `None` if nothing was.
    #[must_use]
    pub fn precision(&self, class: usize) -> Option<f64> {
        share(self.count(class, class), self.taken_for(class))
    }

    /// Of the images of a class, the share that were taken for it; `None` if there are none.
    #[must_use]
    pub fn recall(&self, class: usize) -> Option<f64> {
        share(self.count(class, class), self.of_class(class))
    }

    /// The table of precision, recall and count by class.
    #[must_use]
    pub fn class_table(&self, names: &[String]) -> Table {
        let mut table = Table::new(&[
            ("class", Align::Left),
            ("images", Align::Right),
            ("recall", Align::Right),
            ("precision", Align::Right),
            ("most often taken for", Align::Left),
        ]);
        for class in 0..self.classes {
            let shown = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| percent(value, 1));
            table.row([
                name(names, class),
                thousands(self.of_class(class)),
                shown(self.recall(class)),
                shown(self.precision(class)),
                self.worst_confusion(class).map_or_else(String::new, |(other, count)| {
                    format!("{} ({})", name(names, other), thousands(count))
                }),
            ]);
        }
        table
    }

    /// The counts, a row for each true class, a column for each predicted one; zeros are dots, so that what is there
    /// stands out.
    #[must_use]
    pub fn text(&self, names: &[String]) -> Table {
        let headings: Vec<String> = (0..self.classes).map(|class| short_name(names, class)).collect();
        let mut columns = vec![("true \\ taken for", Align::Left)];
        columns.extend(headings.iter().map(|heading| (heading.as_str(), Align::Right)));
        let mut table = Table::new(&columns);
        for truth in 0..self.classes {
            let counts = (0..self.classes).map(|predicted| match self.count(truth, predicted) {
                0 => "·".to_owned(),
                count => count.to_string(),
            });
            table.row(std::iter::once(name(names, truth)).chain(counts));
        }
        table
    }

    fn worst_confusion(&self, truth: usize) -> Option<(usize, u64)> {
        let others = (0..self.classes).filter(|&predicted| predicted != truth);
        // The first of equals, so that the same counts give the same text.
        others
            .map(|predicted| (predicted, self.count(truth, predicted)))
            .filter(|&(_, count)| count > 0)
            .max_by_key(|&(predicted, count)| (count, std::cmp::Reverse(predicted)))
    }
}

fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// The name of a class, or its number where it has none.
pub(crate) fn name(names: &[String], class: usize) -> String {
    names.get(class).filter(|name| !name.is_empty()).cloned().unwrap_or_else(|| class.to_string())
}

/// The name if it is short enough for the heading of a column of counts, otherwise the number.
fn short_name(names: &[String], class: usize) -> String {
    let name = name(names, class);
    if crate::table::width(&name) <= 5 { name } else { class.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix() -> ConfusionMatrix {
        let mut matrix = ConfusionMatrix::new(3);
        for (truth, predicted) in [(0, 0), (0, 0), (0, 1), (1, 1), (1, 0), (1, 0)] {
            matrix.add(truth, predicted);
        }
        matrix
    }

    #[test]
    fn shares_are_of_the_right_whole() {
        let matrix = matrix();
        assert_eq!(matrix.accuracy(), 0.5);
        assert_eq!(matrix.recall(0), Some(2.0 / 3.0));
        assert_eq!(matrix.precision(0), Some(0.5));
        assert_eq!((matrix.recall(2), matrix.precision(2)), (None, None));
        assert_eq!(ConfusionMatrix::new(2).accuracy(), 0.0);
    }

    #[test]
    fn tables_name_classes() {
        let names = ["bag".to_owned(), "ankle boot".to_owned()];
        insta::assert_snapshot!(matrix().class_table(&names).to_string(), @r"
        class       images  recall  precision  most often taken for
        bag              3  66.7 %     50.0 %  ankle boot (1)
        ankle boot       3  33.3 %     50.0 %  bag (2)
        2                0       -          -
        ");
        insta::assert_snapshot!(matrix().text(&names).to_string(), @r"
        true \ taken for  bag  1  2
        bag                 2  1  ·
        ankle boot          2  1  ·
        2                   ·  ·  ·
        ");
    }
}
