//! Switching activity in the SAIF format.

use std::collections::HashMap;

use crate::SynthesisError;

/// Instances inside instances, at most.
const DEPTH: usize = 64;

/// What a signal did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Activity {
    /// Time at 1.
    pub high: u64,
    /// Changes.
    pub toggles: u64,
}

/// An instance: its signals and what is inside.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope {
    /// Signals, bits of buses as `bus[3]`.
    pub nets: HashMap<String, Activity>,
    /// Instances by name.
    pub instances: HashMap<String, Scope>,
}

/// A recording.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recording {
    /// Its length, in the unit of [`Activity::high`].
    pub duration: u64,
    /// Everything, below a nameless top.
    pub top: Scope,
}

impl Recording {
    /// Reads a text.
    ///
    /// # Errors
    /// If it breaks the format's rules, is nested more than 64 deep, or a signal was 1 for longer than the recording.
    pub fn parse(text: &str) -> Result<Self, SynthesisError> {
        let mut reader = Reader { rest: text, line: 1 };
        reader.expect("(")?;
        reader.expect("SAIFILE")?;
        let mut recording = Self::default();
        while let Some(word) = reader.open_or_close()? {
            match word {
                "DURATION" => {
                    recording.duration = reader.number()?;
                    reader.expect(")")?;
                }
                "INSTANCE" => reader.instance(&mut recording.top, DEPTH)?,
                _ => reader.skip()?,
            }
        }
        match reader.token()? {
            None => {}
            Some(word) => return Err(reader.error(format!("{word:?} after the end"))),
        }
        recording.top.check(recording.duration)?;
        Ok(recording)
    }
}

impl Recording {
    /// Without what a recording of its first moment has: Verilator counts it as a change if a signal is 1 at the start.
    ///
    /// # Errors
    /// If a signal is in one of the two only, or has more in the first moment than altogether.
    pub fn after(mut self, start: &Self) -> Result<Self, SynthesisError> {
        let problem = || SynthesisError::content("SAIF", "it is shorter than its first moment");
        self.duration = self.duration.checked_sub(start.duration).ok_or_else(problem)?;
        self.top.subtract(&start.top)?;
        Ok(self)
    }
}

impl Scope {
    /// The scope at a path.
    #[must_use]
    pub fn at<'a>(&self, path: impl IntoIterator<Item = &'a str>) -> Option<&Self> {
        path.into_iter().try_fold(self, |scope, name| scope.instances.get(name))
    }

    fn subtract(&mut self, start: &Self) -> Result<(), SynthesisError> {
        for (name, activity) in &mut self.nets {
            let problem = || SynthesisError::content(format!("SAIF, {name}"), "no such signal at the start");
            let first = start.nets.get(name).ok_or_else(problem)?;
            let less = |all: u64, first: u64| {
                let problem =
                    || SynthesisError::content(format!("SAIF, {name}"), "it did less than at the start");
                all.checked_sub(first).ok_or_else(problem)
            };
            activity.high = less(activity.high, first.high)?;
            activity.toggles = less(activity.toggles, first.toggles)?;
        }
        for (name, scope) in &mut self.instances {
            let problem =
                || SynthesisError::content(format!("SAIF, {name}"), "no such instance at the start");
            scope.subtract(start.instances.get(name).ok_or_else(problem)?)?;
        }
        Ok(())
    }

    fn check(&self, duration: u64) -> Result<(), SynthesisError> {
        if let Some((name, _)) = self.nets.iter().find(|(_, activity)| activity.high > duration) {
            let problem = "it was 1 for longer than the recording lasted";
            return Err(SynthesisError::content(format!("SAIF, {name}"), problem));
        }
        self.instances.values().try_for_each(|scope| scope.check(duration))
    }
}

struct Reader<'a> {
    rest: &'a str,
    line: usize,
}

impl<'a> Reader<'a> {
    fn error(&self, problem: impl Into<String>) -> SynthesisError {
        SynthesisError::Syntax { format: "SAIF", line: self.line, problem: problem.into() }
    }

