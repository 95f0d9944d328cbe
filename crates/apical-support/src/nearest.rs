//! The name that was probably meant.

/// The most similar of some names, if one is similar at all: at most one change for every two letters.
#[must_use]
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let distance = |candidate: &&str| changes(name, candidate);
    let best = known.into_iter().min_by_key(distance)?;
    (2 * distance(&best) <= name.chars().count().max(2)).then_some(best)
}

/// Letters that must be put in, left out or replaced (Levenshtein's distance).
fn changes(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (line, letter) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (column, other) in to.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != *other);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_mistakes_are_understood_and_nonsense_is_not() {
        let known = ["bp", "bp-adam", "dfa", "sdfa", "drtp", "dsf-w4g8"];
        assert_eq!(nearest("bp_adam", known), Some("bp-adam"));
        assert_eq!(nearest("drpt", known), Some("drtp"));
        assert_eq!(nearest("dsf-w4g", known), Some("dsf-w4g8"));
        assert_eq!(nearest("backpropagation", known), None);
    }

    #[test]
    fn distances() {
        assert_eq!(changes("", "abc"), 3);
        assert_eq!(changes("kitten", "sitting"), 3);
        assert_eq!(changes("same", "same"), 0);
    }
}
