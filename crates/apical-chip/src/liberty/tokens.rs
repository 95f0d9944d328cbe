//! Words, strings and marks of a Liberty text.

use super::LibertyError;
use super::syntax;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    Word,
    Text,
    Mark(char),
}

/// A token; that of a string is without its quotes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'a> {
    pub(super) kind: TokenKind,
    pub(super) text: &'a str,
    pub(super) line: usize,
}

/// What is left of a text.
pub(super) struct Tokens<'a> {
    rest: &'a str,
    line: usize,
}

const MARKS: &str = "{}();:,";

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { rest: text, line: 1 }
    }

    pub(super) fn line(&self) -> usize {
        self.line
    }

    fn advance(&mut self, bytes: usize) {
        let (passed, rest) = self.rest.split_at(bytes);
        self.line += passed.bytes().filter(|&byte| byte == b'\n').count();
        self.rest = rest;
    }

    pub(super) fn next(&mut self) -> Result<Option<Token<'a>>, LibertyError> {
        loop {
            let rest = self.rest;
            let Some(first) = rest.chars().next() else { return Ok(None) };
            if let Some(comment) = rest.strip_prefix("/*") {
                let end = comment.find("*/").ok_or_else(|| syntax(self.line, "a comment is not closed"))?;
                self.advance(end + 4);
            } else if first.is_whitespace() || first == '\\' {
                self.advance(first.len_utf8());
            } else {
                return self.token(first).map(Some);
            }
        }
    }

    fn token(&mut self, first: char) -> Result<Token<'a>, LibertyError> {
        let (rest, line) = (self.rest, self.line);
        let (kind, text, length) = if first == '"' {
            let end = rest[1..].find('"').ok_or_else(|| syntax(line, "a string is not closed"))?;
            (TokenKind::Text, &rest[1..=end], end + 2)
        } else if MARKS.contains(first) {
            (TokenKind::Mark(first), &rest[..1], 1)
        } else {
            let ends = |c: char| c.is_whitespace() || c == '"' || c == '\\' || MARKS.contains(c);
            let end = rest.find(ends).unwrap_or(rest.len());
            (TokenKind::Word, &rest[..end], end)
        };
        self.advance(length);
        Ok(Token { kind, text, line })
    }

    /// Takes a mark, if it is next.
    pub(super) fn take(&mut self, mark: char) -> Result<bool, LibertyError> {
        let before = (self.rest, self.line);
        if self.next()?.is_some_and(|token| token.kind == TokenKind::Mark(mark)) {
            return Ok(true);
        }
        (self.rest, self.line) = before;
        Ok(false)
    }

    /// The value of an attribute, to its semicolon, the end of its line or of its group: some files leave the
    /// semicolon out.
    pub(super) fn value(&mut self, line: usize) -> Result<String, LibertyError> {
        let mut value = String::new();
        loop {
            let before = (self.rest, self.line);
            match self.next()? {
                Some(token) if token.kind == TokenKind::Mark(';') => break,
                Some(token)
                    if token.kind == TokenKind::Mark('}') || (!value.is_empty() && token.line > line) =>
                {
                    (self.rest, self.line) = before;
                    break;
                }
                Some(token) => {
                    if !value.is_empty() {
                        value.push(' ');
                    }
                    value.push_str(token.text.trim());
                }
                None => break,
            }
        }
        if value.is_empty() { Err(syntax(line, "an attribute has no value")) } else { Ok(value) }
    }

    /// What stands between parentheses, the first of which is taken.
    pub(super) fn arguments(&mut self, line: usize) -> Result<String, LibertyError> {
        let mut inside = String::new();
        while let Some(token) = self.next()? {
            match token.kind {
                TokenKind::Mark(')') => return Ok(inside),
                TokenKind::Mark(mark @ ('{' | '}' | ';')) => {
                    return Err(syntax(token.line, format!("{mark:?} between parentheses")));
                }
                _ => inside.push_str(token.text),
            }
        }
        Err(syntax(line, "a parenthesis is not closed"))
    }
}
