//! The Liberty format, as far as cells and memory macros need it: groups, attributes, tables.

mod cell;
mod energy;
mod error;
mod function;
mod table;
mod tokens;

use std::io;
use std::path::Path;

pub use cell::{Cell, Direction, Kind, Memory, Pin, Power, Units};
pub use energy::{SLEW, access, edges};
pub use error::LibertyError;
pub use function::Function;
pub use table::Table;
use tokens::{Token, TokenKind, Tokens};

use crate::unpack::{self, NoText};

/// Groups inside groups, at most. Real files have six levels.
const DEPTH: usize = 32;
/// No library needs more bytes once unpacked; what promises more is refused.
const LARGEST: u64 = 1 << 28;

/// A group: `name (argument) { attributes, groups }`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Group {
    /// What it is: `library`, `cell`, `pin` ...
    pub name: String,
    /// What is in its parentheses, without quotes.
    pub argument: String,
    /// `name : value ;` and `name (value, ...) ;`, in order; values without quotes.
    pub attributes: Vec<(String, String)>,
    /// Groups inside it.
    pub groups: Vec<Group>,
}

impl Group {
    /// The `library` group of a text.
    ///
    /// # Errors
    /// If the text breaks the format's rules, is nested more than 32 deep, or does not hold one library.
    pub fn parse(text: &str) -> Result<Self, LibertyError> {
        let mut root = Self::default();
        root.fill(&mut Tokens::new(text), DEPTH)?;
        match root.groups.pop() {
            Some(library) if root.groups.is_empty() && library.name == "library" => Ok(library),
            _ => Err(syntax(1, "the file must hold one group `library`")),
        }
    }

    /// The `library` group of a file, compressed with gzip or not.
    ///
    /// # Errors
    /// If the file cannot be read, or as [`Group::parse`].
    pub fn read(path: &Path) -> Result<Self, LibertyError> {
        let text = text(path)?;
        Self::parse(&text)
            .map_err(|error| LibertyError::content(path.display().to_string(), error.to_string()))
    }

    /// Groups of a name directly inside.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.groups.iter().filter(move |group| group.name == name)
    }

    /// The text of an attribute, if it is there.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// An attribute that is a finite number, if it is there.
    ///
    /// # Errors
    /// If it is something else.
    pub fn number(&self, name: &str) -> Result<Option<f64>, LibertyError> {
        self.attribute(name).map(|text| self.value(name, text)).transpose()
    }

    /// Numbers of an attribute: an index or the values of a table.
    ///
    /// # Errors
    /// If one is no finite number.
    pub fn numbers(&self, name: &str) -> Result<Vec<f64>, LibertyError> {
        let Some(text) = self.attribute(name) else { return Ok(Vec::new()) };
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        parts.map(|part| self.value(name, part)).collect()
    }

    fn value(&self, name: &str, text: &str) -> Result<f64, LibertyError> {
        let number = text.trim().parse().ok().filter(|number: &f64| number.is_finite());
        number.ok_or_else(|| {
            let subject = format!("{} ({})", self.name, self.argument);
            LibertyError::content(subject, format!("{name} must be a number, not {text:?}"))
        })
    }

    fn fill(&mut self, tokens: &mut Tokens<'_>, depth: usize) -> Result<(), LibertyError> {
        let inner = depth < DEPTH;
        while let Some(token) = tokens.next()? {
            match token.kind {
                TokenKind::Mark('}') if inner => return Ok(()),
                TokenKind::Mark(';') => {}
                TokenKind::Word => self.statement(token, tokens, depth)?,
                _ => return Err(syntax(token.line, format!("unexpected {:?}", token.text))),
            }
        }
        if inner { Err(syntax(tokens.line(), format!("group {} is not closed", self.name))) } else { Ok(()) }
    }

    fn statement(
        &mut self,
        name: Token<'_>,
        tokens: &mut Tokens<'_>,
        depth: usize,
    ) -> Result<(), LibertyError> {
        let Some(next) = tokens.next()? else {
            return Err(syntax(name.line, format!("nothing follows {}", name.text)));
        };
        match next.kind {
            TokenKind::Mark(':') => {
                let value = tokens.value(next.line)?;
                self.attributes.push((name.text.to_owned(), value));
                Ok(())
            }
            TokenKind::Mark('(') => {
                let argument = tokens.arguments(next.line)?;
                if tokens.take('{')? {
                    if depth == 0 {
                        return Err(syntax(next.line, format!("groups are nested more than {DEPTH} deep")));
                    }
                    let mut group = Self { name: name.text.to_owned(), argument, ..Self::default() };
                    group.fill(tokens, depth - 1)?;
                    self.groups.push(group);
                } else {
                    self.attributes.push((name.text.to_owned(), argument));
                }
                Ok(())
            }
            _ => Err(syntax(next.line, format!("{} is followed by {:?}", name.text, next.text))),
        }
    }
}

