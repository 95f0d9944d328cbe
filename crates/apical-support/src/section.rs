//! Parts of documents that programs write.

/// A document with other text between its lines `<!-- begin: NAME -->` and `<!-- end: NAME -->`, and an empty line on
/// either side of the text. Nothing if the document has no such lines.
///
/// ```
/// use apical_support::with_section;
///
/// let document = "Before.\n<!-- begin: sizes -->\nold\n<!-- end: sizes -->\nAfter.\n";
/// let new = with_section(document, "sizes", "| a | b |\n").unwrap();
/// assert_eq!(new, "Before.\n<!-- begin: sizes -->\n\n| a | b |\n\n<!-- end: sizes -->\nAfter.\n");
/// assert_eq!(with_section(&new, "sizes", "| a | b |\n"), Some(new));
/// assert_eq!(with_section(document, "weights", ""), None);
/// ```
#[must_use]
pub fn with_section(document: &str, name: &str, text: &str) -> Option<String> {
    let (begin, end) = (format!("<!-- begin: {name} -->\n"), format!("<!-- end: {name} -->"));
    let start = document.find(&begin)? + begin.len();
    let stop = start + document[start..].find(&end)?;
    Some(format!("{}\n{text}\n{}", &document[..start], &document[stop..]))
}

#[cfg(test)]
mod tests {
    use super::with_section;

    #[test]
    fn a_section_without_an_end_behind_it_is_none() {
        assert_eq!(with_section("<!-- begin: a -->\n", "a", ""), None);
        assert_eq!(with_section("<!-- end: a -->\n<!-- begin: a -->\n", "a", ""), None);
    }

    #[test]
    fn other_sections_stay() {
        let document = "<!-- begin: a -->\n1\n<!-- end: a -->\n<!-- begin: b -->\n2\n<!-- end: b -->\n";
        let new = with_section(document, "b", "3\n").unwrap();
        assert_eq!(new, "<!-- begin: a -->\n1\n<!-- end: a -->\n<!-- begin: b -->\n\n3\n\n<!-- end: b -->\n");
    }
}
