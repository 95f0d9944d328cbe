//! As much of the Liberty format as cells and macros need: groups, attributes, tables.

use std::io::Read;
use std::iter::Peekable;
use std::path::Path;

/// A group: `name (argument) { attributes, tables, groups }`.
#[derive(Debug, Default)]
pub(crate) struct Group {
    name: String,
    argument: String,
    attributes: Vec<(String, String)>,
    groups: Vec<Group>,
}

impl Group {
    /// The file's `library` group.
    pub(crate) fn read(path: &Path) -> Self {
        let file = std::fs::File::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut text = String::new();
        flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
        let mut root = Self::default();
        root.fill(&mut tokens(&text).into_iter().peekable());
        root.groups.swap_remove(0)
    }

    /// Groups of a name inside this one.
    pub(crate) fn all(&self, name: &'static str) -> impl Iterator<Item = &Self> {
        self.groups.iter().filter(move |group| group.name == name)
    }

    /// The group of a name with an argument.
    pub(crate) fn one(&self, name: &'static str, argument: &str) -> &Self {
        let found = self.all(name).find(|group| group.argument == argument);
        found.unwrap_or_else(|| panic!("no {name} ({argument}) in {} ({})", self.name, self.argument))
    }

    /// The text of an attribute, spaces taken out.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// An attribute that is a number.
    pub(crate) fn number(&self, name: &str) -> f64 {
        self.attribute(name).unwrap_or_else(|| panic!("{}: no {name}", self.argument)).parse().unwrap()
    }

    /// Pairs of numbers of an attribute that is there several times.
    pub(crate) fn pairs(&self, name: &str) -> Vec<(f64, f64)> {
        let all = self.attributes.iter().filter(|(known, _)| known == name);
        let pair = |(_, value): &(String, String)| {
            let (first, second) = value.split_once(',').unwrap();
            (first.parse().unwrap(), second.parse().unwrap())
        };
        all.map(pair).collect()
    }

    /// Numbers of a table inside this group, such as `rise_power`: the first is at the least slew and load.
    pub(crate) fn values(&self, table: &'static str) -> Vec<f64> {
        let text = self.all(table).next().and_then(|table| table.attribute("values"));
        let text = text.unwrap_or_else(|| panic!("{}: no {table}", self.name));
        text.split(',').map(|number| number.parse().unwrap()).collect()
    }

    /// The group `internal_power` of a condition, spaces in it aside; `None`: for whatever else.
    pub(crate) fn power(&self, related: Option<&str>, when: Option<&str>) -> &Self {
        let fits =
            |group: &&Self| group.attribute("related_pin") == related && group.attribute("when") == when;
        let found = self.all("internal_power").find(fits);
        found.unwrap_or_else(|| panic!("{}: no power when {when:?}", self.argument))
    }

    fn fill(&mut self, tokens: &mut Peekable<std::vec::IntoIter<String>>) {
        while let Some(name) = tokens.next() {
            match name.as_str() {
                "}" => return,
                ";" => {}
                _ => self.statement(name, tokens),
            }
        }
    }

    fn statement(&mut self, name: String, tokens: &mut Peekable<std::vec::IntoIter<String>>) {
        match tokens.next().as_deref() {
            Some(":") => {
                let value = tokens.next().unwrap();
                // Some files leave out the semicolon after a string.
                self.attributes.push((name, value));
                if tokens.peek().is_some_and(|token| token == ";") {
                    tokens.next();
                }
            }
            Some("(") => {
                let inside: Vec<String> = tokens.by_ref().take_while(|token| token != ")").collect();
                let argument = inside.concat();
                if tokens.peek().is_some_and(|token| token == "{") {
                    tokens.next();
                    let mut group = Self { name, argument, ..Self::default() };
                    group.fill(tokens);
                    self.groups.push(group);
                } else {
                    self.attributes.push((name, argument));
                }
            }
            other => panic!("{name} is followed by {other:?}"),
        }
    }
}

/// Words, strings without quotes and spaces, and marks. Comments and line ends are left out.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("/*") {
            rest.find("*/").unwrap() + 2
        } else if first == '"' {
            let length = rest[1..].find('"').unwrap() + 2;
            tokens.push(rest[1..length - 1].replace([' ', '\\', '\n', '\r'], ""));
            length
        } else if "{}();:,".contains(first) {
            tokens.push(first.to_string());
            1
        } else if first.is_whitespace() || first == '\\' {
            1
        } else {
            let is_end = |c: char| c.is_whitespace() || "{}();:,\"".contains(c);
            let length = rest.find(is_end).unwrap_or(rest.len());
            tokens.push(rest[..length].to_owned());
            length
        };
        rest = &rest[length..];
    }
    tokens
}
