//! Fields of a line.

mod scan;

use std::borrow::Cow;

pub(super) use scan::Fields;

/// What stands between two fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separator {
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// A tab.
    Tab,
    /// `|`
    Bar,
    /// One or more spaces or tabs.
    Spaces,
}

impl Separator {
    fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
            Self::Bar => b'|',
            Self::Spaces => b' ',
        }
    }

    /// What a line has most of; spaces if it has none.
    pub(super) fn commonest(line: &[u8]) -> Self {
        let count = |separator: Self| line.iter().filter(|&&byte| byte == separator.byte()).count();
        let all = [Self::Bar, Self::Tab, Self::Semicolon, Self::Comma];
        let most = all.into_iter().max_by_key(|separator| count(*separator));
        most.filter(|separator| count(*separator) > 0).unwrap_or(Self::Spaces)
    }

    /// What it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Comma => "commas",
            Self::Semicolon => "semicolons",
            Self::Tab => "tabs",
            Self::Bar => "bars",
            Self::Spaces => "spaces",
        }
    }
}

/// How lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dialect {
    pub(super) separator: Separator,
    /// ARFF: quotes of either kind, within which a backslash takes the meaning of what follows.
    pub(super) arff: bool,
}

/// A field as it is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Field<'a> {
    /// One to nine digits and nothing else: most fields of most tables.
    Whole(u32),
    /// A sign perhaps, digits and a point: few enough to be exact. Whether the point may separate thousands.
    Decimal(f64, bool),
    /// Anything else, without spaces around it.
    Text(&'a [u8]),
    /// What stands between two quotes.
    Quoted(&'a [u8]),
    /// A quote that is not closed in its line, or that something follows.
    Broken(&'a [u8]),
}

impl<'a> Field<'a> {
    /// What it says, for people and for names: without quotes, and with doubled ones as one.
    pub(super) fn text(self, dialect: Dialect) -> Cow<'a, str> {
        match self {
            Self::Whole(number) => number.to_string().into(),
            Self::Decimal(number, _) => number.to_string().into(),
            Self::Text(text) => String::from_utf8_lossy(unquote(text)),
            Self::Quoted(text) => match String::from_utf8_lossy(text.trim_ascii()) {
                text if dialect.arff && text.contains('\\') => unescape(&text).into(),
                text if text.contains("\"\"") => text.replace("\"\"", "\"").into(),
                text => text,
            },
            Self::Broken(text) => String::from_utf8_lossy(text),
        }
    }

    /// The bytes of a number or a word.
    pub(super) fn bytes(self) -> &'a [u8] {
        match self {
            Self::Whole(_) | Self::Decimal(..) => b"",
            Self::Text(text) => unquote(text),
            Self::Quoted(text) => text.trim_ascii(),
            Self::Broken(text) => text,
        }
    }
}

fn unescape(text: &str) -> String {
    let mut characters = text.chars();
    let mut found = String::new();
    while let Some(character) = characters.next() {
        found.extend(if character == '\\' { characters.next() } else { Some(character) });
    }
    found
}

/// Some write `'5'`.
fn unquote(text: &[u8]) -> &[u8] {
    match text {
        [b'\'', inner @ .., b'\''] => inner.trim_ascii(),
        _ => text,
    }
}

#[cfg(test)]
mod tests;
