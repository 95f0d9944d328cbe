//! ARFF, the format of WEKA and of OpenML: a header that names and describes the columns, then rows.

use std::io::Read;

use super::TableError;
use super::lines::Lines;
use crate::limits::MAX_FEATURES;

/// The columns of an ARFF file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) names: Vec<String>,
    /// Columns of a list of values that are not all numbers.
    pub(super) nominal: Vec<bool>,
}

pub(super) fn starts(text: &[u8]) -> bool {
    keyword(text).eq_ignore_ascii_case("@relation")
}

pub(super) fn is_comment(text: &[u8]) -> bool {
    text.trim_ascii_start().starts_with(b"%")
}

fn keyword(text: &[u8]) -> &str {
    let word = text.trim_ascii().split(u8::is_ascii_whitespace).next().unwrap_or_default();
    std::str::from_utf8(word).unwrap_or_default()
}

impl Header {
    /// Reads on behind `@relation`, up to `@data`.
    pub(super) fn read(lines: &mut Lines<impl Read>) -> Result<Self, TableError> {
        let mut header = Self::default();
        while let Some((line, text)) = lines.next()? {
            if is_comment(text) {
                continue;
            }
            let word = keyword(text);
            let problem = |problem: String| Err(TableError::Arff { line, problem });
            if word.eq_ignore_ascii_case("@data") {
                if header.names.is_empty() {
                    return problem("@data follows, but no @attribute was there".to_owned());
                }
                return Ok(header);
            }
            if !word.eq_ignore_ascii_case("@attribute") {
                return problem(format!("{:?} is none of @attribute and @data", short(word)));
            }
            let text = String::from_utf8_lossy(&text.trim_ascii()[word.len()..]).into_owned();
            let Some((name, kind)) = name_and_kind(text.trim()) else {
                return problem("an attribute is written @attribute NAME TYPE".to_owned());
            };
            let nominal = match kind.to_lowercase() {
                kind if kind.starts_with('{') => words_in(&kind),
                kind if ["numeric", "real", "integer"].contains(&&*kind) => false,
                kind => {
                    return problem(format!(
                        "attribute {name:?} is of type {:?}; there are numeric, real, integer and {{a list of values}}: \
                         remove the others",
                        short(&kind)
                    ));
                }
            };
            header.names.push(name);
            header.nominal.push(nominal);
            if header.names.len() > MAX_FEATURES {
                return Err(TableError::TooLarge);
            }
        }
        Err(TableError::Empty)
    }
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

fn name_and_kind(text: &str) -> Option<(String, &str)> {
    let (name, kind) = match text.chars().next()? {
        quote @ ('"' | '\'') => text[1..].split_once(quote)?,
        _ => text.split_at(text.find(|character: char| character.is_whitespace() || character == '{')?),
    };
    let kind = kind.trim();
    (!name.is_empty() && !kind.is_empty()).then(|| (name.to_owned(), kind))
}

fn words_in(list: &str) -> bool {
    let values = list.trim_matches(['{', '}']).split(',');
    values.map(|value| value.trim().trim_matches(['\'', '"'])).any(|value| value.parse::<f64>().is_err())
}