/// The text of a file, compressed with gzip or not.
///
/// # Errors
/// If the file cannot be read, is no text or has more than 256 MiB unpacked.
pub fn text(path: &Path) -> Result<String, LibertyError> {
    let bytes = std::fs::read(path).map_err(LibertyError::file(path))?;
    let text = unpack::text(&bytes, LARGEST).map_err(|problem| match problem {
        NoText::Damaged(error) => LibertyError::file(path)(error),
        NoText::TooLong => LibertyError::content(path.display().to_string(), "more than 256 MiB, unpacked"),
        NoText::Characters => {
            LibertyError::file(path)(io::Error::new(io::ErrorKind::InvalidData, "no UTF-8"))
        }
    })?;
    Ok(text.into_owned())
}

pub(super) fn syntax(line: usize, problem: impl Into<String>) -> LibertyError {
    LibertyError::Syntax { format: "Liberty", line, problem: problem.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = r#"/* a library */
library (tiny) {
  unit (1, pf);
  cell ("buf") { area : 2.5; pin (Y) { function : "A"; } pin(A) { capacitance : 0.003 } }
  table (t) { values ("1, 2", \
     "3,-4e-1"); }
}"#;

    #[test]
    fn groups_attributes_and_tables_are_read() {
        let library = Group::parse(SMALL).unwrap();
        assert_eq!((library.name.as_str(), library.argument.as_str()), ("library", "tiny"));
        assert_eq!(library.attribute("unit"), Some("1,pf"));
        let cell = library.all("cell").next().unwrap();
        assert_eq!((cell.argument.as_str(), cell.number("area").unwrap()), ("buf", Some(2.5)));
        let pins: Vec<&str> = cell.all("pin").map(|pin| pin.argument.as_str()).collect();
        assert_eq!(pins, ["Y", "A"]);
        assert_eq!(cell.all("pin").nth(1).unwrap().number("capacitance").unwrap(), Some(0.003));
        assert_eq!(library.all("table").next().unwrap().numbers("values").unwrap(), [1.0, 2.0, 3.0, -0.4]);
    }

    #[test]
    fn errors_name_the_line() {
        let message = |text: &str| Group::parse(text).unwrap_err().to_string();
        assert_eq!(message("library (a) {\n cell (b) {\n"), "Liberty, line 3: group cell is not closed");
        assert_eq!(message("library (a) {\n cell {"), "Liberty, line 2: cell is followed by \"{\"");
        assert_eq!(message("cell (a) { }"), "Liberty, line 1: the file must hold one group `library`");
        assert!(message("library (a) {\n x : \"y").contains("line 2: a string is not closed"));
        assert!(message(&"a(){".repeat(100)).contains("nested more than 32 deep"));
        let library = Group::parse("library (a) { area : wide; }").unwrap();
        let error = library.number("area").unwrap_err().to_string();
        assert_eq!(error, "library (a): area must be a number, not \"wide\"");
    }
}
