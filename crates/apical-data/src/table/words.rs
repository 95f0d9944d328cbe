//! Words where numbers are needed, and what they are.

use super::number::has_other_marks;

pub(super) const NOT_A_NUMBER: &str =
    "is not a number, as every feature must be (the label may be a word: --label-column NAME or NUMBER)";
pub(super) const MISSING: &str = "is a missing value: fill it in, or leave out its row";
const DATE: &str =
    "is a date or time, which is no number: leave the column out, or write it as one (days, seconds)";
const OTHER_MARKS: &str = "has marks between thousands: write numbers with a point before the decimals and nothing between thousands";

/// What is wrong with a word in a column of numbers, and what to do.
pub(super) fn problem(word: &[u8]) -> &'static str {
    if has_other_marks(word) {
        return OTHER_MARKS;
    }
    match std::str::from_utf8(word) {
        Ok(word) if stands_for_nothing(word) => MISSING,
        Ok(word) if is_date(word) => DATE,
        _ => NOT_A_NUMBER,
    }
}

/// Whether a word is a number with other marks, or stands for one that is not there: no class is called so.
pub(super) fn is_no_name(word: &[u8]) -> bool {
    has_other_marks(word) || std::str::from_utf8(word).is_ok_and(stands_for_nothing)
}

/// Whether tools write so what is not there.
fn stands_for_nothing(word: &str) -> bool {
    ["na", "n/a", "#n/a", "<na>", "null", "none", "nil", "-", "--"].contains(&&*word.to_ascii_lowercase())
}

/// Whether it is a date or a time: `2024-01-31`, `31.01.2024`, `1/2/24`, `12:30:01`.
pub(super) fn is_date(word: &str) -> bool {
    let is_sign = |sign: char| sign.is_ascii_digit() || "-/.: TZ+".contains(sign);
    let split = |mark: char| {
        let groups: Vec<usize> =
            word.split(mark).map(|group| group.bytes().take_while(u8::is_ascii_digit).count()).collect();
        let are_short = groups.iter().all(|group| (1..=4).contains(group));
        groups.len() == 3 && are_short && (mark != '.' || groups.contains(&4))
    };
    word.starts_with(|first: char| first.is_ascii_digit())
        && word.chars().all(is_sign)
        && ['-', '/', '.', ':'].into_iter().any(split)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_told() {
        for (words, part) in [
            (&["NA", "n/a", "null", "NULL", "None", "-", "#N/A"][..], "missing value"),
            (
                &["2024-01-31", "31.01.2024", "1/2/24", "12:30:01", "2024-01-31T12:30Z", "2024-01-31 12:30"],
                "date",
            ),
            (&["1'817"], "thousands"),
            (&["abc", "0x10", "1.5.2", "1-2", "12:30", "v1.2.2024"], "not a number"),
        ] {
            words.iter().for_each(|word| assert!(problem(word.as_bytes()).contains(part), "{word}"));
        }
    }
}