    fn token(&mut self) -> Result<Option<&'a str>, SynthesisError> {
        let text = self.rest.trim_start();
        let passed = self.rest.len() - text.len();
        self.line += self.rest[..passed].bytes().filter(|&byte| byte == b'\n').count();
        let Some(first) = text.bytes().next() else {
            self.rest = "";
            return Ok(None);
        };
        let length = match first {
            b'(' | b')' => 1,
            b'"' => {
                let end = text[1..].find('"').ok_or_else(|| self.error("a string is not closed"))?;
                end + 2
            }
            _ => text.find(|c: char| c.is_whitespace() || c == '(' || c == ')').unwrap_or(text.len()),
        };
        let (token, rest) = text.split_at(length);
        self.line += token.bytes().filter(|&byte| byte == b'\n').count();
        self.rest = rest;
        Ok(Some(token))
    }

    fn some(&mut self) -> Result<&'a str, SynthesisError> {
        self.token()?.ok_or_else(|| self.error("it ends too early"))
    }

    fn expect(&mut self, what: &str) -> Result<(), SynthesisError> {
        let found = self.some()?;
        if found == what { Ok(()) } else { Err(self.error(format!("{found:?} instead of {what:?}"))) }
    }

    fn number(&mut self) -> Result<u64, SynthesisError> {
        let found = self.some()?;
        found.parse().map_err(|_| self.error(format!("{found:?} is no number of at least 0")))
    }

    /// The word after an opening parenthesis; `None` at a closing one.
    fn open_or_close(&mut self) -> Result<Option<&'a str>, SynthesisError> {
        match self.some()? {
            "(" => self.some().map(Some),
            ")" => Ok(None),
            other => Err(self.error(format!("{other:?} instead of a parenthesis"))),
        }
    }

    /// What is left of a list.
    fn skip(&mut self) -> Result<(), SynthesisError> {
        let mut depth = 1;
        while depth > 0 {
            match self.some()? {
                "(" => depth += 1,
                ")" => depth -= 1,
                _ => {}
            }
        }
        Ok(())
    }

    fn instance(&mut self, outer: &mut Scope, depth: usize) -> Result<(), SynthesisError> {
        if depth == 0 {
            return Err(self.error(format!("instances are nested more than {DEPTH} deep")));
        }
        let name = plain(self.some()?);
        let mut scope = Scope::default();
        while let Some(word) = self.open_or_close()? {
            match word {
                "NET" | "PORT" => self.nets(&mut scope)?,
                "INSTANCE" => self.instance(&mut scope, depth - 1)?,
                _ => self.skip()?,
            }
        }
        if outer.instances.insert(name.clone(), scope).is_some() {
            return Err(self.error(format!("instance {name} comes twice")));
        }
        Ok(())
    }

    fn nets(&mut self, scope: &mut Scope) -> Result<(), SynthesisError> {
        while let Some(name) = self.open_or_close()? {
            let mut activity = Activity::default();
            while let Some(word) = self.open_or_close()? {
                match word {
                    "T1" => activity.high = self.number()?,
                    "TC" => activity.toggles = self.number()?,
                    _ => {
                        self.skip()?;
                        continue;
                    }
                }
                self.expect(")")?;
            }
            scope.nets.insert(plain(name), activity);
        }
        Ok(())
    }
}

/// Without the marks that brackets bear in this format.
fn plain(name: &str) -> String {
    name.replace('\\', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = r#"(SAIFILE
(SAIFVERSION "2.0")
(DURATION 20)
(INSTANCE top (NET (clock (T0 10) (T1 10) (TX 0) (TC 20)) (bus\[1\] (T0 5) (T1 15) (TC 3)))
  (INSTANCE inner (NET (n5 (T0 20) (T1 0) (TC 0)))))
)
"#;

    #[test]
    fn signals_are_found_by_their_path() {
        let recording = Recording::parse(SMALL).unwrap();
        assert_eq!(recording.duration, 20);
        let top = recording.top.at(["top"]).unwrap();
        assert_eq!(top.nets["bus[1]"], Activity { high: 15, toggles: 3 });
        assert_eq!(recording.top.at(["top", "inner"]).unwrap().nets["n5"], Activity::default());
        assert!(recording.top.at(["other"]).is_none());
    }

    #[test]
    fn the_first_moment_is_taken_off() {
        let start =
            SMALL.replace("20)", "1)").replace("10)", "0)").replace("(T1 15) (TC 3)", "(T1 1) (TC 1)");
        let recording = Recording::parse(SMALL).unwrap().after(&Recording::parse(&start).unwrap()).unwrap();
        assert_eq!(recording.duration, 19);
        assert_eq!(recording.top.instances["top"].nets["bus[1]"], Activity { high: 14, toggles: 2 });
        let other = Recording::parse(&SMALL.replace("n5", "n6")).unwrap();
        assert!(Recording::parse(SMALL).unwrap().after(&other).is_err());
    }

    #[test]
    fn errors_name_the_line() {
        let message = |text: &str| Recording::parse(text).unwrap_err().to_string();
        assert_eq!(message("(SAIFILE\n(DURATION x))"), "SAIF, line 2: \"x\" is no number of at least 0");
        assert_eq!(message("(SAIFILE\n"), "SAIF, line 2: it ends too early");
        assert!(message(&SMALL.replace("T1 15", "T1 21")).contains("longer than the recording"));
        assert!(message("(SAIFILE (INSTANCE a) (INSTANCE a))").contains("comes twice"));
        let deep = format!("(SAIFILE {}", "(INSTANCE a ".repeat(100));
        assert!(message(&deep).contains("nested more than 64 deep"));
    }
}
