//! Logic functions of pins: `!(A*B)`, `(A & !B) | C'`.

use super::LibertyError;

/// Parentheses inside parentheses, at most.
const DEPTH: usize = 32;

/// A logic function of pins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Function {
    /// 0 or 1.
    Constant(bool),
    /// A pin, or a state variable such as `IQ`.
    Pin(String),
    /// Inverse.
    Not(Box<Function>),
    /// All.
    And(Vec<Function>),
    /// At least one.
    Or(Vec<Function>),
    /// An odd number.
    Xor(Vec<Function>),
}

impl Function {
    /// Reads a function. `!` and `'` bind most, then `*`, `&` and nothing, then `^`, then `+` and `|`.
    ///
    /// # Errors
    /// If it is none.
    pub fn parse(text: &str) -> Result<Self, LibertyError> {
        let mut reader = Reader { rest: text.trim(), depth: 0 };
        let function = reader.or()?;
        if reader.rest.is_empty() { Ok(function) } else { Err(reader.error()) }
    }

    /// Its value for given pins.
    pub fn evaluate(&self, pin: &impl Fn(&str) -> bool) -> bool {
        match self {
            Self::Constant(value) => *value,
            Self::Pin(name) => pin(name),
            Self::Not(inner) => !inner.evaluate(pin),
            Self::And(parts) => parts.iter().all(|part| part.evaluate(pin)),
            Self::Or(parts) => parts.iter().any(|part| part.evaluate(pin)),
            Self::Xor(parts) => parts.iter().fold(false, |odd, part| odd ^ part.evaluate(pin)),
        }
    }

    /// Adds the pins that it is of, each once.
    pub fn pins(&self, found: &mut Vec<String>) {
        match self {
            Self::Constant(_) => {}
            Self::Pin(name) if found.contains(name) => {}
            Self::Pin(name) => found.push(name.clone()),
            Self::Not(inner) => inner.pins(found),
            Self::And(parts) | Self::Or(parts) | Self::Xor(parts) => {
                parts.iter().for_each(|part| part.pins(found));
            }
        }
    }

    /// As Verilog, with names for the pins.
    pub fn verilog(&self, name: &impl Fn(&str) -> String) -> String {
        let joined = |parts: &[Self], mark: &str| {
            let parts: Vec<String> = parts.iter().map(|part| part.verilog(name)).collect();
            format!("({})", parts.join(mark))
        };
        match self {
            Self::Constant(value) => format!("1'b{}", u8::from(*value)),
            Self::Pin(pin) => name(pin),
            Self::Not(inner) => format!("~{}", inner.verilog(name)),
            Self::And(parts) => joined(parts, " & "),
            Self::Or(parts) => joined(parts, " | "),
            Self::Xor(parts) => joined(parts, " ^ "),
        }
    }
}

struct Reader<'a> {
    rest: &'a str,
    depth: usize,
}

impl Reader<'_> {
    fn error(&self) -> LibertyError {
        let problem = if self.rest.is_empty() {
            "it ends too early".to_owned()
        } else {
            format!("unexpected {:?}", self.rest.chars().take(20).collect::<String>())
        };
        LibertyError::Syntax { format: "Liberty function", line: 1, problem }
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest[bytes..].trim_start();
    }

    fn joined(
        &mut self,
        part: impl Fn(&mut Self) -> Result<Function, LibertyError>,
        mark: impl Fn(char) -> Option<usize>,
        join: impl Fn(Vec<Function>) -> Function,
    ) -> Result<Function, LibertyError> {
        let mut parts = vec![part(self)?];
        while let Some(length) = self.rest.chars().next().and_then(&mark) {
            self.skip(length);
            parts.push(part(self)?);
        }
        Ok(if parts.len() == 1 { parts.swap_remove(0) } else { join(parts) })
    }

    fn or(&mut self) -> Result<Function, LibertyError> {
        self.joined(Self::xor, |c| matches!(c, '+' | '|').then_some(1), Function::Or)
    }

    fn xor(&mut self) -> Result<Function, LibertyError> {
        self.joined(Self::and, |c| (c == '^').then_some(1), Function::Xor)
    }

    fn and(&mut self) -> Result<Function, LibertyError> {
        let starts = |c: char| c == '(' || c == '!' || is_name(c);
        let mark = |c: char| if matches!(c, '*' | '&') { Some(1) } else { starts(c).then_some(0) };
        self.joined(Self::unary, mark, Function::And)
    }

    fn unary(&mut self) -> Result<Function, LibertyError> {
        let mut inverted = false;
        while self.rest.starts_with('!') {
            self.skip(1);
            inverted = !inverted;
        }
        let mut function = self.atom()?;
        while self.rest.starts_with('\'') {
            self.skip(1);
            inverted = !inverted;
        }
        if inverted {
            function = Function::Not(Box::new(function));
        }
        Ok(function)
    }

    fn atom(&mut self) -> Result<Function, LibertyError> {
        if self.rest.starts_with('(') {
            if self.depth == DEPTH {
                return Err(self.error());
            }
            self.depth += 1;
            self.skip(1);
            let inner = self.or()?;
            if !self.rest.starts_with(')') {
                return Err(self.error());
            }
            self.skip(1);
            self.depth -= 1;
            return Ok(inner);
        }
        let end = self.rest.find(|c| !is_name(c)).unwrap_or(self.rest.len());
        let name = &self.rest[..end];
        let atom = match name {
            "" => return Err(self.error()),
            "0" => Function::Constant(false),
            "1" => Function::Constant(true),
            _ => Function::Pin(name.to_owned()),
        };
        self.skip(end);
        Ok(atom)
    }
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '[' | ']')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> u8 {
        let function = Function::parse(text).unwrap();
        (0..8).fold(0, |table, row| {
            let value = function.evaluate(&|pin| match pin {
                "A" => row & 1 != 0,
                "B" => row & 2 != 0,
                _ => row & 4 != 0,
            });
            table | u8::from(value) << row
        })
    }

    #[test]
    fn operators_bind_as_the_format_says() {
        assert_eq!(table("!(A*B)"), 0b0111_0111);
        assert_eq!(table("A & B | C"), table("(C + (B A))"));
        assert_eq!(table("A'^B"), table("!(A ^ B)"));
        assert_eq!(table("A | B ^ C"), table("A | (B ^ C)"));
        assert_eq!(table("!A B"), table("(!A)*B"));
        assert_eq!(table("1"), 0xFF);
        assert_eq!(Function::parse("!(A*B)").unwrap().verilog(&|pin| pin.to_lowercase()), "~(a & b)");
    }

    #[test]
    fn what_is_no_function_is_refused() {
        for text in ["", "A +", "(A", "A)", "A ? B", "!"] {
            assert!(Function::parse(text).is_err(), "{text}");
        }
        assert!(Function::parse(&"(".repeat(1000)).is_err());
        assert!(Function::parse(&format!("{}A", "!".repeat(100_001))).is_ok());
    }
}
